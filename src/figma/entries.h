// Entries: the members of the one list in an answer about several nodes ("nodes", "images"), as the
// bytes they are, so that answers can be put together and taken apart without being read into
// values.
//
// Such an answer is a head up to its first entry, the entries, and a tail. Whether the rest of it
// is JSON is not judged. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/json_items.h"

namespace figlink {

inline constexpr std::size_t kEntriesHeadMax = 64u << 10;  // bytes of a head, and of a tail

// Takes an answer apart while it streams by.
class EntriesReader final : private ItemSink {
 public:
  explicit EntriesReader(std::string_view list) : items_(list) {}

  // Appends what it has of entries to `out`, with commas between them, also before the first one
  // when `out` is to follow others.
  void feed(std::string_view chunk, std::string& out);
  void follows_others() { comma_ = true; }

  bool began() const { return began_; }  // an entry was seen, and head() is whole
  const std::string& head() const { return head_; }
  const std::string& tail() const { return tail_; }
  // At the end: there was one list, it was not empty, and it has ended.
  bool is_whole() const { return began_ && items_.done() && !odd_; }

 private:
  void bytes(std::string_view part) override;
  void ended() override { comma_ = true, is_open_ = false; }
  void pass_gap(std::string_view gap);
  void keep(std::string& into, std::string_view part);

  JsonItems items_;
  std::string head_, tail_;
  std::string* out_ = nullptr;
  const char* at_ = nullptr;  // how far the chunk was used
  bool began_ = false, comma_ = false, is_open_ = false, odd_ = false;
};

// A whole answer, taken apart. Views into the text.
struct Entries {
  std::string_view head, tail;
  std::unordered_map<std::string_view, std::string_view> by_id;  // with its key: "1:2":{...}
};
// nullopt: there is no list, it is empty, or it is not what it seems.
std::optional<Entries> entries_of(std::string_view text, std::string_view list);

}  // namespace figlink
