// Library analytics: rows for what the documents really publish. The numbers are made up, and the
// same for the same asset and week.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>

#include "figma/fake/ask.h"
#include "figma/fake/library.h"

namespace figlink::fake {
namespace {

constexpr std::int64_t kPage =
    50;  // rows; Figma's is 1000. The sandbox's own, so that paging can be tried out
constexpr std::int64_t kWeekMs = 7 * kDayMs;
constexpr std::int64_t kWeeksMax = 53;
constexpr std::size_t kAssetsAWeek = 3;

enum class Of : std::uint8_t { component, style, variable };

Of asset_of(const Ask& ask) {
  if (ask.row.path.find("/component/") != ask.row.path.npos) return Of::component;
  return ask.row.path.find("/style/") != ask.row.path.npos ? Of::style : Of::variable;
}

// A number that looks as if it had been counted.
std::int64_t count_for(std::string_view what, std::int64_t salt, std::int64_t below) {
  std::uint32_t hash = 2166136261u + static_cast<std::uint32_t>(salt);
  for (unsigned char byte : what) hash = (hash ^ byte) * 16777619u;
  return static_cast<std::int64_t>((hash >> 8) % static_cast<std::uint32_t>(below));
}

// The members that name each asset, one object an asset.
Result<std::vector<Json>> assets(World& world, const File& file, Of of) {
  std::vector<Json> all;
  if (of == Of::variable) {
    auto state = world.variables.find(file.key);
    if (state == world.variables.end()) return all;
    const Json& collections = *state->second.find("variableCollections");
    state->second.find("variables")->each([&](std::string_view, const Json& each) {
      const Json* home = collections.find(text_at(each, "variableCollectionId"));
      if (each.find("remote")->as_bool() == true || !home) return;
      all.push_back(Json::object({{"variable_key", text_at(each, "key")},
                                  {"variable_name", text_at(each, "name")},
                                  {"variable_type", text_at(each, "resolvedType")},
                                  {"collection_key", text_at(*home, "key")},
                                  {"collection_name", text_at(*home, "name")}}));
    });
    return all;
  }
  auto parsed = world.documents.parsed(file.document);
  if (!parsed) return pass(parsed);
  const Json& document = **parsed;
  const bool style = of == Of::style;
  each_published(
      document, style ? Asset::style : Asset::component, [&](std::string_view, const Json& entry) {
        Json one =
            Json::object({{style ? "style_key" : "component_key", text_at(entry, "key")},
                          {style ? "style_name" : "component_name", text_at(entry, "name")}});
        if (style)
          one.set("style_type", entry.find("styleType") ? text_at(entry, "styleType") : "FILL");
        const Json* set =
            style ? nullptr : document.at({"componentSets", text_at(entry, "componentSetId")});
        if (set) {
          one.set("component_set_key", text_at(*set, "key"));
          one.set("component_set_name", text_at(*set, "name"));
        }
        all.push_back(std::move(one));
      });
  return all;
}

struct Weeks {
  UnixMs first, last;
};

// Rounded to weeks that begin on Sunday; the last four when nothing is asked.
std::optional<Weeks> weeks(const World& world, const Ask& ask) {
  auto week_of = [](UnixMs time) {
    constexpr UnixMs kFirstSunday = 3 * kDayMs;  // 1970-01-04
    return kFirstSunday + (time - kFirstSunday) / kWeekMs * kWeekMs;
  };
  const UnixMs now = world.clock.now_ms();
  Weeks asked{now - 4 * kWeekMs, now};
  if (auto start = ask.find("start_date")) {
    auto day = parse_iso(*start);
    if (!day) return std::nullopt;
    asked.first = *day;
  }
  if (auto end = ask.find("end_date")) {
    auto day = parse_iso(*end);
    if (!day) return std::nullopt;
    asked.last = std::min(*day, now);
  }
  asked.first = std::max(week_of(asked.first), week_of(asked.last) - kWeeksMax * kWeekMs);
  asked.last = week_of(asked.last);
  return asked;
}

void count_actions(Json& row, std::string_view name, UnixMs week) {
  row.set("week", iso_date(week));
  row.set("detachments", count_for(name, week / kWeekMs, 10));
  row.set("insertions", count_for(name, week / kWeekMs + 1, 100) + 1);
}

std::vector<Json> action_rows(const std::vector<Json>& assets, const Weeks& weeks, bool by_asset) {
  std::vector<Json> rows;
  for (UnixMs week = weeks.first; week <= weeks.last && !assets.empty(); week += kWeekMs) {
    for (std::size_t i = 0; by_asset && i < std::min(assets.size(), kAssetsAWeek); ++i) {
      count_actions(rows.emplace_back(assets[i]), assets[i].dump(), week);
    }
    for (std::string_view team : {"Demo Team", "Team not visible"}) {
      if (!by_asset)
        count_actions(rows.emplace_back(Json::object({{"team_name", team}})), team, week);
    }
  }
  return rows;
}

std::vector<Json> usage_rows(const std::vector<Json>& assets, bool by_asset) {
  std::vector<Json> rows;
  for (std::size_t i = 0; by_asset && i < assets.size(); ++i) {
    Json& row = rows.emplace_back(assets[i]);
    const std::string name = assets[i].dump();
    row.set("usages", count_for(name, 0, 500) + 1);
    row.set("teams_using", count_for(name, 1, 3) + 1);
    row.set("files_using", count_for(name, 2, 20) + 1);
  }
  constexpr std::pair<std::string_view, std::string_view> kUsers[] = {
      {"Demo Team", "FE Starter Kit"},
      {"Demo Team", "Figmagic Design System"},
      {"Team not visible", "File not visible"}};
  for (auto [team, file] : kUsers) {
    if (by_asset || assets.empty()) break;
    rows.push_back(Json::object(
        {{"team_name", team}, {"file_name", file}, {"usages", count_for(file, 0, 500) + 1}}));
  }
  return rows;
}

Response get_analytics(World& world, const Ask& ask) {
  const File* file = visible_main_file(world, ask.token, ask.path("file_key"));
  if (!file) return refuse(ask.row, 403, "You don't have permission to access this library");
  auto found = assets(world, *file, asset_of(ask));
  if (!found) return refuse(ask.row, 500, "Internal server error");
  const bool by_asset = ask.find("group_by") == (asset_of(ask) == Of::component ? "component"
                                                 : asset_of(ask) == Of::style   ? "style"
                                                                                : "variable");
  const auto when = weeks(world, ask);
  if (!when) return refuse(ask.row, 400, "'start_date' and 'end_date' must be dates as YYYY-MM-DD");
  const auto rows = ask.row.path.ends_with("/actions") ? action_rows(*found, *when, by_asset)
                                                       : usage_rows(*found, by_asset);
  const auto total = static_cast<std::int64_t>(rows.size());
  const std::int64_t from = ask.number_or("cursor", 0), to = std::min(total, from + kPage);
  if (from < 0 || from > total) return refuse(ask.row, 400, "Invalid cursor");
  Json page = Json::array();
  for (std::int64_t i = from; i < to; ++i) page.push(rows[static_cast<std::size_t>(i)]);
  Json out = Json::object({{"rows", std::move(page)}, {"next_page", to < total}});
  if (to < total) out.set("cursor", std::to_string(to));
  return answer(out);
}

}  // namespace

void add_analytics_answers(Answers& answers) {
  for (auto id : {"getLibraryAnalyticsComponentActions", "getLibraryAnalyticsComponentUsages",
                  "getLibraryAnalyticsStyleActions", "getLibraryAnalyticsStyleUsages",
                  "getLibraryAnalyticsVariableActions", "getLibraryAnalyticsVariableUsages"}) {
    answers[id] = get_analytics;
  }
}

}  // namespace figlink::fake
