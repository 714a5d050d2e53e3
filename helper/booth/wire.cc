#include "booth/wire.hh"

#include <nettle/hmac.h>
#include <nettle/memops.h>

namespace booth {

namespace {

constexpr std::uint32_t magic = 0x5F1BA08C;
constexpr std::uint32_t version = 0x00010003;
constexpr std::uint32_t hash_sha1 = 2;
constexpr std::uint32_t option_authenticated = 1;

void put(std::string &bytes, std::uint32_t number)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes += static_cast<char>(number >> shift & 0xff);
    }
}

std::uint32_t get(std::string_view bytes, std::size_t field)
{
    const char *at = bytes.data() + 4 * field;
    return four(at[0], at[1], at[2], at[3]);
}

const std::uint8_t *octets(std::string_view bytes)
{
    return reinterpret_cast<const std::uint8_t *>(bytes.data());
}

} // namespace

std::string make_trailer(std::string_view bytes, const std::string &key)
{
    hmac_sha1_ctx context{};
    std::uint8_t digest[SHA1_DIGEST_SIZE];
    nettle_hmac_sha1_set_key(&context, key.size(), octets(key));
    nettle_hmac_sha1_update(&context, bytes.size(), octets(bytes));
    nettle_hmac_sha1_digest(&context, sizeof digest, digest);
    std::string trailer;
    put(trailer, hash_sha1);
    trailer.append(digest, digest + sizeof digest);
    trailer.resize(trailer_size, '\0');
    return trailer;
}

std::string encode_query(Command command, const std::string &key, WireTime now)
{
    bool authenticated = !key.empty();
    std::string bytes;
    put(bytes, authenticated ? option_authenticated : 0);
    put(bytes, authenticated ? now.seconds : 0);
    put(bytes, authenticated ? now.microseconds : 0);
    put(bytes, magic);
    put(bytes, version);
    put(bytes, 0); // from: a client has no site
    put(bytes, header_size + (authenticated ? trailer_size : 0));
    put(bytes, static_cast<std::uint32_t>(command));
    bytes.resize(header_size, '\0');
    return authenticated ? bytes + make_trailer(bytes, key) : bytes;
}

std::optional<Header> decode_header(std::string_view bytes)
{
    if (bytes.size() < header_size || get(bytes, 3) != magic || get(bytes, 4) != version) {
        return std::nullopt;
    }
    Header header{
        .options = get(bytes, 0),
        .seconds = get(bytes, 1),
        .microseconds = get(bytes, 2),
        .length = get(bytes, 6),
        .command = get(bytes, 7),
        .result = get(bytes, 11),
    };
    auto least = header_size + (header.authenticated() ? trailer_size : 0);
    return header.length >= least ? std::optional<Header>(header) : std::nullopt;
}

bool is_authentic(std::string_view header, std::string_view trailer, const std::string &key)
{
    if (header.size() != header_size || trailer.size() != trailer_size || key.empty() ||
        get(trailer, 0) != hash_sha1) {
        return false;
    }
    auto expected = make_trailer(header, key);
    return nettle_memeql_sec(expected.data(), trailer.data(), trailer_size) != 0;
}

} // namespace booth
