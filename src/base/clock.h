// Clock: the seam behind which time lives. Tests turn it by hand (HandClock).
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace figlink {

using UnixMs = std::int64_t;    // milliseconds since 1970-01-01 UTC
using SteadyMs = std::int64_t;  // milliseconds of a clock that never jumps

class Clock {
 public:
  virtual ~Clock() = default;
  virtual UnixMs now_ms() const = 0;
  virtual SteadyMs steady_ms() const = 0;
  virtual std::int64_t steady_us() const = 0;
};

// The machine's clock.
class SystemClock final : public Clock {
 public:
  UnixMs now_ms() const override;
  SteadyMs steady_ms() const override;
  std::int64_t steady_us() const override;
};

// Stands still until a test moves it. Threads may look at it meanwhile.
class HandClock final : public Clock {
 public:
  explicit HandClock(UnixMs now = 1'790'000'000'000) : now_(now) {}
  UnixMs now_ms() const override { return now_; }
  SteadyMs steady_ms() const override { return steady_; }
  std::int64_t steady_us() const override { return steady_ * 1000; }
  void advance_ms(std::int64_t by) { now_ += by, steady_ += by; }
  void jump_ms(std::int64_t by) { now_ += by; }  // the wall clock alone

 private:
  std::atomic<UnixMs> now_;
  std::atomic<SteadyMs> steady_ = 1'000'000;
};

inline constexpr std::int64_t kSecondMs = 1000;
inline constexpr std::int64_t kMinuteMs = 60 * kSecondMs;
inline constexpr std::int64_t kHourMs = 60 * kMinuteMs;
inline constexpr std::int64_t kDayMs = 24 * kHourMs;

// "2026-11-24T10:59:06.123Z". The C library does the calendar.
std::string iso_time(UnixMs time);
// "2026-11-24".
std::string iso_date(UnixMs time);
// Reads "YYYY-MM-DD" (midnight UTC) or an ISO time ending in Z or an offset; nullopt when it is
// neither or no real day.
std::optional<UnixMs> parse_iso(std::string_view text);

}  // namespace figlink
