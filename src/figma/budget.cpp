#include "figma/budget.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace figlink {
namespace {

constexpr std::int64_t kMonthMs = 30 * kDayMs;
constexpr std::int64_t kDriftPart = 1000;  // two clocks differ by less than this part
constexpr std::int32_t kCallsMax = 1'000'000;

constexpr std::int32_t kHigh[3][kPlanKinds] = {
    // unknown, Starter (has no such seats), Professional, Organization, Enterprise, Education
    {10, 0, 10, 15, 20, 10},
    {25, 0, 25, 50, 100, 25},
    {50, 0, 50, 100, 150, 50},
};
constexpr Quota kLow[3] = {{20, kMonthMs}, {5, kMinuteMs}, {10, kMinuteMs}};

struct PlanName {
  std::string_view name, figma, label;
};
constexpr PlanName kPlans[kPlanKinds] = {
    {"", "", "unknown"},
    {"starter", "starter", "Starter"},
    {"professional", "pro", "Professional"},
    {"organization", "org", "Organization"},
    {"enterprise", "enterprise", "Enterprise"},
    {"education", "student", "Education"},
};

struct Period {
  std::string_view name;
  std::int64_t ms;
};
constexpr Period kPeriods[] = {{"second", kSecondMs}, {"minute", kMinuteMs}, {"min", kMinuteMs},
                               {"hour", kHourMs},     {"day", kDayMs},       {"month", kMonthMs}};

std::optional<Quota> quota_from(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view number = text.substr(0, slash), unit = text.substr(slash + 1);
  Quota quota;
  auto [end, bad] = std::from_chars(number.data(), number.data() + number.size(), quota.calls);
  if (bad != std::errc{} || end != number.data() + number.size() || quota.calls < 1 ||
      quota.calls > kCallsMax)
    return std::nullopt;
  for (const Period& period : kPeriods) {
    if (period.name == unit) quota.period_ms = period.ms;
  }
  if (quota.period_ms == 0) return std::nullopt;
  return quota;
}

std::unexpected<Error> bad_limits(std::string_view part) {
  return fail(
      Fault::bad_input, "\"" + std::string(part.substr(0, 64)) + "\" is no limit.",
      "Write documented, off, or changes such as low1=6/month,organization2=40/minute: low, "
      "a plan or all, the tier, calls (1 to 1000000) and their time.");
}

// Lays "low1=6/month" over the table.
bool lay_over(LimitTable& table, std::string_view part) {
  const auto equals = part.find('=');
  if (equals == std::string_view::npos || equals < 2) return false;
  const std::string_view who = trim(part.substr(0, equals - 1));
  const int tier = part[equals - 1] - '1';
  const auto quota = quota_from(trim(part.substr(equals + 1)));
  if (tier < 0 || tier > 2 || !quota) return false;
  const auto row = static_cast<std::size_t>(tier);
  const bool all = who == "all";
  if (all || who == "low") table.low[row] = *quota;
  if (all) table.high[row].fill(*quota);
  if (all || who == "low") return true;
  if (who == "unknown") {
    table.high[row][0] = *quota;
    return true;
  }
  const auto plan = plan_kind_from(who);
  if (!plan || *plan == PlanKind::starter) return false;
  table.high[row][static_cast<std::size_t>(*plan)] = *quota;
  return true;
}

}  // namespace

std::string_view name_of(PlanKind plan) { return kPlans[static_cast<std::size_t>(plan)].name; }
std::string_view label_of(PlanKind plan) { return kPlans[static_cast<std::size_t>(plan)].label; }

std::string_view name_of(SeatKind seat) {
  return seat == SeatKind::low ? "low" : seat == SeatKind::high ? "high" : "";
}

std::optional<PlanKind> plan_kind_from(std::string_view text) {
  for (std::size_t i = 1; i < kPlanKinds; ++i) {
    if (kPlans[i].name == text || kPlans[i].figma == text) return static_cast<PlanKind>(i);
  }
  return std::nullopt;
}

std::optional<SeatKind> seat_kind_from(std::string_view text) {
  if (text == "full" || text == "dev" || text == "high") return SeatKind::high;
  if (text == "collab" || text == "view" || text == "low") return SeatKind::low;
  return std::nullopt;
}

std::int64_t Quota::each_us() const {
  if (is_open()) return 0;
  const std::int64_t exact = (period_ms * kUsInMs + calls - 1) / calls;
  return exact + exact / kDriftPart;
}

