#include "faces/hub/attempts.h"

namespace figlink {

std::string Attempts::begin(std::int64_t session_id) {
  std::string id = random_id(chance_);
  std::lock_guard lock(mutex_);
  if (order_.size() >= kAttemptsMax) {
    attempts_.erase(order_.front());
    order_.pop_front();
  }
  attempts_[id] = {session_id, false};
  order_.push_back(id);
  return id;
}

Attempts::Attempt Attempts::find(const std::string& id, std::int64_t session_id) const {
  std::lock_guard lock(mutex_);
  auto found = attempts_.find(id);
  if (found == attempts_.end() || found->second.session_id != session_id) return {};
  return found->second;
}

bool Attempts::cancel(const std::string& id, std::int64_t session_id) {
  std::lock_guard lock(mutex_);
  auto found = attempts_.find(id);
  if (found == attempts_.end() || found->second.session_id != session_id) return false;
  found->second.cancelled = true;
  return true;
}

}  // namespace figlink
