#include "actions/shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <span>
#include <unordered_map>

#include "actions/cursor.h"
#include "base/text.h"

namespace figlink {
namespace {

using Parts = std::vector<std::pair<std::string, std::string>>;

// The query of one of Figma's page links. Blanks and colons stand in it unescaped.
Parts link_parts(std::string_view link) {
  Parts parts;
  auto question = link.find('?');
  if (question == std::string_view::npos) return parts;
  constexpr std::array<std::string_view, 8> kUsed = {
      "page_size", "column",           "secondary_column", "before",
      "after",     "secondary_before", "secondary_after",  "cursor"};
  for (std::string_view part : split(link.substr(question + 1), '&')) {
    auto equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    std::string value(part.substr(equals + 1));
    std::ranges::replace(value, '+', ' ');
    std::string_view name = part.substr(0, equals);
    if (std::ranges::find(kUsed, name) == kUsed.end()) continue;
    parts.emplace_back(name, percent_decode(value).value_or(value));
  }
  return parts;
}

std::string seal_parts(const Parts& parts) {
  std::string text;
  for (const auto& [name, value] : parts) {
    if (!text.empty()) text += '&';
    text += name;
    text += '=';
    percent_encode_to(text, value);
  }
  std::string coded = to_base64(text);
  std::ranges::replace(coded, '+', '-');
  std::ranges::replace(coded, '/', '_');
  while (coded.ends_with('=')) coded.pop_back();
  return coded;
}

std::string_view value_of(const Parts& parts, std::string_view name) {
  auto at = std::ranges::find(parts, name, [](const auto& part) { return part.first; });
  return at == parts.end() ? std::string_view{} : std::string_view(at->second);
}

// The newest page (it has no link to newer ones) of a file with a single version links to that
// version again, without end (figma.md 6.4). Where pages of one were asked for, the version may as
// well be the first of many: that link is followed.
bool leads_to_itself(const Parts& parts, std::span<const std::string> found) {
  if (found.size() < 4 || !found[1].empty() || !found[3].empty()) return false;
  std::string_view from = value_of(parts, "secondary_before");
  if (from.empty()) from = value_of(parts, "before");
  return from == found[2] && value_of(parts, "page_size") != "1";
}

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Where a page of a time window goes on: at its last event's second, whose other events may still
// be to come. A page that lies within one second would lead to itself: then past that second.
std::optional<std::string> later_window(const Call& call, std::string_view last_s) {
  std::int64_t at = 0;
  auto [end, bad] = std::from_chars(last_s.data(), last_s.data() + last_s.size(), at);
  if (bad != std::errc{} || end != last_s.data() + last_s.size()) return std::nullopt;
  const bool newest_first = call.asked("order") == "desc";
  const std::string name = newest_first ? "end_time" : "start_time";
  std::string next = seal_parts({{name, std::to_string(at)}});
  if (next != call.next()) return next;
  return seal_parts({{name, std::to_string(newest_first ? at - 1 : at + 1)}});
}

std::optional<Parts> open_window(std::string_view text) {
  for (std::string_view name : {"start_time=", "end_time="}) {
    if (text.starts_with(name) && is_number(text.substr(name.size())))
      return Parts{
          {std::string(name.substr(0, name.size() - 1)), std::string(text.substr(name.size()))}};
  }
  return std::nullopt;
}

std::string_view cursor_name(Paging paging) {
  return paging == Paging::meta_cursor ? "after" : "cursor";
}

Error unreadable(const Call& call) {
  return fail(Fault::figma_broken,
              fmt::format("Figma's answer to {} is not what its documentation says.",
                          call.action().name),
              "Try again; if it stays so, tell the maintainers.")
      .error();
}

// One shape for both calls: v1's, with v2's further members kept (docs/actions.md).
Result<std::string> projects(const Call& call, Json answer, bool detoured) {
  if (!detoured) return answer.dump();
  const Json* folders = answer.find("folders");
  if (!folders || !folders->is_array()) return std::unexpected(unreadable(call));
  Json out = Json::object();
  answer.each([&](std::string_view key, const Json& value) {
    if (key != "folders") out.set(key, value);
  });
  out.set("projects", *folders);
  return out.dump();
}

Result<std::string> project_files(const Call& call, Json answer, bool detoured) {
  if (detoured && (!answer.find("files") || !answer.find("files")->is_array()))
    return std::unexpected(unreadable(call));
  return answer.dump();
}

// By which members an entry of the answer tells the item that it is about.
struct Telling {
  std::array<std::string_view, 4> names{};
  bool says_no_more = false;  // only entries that do not name the place more closely
  bool shared = false;        // one entry may be about several items
};

// The surest first. Figma writes an address its own way (https://e.com becomes https://e.com/), so
// that in the end only the order within one node is left.
constexpr Telling kMadeBy[] = {{{"file_key", "node_id", "url", "name"}},
                               {{"file_key", "node_id", "url"}},
                               {{"file_key", "node_id", "name"}},
                               {{"file_key", "node_id"}}};
constexpr Telling kRefusedBy[] = {{{"file_key", "node_id"}},
                                  {.names = {"file_key"}, .says_no_more = true},
                                  {.says_no_more = true}};
constexpr Telling kById[] = {{{"id"}}};
constexpr Telling kByOnesId[] = {{.names = {"id"}, .shared = true}};

const Json* told(const Json& entry, std::string_view name) {
  const Json* value = entry.find(name);
  return value && !value->is_null() ? value : nullptr;
}

// nullopt: the entry does not say all of it. A list of updated ones may hold ids alone.
std::optional<std::string> key_of(const Json& entry, const Telling& telling) {
  if (entry.is_text() && telling.names[0] == "id") return entry.dump();
  std::string key;
  for (std::string_view name : telling.names) {
    if (name.empty()) break;
    const Json* value = told(entry, name);
    if (!value) return std::nullopt;
    value->dump_to(key);  // texts come quoted: two of them cannot run into one another
  }
  return key;
}

bool says_more(const Json& entry, const Telling& telling) {
  return std::ranges::any_of(std::array{"file_key", "node_id"}, [&](std::string_view name) {
    return told(entry, name) && std::ranges::find(telling.names, name) == telling.names.end();
  });
}

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

// A list of the answer, and for each asked item the entry that is about it.
struct Matches {
  const Json* entries;
  std::vector<bool> used;
  std::vector<std::size_t> of_item;

