#include "figma/entries.h"

#include <algorithm>

namespace figlink {
namespace {

constexpr std::string_view kBlanks = " \n\r\t", kGap = ", \n\r\t";

// Between two entries. More than that there, or an end before it, is of a second list.
bool is_gap(std::string_view text) { return text.find_first_not_of(kGap) == text.npos; }

// The places of a whole answer's entries.
class Places final : public ItemSink {
 public:
  Places(std::string_view text, Entries& entries) : text_(text), entries_(entries) {}

  void bytes(std::string_view part) override { item_ = part; }
  void ended() override {
    const std::size_t begin = place(item_);
    if (is_first_) {
      entries_.head = text_.substr(0, begin);
    } else {
      odd_ = odd_ || !is_gap(text_.substr(end_, begin - end_));
    }
    is_first_ = false;
    end_ = begin + item_.size();
    const auto quote = item_.find('"', 1);
    const auto colon =
        quote == item_.npos ? item_.npos : item_.find_first_not_of(kBlanks, quote + 1);
    if (!item_.starts_with('"') || colon == item_.npos || item_[colon] != ':') {
      odd_ = true;
      return;
    }
    const std::string_view id = item_.substr(1, quote - 1);
    // Ids have nothing to escape; of two equal ones nobody knows which is meant.
    odd_ = odd_ || id.find('\\') != id.npos || !entries_.by_id.emplace(id, item_).second;
  }
  bool is_sound() const { return !is_first_ && !odd_; }
  std::size_t end() const { return end_; }

 private:
  std::size_t place(std::string_view part) const {
    return static_cast<std::size_t>(part.begin() - text_.begin());
  }

  std::string_view text_, item_;
  Entries& entries_;
  std::size_t end_ = 0;
  bool is_first_ = true, odd_ = false;
};

}  // namespace

void EntriesReader::feed(std::string_view chunk, std::string& out) {
  out_ = &out;
  at_ = chunk.data();
  items_.feed(chunk, *this);
  std::string_view rest(at_, static_cast<std::size_t>(chunk.data() + chunk.size() - at_));
  if (!began_) {
    keep(head_, rest);
  } else if (items_.done() || !tail_.empty()) {
    // Blanks behind an entry are its own, so what is left of a gap here came in other chunks.
    if (tail_.empty()) rest.remove_prefix(std::min(rest.find_first_not_of(kGap), rest.size()));
    keep(tail_, rest);
  } else {
    pass_gap(rest);
  }
}

void EntriesReader::bytes(std::string_view part) {
  const std::string_view before(at_, static_cast<std::size_t>(part.data() - at_));
  if (began_) {
    pass_gap(before);
  } else {
    keep(head_, before);
  }
  began_ = true;
  if (!is_open_ && comma_) *out_ += ',';
  is_open_ = true;
  *out_ += part;
  at_ = part.data() + part.size();
}

void EntriesReader::pass_gap(std::string_view gap) {
  if (!tail_.empty() || !is_gap(gap)) odd_ = true;
}

void EntriesReader::keep(std::string& into, std::string_view part) {
  if (part.size() > kEntriesHeadMax - into.size()) {
    odd_ = true;
    part = part.substr(0, kEntriesHeadMax - into.size());
  }
  into += part;
}

std::optional<Entries> entries_of(std::string_view text, std::string_view list) {
  Entries entries;
  Places places(text, entries);
  JsonItems items(list);
  items.feed(text, places);
  if (!places.is_sound() || !items.done()) return std::nullopt;
  entries.tail = text.substr(places.end());
  return entries;
}

}  // namespace figlink
