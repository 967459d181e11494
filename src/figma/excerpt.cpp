#include "figma/excerpt.h"

#include <algorithm>
#include <bitset>
#include <memory>
#include <utility>

#include "base/json.h"

namespace figlink {
namespace {

constexpr int kPageLevel = 1;  // pages stay, whatever is asked for

// The hashes of table entries that a part of the tree names. Nearly all nodes name none, so a rough
// look comes first.
class Used {
 public:
  explicit Used(const Outline& outline) : outline_(outline), rough_(new std::bitset<kBits>) {
    for (std::size_t table = 0; table < Outline::kTables; ++table) {
      for (std::uint32_t i = 0; i < outline.entry_count(table); ++i)
        rough_->set(outline.entry(table, i).key % kBits);
    }
  }
  // All of the nodes from `from` up to `to`.
  void add(std::uint32_t from, std::uint32_t to) {
    if (from >= to) return;
    for (std::uint32_t i = from; i < to; ++i) add(outline_.node(i).id);
    const std::uint32_t end = outline_.uses_end(to - 1);
    for (std::uint32_t i = outline_.node(from).uses_begin; i < end; ++i) add(outline_.use(i));
  }
  // Each with what its entry brings along: a variant its set.
  void settle() {
    sort();
    constexpr std::size_t kComponents = 0;
    const std::size_t named = hashes_.size();
    for (std::uint32_t i = 0; i < outline_.entry_count(kComponents); ++i) {
      const Outline::Entry one = outline_.entry(kComponents, i);
      if (one.set != 0 &&
          std::binary_search(hashes_.begin(), hashes_.begin() + static_cast<std::ptrdiff_t>(named),
                             one.key))
        sets_.push_back(one.set);
    }
    std::ranges::sort(sets_);
  }
  bool has(std::size_t table, std::uint64_t key) const {
    constexpr std::size_t kSets = 1;
    return std::ranges::binary_search(hashes_, key) ||
           (table == kSets && std::ranges::binary_search(sets_, key));
  }

 private:
  static constexpr std::size_t kBits = 1u << 16;
  void add(std::uint64_t hash) {
    if (rough_->test(hash % kBits)) hashes_.push_back(hash);
  }
  void sort() {
    std::ranges::sort(hashes_);
    hashes_.erase(std::ranges::unique(hashes_).begin(), hashes_.end());
  }

  const Outline& outline_;
  std::unique_ptr<std::bitset<kBits>> rough_;
  std::vector<std::uint64_t> hashes_, sets_;
};

class Cutter {
 public:
  Cutter(const Outline& outline, const Narrow& narrow) : outline_(outline), narrow_(narrow) {}

  Excerpt file() {
    const bool narrowed = !narrow_.ids.empty();
    for (const std::string& id : narrow_.ids) {
      if (auto found = outline_.find(id)) wanted_.push_back(*found);
    }
    std::ranges::sort(wanted_);
    // The tables come by what the tree uses, and may stand before it: it is walked first.
    Used used(outline_);
    if (narrowed) {
      used_ = &used;
      prune(0, 0, narrow_.depth);
      used_ = nullptr;
      out_ = {};
      used.settle();
    }
    out_.say("{");
    bool first = true;
    for (std::uint32_t i = 0; i < outline_.member_count(); ++i) {
      const Outline::Member one = outline_.member(i);
      if (!std::exchange(first, false)) out_.say(",");
      if (one.part == FilePart::document) {
        out_.copy(one.begin, one.value_begin);
        if (narrowed) {
          prune(0, 0, narrow_.depth);
        } else {
          cut(0, narrow_.depth);
        }
      } else if (narrowed && is_table(one.part)) {
        table(one, used);
      } else {
        out_.copy(one.begin, one.end);
      }
    }
    out_.say("}");
    return std::move(out_);
  }

  Excerpt nodes() {
    out_.say("{");
    bool first = true;
    for (std::uint32_t i = 0; i < outline_.member_count(); ++i) {
      const Outline::Member one = outline_.member(i);
      if (one.part != FilePart::other) continue;
      if (!std::exchange(first, false)) out_.say(",");
      out_.copy(one.begin, one.end);
    }
    out_.say(first ? "\"nodes\":{" : ",\"nodes\":{");
    first = true;
    for (const std::string& id : narrow_.ids) {
      if (!std::exchange(first, false)) out_.say(",");
      std::string name;
      quote_to(name, id);
      out_.say(name + ":");
      if (auto found = outline_.find(id)) {
        entry(*found);
      } else {
        out_.say("null");
      }
    }
    out_.say("}}");
    return std::move(out_);
  }

 private:
  static bool is_table(FilePart part) {
    return part == FilePart::components || part == FilePart::component_sets ||
           part == FilePart::styles;
  }

