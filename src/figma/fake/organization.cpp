// What organizations ask for: activity, developer log, AI usage, payments, discovery.
//
// The developer log is true: it lists the calls that the sandbox saw. The rest is made up, and the
// same at each call.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "actions/catalogue.h"
#include "base/text.h"
#include "figma/fake/ask.h"

namespace figlink::fake {
namespace {

constexpr std::string_view kNobodysAddress = "127.0.0.1";

struct Event {
  std::string_view type;
  std::string_view file_key;
};
constexpr Event kEvents[] = {{"fig_file_view", "codeconnect"},  {"fig_file_rename", "figmagic"},
                             {"fig_file_view", "figmagic"},     {"fig_file_export", "codeconnect"},
                             {"fig_file_duplicate", "quantux"}, {"fig_file_view", "quantux"}};

Json event_json(const World& world, const Event& event, std::int64_t number, std::int64_t at_s) {
  const User& person = world.user(kDemoUser);
  const File* file = world.file(event.file_key);
  Json actor = Json::object(
      {{"type", "user"}, {"id", person.id}, {"name", person.handle}, {"email", person.email}});
  Json entity = Json::object({{"type", "file"},
                              {"key", event.file_key},
                              {"name", file ? file->name : ""},
                              {"editor_type", "figma"},
                              {"link_access", "view"},
                              {"proto_link_access", "view"}});
  Json context = Json::object({{"client_name", nullptr},
                               {"ip_address", kNobodysAddress},
                               {"is_figma_support_team_action", false},
                               {"org_id", kDemoOrg},
                               {"team_id", kDemoTeam}});
  return Json::object({{"id", fmt::format("activity-{}", number)},
                       {"timestamp", at_s},
                       {"actor", std::move(actor)},
                       {"action", Json::object({{"type", event.type}, {"details", nullptr}})},
                       {"entity", std::move(entity)},
                       {"context", std::move(context)}});
}

// One event every full hour, the newest at the last one; as many as kEvents has.
Response get_activity_logs(World& world, const Ask& ask) {
  constexpr std::int64_t kHourS = 3600, kYearS = 365 * 24 * kHourS, kLimit = 1000;
  const std::int64_t now = world.clock.now_ms() / kSecondMs, count = std::size(kEvents);
  const std::int64_t limit = std::clamp<std::int64_t>(ask.number_or("limit", kLimit), 1, kLimit);
  const std::int64_t start = ask.number_or("start_time", now - kYearS),
                     end = ask.number_or("end_time", now);
  const std::string kinds = ask.query_or("events", "");
  const auto wanted = split(kinds, ',');
  std::vector<Json> found;
  for (std::int64_t i = 0; i < count; ++i) {  // oldest first
    const Event& event = kEvents[i];
    const std::int64_t at = now / kHourS * kHourS - (count - 1 - i) * kHourS;
    if (at < start || at > end) continue;
    if (!kinds.empty() && std::ranges::find(wanted, event.type) == wanted.end()) continue;
    found.push_back(event_json(world, event, i + 1, at));
  }
  if (ask.find("order") == "desc") std::ranges::reverse(found);
  Json logs = Json::array();
  for (std::int64_t i = 0;
       i < std::min<std::int64_t>(limit, static_cast<std::int64_t>(found.size())); ++i)
    logs.push(found[static_cast<std::size_t>(i)]);
  const bool more = logs.size() < found.size();
  Json meta = Json::object({{"activity_logs", std::move(logs)}, {"next_page", more}});
  if (more) meta.set("cursor", fmt::format("{}", limit));
  return answer(ok_meta(std::move(meta)));
}

std::string_view token_type(const Token& token) {
  if (token.kind == Credentials::personal) return "developer_token";
  return token.kind == Credentials::plan ? "plan_access_token" : "oauth_token";
}

Json log_item(const World& world, const Json& call, const Token& token) {
  const User& user = world.user(token.user_id);
  auto known = [](const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); };
  const std::string path = text_at(call, "path");
  const auto parts = split(path, '/');  // "", "v1", "files", KEY
  const File* file = parts.size() > 3 && (parts[2] == "files" || parts[2] == "images")
                         ? world.file(parts[3])
                         : nullptr;
  Json resource = Json::object({{"id_or_key", file ? Json(file->key) : Json(nullptr)},
                                {"name", file ? Json(file->name) : Json(nullptr)},
                                {"type", file ? Json("file") : Json(nullptr)},
                                {"org_id", kDemoOrg}});
  Json actor = Json::object({{"user_id", known(user.id)},
                             {"user_name", user.id.empty() ? Json(nullptr) : Json(user.handle)},
                             {"user_email", known(user.email)},
                             {"token_name", token.name},
                             {"token_type", token_type(token)}});
  return Json::object(
      {{"uuid", fmt::format("00000000-0000-4000-8000-{:012}",
                            call.find("number")->as_integer().value_or(0))},
       {"timestamp", text_at(call, "at")},
       {"action", Json::object({{"event_name", text_at(call, "method") + " " + path},
                                {"event_source", "rest_api"}})},
       {"actor", std::move(actor)},
       {"resource", std::move(resource)},
       {"context", Json::object({{"ip_address", kNobodysAddress},
                                 {"city", nullptr},
                                 {"country_region", nullptr},
                                 {"country", nullptr}})}});
}

// Whether one of the comma-separated beginnings begins the text; "" asks for nothing.
bool begins(std::string_view text, const std::string& beginnings) {
  if (beginnings.empty()) return true;
  const auto parts = split(beginnings, ',');
  return std::ranges::any_of(parts,
                             [&](std::string_view part) { return text.starts_with(trim(part)); });
}

bool is_wanted(const Ask& ask, const World& world, const Json& call, const Token& token) {
  const std::string range = text_at(ask.body, "date_range"), type = text_at(ask.body, "token_type");
  const std::int64_t days = range == "last_24h" ? 1 : range == "last_7d" ? 7 : 30;
  const auto at = parse_iso(text_at(call, "at"));
  if (at.value_or(0) < world.clock.now_ms() - days * kDayMs) return false;
  if (!type.empty() && type != token_type(token)) return false;
  if (text_at(ask.body, "event_source") == "mcp_server") return false;
  return begins(token.name, text_at(ask.body, "token_name")) &&
         begins(kNobodysAddress, text_at(ask.body, "ip_address")) &&
         begins(world.user(token.user_id).email, text_at(ask.body, "user_email"));
}

// Newest first. The cursor is the number of the last call that was given.
Response get_developer_logs(World& world, const Ask& ask) {
  constexpr std::int64_t kLimit = 25, kLimitMax = 100;
  const Json* asked = ask.body.find("limit");
  const std::int64_t limit = asked ? asked->as_integer().value_or(kLimit) : kLimit;
  if (limit < 1 || limit > kLimitMax)
    return refuse(ask.row, 400, "'limit' must be between 1 and 100");
  const std::string cursor = text_at(ask.body, "cursor");
  std::int64_t below = INT64_MAX;
  if (!cursor.empty()) {
    auto [end, bad] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), below);
    if (bad != std::errc{} || end != cursor.data() + cursor.size())
      return refuse(ask.row, 400, "Invalid cursor");
  }
  Json items = Json::array();
  std::int64_t last = 0;
  bool more = false;
  for (auto call = world.calls.rbegin(); call != world.calls.rend() && !more; ++call) {
    const std::int64_t number = call->find("number")->as_integer().value_or(0);
    auto token = std::ranges::find(world.tokens, text_at(*call, "token"), &Token::name);
    if (number >= below || token == world.tokens.end() || !is_wanted(ask, world, *call, *token))
      continue;
    if (static_cast<std::int64_t>(items.size()) == limit) {
      more = true;
      break;
    }
    items.push(log_item(world, *call, *token));
    last = number;
  }
  return answer(ok_meta(Json::object({{"items", std::move(items)},
                                      {"cursor", more ? Json(std::to_string(last)) : Json(nullptr)},
                                      {"has_more", more}})));
}

