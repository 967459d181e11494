#include "base/source.h"

#include <algorithm>
#include <utility>

#include "base/secret.h"

namespace figlink {
namespace {

class TextSource final : public Source {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)) {}
  Result<std::string_view> next() override {
    if (given_) return std::string_view{};
    given_ = true;
    return std::string_view(text_);
  }
  std::optional<std::uint64_t> left() const override { return given_ ? 0 : text_.size(); }
  bool ready() const override { return true; }

 private:
  std::string text_;
  bool given_ = false;
};

class BegunSource final : public Source {
 public:
  BegunSource(std::string text, std::unique_ptr<Source> rest)
      : text_(std::move(text)), rest_(std::move(rest)) {}
  Result<std::string_view> next() override {
    if (!std::exchange(given_, true) && !text_.empty()) return std::string_view(text_);
    text_ = {};
    return rest_->next();
  }
  bool ready() const override { return !given_ || rest_->ready(); }
  bool eager() const override { return rest_->eager(); }

 private:
  std::string text_;
  std::unique_ptr<Source> rest_;
  bool given_ = false;
};

class BrokenSource final : public Source {
 public:
  explicit BrokenSource(Error error) : error_(std::move(error)) {}
  Result<std::string_view> next() override { return std::unexpected(error_); }
  bool ready() const override { return true; }

 private:
  Error error_;
};

// As a string grows by itself, but nothing is left behind: bodies can hold tokens.
void grow(std::string& text, std::size_t size) {
  std::string larger;
  larger.reserve(std::max(size, 2 * text.capacity()));
  larger = text;
  wipe(text.data(), text.size());
  text = std::move(larger);
}

}  // namespace

Result<std::string> read_all(Source& source, std::size_t bytes_max) {
  std::string all;
  if (auto left = source.left(); left && *left <= bytes_max) all.reserve(*left);
  while (true) {
    auto piece = source.next();
    if (!piece) return pass(piece);
    if (piece->empty()) return all;
    if (piece->size() > bytes_max - all.size()) {
      return fail(Fault::too_large,
                  "The body is larger than " + std::to_string(bytes_max) + " bytes.",
                  "Send or ask for less at once.");
    }
    if (all.capacity() - all.size() < piece->size()) grow(all, all.size() + piece->size());
    all += *piece;
  }
}

std::unique_ptr<Source> text_source(std::string text) {
  return std::make_unique<TextSource>(std::move(text));
}

std::unique_ptr<Source> text_then(std::string text, std::unique_ptr<Source> rest) {
  return std::make_unique<BegunSource>(std::move(text), std::move(rest));
}

std::unique_ptr<Source> text_then(std::string text, Error error) {
  return text_then(std::move(text), std::make_unique<BrokenSource>(std::move(error)));
}

}  // namespace figlink
