#include "figma/limiter.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "figma/limit_words.h"
#include "figma/person_budget.h"

namespace figlink {
namespace {

constexpr std::size_t kShards = 16;

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view key) const noexcept {
    return std::hash<std::string_view>{}(key);
  }
};

struct alignas(64) Shard {
  std::mutex mutex;
  std::unordered_map<std::string, std::unique_ptr<PersonBudget>, Hash, std::equal_to<>> persons;
};

using Lock = std::unique_lock<std::mutex>;

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

  Shard& shard_of(std::string_view person) { return shards[Hash{}(person) % kShards]; }
  PersonBudget& find(Lock& lock, Shard& shard, std::string_view id);
  void load(Lock& lock, PersonBudget& person);
  Result<void> wait(Lock& lock, PersonBudget& person, std::size_t tier, PermitWaiter& waiter);
  bool wait_in_line(Lock& lock, PersonBudget& person, std::size_t tier, PermitWaiter& waiter);
  SteadyMs alarm_of(PersonBudget& person, std::size_t tier, PermitWaiter& waiter, SteadyMs time);
  static void pass_watch_on(BudgetLane& lane, const PermitWaiter& waiter);
  void claim(Lock& lock, PersonBudget& person, std::size_t tier, std::uint32_t drawn);
  bool keep(const BudgetMemory::Rows& rows);
};

// The person, read from the memory when it is not held yet. Pinned.
PersonBudget& Limiter::Hidden::find(Lock& lock, Shard& shard, std::string_view id) {
  auto at = shard.persons.find(id);
  if (at == shard.persons.end()) {
    // What was granted is claimed in the memory, so an idle one may be dropped.
    if (shard.persons.size() >= kPersonsMax / kShards)
      std::erase_if(shard.persons, [](const auto& each) { return each.second->pins == 0; });
    auto made =
        std::make_unique<PersonBudget>(std::string(id), parts.table, parts.clock, parts.standing);
    made->is_loaded = parts.memory == nullptr;
    at = shard.persons.emplace(made->id(), std::move(made)).first;
  }
  PersonBudget& person = *at->second;
  ++person.pins;
  while (!person.is_loaded || person.is_stale) load(lock, person);
  return person;
}

void Limiter::Hidden::load(Lock& lock, PersonBudget& person) {
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
  auto rows = parts.memory->recall(person.id());
  lock.lock();
  if (rows) {
    person.lay_in(*rows, parts.standing, look);
  } else {
    parts.log.warning("budget_not_read", {{"why", std::string_view(rows.error().message)}});
  }
  person.is_loaded = true;
  person.loading = nullptr;
  gate->open();
}

// Waits for a permit, unless it is plain that none will come in time.
Result<void> Limiter::Hidden::wait(Lock& lock, PersonBudget& person, std::size_t tier,
                                   PermitWaiter& waiter) {
  const Line<kSlots>& line = person.lane(tier).line;
  const SteadyMs began = parts.clock.steady_ms();
  auto wait_of = [&] {
    const auto place = static_cast<std::int64_t>(line.ahead_of(waiter)) + 1;
    return person.wait_us(tier, waiter.slot, place);
  };
  auto used_up = [&](std::int64_t wait) {
    return is_used_up(person.view_of(tier, waiter.slot), waiter.resource, wait);
  };
  const std::int64_t wait = wait_of();
  if (began + whole_ms(wait) > waiter.due) return used_up(wait);
  if (line.size() >= kWaitersMax) return too_many_wait(wait);
  if (!wait_in_line(lock, person, tier, waiter)) return used_up(wait_of());
  return {};
}

// Stands in the line until granted (true) or until its time comes. One of those who wait, the
// watch, has the next permit's time for its alarm; the others sleep until somebody calls them.
bool Limiter::Hidden::wait_in_line(Lock& lock, PersonBudget& person, std::size_t tier,
                                   PermitWaiter& waiter) {
  BudgetLane& lane = person.lane(tier);
  waiter.slot = person.slot_for(waiter.resource);
  lane.line.join(waiter);
  person.grant_all(tier);
  while (waiter.drawn == 0) {
    const std::size_t slot = person.slot_for(waiter.resource);
    if (slot != waiter.slot) {  // learned meanwhile
      lane.line.leave(waiter);
      waiter.slot = slot;
      lane.line.join(waiter);
      person.grant_all(tier);
      continue;
    }
    const SteadyMs time = parts.clock.steady_ms();
    if (time >= waiter.due || time + person.wait_us(tier, slot, 1) / kUsInMs > waiter.due) break;
    const SteadyMs alarm = alarm_of(person, tier, waiter, time);
    waiter.gate.emplace();
    lock.unlock();
    waiter.gate->wait_until(alarm);
    lock.lock();
    if (waiter.drawn == 0) person.grant_all(tier);
  }
  waiter.gate.reset();
  if (waiter.drawn == 0) lane.line.leave(waiter);
  pass_watch_on(lane, waiter);
  return waiter.drawn != 0;
}

