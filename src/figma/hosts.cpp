#include "figma/hosts.h"

#include <algorithm>

namespace figlink {
namespace {

constexpr std::size_t kAddressMax = 4096;
constexpr std::string_view kHosts[] = {"figma.com", "figma-alpha-api.s3.us-west-2.amazonaws.com"};
constexpr std::string_view kBelow = ".figma.com";

bool is_figmas(const Origin& origin) {
  if (!origin.secure || origin.port != 443) return false;
  return origin.host.ends_with(kBelow) ||
         std::ranges::find(kHosts, origin.host) != std::end(kHosts);
}

bool is_same(const Origin& a, const Origin& b) {
  return a.secure == b.secure && a.host == b.host && a.port == b.port;
}

bool is_graphic(char sign) { return sign > ' ' && sign < '\x7f'; }

}  // namespace

std::optional<Located> place_at_figma(std::string_view url, const Origin& api) {
  if (url.size() > kAddressMax || !std::ranges::all_of(url, is_graphic)) return std::nullopt;
  url = url.substr(0, url.find('#'));
  const auto slashes = url.find("//");
  if (slashes == url.npos) return std::nullopt;
  const auto end = std::min(url.find_first_of("/?", slashes + 2), url.size());
  auto origin = Origin::parse(url.substr(0, end));
  if (!origin || !(is_figmas(*origin) || is_same(*origin, api))) return std::nullopt;
  std::string target;
  if (!url.substr(end).starts_with('/')) target += '/';
  target += url.substr(end);
  return Located{std::move(*origin), std::move(target)};
}

}  // namespace figlink