// Each person of the demo team used some every day.
Response get_ai_usage(World& world, const Ask& ask) {
  constexpr std::int64_t kLimit = 1000, kDaysMax = 366;
  constexpr UnixMs kFirstDay = 1'764'547'200'000;  // 2025-12-01
  const auto start = parse_iso(ask.query_or("start_date", "")),
             end = parse_iso(ask.query_or("end_date", ""));
  const UnixMs now = world.clock.now_ms();
  if (!start || !end)
    return refuse(ask.row, 400, "'start_date' and 'end_date' must be dates as YYYY-MM-DD");
  if (*end < *start || *end > now || *start < std::max(kFirstDay, now - (kDaysMax + 1) * kDayMs))
    return refuse(ask.row, 400, "The date range is out of bounds");
  const std::int64_t limit = ask.number_or("limit", kLimit), skip = ask.number_or("cursor", 0);
  if (limit < 1 || limit > kLimit)
    return refuse(ask.row, 400, "'limit' must be between 1 and 1000");
  const std::string email = ask.query_or("user_email", "");
  std::vector<const User*> people;
  for (const User& user : world.users) {
    const bool in_team = std::ranges::find(user.teams, kDemoTeam) != user.teams.end();
    if (in_team && (email.empty() || email == user.email)) people.push_back(&user);
  }
  if (people.empty()) return refuse(ask.row, 400, "No user has this email");
  Json rows = Json::array();
  std::int64_t number = 0;
  bool more = false;
  for (UnixMs day = *start; day <= *end && !more; day += kDayMs) {
    for (const User* user : people) {
      if (number++ < skip) continue;
      if (static_cast<std::int64_t>(rows.size()) == limit) {
        more = true;
        break;
      }
      const std::string month = iso_date(day).substr(0, 8);
      rows.push(Json::object({{"plan_id", kDemoOrg},
                              {"user_id", user->id},
                              {"user_email", user->email},
                              {"day", iso_date(day)},
                              {"editor_type", "design"},
                              {"seat_credits_sum", 10 + day / kDayMs % 7},
                              {"plan_credits_sum", 0},
                              {"team_id", kDemoTeam},
                              {"team_name", "Demo Team"},
                              {"metering_period_start", month + "01"},
                              {"metering_period_end", month + "28"}}));
    }
  }
  const std::int64_t given = skip + static_cast<std::int64_t>(rows.size());
  return answer(Json::object({{"rows", std::move(rows)},
                              {"next_cursor", more ? std::to_string(given) : std::string()},
                              {"has_next_page", more}}));
}

