// LinkTries: which try used a link session up, so that the page that made it may ask once more.
//
// An answer can be lost on its way: the account is linked and the page does not know. The same try,
// told by a key that the page made up and by what it sent, is then answered like the first time;
// any other meets a used link. Lives in memory, as a lost answer is asked for again within minutes.
// At most kLinkTriesMax are kept; the oldest make room. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace figlink {

inline constexpr std::size_t kLinkTriesMax = 10'000;

class LinkTries {
 public:
  // `digest` of a try; one of "" is never a repeat.
  void remember(std::int64_t session_id, std::string digest) {
    if (digest.empty()) return;
    std::lock_guard lock(mutex_);
    if (!digests_.insert_or_assign(session_id, std::move(digest)).second) return;
    order_.push_back(session_id);
    if (order_.size() <= kLinkTriesMax) return;
    digests_.erase(order_.front());
    order_.pop_front();
  }

  bool is_repeat(std::int64_t session_id, const std::string& digest) const {
    if (digest.empty()) return false;
    std::lock_guard lock(mutex_);
    const auto found = digests_.find(session_id);
    return found != digests_.end() && found->second == digest;
  }

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::int64_t, std::string> digests_;
  std::deque<std::int64_t> order_;
};

}  // namespace figlink
