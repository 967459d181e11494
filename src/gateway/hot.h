// Hot: what was used last, in memory, under a budget of bytes. The one that was not used for
// longest goes first. Nothing waits while the lock is held.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace figlink {

template <class Value>
class Hot {
 public:
  explicit Hot(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  std::shared_ptr<Value> find(std::string_view key) {
    std::lock_guard lock(mutex_);
    auto at = places_.find(key);
    if (at == places_.end()) return nullptr;
    items_.splice(items_.begin(), items_, at->second);
    return at->second->value;
  }

  // In the place of what had the key. Larger than the budget: not kept.
  void put(std::string key, std::shared_ptr<Value> value, std::size_t bytes) {
    std::vector<std::shared_ptr<Value>> gone;  // end after the lock
    std::lock_guard lock(mutex_);
    if (auto at = places_.find(key); at != places_.end()) gone.push_back(remove(at->second));
    bytes += kItemBytes + 2 * key.size();
    if (bytes > bytes_max_) return;
    while (bytes_ + bytes > bytes_max_) gone.push_back(remove(std::prev(items_.end())));
    items_.push_front({std::move(key), std::move(value), bytes});
    places_.emplace(items_.front().key, items_.begin());
    bytes_ += bytes;
  }

  template <class Fits>  // fits(std::string_view key)
  void drop_if(Fits fits) {
    std::vector<std::shared_ptr<Value>> gone;
    std::lock_guard lock(mutex_);
    for (auto at = items_.begin(); at != items_.end();) {
      auto next = std::next(at);
      if (fits(std::string_view(at->key))) gone.push_back(remove(at));
      at = next;
    }
  }
  void drop(std::string_view key) {
    std::shared_ptr<Value> gone;
    std::lock_guard lock(mutex_);
    if (auto at = places_.find(key); at != places_.end()) gone = remove(at->second);
  }

  std::size_t bytes() const {
    std::lock_guard lock(mutex_);
    return bytes_;
  }
  std::size_t count() const {
    std::lock_guard lock(mutex_);
    return items_.size();
  }

 private:
  static constexpr std::size_t kItemBytes = 256;  // what an item costs beside its bytes, about
  struct Item {
    std::string key;
    std::shared_ptr<Value> value;
    std::size_t bytes;
  };
  using Place = typename std::list<Item>::iterator;

  std::shared_ptr<Value> remove(Place at) {
    auto value = std::move(at->value);
    bytes_ -= at->bytes;
    places_.erase(std::string_view(at->key));
    items_.erase(at);
    return value;
  }

  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  std::list<Item> items_;                               // last used first
  std::unordered_map<std::string_view, Place> places_;  // views of the items' keys
  std::size_t bytes_ = 0;
};

}  // namespace figlink