constexpr std::string_view kDemoPlugin = "200000000000000001";
constexpr std::pair<std::string_view, std::string_view> kResources[] = {
    {"plugin_id", "PLUGIN"}, {"widget_id", "WIDGET"}, {"community_file_id", "COMMUNITY_FILE"}};

// The demo person paid for the demo plugin, and for nothing else.
Response get_payments(World&, const Ask& ask) {
  std::string resource(kDemoPlugin), type = "PLUGIN", user = ask.query_or("user_id", kDemoUser);
  for (auto [name, kind] : kResources) {
    if (!ask.find(name)) continue;
    resource = *ask.find(name);
    type = kind;
  }
  const bool paid = resource == kDemoPlugin && user == kDemoUser;
  Json meta =
      Json::object({{"user_id", user},
                    {"resource_id", resource},
                    {"resource_type", type},
                    {"payment_status", Json::object({{"type", paid ? "PAID" : "UNPAID"}})}});
  if (paid) meta.set("date_of_purchase", "2026-03-01T00:00:00Z");
  return answer(ok_meta(std::move(meta)));
}

}  // namespace

const Action& discovery_row() {
  static constexpr Action kRow{
      .name = "figma_get_discovery",
      .label = "Get Discovery",
      .summary = "Read the text events of an organization.",
      .operation_id = "discovery",
      .group = "Discovery",
      .effect = Effect::reads,
      .method = Method::get,
      .path = "/v1/discovery",
      .scopes = {"org:discovery_read"},
      .credentials = Credentials::org_oauth,
      .plan = Plan::governance,
      .tier = Tier::two,
      .inputs = {Input{.name = "start_date", .about = "From when.", .required = true}},
      .example = R"({"start_date": "2026-01-01"})",
      .docs = "discovery-endpoints"};
  return kRow;
}

// Nobody has written down what it answers, so nothing is made up: the plan is never enough.
Response discovery(World&, const Ask& ask) { return refuse(ask.row, 403, "Limited by Figma plan"); }

void add_organization_answers(Answers& answers) {
  answers["getActivityLogs"] = get_activity_logs;
  answers["getDeveloperLogs"] = get_developer_logs;
  answers["getAiUsageDaily"] = get_ai_usage;
  answers["getPayments"] = get_payments;
}

}  // namespace figlink::fake
