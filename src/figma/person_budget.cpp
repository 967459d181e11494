#include "figma/person_budget.h"

#include <algorithm>
#include <utility>

namespace figlink {

std::size_t slot_of(Standing standing) {
  const bool low = standing.seat == SeatKind::low || standing.plan == PlanKind::starter;
  return 2 * static_cast<std::size_t>(standing.plan) + (low ? 0 : 1);
}

Standing standing_of(std::size_t slot) {
  return {static_cast<PlanKind>(slot / 2), slot % 2 == 0 ? SeatKind::low : SeatKind::high};
}

PersonBudget::PersonBudget(std::string id, const LimitTable& table, const Clock& clock,
                           Standing told)
    : id_(std::move(id)),
      table_(table),
      clock_(clock),
      standing_(told),
      known_(told.is_known() ? Known::told : Known::assumed) {
  for (BudgetLane& lane : lanes_) lane.slots[kDefaultSlot].is_open = true;
}

UnixMs PersonBudget::wall_of(SteadyUs at) const {
  return at == 0 ? 0 : clock_.now_ms() + whole_ms(at - now());
}
SteadyUs PersonBudget::steady_of(UnixMs at) const {
  return at == 0 ? 0 : now() + (at - clock_.now_ms()) * kUsInMs;
}

Quota PersonBudget::quota(std::size_t tier, std::size_t slot) const {
  return table_.of(tier_of(tier), slot == kDefaultSlot ? standing_ : standing_of(slot));
}

// --- calls
// ----------------------------------------------------------------------------------------

std::size_t PersonBudget::slot_for(std::string_view resource) {
  const Fact* newest = nullptr;
  auto at = facts_.empty() ? facts_.end() : facts_.lower_bound(Met{resource, {}});
  while (at != facts_.end() && at->first.resource == resource) {
    if (!is_believed(at->second)) {
      at = facts_.erase(at);
      continue;
    }
    if (newest == nullptr || newest->at < at->second.at) newest = &at->second;
    ++at;
  }
  return newest == nullptr ? kDefaultSlot : slot_of(newest->standing);
}

// A park outlives the days for which Figma's word is believed: forgotten, the call would go to the
// default bucket and be refused there.
bool PersonBudget::is_believed(const Fact& fact) const {
  if (fact.at >= clock_.now_ms() - kFactDays * kDayMs) return true;
  return std::ranges::any_of(lanes_, [&](const BudgetLane& lane) {
    return lane.slots[slot_of(fact.standing)].bucket.parked_until() > now();
  });
}

// A call whose plan is not known may fall into any bucket that is known of seats like its own, so
// it weighs in all of them.
std::uint32_t PersonBudget::draws(std::size_t tier, std::size_t slot) const {
  std::uint32_t drawn = 1u << slot;
  if (slot != kDefaultSlot) return drawn;
  for (std::size_t other = slot_of(standing_) % 2; other < kSlots; other += 2) {
    if (lanes_[tier].slots[other].is_open) drawn |= 1u << other;
  }
  return drawn;
}

std::int64_t PersonBudget::wait_us(std::size_t tier, std::size_t slot, std::int64_t count) const {
  const std::uint32_t drawn = draws(tier, slot);
  const SteadyUs at = now();
  std::int64_t longest = 0;
  for (std::size_t i = 0; i < kSlots; ++i) {
    if (!has_slot(drawn, i)) continue;
    longest = std::max(longest, lanes_[tier].slots[i].bucket.wait_us(at, quota(tier, i), count));
  }
  return longest;
}

void PersonBudget::take(std::size_t tier, std::uint32_t drawn) {
  for (std::size_t i = 0; i < kSlots; ++i) {
    if (has_slot(drawn, i)) lanes_[tier].slots[i].bucket.take();
  }
}

void PersonBudget::give_back(std::size_t tier, std::uint32_t drawn) {
  for (std::size_t i = 0; i < kSlots; ++i) {
    if (has_slot(drawn, i)) lanes_[tier].slots[i].bucket.give_back();
  }
}

void PersonBudget::done(std::size_t tier, std::uint32_t drawn) {
  const SteadyUs at = now();
  for (std::size_t i = 0; i < kSlots; ++i) {
    if (has_slot(drawn, i)) lanes_[tier].slots[i].bucket.done(at, quota(tier, i));
  }
}

// --- who waits
// ------------------------------------------------------------------------------------

void PersonBudget::grant_all(std::size_t tier) {
  BudgetLane& lane = lanes_[tier];
  while (lane.line.size() > 0) {
    auto* next = static_cast<PermitWaiter*>(
        lane.line.next([&](std::size_t slot) { return wait_us(tier, slot, 1) == 0; }));
    if (next == nullptr) return;
    lane.line.serve(*next);
    next->drawn = draws(tier, next->slot);
    take(tier, next->drawn);
    if (next->gate) next->gate->open();
  }
}

void PersonBudget::ended(std::size_t tier) {
  BudgetLane& lane = lanes_[tier];
  if (lane.line.size() == 0) return;
  grant_all(tier);
  if (lane.watch != nullptr) lane.watch->call();
}

void PersonBudget::call_all(std::size_t tier) {
  lanes_[tier].line.each([](Waiting& waiting) { static_cast<PermitWaiter&>(waiting).call(); });
}

// --- what is known
// --------------------------------------------------------------------------------

void PersonBudget::lay_in(const BudgetMemory::Rows& rows, Standing told, LookCount look) {
  std::erase_if(facts_, [&](const auto& fact) { return fact.second.kept < look; });
  for (const FactRow& fact : rows.facts) {
    if (fact.resource.empty()) told = fact.standing;
  }
  change_standing(told);
  if (is_loaded) {
    end_forgotten_parks(rows, look);
  } else {
    for (const BucketRow& row : rows.buckets) restore(row);
  }
  for (const FactRow& row : rows.facts) {
    const Fact fact{row.standing, row.at, look - 1};
    if (!row.resource.empty() && is_believed(fact) && facts_.size() < kFactsMax)
      facts_.try_emplace({row.resource, row.project}, fact);
  }
  for (const auto& [key, fact] : facts_) {
    for (BudgetLane& lane : lanes_) lane.slots[slot_of(fact.standing)].is_open = true;
  }
}

void PersonBudget::change_standing(Standing standing) {
  for (std::size_t tier = 0; tier < kTiers; ++tier) {
    lanes_[tier].slots[kDefaultSlot].bucket.change(now(), table_.of(tier_of(tier), standing_),
                                                   table_.of(tier_of(tier), standing));
  }
  standing_ = standing;
  known_ = standing.is_known() ? Known::told : Known::assumed;
}

void PersonBudget::restore(const BucketRow& row) {
  const std::size_t tier = lane_of(row.tier);
  const std::size_t slot = row.is_default ? kDefaultSlot : slot_of(row.standing);
  BudgetSlot& into = lanes_[tier].slots[slot];
  into.is_open = true;
  into.upgrade_link = row.upgrade_link;
  into.park_kept = 0;
  into.claimed = steady_of(row.empty_at);
  into.claim_kept = row.empty_at;
  into.bucket.restore(now(), quota(tier, slot), into.claimed, steady_of(row.parked_until));
}

// The buckets that are held know better than the memory; but a park that the memory no longer knows
// was forgotten by an operator, in another process.
void PersonBudget::end_forgotten_parks(const BudgetMemory::Rows& rows, LookCount look) {
  for (std::size_t tier = 0; tier < kTiers; ++tier) {
    for (std::size_t slot = 0; slot < kSlots; ++slot) {
      const BudgetSlot& parked = lanes_[tier].slots[slot];
      if (parked.bucket.parked_until() <= now() || parked.park_kept >= look) continue;
      const bool is_known = std::ranges::any_of(rows.buckets, [&](const BucketRow& row) {
        return lane_of(row.tier) == tier &&
               (row.is_default ? kDefaultSlot : slot_of(row.standing)) == slot;
      });
      if (!is_known) clear(tier, slot);
    }
  }
}

void PersonBudget::clear(std::size_t tier, std::size_t slot) {
  BudgetSlot& gone = lanes_[tier].slots[slot];
  gone.is_open = slot == kDefaultSlot;
  gone.upgrade_link.clear();
  gone.claimed = gone.claim_kept = 0;
  gone.bucket.restore(now(), quota(tier, slot), 0, 0);
}

void PersonBudget::stand(Standing standing) {
  change_standing(standing);
  for (std::size_t tier = 0; tier < kTiers; ++tier) ended(tier);
}

BudgetMemory::Rows PersonBudget::refused(std::size_t tier, std::size_t slot, Met met,
                                         const FigmaSaid& said, std::int64_t wait_ms) {
  BudgetMemory::Rows rows;
  const SteadyUs at = now();
  slot = learn(met, slot, said, rows);
  const Quota rule = quota(tier, slot);
  BudgetSlot& full = lanes_[tier].slots[slot];
  full.bucket.refused(at, rule, wait_ms);
  full.park_kept = kNotKept;
  if (!said.upgrade_link.empty()) full.upgrade_link = said.upgrade_link;
  full.claimed = std::max(full.claimed, full.bucket.empty_at(at, rule));
  rows.buckets.push_back(row_of(tier, slot, full.claimed));
  return rows;
}

// Writes down where the file's calls stand, when Figma tells, and gives the slot it is in.
std::size_t PersonBudget::learn(Met met, std::size_t slot, const FigmaSaid& said,
                                BudgetMemory::Rows& rows) {
  const auto plan = plan_kind_from(said.plan_tier);
  const auto seat = seat_kind_from(said.limit_type);
  if (!plan && seat != SeatKind::low) return slot;
  const std::size_t told =
      slot_of({plan.value_or(PlanKind::unknown), seat.value_or(SeatKind::high)});
  const UnixMs at = clock_.now_ms();
  if (facts_.size() >= kFactsMax && !facts_.contains(met)) {
    facts_.erase(
        std::ranges::min_element(facts_, {}, [](const auto& fact) { return fact.second.at; }));
  }
  const FactKey key{std::string(met.resource), std::string(met.project)};
  facts_.insert_or_assign(key, Fact{standing_of(told), at, kNotKept});
  for (BudgetLane& lane : lanes_) lane.slots[told].is_open = true;
  rows.facts.push_back({id_, key.resource, key.project, standing_of(told), at});
  return told;
}

void PersonBudget::kept(const BudgetMemory::Rows& rows) {
  for (const BucketRow& row : rows.buckets) {
    const std::size_t slot = row.is_default ? kDefaultSlot : slot_of(row.standing);
    BudgetSlot& of = lanes_[lane_of(row.tier)].slots[slot];
    of.park_kept = looks;
    of.claim_kept = row.empty_at;
  }
  for (const FactRow& row : rows.facts) {
    auto fact = facts_.find(Met{row.resource, row.project});
    if (fact != facts_.end()) fact->second.kept = looks;
  }
}

void PersonBudget::forget() {
  facts_.clear();
  for (std::size_t tier = 0; tier < kTiers; ++tier) {
    for (std::size_t slot = 0; slot < kSlots; ++slot) clear(tier, slot);
    ended(tier);
  }
}

BucketRow PersonBudget::row_of(std::size_t tier, std::size_t slot, SteadyUs until) const {
  const BudgetSlot& of = lanes_[tier].slots[slot];
  const SteadyUs parked_until = of.bucket.parked_until();
  return {.person = id_,
          .tier = tier_of(tier),
          .is_default = slot == kDefaultSlot,
          .standing = slot == kDefaultSlot ? Standing{} : standing_of(slot),
          .empty_at = wall_of(until),
          .parked_until = parked_until > now() ? wall_of(parked_until) : 0,
          .upgrade_link = of.upgrade_link};
}

BudgetView PersonBudget::view(std::string_view project) const {
  BudgetView view;
  view.person = id_;
  view.standing = standing_;
  view.known = known_;
  for (std::size_t tier = 0; tier < kTiers; ++tier) {
    view.rows.push_back(view_of(tier, kDefaultSlot));
    for (std::size_t slot = 0; slot < kSlots; ++slot) {
      if (slot != kDefaultSlot && lanes_[tier].slots[slot].is_open)
        view.rows.push_back(view_of(tier, slot));
    }
  }
  for (const auto& [key, fact] : facts_) {
    if (key.project == project)
      view.files.push_back({id_, key.resource, key.project, fact.standing, fact.at});
  }
  return view;
}

BudgetView::Row PersonBudget::view_of(std::size_t tier, std::size_t slot) const {
  const BudgetLane& lane = lanes_[tier];
  const BudgetSlot& of = lane.slots[slot];
  const Quota rule = quota(tier, slot);
  const SteadyUs time = now(), empty = of.bucket.empty_at(time, rule);
  const std::int64_t wait = wait_us(tier, slot, 1);
  const bool is_default = slot == kDefaultSlot;
  BudgetView::Row row{.tier = tier_of(tier),
                      .is_default = is_default,
                      .standing = is_default ? standing_ : standing_of(slot),
                      .known = is_default ? known_ : Known::learned,
                      .quota = rule,
                      .used = of.bucket.used(time, rule),
                      .under_way = of.bucket.under_way(),
                      .waiting = static_cast<std::int64_t>(lane.line.size_of(slot)),
                      .upgrade_link = of.upgrade_link};
  row.left = std::max<std::int64_t>(0, rule.calls - row.used);
  row.resets_at = empty > time ? wall_of(empty) : 0;
  row.next_at = wait > 0 ? wall_of(time + wait) : 0;
  row.parked_until = of.bucket.parked_until() > time ? wall_of(of.bucket.parked_until()) : 0;
  return row;
}

}  // namespace figlink
