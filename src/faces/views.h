// What the Gateway shows, as the JSON that every face gives out: one shape per noun, whichever way
// it was asked for.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "gateway/gateway.h"

namespace figlink {

// The fields of hosted_hubs.md 3.1, and ours: team_id, figma_user, scopes, expires_at, credential.
// Never a credential itself.
Json account_json(const AccountView& account);
Json budget_json(const AccountBudget& budget);

Json key_json(const KeyView& key);

// A link session without its token. `organization_as_text`: see http/sessions.cpp.
Json session_json(const SessionView& session, bool organization_as_text);

Json texts_json(const std::vector<std::string>& texts);
// "" becomes null.
Json text_or_null(std::string_view text);
// 0 becomes null.
Json time_or_null(UnixMs time);
// "__secretvalue:**redacted**" and the last four characters.
std::string redacted(std::string_view hint);

}  // namespace figlink
