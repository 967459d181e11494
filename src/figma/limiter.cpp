#include "figma/limiter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/fiber.h"
#include "figma/line.h"
#include "figma/verdict.h"

namespace figlink {
namespace {

constexpr std::size_t kTiers = 3;
constexpr std::size_t kSlots = 2 * kPlanKinds;  // a plan and a seat
constexpr std::size_t kDefault = 1;             // what is not known
constexpr std::int64_t kUsInMs = 1000;
constexpr std::size_t kShards = 16;
constexpr std::size_t kNamedMax = 64;
constexpr std::uint64_t kNotKept = std::numeric_limits<std::uint64_t>::max();

std::size_t slot_of(Standing standing) {
  const bool low = standing.seat == SeatKind::low || standing.plan == PlanKind::starter;
  return 2 * static_cast<std::size_t>(standing.plan) + (low ? 0 : 1);
}
Standing standing_of(std::size_t slot) {
  return {static_cast<PlanKind>(slot / 2), slot % 2 == 0 ? SeatKind::low : SeatKind::high};
}

struct Slot {
  Bucket bucket;
  bool is_open = false;            // Figma told of it; the default slot always is
  SteadyUs claimed = 0;            // the memory knows the bucket to be this full
  std::shared_ptr<Gate> claiming;  // somebody tells it just now
  std::string upgrade_link;        // of its last 429
  std::uint64_t park_kept = kNotKept;
};

struct Waiter : Waiting {
  std::string_view resource;
  SteadyMs due = 0;
  std::uint32_t drawn = 0;  // granted, when not 0
  std::optional<Gate> gate;
};

struct Lane {
  std::array<Slot, kSlots> slots;
  Line<kSlots> line;
  Waiter* watch = nullptr;  // the one whose alarm is the next permit's
};

// `kept` and `park_kept`: how many times the person had been looked up when the memory knew of it.
// A look that began later and does not find it says that it was forgotten; an earlier one says
// nothing.
struct Fact {
  Standing standing;
  UnixMs at = 0;
  std::uint64_t kept = kNotKept;
};

struct Person {
  std::string id;
  std::shared_ptr<Gate> loading;
  bool is_loaded = false, is_stale = false;
  int pins = 0;             // who holds a pointer to it
  std::uint64_t looks = 0;  // into the memory, that began
  Standing standing;
  Known known = Known::assumed;
  std::array<Lane, kTiers> lanes;
  std::map<std::string, Fact, std::less<>> facts;
};

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view key) const noexcept {
    return std::hash<std::string_view>{}(key);
  }
};

struct alignas(64) Shard {
  std::mutex mutex;
  std::unordered_map<std::string, std::unique_ptr<Person>, Hash, std::equal_to<>> persons;
};

using Lock = std::unique_lock<std::mutex>;

std::string seat_words(Standing standing) {
  if (standing.plan == PlanKind::starter) return "any seat on Starter";
  const std::string seat =
      standing.seat == SeatKind::low ? "View and Collab seats" : "Full and Dev seats";
  if (standing.plan == PlanKind::unknown)
    return standing.seat == SeatKind::low ? seat : seat + " on Professional";
  return seat + " on " + std::string(label_of(standing.plan));
}

// The cause, as far as it is known: whose limit it is, and of which file.
std::string cause_of(Tier tier, Standing standing, Known known, Quota quota,
                     std::string_view resource) {
  std::string text = fmt::format("{} calls of tier {} for {}", text_of(quota),
                                 static_cast<int>(tier), seat_words(standing));
  if (known == Known::learned) {
    text += fmt::format("; {} belongs to the {} plan", resource.substr(0, kNamedMax),
                        label_of(standing.plan));
  } else if (known == Known::assumed) {
    text += ", which is assumed until Figma tells";
  }
  return text;
}

}  // namespace

SteadyMs permit_due_of(const Errand& errand, SteadyMs now) {
  const bool is_wished = errand.permit_due != 0 || errand.deadline != 0;
  SteadyMs due = now + (is_wished ? kWaitMaxMs : kWaitDefaultMs);
  for (SteadyMs wish : {errand.permit_due, errand.deadline}) {
    if (wish != 0) due = std::min(due, wish);
  }
  return due;
}

