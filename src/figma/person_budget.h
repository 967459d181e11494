// person_budget: what the limiter holds of one Figma user: the buckets, who waits for them, and
// what Figma told.
//
// A person has a lane for each tier. A lane has a bucket for each plan and kind of seat that the
// person's calls may fall into, called a slot here, and one line of those who wait. Nothing here
// waits: the limiter calls it under the lock of the person's shard, and what it borrows outlives
// it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/fiber.h"
#include "figma/budget.h"
#include "figma/limiter.h"
#include "figma/line.h"

namespace figlink {

inline constexpr std::size_t kTiers = 3;
inline constexpr std::size_t kSlots = 2 * kPlanKinds;  // a plan and a kind of seat
inline constexpr std::size_t kDefaultSlot = 1;         // of calls whose plan is not known

std::size_t slot_of(Standing standing);
Standing standing_of(std::size_t slot);
inline std::size_t lane_of(Tier tier) { return static_cast<std::size_t>(tier) - 1; }
inline Tier tier_of(std::size_t lane) { return static_cast<Tier>(lane + 1); }
inline bool has_slot(std::uint32_t slots, std::size_t slot) { return (slots >> slot & 1) != 0; }

// How many times a person had been looked up when the memory knew of a thing. A look that began
// later and does not find it says that it was forgotten; an earlier one says nothing.
using LookCount = std::uint64_t;
inline constexpr LookCount kNotKept = std::numeric_limits<LookCount>::max();

struct BudgetSlot {
  Bucket bucket;
  bool is_open = false;            // Figma told of it; the default slot always is
  SteadyUs claimed = 0;            // the memory knows the bucket to be this full
  UnixMs claim_kept = 0;           // as it was written there
  std::shared_ptr<Gate> claiming;  // somebody tells it just now
  std::string upgrade_link;        // of its last 429
  LookCount park_kept = kNotKept;
};

// A file or a team, and the project whose call met it.
struct Met {
  std::string_view resource, project;
};

struct PermitWaiter : Waiting {
  std::string_view resource;
  SteadyMs due = 0;
  std::uint32_t drawn = 0;  // granted, when not 0
  std::optional<Gate> gate;
  void call() {
    if (gate && !gate->is_open()) gate->open();
  }
};

struct BudgetLane {
  std::array<BudgetSlot, kSlots> slots;
  Line<kSlots> line;
  PermitWaiter* watch = nullptr;  // the one whose alarm is the next permit's
};

class PersonBudget {
 public:
  // `told` is what an operator said of everybody.
  PersonBudget(std::string id, const LimitTable& table, const Clock& clock, Standing told);
  PersonBudget(const PersonBudget&) = delete;

  const std::string& id() const { return id_; }
  Standing standing() const { return standing_; }  // of what is not known
  Known known() const { return known_; }
  BudgetLane& lane(std::size_t tier) { return lanes_[tier]; }
  const BudgetLane& lane(std::size_t tier) const { return lanes_[tier]; }
  Quota quota(std::size_t tier, std::size_t slot) const;

  // --- calls
  // --------------------------------------------------------------------------------------

  // Where a call on the resource falls, as far as Figma told.
  std::size_t slot_for(std::string_view resource);
  // The slots that a call of `slot` weighs in, a bit each.
  std::uint32_t draws(std::size_t tier, std::size_t slot) const;
  // Until the count-th of those who wait for the slot fits.
  std::int64_t wait_us(std::size_t tier, std::size_t slot, std::int64_t count) const;
  void take(std::size_t tier, std::uint32_t drawn);
  void give_back(std::size_t tier, std::uint32_t drawn);
  void done(std::size_t tier, std::uint32_t drawn);

  // --- who waits
  // ----------------------------------------------------------------------------------

  // Gives every permit that is free to those whose turn it is.
  void grant_all(std::size_t tier);
  // A call ended, so the next permit may come earlier than was reckoned.
  void ended(std::size_t tier);
  // Everybody reckons anew: some must now wait for longer than they can.
  void call_all(std::size_t tier);

  // --- what is known
  // ------------------------------------------------------------------------------

  // As the memory has it, by the look of that number, at first or again; `told` as above.
  void lay_in(const BudgetMemory::Rows& rows, Standing told, LookCount look);
  // As an operator says of this person. Who waits is looked at anew.
  void stand(Standing standing);
  // Figma refused a call of the slot. Gives what the memory must know.
  BudgetMemory::Rows refused(std::size_t tier, std::size_t slot, Met met, const FigmaSaid& said,
                             std::int64_t wait_ms);
  // The memory knows of the rows now.
  void kept(const BudgetMemory::Rows& rows);
  // Drops what Figma told.
  void forget();
  // The slot as the memory keeps it: full until then.
  BucketRow row_of(std::size_t tier, std::size_t slot, SteadyUs until) const;
  // With the files that the project's calls met.
  BudgetView view(std::string_view project) const;
  BudgetView::Row view_of(std::size_t tier, std::size_t slot) const;

  // --- the limiter's own
  // --------------------------------------------------------------------------

  std::shared_ptr<Gate> loading;
  bool is_loaded = false, is_stale = false;
  int pins = 0;         // who holds a pointer to it
  LookCount looks = 0;  // into the memory, that began

 private:
  struct Fact {
    Standing standing;
    UnixMs at = 0;
    LookCount kept = kNotKept;
  };
  struct FactKey {
    std::string resource, project;
  };
  struct FactOrder {
    using is_transparent = void;
    static Met met(const FactKey& key) { return {key.resource, key.project}; }
    static Met met(Met met) { return met; }
    bool operator()(const auto& a, const auto& b) const {
      const Met x = met(a), y = met(b);
      return x.resource != y.resource ? x.resource < y.resource : x.project < y.project;
    }
  };

  SteadyUs now() const { return clock_.steady_us(); }
  UnixMs wall_of(SteadyUs at) const;
  SteadyUs steady_of(UnixMs at) const;
  void change_standing(Standing standing);
  bool is_believed(const Fact& fact) const;
  void restore(const BucketRow& row);
  void end_forgotten_parks(const BudgetMemory::Rows& rows, LookCount look);
  void clear(std::size_t tier, std::size_t slot);
  std::size_t learn(Met met, std::size_t slot, const FigmaSaid& said, BudgetMemory::Rows& rows);

  const std::string id_;
  const LimitTable& table_;
  const Clock& clock_;
  Standing standing_;
  Known known_ = Known::assumed;
  std::array<BudgetLane, kTiers> lanes_;
  std::map<FactKey, Fact, FactOrder> facts_;
};

}  // namespace figlink
