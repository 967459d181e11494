// What the Figma user of an account looks like, for pages that may not ask Figma's hosts.
#include "figma/portraits.h"
#include "gateway/hidden.h"

namespace figlink {
namespace {

Result<Portrait> portrait_of(const GatewayParts& parts, const std::string& project_id,
                             const std::string& account_id) {
  auto row = account_in(parts.store, project_id, account_id);
  if (!row) return pass(row);
  if (parts.portraits != nullptr) return parts.portraits->fetch(row->figma_user_image);
  return fail(Fault::not_found, "There are no pictures here.", "Show their name instead.");
}

}  // namespace

Result<Portrait> Gateway::portrait(const Caller& caller, const std::string& id) {
  return portrait_of(hidden_->parts, caller.project_id(), id);
}

Result<Portrait> Gateway::portrait_by_session(std::string_view token,
                                              const std::string& account_id) {
  auto look = look_at_session(token);
  if (!look) return pass(look);
  const bool is_used = look->state == SessionLook::State::used;
  if (auto live = session(token); !live && !is_used) return pass(live);
  if (look->session.account_id != account_id) return no_account(account_id);
  return portrait_of(hidden_->parts, look->session.project_id, account_id);
}

}  // namespace figlink
