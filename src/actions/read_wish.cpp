#include "actions/read_wish.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/clock.h"
#include "base/text.h"

namespace figlink {
namespace {

constexpr std::size_t kDirectivesMax = 32;
constexpr std::string_view kWait = "wait=", kGather = "gather";

// RFC 9111 1.2.2: what is too large counts as very large.
std::int64_t seconds_in(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  std::int64_t seconds = 0;
  auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (end != text.data() + text.size() || seconds < 0) return 0;
  if (bad == std::errc::result_out_of_range) return std::numeric_limits<std::int32_t>::max();
  return bad == std::errc() ? seconds : 0;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = -1;
  auto [at, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (bad != std::errc{} || at != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

}  // namespace

bool is_repeat_key(std::string_view text) {
  return !text.empty() && text.size() <= kRepeatKeyMax &&
         std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

std::optional<std::int64_t> timeout_ms(std::string_view seconds) {
  const auto number = whole_number(seconds);
  if (!number || *number < 1 || *number > kTimeoutMaxS) return std::nullopt;
  return *number * kSecondMs;
}

std::string_view name_of(Memory memory) {
  constexpr std::string_view kNames[] = {"", "miss", "hit", "revalidated", "stale"};
  return kNames[static_cast<std::size_t>(memory)];
}

ReadWish read_wish(std::string_view cache_control) {
  ReadWish wish;
  std::size_t count = 0;
  for (std::string_view part : split(cache_control, ',')) {
    if (++count > kDirectivesMax) break;
    part = trim(part);
    const auto equals = part.find('=');
    const std::string_view name = trim(part.substr(0, equals));
    const bool has_value = equals != part.npos;
    const std::string_view value = has_value ? trim(part.substr(equals + 1)) : std::string_view{};
    if (same_ignoring_case(name, "no-store")) wish.no_store = true;
    if (same_ignoring_case(name, "no-cache")) wish.no_cache = true;
    if (same_ignoring_case(name, "only-if-cached")) wish.only_if_cached = true;
    if (same_ignoring_case(name, "max-age")) wish.max_age_s = seconds_in(value);
    if (same_ignoring_case(name, "max-stale"))
      wish.max_stale_s = has_value ? seconds_in(value) : std::numeric_limits<std::int32_t>::max();
  }
  return wish;
}

// Of two that say the same the first one counts; what is unknown is passed over (RFC 7240).
Preferences preferences(std::string_view prefer) {
  Preferences found;
  bool has_wait = false;
  for (std::string_view part : split(prefer, ',')) {
    part = trim(part);
    if (same_ignoring_case(part, kGather)) found.gather = true;
    if (has_wait || !same_ignoring_case(part.substr(0, kWait.size()), kWait)) continue;
    has_wait = part.size() > kWait.size();
    if (const auto seconds = whole_number(part.substr(kWait.size())))
      found.wait_ms = std::min(*seconds, kWaitWishMaxS) * kSecondMs;
  }
  return found;
}

}  // namespace figlink