std::string_view name_of(Known known) {
  return known == Known::assumed ? "assumed" : known == Known::told ? "told" : "learned";
}

struct Limiter::Hidden {
  explicit Hidden(LimiterParts given) : parts(std::move(given)) {}

  LimiterParts parts;
  std::array<Shard, kShards> shards;

  SteadyUs now() const { return parts.clock.steady_us(); }
  UnixMs wall_of(SteadyUs at) const {
    return at == 0 ? 0 : parts.clock.now_ms() + (at - now() + kUsInMs - 1) / kUsInMs;
  }
  SteadyUs steady_of(UnixMs at) const {
    return at == 0 ? 0 : now() + (at - parts.clock.now_ms()) * kUsInMs;
  }
  Shard& shard_of(std::string_view person) { return shards[Hash{}(person) % kShards]; }

  Quota quota(const Person& person, std::size_t tier, std::size_t slot) const {
    const auto row = static_cast<Tier>(tier + 1);
    return parts.table.of(row, slot == kDefault ? person.standing : standing_of(slot));
  }

  Person& find(Lock& lock, Shard& shard, std::string_view id);
  void load(Lock& lock, Person& person);
  void lay_in(Person& person, const BudgetMemory::Rows& rows, std::uint64_t look);
  void end_forgotten_parks(Person& person, const BudgetMemory::Rows& rows, std::uint64_t look);
  std::size_t slot_for(Person& person, std::string_view resource) const;
  std::uint32_t draws(const Person& person, const Lane& lane, std::size_t slot) const;
  std::int64_t wait_us(const Person& person, std::size_t tier, std::size_t slot,
                       std::int64_t count) const;
  void take(Person& person, std::size_t tier, std::uint32_t drawn);
  void grant_all(Person& person, std::size_t tier);
  void ended(Person& person, std::size_t tier);
  void wake_watch(Lane& lane);
  bool wait_for_permit(Lock& lock, Person& person, std::size_t tier, Waiter& waiter);
  void claim(Lock& lock, Person& person, std::size_t tier, std::uint32_t drawn);
  std::unexpected<Error> refuse(const Person& person, std::size_t tier, std::size_t slot,
                                std::string_view resource, std::int64_t wait) const;
  BucketRow row_of(const Person& person, std::size_t tier, std::size_t slot, SteadyUs until) const;
  bool keep(const BudgetMemory::Rows& rows);
  std::size_t learn(Person& person, std::string_view resource, std::size_t slot,
                    const FigmaSaid& said, BudgetMemory::Rows& rows) const;
  BudgetView::Row view_of(const Person& person, std::size_t tier, std::size_t slot) const;
};

// The person, read from the memory when it is not held yet. Pinned.
Person& Limiter::Hidden::find(Lock& lock, Shard& shard, std::string_view id) {
  auto at = shard.persons.find(id);
  if (at == shard.persons.end()) {
    // What was granted is claimed in the memory, so an idle one may be dropped.
    if (shard.persons.size() >= kPersonsMax / kShards)
      std::erase_if(shard.persons, [](const auto& each) { return each.second->pins == 0; });
    auto made = std::make_unique<Person>();
    made->id = id;
    made->standing = parts.standing;
    made->known = parts.standing.is_known() ? Known::told : Known::assumed;
    made->is_loaded = parts.memory == nullptr;
    for (Lane& lane : made->lanes) lane.slots[kDefault].is_open = true;
    at = shard.persons.emplace(made->id, std::move(made)).first;
  }
  Person& person = *at->second;
  ++person.pins;
  while (!person.is_loaded || person.is_stale) load(lock, person);
  return person;
}

void Limiter::Hidden::load(Lock& lock, Person& person) {
  if (auto loading = person.loading) {
    lock.unlock();
    loading->wait();
    lock.lock();
    return;
  }
  const auto gate = person.loading = std::make_shared<Gate>();
  person.is_stale = false;
  const std::uint64_t look = ++person.looks;
  lock.unlock();
  auto rows = parts.memory->recall(person.id);
  lock.lock();
  if (rows) {
    lay_in(person, *rows, look);
  } else {
    parts.log.warning("budget_not_read", {{"why", std::string_view(rows.error().message)}});
  }
  person.is_loaded = true;
  person.loading = nullptr;
  gate->open();
}

