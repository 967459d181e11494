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

// What the header Prefer says: "wait=10, gather".
struct Preferences {
  std::optional<std::int64_t> wait_ms = {};  // for the call's place in Figma's limits
  bool gather = false;                       // its ids may travel with those of others
};
// What cannot be understood says nothing.
Preferences preferences(std::string_view prefer);
inline constexpr std::int64_t kWaitWishMaxS = 3600;

// Whole seconds that a call may take in all, 1 to kTimeoutMaxS; nullopt: that is none.
std::optional<std::int64_t> timeout_ms(std::string_view seconds);
inline constexpr std::int64_t kTimeoutMaxS = 3600;

// An Idempotency-Key, for which a write is done once.
bool is_repeat_key(std::string_view text);
inline constexpr std::size_t kRepeatKeyMax = 255;  // bytes
inline constexpr std::string_view kNoRepeatKey = "Must be 1 to 255 visible ASCII characters.";

}  // namespace figlink
