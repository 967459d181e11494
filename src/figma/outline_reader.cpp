// One pass over a document that streams by: what stands where in it. The form in which that is
// written down is in outline.cpp.
#include <algorithm>
#include <utility>

#include "figma/outline.h"

namespace figlink {
namespace {

// Members of a node that are looked at.
constexpr std::uint8_t kSawId = 1, kSawChildren = 2, kSawComponent = 4, kSawStyles = 8;

constexpr bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// What numbers, true, false and null are made of.
constexpr bool is_scalar(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '+' || c == '.';
}

FilePart part_named(std::string_view name) {
  if (name == "document") return FilePart::document;
  if (name == "components") return FilePart::components;
  if (name == "componentSets") return FilePart::component_sets;
  if (name == "styles") return FilePart::styles;
  if (name == "schemaVersion") return FilePart::schema_version;
  return FilePart::other;
}

bool is_table(FilePart part) {
  return part == FilePart::components || part == FilePart::component_sets ||
         part == FilePart::styles;
}
std::uint8_t table_of(FilePart part) {
  return static_cast<std::uint8_t>(static_cast<unsigned>(part) -
                                   static_cast<unsigned>(FilePart::components));
}

}  // namespace

OutlineReader::OutlineReader() { frames_.reserve(kOutlineDepthMax); }

void OutlineReader::feed(std::string_view piece) {
  if (broken_) return;
  if (base_ + piece.size() > kOutlinedBytesMax) odd_ = broken_ = true;
  piece_ = piece.data();
  const char* at = piece_;
  const char* const end = at + piece.size();
  while (at < end && !broken_) {
    switch (in_) {
      case In::between:
        at = between(at, end);
        break;
      case In::text:
        at = text(at, end);
        break;
      case In::scalar:
        at = scalar(at, end);
        break;
    }
  }
  base_ += piece.size();
  if (outline_bytes() > kOutlineBytesMax) odd_ = true;
  if (odd_) let_go();
}

// There will be no outline: what was gathered goes, and only the brackets are followed.
void OutlineReader::let_go() {
  for (Frame& frame : frames_) {
    if (frame.role != Role::root) frame.role = Role::plain;
  }
  if (target_ != Target::version) target_ = Target::none;
  nodes_.clear();
  uses_.clear();
  for (auto& table : entries_) table.clear();
}

// One byte of structure.
const char* OutlineReader::between(const char* at, const char* end) {
  while (at < end && is_blank(*at)) ++at;
  if (at == end) return at;
  const char c = *at;
  const bool wants_value = expect_ == Expect::value || expect_ == Expect::value_or_end;
  const bool may_end =
      !frames_.empty() && (expect_ == Expect::comma_or_end || expect_ == Expect::value_or_end ||
                           expect_ == Expect::key_or_end);
  if (whole_) {
    broken();  // something behind the end
  } else if (c == '"' && (wants_value || expect_ == Expect::key || expect_ == Expect::key_or_end)) {
    is_key_ = !wants_value;
    Frame* frame = frames_.empty() ? nullptr : &frames_.back();
    if (frame != nullptr) (is_key_ ? frame->begin : frame->value_begin) = here(at);
    begin_text();
  } else if ((c == '{' || c == '[') && wants_value) {
    if (!frames_.empty()) frames_.back().value_begin = here(at);
    open(c);
    if (!broken_ && frames_.back().role == Role::node && c == '{')
      nodes_[frames_.back().node].begin = here(at);
    if (!broken_ && frames_.back().role == Role::children)
      nodes_[frames_.back().node].kids_begin = here(at);
  } else if ((c == '}' || c == ']') && may_end) {
    const Frame& frame = frames_.back();
    if (frame.role == Role::node) nodes_[frame.node].end = here(at) + 1;
    if (frame.role == Role::children) nodes_[frame.node].kids_end = here(at) + 1;
    close(c);
    if (!broken_) value_ended(here(at) + 1);
  } else if (c == ',' && expect_ == Expect::comma_or_end && !frames_.empty()) {
    expect_ = frames_.back().is_object ? Expect::key : Expect::value;
  } else if (c == ':' && expect_ == Expect::colon) {
    expect_ = Expect::value;
  } else if (is_scalar(c) && wants_value && !frames_.empty()) {
    frames_.back().value_begin = here(at);
    in_ = In::scalar;
    if (target_ == Target::id || target_ == Target::children || target_ == Target::node ||
        target_ == Target::table)
      odd();
  } else {
    broken();
  }
  return at + 1;
}

const char* OutlineReader::text(const char* at, const char* end) {
  const char* const from = at;
  const char* stop = at;
  if (escape_next_) {
    escape_next_ = false;
    ++stop;
  }
  bool ended = false;
  while (stop < end) {
    if (*stop == '"') {
      ended = true;
      break;
    }
    if (*stop == '\\') {
      escaped_ = true;
      if (++stop == end) {
        escape_next_ = true;
        break;
      }
    }
    ++stop;
  }
  if (captures_) {
    if (captured_.size() + static_cast<std::size_t>(stop - from) > kOutlineTextMax) {
      captured_.clear();
      captures_ = false;
      if (!is_key_) odd();
    } else {
      captured_.append(from, stop);
    }
  }
  if (!ended) return stop;
  in_ = In::between;
  const std::uint32_t text_end = here(stop) + 1;
  text_ended();
  if (!is_key_) value_ended(text_end);
  return stop + 1;
}

const char* OutlineReader::scalar(const char* at, const char* end) {
  while (at < end && is_scalar(*at)) ++at;
  if (at == end) return at;
  in_ = In::between;
  value_ended(here(at));
  return at;
}

void OutlineReader::begin_text() {
  in_ = In::text;
  escaped_ = escape_next_ = false;
  captured_.clear();
  const Role role = frames_.empty() ? Role::plain : frames_.back().role;
  captures_ = is_key_ ? role == Role::root || role == Role::node || role == Role::table ||
                            role == Role::entry
                      : target_ != Target::none && target_ != Target::entry;
  if (!is_key_ && (target_ == Target::children || target_ == Target::node ||
                   target_ == Target::table || target_ == Target::style_uses))
    odd();
}

void OutlineReader::text_ended() {
  if (is_key_) {
    key_ended();
  } else if (captures_) {
    if (escaped_) odd();
    take_value();
  }
}

void OutlineReader::take_value() {
  Frame& frame = frames_.back();
  switch (target_) {
    case Target::id:
      nodes_[frame.node].id = id_hash(captured_);
      break;
    case Target::component_id:
    case Target::use:
      use(id_hash(captured_));
      break;
    case Target::set_id:
      frame.set = id_hash(captured_);
      break;
    case Target::version:
      version_ = captured_;
      break;
    default:
      break;
  }
}

// Uses stand with their node, and a node's own come before those of its children only when it names
// them first: so they are put where the nodes are in order, at the end.
void OutlineReader::use(std::uint64_t hash) {
  uses_.push_back(hash);
  uses_.push_back(frames_.back().node);
}

void OutlineReader::key_ended() {
  expect_ = Expect::colon;
  target_ = Target::none;
  Frame& frame = frames_.back();
  if (frame.role == Role::style_uses) target_ = Target::use;
  if (!captures_) {
    if (frame.role == Role::table) odd();
    frame.part = FilePart::other;
    return;
  }
  if (escaped_) odd();
  if (frame.role == Role::node) name_of_node(captured_);
  if (frame.role == Role::root) name_of_root(captured_);
  if (frame.role == Role::table) {
    frame.key = id_hash(captured_);
    frame.set = 0;
    target_ = Target::entry;
  }
  if (frame.role == Role::entry && captured_ == "componentSetId") target_ = Target::set_id;
}

void OutlineReader::see(std::uint8_t bit) {
  if ((frames_.back().seen & bit) != 0) odd();
  frames_.back().seen |= bit;
}

void OutlineReader::name_of_node(std::string_view name) {
  if (name == "id") {
    target_ = Target::id;
    see(kSawId);
  } else if (name == "children") {
    target_ = Target::children;
    see(kSawChildren);
  } else if (name == "componentId") {
    target_ = Target::component_id;
    see(kSawComponent);
  } else if (name == "styles") {
    target_ = Target::style_uses;
    see(kSawStyles);
  }
}

void OutlineReader::name_of_root(std::string_view name) {
  Frame& frame = frames_.back();
  frame.part = part_named(name);
  if (frame.part != FilePart::other) {
    const unsigned bit = 1u << static_cast<unsigned>(frame.part);
    if ((root_seen_ & bit) != 0) odd();
    root_seen_ |= bit;
  }
  if (frame.part == FilePart::document) target_ = Target::node;
  if (is_table(frame.part)) target_ = Target::table;
  if (name == "version") target_ = Target::version;
}

void OutlineReader::open(char bracket) {
  if (frames_.size() >= kOutlineDepthMax || (frames_.empty() && (begun_ || bracket != '{')))
    return broken();
  Frame frame;
  frame.is_object = bracket == '{';
  open_role(frame, bracket);
  frames_.push_back(frame);
  begun_ = true;
  target_ = frame.role == Role::children ? Target::node : Target::none;
  expect_ = frame.is_object ? Expect::key_or_end : Expect::value_or_end;
}

void OutlineReader::open_role(Frame& frame, char bracket) {
  if (frames_.empty()) {
    frame.role = Role::root;
    return;
  }
  const Frame& above = frames_.back();
  const bool is_object = bracket == '{';
  if (target_ == Target::none || odd_) return;
  const bool wants_object = target_ == Target::node || target_ == Target::table ||
                            target_ == Target::style_uses || target_ == Target::entry;
  const bool wants_list = target_ == Target::children;
  if (is_object ? !wants_object : !wants_list) {
    // Where a text or the other bracket belongs. An entry may be anything.
    if (target_ != Target::entry) odd();
    return;
  }
  frame.node = above.node;
  frame.table = above.table;
  if (target_ == Target::node) {
    frame.role = Role::node;
    frame.node = static_cast<std::uint32_t>(nodes_.size());
    nodes_.emplace_back();
  } else if (target_ == Target::children) {
    frame.role = Role::children;
  } else if (target_ == Target::style_uses) {
    frame.role = Role::style_uses;
  } else if (target_ == Target::table) {
    frame.role = Role::table;
    frame.table = table_of(above.part);
  } else {
    frame.role = Role::entry;
  }
}

void OutlineReader::close(char bracket) {
  const Frame frame = frames_.back();
  if (frame.is_object != (bracket == '}')) return broken();
  if (frame.role == Role::node) {
    if ((frame.seen & kSawId) == 0) odd();
    nodes_[frame.node].next = static_cast<std::uint32_t>(nodes_.size());
  }
  frames_.pop_back();
  if (frame.role == Role::entry && !frames_.empty()) frames_.back().set = frame.set;
  if (frames_.empty()) whole_ = true;
}

void OutlineReader::value_ended(std::uint32_t end) {
  expect_ = Expect::comma_or_end;
  if (frames_.empty()) return;
  Frame& frame = frames_.back();
  target_ = frame.role == Role::children ? Target::node : Target::none;
  if (frame.role == Role::root) value_of_root(end);
  if (frame.role == Role::table)
    entries_[frame.table].push_back({frame.key, frame.set, frame.begin, end});
}

void OutlineReader::value_of_root(std::uint32_t end) {
  const Frame& frame = frames_.back();
  members_.push_back({frame.begin, frame.value_begin, end, frame.part});
  constexpr std::size_t kMembersMax = 1000;
  if (members_.size() > kMembersMax) broken();
}

std::size_t OutlineReader::outline_bytes() const {
  std::size_t bytes = nodes_.size() * (Outline::kNodeBytes + 4) + uses_.size() * 8;
  for (const auto& table : entries_) bytes += table.size() * Outline::kEntryBytes;
  return bytes;
}

std::optional<std::string> OutlineReader::finish() {
  std::string bytes;
  if (!finish([&](std::string_view piece) { bytes += piece; })) return std::nullopt;
  return bytes;
}

bool OutlineReader::finish(const std::function<void(std::string_view)>& sink) {
  if (broken_ || !frames_.empty() || in_ != In::between) whole_ = false;
  if (!whole_ || odd_ || nodes_.empty()) return false;
  // Uses, with their nodes behind them, in the order of the nodes.
  std::vector<std::pair<std::uint32_t, std::uint64_t>> uses;
  uses.reserve(uses_.size() / 2);
  for (std::size_t i = 0; i + 1 < uses_.size(); i += 2)
    uses.emplace_back(static_cast<std::uint32_t>(uses_[i + 1]), uses_[i]);
  std::ranges::stable_sort(uses, {}, &std::pair<std::uint32_t, std::uint64_t>::first);
  std::size_t at = 0;
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    nodes_[i].uses_begin = static_cast<std::uint32_t>(at);
    while (at < uses.size() && uses[at].first == i) ++at;
  }
  uses_.clear();
  for (const auto& [node, hash] : uses) uses_.push_back(hash);
  uses = {};
  if (Outline::kHeadBytes + outline_bytes() + members_.size() * Outline::kMemberBytes >
      kOutlineBytesMax)
    return false;
  write(sink);
  return true;
}

}  // namespace figlink
