#include "figma/outline.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace figlink {
namespace {

static_assert(std::endian::native == std::endian::little, "outlines are written as they lie here");

constexpr std::uint32_t kMagic = 0x314F4C46;  // "FLO1"

template <class Number>
void put(std::string& out, Number number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

template <class Number>
Number get(const std::string& bytes, std::size_t at) {
  Number number;
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

}  // namespace

// FNV-1a, 64 bits.
std::uint64_t id_hash(std::string_view id) {
  std::uint64_t hash = 14695981039346656037u;
  for (char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return hash;
}

Outline::Outline(std::string bytes) : bytes_(std::move(bytes)) {}

std::uint32_t Outline::number(std::size_t at) const { return get<std::uint32_t>(bytes_, at); }
std::uint64_t Outline::long_number(std::size_t at) const { return get<std::uint64_t>(bytes_, at); }

Outline::Node Outline::node(std::uint32_t index) const {
  const std::size_t at = kHeadBytes + kNodeBytes * index;
  return {long_number(at), number(at + 8),  number(at + 12), number(at + 16),
          number(at + 20), number(at + 24), number(at + 28)};
}

Outline::Member Outline::member(std::uint32_t index) const {
  const std::size_t at = members_at_ + kMemberBytes * index;
  return {number(at), number(at + 4), number(at + 8), static_cast<FilePart>(number(at + 12))};
}

Outline::Entry Outline::entry(std::size_t table, std::uint32_t index) const {
  const std::size_t at = entries_at_[table] + kEntryBytes * index;
  return {long_number(at), long_number(at + 8), number(at + 16), number(at + 20)};
}

std::uint32_t Outline::uses_end(std::uint32_t index) const {
  return index + 1 < node_count() ? number(kHeadBytes + kNodeBytes * (index + 1) + 28)
                                  : number(kUsesAt);
}

std::uint64_t Outline::use(std::uint32_t index) const { return long_number(uses_at_ + 8 * index); }

std::optional<std::uint32_t> Outline::find(std::string_view id) const {
  const std::uint64_t wanted = id_hash(id);
  auto node_at = [&](std::uint32_t place) { return number(order_at_ + 4 * place); };
  std::uint32_t low = 0, high = node_count();
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (node(node_at(middle)).id < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == node_count() || node(node_at(low)).id != wanted) return std::nullopt;
  return node_at(low);
}

std::optional<Outline> Outline::from(std::string bytes) {
  Outline outline(std::move(bytes));
  if (outline.bytes_.size() < kHeadBytes || outline.bytes_.size() > kOutlineBytesMax ||
      outline.number(0) != kMagic)
    return std::nullopt;
  std::size_t at = kHeadBytes + kNodeBytes * std::size_t{outline.node_count()};
  outline.order_at_ = at;
  at += 4 * std::size_t{outline.node_count()};
  outline.uses_at_ = at;
  at += 8 * std::size_t{outline.number(kUsesAt)};
  outline.members_at_ = at;
  at += kMemberBytes * std::size_t{outline.member_count()};
  for (std::size_t table = 0; table < kTables; ++table) {
    outline.entries_at_[table] = at;
    at += kEntryBytes * std::size_t{outline.entry_count(table)};
  }
  if (at != outline.bytes_.size() || !outline.is_sound()) return std::nullopt;
  return outline;
}

bool Outline::is_sound() const {
  if (node_count() == 0 || !nodes_are_sound()) return false;
  std::uint32_t last = 0, documents = 0;
  for (std::uint32_t i = 0; i < member_count(); ++i) {
    const Member one = member(i);
    if (one.begin < last || one.value_begin < one.begin || one.end < one.value_begin) return false;
    if (one.end > document_bytes() || one.part > FilePart::schema_version) return false;
    documents += one.part == FilePart::document;
    last = one.end;
  }
  if (documents != 1) return false;
  for (std::size_t table = 0; table < kTables; ++table) {
    for (std::uint32_t i = 0; i < entry_count(table); ++i) {
      const Entry one = entry(table, i);
      if (one.end < one.begin || one.end > document_bytes()) return false;
    }
  }
  return true;
}

// Each node lies inside the children of the one above it, behind the one before it.
bool Outline::nodes_are_sound() const {
  struct Above {
    std::uint32_t next, free_from, until;
  };
  const std::uint32_t count = node_count();
  std::vector<Above> above = {{count, 0, document_bytes()}};
  std::uint32_t uses = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    while (above.size() > 1 && above.back().next == i) above.pop_back();
    const Node one = node(i);
    const bool fits = one.begin < one.end && one.begin >= above.back().free_from &&
                      one.end <= above.back().until && one.next > i &&
                      one.next <= above.back().next && one.uses_begin >= uses &&
                      one.uses_begin <= number(kUsesAt) && number(order_at_ + 4 * i) < count;
    if (!fits || above.size() > kOutlineDepthMax) return false;
    if (one.kids_end == 0 ? one.next != i + 1
                          : one.kids_begin <= one.begin || one.kids_end < one.kids_begin ||
                                one.kids_end > one.end)
      return false;
    above.back().free_from = one.end;
    uses = one.uses_begin;
    above.push_back({one.next, one.kids_begin, one.kids_end});
  }
  return node(0).next == count;
}

// What the reader gathered, in the order in which from() looks for it.
void OutlineReader::write(const std::function<void(std::string_view)>& sink) {
  constexpr std::size_t kPieceBytes = 64u << 10;
  std::string out;
  auto pass_on = [&](std::size_t at_least) {
    if (out.size() < at_least) return;
    sink(out);
    out.clear();
  };
  put(out, kMagic);
  put(out, static_cast<std::uint32_t>(nodes_.size()));
  put(out, static_cast<std::uint32_t>(uses_.size()));
  put(out, static_cast<std::uint32_t>(members_.size()));
  for (const auto& table : entries_) put(out, static_cast<std::uint32_t>(table.size()));
  put(out, static_cast<std::uint32_t>(base_));
  std::vector<std::uint32_t> order(nodes_.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(nodes_[a].id, a) < std::pair(nodes_[b].id, b);
  });
  for (; !nodes_.empty(); nodes_.pop_front()) {
    const Outline::Node& node = nodes_.front();
    put(out, node.id);
    for (std::uint32_t each :
         {node.begin, node.end, node.kids_begin, node.kids_end, node.next, node.uses_begin})
      put(out, each);
    pass_on(kPieceBytes);
  }
  for (std::uint32_t each : order) {
    put(out, each);
    pass_on(kPieceBytes);
  }
  for (std::uint64_t each : uses_) {
    put(out, each);
    pass_on(kPieceBytes);
  }
  for (const Outline::Member& one : members_) {
    for (std::uint32_t each :
         {one.begin, one.value_begin, one.end, static_cast<std::uint32_t>(one.part)})
      put(out, each);
  }
  for (const auto& table : entries_) {
    for (const Outline::Entry& one : table) {
      put(out, one.key);
      put(out, one.set);
      put(out, one.begin);
      put(out, one.end);
      pass_on(kPieceBytes);
    }
  }
  pass_on(1);
}

}  // namespace figlink