  // A node's own little file: its tree, and of each table what the whole of it uses, however deep
  // it is cut.
  void entry(std::uint32_t node) {
    Used used(outline_);
    used.add(node, outline_.node(node).next);
    used.settle();
    out_.say("{");
    bool first = true;
    for (std::uint32_t i = 0; i < outline_.member_count(); ++i) {
      const Outline::Member one = outline_.member(i);
      if (one.part == FilePart::other) continue;
      if (!std::exchange(first, false)) out_.say(",");
      if (one.part == FilePart::document) {
        out_.copy(one.begin, one.value_begin);
        cut(node, narrow_.depth);
      } else if (is_table(one.part)) {
        table(one, used);
      } else {
        out_.copy(one.begin, one.end);
      }
    }
    out_.say("}");
  }

  void table(const Outline::Member& member, const Used& used) {
    const auto index = static_cast<std::size_t>(static_cast<unsigned>(member.part) -
                                                static_cast<unsigned>(FilePart::components));
    out_.copy(member.begin, member.value_begin);
    out_.say("{");
    bool first = true;
    for (std::uint32_t i = 0; i < outline_.entry_count(index); ++i) {
      const Outline::Entry one = outline_.entry(index, i);
      if (!used.has(index, one.key)) continue;
      if (!std::exchange(first, false)) out_.say(",");
      out_.copy(one.begin, one.end);
    }
    out_.say("}");
  }

  // The node with `depth` levels below it.
  void cut(std::uint32_t index, std::int64_t depth) {
    const Outline::Node node = outline_.node(index);
    if (depth < 0 || node.kids_end == 0) {
      out_.copy(node.begin, node.end);
      note(index, depth < 0 ? node.next : index + 1);
      return;
    }
    note(index, index + 1);
    out_.copy(node.begin, node.kids_begin);
    out_.say("[");
    bool first = true;
    for (std::uint32_t kid = index + 1; depth > 0 && kid < node.next;
         kid = outline_.node(kid).next) {
      if (!std::exchange(first, false)) out_.say(",");
      cut(kid, depth - 1);
    }
    out_.say("]");
    out_.copy(node.kids_end, node.end);
  }

  // The node with what leads to the wanted ones, as deep as `depth` lets it.
  void prune(std::uint32_t index, int level, std::int64_t depth) {
    if (std::ranges::binary_search(wanted_, index)) return cut(index, depth);
    const Outline::Node node = outline_.node(index);
    note(index, index + 1);
    if (node.kids_end == 0) return out_.copy(node.begin, node.end);
    out_.copy(node.begin, node.kids_begin);
    out_.say("[");
    bool first = true;
    for (std::uint32_t kid = index + 1; depth != 0 && kid < node.next;) {
      const std::uint32_t next = outline_.node(kid).next;
      if (level + 1 <= kPageLevel || holds_wanted(kid, next)) {
        if (!std::exchange(first, false)) out_.say(",");
        prune(kid, level + 1, depth < 0 ? depth : depth - 1);
      }
      kid = next;
    }
    out_.say("]");
    out_.copy(node.kids_end, node.end);
  }

  bool holds_wanted(std::uint32_t from, std::uint32_t to) const {
    auto at = std::ranges::lower_bound(wanted_, from);
    return at != wanted_.end() && *at < to;
  }

  void note(std::uint32_t from, std::uint32_t to) {
    if (used_ != nullptr) used_->add(from, to);
  }

  const Outline& outline_;
  const Narrow& narrow_;
  Excerpt out_;
  Used* used_ = nullptr;
  std::vector<std::uint32_t> wanted_;
};

}  // namespace

void Excerpt::copy(std::uint32_t begin, std::uint32_t end) {
  if (begin == end) return;
  size_ += end - begin;
  if (!spans_.empty() && !spans_.back().is_ours && spans_.back().end == begin) {
    spans_.back().end = end;
  } else {
    spans_.push_back({begin, end, false});
  }
}

void Excerpt::say(std::string_view text) {
  const auto begin = static_cast<std::uint32_t>(words_.size());
  words_ += text;
  size_ += text.size();
  const auto end = static_cast<std::uint32_t>(words_.size());
  if (!spans_.empty() && spans_.back().is_ours) {
    spans_.back().end = end;
  } else {
    spans_.push_back({begin, end, true});
  }
}

std::string Excerpt::of(std::string_view document) const {
  std::string out;
  out.reserve(size_);
  for (const Span& span : spans_)
    out.append(span.is_ours ? std::string_view(words_) : document, span.begin,
               span.end - span.begin);
  return out;
}

Excerpt excerpt(const Outline& outline, const Narrow& narrow) {
  Cutter cutter(outline, narrow);
  return narrow.nodes ? cutter.nodes() : cutter.file();
}

}  // namespace figlink
