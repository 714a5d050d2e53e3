#include "cluster/tickets.hh"

#include <algorithm>
#include <string_view>

namespace cluster {

namespace {

constexpr std::size_t longest_name = 63;
constexpr std::size_t longest_time = 19;
constexpr std::size_t longest_word = 128;

bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

bool is_letter(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

// The value if it is one word of a line, otherwise -.
std::string word(const std::string &value)
{
    auto is_visible = [](char character) { return character > ' ' && character < 0x7f; };
    bool fits = !value.empty() && value.size() <= longest_word && std::all_of(value.begin(), value.end(), is_visible);
    return fits ? value : "-";
}

std::string time(const std::string &value)
{
    return is_time(value) ? value : "-";
}

bool is_booths(const xmlNode *node)
{
    return is_element(node, "ticket_state") && is_ticket_name(attribute(node, "id")) &&
           !attribute(node, "owner").empty() && !attribute(node, "expires").empty();
}

std::string line(const xmlNode *ticket)
{
    auto granted = attribute(ticket, "granted");
    bool is_granted = !granted.empty() && granted != "false";
    return "ticket " + attribute(ticket, "id") + (is_granted ? " true " : " false ") +
           time(attribute(ticket, "expires")) + " " + time(attribute(ticket, "last-granted")) + " " +
           word(attribute(ticket, "owner")) + " " + word(attribute(ticket, "term")) + " " +
           word(attribute(ticket, "booth-cfg-name")) + "\n";
}

// Whether path is that of the tickets or of something in them.
bool is_in_tickets(std::string_view path)
{
    static constexpr std::string_view tickets = tickets_path;
    return path.starts_with(tickets) && (path.size() == tickets.size() || path[tickets.size()] == '/' ||
                                         path[tickets.size()] == '[');
}

bool holds_tickets(std::string_view path)
{
    return path.empty() || path == "/" || path == "/cib" || path == "/cib/status";
}

// One <change> of a patch of format 2 (Pacemaker's lib/common/patchset.c: xml_create_patchset_v2).
bool touches_tickets(const xmlNode *change)
{
    auto path = attribute(change, "path");
    if (is_in_tickets(path)) {
        return true;
    }
    if (!holds_tickets(path)) {
        return false;
    }
    auto operation = attribute(change, "operation");
    if (operation == "create") {
        return find(change, [](const xmlNode *node) { return is_element(node, "tickets"); }) != nullptr;
    }
    // The attributes of an element above, or its place among its neighbours.
    return operation != "modify" && operation != "move";
}

} // namespace

bool is_ticket_name(const std::string &text)
{
    auto may_stand = [](char character) {
        static constexpr std::string_view others = "-/_.:";
        return is_letter(character) || is_digit(character) || others.find(character) != others.npos;
    };
    return !text.empty() && text.size() <= longest_name && std::all_of(text.begin(), text.end(), may_stand);
}

bool is_time(const std::string &text)
{
    return !text.empty() && text.size() <= longest_time && std::all_of(text.begin(), text.end(), is_digit);
}

std::string snapshot(const xmlNode *tickets)
{
    std::string lines;
    for (const xmlNode *node = tickets != nullptr ? tickets->children : nullptr; node != nullptr; node = node->next) {
        if (is_booths(node)) {
            lines += line(node);
        }
    }
    return lines + "end\n";
}

bool concerns_tickets(const xmlNode *notification)
{
    const xmlNode *patch = find(notification, [](const xmlNode *node) {
        return is_element(node, "diff") && attribute(node, "format") == "2";
    });
    if (patch == nullptr) {
        return true;
    }
    return find(patch, [](const xmlNode *node) { return is_element(node, "change") && touches_tickets(node); }) !=
           nullptr;
}

std::string path_of_granted(const std::string &name, const std::string &expires)
{
    return std::string(tickets_path) + "/ticket_state[@id='" + name +
           "' and @granted!='' and @granted!='false' and @expires='" + expires + "']";
}

Xml revocation(const std::string &name)
{
    auto text = [](const char *value) { return reinterpret_cast<const xmlChar *>(value); };
    xmlDoc *document = xmlNewDoc(text("1.0"));
    xmlNode *change = xmlNewDocNode(document, nullptr, text("ticket_state"), nullptr);
    xmlDocSetRootElement(document, change);
    xmlSetProp(change, text("id"), text(name.c_str()));
    xmlSetProp(change, text("granted"), text("false"));
    return Xml(change);
}

} // namespace cluster
