// What the Hub's calls answer, as JSON.
#pragma once

#include <string>

#include "base/json.h"
#include "gateway/gateway.h"

namespace figlink {

Json settings_json(const SessionLook& look);

// A linked account: what clients of hosted hubs read (`id`, `provider`), and what the confirmation
// shows.
Json linked_json(const SessionView& session, const AccountView& account);

// The form's present contents, in the Hub's own camel case; secrets are placeholders.
Json setup_json(const AccountView& account);

// The address with `account_id` and `status=linked` in its query; "" stays "".
std::string linked_redirect(const std::string& redirect_url, const std::string& account_id);

}  // namespace figlink
