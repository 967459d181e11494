#include <string>
#include <utility>

#include "faces/connector.h"
#include "faces/face_ask.h"
#include "faces/fields.h"
#include "faces/given.h"
#include "faces/http/keyed.h"
#include "faces/http/mounts.h"
#include "faces/query.h"
#include "faces/views.h"

namespace figlink {
namespace {

constexpr std::int64_t kPageMax = 1'000'000;
constexpr std::int64_t kPageSizeMax = 1000;

Result<Response> list(const FaceParts& parts, const Caller& caller, Request& request) {
  Query query(request);
  AccountFilter filter;
  filter.ids = query.list("account_ids");
  filter.origin_owner_ids = query.list("origin_owner_ids");
  for (auto& id : query.list("origin_owner_id")) filter.origin_owner_ids.push_back(std::move(id));
  filter.providers = query.list("providers");
  for (auto& provider : query.list("provider")) filter.providers.push_back(std::move(provider));
  filter.statuses = query.list("status");
  filter.credential_kinds = query.list("credential_kind");
  filter.search = query.text("search");
  filter.sort = query.text("sort");
  filter.page = query.integer("page", 1, 1, kPageMax);
  filter.page_size = query.integer("page_size", 25, 1, kPageSizeMax);
  if (auto done = query.done(); !done) return pass(done);
  auto accounts = parts.gateway.accounts(caller, filter);
  if (!accounts)
    return pass_named(accounts, [](auto field) { return "query." + std::string(field); });
  Json json = Json::array();
  for (const auto& account : *accounts) json.push(account_json(account));
  auto total = parts.gateway.count_accounts(caller, filter);
  if (!total) return pass(total);
  Response response = json_answer(200, json);
  response.headers.add("x-total-count", std::to_string(*total));
  return response;
}

// What clients of hosted hubs send along in a PATCH, and what says nothing here
// (hosted_hubs.md 3.1).
constexpr std::string_view kIgnored[] = {
    "authentication_config_key", "environment",      "integration_id",
    "connector_profile_id",      "provider_version", "categories"};
constexpr std::string_view kGivenIn[] = {"credentials", "secrets", "setup_information"};

// Lays the object of credentials under `name` over the change.
void lay_object(Json& body, std::string_view name, AccountChange& change) {
  Json* object = body.find(name);
  if (object == nullptr || object->is_null()) return;
  if (object->is_object()) return lay_over(change, given_in(*object, std::string(name) + "."));
  change.problems.push_back({std::string(name), "Must be an object."});
}

Result<AccountChange> read_change(Request& request) {
  auto body = secret_json_body(request);
  if (!body) return pass(body);
  AccountChange change;
  for (std::string_view name : kGivenIn) lay_object(*body, name, change);
  Fields fields(*body);
  fields.know(kGivenIn);
  change.origin_owner_id = fields.maybe_text("origin_owner_id");
  change.origin_owner_name = fields.maybe_text("origin_owner_name");
  change.origin_username = fields.clearable_text("origin_username");
  change.label = fields.clearable_text("label");
  change.status = fields.maybe_text("status");
  change.type = fields.maybe_text("type");
  change.shared = fields.maybe_bool("shared");
  change.metadata = fields.clearable_object("metadata");
  if (auto provider = fields.maybe_text("provider"); provider && *provider != "figma") {
    fields.problem("provider", "Cannot be changed; an account stays with figma.");
  }
  fields.refuse_others(kIgnored);
  for (Problem& problem : fields.take_problems()) change.problems.push_back(std::move(problem));
  return change;
}

Result<Response> change(const FaceParts& parts, const Caller& caller, Request& request,
                        const std::string& id) {
  auto change = read_change(request);
  if (!change) return pass(change);
  auto account = parts.gateway.change_account(caller, id, std::move(*change));
  if (!account) return pass_named(account, name_in_body);
  return json_answer(200, account_json(*account));
}

Json meta_json(const AccountView& account) {
  return Json::object(
      {{"category", "documents"}, {"models", Json::object()}, {"provider", account.provider}});
}

Result<Response> tell_budget(Gateway& gateway, const Caller& caller, Request& request,
                             const std::string& id) {
  auto body = json_body(request);
  if (!body) return pass(body);
  Fields fields(*body);
  BudgetWish wish{.plan = fields.text("plan"), .seat = fields.text("seat")};
  fields.refuse_others();
  wish.problems = fields.take_problems();
  auto budget = gateway.tell_budget(caller, id, wish);
  if (!budget) return pass(budget);
  return json_answer(200, budget_json(*budget));
}

// Answers with the account that `find` gives.
template <class Find, class Show>
Result<Response> one(Find find, Show show) {
  auto account = find();
  if (!account) return pass(account);
  return json_answer(200, show(*account));
}

}  // namespace

void mount_accounts(Routes& routes, const FaceParts& parts) {
  Gateway& gateway = parts.gateway;
  routes.add("GET", "/accounts",
             keyed(parts, Scope::accounts_read, [parts](auto& caller, Request& request, auto&) {
               return list(parts, caller, request);
             }));
  routes.add("GET", "/accounts/{id}",
             keyed(parts, Scope::accounts_read, [&gateway](auto& caller, Request&, auto& id) {
               return one([&] { return gateway.account(caller, id); }, account_json);
             }));
  routes.add("GET", "/accounts/{id}/meta",
             keyed(parts, Scope::accounts_read, [&gateway](auto& caller, Request&, auto& id) {
               return one([&] { return gateway.account(caller, id); }, meta_json);
             }));
  routes.add("GET", "/accounts/{id}/picture",
             keyed(parts, Scope::accounts_read,
                   [&gateway](auto& caller, Request&, auto& id) -> Result<Response> {
                     auto portrait = gateway.portrait(caller, id);
                     if (!portrait) return pass(portrait);
                     return portrait_answer(std::move(*portrait));
                   }));
  routes.add("GET", "/accounts/{id}/budget",
             keyed(parts, Scope::accounts_read, [&gateway](auto& caller, Request&, auto& id) {
               return one([&] { return gateway.budget(caller, id); }, budget_json);
             }));
  routes.add(
      "PUT", "/accounts/{id}/budget",
      keyed(parts, Scope::accounts_write, [&gateway](auto& caller, Request& request, auto& id) {
        return tell_budget(gateway, caller, request, id);
      }));
  routes.add("DELETE", "/accounts/{id}/budget",
             keyed(parts, Scope::accounts_write, [&gateway](auto& caller, Request&, auto& id) {
               return one([&] { return gateway.forget_budget(caller, id); }, budget_json);
             }));
  routes.add("PATCH", "/accounts/{id}",
             keyed(parts, Scope::accounts_write, [parts](auto& caller, Request& request, auto& id) {
               return change(parts, caller, request, id);
             }));
  routes.add("DELETE", "/accounts/{id}",
             keyed(parts, Scope::accounts_write, [&gateway](auto& caller, Request&, auto& id) {
               return one([&] { return gateway.remove_account(caller, id); }, account_json);
             }));
  routes.add("POST", "/accounts/{id}/test",
             keyed(parts, Scope::accounts_write, [&gateway](auto& caller, Request&, auto& id) {
               return one([&] { return gateway.test_account(caller, id); }, account_json);
             }));
}

}  // namespace figlink
