#include "gateway/web_address.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace figlink {
namespace {

constexpr std::size_t kHostMax = 253;
constexpr std::string_view kLoopback6 = "[::1]";

bool is_host(std::string_view host) {
  if (host == kLoopback6) return true;
  auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  return !host.empty() && host.size() <= kHostMax && std::ranges::all_of(host, fits) &&
         host.front() != '.' && host.back() != '.' && host.find("..") == host.npos;
}

// 0 when it is no port.
int port_of(std::string_view digits) {
  int port = 0;
  auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const bool whole = failed == std::errc() && end == digits.data() + digits.size();
  return whole && port > 0 && port <= 65535 && digits.front() != '-' ? port : 0;
}

// What stands between "scheme://" and the first of / ? #.
struct Parts {
  std::string_view scheme, authority, rest;
};
std::optional<Parts> parts_of(std::string_view address) {
  const auto colon = address.find("://");
  if (colon == address.npos) return std::nullopt;
  Parts parts{address.substr(0, colon), address.substr(colon + 3), {}};
  const auto end = std::min(parts.authority.find_first_of("/?#"), parts.authority.size());
  parts.rest = parts.authority.substr(end);
  parts.authority = parts.authority.substr(0, end);
  return parts;
}

std::optional<std::string> origin_from(std::string_view given_scheme, std::string_view authority) {
  const std::string scheme = lower(given_scheme), host_and_port = lower(authority);
  if (scheme != "http" && scheme != "https") return std::nullopt;
  std::string_view host = host_and_port;
  const auto colon = host.starts_with('[') ? host.find("]:") : host.find(':');
  std::string_view port_text;
  if (colon != host.npos) {
    const auto at = host.starts_with('[') ? colon + 1 : colon;
    port_text = host.substr(at + 1);
    host = host.substr(0, at);
    if (port_of(port_text) == 0) return std::nullopt;
  }
  if (!is_host(host)) return std::nullopt;
  std::string origin = scheme + "://" + std::string(host);
  const int usual = scheme == "https" ? 443 : 80;
  if (!port_text.empty() && port_of(port_text) != usual)
    origin += ":" + std::to_string(port_of(port_text));
  return origin;
}

// Characters that an address may hold as they are (RFC 3986), so without blanks, quotes, brackets
// and the backslash that browsers read as a slash.
bool is_plain(char c) {
  return c > 0x20 && c < 0x7F && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
}

}  // namespace

std::optional<std::string> read_origin(std::string_view text) {
  if (text.size() > kOriginSizeMax) return std::nullopt;
  auto parts = parts_of(trim(text));
  if (!parts || (!parts->rest.empty() && parts->rest != "/")) return std::nullopt;
  return origin_from(parts->scheme, parts->authority);
}

std::optional<std::string> origin_of(std::string_view address) {
  if (address.size() > kRedirectMax || !std::ranges::all_of(address, is_plain)) return std::nullopt;
  auto parts = parts_of(address);
  if (!parts) return std::nullopt;
  return origin_from(parts->scheme, parts->authority);
}

bool is_loopback(std::string_view origin) {
  auto parts = parts_of(origin);
  if (!parts) return false;
  for (std::string_view host :
       {std::string_view("localhost"), std::string_view("127.0.0.1"), kLoopback6}) {
    if (parts->authority == host || parts->authority.starts_with(std::string(host) + ":"))
      return true;
  }
  return false;
}

}  // namespace figlink
