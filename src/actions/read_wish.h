// What a caller says of remembered answers, and how an answer came to be. Read by faces, obeyed by
// figma/recall.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace figlink {

// The caller's cache-control, read by the face (docs/design/memory.md 2).
struct ReadWish {
  bool no_store = false;        // go past the memory
  bool no_cache = false;        // ask whether it is still so
  bool only_if_cached = false;  // do not ask Figma
  std::optional<std::int64_t> max_age_s = {};
  std::optional<std::int64_t> max_stale_s = {};  // beyond max-age, when Figma cannot be asked
};

// How an answer came to be. none: of a kind that is not remembered.
enum class Memory : std::uint8_t { none, miss, hit, revalidated, stale };
std::string_view name_of(Memory memory);  // "hit"; "" for none

// Reads a cache-control header: what is unknown is passed over, a number that is none counts as 0.
ReadWish read_wish(std::string_view cache_control);

// "wait=10" of the header Prefer: how long the call may wait for its place in Figma's limits.
// nullopt when it says nothing that can be understood.
std::optional<std::int64_t> wait_wish_ms(std::string_view prefer);
inline constexpr std::int64_t kWaitWishMaxS = 3600;

}  // namespace figlink
