// Webhooks: state and limits (figma.md 5). Nothing is delivered; the PING of a new webhook shows in
// its requests as one that nobody answered.
#include <fmt/format.h>

#include <algorithm>

#include "figma/fake/ask.h"

namespace figlink::fake {
namespace {

constexpr std::int64_t kPage =
    2;  // of a plan's webhooks; the sandbox's own, so that paging can be tried out
constexpr int kKeptDays = 7;
constexpr std::string_view kNoAccess = "You don't have permission to access this context";

std::size_t most_in(std::string_view context) {
  return context == "TEAM" ? 20 : context == "PROJECT" ? 5 : 3;
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

// Reads never tell the passcode.
Json shown(Json webhook) {
  webhook.set("passcode", "");
  return webhook;
}

// The team that a context lies in; nullptr when the caller cannot see it.
const Team* team_behind(World& world, const Token& token, std::string_view context,
                        std::string_view id) {
  std::string_view team_id = id;
  if (context == "FILE") {
    const File* file = visible_file(world, token, id);
    const Team* team = file ? world.team_of(*file) : nullptr;
    return team;
  }
  if (context == "PROJECT") {
    const Folder* folder = visible_folder(world, token, id);
    if (!folder) return nullptr;
    team_id = folder->team_id;
  }
  return sees_team(world, token, team_id) ? world.team(team_id) : nullptr;
}

bool is_visible(World& world, const Token& token, const Json& webhook) {
  return team_behind(world, token, text_at(webhook, "context"), text_at(webhook, "context_id")) !=
         nullptr;
}

std::optional<std::size_t> find_webhook(World& world, const Ask& ask) {
  for (std::size_t i = 0; i < world.webhooks.size(); ++i) {
    const Json& webhook = world.webhooks[i];
    if (text_at(webhook, "id") == ask.path("webhook_id"))
      return is_visible(world, ask.token, webhook) ? std::optional(i) : std::nullopt;
  }
  return std::nullopt;
}

Response of_plan(World& world, const Ask& ask) {
  const std::string plan = ask.query_or("plan_api_id", "");
  const bool sees = std::ranges::any_of(world.teams, [&](const Team& team) {
    return team.plan_api_id == plan && sees_team(world, ask.token, team.id);
  });
  if (!sees) return refuse(ask.row, 403, "You don't have permission to access this plan");
  Json all = Json::array(), page = Json::array(), pagination = Json::object();
  for (std::size_t i = 0; i < world.webhooks.size(); ++i) {
    const Json& each = world.webhooks[i];
    if (text_at(each, "plan_api_id") == plan && is_visible(world, ask.token, each))
      all.push(shown(each));
  }
  const auto total = static_cast<std::int64_t>(all.size());
  const std::int64_t from = std::clamp<std::int64_t>(ask.number_or("cursor", 0), 0, total),
                     to = std::min(total, from + kPage);
  for (std::int64_t i = from; i < to; ++i) page.push(all[static_cast<std::size_t>(i)]);
  if (to < total)
    pagination.set("next_page",
                   fmt::format("{}/v2/webhooks?plan_api_id={}&cursor={}", ask.origin, plan, to));
  return answer(
      Json::object({{"webhooks", std::move(page)}, {"pagination", std::move(pagination)}}));
}

Json in_context(const World& world, std::string_view context, std::string_view id) {
  Json out = Json::array();
  for (std::size_t i = 0; i < world.webhooks.size(); ++i) {
    const Json& each = world.webhooks[i];
    if (text_at(each, "context") == context && text_at(each, "context_id") == id)
      out.push(shown(each));
  }
  return out;
}

Response get_webhooks(World& world, const Ask& ask) {
  if (ask.find("plan_api_id")) return of_plan(world, ask);
  const std::string context = upper(ask.query_or("context", "")),
                    id = ask.query_or("context_id", "");
  if (!team_behind(world, ask.token, context, id)) return refuse(ask.row, 403, kNoAccess);
  return answer(Json::object({{"webhooks", in_context(world, context, id)}}));
}

Response get_team_webhooks(World& world, const Ask& ask) {
  if (!sees_team(world, ask.token, ask.path("team_id"))) return not_found(ask);
  return answer(Json::object({{"webhooks", in_context(world, "TEAM", ask.path("team_id"))}}));
}

std::optional<std::string_view> wrong_webhook(const Json& body) {
  const std::string endpoint = text_at(body, "endpoint");
  if (body.find("endpoint") && !endpoint.starts_with("https://") &&
      !endpoint.starts_with("http://"))
    return "Invalid endpoint";
  if (body.find("passcode") && text_at(body, "passcode").empty()) return "Invalid passcode";
  return std::nullopt;
}

void send_ping(World& world, const Json& webhook) {
  Json payload = Json::object({{"event_type", "PING"},
                               {"passcode", text_at(webhook, "passcode")},
                               {"timestamp", world.now()},
                               {"webhook_id", text_at(webhook, "id")}});
  Json request = Json::object({{"id", world.fresh_id()},
                               {"endpoint", text_at(webhook, "endpoint")},
                               {"payload", std::move(payload)},
                               {"sent_at", world.now()}});
  if (world.webhook_requests.size() >= kWebhookRequestsKept)
    world.webhook_requests = without(world.webhook_requests, 0);
  world.webhook_requests.push(Json::object({{"webhook_id", text_at(webhook, "id")},
                                            {"request_info", std::move(request)},
                                            {"response_info", nullptr},
                                            {"error_msg", "The sandbox delivers nothing"}}));
}

Response post_webhook(World& world, const Ask& ask) {
  const std::string context = upper(text_at(ask.body, "context")),
                    id = text_at(ask.body, "context_id");
  const Team* team = team_behind(world, ask.token, context, id);
  if (!team) return refuse(ask.row, 403, kNoAccess);
  if (auto problem = wrong_webhook(ask.body)) return refuse(ask.row, 400, *problem);
  const bool full = in_context(world, context, id).size() >= most_in(context) ||
                    world.webhooks.size() >= kWebhooksMax;
  if (full)
    return refuse(ask.row, 400,
                  fmt::format("This {} already has the maximum of {} webhooks",
                              text_at(ask.body, "context"), most_in(context)));
  const std::string status = ask.body.find("status") ? text_at(ask.body, "status") : "ACTIVE";
  const Json* description = ask.body.find("description");
  Json webhook = Json::object(
      {{"id", world.fresh_id()},
       {"event_type", text_at(ask.body, "event_type")},
       {"team_id", context == "TEAM" ? id : ""},
       {"context", context},
       {"context_id", id},
       {"plan_api_id", team->plan_api_id},
       {"status", status},
       {"client_id", ask.token.kind == Credentials::oauth ? Json("sandbox-app") : Json(nullptr)},
       {"passcode", text_at(ask.body, "passcode")},
       {"endpoint", text_at(ask.body, "endpoint")},
       {"description", description ? *description : Json(nullptr)},
       {"protocol_version", "2"}});
  world.webhooks.push(webhook);
  if (status == "ACTIVE") send_ping(world, webhook);
  return answer(webhook);
}

Response get_webhook(World& world, const Ask& ask) {
  auto at = find_webhook(world, ask);
  return at ? answer(shown(world.webhooks[*at])) : refuse(ask.row, 404, "Webhook not found");
}

Response put_webhook(World& world, const Ask& ask) {
  auto at = find_webhook(world, ask);
  if (!at) return refuse(ask.row, 404, "Webhook not found");
  if (auto problem = wrong_webhook(ask.body)) return refuse(ask.row, 400, *problem);
  Json& webhook = world.webhooks[*at];
  for (std::string_view key : {"event_type", "endpoint", "passcode", "status"}) {
    if (const Json* value = ask.body.find(key)) webhook.set(key, *value);
  }
  // An empty description takes it away.
  if (const Json* value = ask.body.find("description"))
    webhook.set("description", value->text_or("").empty() ? Json(nullptr) : *value);
  return answer(webhook);
}

Response delete_webhook(World& world, const Ask& ask) {
  auto at = find_webhook(world, ask);
  if (!at) return refuse(ask.row, 404, "Webhook not found");
  Json gone = shown(world.webhooks[*at]);
  world.webhooks = without(world.webhooks, *at);
  return answer(gone);
}

Response get_webhook_requests(World& world, const Ask& ask) {
  if (!find_webhook(world, ask)) return refuse(ask.row, 404, "Webhook not found");
  Json out = Json::array();
  const UnixMs oldest = world.clock.now_ms() - kKeptDays * kDayMs;
  for (std::size_t i = 0; i < world.webhook_requests.size(); ++i) {
    const Json& each = world.webhook_requests[i];
    const auto sent_at = parse_iso(each.at({"request_info", "sent_at"})->text_or(""));
    if (text_at(each, "webhook_id") == ask.path("webhook_id") && sent_at.value_or(0) >= oldest)
      out.push(each);
  }
  return answer(Json::object({{"requests", std::move(out)}}));
}

}  // namespace

void add_webhook_answers(Answers& answers) {
  answers["getWebhooks"] = get_webhooks;
  answers["getTeamWebhooks"] = get_team_webhooks;
  answers["postWebhook"] = post_webhook;
  answers["getWebhook"] = get_webhook;
  answers["putWebhook"] = put_webhook;
  answers["deleteWebhook"] = delete_webhook;
  answers["getWebhookRequests"] = get_webhook_requests;
}

}  // namespace figlink::fake