// When the waiter wakes by itself. It becomes the watch when there is none.
SteadyMs Limiter::Hidden::alarm_of(PersonBudget& person, std::size_t tier, PermitWaiter& waiter,
                                   SteadyMs time) {
  BudgetLane& lane = person.lane(tier);
  if (lane.watch == nullptr) lane.watch = &waiter;
  if (lane.watch != &waiter) return waiter.due;
  std::int64_t soonest = kWaitMaxMs * kUsInMs;
  for (std::size_t slot = 0; slot < kSlots; ++slot) {
    if (lane.line.size_of(slot) == 0) continue;
    // When only the end of a call makes room, that end calls.
    const std::int64_t wait = person.wait_us(tier, slot, 1);
    if (wait > 0) soonest = std::min(soonest, wait);
  }
  return std::min(waiter.due, time + whole_ms(soonest));
}

// Somebody else watches from now on, if the waiter did.
void Limiter::Hidden::pass_watch_on(BudgetLane& lane, const PermitWaiter& waiter) {
  if (lane.watch != &waiter) return;
  lane.watch = nullptr;
  lane.line.each([&](Waiting& other) {
    auto& next = static_cast<PermitWaiter&>(other);
    if (lane.watch != nullptr || !next.gate || next.gate->is_open()) return;
    lane.watch = &next;
    next.gate->open();
  });
}

