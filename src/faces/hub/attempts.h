// Attempts: one try of a person to link, polled by the Hub while a popup is open.
//
// Lives in memory: an attempt lasts minutes, and a Hub that loses one starts another. At most
// kAttemptsMax are kept; the oldest make room. Thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/chance.h"

namespace figlink {

inline constexpr std::size_t kAttemptsMax = 10'000;

class Attempts {
 public:
  explicit Attempts(Chance& chance) : chance_(chance) {}

  struct Attempt {
    std::int64_t session_id = 0;
    bool cancelled = false;
  };
  std::string begin(std::int64_t session_id);
  // nullptr-like: session_id 0 when there is none of this session.
  Attempt find(const std::string& id, std::int64_t session_id) const;
  // False when there is none of this session.
  bool cancel(const std::string& id, std::int64_t session_id);

 private:
  Chance& chance_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Attempt> attempts_;
  std::deque<std::string> order_;
};

}  // namespace figlink
