#include "figma/download.h"

#include <algorithm>
#include <utility>

#include "figma/hosts.h"
#include "net/decode.h"

namespace figlink {
namespace {

// Ends a body that is too large, or that takes too long: one that drips never stalls.
class BoundedBody final : public Source {
 public:
  BoundedBody(std::unique_ptr<Source> body, const PictureWish& wish, const Clock& clock)
      : body_(std::move(body)), clock_(clock), until_(clock.steady_ms() + wish.ms) {}

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
    return fail(Fault::forbidden,
                "A link of Figma's answer leads to " + host + ", which sends on elsewhere.",
                "figlink downloads from Figma's own hosts alone.");
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

  Result<Picture> get(std::string_view link, PictureWish wish) override {
    auto place = place_at_figma(link, parts_.origin);
    if (!place) return pass(place);
    Request request;
    request.method = "GET";
    request.target = place->target;
    request.headers.add_view("accept", wish.accept);
    request.headers.add_view("accept-encoding", "identity");
    request.headers.add_view("user-agent", parts_.user_agent);
    wish.ms = std::min(wish.ms, kPictureMs);
    request.deadline = parts_.clock.steady_ms() + wish.ms;
    Transport& way = place->is_api ? parts_.figma : parts_.outside;
    auto response = way.send(place->origin, request);
    if (!response) return pass(response);
    return picture(place->origin.host, *response, wish);
  }

 private:
  Result<Picture> picture(const std::string& host, Response& response, const PictureWish& wish) {
    if (response.status != 200) return refused(host, response.status);
    Picture picture;
    picture.content_type = response.headers.get("content-type");
    const std::string coding(response.headers.get("content-encoding"));
    auto body = response.body.source ? std::move(response.body.source)
                                     : text_source(std::move(response.body.text));
    auto plain = decode(coding, std::move(body));
    if (!plain) return pass(plain);
    picture.body = std::make_unique<BoundedBody>(std::move(*plain), wish, parts_.clock);
    return picture;
  }

  DownloadParts parts_;
};

}  // namespace

std::unique_ptr<Downloads> make_downloads(DownloadParts parts) {
  return std::make_unique<RealDownloads>(std::move(parts));
}

}  // namespace figlink