// The memory must know of a call before it goes out. It is told a while ahead: once a minute for a
// busy bucket.
void Limiter::Hidden::claim(Lock& lock, PersonBudget& person, std::size_t tier,
                            std::uint32_t drawn) {
  if (parts.memory == nullptr) return;
  while (true) {
    BudgetMemory::Rows rows;
    std::vector<std::pair<BudgetSlot*, SteadyUs>> mine;
    std::shared_ptr<Gate> others;
    for (std::size_t i = 0; i < kSlots && !others; ++i) {
      BudgetSlot& slot = person.lane(tier).slots[i];
      const Quota rule = person.quota(tier, i);
      if (!has_slot(drawn, i) || rule.is_open()) continue;
      const SteadyUs needed = slot.bucket.empty_at(parts.clock.steady_us(), rule);
      if (needed <= slot.claimed) continue;
      others = slot.claiming;
      const SteadyUs claimed = needed + kClaimMs * kUsInMs;
      mine.emplace_back(&slot, claimed);
      rows.buckets.push_back(person.row_of(tier, i, claimed));
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
    for (std::size_t i = 0; i < mine.size(); ++i) {
      auto& [slot, claimed] = mine[i];
      slot->claimed = std::max(slot->claimed, claimed);
      slot->claim_kept = rows.buckets[i].empty_at;
      slot->claiming = nullptr;
    }
    gate->open();
    return;
  }
}

bool Limiter::Hidden::keep(const BudgetMemory::Rows& rows) {
  if (parts.memory == nullptr || (rows.buckets.empty() && rows.facts.empty())) return true;
  auto kept = parts.memory->keep(rows);
  if (!kept)
    parts.log.warning("budget_not_kept", {{"why", std::string_view(kept.error().message)}});
  return kept.has_value();
}

Limiter::Limiter(LimiterParts parts) : hidden_(std::make_unique<Hidden>(std::move(parts))) {}
Limiter::~Limiter() = default;

Result<Limiter::Permit> Limiter::acquire(const Errand& errand, Trace& trace) {
  Permit permit;
  if (errand.person.empty()) return permit;
  Hidden& all = *hidden_;
  Shard& shard = all.shard_of(errand.person);
  Lock lock(shard.mutex);
  PersonBudget& person = all.find(lock, shard, errand.person);
  const std::size_t tier = lane_of(errand.call.action().tier);

  PermitWaiter waiter;
  waiter.resource = resource_of(errand.call);
  waiter.slot = person.slot_for(waiter.resource);
  if (person.lane(tier).line.size() == 0 && person.wait_us(tier, waiter.slot, 1) == 0) {
    waiter.drawn = person.draws(tier, waiter.slot);
    person.take(tier, waiter.drawn);
  } else {
    const SteadyMs began = all.parts.clock.steady_ms();
    waiter.owner = errand.owner;
    waiter.priority = errand.priority;
    waiter.due = permit_due_of(errand, began);
    auto granted = all.wait(lock, person, tier, waiter);
    trace.waited_us += (all.parts.clock.steady_ms() - began) * kUsInMs;
    if (!granted) {
      --person.pins;
      return pass(granted);
    }
  }
  permit.limiter_ = this;
  permit.person_ = &person;
  permit.tier_ = tier;
  permit.slot_ = waiter.slot;
  permit.drawn_ = waiter.drawn;
  permit.resource_ = waiter.resource;
  permit.project_ = errand.project;
  all.claim(lock, person, tier, permit.drawn_);
  return permit;
}

Limiter::Permit::Permit(Permit&& other) noexcept
    : limiter_(std::exchange(other.limiter_, nullptr)),
      person_(other.person_),
      tier_(other.tier_),
      slot_(other.slot_),
      drawn_(other.drawn_),
      resource_(other.resource_),
      project_(other.project_) {}

Limiter::Permit::~Permit() {
  if (limiter_ == nullptr) return;
  PersonBudget& person = *static_cast<PersonBudget*>(person_);
  Lock lock(limiter_->hidden_->shard_of(person.id()).mutex);
  person.give_back(tier_, drawn_);
  person.ended(tier_);
  --person.pins;
}

void Limiter::Permit::answered() {
  if (limiter_ == nullptr) return;
  Hidden& all = *std::exchange(limiter_, nullptr)->hidden_;
  PersonBudget& person = *static_cast<PersonBudget*>(person_);
  Lock lock(all.shard_of(person.id()).mutex);
  person.done(tier_, drawn_);
  person.ended(tier_);
  --person.pins;
}

void Limiter::Permit::refused(const Error& error) {
  if (limiter_ == nullptr) return;
  Hidden& all = *std::exchange(limiter_, nullptr)->hidden_;
  PersonBudget& person = *static_cast<PersonBudget*>(person_);
  const FigmaSaid said = error.figma.empty() ? FigmaSaid{} : error.figma.front();
  Lock lock(all.shard_of(person.id()).mutex);
  person.done(tier_, drawn_);
  const auto rows = person.refused(tier_, slot_, {resource_, project_}, said, error.retry_after_ms);
  person.call_all(tier_);
  lock.unlock();
  const bool kept = all.keep(rows);
  lock.lock();
  if (kept) person.kept(rows);
  --person.pins;
}

Result<BudgetView> Limiter::look(const std::string& id, std::string_view project) {
  Shard& shard = hidden_->shard_of(id);
  Lock lock(shard.mutex);
  PersonBudget& person = hidden_->find(lock, shard, id);
  BudgetView view = person.view(project);
  --person.pins;
  return view;
}

Result<void> Limiter::tell(const std::string& id, Standing standing) {
  Hidden& all = *hidden_;
  if (all.parts.memory != nullptr) {
    auto kept = all.parts.memory->keep(
        {.buckets = {}, .facts = {{id, "", "", standing, all.parts.clock.now_ms()}}});
    if (!kept) return kept;
  }
  Shard& shard = all.shard_of(id);
  Lock lock(shard.mutex);
  PersonBudget& person = all.find(lock, shard, id);
  person.stand(standing.is_known() ? standing : all.parts.standing);
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
  PersonBudget& person = all.find(lock, shard, id);
  person.forget();
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
  // Who is still there and must claim anew, waits until this is written.
  const auto gate = std::make_shared<Gate>();
  struct Claimed {
    Shard& shard;
    PersonBudget& person;
    BudgetSlot& slot;
  };
  std::vector<Claimed> mine;
  for (Shard& shard : all.shards) {
    Lock lock(shard.mutex);
    for (auto& [id, person] : shard.persons) {
      for (std::size_t tier = 0; tier < kTiers; ++tier) {
        for (std::size_t i = 0; i < kSlots; ++i) {
          BudgetSlot& slot = person->lane(tier).slots[i];
          if (slot.claiming) continue;
          const SteadyUs empty =
              slot.bucket.empty_at(all.parts.clock.steady_us(), person->quota(tier, i));
          if (slot.claimed <= empty) continue;
          slot.claimed = empty;
          slot.claiming = gate;
          ++person->pins;
          mine.push_back({shard, *person, slot});
          rows.buckets.push_back(person->row_of(tier, i, empty));
          rows.buckets.back().claimed = slot.claim_kept;
        }
      }
    }
  }
  all.keep(rows);
  for (Claimed& each : mine) {
    Lock lock(each.shard.mutex);
    each.slot.claiming = nullptr;
    --each.person.pins;
  }
  gate->open();
}

}  // namespace figlink
