// prove: from what a person pasted to what may be kept: checked here, proven at Figma, sealed.
// Shared by linking and relinking.
#pragma once

#include <string>
#include <string_view>

#include "gateway/examine.h"
#include "gateway/gateway.h"
#include "gateway/wishes.h"
#include "store/records.h"

namespace figlink {

struct Proven {
  Credentials kind = Credentials::personal;
  std::string person;  // whose budget at Figma it draws from
  std::string team_id;
  UnixMs expires_at = 0;
  Findings findings;
};

// bad_input with every wrong field, those of `problems` first, before Figma is asked; then what
// Figma said: a token that it does not take is a wrong field too. Nothing is stored.
Result<Proven> prove(const GatewayParts& parts, const Secret& token, std::string_view team,
                     std::string_view expires_on, Problems problems);

// Puts a proven credential into the account, sealed, and makes it active, unless somebody paused
// it: who paused it ends the pause. The account's id and project are set.
void lay_in(const GatewayParts& parts, const Secret& token, Proven proven, Account& account);

// The scopes that were found; only some of them when Figma did not list them all.
void lay_scopes(const Findings& findings, Account& account);

// The account's token, opened.
Result<Secret> open_token(const GatewayParts& parts, const Account& account);

// Lays the credential fields of a change over the account, asking Figma about what is new, once
// `problems` and they have nothing wrong. Fields not given stay.
Result<void> renew(const GatewayParts& parts, AccountChange& change, Problems problems,
                   Account& account);

}  // namespace figlink
