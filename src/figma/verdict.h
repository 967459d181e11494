// verdict: what an answer that is not a success means, and what to do about it.
//
// Figma has two error shapes with variants, and its edge answers HTML; the status alone misleads (a
// dead token is 401 or 403 by endpoint and month). So the text decides, in the order of
// docs/design/figma.md 3.2. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/action.h"
#include "base/result.h"

namespace figlink {

// What matters of an answer's head. Views.
struct AnswerHead {
  int status = 0;
  std::string_view content_type = {};
  std::string_view retry_after = {};   // seconds
  std::string_view plan_tier = {};     // X-Figma-Plan-Tier
  std::string_view limit_type = {};    // X-Figma-Rate-Limit-Type
  std::string_view upgrade_link = {};  // X-Figma-Upgrade-Link
  std::string_view request_id = {};    // x-figma-rest-api-request-id
};

// Why Figma refused, finer than a Fault; kept in the Error's hint and used by linking.
enum class Refusal : std::uint8_t {
  other,
  scope_missing,
  token_dead,
  token_expired,
  plan_too_small,
  no_permission,
  absent,
  rate_limited,
  too_large,
  broken
};

struct Verdict {
  Refusal refusal = Refusal::other;
  Error error;
  std::optional<std::vector<std::string>> scopes_held;  // when the text lists them
  std::string scope_needed;                             // when the text names it
};

// Whether a token that holds these scopes may call the action, by whichever of its ways.
bool serves(const Action& action, std::span<const std::string> held);

// The refusal for a missing scope, in the same words whether Figma or we noticed. `scope` "": the
// one the action asks for.
Error lacks_scope(const Action& action, std::string_view scope = {});

Verdict judge(const Action& action, const AnswerHead& head, std::string_view body);

// "4 days 14 hours", "35 seconds".
std::string duration_text(std::int64_t ms);

// The refusal behind an Error that judge() made (read from what Figma said), and the scopes told in
// it.
Refusal refusal_of(const Error& error);
std::optional<std::vector<std::string>> scopes_told_by(std::string_view figma_text);

}  // namespace figlink
