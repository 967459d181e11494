// Outline: where each node, member and table entry of a document lies, so that parts of it can be
// copied out byte by byte (excerpt.h) without reading it again.
//
// OutlineReader makes one while the document streams by: one pass, memory bounded by
// kOutlineBytesMax, never by the document. It follows the structure strictly; what it does not
// understand for sure (an id with escapes, two members of one name, children that are no nodes) has
// no outline, and such a document is remembered whole only. An Outline is its bytes
// (docs/design/memory.md 4): the form that lies on disk is the form that is looked into. Ids are
// kept as 64-bit hashes. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace figlink {

inline constexpr std::size_t kOutlineBytesMax = 48u << 20;  // of one document's outline
inline constexpr std::uint64_t kOutlinedBytesMax = 3'900u
                                                   << 20;  // of the document: places are 32 bits
inline constexpr std::size_t kOutlineDepthMax =
    128;  // of brackets; cutting recurses, and fibers have small stacks
inline constexpr std::size_t kOutlineTextMax = 512;  // bytes of one id or name

// Figma's file answer: what each member beside the tree is.
enum class FilePart : std::uint32_t {
  other,
  document,
  components,
  component_sets,
  styles,
  schema_version
};

std::uint64_t id_hash(std::string_view id);

class Outline {
 public:
  struct Node {
    std::uint64_t id = 0;
    std::uint32_t begin = 0, end = 0;            // of the object
    std::uint32_t kids_begin = 0, kids_end = 0;  // of its `children`; 0: it has none
    std::uint32_t next = 0;                      // the first node that is not below it
    std::uint32_t uses_begin = 0;  // of its uses; they end where the next node's begin
  };
  struct Member {
    std::uint32_t begin = 0, value_begin = 0, end = 0;  // from the name's quote
    FilePart part = FilePart::other;
  };
  struct Entry {  // of a table
    std::uint64_t key = 0;
    std::uint64_t set = 0;  // a component's componentSetId; 0: none
    std::uint32_t begin = 0, end = 0;
  };
  static constexpr std::size_t kTables = 3;  // components, component_sets, styles

  // nullopt unless every place in it is where it can be.
  static std::optional<Outline> from(std::string bytes);
  const std::string& bytes() const { return bytes_; }

  std::uint32_t document_bytes() const { return number(kSizeAt); }
  std::uint32_t node_count() const { return number(kNodesAt); }
  std::uint32_t member_count() const { return number(kMembersAt); }
  std::uint32_t entry_count(std::size_t table) const { return number(kEntriesAt + 4 * table); }
  Node node(std::uint32_t index) const;
  Member member(std::uint32_t index) const;
  Entry entry(std::size_t table, std::uint32_t index) const;
  // The hashes that the nodes from `from` up to `to` name: components and styles.
  std::uint32_t uses_end(std::uint32_t index) const;
  std::uint64_t use(std::uint32_t index) const;
  // The first node with that id.
  std::optional<std::uint32_t> find(std::string_view id) const;

 private:
  friend class OutlineReader;
  static constexpr std::size_t kNodesAt = 4, kUsesAt = 8, kMembersAt = 12, kEntriesAt = 16,
                               kSizeAt = 28, kHeadBytes = 32;
  static constexpr std::size_t kNodeBytes = 32, kMemberBytes = 16, kEntryBytes = 24;

  explicit Outline(std::string bytes);
  std::uint32_t number(std::size_t at) const;
  std::uint64_t long_number(std::size_t at) const;
  bool is_sound() const;
  bool nodes_are_sound() const;

  std::string bytes_;
  std::size_t order_at_ = 0, uses_at_ = 0, members_at_ = 0, entries_at_[kTables] = {};
};

class OutlineReader {
 public:
  OutlineReader();

  void feed(std::string_view piece);
  // Gives the outline's bytes to `sink`, piece by piece, and lets go of them as it goes: there is
  // never more than one outline in memory. false when the document has none. Once, at the end.
  bool finish(const std::function<void(std::string_view)>& sink);
  // The same bytes in one.
  std::optional<std::string> finish();
  // The member `version` beside the tree, as far as it was seen; "" when it is no plain text.
  const std::string& version() const { return version_; }
  // False when it is no JSON object, or not whole. After finish().
  bool is_whole() const { return whole_; }

 private:
  enum class Role : std::uint8_t { plain, root, node, children, style_uses, table, entry };
  enum class Expect : std::uint8_t { value, value_or_end, key, key_or_end, colon, comma_or_end };
  enum class Target : std::uint8_t {
    none,
    id,
    component_id,
    set_id,
    use,
    children,
    style_uses,
    node,
    table,
    entry,
    version
  };
  enum class In : std::uint8_t { between, text, scalar };
  struct Frame {
    Role role = Role::plain;
    bool is_object = false;
    std::uint8_t table = 0;
    std::uint8_t seen = 0;    // members of a node that were there, as bits
    std::uint32_t node = 0;   // whose frame this is
    std::uint32_t begin = 0;  // of the member: its name's quote
    std::uint32_t value_begin = 0;
    FilePart part = FilePart::other;
    std::uint64_t key = 0, set = 0;  // of the table entry
  };

  const char* between(const char* at, const char* end);
  const char* text(const char* at, const char* end);
  const char* scalar(const char* at, const char* end);
  void open(char bracket);
  void open_role(Frame& frame, char bracket);
  void close(char bracket);
  void begin_text();
  void text_ended();
  void key_ended();
  void value_ended(std::uint32_t end);
  void value_of_root(std::uint32_t end);
  void take_value();
  void name_of_node(std::string_view name);
  void name_of_root(std::string_view name);
  void see(std::uint8_t bit);
  void use(std::uint64_t hash);
  void let_go();
  void broken() { broken_ = true; }
  void odd() { odd_ = true; }
  std::uint32_t here(const char* at) const {
    return static_cast<std::uint32_t>(base_ + static_cast<std::uint64_t>(at - piece_));
  }
  std::size_t outline_bytes() const;
  void write(const std::function<void(std::string_view)>& sink);

  std::vector<Frame> frames_;
  Expect expect_ = Expect::value;
  In in_ = In::between;
  Target target_ = Target::none;
  bool is_key_ = false, captures_ = false, escaped_ = false, escape_next_ = false;
  bool broken_ = false, odd_ = false, whole_ = false, begun_ = false;
  std::uint64_t base_ = 0;
  const char* piece_ = nullptr;
  std::string captured_, version_;
  unsigned root_seen_ = 0;

  std::deque<Outline::Node> nodes_;
  std::deque<std::uint64_t> uses_;
  std::vector<Outline::Member> members_;
  std::deque<Outline::Entry> entries_[Outline::kTables];
};

}  // namespace figlink
