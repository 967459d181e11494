// Webhooks: state and limits. Nothing is delivered; the PING of a new webhook shows in its requests
// as unanswered.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "figma/fake/world.h"

namespace figlink::fake {
namespace {

// At most 20 a team, 5 a project, 3 a file (figma.md 5).
std::size_t limit_of(std::string_view context) {
  return context == "TEAM" ? 20 : context == "PROJECT" ? 5 : 3;
}

std::string upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  return out;
}

Json without_passcode(Json webhook) {
  webhook.set("passcode", "");
  return webhook;
}

Json* find_webhook(World& world, const Ask& ask) {
  std::string id = ask.path("webhook_id");
  for (std::size_t i = 0; i < world.webhooks.size(); ++i) {
    if (world.webhooks[i].find("id")->as_text() == std::string_view(id) && ask.user.in_demo_team)
      return &world.webhooks[i];
  }
  return nullptr;
}

bool context_exists(World& world, const Ask& ask, std::string_view context, std::string_view id) {
  if (context == "TEAM") return ask.user.in_demo_team && id == kDemoTeam;
  if (context == "FILE") return visible_file(world, ask, id) != nullptr;
  return std::ranges::any_of(world.folders, [&](const Folder& folder) {
    return folder.id == id && folder.team_id == kDemoTeam;
  });
}

Response list(World& world, const Ask& ask) {
  bool team_call = ask.row.operation_id == "getTeamWebhooks";
  std::string context = team_call ? "TEAM" : upper(ask.query_or("context", "")),
              id = team_call ? ask.path("team_id") : ask.query_or("context_id", "");
  bool plan = ask.find("plan_api_id").has_value();
  if (!team_call && !plan && context.empty())
    return refuse(ask.row, 400, "Missing required parameter context");
  if (!plan && !context_exists(world, ask, context, id))
    return team_call ? refuse(ask.row, 404, "Not found")
                     : refuse(ask.row, 403, "You do not have access to this context");
  Json out = Json::array();
  for (std::size_t i = 0; i < world.webhooks.size(); ++i) {
    const Json& each = world.webhooks[i];
    bool wanted = plan ? each.find("plan_api_id")->text_or("") == ask.query_or("plan_api_id", "")
                       : each.find("context")->text_or("") == context &&
                             each.find("context_id")->text_or("") == id;
    if (wanted) out.push(without_passcode(each));
  }
  Json answered = Json::object();
  if (plan) {  // pages of two, so that paging can be tried out
    constexpr std::int64_t kPage = 2;
    std::int64_t from = std::max<std::int64_t>(0, ask.number_or("cursor", 0)),
                 total = static_cast<std::int64_t>(out.size());
    Json page = Json::array();
    for (std::int64_t i = from; i < std::min(total, from + kPage); ++i)
      page.push(out[static_cast<std::size_t>(i)]);
    Json pagination = Json::object();
    if (from + kPage < total)
      pagination.set("next_page", fmt::format("{}/v2/webhooks?plan_api_id={}&cursor={}", ask.origin,
                                              ask.query_or("plan_api_id", ""), from + kPage));
    answered.set("webhooks", std::move(page));
    answered.set("pagination", std::move(pagination));
  } else {
    answered.set("webhooks", std::move(out));
  }
  return answer(answered);
}

Response create(World& world, const Ask& ask) {
  auto text = [&](std::string_view key) {
    return ask.body.find(key) ? ask.body.find(key)->text_or("") : std::string();
  };
  std::string context = upper(text("context")), id = text("context_id"), event = text("event_type");
  if (!context_exists(world, ask, context, id))
    return refuse(ask.row, 403, "You do not have access to this context");
  if (event == "PING") return refuse(ask.row, 400, "Cannot subscribe to PING");
  if (!text("endpoint").starts_with("https://") && !text("endpoint").starts_with("http://"))
    return refuse(ask.row, 400, "Invalid endpoint");
  if (text("passcode").size() > 100 || text("endpoint").size() > 2048)
    return refuse(ask.row, 400, "Parameter too long");
  std::size_t there = 0;
  for (std::size_t i = 0; i < world.webhooks.size(); ++i) {
    there += world.webhooks[i].find("context")->text_or("") == context &&
             world.webhooks[i].find("context_id")->text_or("") == id;
  }
  if (there >= limit_of(context)) return refuse(ask.row, 400, "Webhook limit reached");
  std::string status = ask.body.find("status") ? text("status") : "ACTIVE";
  Json webhook = Json::object({{"id", world.fresh_id()},
                               {"event_type", event},
                               {"team_id", context == "TEAM" ? id : ""},
                               {"context", context},
                               {"context_id", id},
                               {"plan_api_id", "organization-1190000000000000009"},
                               {"status", status},
                               {"client_id", nullptr},
                               {"passcode", text("passcode")},
                               {"endpoint", text("endpoint")},
                               {"description", text("description")},
                               {"protocol_version", "2"}});
  world.webhooks.push(webhook);
  if (status == "ACTIVE" && world.webhook_requests.size() < kThingsMax) {
    std::string hook = webhook.find("id")->text_or("");
    Json payload = Json::object({{"event_type", "PING"},
                                 {"passcode", text("passcode")},
                                 {"timestamp", world.now()},
                                 {"webhook_id", hook}});
    world.webhook_requests.push(
        Json::object({{"webhook_id", hook},
                      {"request_info", Json::object({{"id", world.fresh_id()},
                                                     {"endpoint", text("endpoint")},
                                                     {"payload", payload},
                                                     {"sent_at", world.now()}})},
                      {"response_info", nullptr},
                      {"error_msg", "The sandbox delivers nothing"}}));
  }
  return answer(webhook);
}

Response get(World& world, const Ask& ask) {
  Json* webhook = find_webhook(world, ask);
  return webhook ? answer(without_passcode(*webhook)) : refuse(ask.row, 404, "Webhook not found");
}

Response update(World& world, const Ask& ask) {
  Json* webhook = find_webhook(world, ask);
  if (!webhook) return refuse(ask.row, 404, "Webhook not found");
  if (ask.body.find("event_type") && ask.body.find("event_type")->text_or("") == "PING")
    return refuse(ask.row, 400, "Cannot subscribe to PING");
  for (std::string_view key : {"event_type", "endpoint", "passcode", "status", "description"}) {
    if (const Json* value = ask.body.find(key)) webhook->set(key, *value);
  }
  return answer(*webhook);
}

Response remove(World& world, const Ask& ask) {
  Json* webhook = find_webhook(world, ask);
  if (!webhook) return refuse(ask.row, 404, "Webhook not found");
  Json gone = without_passcode(*webhook), kept = Json::array();
  for (std::size_t i = 0; i < world.webhooks.size(); ++i) {
    if (&world.webhooks[i] != webhook) kept.push(world.webhooks[i]);
  }
  world.webhooks = std::move(kept);
  return answer(gone);
}

Response requests(World& world, const Ask& ask) {
  if (!find_webhook(world, ask)) return refuse(ask.row, 404, "Webhook not found");
  Json out = Json::array();
  for (std::size_t i = 0; i < world.webhook_requests.size(); ++i) {
    if (world.webhook_requests[i].find("webhook_id")->text_or("") == ask.path("webhook_id"))
      out.push(world.webhook_requests[i]);
  }
  return answer(Json::object({{"requests", std::move(out)}}));
}

}  // namespace

void add_webhook_answers(Answers& answers) {
  answers["getWebhooks"] = list;
  answers["getTeamWebhooks"] = list;
  answers["postWebhook"] = create;
  answers["getWebhook"] = get;
  answers["putWebhook"] = update;
  answers["deleteWebhook"] = remove;
  answers["getWebhookRequests"] = requests;
}

}  // namespace figlink::fake