void Limiter::Hidden::lay_in(Person& person, const BudgetMemory::Rows& rows, std::uint64_t look) {
  const UnixMs oldest = parts.clock.now_ms() - kFactDays * kDayMs;
  Standing told = parts.standing;
  std::erase_if(person.facts, [&](const auto& fact) { return fact.second.kept < look; });
  for (const FactRow& fact : rows.facts) {
    if (fact.resource.empty()) {
      told = fact.standing;
    } else if (fact.at >= oldest && person.facts.size() < kFactsMax) {
      person.facts.try_emplace(fact.resource, Fact{fact.standing, fact.at, look - 1});
    }
  }
  for (std::size_t tier = 0; tier < kTiers; ++tier) {
    const auto row = static_cast<Tier>(tier + 1);
    person.lanes[tier].slots[kDefault].bucket.change(now(), parts.table.of(row, person.standing),
                                                     parts.table.of(row, told));
    for (const auto& [resource, fact] : person.facts)
      person.lanes[tier].slots[slot_of(fact.standing)].is_open = true;
  }
  person.standing = told;
  person.known = told.is_known() ? Known::told : Known::assumed;
  if (person.is_loaded) return end_forgotten_parks(person, rows, look);
  for (const BucketRow& row : rows.buckets) {
    const auto tier = static_cast<std::size_t>(row.tier) - 1;
    const std::size_t slot = row.is_default ? kDefault : slot_of(row.standing);
    Slot& into = person.lanes[tier].slots[slot];
    into.is_open = true;
    into.upgrade_link = row.upgrade_link;
    into.park_kept = 0;
    into.claimed = steady_of(row.empty_at);
    into.bucket.restore(now(), quota(person, tier, slot), into.claimed,
                        steady_of(row.parked_until));
  }
}

// The buckets that are held know better than the memory; but a park that the memory no longer knows
// was forgotten by an operator, in another process.
void Limiter::Hidden::end_forgotten_parks(Person& person, const BudgetMemory::Rows& rows,
                                          std::uint64_t look) {
  for (std::size_t tier = 0; tier < kTiers; ++tier) {
    for (std::size_t i = 0; i < kSlots; ++i) {
      Slot& slot = person.lanes[tier].slots[i];
      if (slot.bucket.parked_until() <= now() || slot.park_kept >= look) continue;
      const bool is_known = std::ranges::any_of(rows.buckets, [&](const BucketRow& row) {
        return static_cast<std::size_t>(row.tier) == tier + 1 &&
               (row.is_default ? kDefault : slot_of(row.standing)) == i;
      });
      if (is_known) continue;
      slot.is_open = i == kDefault;
      slot.upgrade_link.clear();
      slot.claimed = 0;
      slot.bucket.restore(now(), quota(person, tier, i), 0, 0);
    }
  }
}

std::size_t Limiter::Hidden::slot_for(Person& person, std::string_view resource) const {
  if (person.facts.empty()) return kDefault;
  auto fact = person.facts.find(resource);
  if (fact == person.facts.end()) return kDefault;
  if (fact->second.at >= parts.clock.now_ms() - kFactDays * kDayMs)
    return slot_of(fact->second.standing);
  person.facts.erase(fact);
  return kDefault;
}

// A call whose plan is not known may fall into any bucket that is known of seats like its own, so
// it weighs in all of them.
std::uint32_t Limiter::Hidden::draws(const Person& person, const Lane& lane,
                                     std::size_t slot) const {
  std::uint32_t drawn = 1u << slot;
  if (slot != kDefault) return drawn;
  for (std::size_t other = slot_of(person.standing) % 2; other < kSlots; other += 2) {
    if (lane.slots[other].is_open) drawn |= 1u << other;
  }
  return drawn;
}

