#include "faces/face_cookie.h"

#include "base/text.h"
#include "gateway/web_address.h"

namespace figlink {
namespace {

// What stands behind "https://". A proxy may speak http to us for a page that came by https, so the
// schemes are not compared.
std::string_view authority_of(std::string_view origin) {
  const auto at = origin.find("://");
  return at == origin.npos ? std::string_view() : origin.substr(at + 3);
}

}  // namespace

std::string_view cookie_in(const Request& request, std::string_view name) {
  for (std::string_view part : split(request.headers.get("cookie"), ';')) {
    part = trim(part);
    if (part.size() > name.size() && part[name.size()] == '=' && part.starts_with(name))
      return part.substr(name.size() + 1);
  }
  return {};
}

bool is_of_own_origin(const FaceParts& parts, const Request& request) {
  if (!request.headers.has("origin")) return true;
  const auto origin = read_origin(request.headers.get("origin"));
  if (!origin) return false;
  if (origin == origin_of(parts.public_url)) return true;
  // A default port is left out by browsers in both headers.
  const std::string host = lower(request.headers.get("host"));
  return !host.empty() && authority_of(*origin) == host;
}

Proof cookie_proof(const FaceParts& parts, const Request& request) {
  const auto token = cookie_in(request, kDashboardCookie);
  if (token.empty()) return {};
  Proof proof{.kind = Proof::Kind::dashboard, .token = token};
  // Another page's request is a change that brings no permission, whatever it is.
  if (!is_of_own_origin(parts, request)) return proof;
  proof.csrf_token = trim(request.headers.get(kCsrfHeader));
  proof.only_looks = request.method == "GET" || request.method == "HEAD";
  return proof;
}

Presented presented_in(const FaceParts& parts, const Request& request) {
  if (request.headers.has("authorization")) return key_of(request);
  Presented presented;
  presented.proof = cookie_proof(parts, request);
  return presented;
}

}  // namespace figlink
