// Action: one thing that can be done at Figma, as a row of plain data.
//
// From the row alone come validation, the upstream request, GET /actions, OpenAPI, the command
// line's flags and help and docs/actions.md. Rows are constexpr; `action()` (proof.h) refuses a row
// that contradicts itself while compiling. Nothing here does I/O. Facts: Figma's OpenAPI file
// 0.43.0 and developers.figma.com/docs/rest-api.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

namespace figlink {

enum class Method : std::uint8_t { get, post, put, del };
enum class Effect : std::uint8_t { reads, writes, deletes };  // a POST that only reads is `reads`
enum class Tier : std::uint8_t { one = 1, two = 2, three = 3 };
enum class Place : std::uint8_t { path, query, body };

// What a value is. A date is a text YYYY-MM-DD; text_list is sent as one comma-separated query
// value and accepted as array or text; either is a value of one of several forms.
enum class Type : std::uint8_t {
  text,
  date,
  integer,
  number,
  boolean,
  text_list,
  object,
  list,
  either,
  null
};

// What a text names at Figma: decides which pasted forms are accepted and translated (a URL, `1-2`
// for `1:2`).
enum class Names : std::uint8_t {
  nothing,
  file_key,
  node_id,
  node_ids,
  team_id,
  project_id,
  folder_id,
  by_context  // a team, project or file, as the input `context` beside it says
};

// Who may call it. A set of bits.
enum Credentials : std::uint8_t { personal = 1, plan = 2, oauth = 4, org_oauth = 8 };

enum class Plan : std::uint8_t { any, professional, organization, enterprise, governance };

// How `next` is found in the answer and given back.
enum class Paging : std::uint8_t {
  none,
  cursor,       // "cursor" of the answer -> query `cursor` (library analytics)
  next_cursor,  // "next_cursor" -> query `cursor` (AI usage)
  page_cursor,  // pagination.next_page, itself a cursor or a URL that has one -> query `cursor`
                // (webhooks, reactions)
  meta_cursor,  // meta.cursor.after (opaque integer) -> query `after`
  page_links,   // pagination.prev_page / next_page: URLs, not ids (figma.md 6.3, 6.4)
  body_cursor,  // meta.cursor -> body `cursor` (developer logs)
  // Activity logs answer a cursor but name no way to give it back (figma.md 6.7): the time of the
  // page's last event -> query `start_time`, or `end_time` when the newest come first.
  time_window,
};

// How the answer is changed before it is given out. none: Figma's bytes pass through unparsed.
enum class Shape : std::uint8_t { none, projects, project_files, bulk_items, no_content };

// What must hold between inputs, or between the members of one object. Unused names are empty.
struct Rule {
  enum class Kind : std::uint8_t {
    none,
    one_needed,   // at least one of the names is given
    exclude,      // at most one of the names is given
    go_together,  // all of them or none
    with_one,     // the first goes with at least one of the others
    when,         // the others are needed when the first one is `value`
  };
  Kind kind = Kind::none;
  std::array<std::string_view, 5> names{};
  std::string_view value = {};

  constexpr std::size_t count() const {
    std::size_t n = 0;
    while (n < names.size() && !names[n].empty()) ++n;
    return n;
  }
};

inline constexpr std::size_t kChoicesMax = 24;
inline constexpr double kNoBound = std::numeric_limits<double>::quiet_NaN();

struct Input {
  std::string_view name;
  std::string_view about;  // one sentence, for people
  Place place = Place::query;
  Type type = Type::text;
  bool required = false;
  Names names = Names::nothing;
  double min = kNoBound;
  double max = kNoBound;
  bool above_min = false;      // min itself is too small
  std::size_t length_max = 0;  // text: characters; list: items; 0: kTextMax / kItemsMax
  std::string_view default_value =
      {};  // as JSON text; documented, applied by Figma and never sent by us
  // Allowed values, of a list's items too; empty ones are unused.
  std::array<std::string_view, kChoicesMax> choices{};
  // object: its members; list: the members of each item; either: the forms, named for people.
  const Input* fields = nullptr;
  std::size_t field_count = 0;  // 0 with fields == nullptr: any object passes through
  const Rule* field_rules = nullptr;
  std::size_t field_rule_count = 0;
  Type item_type = Type::object;  // list: what each item is; object without members: each value
  bool deprecated = false;

  constexpr std::span<const Input> members() const { return {fields, field_count}; }
  constexpr std::span<const Rule> member_rules() const { return {field_rules, field_rule_count}; }
  constexpr std::size_t choice_count() const {
    std::size_t count = 0;
    while (count < choices.size() && !choices[count].empty()) ++count;
    return count;
  }
};

inline constexpr std::size_t kInputsMax = 16;
inline constexpr std::size_t kTextMax = 16384;   // bytes of one text input unless it says otherwise
inline constexpr std::size_t kItemsMax = 10000;  // items of one list
inline constexpr std::size_t kBodyMax =
    4u << 20;  // Figma's own bound on a variables body (figma.md 6.6)

// A second way to the same answer, for tokens that hold other scopes (figma.md 0.1).
struct Detour {
  std::string_view path = {};  // same placeholders; empty: there is none
  std::array<std::string_view, 2> scopes{};
};

// A list of the query that may be taken apart over several calls at Figma, so that callers may name
// more at once than Figma takes (figma.md 6.1, 6.3), and that of several callers put into one.
struct Split {
  std::string_view input = {};   // empty: there is none
  std::size_t items_max = 0;     // of one call
  std::string_view answer = {};  // the member with an entry for each item: "nodes"
};
inline constexpr std::size_t kSplitTextMax = 512u << 10;  // bytes of such a list

struct Action {
  std::string_view name;          // "figma_get_file": the one name on every face
  std::string_view label;         // "Get File": the guide's
  std::string_view summary;       // one sentence
  std::string_view about = {};    // what a caller should know beyond it
  std::string_view operation_id;  // Figma's, "getFile"
  std::string_view group;         // Figma's subject: "Files"
  Effect effect;
  Method method;
  std::string_view path;                         // "/v1/files/{file_key}"
  std::array<std::string_view, 2> scopes;        // any one is enough; granular first
  std::array<std::string_view, 2> old_scopes{};  // deprecated ones that still serve
  std::uint8_t credentials;                      // bits of Credentials
  Plan plan = Plan::any;
  Tier tier;
  bool in_guide = false;  // one of the guide's 34
  bool deprecated = false;
  std::string_view instead = {};           // what to use when deprecated: an action's name
  std::array<Input, kInputsMax> inputs{};  // unused ones have no name
  std::array<Rule, 4> rules{};
  std::string_view example;  // flat inputs as JSON, run by tests and shown in docs
  std::string_view docs;     // page below developers.figma.com/docs/rest-api/
  Paging paging = Paging::none;
  std::string_view items = {};  // with pages: the member that holds a page's items, "meta.styles"
  Shape shape = Shape::none;
  Detour detour{};
  Split splits{};

  constexpr std::span<const Input> used_inputs() const {
    std::size_t count = 0;
    while (count < inputs.size() && !inputs[count].name.empty()) ++count;
    return {inputs.data(), count};
  }
  constexpr bool takes(Credentials kind) const { return (credentials & kind) != 0; }
};

std::string_view name_of(Method);       // "GET"
std::string_view name_of(Effect);       // "reads"
std::string_view name_of(Plan);         // "Enterprise"
std::string_view name_of(Credentials);  // "personal access token"

}  // namespace figlink