// Until the count-th of those who wait for the slot fits.
std::int64_t Limiter::Hidden::wait_us(const Person& person, std::size_t tier, std::size_t slot,
                                      std::int64_t count) const {
  const Lane& lane = person.lanes[tier];
  const std::uint32_t drawn = draws(person, lane, slot);
  const SteadyUs at = now();
  std::int64_t longest = 0;
  for (std::size_t i = 0; i < kSlots; ++i) {
    if ((drawn >> i & 1) == 0) continue;
    longest = std::max(longest, lane.slots[i].bucket.wait_us(at, quota(person, tier, i), count));
  }
  return longest;
}

void Limiter::Hidden::take(Person& person, std::size_t tier, std::uint32_t drawn) {
  for (std::size_t i = 0; i < kSlots; ++i) {
    if ((drawn >> i & 1) != 0) person.lanes[tier].slots[i].bucket.take();
  }
}

// Gives every permit that is free to those whose turn it is.
void Limiter::Hidden::grant_all(Person& person, std::size_t tier) {
  Lane& lane = person.lanes[tier];
  while (lane.line.size() > 0) {
    auto* next = static_cast<Waiter*>(
        lane.line.next([&](std::size_t slot) { return wait_us(person, tier, slot, 1) == 0; }));
    if (next == nullptr) return;
    lane.line.serve(*next);
    next->drawn = draws(person, lane, next->slot);
    take(person, tier, next->drawn);
    if (next->gate) next->gate->open();
  }
}

void Limiter::Hidden::wake_watch(Lane& lane) {
  if (lane.watch == nullptr || !lane.watch->gate || lane.watch->gate->is_open()) return;
  lane.watch->gate->open();
}

// A call ended, so the next permit may come earlier than was reckoned.
void Limiter::Hidden::ended(Person& person, std::size_t tier) {
  if (person.lanes[tier].line.size() == 0) return;
  grant_all(person, tier);
  wake_watch(person.lanes[tier]);
}

// Stands in the line until granted (true) or until its time comes. One of those who wait, the
// watch, has the next permit's time for its alarm; the others sleep until somebody calls them.
bool Limiter::Hidden::wait_for_permit(Lock& lock, Person& person, std::size_t tier,
                                      Waiter& waiter) {
  Lane& lane = person.lanes[tier];
  waiter.slot = slot_for(person, waiter.resource);
  lane.line.join(waiter);
  grant_all(person, tier);
  while (waiter.drawn == 0) {
    const std::size_t slot = slot_for(person, waiter.resource);
    if (slot != waiter.slot) {  // learned meanwhile
      lane.line.leave(waiter);
      waiter.slot = slot;
      lane.line.join(waiter);
      grant_all(person, tier);
      continue;
    }
    const SteadyMs time = parts.clock.steady_ms();
    if (time >= waiter.due || time + wait_us(person, tier, slot, 1) / kUsInMs > waiter.due) break;
    SteadyMs alarm = waiter.due;
    if (lane.watch == nullptr) lane.watch = &waiter;
    if (lane.watch == &waiter) {
      std::int64_t soonest = kWaitMaxMs * kUsInMs;
      for (std::size_t i = 0; i < kSlots; ++i) {
        if (lane.line.size_of(i) == 0) continue;
        // When only the end of a call makes room, that end calls.
        const std::int64_t wait = wait_us(person, tier, i, 1);
        if (wait > 0) soonest = std::min(soonest, wait);
      }
      alarm = std::min(alarm, time + (soonest + kUsInMs - 1) / kUsInMs);
    }
    waiter.gate.emplace();
    lock.unlock();
    waiter.gate->wait_until(alarm);
    lock.lock();
    if (waiter.drawn == 0) grant_all(person, tier);
  }
  waiter.gate.reset();
  if (waiter.drawn == 0) lane.line.leave(waiter);
  if (lane.watch == &waiter) {
    lane.watch = nullptr;
    // Somebody else watches from now on.
    bool called = false;
    lane.line.each([&](Waiting& other) {
      auto& next = static_cast<Waiter&>(other);
      if (called || !next.gate || next.gate->is_open()) return;
      lane.watch = &next;
      next.gate->open();
      called = true;
    });
  }
  return waiter.drawn != 0;
}