  Matches(const Json* list, std::size_t items)
      : entries(list && list->is_array() ? list : nullptr),
        used(entries ? entries->size() : 0),
        of_item(items, kNone) {}
  const Json* of(std::size_t item) const {
    return of_item[item] == kNone ? nullptr : &(*entries)[of_item[item]];
  }
};

// Gives unsettled items their entries, each key's in the order of the answer.
void match(const Json& items, const Telling& telling, Matches& matches,
           std::vector<bool>& settled) {
  std::unordered_map<std::string, std::deque<std::size_t>> waiting;
  for (std::size_t j = 0; j < matches.used.size(); ++j) {
    const Json& entry = (*matches.entries)[j];
    if (!telling.shared && matches.used[j]) continue;
    if (telling.says_no_more && says_more(entry, telling)) continue;
    if (auto key = key_of(entry, telling)) waiting[std::move(*key)].push_back(j);
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (settled[i]) continue;
    auto key = key_of(items[i], telling);
    auto at = key ? waiting.find(*key) : waiting.end();
    if (at == waiting.end() || at->second.empty()) continue;
    std::size_t entry = at->second.front();
    if (!telling.shared) at->second.pop_front();
    matches.of_item[i] = entry;
    matches.used[entry] = settled[i] = true;
  }
}

Json fate_of(std::size_t index, std::string_view success, const Json* made, const Json* refused) {
  Json fate = Json::object({{"index", static_cast<std::int64_t>(index)}});
  if (made) {
    fate.set("status", success);
    if (const Json* id = made->find("id")) fate.set("id", *id);
  } else if (refused) {
    const Json* why = refused->find("error");
    fate.set("status", "failed");
    fate.set("error", why ? *why : Json("Figma gave no reason."));
  } else {
    fate.set("status", "unknown");
    fate.set("error", "Figma's answer does not tell what became of it.");
  }
  return fate;
}

// Each asked item's fate, in the order asked: by id for updates, by file, node and address for new
// ones (figma.md 6.5).
Result<std::string> bulk_items(const Call& call, Json answer) {
  auto asked = Json::parse(call.body());
  const Json* items = asked ? asked->find("dev_resources") : nullptr;
  if (!items || !answer.is_object()) return std::unexpected(unreadable(call));
  bool creates = call.method() == Method::post;
  std::vector<bool> settled(items->size());
  Matches made(answer.find(creates ? "links_created" : "links_updated"), items->size());
  Matches refused(answer.find("errors"), items->size());
  auto go_through = [&](std::span<const Telling> tellings, Matches& matches) {
    for (const Telling& telling : tellings) match(*items, telling, matches, settled);
  };
  go_through(creates ? std::span<const Telling>(kMadeBy) : kById, made);
  go_through(creates ? std::span<const Telling>(kRefusedBy) : kById, refused);
  if (!creates) {  // what was asked twice may be told once
    go_through(kByOnesId, made);
    go_through(kByOnesId, refused);
  }
  Json fates = Json::array();
  for (std::size_t i = 0; i < items->size(); ++i)
    fates.push(fate_of(i, creates ? "created" : "updated", made.of(i), refused.of(i)));
  answer.set("items", std::move(fates));
  return answer.dump();
}

}  // namespace

Result<std::string> shape(const Call& call, std::string_view answer, bool detoured) {
  if (call.action().shape == Shape::none) return std::string(answer);
  if (call.action().shape == Shape::no_content && trim(answer).empty())
    return std::string(R"({"status":200})");
  Json::Limits limits;
  limits.bytes_max = kShapedMax;
  auto parsed = Json::parse(answer, limits);
  if (!parsed) return std::unexpected(unreadable(call));
  switch (call.action().shape) {
    case Shape::projects:
      return projects(call, std::move(*parsed), detoured);
    case Shape::project_files:
      return project_files(call, std::move(*parsed), detoured);
    case Shape::bulk_items:
      return bulk_items(call, std::move(*parsed));
    default:
      return parsed->dump();
  }
}

std::span<const std::string_view> next_paths(const Action& action) {
  static constexpr std::string_view kCursor[] = {"cursor", "next_page"};
  static constexpr std::string_view kNextCursor[] = {"next_cursor", "has_next_page"};
  static constexpr std::string_view kMeta[] = {"meta.cursor.after"};
  static constexpr std::string_view kPage[] = {"pagination.next_page"};
  // Versions: prev_page leads to older ones (figma.md 6.4). The rest tells a file of one version.
  static constexpr std::string_view kLinks[] = {"pagination.prev_page", "pagination.next_page",
                                                "versions.0.id", "versions.1.id"};
  static constexpr std::string_view kBody[] = {"meta.cursor", "meta.has_more"};
  static constexpr std::string_view kWindow[] = {"meta.activity_logs.*.timestamp",
                                                 "meta.next_page"};
  switch (action.paging) {
    case Paging::none:
      return {};
    case Paging::cursor:
      return kCursor;
    case Paging::next_cursor:
      return kNextCursor;
    case Paging::page_cursor:
      return kPage;
    case Paging::meta_cursor:
      return kMeta;
    case Paging::page_links:
      return kLinks;
    case Paging::body_cursor:
      return kBody;
    case Paging::time_window:
      return kWindow;
  }
  return {};
}

namespace {

// Of versions `prev_page` leads to older ones; who asked for those after one goes to newer ones.
std::optional<std::string> linked_page(const Call& call, std::span<const std::string> found) {
  const bool to_newer = call.asks("after");
  const std::string_view link = to_newer && found.size() > 1 ? found[1] : found[0];
  if (link.empty() || link.size() > kCursorMax) return std::nullopt;
  Parts parts = link_parts(link);
  if (parts.empty() || (!to_newer && leads_to_itself(parts, found))) return std::nullopt;
  return seal_parts(parts);
}

std::optional<std::string> cursor_in(const Call& call, std::span<const std::string> found) {
  const Paging paging = call.action().paging;
  if (paging == Paging::page_links && !found.empty()) return linked_page(call, found);
  if (found.empty() || found[0].empty() || found[0].size() > kCursorMax) return std::nullopt;
  if (found.size() > 1 && found[1] == "false") return std::nullopt;
  switch (paging) {
    case Paging::none:
      return std::nullopt;
    case Paging::time_window:
      return later_window(call, found[0]);
    case Paging::page_cursor: {
      for (const auto& [name, value] : link_parts(found[0])) {
        if (name == "cursor") return value;
      }
      return found[0].find("://") == std::string::npos ? std::optional(found[0]) : std::nullopt;
    }
    default:
      return found[0];
  }
}

}  // namespace

std::optional<std::string> next_cursor(const Call& call, std::span<const std::string> found) {
  auto next = cursor_in(call, found);
  return next && *next == call.next() ? std::nullopt : next;
}

std::optional<Parts> open_cursor(const Action& action, std::string_view cursor) {
  if (cursor.empty() || cursor.size() > kCursorMax || !is_utf8(cursor)) return std::nullopt;
  switch (action.paging) {
    case Paging::none:
      return std::nullopt;
    case Paging::meta_cursor:
      if (!is_number(cursor)) return std::nullopt;
      return Parts{{"after", std::string(cursor)}};
    case Paging::time_window: {
      auto text = from_base64(cursor);
      auto parts = text ? open_window(*text) : std::nullopt;
      if (parts && seal_parts(*parts) != cursor) return std::nullopt;
      return parts;
    }
    case Paging::page_links: {
      auto text = from_base64(cursor);
      if (!text || !is_utf8(*text)) return std::nullopt;
      Parts parts = link_parts("?" + *text);
      bool leads = std::ranges::any_of(
          parts, [](const auto& part) { return part.first == "before" || part.first == "after"; });
      if (!leads || seal_parts(parts) != cursor) return std::nullopt;
      return parts;
    }
    default:
      return Parts{{std::string(cursor_name(action.paging)), std::string(cursor)}};
  }
}

}  // namespace figlink
