#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "faces/face_answer.h"
#include "faces/face_ask.h"
#include "faces/face_cookie.h"
#include "faces/fields.h"
#include "faces/http/envelope.h"
#include "faces/http/mounts.h"

namespace figlink {
namespace {

constexpr std::string_view kRepeatHeader = "idempotency-key";
constexpr std::string_view kPriorityHeader = "x-figlink-priority";
constexpr std::string_view kTimeoutHeader = "x-figlink-timeout";
constexpr std::string_view kPlaces[] = {"path", "query", "body"};
// What clients of hosted hubs send along, and what says nothing here (hosted_hubs.md 4.1).
constexpr std::string_view kIgnored[] = {"defender_config", "defender_enabled", "sync", "run_id",
                                         "debug"};

// Moves the three places out of the body; anything else there is no input.
Json take_inputs(Json& body) {
  Json inputs = Json::object();
  for (std::string_view place : kPlaces) {
    if (Json* given = body.find(place); given != nullptr && !given->is_null())
      inputs.set(place, std::move(*given));
  }
  // A switch of hosted hubs that clients send along; no action has an input of that name.
  if (Json* query = inputs.find("query"); query != nullptr) query->erase("debug");
  return inputs;
}

ReadWish wish_of(const Request& request) {
  const auto control = request.headers.get("cache-control");
  if (!control.empty()) return read_wish(control);
  return read_wish(request.headers.get("pragma"));  // no-cache, of old
}

void tell_memory(Response& response, Memory memory, std::int64_t age_s) {
  if (memory == Memory::none) return;
  response.headers.add("x-figlink-cache", std::string(name_of(memory)));
  if (memory != Memory::miss) response.headers.add("age", std::to_string(age_s));
}

std::string name_in_rpc(std::string_view field) {
  return field == kAccountField ? std::string(kAccountHeader) : std::string(field);
}

std::string_view repeat_key_of(const Request& request, Fields& fields) {
  const auto key = trim(request.headers.get(kRepeatHeader));
  if (key.empty() || is_repeat_key(key)) return key;
  fields.problem(kRepeatHeader, std::string(kNoRepeatKey));
  return {};
}

Priority priority_of(const Request& request, Fields& fields) {
  const auto priority = trim(request.headers.get(kPriorityHeader));
  if (!priority.empty() && priority != "bulk" && priority != "interactive")
    fields.problem(kPriorityHeader, "Must be interactive or bulk.");
  return priority == "bulk" ? Priority::bulk : Priority::interactive;
}

SteadyMs deadline_of(const FaceParts& parts, const Request& request, Fields& fields) {
  const auto given = trim(request.headers.get(kTimeoutHeader));
  if (given.empty()) return request.deadline;
  const auto ms = timeout_ms(given);
  if (!ms) {
    fields.problem(kTimeoutHeader, "Must be whole seconds, 1 to 3600.");
    return request.deadline;
  }
  const SteadyMs due = parts.clock.steady_ms() + *ms;
  return request.deadline == 0 ? due : std::min(due, request.deadline);
}

Result<Response> rpc(const FaceParts& parts, Request& request) {
  // Before the body is read: a stranger must not make us parse one. perform() asks again, of a
  // cache.
  const Presented presented = presented_in(parts, request);
  if (auto caller = parts.gateway.authenticate(presented.proof); !caller) return pass(caller);
  auto body = json_body(request);
  if (!body) return pass(body);
  Fields fields(*body);
  const std::string action = fields.text("action");
  const bool all = fields.maybe_bool(kAllField).value_or(false);
  fields.maybe_object("headers");
  fields.know(kPlaces);
  fields.refuse_others(kIgnored);
  const std::string account = account_of(request, *body);
  const Json inputs = take_inputs(*body);
  const auto repeat_key = repeat_key_of(request, fields);
  const Preferences prefers = preferences(request.headers.get("prefer"));
  const Priority priority = priority_of(request, fields);
  const SteadyMs deadline = deadline_of(parts, request, fields);
  const bool alone = request.headers.get("x-figlink-envelope") == "none";
  if (all && alone) {
    fields.problem(kAllField, "Every page needs the envelope: leave it or x-figlink-envelope out.");
  }
  auto answer = parts.gateway.perform({
      .proof = presented.proof,
      .account = account,
      .action = action,
      .inputs = inputs,
      .form = Form::nested,
      .face = presented.proof.kind == Proof::Kind::dashboard ? "dashboard" : "http",
      .request_id = request_id_of(request),
      .deadline = deadline,
      .accept_encoding = alone ? request.headers.get("accept-encoding") : std::string_view{},
      .priority = priority,
      .permit_due = prefers.wait_ms ? parts.clock.steady_ms() + *prefers.wait_ms : 0,
      .read = wish_of(request),
      .may_gather = prefers.gather,
      .repeat_key = repeat_key,
      .pages = all ? Pages::as_array : Pages::one,
      .problems = fields.take_problems(),
  });
  if (!answer) return pass_named(answer, name_in_rpc);
  if (all)
    return enveloped_pages(std::move(*answer), parts.clock, std::string(request_id_of(request)));
  const bool is_repeated = answer->is_repeated;
  const Memory memory = answer->memory;
  const std::int64_t age_s = answer->age_s;
  auto response = alone ? bare(std::move(*answer)) : enveloped(std::move(*answer));
  if (response && is_repeated) response->headers.add_view("idempotent-replayed", "true");
  if (response) tell_memory(*response, memory, age_s);
  return response;
}

}  // namespace

void mount_rpc(Routes& routes, const FaceParts& parts) {
  routes.add("POST", "/actions/rpc", serve(parts.clock, [parts](Request& request, const Params&) {
               return rpc(parts, request);
             }));
}

}  // namespace figlink
