// What organizations ask for: analytics, logs, AI usage, payments; and embeds. Made up, and the
// same at each call.
#include <fmt/format.h>

#include <algorithm>

#include "figma/fake/world.h"

namespace figlink::fake {
namespace {

constexpr std::int64_t kRows = 5;  // of each report
constexpr std::int64_t kPage = 3;  // rows a page, so that paging can be tried out
constexpr std::string_view kOrg = "1190000000000000009";

Response analytics(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask, ask.path("file_key"));
  if (!file) return refuse(ask.row, 403, "You do not have access to this library");
  std::string asset = ask.row.path.find("/component/") != std::string_view::npos ? "component"
                      : ask.row.path.find("/style/") != std::string_view::npos   ? "style"
                                                                                 : "variable";
  bool actions = ask.row.path.ends_with("/actions");
  bool by_asset = ask.query_or("group_by", "") == asset;
  std::int64_t from = std::clamp<std::int64_t>(ask.number_or("cursor", 0), 0, kRows),
               to = std::min(kRows, from + kPage);
  Json rows = Json::array();
  for (std::int64_t i = from; i < to; ++i) {
    Json row = Json::object();
    if (actions) row.set("week", fmt::format("2026-05-{:02}", 4 + 7 * (i % 4)));
    if (by_asset) {
      row.set(asset + "_key", fmt::format("c0ffee{:0>34}", i));
      row.set(asset + "_name", fmt::format("{} {}", asset, i + 1));
      if (asset != "component") row.set(asset + "_type", asset == "style" ? "FILL" : "COLOR");
      if (asset == "variable") {
        row.set("collection_key", "c011ec7100000000000000000000000000000001");
        row.set("collection_name", "Colors");
      }
    } else {
      if (!actions)
        row.set("file_name", i == 4 ? "File not visible" : fmt::format("File {}", i + 1));
      row.set("team_name", i == 4 ? "Team not visible" : "Demo Team");
    }
    if (actions) {
      row.set("detachments", i);
      row.set("insertions", 10 * (i + 1));
    } else {
      row.set("usages", 10 * (i + 1));
      if (by_asset) {
        row.set("teams_using", 1);
        row.set("files_using", i + 1);
      }
    }
    rows.push(std::move(row));
  }
  Json out = Json::object({{"rows", std::move(rows)}, {"next_page", to < kRows}});
  if (to < kRows) out.set("cursor", std::to_string(to));
  return answer(out);
}

Response activity_logs(World& world, const Ask& ask) {
  std::int64_t now = world.clock.now_ms() / 1000;
  std::int64_t limit = std::clamp<std::int64_t>(ask.number_or("limit", 1000), 1, 1000);
  std::int64_t start = ask.number_or("start_time", now - 365 * 24 * 3600),
               end = ask.number_or("end_time", now);
  bool newest_first = ask.query_or("order", "asc") == "desc";
  const User& person = world.users[0];
  Json logs = Json::array();
  for (std::int64_t i = 0; i < kRows; ++i) {
    std::int64_t n = newest_first ? i : kRows - 1 - i, at = now - (n + 1) * 3600;
    if (at < start || at > end || static_cast<std::int64_t>(logs.size()) >= limit) continue;
    logs.push(
        Json::object({{"id", fmt::format("a-{}", n)},
                      {"timestamp", at},
                      {"actor", Json::object({{"type", "user"},
                                              {"id", person.id},
                                              {"name", person.handle},
                                              {"email", person.email}})},
                      {"action", Json::object({{"type", "fig_file_view"}, {"details", nullptr}})},
                      {"entity", Json::object({{"type", "file"},
                                               {"key", kDemoFile},
                                               {"name", "Many Dummy Components"},
                                               {"editor_type", "figma"},
                                               {"link_access", "view"},
                                               {"proto_link_access", "view"}})},
                      {"context", Json::object({{"client_name", nullptr},
                                                {"ip_address", "192.0.2.1"},
                                                {"is_figma_support_team_action", false},
                                                {"org_id", kOrg},
                                                {"team_id", kDemoTeam}})}}));
  }
  return answer(ok_meta(Json::object({{"activity_logs", std::move(logs)}, {"next_page", false}})));
}

Response developer_logs(World& world, const Ask& ask) {
  std::int64_t limit =
      ask.body.find("limit") ? ask.body.find("limit")->as_integer().value_or(25) : 25;
  if (limit < 1 || limit > 100) return refuse(ask.row, 400, "limit must be between 1 and 100");
  std::string cursor = ask.body.find("cursor") ? ask.body.find("cursor")->text_or("") : "";
  std::int64_t from =
                   cursor.empty() ? 0 : std::min(kRows, static_cast<std::int64_t>(cursor.size())),
               to = std::min(kRows, from + std::min(limit, kPage));
  const User& person = world.users[0];
  Json items = Json::array();
  for (std::int64_t i = from; i < to; ++i) {
    items.push(Json::object({{"uuid", fmt::format("00000000-0000-4000-8000-{:012}", i)},
                             {"timestamp", iso_time(world.clock.now_ms() - (i + 1) * kHourMs)},
                             {"action", Json::object({{"event_name", "GET /v1/files/:key"},
                                                      {"event_source", "rest_api"}})},
                             {"actor", Json::object({{"user_id", person.id},
                                                     {"user_name", person.handle},
                                                     {"user_email", person.email},
                                                     {"token_name", "CI"},
                                                     {"token_type", "developer_token"}})},
                             {"resource", Json::object({{"id_or_key", kDemoFile},
                                                        {"name", "Many Dummy Components"},
                                                        {"type", "file"},
                                                        {"org_id", kOrg}})},
                             {"context", Json::object({{"ip_address", "192.0.2.1"},
                                                       {"city", nullptr},
                                                       {"country_region", nullptr},
                                                       {"country", nullptr}})}}));
  }
  bool more = to < kRows;
  return answer(ok_meta(Json::object(
      {{"items", std::move(items)},
       {"cursor", more ? Json(std::string(static_cast<std::size_t>(to), 'x')) : Json(nullptr)},
       {"has_more", more}})));
}

Response ai_usage(World& world, const Ask& ask) {
  auto start = parse_iso(ask.query_or("start_date", "")),
       end = parse_iso(ask.query_or("end_date", ""));
  if (!start || !end || *end < *start) return refuse(ask.row, 400, "Invalid date range");
  if (*end > world.clock.now_ms() || iso_date(*start) < "2025-12-01")
    return refuse(ask.row, 400, "Date out of range");
  std::int64_t limit = std::clamp<std::int64_t>(ask.number_or("limit", 1000), 1, 1000),
               skip = ask.number_or("cursor", 0);
  Json rows = Json::array();
  std::int64_t n = 0;
  bool more = false;
  for (UnixMs day = *start; day <= *end && n < 366; day += kDayMs, ++n) {
    if (n < skip) continue;
    if (static_cast<std::int64_t>(rows.size()) >= limit) {
      more = true;
      break;
    }
    rows.push(Json::object({{"plan_id", kOrg},
                            {"user_id", world.users[0].id},
                            {"user_email", world.users[0].email},
                            {"day", iso_date(day)},
                            {"editor_type", "design"},
                            {"seat_credits_sum", 12},
                            {"plan_credits_sum", 0},
                            {"metering_period_start", "2026-01-01"},
                            {"metering_period_end", "2026-01-31"}}));
  }
  return answer(Json::object({{"rows", std::move(rows)},
                              {"next_cursor", more ? std::to_string(n) : std::string()},
                              {"has_next_page", more}}));
}

Response payments(World&, const Ask& ask) {
  std::string resource, type;
  for (auto [name, kind] : {std::pair{"plugin_id", "PLUGIN"},
                            {"widget_id", "WIDGET"},
                            {"community_file_id", "COMMUNITY_FILE"}}) {
    if (auto id = ask.find(name)) {
      resource = *id;
      type = kind;
    }
  }
  if (ask.find("plugin_payment_token")) {
    resource = "200000000000000001";
    type = "PLUGIN";
  }
  if (type.empty())
    return refuse(ask.row, 401, "Missing plugin_payment_token, or user_id with a resource id");
  return answer(ok_meta(Json::object({{"user_id", ask.query_or("user_id", "100000000000000001")},
                                      {"resource_id", resource},
                                      {"resource_type", type},
                                      {"payment_status", Json::object({{"type", "PAID"}})},
                                      {"date_of_purchase", "2026-03-01T00:00:00Z"}})));
}

Response oembed(World& world, const Ask& ask) {
  std::string url = ask.query_or("url", "");
  const File* found = nullptr;
  for (const File& file : world.files) {
    if (url.find("/" + file.key) != std::string::npos) found = visible_file(world, ask, file.key);
  }
  if (!found) return refuse(ask.row, 404, "Not found");
  std::int64_t width = ask.number_or("maxwidth", 800),
               height = std::min(ask.number_or("maxheight", 450), width * 9 / 16);
  width = height * 16 / 9;
  return answer(Json::object(
      {{"version", "1.0"},
       {"type", "rich"},
       {"title", found->name},
       {"key", found->key},
       {"url", url},
       {"provider_name", "Figma"},
       {"provider_url", "https://www.figma.com"},
       {"cache_age", 3600},
       {"width", width},
       {"height", height},
       {"html", fmt::format("<iframe width=\"{}\" height=\"{}\" "
                            "src=\"https://embed.figma.com/design/{}\" allowfullscreen></iframe>",
                            width, height, found->key)}}));
}

}  // namespace

void add_organization_answers(Answers& answers) {
  for (auto id : {"getLibraryAnalyticsComponentActions", "getLibraryAnalyticsComponentUsages",
                  "getLibraryAnalyticsStyleActions", "getLibraryAnalyticsStyleUsages",
                  "getLibraryAnalyticsVariableActions", "getLibraryAnalyticsVariableUsages"}) {
    answers[id] = analytics;
  }
  answers["getActivityLogs"] = activity_logs;
  answers["getDeveloperLogs"] = developer_logs;
  answers["getAiUsageDaily"] = ai_usage;
  answers["getPayments"] = payments;
  answers["getOEmbed"] = oembed;
}

}  // namespace figlink::fake
