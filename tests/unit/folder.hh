// A folder of a test's own, and programs that stand in for those that need a cluster.
#pragma once

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

class Folder {
public:
    Folder()
    {
        char name[] = "/tmp/booth-unit-XXXXXX";
        BOOST_REQUIRE(::mkdtemp(name) != nullptr);
        path = name;
    }
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;
    ~Folder() { std::filesystem::remove_all(path); }

    // These return the path of what they write.
    std::string write(const std::string &name, const std::string &text) const
    {
        std::ofstream(path + "/" + name) << text;
        return path + "/" + name;
    }
    std::string write_program(const std::string &name, const std::string &shell_code) const
    {
        auto program = write(name, "#!/bin/sh\ncd " + path + " || exit\n" + shell_code + "\n");
        BOOST_REQUIRE(::chmod(program.c_str(), 0755) == 0);
        return program;
    }

    // Of a file that need not be there.
    std::vector<std::string> lines(const std::string &name) const
    {
        std::ifstream file(path + "/" + name);
        std::vector<std::string> all;
        for (std::string line; std::getline(file, line);) {
            all.push_back(line);
        }
        return all;
    }

    std::string path;
};
