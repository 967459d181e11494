#include "actions/shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

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

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
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

// Each asked item's fate, in the order asked: by id for updates, by file, node and address for new
// ones (figma.md 6.5).
Result<std::string> bulk_items(const Call& call, Json answer) {
  auto asked = Json::parse(call.body());
  const Json* items = asked ? asked->find("dev_resources") : nullptr;
  if (!items || !answer.is_object()) return std::unexpected(unreadable(call));
  bool creates = call.method() == Method::post;
  const Json* done = answer.find(creates ? "links_created" : "links_updated");
  const Json* errors = answer.find("errors");
  auto same = [](const Json& a, const Json& b, std::string_view key) {
    const Json *x = a.find(key), *y = b.find(key);
    return x && y && *x == *y;
  };
  std::vector<bool> used(done && done->is_array() ? done->size() : 0);
  std::vector<bool> told(errors && errors->is_array() ? errors->size() : 0);
  Json fates = Json::array();
  for (std::size_t i = 0; i < items->size(); ++i) {
    const Json& item = (*items)[i];
    Json fate = Json::object({{"index", static_cast<std::int64_t>(i)}});
    bool settled = false;
    for (std::size_t j = 0; j < used.size() && !settled; ++j) {
      const Json& made = (*done)[j];
      bool match = creates ? same(item, made, "file_key") && same(item, made, "node_id") &&
                                 same(item, made, "url")
                           : same(item, made, "id") ||
                                 (made.as_text() && item.find("id") && made == *item.find("id"));
      if (used[j] || !match) continue;
      used[j] = settled = true;
      fate.set("status", creates ? "created" : "updated");
      if (const Json* id = made.find("id")) fate.set("id", *id);
    }
    for (std::size_t j = 0; j < told.size() && !settled; ++j) {
      const Json& error = (*errors)[j];
      bool match = creates ? same(item, error, "file_key") &&
                                 (same(item, error, "node_id") || !error.find("node_id"))
                           : same(item, error, "id");
      if (told[j] || !match) continue;
      told[j] = settled = true;
      fate.set("status", "failed");
      fate.set("error", error.find("error") ? *error.find("error") : Json("Figma gave no reason."));
    }
    if (!settled) {
      fate.set("status", "unknown");
      fate.set("error", "Figma's answer does not tell what became of it.");
    }
    fates.push(std::move(fate));
  }
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
  static constexpr std::string_view kLinks[] = {
      "pagination.prev_page"};  // versions: prev_page leads to older ones (figma.md 6.4)
  static constexpr std::string_view kBody[] = {"meta.cursor", "meta.has_more"};
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
  }
  return {};
}

std::optional<std::string> next_cursor(const Action& action, std::span<const std::string> found) {
  if (found.empty() || found[0].empty() || found[0].size() > kCursorMax) return std::nullopt;
  if (found.size() > 1 && found[1] == "false") return std::nullopt;
  switch (action.paging) {
    case Paging::none:
      return std::nullopt;
    case Paging::page_links: {
      Parts parts = link_parts(found[0]);
      if (parts.empty()) return std::nullopt;
      return seal_parts(parts);
    }
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

std::optional<Parts> open_cursor(const Action& action, std::string_view cursor) {
  if (cursor.empty() || cursor.size() > kCursorMax || !is_utf8(cursor)) return std::nullopt;
  switch (action.paging) {
    case Paging::none:
      return std::nullopt;
    case Paging::meta_cursor:
      if (!is_number(cursor)) return std::nullopt;
      return Parts{{"after", std::string(cursor)}};
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