BucketRow Limiter::Hidden::row_of(const Person& person, std::size_t tier, std::size_t slot,
                                  SteadyUs until) const {
  const Slot& of = person.lanes[tier].slots[slot];
  return {.person = person.id,
          .tier = static_cast<Tier>(tier + 1),
          .is_default = slot == kDefault,
          .standing = slot == kDefault ? Standing{} : standing_of(slot),
          .empty_at = wall_of(until),
          .parked_until = of.bucket.parked_until() > now() ? wall_of(of.bucket.parked_until()) : 0,
          .upgrade_link = of.upgrade_link};
}

bool Limiter::Hidden::keep(const BudgetMemory::Rows& rows) {
  if (parts.memory == nullptr || (rows.buckets.empty() && rows.facts.empty())) return true;
  auto kept = parts.memory->keep(rows);
  if (!kept)
    parts.log.warning("budget_not_kept", {{"why", std::string_view(kept.error().message)}});
  return kept.has_value();
}

// The memory must know of a call before it goes out. It is told a while ahead: once a minute for a
// busy bucket.
void Limiter::Hidden::claim(Lock& lock, Person& person, std::size_t tier, std::uint32_t drawn) {
  if (parts.memory == nullptr) return;
  Lane& lane = person.lanes[tier];
  while (true) {
    BudgetMemory::Rows rows;
    std::vector<std::pair<Slot*, SteadyUs>> mine;
    std::shared_ptr<Gate> others;
    for (std::size_t i = 0; i < kSlots && !others; ++i) {
      Slot& slot = lane.slots[i];
      const Quota rule = quota(person, tier, i);
      if ((drawn >> i & 1) == 0 || rule.is_open()) continue;
      const SteadyUs needed = slot.bucket.empty_at(now(), rule);
      if (needed <= slot.claimed) continue;
      others = slot.claiming;
      const SteadyUs claimed = needed + kClaimMs * kUsInMs;
      mine.emplace_back(&slot, claimed);
      rows.buckets.push_back(row_of(person, tier, i, claimed));
    }
    if (mine.empty()) return;
    const auto gate = others ? others : std::make_shared<Gate>();
    if (!others) {
      for (auto& [slot, claimed] : mine) slot->claiming = gate;
    }
    lock.unlock();
    if (others) {
      gate->wait();
    } else {
      keep(rows);
    }
    lock.lock();
    if (others) continue;
    for (auto& [slot, claimed] : mine) {
      slot->claimed = std::max(slot->claimed, claimed);
      slot->claiming = nullptr;
    }
    gate->open();
    return;
  }
}

std::unexpected<Error> Limiter::Hidden::refuse(const Person& person, std::size_t tier,
                                               std::size_t slot, std::string_view resource,
                                               std::int64_t wait) const {
  const Slot& at = person.lanes[tier].slots[slot];
  const Standing standing = slot == kDefault ? person.standing : standing_of(slot);
  const Known known = slot == kDefault ? person.known : Known::learned;
  const bool is_parked = at.bucket.parked_until() > now();
  const std::int64_t wait_ms = std::max<std::int64_t>(1, (wait + kUsInMs - 1) / kUsInMs);
  const std::string time = duration_text((wait_ms + kSecondMs - 1) / kSecondMs * kSecondMs);
  std::string hint = "Wait that long; calls made earlier are refused here and never reach Figma.";
  if (standing.seat == SeatKind::low || standing.plan == PlanKind::starter)
    hint += " A Full or Dev seat in a paid plan that owns the file has a much larger limit.";
  if (!at.upgrade_link.empty()) hint += " Upgrade: " + at.upgrade_link;
  auto failed = fail(Fault::limited,
                     fmt::format("Figma's rate limit is used up ({}{}): the next call fits in {}.",
                                 cause_of(static_cast<Tier>(tier + 1), standing, known,
                                          quota(person, tier, slot), resource),
                                 is_parked ? "; Figma refused one and named the time" : "", time),
                     std::move(hint));
  failed.error().retry_after_ms = wait_ms;
  return failed;
}

