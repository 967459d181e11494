// Rate limits: leaky buckets by tier, seat and plan (figma.md 2).
//
// A person has one budget per plan, whatever tokens they use; an app has one per person and plan; a
// plan token has its own. A refused call takes nothing.
#include <fmt/format.h>

#include <cmath>

#include "figma/fake/ask.h"

namespace figlink::fake {
namespace {

constexpr double kMonthMs = 30.0 * kDayMs;
constexpr std::size_t kTiers = 3, kTariffs = 4;

// A minute's calls with a Dev or Full seat. Starter has no such seats: see kLow.
constexpr int kHigh[kTiers][kTariffs] = {{0, 10, 15, 20}, {0, 25, 50, 100}, {0, 50, 100, 150}};
// A minute's calls with a View or Collab seat, and with any seat on Starter. Tier 1 has a month's.
constexpr int kLow[kTiers] = {0, 5, 10};

struct Allowance {
  double calls;
  double period_ms;
};

bool is_low(Tariff tariff, Seat seat) { return seat == Seat::low || tariff == Tariff::starter; }

Allowance allowance(const World& world, Tier tier, Tariff tariff, Seat seat) {
  const auto row = static_cast<std::size_t>(tier) - 1;
  if (is_low(tariff, seat) && tier == Tier::one)
    return {static_cast<double>(world.limits.monthly), kMonthMs};
  const int calls = is_low(tariff, seat) ? kLow[row] : kHigh[row][static_cast<std::size_t>(tariff)];
  return {static_cast<double>(calls), static_cast<double>(kMinuteMs)};
}

std::string who(const Token& token) {
  if (token.kind == Credentials::plan) return "token " + token.name;
  if (token.kind == Credentials::personal) return "person " + token.user_id;
  return "app of " + token.user_id;
}

}  // namespace

std::string_view plan_tier(Tariff tariff) {
  constexpr std::string_view kNames[kTariffs] = {"starter", "pro", "org", "enterprise"};
  return kNames[static_cast<std::size_t>(tariff)];
}

std::optional<Response> limited(World& world, const Action& row, const Token& token,
                                const Params& params) {
  if (!world.limits.on) return std::nullopt;
  const Tariff tariff = tariff_of(world, token, params);
  const Allowance allowed = allowance(world, row.tier, tariff, token.seat);
  if (world.buckets.size() >= kBucketsMax) world.buckets.clear();
  Bucket& bucket = world.buckets[fmt::format("{}, {}, tier {}", who(token), plan_tier(tariff),
                                             static_cast<int>(row.tier))];
  const SteadyMs now = world.clock.steady_ms();
  const double leak_per_ms = allowed.calls / allowed.period_ms;
  bucket.level = std::max(0.0, bucket.level - static_cast<double>(now - bucket.at) * leak_per_ms);
  bucket.at = now;
  if (bucket.level + 1 <= allowed.calls) {
    bucket.level += 1;
    return std::nullopt;
  }
  const double wait_ms = (bucket.level + 1 - allowed.calls) / leak_per_ms;
  Response response = refuse(row, 429, "Rate limit exceeded");
  response.headers.add("retry-after", fmt::format("{:.0f}", std::ceil(wait_ms / kSecondMs)));
  response.headers.add("x-figma-plan-tier", plan_tier(tariff));
  response.headers.add("x-figma-rate-limit-type", is_low(tariff, token.seat) ? "low" : "high");
  response.headers.add("x-figma-upgrade-link", "https://www.figma.com/pricing");
  return response;
}

}  // namespace figlink::fake
