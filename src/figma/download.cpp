#include "figma/download.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.h"
#include "net/decode.h"

namespace figlink {
namespace {

// Hosts, or with a dot in front all below them.
constexpr std::array<std::string_view, 3> kHosts = {".figma.com", ".figma-gov.com",
                                                    "figma-alpha-api.s3.us-west-2.amazonaws.com"};

bool is_known_host(std::string_view host) {
  return std::ranges::any_of(kHosts, [&](std::string_view known) {
    return known.starts_with('.') ? host.size() > known.size() && host.ends_with(known)
                                  : host == known;
  });
}

struct Place {
  Origin origin;
  std::string target;
};

std::unexpected<Error> closed(std::string what) {
  return fail(Fault::forbidden, "A link of Figma's answer " + std::move(what) + ".",
              "figlink downloads from Figma's own hosts alone.");
}

Result<Place> place_of(std::string_view link) {
  const auto scheme = link.find("://");
  const bool plain = std::ranges::all_of(link, [](char c) { return c > 0x20 && c < 0x7f; });
  if (scheme == link.npos || link.size() > kPictureLinkMax || !plain)
    return closed("is no address");
  const auto end = std::min(link.find_first_of("/?#", scheme + 3), link.size());
  auto origin = Origin::parse(link.substr(0, end));
  if (!origin) return closed("is no address of a host");
  std::string target(link.substr(end, link.find('#', end) - end));
  if (!target.starts_with('/')) target.insert(0, "/");
  return Place{std::move(*origin), std::move(target)};
}

// Ends a body that is too large, or that takes too long: one that drips never stalls.
class BoundedBody final : public Source {
 public:
  BoundedBody(std::unique_ptr<Source> body, const Clock& clock)
      : body_(std::move(body)), clock_(clock), until_(clock.steady_ms() + kPictureMs) {}

  Result<std::string_view> next() override {
    if (clock_.steady_ms() > until_) {
      return fail(Fault::too_slow, "A picture did not come in time.", "Try again later.");
    }
    auto piece = body_->next();
    if (!piece) return piece;
    bytes_ += piece->size();
    if (bytes_ > kPictureBytesMax) {
      return fail(Fault::too_large,
                  "A picture is larger than " + std::to_string(kPictureBytesMax) + " bytes.",
                  "Render it smaller.");
    }
    return piece;
  }
  std::optional<std::uint64_t> left() const override { return body_->left(); }

 private:
  std::unique_ptr<Source> body_;
  const Clock& clock_;
  const SteadyMs until_;
  std::uint64_t bytes_ = 0;
};

std::unexpected<Error> refused(const std::string& host, int status) {
  if (status >= 300 && status < 400)
    return closed("leads to " + host + ", which sends on elsewhere");
  if (status == 403 || status == 404 || status == 410) {
    return fail(Fault::not_found, "A picture's link is not valid any more.",
                "Render it again for a new link.");
  }
  return fail(Fault::figma_broken,
              host + " answered " + std::to_string(status) + " instead of a picture.",
              "Try again in a moment.");
}

class RealDownloads final : public Downloads {
 public:
  explicit RealDownloads(DownloadParts parts) : parts_(std::move(parts)) {}

  Result<Picture> get(std::string_view link) override {
    auto place = place_of(link);
    if (!place) return pass(place);
    auto way = way_to(place->origin);
    if (!way) return pass(way);
    Request request;
    request.method = "GET";
    request.target = place->target;
    request.headers.add_view("accept", "*/*");
    request.headers.add_view("accept-encoding", "identity");
    request.headers.add_view("user-agent", parts_.user_agent);
    auto response = (*way)->send(place->origin, request);
    if (!response) return pass(response);
    return picture(place->origin.host, *response);
  }

 private:
  Result<Transport*> way_to(const Origin& origin) {
    const Origin& figma = parts_.origin;
    if (origin.secure == figma.secure && origin.host == figma.host && origin.port == figma.port)
      return &parts_.figma;
    if (!origin.secure) return closed("does not lead by https");
    if (!is_known_host(origin.host)) return closed("leads to " + origin.host);
    if (origin.port != 443) return closed("leads to an odd port of " + origin.host);
    return &parts_.outside;
  }

  Result<Picture> picture(const std::string& host, Response& response) {
    if (response.status != 200) return refused(host, response.status);
    Picture picture;
    picture.content_type = response.headers.get("content-type");
    const std::string coding(response.headers.get("content-encoding"));
    auto body = response.body.source ? std::move(response.body.source)
                                     : text_source(std::move(response.body.text));
    auto plain = decode(coding, std::move(body));
    if (!plain) return pass(plain);
    picture.body = std::make_unique<BoundedBody>(std::move(*plain), parts_.clock);
    return picture;
  }

  DownloadParts parts_;
};

}  // namespace

std::unique_ptr<Downloads> make_downloads(DownloadParts parts) {
  return std::make_unique<RealDownloads>(std::move(parts));
}

}  // namespace figlink
