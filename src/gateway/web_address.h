// Web addresses: the origins whose pages may hold the Hub's page, and where it leads afterwards.
//
// What passes here is put into headers (`frame-ancestors`) and into a browser's address, so the
// form is narrow: http or https, a plain host, a port. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace figlink {

inline constexpr std::size_t kOriginsMax = 50;  // of one project
inline constexpr std::size_t kOriginSizeMax = 280;
inline constexpr std::size_t kRedirectMax = 2048;

// "HTTPS://App.acme.com:443" becomes "https://app.acme.com", the way browsers write it. nullopt:
// it is no origin, or it has more than one (a path, a user, a wildcard).
std::optional<std::string> read_origin(std::string_view text);

// The origin of an absolute http(s) address; nullopt when it is none.
std::optional<std::string> origin_of(std::string_view address);

// localhost, 127.0.0.1 or [::1]: the reader's own machine.
bool is_loopback(std::string_view origin);

}  // namespace figlink
