// Booth's tickets as the CIB has them. What is written here sees XML only, never the CIB itself.
#pragma once

#include "cluster/xml.hh"

#include <string>

namespace cluster {

// Where Pacemaker keeps tickets (XPath).
inline constexpr char tickets_path[] = "/cib/status/tickets";

// What may be the name of a ticket of booth: letters, digits, - and / (booth's config.c: add_ticket), here
// also _ . and :, at most 63. So it is one word, and may stand in an XPath literal.
bool is_ticket_name(const std::string &text);

// Seconds of the epoch, as they stand in the CIB: digits, at most 19.
bool is_time(const std::string &text);

// The tickets below tickets (null: there are none) that booth manages, those with an owner and an expiry:
//     ticket NAME GRANTED EXPIRES LAST_GRANTED OWNER TERM CONFIG
//     end
// one line each, GRANTED true or false, the times as is_time wants them, CONFIG the name of booth's configuration;
// - stands for what the CIB does not say, or not as one printable word. Anything but granted="false" is true here,
// which is more than Pacemaker takes for granted, never less.
std::string snapshot(const xmlNode *tickets);

// Whether the change of the CIB in a notification of Pacemaker's may be one of its tickets. Never no when it is.
bool concerns_tickets(const xmlNode *notification);

// The ticket if it is still granted until expires (XPath). Both must have passed the tests above.
std::string path_of_granted(const std::string &name, const std::string &expires);

// What makes a ticket one that is not granted; everything else of it stays.
Xml revocation(const std::string &name);

} // namespace cluster
