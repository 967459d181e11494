#include "gateway/examine.h"

#include <algorithm>
#include <utility>

#include "actions/catalogue.h"
#include "actions/check.h"
#include "figma/verdict.h"
#include "gateway/credential.h"

namespace figlink {
namespace {

// Asked in this order, of things nobody has: first the scopes that hardly a token is made with, and
// the cheapest tier before the next.
struct Probe {
  std::string_view action, inputs;
};
constexpr Probe kProbes[] = {
    {"figma_get_library_component_actions",
     R"({"file_key": "0000000000000000000000", "group_by": "component"})"},
    {"figma_get_project_metadata", R"({"project_id": "0"})"},
    {"figma_get_folder_metadata", R"({"folder_id": "0"})"},
    {"figma_get_file_metadata", R"({"file_key": "0000000000000000000000"})"},
    {"figma_get_folder_folders", R"({"folder_id": "0"})"},
};

// The scope without which the action is refused; "" when several would do.
std::string_view sole_scope(const Action& action) {
  const bool sole = action.scopes[1].empty() && action.old_scopes[0].empty();
  return sole ? action.scopes[0] : std::string_view();
}

constexpr std::string_view kHowToMakeOne =
    "Make a token in Figma (Settings, Security, Generate new token), copy all of it at once, and "
    "paste it alone.";

// The refusal of a token that is about to be linked, in the words of somebody who just pasted it.
std::unexpected<Error> dead_token(Error error, Refusal refusal) {
  error.message =
      refusal == Refusal::token_expired
          ? "This token has expired at Figma."
          : "Figma does not know this token: it was not copied whole, or it was revoked.";
  error.hint = kHowToMakeOne;
  return std::unexpected(std::move(error));
}

std::unexpected<Error> cannot_see(const std::string& team_id, Error error) {
  const std::string message = "The token works, but it cannot see team " + team_id + ".";
  auto failed = fail(Fault::bad_input, message,
                     "Open the team in Figma as the token's owner and paste the address of that "
                     "page; or ask to be let into the team.");
  failed.error().problems = {
      {std::string(kTeamField),
       message + " Check the number, and that the token's owner is in the team."}};
  failed.error().figma = std::move(error.figma);
  return failed;
}

bool is_dead(Refusal refusal) {
  return refusal == Refusal::token_dead || refusal == Refusal::token_expired;
}

// The answer says that this team is not for this token, rather than that something failed.
bool is_about_the_team(const Error& error, Refusal refusal) {
  return refusal == Refusal::absent || refusal == Refusal::no_permission ||
         error.fault == Fault::bad_input;
}

}  // namespace

Examiner::Examiner(Upstream& figma, const Clock& clock, Credentials kind, const Secret& token,
                   std::optional<std::vector<std::string>> scopes)
    : figma_(figma), kind_(kind), token_(token), deadline_(clock.steady_ms() + kExamineMs) {
  findings_.scopes = std::move(scopes);
}

Result<void> Examiner::ask_who() {
  const Action* me = find_action("figma_get_current_user");
  if (!me->takes(kind_)) return {};
  auto answer = ask(me->name, Json::object());
  if (!answer) {
    const Refusal refusal = refusal_of(answer.error());
    if (is_dead(refusal)) return dead_token(std::move(answer.error()), refusal);
    if (refusal == Refusal::scope_missing) return {};  // it lives, and does not say whose it is
    return pass(answer);
  }
  auto user = Json::parse(*answer);
  if (!user) return {};
  auto text = [&](std::string_view name) {
    return user->find(name) ? user->find(name)->text_or("") : std::string();
  };
  findings_.user_id = text("id");
  findings_.user_name = text("handle");
  findings_.user_email = text("email");
  findings_.user_image = text("img_url");
  return {};
}

Result<void> Examiner::ask_team(const std::string& team_id) {
  std::optional<Error> unseen;
  for (std::string_view name : {"figma_get_team_projects", "figma_get_team_components"}) {
    const Action& action = *find_action(name);
    if (findings_.scopes && !serves(action, *findings_.scopes)) continue;
    Json inputs = Json::object({{"team_id", team_id}});
    if (name == "figma_get_team_components") inputs.set("page_size", 1);
    auto answer = ask(name, inputs);
    if (answer) {
      auto team = Json::parse(*answer);
      if (team && team->find("name") != nullptr)
        findings_.team_name = team->find("name")->text_or("");
      findings_.team_seen = true;
      return {};
    }
    const Refusal refusal = refusal_of(answer.error());
    if (is_dead(refusal)) return dead_token(std::move(answer.error()), refusal);
    if (refusal == Refusal::scope_missing || refusal == Refusal::plan_too_small) continue;
    if (!is_about_the_team(answer.error(), refusal)) return pass(answer);
    unseen = std::move(answer.error());
    // Figma keeps the project calls from OAuth apps of the public (figma.md 0.3), so for those it
    // proves nothing.
    if (kind_ != Credentials::oauth) break;
  }
  if (unseen) return cannot_see(team_id, std::move(*unseen));
  return {};
}

// A token that holds the scope of one question is asked the next; one that holds them all keeps the
// rest to itself.
void Examiner::ask_scopes() {
  int asked = 0;
  for (const Probe& probe : kProbes) {
    if (findings_.scopes || asked == kProbesMax) return;
    const Action& action = *find_action(probe.action);
    if (!action.takes(kind_) || holds(sole_scope(action))) continue;
    ++asked;
    auto answer = ask(action.name, *Json::parse(probe.inputs));
    const Refusal refusal = answer ? Refusal::other : refusal_of(answer.error());
    const bool goes_on = answer || refusal == Refusal::absent ||
                         refusal == Refusal::plan_too_small || refusal == Refusal::no_permission;
    if (!goes_on) return;  // told, or Figma has other troubles
  }
}

Result<std::string> Examiner::ask(std::string_view name, const Json& inputs) {
  const Action& action = *find_action(name);
  auto call = check(action, inputs, Form::flat, {});
  if (!call) return pass(call);
  Trace trace;
  auto reply = figma_.send({.call = *call,
                            .kind = kind_,
                            .token = token_,
                            .account_id = {},
                            .scopes = findings_.scopes ? &*findings_.scopes : nullptr,
                            .deadline = deadline_,
                            .person = person_,
                            .project = project_},
                           trace);
  if (trace.scopes_told) findings_.scopes = std::move(trace.scopes_told);
  if (reply) {
    note_proof(action, reply->detoured);
    return read_all(*reply->body, kExamineBytesMax);
  }
  // Figma looks at the scope before it looks for the thing. Which way a detour's refusal came is
  // not told.
  if (refusal_of(reply.error()) == Refusal::absent && action.detour.path.empty())
    note_proof(action, false);
  return pass(reply);
}

bool Examiner::holds(std::string_view scope) const {
  return !scope.empty() && std::ranges::find(findings_.proven, scope) != findings_.proven.end();
}

void Examiner::note_proof(const Action& action, bool detoured) {
  const std::string_view scope = detoured ? action.detour.scopes[0] : sole_scope(action);
  if (!scope.empty() && !holds(scope)) findings_.proven.emplace_back(scope);
}

}  // namespace figlink
