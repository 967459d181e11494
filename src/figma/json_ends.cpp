#include "figma/json_ends.h"

#include <string_view>
#include <utility>

namespace figlink {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kBeginnings = "{[\"-0123456789tfn";

// What the last byte must be after this first one; 0: anything.
char end_of(char first) {
  switch (first) {
    case '{':
      return '}';
    case '[':
      return ']';
    case '"':
      return '"';
    default:
      return 0;
  }
}

class JsonEnds final : public Source {
 public:
  explicit JsonEnds(std::unique_ptr<Source> body) : body_(std::move(body)) {}

  Result<std::string_view> next() override {
    auto piece = body_->next();
    if (!piece) return piece;
    if (piece->empty()) {
      const char wanted = end_of(first_);
      if (wanted != 0 && last_ != wanted) {
        return fail(Fault::figma_broken, "Figma's answer broke off before its end.",
                    "Try again in a moment.");
      }
      return piece;
    }
    if (!looks_like_json(*piece)) {
      return fail(Fault::figma_broken, "Figma answered with something that is not JSON.",
                  "Try again in a moment; if it stays so, look at what stands between here and "
                  "Figma.");
    }
    return piece;
  }
  std::optional<std::uint64_t> left() const override { return body_->left(); }
  bool ready() const override { return body_->ready(); }

 private:
  bool looks_like_json(std::string_view piece) {
    const auto last = piece.find_last_not_of(kBlanks);
    if (last == piece.npos) return true;
    last_ = piece[last];
    if (first_ != 0) return true;
    first_ = piece[piece.find_first_not_of(kBlanks)];
    return kBeginnings.find(first_) != kBeginnings.npos;
  }

  std::unique_ptr<Source> body_;
  char first_ = 0, last_ = 0;
};

}  // namespace

std::unique_ptr<Source> with_json_ends(std::unique_ptr<Source> body) {
  return std::make_unique<JsonEnds>(std::move(body));
}

}  // namespace figlink
