#include "figma/gathered.h"

#include <optional>
#include <string>
#include <utility>

namespace figlink {
namespace {

constexpr std::size_t kPieceBytes = 32u << 10;  // small entries leave together

class PickedBody final : public Source {
 public:
  PickedBody(std::shared_ptr<const Gathered> from, std::vector<std::string_view> entries)
      : from_(std::move(from)) {
    pieces_.push_back(from_->entries.head);
    for (std::string_view entry : entries) {
      if (pieces_.size() > 1) pieces_.push_back(",");
      pieces_.push_back(entry);
    }
    pieces_.push_back(from_->entries.tail);
    for (std::string_view piece : pieces_) left_ += piece.size();
  }
  Result<std::string_view> next() override {
    if (at_ == pieces_.size()) return std::string_view{};
    std::string_view given = pieces_[at_];
    if (given.size() < kPieceBytes) {
      buffer_.clear();
      while (at_ < pieces_.size() && buffer_.size() + pieces_[at_].size() <= kPieceBytes)
        buffer_ += pieces_[at_++];
      given = buffer_;
    } else {
      ++at_;
    }
    left_ -= given.size();
    return given;
  }
  std::optional<std::uint64_t> left() const override { return left_; }
  bool ready() const override { return true; }

 private:
  std::shared_ptr<const Gathered> from_;
  std::vector<std::string_view> pieces_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t left_ = 0;
};

}  // namespace

std::unique_ptr<Source> pick(std::shared_ptr<const Gathered> from,
                             std::vector<std::string_view> entries) {
  return std::make_unique<PickedBody>(std::move(from), std::move(entries));
}

}  // namespace figlink
