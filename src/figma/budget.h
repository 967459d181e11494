// Budget: what Figma lets one person call, and how long the next call must wait for it.
//
// Figma counts in leaky buckets: a call fills one by one, time drains it evenly, and a call that
// does not fit is refused (docs/design/figma.md 2). A Bucket here is never emptier than Figma's, so
// what it grants cannot overflow that one: a call weighs in it in full from its grant until its
// answer has come, because somewhere between the two Figma counted it, and only then begins to
// drain, at a rate that is slower by more than two clocks differ. Times are microseconds of the
// steady clock, so a jump of the wall clock changes nothing. Pure: it answers how long to wait and
// never waits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "actions/call.h"
#include "base/clock.h"
#include "base/result.h"

namespace figlink {

using SteadyUs = std::int64_t;
inline constexpr std::int64_t kUsInMs = 1000;
inline std::int64_t whole_ms(std::int64_t us) { return (us + kUsInMs - 1) / kUsInMs; }  // up

enum class PlanKind : std::uint8_t {
  unknown,
  starter,
  professional,
  organization,
  enterprise,
  education
};
inline constexpr std::size_t kPlanKinds = 6;
enum class SeatKind : std::uint8_t { unknown, low, high };  // View or Collab; Dev or Full

// Where a call stands: the plan that owns what it touches, and the person's seat in that plan.
struct Standing {
  PlanKind plan = PlanKind::unknown;
  SeatKind seat = SeatKind::unknown;
  bool operator==(const Standing&) const = default;
  bool is_known() const { return plan != PlanKind::unknown || seat != SeatKind::unknown; }
};

std::string_view name_of(PlanKind plan);                   // "professional"; "" for unknown
std::string_view name_of(SeatKind seat);                   // "high"
std::string_view label_of(PlanKind plan);                  // "Professional"
std::optional<PlanKind> plan_kind_from(std::string_view);  // our names, and Figma's: "pro", "org"
std::optional<SeatKind> seat_kind_from(std::string_view);  // "full", "view", "high", "low"

// So many calls in so long. No calls: nothing is bounded.
struct Quota {
  std::int32_t calls = 0;
  std::int64_t period_ms = 0;
  bool operator==(const Quota&) const = default;
  bool is_open() const { return calls == 0; }
  std::int64_t each_us() const;  // how long one call weighs; rounded up
};
std::string text_of(Quota quota);  // "10 a minute"

// The limits by tier, seat and plan. As Figma documents them, unless an operator knows better.
struct LimitTable {
  LimitTable();
  Quota of(Tier tier, Standing standing) const;

  std::array<Quota, 3> low;                           // any seat on Starter, too
  std::array<std::array<Quota, kPlanKinds>, 3> high;  // by tier and plan
};

// "documented", or changes to that: "low1=6/month,professional2=30/minute,all3=100/minute".
// bad_input.
Result<LimitTable> parse_limits(std::string_view text);

class Bucket {
 public:
  // Until `count` more calls fit, when what is under way ends at once. 0: now.
  std::int64_t wait_us(SteadyUs now, Quota quota, std::int64_t count = 1) const;
  bool fits(SteadyUs now, Quota quota) const;
  // Whether time alone makes room; else a call under way must end first.
  bool drains_by_time(Quota quota) const { return under_way_ < quota.calls; }

  void take() { ++under_way_; }
  void give_back() { --under_way_; }  // it never left
  void done(SteadyUs now, Quota quota, std::int64_t count = 1);
  // Figma refused a call: its bucket is full, and takes the next one after `wait_ms`.
  void refused(SteadyUs now, Quota quota, std::int64_t wait_ms);

  // Calls that weigh now, rounded up, those under way included.
  std::int64_t used(SteadyUs now, Quota quota) const;
  // When all that was granted until now has drained at the latest.
  SteadyUs empty_at(SteadyUs now, Quota quota) const;
  SteadyUs parked_until() const { return parked_until_; }  // 0: never was
  std::int32_t under_way() const { return under_way_; }
  // The weight stays when a call's length changes.
  void change(SteadyUs now, Quota from, Quota to);
  // As another process left it: never fuller than a bucket can be.
  void restore(SteadyUs now, Quota quota, SteadyUs empty_at, SteadyUs parked_until);

 private:
  SteadyUs full_until_ = 0;  // when what has ended has drained
  SteadyUs parked_until_ = 0;
  std::int32_t under_way_ = 0;
};

// Waits that Figma asks for and that are nonsense beyond, and what is taken when it names none.
inline constexpr std::int64_t kParkMaxMs = 400 * kDayMs;
inline constexpr std::int64_t kParkUnknownMs = kMinuteMs;

// What belongs to a plan: the file's key, or "teams/ID"; a view into the call.
std::string_view resource_of(const Call& call);

}  // namespace figlink
