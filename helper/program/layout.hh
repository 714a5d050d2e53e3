// Text fit for a terminal.
#pragma once

#include <cstddef>
#include <string>

namespace program {

// Of standard output in columns; 80 where it is no terminal, and 40 at least.
std::size_t terminal_width();

// Breaks text between words into lines of width that are indented by that many blanks; a word that is longer than
// a line stays whole.
std::string wrap(const std::string &text, std::size_t indent, std::size_t width);

} // namespace program
