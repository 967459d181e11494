// Rate limits: a leaky bucket by tier, seat and plan, counted per person (or per plan token),
// figma.md 2.
#include <fmt/format.h>

#include <cmath>

#include "figma/fake/world.h"

namespace figlink::fake {
namespace {

struct Allowance {
  double calls;
  double per_ms;
};

constexpr double kMonthMs = 30.0 * 24 * 3600 * 1000;
constexpr double kMinute = 60'000.0;

// Rows: tiers. Columns: starter, professional, organization, enterprise with a Dev or Full seat.
constexpr double kHigh[3][4] = {{0, 10, 15, 20}, {5, 25, 50, 100}, {10, 50, 100, 150}};
constexpr double kLowMonthly = 20;  // tier 1, View and Collab seats and every seat on Starter
constexpr double kLowMinute[3] = {0, 5, 10};

Allowance allowance(Tier tier, Tariff tariff, Seat seat) {
  auto row = static_cast<std::size_t>(tier) - 1;
  bool low = seat == Seat::low || tariff == Tariff::starter;
  if (low && tier == Tier::one) return {kLowMonthly, kMonthMs};
  if (low) return {kLowMinute[row], kMinute};
  return {kHigh[row][static_cast<std::size_t>(tariff)], kMinute};
}

std::string_view plan_tier(Tariff tariff) {
  constexpr std::string_view kNames[] = {"starter", "pro", "org", "enterprise"};
  return kNames[static_cast<std::size_t>(tariff)];
}

}  // namespace

std::optional<Response> limited(World& world, const Action& row, const Token& token) {
  Allowance allowed = allowance(row.tier, token.tariff, token.seat);
  std::string who =
      token.kind == Credentials::plan ? "token " + token.name : "user " + token.user_id;
  Bucket& bucket = world.buckets[fmt::format("{} {} {}", who, plan_tier(token.tariff),
                                             static_cast<int>(row.tier))];
  SteadyMs now = world.clock.steady_ms();
  double leak_per_ms = allowed.calls / allowed.per_ms;
  bucket.level = std::max(0.0, bucket.level - static_cast<double>(now - bucket.at) * leak_per_ms);
  bucket.at = now;
  if (bucket.level + 1 <= allowed.calls) {
    bucket.level += 1;
    return std::nullopt;
  }
  double wait_s = std::ceil((bucket.level + 1 - allowed.calls) / leak_per_ms / 1000);
  Response response = refuse(row, 429, "Rate limit exceeded");
  bool low = token.seat == Seat::low || token.tariff == Tariff::starter;
  response.headers.add("retry-after", fmt::format("{}", static_cast<std::int64_t>(wait_s)));
  response.headers.add("x-figma-plan-tier", plan_tier(token.tariff));
  response.headers.add("x-figma-rate-limit-type", low ? "low" : "high");
  response.headers.add("x-figma-upgrade-link", "https://www.figma.com/pricing");
  return response;
}

}  // namespace figlink::fake
