#include "figma/freshness.h"

#include <utility>

namespace figlink {
namespace {

// Any one goes: what is not known is asked.
template <class Map>
void make_room(Map& map) {
  if (map.size() >= kFilesKnownMax) map.erase(map.begin());
}

}  // namespace

std::optional<Freshness::Said> Freshness::said(const std::string& key) const {
  std::lock_guard lock(mutex_);
  auto at = said_.find(key);
  return at == said_.end() ? std::nullopt : std::optional(at->second);
}

void Freshness::confirm(const std::string& key, std::string_view file_key, Said said) {
  std::lock_guard lock(mutex_);
  if (change_of(file_key).steady_at > said.steady_at) return;
  if (!said_.contains(key) && said_.size() >= kFilesKnownMax) {
    file_of_.erase(said_.begin()->first);
    said_.erase(said_.begin());
  }
  said_.insert_or_assign(key, std::move(said));
  file_of_.insert_or_assign(key, std::string(file_key));
}

void Freshness::file_changed(std::string_view file_key) {
  std::lock_guard lock(mutex_);
  for (auto at = file_of_.begin(); at != file_of_.end();) {
    if (at->second != file_key) {
      ++at;
      continue;
    }
    said_.erase(at->first);
    at = file_of_.erase(at);
  }
  if (changes_.size() >= kFilesKnownMax && !changes_.contains(std::string(file_key))) {
    const Change gone = changes_.begin()->second;
    changes_.erase(changes_.begin());
    if (gone.steady_at >= forgotten_.steady_at) forgotten_ = gone;
  }
  changes_.insert_or_assign(std::string(file_key), Change{clock_.now_ms(), clock_.steady_ms()});
}

Freshness::Change Freshness::change_of(std::string_view file_key) const {
  if (changes_.empty()) return {};
  auto at = changes_.find(std::string(file_key));
  return at == changes_.end() ? forgotten_ : at->second;
}

UnixMs Freshness::changed_at(std::string_view file_key) const {
  std::lock_guard lock(mutex_);
  return change_of(file_key).at;
}

SteadyMs Freshness::changed_steady_at(std::string_view file_key) const {
  std::lock_guard lock(mutex_);
  return change_of(file_key).steady_at;
}

Freshness::Check Freshness::begin_check(const std::string& key) {
  std::lock_guard lock(mutex_);
  if (!checks_.try_emplace(key, std::make_shared<Gate>()).second) return {};
  return {*this, key};
}

void Freshness::wait_for_check(const std::string& key, SteadyMs due) {
  std::shared_ptr<Gate> gate;
  {
    std::lock_guard lock(mutex_);
    auto at = checks_.find(key);
    if (at == checks_.end()) return;
    gate = at->second;
  }
  gate->wait_until(due);
}

void Freshness::check_ended(const std::string& key) {
  std::shared_ptr<Gate> gate;
  {
    std::lock_guard lock(mutex_);
    auto at = checks_.find(key);
    if (at == checks_.end()) return;
    gate = std::move(at->second);
    checks_.erase(at);
  }
  gate->open();
}

void Freshness::cannot_ask(const std::string& credential) {
  std::lock_guard lock(mutex_);
  make_room(cannot_until_);
  cannot_until_.insert_or_assign(credential, clock_.steady_ms() + kCannotAskMs);
}

bool Freshness::may_ask(const std::string& credential) const {
  std::lock_guard lock(mutex_);
  auto at = cannot_until_.find(credential);
  return at == cannot_until_.end() || at->second <= clock_.steady_ms();
}

}  // namespace figlink
