// What Figma, or something in front of it, says of its limits, and what an operator writes about
// them. The lines are Retry-After, plan, seat, link, and the rest is a table.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "actions/catalogue.h"
#include "figma/budget.h"
#include "figma/verdict.h"

using namespace figlink;

namespace {

void need(bool holds) {
  if (!holds) std::abort();
}

std::string_view line_of(std::string_view& rest) {
  const auto end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

// A year from a machine's start, in microseconds, and the longest a bucket may then make one wait.
constexpr SteadyUs kNow = 365 * kDayMs * 1000;

void park(Quota quota, std::int64_t wait_ms) {
  need(quota.is_open() || (quota.calls > 0 && quota.period_ms > 0 && quota.each_us() > 0));
  Bucket bucket;
  bucket.take();
  bucket.done(kNow, quota);
  bucket.refused(kNow, quota, wait_ms);
  const std::int64_t wait = bucket.wait_us(kNow, quota);
  need(wait > 0 && wait <= kParkMaxMs * 1000);
  need(bucket.empty_at(kNow, quota) >= kNow && bucket.used(kNow, quota) >= 0);
  need(bucket.wait_us(kNow + wait, quota) == 0);
  Bucket again;
  again.restore(kNow, quota, bucket.empty_at(kNow, quota), bucket.parked_until());
  need(again.wait_us(kNow + wait, quota) >= 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const AnswerHead head{.status = 429,
                        .content_type = "application/json",
                        .retry_after = line_of(rest),
                        .plan_tier = line_of(rest),
                        .limit_type = line_of(rest),
                        .upgrade_link = line_of(rest)};
  const Verdict verdict = judge(*catalogue()[0], head, "{}");
  need(verdict.refusal == Refusal::rate_limited && verdict.error.retry_after_ms >= 0);
  const Standing standing{plan_kind_from(head.plan_tier).value_or(PlanKind::unknown),
                          seat_kind_from(head.limit_type).value_or(SeatKind::unknown)};
  auto table = parse_limits(rest);
  if (!table) need(table.error().fault == Fault::bad_input && !table.error().hint.empty());
  for (Tier tier : {Tier::one, Tier::two, Tier::three}) {
    park(LimitTable().of(tier, standing), verdict.error.retry_after_ms);
    if (table) park(table->of(tier, standing), verdict.error.retry_after_ms);
  }
  return 0;
}
