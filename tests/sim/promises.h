// What must hold in every order of things, and how an answer is held against it.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "actions/read_wish.h"
#include "base/clock.h"
#include "sim_figma.h"

namespace figlink {

inline constexpr std::string_view kOverdrawn = "no budget is overdrawn";
inline constexpr std::string_view kWrittenTwice = "a write is never sent twice";
inline constexpr std::string_view kStarved = "nobody starves: who waits as told is answered";
inline constexpr std::string_view kTimeless = "who is refused for a limit is told a true time";
inline constexpr std::string_view kCrossed = "no answer crosses accounts or credentials";
inline constexpr std::string_view kTooOld = "no answer is older than it says and was allowed to be";
inline constexpr std::string_view kRecorded = "every request is recorded exactly once";
inline constexpr std::string_view kTorn = "an answer is whole and of one file";
inline constexpr std::string_view kRepeated = "a repeated write answers as the first one did";
inline constexpr std::string_view kLost = "a write that was answered well was done";
inline constexpr std::string_view kRevoked = "a revoked key opens nothing";
inline constexpr std::string_view kDeath = "a death is written once, and only of what is dead";
inline constexpr std::string_view kSecret = "no log, answer or record tells a secret";

class Promises {
 public:
  void need(bool holds, std::string_view promise, const std::string& seen) {
    constexpr std::size_t kToldMax = 10;
    if (!holds && broken.size() < kToldMax) broken.push_back(std::string(promise) + ": " + seen);
  }
  std::vector<std::string> broken;
};

struct Stamp {
  std::string file;
  std::size_t version = 0;
  int token = 0;
  auto operator<=>(const Stamp&) const = default;
};

inline std::vector<Stamp> stamps_in(std::string_view text) {
  std::vector<Stamp> stamps;
  while (true) {
    const auto begin = text.find('@');
    if (begin == text.npos) return stamps;
    text.remove_prefix(begin + 1);
    std::string parts[3];
    for (std::string& part : parts) {
      const auto end = std::min(text.find('@'), text.size());
      part = text.substr(0, end);
      text.remove_prefix(std::min(text.size(), end + 1));
    }
    stamps.push_back({parts[0], std::strtoull(parts[1].c_str(), nullptr, 10),
                      static_cast<int>(std::strtol(parts[2].c_str(), nullptr, 10))});
  }
}

// Whether that version was the file's at some moment of that time.
inline bool was_current(const SimFigma::File& file, std::size_t version, SteadyMs from,
                        SteadyMs until) {
  if (version == 0 || version > file.changes.size()) return false;
  const bool came = file.changes[version - 1] <= until;
  return came && (version == file.changes.size() || file.changes[version] >= from);
}

// The tokens an account had, by moments that only rise.
class TokenHistory {
 public:
  void linking(const std::string& account, int token, std::uint64_t at) {
    had_[account].push_back({token, at, kEver, false});
  }
  // It went well, so the others are gone.
  void linked(const std::string& account, int token, std::uint64_t at) {
    for (Had& had : had_[account]) {
      if (had.token == token) {
        had.is_linked = true;
      } else {
        had.until = std::min(had.until, at);
      }
    }
  }
  bool has(const std::string& account, int token, std::uint64_t began) const {
    auto at = had_.find(account);
    return at != had_.end() && std::ranges::any_of(at->second, [&](const Had& had) {
             return had.token == token && had.until >= began;
           });
  }

 private:
  static constexpr std::uint64_t kEver = ~std::uint64_t{0};
  struct Had {
    int token;
    std::uint64_t from, until;
    bool is_linked;
  };
  std::map<std::string, std::vector<Had>> had_;
};

// The longest that the caller lets an answer of that kind be unconfirmed, -1 for none.
inline std::int64_t allowed_age_s(const ReadWish& wish, Memory memory) {
  constexpr std::int64_t kBelievedS = 5, kWeekS = 7 * 24 * 3600;
  if (memory == Memory::stale)
    return wish.no_cache || (wish.max_age_s && !wish.max_stale_s) || wish.no_store ? -1 : kWeekS;
  if (wish.no_store || (memory == Memory::revalidated && wish.only_if_cached)) return -1;
  if (wish.no_cache) return memory == Memory::revalidated ? 0 : -1;
  return wish.max_age_s ? *wish.max_age_s : kBelievedS;
}

}  // namespace figlink
