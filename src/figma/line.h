// Line: who is next among those who wait for a permit.
//
// Fair between owners: each owner's calls come in their own order, and owners take turns however
// many calls one of them has (self-clocked fair queueing: a call's tag lies one step behind its
// owner's last one, and never before the tag served last). A bulk call's step is kBulkStep, so
// interactive calls pass it, and it still comes. Pure; the one who waits owns its Waiting.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "figma/upstream.h"

namespace figlink {

inline constexpr std::uint64_t kBulkStep = 8;
inline constexpr std::size_t kFlowsKept = 64;  // owners remembered beyond those who wait

struct Waiting {
  std::string_view owner;
  Priority priority = Priority::interactive;
  std::size_t slot = 0;               // which bucket it waits for
  std::uint64_t tag = 0, number = 0;  // given by join()
};

template <std::size_t kSlots>
class Line {
 public:
  std::size_t size() const { return size_; }
  std::size_t size_of(std::size_t slot) const { return slots_[slot].size(); }

  // How many of its slot would stand before it.
  std::size_t ahead_of(const Waiting& waiting) const {
    const std::uint64_t tag = tag_of(waiting);
    return static_cast<std::size_t>(std::ranges::count_if(
        slots_[waiting.slot], [&](const Waiting* other) { return other->tag <= tag; }));
  }

  void join(Waiting& waiting) {
    waiting.tag = tag_of(waiting);
    waiting.number = ++numbers_;
    flows_.insert_or_assign({std::string(waiting.owner), waiting.priority}, waiting.tag);
    slots_[waiting.slot].insert(&waiting);
    ++size_;
  }
  void leave(Waiting& waiting) { size_ -= slots_[waiting.slot].erase(&waiting); }
  void serve(Waiting& waiting) {
    leave(waiting);
    now_ = std::max(now_, waiting.tag);
    if (flows_.size() > size_ + kFlowsKept)
      std::erase_if(flows_, [this](const auto& flow) { return flow.second <= now_; });
  }

  // The first one whose slot has room, or nullptr.
  template <class HasRoom>  // has_room(slot)
  Waiting* next(HasRoom has_room) const {
    Waiting* best = nullptr;
    for (std::size_t slot = 0; slot < kSlots; ++slot) {
      if (slots_[slot].empty()) continue;
      Waiting* first = *slots_[slot].begin();
      if ((best == nullptr || Before{}(first, best)) && has_room(slot)) best = first;
    }
    return best;
  }
  template <class See>
  void each(See see) const {
    for (const auto& slot : slots_) {
      for (Waiting* waiting : slot) see(*waiting);
    }
  }

 private:
  struct Before {
    bool operator()(const Waiting* a, const Waiting* b) const {
      return std::pair(a->tag, a->number) < std::pair(b->tag, b->number);
    }
  };
  struct Flow {
    std::string owner;
    Priority priority;
    auto operator<=>(const Flow&) const = default;
  };
  std::uint64_t tag_of(const Waiting& waiting) const {
    const auto flow = flows_.find({std::string(waiting.owner), waiting.priority});
    const std::uint64_t last = flow == flows_.end() ? now_ : std::max(now_, flow->second);
    return last + (waiting.priority == Priority::bulk ? kBulkStep : 1);
  }

  std::array<std::set<Waiting*, Before>, kSlots> slots_;
  std::map<Flow, std::uint64_t> flows_;  // the tag of each owner's last call
  std::uint64_t now_ = 0, numbers_ = 0;
  std::size_t size_ = 0;
};

}  // namespace figlink
