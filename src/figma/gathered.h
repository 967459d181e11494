// gathered: one answer to several callers, and each one's part of it.
//
// The answer is held once, taken apart into its entries; pick() gives a caller the words around
// them and the entries that it asked for, in its order, without a copy. Bounded: kGatheredBodyMax
// each, kGatheredBytesMax of all that live. Safe to read from any fiber once it is whole.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "figma/entries.h"
#include "figma/upstream.h"

namespace figlink {

inline constexpr std::size_t kGatheredBodyMax = 16u << 20;
inline constexpr std::size_t kGatheredBytesMax = 64u << 20;

// Counts itself among `all` while it lives.
struct Gathered {
  explicit Gathered(std::atomic<std::size_t>& all) : all_bytes(all) {}
  ~Gathered() { all_bytes -= counted; }
  Gathered(const Gathered&) = delete;
  bool grow(std::string_view piece) {
    if (piece.size() > kGatheredBodyMax - text.size()) return false;
    counted += piece.size();
    if ((all_bytes += piece.size()) > kGatheredBytesMax) return false;
    text += piece;
    return true;
  }
  std::atomic<std::size_t>& all_bytes;
  std::size_t counted = 0;
  std::string text;
  Entries entries;
  Reply head;  // no body
  Trace trace;
  int callers = 0;
};

// One caller's part. The entries are views into `from`.
std::unique_ptr<Source> pick(std::shared_ptr<const Gathered> from,
                             std::vector<std::string_view> entries);

}  // namespace figlink
