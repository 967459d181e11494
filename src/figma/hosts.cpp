#include "figma/hosts.h"

#include <algorithm>
#include <utility>

namespace figlink {
namespace {

// Hosts, or with a dot in front all below them.
constexpr std::string_view kHosts[] = {".figma.com", ".figma-gov.com",
                                       "figma-alpha-api.s3.us-west-2.amazonaws.com"};

bool is_known_host(std::string_view host) {
  return std::ranges::any_of(kHosts, [&](std::string_view known) {
    return known.starts_with('.') ? host.size() > known.size() && host.ends_with(known)
                                  : host == known;
  });
}

bool is_same(const Origin& a, const Origin& b) {
  return a.secure == b.secure && a.host == b.host && a.port == b.port;
}

bool is_graphic(char sign) { return sign > ' ' && sign < '\x7f'; }

std::unexpected<Error> closed(std::string what) {
  return fail(Fault::forbidden, "A link of Figma's answer " + std::move(what) + ".",
              "figlink downloads from Figma's own hosts alone.");
}

}  // namespace

Result<Located> place_at_figma(std::string_view link, const Origin& api) {
  const auto scheme = link.find("://");
  if (scheme == link.npos || link.size() > kLinkBytesMax || !std::ranges::all_of(link, is_graphic))
    return closed("is no address");
  const auto end = std::min(link.find_first_of("/?#", scheme + 3), link.size());
  auto origin = Origin::parse(link.substr(0, end));
  if (!origin) return closed("is no address of a host");
  std::string target(link.substr(end, link.find('#', end) - end));
  if (!target.starts_with('/')) target.insert(0, "/");
  const bool is_api = is_same(*origin, api);
  if (!is_api && !origin->secure) return closed("does not lead by https");
  if (!is_api && !is_known_host(origin->host)) return closed("leads to " + origin->host);
  if (!is_api && origin->port != 443) return closed("leads to an odd port of " + origin->host);
  return Located{std::move(*origin), std::move(target), is_api};
}

}  // namespace figlink
