// credential: what a person pasted, checked before anything is sent to Figma. Pure.
//
// Forms of tokens are secret scanners' knowledge, not Figma's promise (figma.md 3), so other forms
// are let through; what breaks a header or is plainly another thing is refused, each with its own
// sentence.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "actions/action.h"
#include "base/clock.h"
#include "base/result.h"
#include "gateway/wishes.h"

namespace figlink {

inline constexpr std::size_t kTokenMax = 512;
inline constexpr std::int64_t kPersonalDaysMax = 90;  // Figma's own bounds (figma.md 3)
inline constexpr std::int64_t kPlanDaysMax = 365;

inline constexpr std::string_view kTokenField = "personal_access_token";
inline constexpr std::string_view kTeamField = "team_id";
inline constexpr std::string_view kExpiresField = "expires_on";

// What is wrong with a pasted token; nullopt when it may be sent.
std::optional<std::string> token_problem(std::string_view token);
Credentials kind_of(std::string_view token);  // by its prefix
std::string hint_of(std::string_view token);  // its last four characters

// Each adds a problem when it must, and else gives the value.
std::string check_team(std::string_view pasted, Problems& problems);
UnixMs check_expiry(std::string_view day, Credentials kind, UnixMs now, Problems& problems);

}  // namespace figlink
