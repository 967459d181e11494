// SimBudget: Figma's rate limits as they are, and what the gateway could know of them.
//
// The truth: a leaky bucket for each person, plan and tier, which programs of that person's own
// fill too. What can be known: which files' plans a 429 told, the parks it asked for, and the
// gateway's own calls. A call that does not fit into what can be known is overdrawn; one that only
// the truth refuses is how a gateway learns. Written from Figma's documentation
// (docs/design/figma.md 2) and not from figma/budget.h. Where a 429 came while a call was on its
// way, nothing is claimed.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/clock.h"

namespace figlink {

enum class SimPlan : std::uint8_t { starter, professional, organization, enterprise };

class SimBudget {
 public:
  explicit SimBudget(const Clock& clock) : clock_(clock) {}

  struct Slot {
    std::string person;
    int tier = 1;
    SimPlan plan = SimPlan::professional;
    bool low = false;
    auto operator<=>(const Slot&) const = default;
  };
  struct Arrival {
    Slot slot;
    std::string resource;
    std::uint64_t began = 0;  // epoch() when its try began
  };

  // Rises whenever something is told to the gateway.
  std::uint64_t epoch() const { return epoch_; }
  int overdrawn = 0;
  std::string how;
  std::string* story = nullptr;

  // Somebody else's calls.
  void fill(const Slot& slot) { true_[slot] = {static_cast<double>(rule(slot).calls), now()}; }

  // Seconds to wait, or nullopt: it was taken.
  std::optional<std::int64_t> arrive(const Arrival& call) {
    resource_ = call.resource;
    see(call);
    Leaky& bucket = true_[call.slot];
    const Rule limit = rule(call.slot);
    drain(bucket, limit);
    const double over = bucket.level + 1 - limit.calls;
    if (story) {
      *story += "  " + text_of(call.slot) + " by " + call.resource + " at " +
                std::to_string(now()) + ", try " + std::to_string(call.began) + " epoch " +
                std::to_string(epoch_) + (over <= kSlack ? "" : " REFUSED") +
                (overdrawn ? " OVERDRAWN" : "") + "\n";
    }
    if (over <= kSlack) {
      bucket.level += 1;
      return std::nullopt;
    }
    return static_cast<std::int64_t>(std::ceil(over * limit.each_ms() / kSecondMs));
  }
  // The refusal has reached the gateway.
  void told(const Arrival& call, std::int64_t wait_s) {
    ++epoch_;
    if (story)
      *story += "  told " + text_of(call.slot) + " by " + call.resource + " at " +
                std::to_string(now()) + " wait " + std::to_string(wait_s) + " epoch " +
                std::to_string(epoch_) + "\n";
    plans_.try_emplace({call.slot.person, call.resource}, epoch_);
    for (int tier = 1; tier <= 3; ++tier) {
      Slot slot = call.slot;
      slot.tier = tier;
      open_.try_emplace(slot, Open{epoch_, 0, {}});
    }
    Open& at = open_[call.slot];
    at.parked_at = epoch_;
    const Rule limit = rule(call.slot);
    at.known = {limit.calls - 1 + static_cast<double>(wait_s * kSecondMs) / limit.each_ms(), now()};
    unsaved_.insert(call.slot);
  }
  void saved(const std::string& person, int tier, SimPlan plan, bool low) {
    unsaved_.erase({person, tier, plan, low});
  }
  // A process died: what it had not written down, its heir cannot know.
  void forget_unsaved() {
    for (const Slot& slot : unsaved_) {
      open_.erase(slot);
      std::erase_if(plans_, [&](const auto& plan) { return plan.first.first == slot.person; });
    }
    unsaved_.clear();
  }
  // How long until the `count`-th call fits, as Figma counts.
  std::int64_t true_wait_ms(const Slot& slot, int count) {
    const Rule limit = rule(slot);
    Leaky& bucket = true_[slot];
    drain(bucket, limit);
    return static_cast<std::int64_t>(std::max(0.0, bucket.level + count - limit.calls) *
                                     limit.each_ms());
  }

  static std::string text_of(const Slot& slot) {
    return slot.person + " tier " + std::to_string(slot.tier) + " plan " +
           std::to_string(static_cast<int>(slot.plan)) + (slot.low ? " low" : " high");
  }

 private:
  static constexpr double kSlack = 1e-6;
  struct Leaky {
    double level = 0;
    SteadyMs at = 0;
  };
  struct Rule {
    int calls;
    std::int64_t period_ms;
    double each_ms() const { return static_cast<double>(period_ms) / calls; }
  };
  struct Open {
    std::uint64_t opened_at = 0, parked_at = 0;
    Leaky known;
  };

  SteadyMs now() const { return clock_.steady_ms(); }
  static Rule rule(const Slot& slot) {
    constexpr Rule kLow[] = {{20, 30 * kDayMs}, {5, kMinuteMs}, {10, kMinuteMs}};
    constexpr int kHigh[3][4] = {{0, 10, 15, 20}, {0, 25, 50, 100}, {0, 50, 100, 150}};
    if (slot.low) return kLow[slot.tier - 1];
    return {kHigh[slot.tier - 1][static_cast<int>(slot.plan)], kMinuteMs};
  }
  void drain(Leaky& bucket, const Rule& limit) const {
    const double drained = static_cast<double>(now() - bucket.at) / limit.each_ms();
    bucket.level = std::max(0.0, bucket.level - drained);
    bucket.at = now();
  }
  void count(Leaky& bucket, const Rule& limit, const char* what, const Slot& slot) {
    drain(bucket, limit);
    if (bucket.level + 1 > limit.calls + kSlack) {
      ++overdrawn;
      how = std::string(what) + " of " + text_of(slot) + ", by " + resource_;
    }
    bucket.level += 1;
  }
  void see(const Arrival& call) {
    const auto plan = plans_.find({call.slot.person, call.resource});
    if (plan != plans_.end()) {
      if (plan->second <= call.began) count_open(call.slot, call.began);
      return;
    }
    // What nobody knows of is taken for a Full seat on Professional, and may be any that is open.
    Slot assumed = call.slot;
    assumed.plan = SimPlan::professional;
    assumed.low = false;
    count(assumed_[assumed], rule(assumed), "the assumed budget", assumed);
    for (auto& [slot, open] : open_) {
      if (slot.person == call.slot.person && slot.tier == call.slot.tier && !slot.low)
        count_open(slot, call.began);
    }
  }
  void count_open(const Slot& slot, std::uint64_t began) {
    auto at = open_.find(slot);
    if (at == open_.end() || at->second.opened_at > began || at->second.parked_at > began) return;
    count(at->second.known, rule(slot), "the told budget", slot);
  }

  const Clock& clock_;
  std::uint64_t epoch_ = 1;
  std::map<Slot, Leaky> true_, assumed_;
  std::map<Slot, Open> open_;
  std::map<std::pair<std::string, std::string>, std::uint64_t> plans_;  // told since when
  std::set<Slot> unsaved_;
  std::string resource_;  // of the call that arrives, to tell about it
};

}  // namespace figlink
