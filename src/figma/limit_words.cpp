#include "figma/limit_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "figma/verdict.h"

namespace figlink {
namespace {

constexpr std::size_t kNamedMax = 64;

std::string seat_words(Standing standing) {
  if (standing.plan == PlanKind::starter) return "any seat on Starter";
  const std::string seat =
      standing.seat == SeatKind::low ? "View and Collab seats" : "Full and Dev seats";
  if (standing.plan == PlanKind::unknown)
    return standing.seat == SeatKind::low ? seat : seat + " on Professional";
  return seat + " on " + std::string(label_of(standing.plan));
}

// The cause, as far as it is known: whose limit it is, and of which file.
std::string cause_of(const BudgetView::Row& row, std::string_view resource) {
  std::string text = fmt::format("{} calls of tier {} for {}", text_of(row.quota),
                                 static_cast<int>(row.tier), seat_words(row.standing));
  if (row.known == Known::learned) {
    text += fmt::format("; {} belongs to the {} plan", resource.substr(0, kNamedMax),
                        label_of(row.standing.plan));
  } else if (row.known == Known::assumed) {
    text += ", which is assumed until Figma tells";
  }
  return text;
}

}  // namespace

std::unexpected<Error> is_used_up(const BudgetView::Row& row, std::string_view resource,
                                  std::int64_t wait_us) {
  const std::int64_t wait_ms = std::max<std::int64_t>(1, whole_ms(wait_us));
  const std::string time = duration_text((wait_ms + kSecondMs - 1) / kSecondMs * kSecondMs);
  std::string hint = "Wait that long; calls made earlier are refused here and never reach Figma.";
  if (row.standing.seat == SeatKind::low || row.standing.plan == PlanKind::starter)
    hint += " A Full or Dev seat in a paid plan that owns the file has a much larger limit.";
  if (!row.upgrade_link.empty()) hint += " Upgrade: " + row.upgrade_link;
  auto failed =
      fail(Fault::limited,
           fmt::format("Figma's rate limit is used up ({}{}): the next call fits in {}.",
                       cause_of(row, resource),
                       row.parked_until != 0 ? "; Figma refused one and named the time" : "", time),
           std::move(hint));
  failed.error().retry_after_ms = wait_ms;
  return failed;
}

std::unexpected<Error> too_many_wait(std::int64_t wait_us) {
  auto full =
      fail(Fault::busy, "Too many calls of this Figma user wait for a place in its rate limit.",
           "Send fewer at once, and come back at the time that is told.");
  full.error().retry_after_ms = std::max<std::int64_t>(kBusyRetryMs, wait_us / kUsInMs);
  return full;
}

}  // namespace figlink
