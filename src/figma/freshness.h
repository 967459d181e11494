// Freshness: when Figma last said which version a file has, for each account and credential.
//
// What recall goes by, and what a webhook tells: file_changed() makes everything that was confirmed
// before too old at once. Bounded by kFilesKnownMax; what is not known is asked. Never waits but in
// wait_for_check(). Safe from any fiber and thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/clock.h"
#include "base/fiber.h"
#include "figma/upstream.h"

namespace figlink {

inline constexpr std::size_t kFilesKnownMax = 16'384;
inline constexpr std::int64_t kCannotAskMs = 10 * kMinuteMs;  // a token's missing scope is believed

class Freshness {
 public:
  explicit Freshness(const Clock& clock) : clock_(clock) {}

  struct Said {
    std::string version;
    UnixMs touched_at = 0;  // the file's last change, as Figma told; 0: it did not
    UnixMs at = 0;          // when it was asked
    SteadyMs steady_at = 0;
  };
  // `key` names account, credential and file.
  std::optional<Said> said(const std::string& key) const;
  // Unless the file is known to have changed since then.
  void confirm(const std::string& key, std::string_view file_key, Said said);
  // The file has another version, somebody told: whatever was confirmed until now is too old.
  void file_changed(std::string_view file_key);
  // When that was last told; 0: never.
  UnixMs changed_at(std::string_view file_key) const;
  SteadyMs changed_steady_at(std::string_view file_key) const;

  // One caller asks Figma, for as long as it holds the Check, and the others wait for it. An empty
  // one: somebody else asks already.
  class Check {
   public:
    Check() = default;
    Check(Check&& other) noexcept : of_(std::exchange(other.of_, nullptr)), key_(other.key_) {}
    Check& operator=(Check&&) = delete;
    ~Check() {
      if (of_ != nullptr) of_->check_ended(*key_);
    }
    explicit operator bool() const { return of_ != nullptr; }

   private:
    friend class Freshness;
    Check(Freshness& of, const std::string& key) : of_(&of), key_(&key) {}
    Freshness* of_ = nullptr;
    const std::string* key_ = nullptr;
  };
  Check begin_check(const std::string& key);  // the key outlives it
  void wait_for_check(const std::string& key, SteadyMs due);

  // A token that may not ask for metadata is not tried with for a while.
  void cannot_ask(const std::string& credential);
  bool may_ask(const std::string& credential) const;

  // How reads came to be, for metrics and commands.
  void count(Memory memory) { ++counts_[static_cast<std::size_t>(memory)]; }
  std::uint64_t counted(Memory memory) const { return counts_[static_cast<std::size_t>(memory)]; }

 private:
  void check_ended(const std::string& key);
  struct Change {
    UnixMs at = 0;
    SteadyMs steady_at = 0;
  };
  Change change_of(std::string_view file_key) const;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Said> said_;
  std::unordered_map<std::string, std::string> file_of_;  // by the same keys
  std::unordered_map<std::string, Change> changes_;       // by file
  Change forgotten_;  // the latest of those that found no room: any file may be of it
  std::unordered_map<std::string, std::shared_ptr<Gate>> checks_;
  std::unordered_map<std::string, SteadyMs> cannot_until_;
  std::atomic<std::uint64_t> counts_[5] = {};
};

}  // namespace figlink
