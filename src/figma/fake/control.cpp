#include "figma/fake/control.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "actions/catalogue.h"
#include "base/text.h"
#include "figma/fake/ask.h"
#include "figma/fake/pictures.h"
#include "figma/fake/wish.h"

namespace figlink::fake {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array kKinds = {
    std::pair{"personal"sv, Credentials::personal}, std::pair{"plan"sv, Credentials::plan},
    std::pair{"oauth"sv, Credentials::oauth}, std::pair{"org_oauth"sv, Credentials::org_oauth}};
constexpr std::array kPlans = {"starter"sv, "professional"sv, "organization"sv, "enterprise"sv};
constexpr std::array kSeats = {"view"sv, "collab"sv, "dev"sv, "full"sv};
constexpr std::int64_t kLifeS = 90 * 24 * 3600;
constexpr std::size_t kNameMax = 100;
constexpr std::size_t kScopesMax = 100;

Response wrong(std::string_view text) {
  return json_response(400, Json::object({{"error", text}}).dump());
}

Response unknown_route() {
  return json_response(
      404, Json::object({{"error",
                          "there is: GET /sandbox/state, /sandbox/calls; POST /sandbox/tokens, "
                          "/sandbox/tokens/NAME/expire, /sandbox/faults, /sandbox/limits, "
                          "/sandbox/reset; DELETE /sandbox/tokens/NAME, /sandbox/faults"}})
               .dump());
}

std::string_view kind_name(Credentials kind) {
  return std::ranges::find(kKinds, kind, &std::pair<std::string_view, Credentials>::second)->first;
}

std::string_view prefix_of(Credentials kind) {
  return kind == Credentials::personal ? "figd_" : kind == Credentials::plan ? "figp_" : "figu_";
}

Json token_json(const Token& token) {
  Json scopes = Json::array();
  for (const std::string& scope : token.scopes) scopes.push(scope);
  return Json::object({{"name", token.name},
                       {"kind", kind_name(token.kind)},
                       {"user_id", token.user_id.empty() ? Json(nullptr) : Json(token.user_id)},
                       {"scopes", std::move(scopes)},
                       {"expires_at", iso_time(token.expires_at)},
                       {"plan", kPlans[static_cast<std::size_t>(token.tariff)]},
                       {"seat", token.seat == Seat::low ? "view" : "full"}});
}

// Scopes of Figma's that no action of the catalogue needs (figma.md 3.1).
constexpr std::array kOtherScopes = {"selections:read"sv, "org:discovery_read"sv, "file_read"sv};

bool is_scope(std::string_view name) {
  return std::ranges::find(kOtherScopes, name) != kOtherScopes.end() ||
         std::ranges::any_of(scope_notes(), [&](const auto& note) { return note.name == name; });
}

// Each reader takes its part of a wish; what is wrong comes back as a sentence.
std::string read_scopes(const Json& body, Token& token) {
  token.scopes = scopes_of(token.kind);
  const Json* scopes = body.find("scopes");
  if (!scopes) return {};
  token.scopes.clear();
  if (scopes->size() > kScopesMax) return "scopes: there are not so many";
  for (std::size_t i = 0; i < scopes->size(); ++i) {
    const std::string name = (*scopes)[i].text_or("");
    if (!is_scope(name)) return "scopes: Figma has no scope " + name.substr(0, kNameMax);
    token.scopes.push_back(name);
  }
  return {};
}

std::string read_owner(World& world, const Json& body, Token& token) {
  if (token.kind == Credentials::plan) return {};
  token.user_id = std::string(kDemoUser);
  if (const Json* id = body.find("user_id")) token.user_id = id->text_or("");
  if (token.user_id.empty()) return "user_id: the id of a person";
  if (world.user(token.user_id).id == token.user_id) return {};
  if (world.users.size() >= kUsersMax) return "there are too many people: POST /sandbox/reset";
  world.users.push_back({token.user_id,
                         "Person " + token.user_id,
                         "person" + token.user_id + "@example.com",
                         {std::string(kDemoTeam)}});
  return {};
}

std::string read_plan(const Json& body, Token& token) {
  if (const Json* plan = body.find("plan")) {
    auto at = std::ranges::find(kPlans, plan->text_or(""));
    if (at == kPlans.end()) return "plan: starter, professional, organization or enterprise";
    token.tariff = static_cast<Tariff>(at - kPlans.begin());
  }
  if (const Json* seat = body.find("seat")) {
    auto at = std::ranges::find(kSeats, seat->text_or(""));
    if (at == kSeats.end()) return "seat: view, collab, dev or full";
    token.seat = at - kSeats.begin() < 2 ? Seat::low : Seat::high;
  }
  return {};
}

constexpr WishField kTokenFields[] = {
    {"kind", WishField::text},
    {"scopes", WishField::texts},
    {"plan", WishField::text},
    {"seat", WishField::text},
    {"user_id", WishField::text},
    {"name", WishField::text},
    {"expires_in", WishField::whole, -kLifeS, 10 * kLifeS},
};

Response make_token(World& world, const Json& body) {
  if (auto problem = wrong_wish(body, kTokenFields)) return wrong(*problem);
  if (world.tokens.size() >= kTokensMax)
    return wrong("there are too many tokens: POST /sandbox/reset");
  Token token;
  const std::string kind = body.find("kind") ? text_at(body, "kind") : "personal";
  auto at = std::ranges::find(kKinds, kind, &std::pair<std::string_view, Credentials>::first);
  if (at == kKinds.end()) return wrong("kind: personal, plan, oauth or org_oauth");
  token.kind = at->second;
  for (const std::string& problem :
       {read_scopes(body, token), read_owner(world, body, token), read_plan(body, token)}) {
    if (!problem.empty()) return wrong(problem);
  }
  const Json* life = body.find("expires_in");
  const std::int64_t life_s = life ? *life->as_integer() : kLifeS;
  token.expires_at = world.clock.now_ms() + life_s * kSecondMs;
  const std::string number = world.fresh_id();
  token.name = body.find("name") ? text_at(body, "name").substr(0, kNameMax) : "made-" + number;
  if (std::ranges::find(world.tokens, token.name, &Token::name) != world.tokens.end())
    return wrong("name: there is a token of this name");
  token.text = fmt::format("{}sandbox-made-{:0>27}", prefix_of(token.kind), number);
  world.tokens.push_back(token);
  Json made = token_json(token);
  made.set("token", token.text);
  return answer(made);
}

// /sandbox/tokens/NAME and /sandbox/tokens/NAME/expire.
Response change_token(World& world, std::string_view method, std::string_view rest) {
  const bool expires = rest.ends_with("/expire");
  if (expires) rest.remove_suffix("/expire"sv.size());
  auto at = std::ranges::find(world.tokens, percent_decode(rest).value_or(""), &Token::name);
  if (at == world.tokens.end()) return wrong("there is no token of this name");
  if (expires && method == "POST") {
    at->expires_at = world.clock.now_ms();
    return answer(token_json(*at));
  }
  if (expires || method != "DELETE") return unknown_route();
  Json gone = token_json(*at);
  world.tokens.erase(at);
  return answer(gone);
}

Response ask_fault(World& world, const Json& body) {
  if (world.faults.size() >= kFaultsMax)
    return wrong("there are too many faults: DELETE /sandbox/faults");
  auto fault = read_fault(body);
  if (!fault) return wrong(fault.error().message);
  world.faults.push_back(std::move(*fault));
  return answer(Json::object({{"faults", static_cast<std::int64_t>(world.faults.size())}}));
}

constexpr WishField kLimitFields[] = {{"on", WishField::flag},
                                      {"monthly", WishField::whole, 1, 1'000'000}};

Response set_limits(World& world, const Json& body) {
  if (auto problem = wrong_wish(body, kLimitFields)) return wrong(*problem);
  if (const Json* on = body.find("on")) world.limits.on = *on->as_bool();
  if (const Json* monthly = body.find("monthly"))
    world.limits.monthly = static_cast<int>(*monthly->as_integer());
  world.buckets.clear();
  return answer(Json::object({{"on", world.limits.on}, {"monthly", world.limits.monthly}}));
}

std::int64_t count_in(const std::map<std::string, Json, std::less<>>& lists,
                      const std::string& key) {
  auto at = lists.find(key);
  return at == lists.end() ? 0 : static_cast<std::int64_t>(at->second.size());
}

Json state(const World& world) {
  Json teams = Json::array(), files = Json::array(), tokens = Json::array(), faults = Json::array(),
       buckets = Json::object();
  for (const Team& team : world.teams) {
    teams.push(Json::object({{"id", team.id},
                             {"name", team.name},
                             {"plan", kPlans[static_cast<std::size_t>(team.tariff)]},
                             {"plan_api_id", team.plan_api_id}}));
  }
  for (const File& file : world.files) {
    files.push(Json::object({{"key", file.key},
                             {"name", file.name},
                             {"folder_id", file.folder_id},
                             {"comments", count_in(world.comments, file.key)},
                             {"dev_resources", count_in(world.dev_resources, file.key)}}));
  }
  for (const Token& token : world.tokens) tokens.push(token_json(token));
  for (const AskedFault& fault : world.faults) faults.push(fault_json(fault));
  for (const auto& [name, bucket] : world.buckets) buckets.set(name, bucket.level);
  return Json::object({{"teams", std::move(teams)},
                       {"files", std::move(files)},
                       {"tokens", std::move(tokens)},
                       {"webhooks", static_cast<std::int64_t>(world.webhooks.size())},
                       {"faults", std::move(faults)},
                       {"limits", Json::object({{"on", world.limits.on},
                                                {"monthly", world.limits.monthly},
                                                {"used", std::move(buckets)}})}});
}

Json calls_seen(const World& world) {
  Json calls = Json::array();
  for (const Json& call : world.calls) calls.push(call);
  return Json::object({{"seen", world.calls_seen}, {"calls", std::move(calls)}});
}

}  // namespace

Response control(World& world, const Request& request, const Json& body) {
  const std::string_view path = request.path(), method = request.method;
  constexpr std::string_view kTokens = "/sandbox/tokens/";
  std::lock_guard lock(world.mutex);
  if (method == "GET") {
    if (path == "/sandbox/state") return answer(state(world));
    if (path == "/sandbox/calls") return answer(calls_seen(world));
    if (auto shown = picture(world, path)) return std::move(*shown);
  }
  if (path.starts_with(kTokens)) return change_token(world, method, path.substr(kTokens.size()));
  if (method == "DELETE" && path == "/sandbox/faults") {
    world.faults.clear();
    return answer(Json::object({{"faults", 0}}));
  }
  if (method != "POST") return unknown_route();
  if (path == "/sandbox/tokens") return make_token(world, body);
  if (path == "/sandbox/faults") return ask_fault(world, body);
  if (path == "/sandbox/limits") return set_limits(world, body);
  if (path != "/sandbox/reset") return unknown_route();
  world.reset();
  return answer(Json::object({{"reset", true}}));
}

}  // namespace figlink::fake
