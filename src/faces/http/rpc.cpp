#include <string>
#include <utility>

#include "faces/face_answer.h"
#include "faces/face_ask.h"
#include "faces/face_cookie.h"
#include "faces/fields.h"
#include "faces/http/envelope.h"
#include "faces/http/mounts.h"

namespace figlink {
namespace {

// Moves the three places out of the body; anything else there is no input.
Result<Json> take_inputs(Json& body) {
  Json inputs = Json::object();
  std::vector<Problem> problems;
  for (std::string_view place : {"path", "query", "body"}) {
    Json* given = body.find(place);
    if (given == nullptr || given->is_null()) continue;
    if (!given->is_object()) {
      problems.push_back({std::string(place), "Must be an object of inputs."});
      continue;
    }
    inputs.set(place, std::move(*given));
  }
  if (!problems.empty()) return wrong_fields(std::move(problems));
  // A switch of hosted hubs that clients send along; no action has an input of that name.
  if (Json* query = inputs.find("query"); query != nullptr) query->erase("debug");
  return inputs;
}

Result<Response> rpc(const FaceParts& parts, Request& request) {
  // Before the body is read: a stranger must not make us parse one. perform() asks again, of a
  // cache.
  const Presented presented = presented_in(parts, request);
  if (auto caller = parts.gateway.authenticate(presented.proof); !caller) return pass(caller);
  auto body = json_body(request);
  if (!body) return pass(body);
  Fields fields(*body);
  const std::string action = fields.required_text("action");
  if (auto done = fields.done(); !done) return pass(done);
  const std::string account = account_of(request, *body);
  auto inputs = take_inputs(*body);
  if (!inputs) return pass(inputs);

  const bool alone = request.headers.get("x-figlink-envelope") == "none";
  auto answer = parts.gateway.perform({
      .proof = presented.proof,
      .account = account,
      .action = action,
      .inputs = *inputs,
      .form = Form::nested,
      .face = presented.proof.kind == Proof::Kind::dashboard ? "dashboard" : "http",
      .request_id = request_id_of(request),
      .deadline = request.deadline,
      .accept_encoding = alone ? request.headers.get("accept-encoding") : std::string_view{},
  });
  if (!answer) return pass(answer);
  return alone ? bare(std::move(*answer)) : enveloped(std::move(*answer));
}

}  // namespace

void mount_rpc(Routes& routes, const FaceParts& parts) {
  routes.add("POST", "/actions/rpc", serve(parts.clock, [parts](Request& request, const Params&) {
               return rpc(parts, request);
             }));
}

}  // namespace figlink
