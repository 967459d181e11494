#include "figma/portraits.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "figma/download.h"

namespace figlink {
namespace {

// No vector images: those can hold scripts.
constexpr std::string_view kKinds[] = {"image/png", "image/jpeg", "image/gif", "image/webp"};
constexpr std::string_view kAccept = "image/png, image/jpeg, image/webp, image/gif";

std::unexpected<Error> no_portrait() {
  return fail(Fault::not_found, "This person has no picture at Figma.", "Show their name instead.");
}

std::string kind_of(std::string_view content_type) {
  return lower(trim(content_type.substr(0, content_type.find(';'))));
}

class DownloadedPortraits final : public Portraits {
 public:
  explicit DownloadedPortraits(Downloads& downloads) : downloads_(downloads) {}

  Result<Portrait> fetch(std::string_view url) override {
    auto picture = downloads_.get(url, {.accept = kAccept, .ms = kPortraitMs});
    if (!picture) return refused(picture.error());
    Portrait portrait{kind_of(picture->content_type), {}};
    if (std::ranges::find(kKinds, portrait.content_type) == std::end(kKinds)) return no_portrait();
    auto bytes = read_all(*picture->body, kPortraitBytesMax);
    if (!bytes) return refused(bytes.error());
    portrait.bytes = std::move(*bytes);
    return portrait;
  }

 private:
  // Where we do not go, and what is too large, is no picture to whoever asks for one.
  static std::unexpected<Error> refused(Error& error) {
    if (error.fault == Fault::forbidden || error.fault == Fault::not_found ||
        error.fault == Fault::too_large)
      return no_portrait();
    return std::unexpected(std::move(error));
  }

  Downloads& downloads_;
};

}  // namespace

std::unique_ptr<Portraits> make_portraits(Downloads& downloads) {
  return std::make_unique<DownloadedPortraits>(downloads);
}

}  // namespace figlink
