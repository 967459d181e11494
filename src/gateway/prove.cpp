#include "gateway/prove.h"

#include <utility>
#include <vector>

#include "base/text.h"
#include "gateway/account.h"
#include "gateway/credential.h"
#include "gateway/hidden.h"
#include "vault/vault.h"

namespace figlink {
namespace {

void lay_findings(Findings findings, UnixMs now, Account& account) {
  account.figma_user_id = std::move(findings.user_id);
  account.figma_user_name = std::move(findings.user_name);
  account.figma_user_email = std::move(findings.user_email);
  account.figma_user_image = std::move(findings.user_image);
  account.team_name = std::move(findings.team_name);
  lay_scopes(findings, account);
  if (!findings.team_seen) {
    account.status_reasons.push_back(
        {"team_not_checked",
         "No scope of the token lets it look at the team, so the Team ID was taken as given.",
         now});
  }
}

// A token that was just pasted and that Figma does not take is a wrong field: no account is broken.
std::unexpected<Error> wrong_token(Error error) {
  error.fault = Fault::bad_input;
  error.problems = {{std::string(kTokenField), error.message}};
  return std::unexpected(std::move(error));
}

// Another team for the token that is there already.
Result<void> move_team(const GatewayParts& parts, std::string team_id, Account& account) {
  auto token = open_token(parts, account);
  if (!token) return pass(token);
  Examiner examiner(parts.figma, parts.clock,
                    kind_from(account.credential_kind).value_or(Credentials::personal), *token,
                    account.scopes_whole ? account.scopes : std::nullopt);
  examiner.ask_for(account.person, account.project_id);
  if (auto seen = examiner.ask_team(team_id); !seen) return seen;
  account.team_id = std::move(team_id);
  account.team_name = examiner.findings().team_name;
  if (examiner.findings().scopes) lay_scopes(examiner.findings(), account);
  return {};
}

void move_expiry(UnixMs expires_at, UnixMs now, Account& account) {
  account.expires_at = expires_at;
  const bool ended_by_day =
      !account.status_reasons.empty() && account.status_reasons.front().code == kDayPassed;
  if (account.status != "expired" || !ended_by_day || is_over(expires_at, now)) return;
  account.status = "active";
  account.status_reasons.clear();
}

}  // namespace

void lay_scopes(const Findings& findings, Account& account) {
  account.scopes_whole = findings.scopes.has_value() || findings.proven.empty();
  account.scopes = account.scopes_whole ? findings.scopes : findings.proven;
}

Result<Proven> prove(const GatewayParts& parts, const Secret& token, std::string_view team,
                     std::string_view expires_on, Problems problems) {
  if (auto problem = token_problem(token.expose())) problems.add(kTokenField, std::move(*problem));
  Proven proven;
  proven.kind = kind_of(token.expose());
  proven.team_id = check_team(team, problems);
  proven.expires_at = check_expiry(expires_on, proven.kind, parts.clock.now_ms(), problems);
  if (auto done = problems.done(); !done) return pass(done);

  Examiner examiner(parts.figma, parts.clock, proven.kind, token);
  auto known = examiner.ask_who();
  proven.person = person_of(proven.kind, examiner.findings().user_id,
                            parts.vault.lookup_digest(token.expose()));
  examiner.ask_for(proven.person);
  if (known) known = examiner.ask_team(proven.team_id);
  if (!known && known.error().fault == Fault::relink) return wrong_token(std::move(known.error()));
  if (!known) return pass(known);
  examiner.ask_scopes();
  proven.findings = examiner.findings();
  return proven;
}

void lay_in(const GatewayParts& parts, const Secret& token, Proven proven, Account& account) {
  account.credential_kind = kind_name(proven.kind);
  account.credential =
      parts.vault.seal({kCredentialKind, account.id, account.project_id}, token.expose());
  account.credential_hint = hint_of(token.expose());
  account.person = std::move(proven.person);
  account.team_id = std::move(proven.team_id);
  account.expires_at = proven.expires_at;
  if (is_paused(account)) {
    std::erase_if(account.status_reasons,
                  [](const auto& reason) { return reason.code != kByHand; });
  } else {
    account.status = "active";
    account.status_reasons.clear();
  }
  lay_findings(std::move(proven.findings), parts.clock.now_ms(), account);
}

Result<Secret> open_token(const GatewayParts& parts, const Account& account) {
  auto token =
      parts.vault.open({kCredentialKind, account.id, account.project_id}, account.credential);
  if (token) return token;
  parts.log.error("credential_does_not_open", {{"account", std::string_view(account.id)}});
  auto failed = fail(Fault::relink,
                     "The stored token of account " + account.id +
                         " does not open: its record was damaged or moved.",
                     "Link the account again with a new Figma token.");
  failed.error().blame = Blame::ours;
  return failed;
}

Result<void> renew(const GatewayParts& parts, AccountChange& change, Problems problems,
                   Account& account) {
  if (change.token.empty() && !change.team_id && !change.expires_on) return problems.done();
  const std::string_view team =
      change.team_id && !trim(*change.team_id).empty() ? *change.team_id : account.team_id;
  const std::string day = change.expires_on.value_or("");
  if (!change.token.empty()) {
    auto proven = prove(parts, change.token, team, day, std::move(problems));
    if (!proven) return pass(proven);
    lay_in(parts, change.token, std::move(*proven), account);
    return {};
  }
  const auto kind = kind_from(account.credential_kind).value_or(Credentials::personal);
  std::string team_id = check_team(team, problems);
  const UnixMs expires_at = check_expiry(day, kind, parts.clock.now_ms(), problems);
  if (auto done = problems.done(); !done) return done;
  if (team_id != account.team_id) {
    if (auto moved = move_team(parts, std::move(team_id), account); !moved) return moved;
  }
  if (change.expires_on) move_expiry(expires_at, parts.clock.now_ms(), account);
  return {};
}

}  // namespace figlink
