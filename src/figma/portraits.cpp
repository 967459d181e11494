#include "figma/portraits.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "figma/hosts.h"
#include "net/transport.h"

namespace figlink {
namespace {

// No vector images: those can hold scripts.
constexpr std::string_view kKinds[] = {"image/png", "image/jpeg", "image/gif", "image/webp"};

std::unexpected<Error> no_portrait() {
  return fail(Fault::not_found, "This person has no picture at Figma.", "Show their name instead.");
}

std::string kind_of(std::string_view content_type) {
  return lower(trim(content_type.substr(0, content_type.find(';'))));
}

class FetchedPortraits final : public Portraits {
 public:
  FetchedPortraits(Transport& transport, Origin api, const Clock& clock)
      : transport_(transport), api_(std::move(api)), clock_(clock) {}

  Result<Portrait> fetch(std::string_view url) override {
    auto place = place_at_figma(url, api_);
    if (!place) return no_portrait();
    Request request;
    request.method = "GET";
    request.target = place->target;
    request.deadline = clock_.steady_ms() + kPortraitMs;
    request.headers.add_view("accept", "image/png, image/jpeg, image/webp, image/gif");
    request.headers.add_view("user-agent", "figlink");
    auto response = transport_.send(place->origin, request);
    if (!response) return pass(response);
    return portrait_in(*response);
  }

 private:
  // A redirect is no picture: what it names was not looked at.
  static Result<Portrait> portrait_in(Response& response) {
    Portrait portrait{kind_of(response.headers.get("content-type")), {}};
    const bool is_plain = trim(response.headers.get("content-encoding")).empty();
    if (response.status != 200 || !is_plain ||
        std::ranges::find(kKinds, portrait.content_type) == std::end(kKinds))
      return no_portrait();
    auto bytes = read_all(response.body, kPortraitBytesMax);
    if (!bytes && bytes.error().fault == Fault::too_large) return no_portrait();
    if (!bytes) return pass(bytes);
    portrait.bytes = std::move(*bytes);
    return portrait;
  }

  Transport& transport_;
  const Origin api_;
  const Clock& clock_;
};

}  // namespace

std::unique_ptr<Portraits> make_portraits(Transport& transport, const Origin& api,
                                          const Clock& clock) {
  return std::make_unique<FetchedPortraits>(transport, api, clock);
}

}  // namespace figlink