std::string text_of(Quota quota) {
  if (quota.is_open()) return "no bound";
  for (const Period& period : kPeriods) {
    if (period.ms == quota.period_ms)
      return fmt::format("{} {} {}", quota.calls, period.ms == kHourMs ? "an" : "a", period.name);
  }
  return fmt::format("{} in {} s", quota.calls, quota.period_ms / kSecondMs);
}

LimitTable::LimitTable() {
  for (std::size_t tier = 0; tier < 3; ++tier) {
    low[tier] = kLow[tier];
    for (std::size_t plan = 0; plan < kPlanKinds; ++plan)
      high[tier][plan] = {kHigh[tier][plan], kMinuteMs};
  }
}

Quota LimitTable::of(Tier tier, Standing standing) const {
  const auto row = static_cast<std::size_t>(tier) - 1;
  if (standing.seat == SeatKind::low || standing.plan == PlanKind::starter) return low[row];
  return high[row][static_cast<std::size_t>(standing.plan)];
}

Result<LimitTable> parse_limits(std::string_view text) {
  LimitTable table;
  if (text == "documented") return table;
  while (true) {
    const auto comma = std::min(text.find(','), text.size());
    const std::string_view part = trim(text.substr(0, comma));
    if (!lay_over(table, part)) return bad_limits(part);
    if (comma == text.size()) return table;
    text.remove_prefix(comma + 1);
  }
}

std::int64_t Bucket::wait_us(SteadyUs now, Quota quota, std::int64_t count) const {
  if (quota.is_open()) return std::max<std::int64_t>(0, parked_until_ - now);
  const std::int64_t each = quota.each_us();
  const std::int64_t drains = std::max<std::int64_t>(0, full_until_ - now);
  const std::int64_t over = drains + (under_way_ + count - quota.calls) * each;
  // Behind a park the calls go one by one: nothing is known to fit but the first.
  const std::int64_t parked = parked_until_ > now ? parked_until_ - now + (count - 1) * each : 0;
  return std::max<std::int64_t>({0, over, parked});
}

bool Bucket::fits(SteadyUs now, Quota quota) const { return wait_us(now, quota) == 0; }

void Bucket::done(SteadyUs now, Quota quota, std::int64_t count) {
  under_way_ -= static_cast<std::int32_t>(count);
  if (quota.is_open()) return;
  full_until_ = std::max(full_until_, now) + count * quota.each_us();
}

void Bucket::refused(SteadyUs now, Quota quota, std::int64_t wait_ms) {
  const std::int64_t wait =
      wait_ms <= 0 ? kParkUnknownMs : std::min<std::int64_t>(wait_ms, kParkMaxMs);
  const SteadyUs until = now + wait * kUsInMs;
  parked_until_ = std::max(parked_until_, until);
  full_until_ = std::max(full_until_, until + (quota.calls - 1) * quota.each_us());
}

std::int64_t Bucket::used(SteadyUs now, Quota quota) const {
  if (quota.is_open()) return under_way_;
  const std::int64_t each = quota.each_us();
  const std::int64_t weight = (std::max<std::int64_t>(0, full_until_ - now) + each - 1) / each;
  return std::min<std::int64_t>(weight + under_way_, quota.calls);
}

SteadyUs Bucket::empty_at(SteadyUs now, Quota quota) const {
  return std::max(full_until_, now) + under_way_ * quota.each_us();
}

void Bucket::change(SteadyUs now, Quota from, Quota to) {
  if (from.is_open() || to.is_open() || full_until_ <= now) return;
  const double calls = static_cast<double>(full_until_ - now) / static_cast<double>(from.each_us());
  full_until_ = now + static_cast<std::int64_t>(calls * static_cast<double>(to.each_us())) + 1;
}

void Bucket::restore(SteadyUs now, Quota quota, SteadyUs empty_at, SteadyUs parked_until) {
  parked_until_ = std::min(parked_until, now + kParkMaxMs * kUsInMs);
  const SteadyUs fullest = std::max(now, parked_until_) + quota.calls * quota.each_us();
  full_until_ = std::min(empty_at, fullest);
}

std::string_view resource_of(const Call& call) {
  if (!call.file_key().empty()) return call.file_key();
  std::string_view path = call.target();
  path = path.substr(0, path.find('?'));
  // "/v1/teams/ID/components": what stands behind the version, two words of it.
  if (path.starts_with("/v1/") || path.starts_with("/v2/")) path.remove_prefix(4);
  const auto first = std::min(path.find('/'), path.size());
  const auto second = std::min(path.find('/', first + 1), path.size());
  return path.substr(0, second);
}

}  // namespace figlink
