// The dashboard's door: a key is shown once, a session stands for it afterwards.
#include <utility>

#include "gateway/hidden.h"
#include "gateway/random_token.h"
#include "gateway/show.h"
#include "vault/vault.h"

namespace figlink {
namespace {

Result<DashboardView> view_of(const GatewayParts& parts, const Store::SignedIn& found,
                              std::string csrf_token) {
  auto project = project_in(parts.store, found.session.project_id);
  if (!project) return pass(project);
  return DashboardView{.project = std::move(*project),
                       .key = show(found.key),
                       .csrf_token = std::move(csrf_token),
                       .expires_at = found.session.expires_at};
}

}  // namespace

Result<NewDashboard> Gateway::sign_in(const Proof& key) {
  auto& parts = hidden_->parts;
  auto caller = authenticate(key, Scope::admin);
  if (!caller) return pass(caller);
  if (key.kind != Proof::Kind::key) {
    return fail(Fault::unauthenticated, "The dashboard is opened with an API key.",
                "Make one with `figlink keys create NAME --scope admin`.");
  }
  const Secret token = random_token(parts.chance, kDashboardPrefix);
  const UnixMs now = parts.clock.now_ms();
  const DashboardSession session{
      .digest = std::string(as_view(parts.vault.lookup_digest(token.expose()))),
      .project_id = caller->project_id(),
      .key_id = caller->key_id(),
      .created_at = now,
      .last_used_at = now,
      .expires_at = now + kDashboardMs};
  if (auto added = parts.store.add_dashboard_session(session); !added) return pass(added);
  parts.log.info("signed_in", {{"key", std::string_view(session.key_id)}});
  const Proof look{.kind = Proof::Kind::dashboard, .token = token.expose(), .only_looks = true};
  auto view = dashboard(look);
  if (!view) return pass(view);
  return NewDashboard{std::move(*view), token.clone()};
}

Result<DashboardView> Gateway::dashboard(const Proof& session) {
  const bool is_one = session.kind == Proof::Kind::dashboard;
  auto found = hidden_->door.signed_in(is_one ? session.token : std::string_view());
  if (!found) return pass(found);
  return view_of(hidden_->parts, *found, hidden_->door.csrf_token_of(session.token));
}

Result<void> Gateway::sign_out(const Proof& session) {
  auto& parts = hidden_->parts;
  auto caller = authenticate(session);
  if (!caller) return pass(caller);
  parts.log.info("signed_out", {{"key", std::string_view(caller->key_id())}});
  return parts.store.remove_dashboard_session(
      std::string(as_view(parts.vault.lookup_digest(session.token))));
}

}  // namespace figlink
