// CountedText: a body that several read, held whole.
//
// Counts itself among all bodies of its kind while it lives, so that one of them and all together
// are bounded. Grown by one fiber; safe to read from any once it is whole.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>

namespace figlink {

struct TextBounds {
  std::size_t bytes_max;      // of one
  std::size_t all_bytes_max;  // of all that live
};

class CountedText {
 public:
  CountedText(std::atomic<std::size_t>& all_bytes, const TextBounds& bounds)
      : all_bytes_(all_bytes), bounds_(bounds) {}
  ~CountedText() { all_bytes_ -= counted_; }
  CountedText(const CountedText&) = delete;

  // False when it does not fit; the piece is not taken then.
  bool grow(std::string_view piece) {
    if (piece.size() > bounds_.bytes_max - text.size()) return false;
    counted_ += piece.size();
    if ((all_bytes_ += piece.size()) > bounds_.all_bytes_max) return false;
    text += piece;
    return true;
  }

  std::string text;

 private:
  std::atomic<std::size_t>& all_bytes_;
  const TextBounds bounds_;
  std::size_t counted_ = 0;
};

}  // namespace figlink