// Writes down where the file's calls stand, when Figma tells, and gives the slot it is in.
std::size_t Limiter::Hidden::learn(Person& person, std::string_view resource, std::size_t slot,
                                   const FigmaSaid& said, BudgetMemory::Rows& rows) const {
  const auto plan = plan_kind_from(said.plan_tier);
  const auto seat = seat_kind_from(said.limit_type);
  if (!plan) return slot;
  const Standing standing{*plan, seat.value_or(SeatKind::high)};
  const std::size_t told = slot_of(standing);
  const UnixMs at = parts.clock.now_ms();
  if (person.facts.size() >= kFactsMax && !person.facts.contains(resource)) {
    auto oldest =
        std::ranges::min_element(person.facts, {}, [](const auto& fact) { return fact.second.at; });
    person.facts.erase(oldest);
  }
  person.facts[std::string(resource)] = {standing_of(told), at};
  for (Lane& lane : person.lanes) lane.slots[told].is_open = true;
  rows.facts.push_back({person.id, std::string(resource), standing_of(told), at});
  return told;
}

BudgetView::Row Limiter::Hidden::view_of(const Person& person, std::size_t tier,
                                         std::size_t slot) const {
  const Lane& lane = person.lanes[tier];
  const Slot& of = lane.slots[slot];
  const Quota rule = quota(person, tier, slot);
  const SteadyUs time = now(), empty = of.bucket.empty_at(time, rule);
  const std::int64_t wait = wait_us(person, tier, slot, 1);
  BudgetView::Row row{.tier = static_cast<Tier>(tier + 1),
                      .is_default = slot == kDefault,
                      .standing = slot == kDefault ? person.standing : standing_of(slot),
                      .known = slot == kDefault ? person.known : Known::learned,
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

Limiter::Limiter(LimiterParts parts) : hidden_(std::make_unique<Hidden>(std::move(parts))) {}
Limiter::~Limiter() = default;

Result<Limiter::Permit> Limiter::acquire(const Errand& errand, Trace& trace) {
  Permit permit;
  if (errand.person.empty()) return permit;
  Hidden& all = *hidden_;
  Shard& shard = all.shard_of(errand.person);
  Lock lock(shard.mutex);
  Person& person = all.find(lock, shard, errand.person);
  const std::string_view resource = resource_of(errand.call);
  const auto tier = static_cast<std::size_t>(errand.call.action().tier) - 1;
  Lane& lane = person.lanes[tier];

  Waiter waiter;
  std::size_t slot = all.slot_for(person, resource);
  if (lane.line.size() == 0 && all.wait_us(person, tier, slot, 1) == 0) {
    waiter.drawn = all.draws(person, lane, slot);
    all.take(person, tier, waiter.drawn);
  } else {
    const SteadyMs began = all.parts.clock.steady_ms();
    waiter.owner = errand.owner;
    waiter.priority = errand.priority;
    waiter.resource = resource;
    waiter.slot = slot;
    waiter.due = permit_due_of(errand, began);
    const auto place = static_cast<std::int64_t>(lane.line.ahead_of(waiter)) + 1;
    std::int64_t wait = all.wait_us(person, tier, slot, place);
    const bool is_full = lane.line.size() >= kWaitersMax;
    const bool comes_late = began + (wait + kUsInMs - 1) / kUsInMs > waiter.due;
    if (is_full || comes_late) {
      --person.pins;
      if (comes_late) return all.refuse(person, tier, slot, resource, wait);
      auto full =
          fail(Fault::busy, "Too many calls of this Figma user wait for a place in its rate limit.",
               "Send fewer at once, and come back at the time that is told.");
      full.error().retry_after_ms = std::max<std::int64_t>(kBusyRetryMs, wait / kUsInMs);
      return full;
    }
    const bool granted = all.wait_for_permit(lock, person, tier, waiter);
    trace.waited_us += (all.parts.clock.steady_ms() - began) * kUsInMs;
    slot = waiter.slot;
    if (!granted) {
      const auto ahead = static_cast<std::int64_t>(lane.line.ahead_of(waiter));
      wait = all.wait_us(person, tier, slot, ahead + 1);
      --person.pins;
      return all.refuse(person, tier, slot, resource, wait);
    }
  }
  permit.limiter_ = this;
  permit.person_ = &person;
  permit.tier_ = tier;
  permit.slot_ = slot;
  permit.drawn_ = waiter.drawn;
  permit.resource_ = resource;
  all.claim(lock, person, tier, permit.drawn_);
  return permit;
}

Limiter::Permit::Permit(Permit&& other) noexcept
    : limiter_(std::exchange(other.limiter_, nullptr)),
      person_(other.person_),
      tier_(other.tier_),
      slot_(other.slot_),
      drawn_(other.drawn_),
      resource_(other.resource_) {}

Limiter::Permit::~Permit() {
  if (limiter_ == nullptr) return;
  Hidden& all = *limiter_->hidden_;
  Person& person = *static_cast<Person*>(person_);
  Lock lock(all.shard_of(person.id).mutex);
  for (std::size_t i = 0; i < kSlots; ++i) {
    if ((drawn_ >> i & 1) != 0) person.lanes[tier_].slots[i].bucket.give_back();
  }
  all.ended(person, tier_);
  --person.pins;
}

void Limiter::Permit::answered() {
  if (limiter_ == nullptr) return;
  Hidden& all = *std::exchange(limiter_, nullptr)->hidden_;
  Person& person = *static_cast<Person*>(person_);
  Lock lock(all.shard_of(person.id).mutex);
  const SteadyUs now = all.now();
  for (std::size_t i = 0; i < kSlots; ++i) {
    if ((drawn_ >> i & 1) != 0)
      person.lanes[tier_].slots[i].bucket.done(now, all.quota(person, tier_, i));
  }
  all.ended(person, tier_);
  --person.pins;
}

void Limiter::Permit::refused(const Error& error) {
  if (limiter_ == nullptr) return;
  Hidden& all = *std::exchange(limiter_, nullptr)->hidden_;
  Person& person = *static_cast<Person*>(person_);
  Lane& lane = person.lanes[tier_];
  BudgetMemory::Rows rows;
  std::size_t slot = slot_;
  {
    Lock lock(all.shard_of(person.id).mutex);
    const SteadyUs now = all.now();
    for (std::size_t i = 0; i < kSlots; ++i) {
      if ((drawn_ >> i & 1) != 0) lane.slots[i].bucket.done(now, all.quota(person, tier_, i));
    }
    const FigmaSaid said = error.figma.empty() ? FigmaSaid{} : error.figma.front();
    slot = all.learn(person, resource_, slot_, said, rows);
    Slot& full = lane.slots[slot];
    full.bucket.refused(now, all.quota(person, tier_, slot), error.retry_after_ms);
    full.park_kept = kNotKept;
    if (!said.upgrade_link.empty()) full.upgrade_link = said.upgrade_link;
    full.claimed =
        std::max(full.claimed, full.bucket.empty_at(now, all.quota(person, tier_, slot)));
    rows.buckets.push_back(all.row_of(person, tier_, slot, full.claimed));
    // Everybody reckons anew: some must now wait for longer than they can.
    lane.line.each([](Waiting& other) {
      auto& waiter = static_cast<Waiter&>(other);
      if (waiter.gate && !waiter.gate->is_open()) waiter.gate->open();
    });
  }
  const bool kept = all.keep(rows);
  Lock lock(all.shard_of(person.id).mutex);
  if (kept) {
    lane.slots[slot].park_kept = person.looks;
    for (const FactRow& row : rows.facts) {
      if (auto fact = person.facts.find(row.resource); fact != person.facts.end())
        fact->second.kept = person.looks;
    }
  }
  --person.pins;
}

Result<BudgetView> Limiter::look(const std::string& id) {
  Hidden& all = *hidden_;
  Shard& shard = all.shard_of(id);
  Lock lock(shard.mutex);
  Person& person = all.find(lock, shard, id);
  BudgetView view;
  view.person = id;
  view.standing = person.standing;
  view.known = person.known;
  for (std::size_t tier = 0; tier < kTiers; ++tier) {
    view.rows.push_back(all.view_of(person, tier, kDefault));
    for (std::size_t slot = 0; slot < kSlots; ++slot) {
      if (slot != kDefault && person.lanes[tier].slots[slot].is_open)
        view.rows.push_back(all.view_of(person, tier, slot));
    }
  }
  for (const auto& [resource, fact] : person.facts)
    view.files.push_back({id, resource, fact.standing, fact.at});
  --person.pins;
  return view;
}

Result<void> Limiter::tell(const std::string& id, Standing standing) {
  Hidden& all = *hidden_;
  if (all.parts.memory != nullptr) {
    auto kept = all.parts.memory->keep(
        {.buckets = {}, .facts = {{id, "", standing, all.parts.clock.now_ms()}}});
    if (!kept) return kept;
  }
  Shard& shard = all.shard_of(id);
  Lock lock(shard.mutex);
  Person& person = all.find(lock, shard, id);
  if (!standing.is_known()) standing = all.parts.standing;
  for (std::size_t tier = 0; tier < kTiers; ++tier) {
    const auto row = static_cast<Tier>(tier + 1);
    person.lanes[tier].slots[kDefault].bucket.change(
        all.now(), all.parts.table.of(row, person.standing), all.parts.table.of(row, standing));
  }
  person.standing = standing;
  person.known = standing.is_known() ? Known::told : Known::assumed;
  for (std::size_t tier = 0; tier < kTiers; ++tier) all.ended(person, tier);
  --person.pins;
  return {};
}

Result<void> Limiter::forget(const std::string& id) {
  Hidden& all = *hidden_;
  if (all.parts.memory != nullptr) {
    if (auto gone = all.parts.memory->forget(id); !gone) return gone;
  }
  Shard& shard = all.shard_of(id);
  Lock lock(shard.mutex);
  Person& person = all.find(lock, shard, id);
  person.facts.clear();
  const SteadyUs now = all.now();
  for (std::size_t tier = 0; tier < kTiers; ++tier) {
    Lane& lane = person.lanes[tier];
    for (std::size_t i = 0; i < kSlots; ++i) {
      Slot& slot = lane.slots[i];
      slot.is_open = i == kDefault;
      slot.upgrade_link.clear();
      slot.claimed = 0;
      slot.bucket.restore(now, all.quota(person, tier, i), 0, 0);
    }
    all.ended(person, tier);
  }
  --person.pins;
  return {};
}

void Limiter::refresh() {
  if (hidden_->parts.memory == nullptr) return;
  for (Shard& shard : hidden_->shards) {
    Lock lock(shard.mutex);
    for (auto& [id, person] : shard.persons) person->is_stale = true;
  }
}

void Limiter::settle() {
  Hidden& all = *hidden_;
  BudgetMemory::Rows rows;
  for (Shard& shard : all.shards) {
    Lock lock(shard.mutex);
    for (auto& [id, person] : shard.persons) {
      for (std::size_t tier = 0; tier < kTiers; ++tier) {
        for (std::size_t i = 0; i < kSlots; ++i) {
          Slot& slot = person->lanes[tier].slots[i];
          const SteadyUs empty = slot.bucket.empty_at(all.now(), all.quota(*person, tier, i));
          if (slot.claimed <= empty) continue;
          slot.claimed = empty;
          rows.buckets.push_back(all.row_of(*person, tier, i, empty));
        }
      }
    }
  }
  all.keep(rows);
}

namespace {

class Limit final : public Upstream {
 public:
  Limit(std::unique_ptr<Upstream> below, Limiter& limiter)
      : below_(std::move(below)), limiter_(limiter) {}

  Result<Reply> send(const Errand& errand, Trace& trace) override {
    auto permit = limiter_.acquire(errand, trace);
    if (!permit) return pass(permit);
    auto reply = below_->send(errand, trace);
    if (reply) {
      permit->answered();
    } else if (refusal_of(reply.error()) == Refusal::rate_limited) {
      permit->refused(reply.error());
    } else if (!trace.unsent) {
      permit->answered();
    }
    return reply;
  }

 private:
  std::unique_ptr<Upstream> below_;
  Limiter& limiter_;
};

}  // namespace

std::unique_ptr<Upstream> make_limit(std::unique_ptr<Upstream> below, Limiter& limiter) {
  return std::make_unique<Limit>(std::move(below), limiter);
}

}  // namespace figlink
