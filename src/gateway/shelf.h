// Shelf: a bounded memory of rows that were read from the store, for many readers at once.
//
// Sharded; a hit takes a shared lock for a moment and no store call. An entry is fresh for a while
// only, so that a change by another process is seen even if nobody told of it. Who reads a row to
// put it here takes a ticket first: a row that was read before something was dropped is not put
// back. Nothing waits while a lock is held.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/clock.h"

namespace figlink {

template <class Value>
class Shelf {
 public:
  Shelf(const Clock& clock, std::size_t entries_max)
      : clock_(clock), shard_entries_max_(std::max<std::size_t>(1, entries_max / kShards)) {}

  // nullptr when it is absent or no longer fresh.
  std::shared_ptr<Value> find(std::string_view key) const {
    const Shard& shard = shard_of(key);
    std::shared_lock lock(shard.mutex);
    auto at = shard.entries.find(key);
    if (at == shard.entries.end()) return nullptr;
    const SteadyMs now = clock_.steady_ms();
    if (at->second.fresh_until <= now || believed_until_.load(std::memory_order_relaxed) <= now)
      return nullptr;
    return at->second.value;
  }

  std::uint64_t ticket() const { return drops_.load(); }

  void put(std::string_view key, std::shared_ptr<Value> value, std::uint64_t ticket,
           SteadyMs fresh_ms) {
    Shard& shard = shard_of(key);
    const SteadyMs now = clock_.steady_ms();
    std::unique_lock lock(shard.mutex);
    if (drops_.load() != ticket) return;
    if (shard.entries.size() >= shard_entries_max_ && !shard.entries.contains(key))
      make_room(shard, now);
    shard.entries.insert_or_assign(std::string(key), Entry{std::move(value), now + fresh_ms});
  }

  template <class Fits>  // fits(const Value&)
  void drop_if(Fits fits) {
    ++drops_;
    for (Shard& shard : shards_) {
      std::unique_lock lock(shard.mutex);
      std::erase_if(shard.entries, [&](const auto& entry) { return fits(*entry.second.value); });
    }
  }

  void drop(std::string_view key) {
    ++drops_;
    Shard& shard = shard_of(key);
    std::unique_lock lock(shard.mutex);
    if (auto at = shard.entries.find(key); at != shard.entries.end()) shard.entries.erase(at);
  }

  void clear() {
    drop_if([](const Value&) { return true; });
  }

  // Nothing is believed after `until`, however fresh it is; without a call, for ever.
  void believe_until(SteadyMs until) { believed_until_.store(until, std::memory_order_relaxed); }

 private:
  static constexpr std::size_t kShards = 16;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const noexcept {
      return std::hash<std::string_view>{}(key);
    }
  };
  struct Entry {
    std::shared_ptr<Value> value;
    SteadyMs fresh_until;
  };
  struct alignas(64) Shard {
    mutable std::shared_mutex mutex;
    std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries;
  };

  // Stale entries first; else any one goes.
  static void make_room(Shard& shard, SteadyMs now) {
    const auto gone = std::erase_if(
        shard.entries, [&](const auto& entry) { return entry.second.fresh_until <= now; });
    if (gone == 0 && !shard.entries.empty()) shard.entries.erase(shard.entries.begin());
  }

  Shard& shard_of(std::string_view key) { return shards_[Hash{}(key) % kShards]; }
  const Shard& shard_of(std::string_view key) const { return shards_[Hash{}(key) % kShards]; }

  const Clock& clock_;
  const std::size_t shard_entries_max_;
  std::atomic<std::uint64_t> drops_{0};
  std::atomic<SteadyMs> believed_until_{std::numeric_limits<SteadyMs>::max()};
  std::array<Shard, kShards> shards_;
};

inline constexpr SteadyMs kFreshMs = kMinuteMs;  // how long an entry is believed
inline constexpr std::int64_t kTouchEveryMs =
    kMinuteMs;  // last-used times are told to the store this often at most

// True for the one caller who should tell the store that a thing was used.
inline bool touch_due(std::atomic<UnixMs>& last, UnixMs now) {
  UnixMs seen = last.load(std::memory_order_relaxed);
  return now - seen >= kTouchEveryMs &&
         last.compare_exchange_strong(seen, now, std::memory_order_relaxed);
}

}  // namespace figlink
