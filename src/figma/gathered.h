// gathered: one answer to several callers, and each one's part of it.
//
// The answer is held once, taken apart into its entries; pick() gives a caller the words around
// them and the entries that it asked for, in its order, without a copy. Bounded: kGatheredBodyMax
// each, kGatheredBytesMax of all that live. Safe to read from any fiber once it is whole.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "figma/counted_text.h"
#include "figma/entries.h"
#include "figma/upstream.h"

namespace figlink {

inline constexpr std::size_t kGatheredBodyMax = 16u << 20;
inline constexpr std::size_t kGatheredBytesMax = 64u << 20;

inline constexpr TextBounds kGatheredBounds{kGatheredBodyMax, kGatheredBytesMax};

struct Gathered {
  explicit Gathered(std::atomic<std::size_t>& all_bytes) : body(all_bytes, kGatheredBounds) {}
  CountedText body;
  Entries entries;  // of the body
  Reply head;       // no body
  Trace trace;
  int callers = 0;
};

// One caller's part. The entries are views into `from`.
std::unique_ptr<Source> pick(std::shared_ptr<const Gathered> from,
                             std::vector<std::string_view> entries);

}  // namespace figlink
