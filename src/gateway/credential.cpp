#include "gateway/credential.h"

#include <algorithm>

#include "actions/check.h"
#include "base/text.h"

namespace figlink {
namespace {

constexpr std::size_t kHintSize = 4;

bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }

bool begins_with(std::string_view text, std::string_view start) {
  return same_ignoring_case(text.substr(0, start.size()), start);
}

}  // namespace

std::optional<std::string> token_problem(std::string_view token) {
  if (trim(token).empty())
    return "Is required: paste the token as Figma showed it when it was made.";
  if (begins_with(token, "Bearer "))
    return "Paste the token alone, without the word Bearer before it.";
  if (begins_with(token, "X-Figma-Token:") || begins_with(token, "Authorization:")) {
    return "Paste the token alone, without the name of the header before it.";
  }
  if (is_quote(token.front()) || is_quote(token.back()))
    return "Paste the token without quotes around it.";
  if (trim(token).size() != token.size())
    return "Paste the token without the blanks or line breaks around it.";
  if (token.size() > kTokenMax) {
    return "Is longer than any Figma token (" + std::to_string(kTokenMax) +
           " characters): paste the token alone.";
  }
  if (token.find_first_of(" \t\r\n") != std::string_view::npos)
    return "Has blanks inside: a token is one word, so copy it again.";
  const bool clean = std::ranges::all_of(token, [](char c) { return c > 0x20 && c < 0x7F; });
  if (!clean) return "Has characters that no token has: copy it again from Figma.";
  if (begins_with(token, "http://") || begins_with(token, "https://"))
    return "Is an address and no token: paste what Figma showed when the token was made.";
  return std::nullopt;
}

Credentials kind_of(std::string_view token) {
  if (token.starts_with("figp_")) return Credentials::plan;
  if (token.starts_with("figu_")) return Credentials::oauth;
  return Credentials::personal;
}

// A token so short that four characters would give away much of it gets none.
std::string hint_of(std::string_view token) {
  return token.size() < 4 * kHintSize ? std::string()
                                      : std::string(token.substr(token.size() - kHintSize));
}

std::string check_team(std::string_view pasted, Problems& problems) {
  if (trim(pasted).empty()) {
    problems.add(kTeamField,
                 "Is required: the number in the team's address, "
                 "https://www.figma.com/files/team/TEAM_ID/name.");
    return {};
  }
  auto team = team_id_of(pasted);
  if (team) return *team;
  problems.add(kTeamField,
               "Is no Team ID: paste the number, or the whole address, of "
               "https://www.figma.com/files/team/TEAM_ID/name.");
  return {};
}

UnixMs check_expiry(std::string_view day, Credentials kind, UnixMs now, Problems& problems) {
  if (trim(day).empty()) return 0;
  const auto time = parse_iso(trim(day));
  if (!time) {
    problems.add(kExpiresField, "Must be a day, such as " + iso_date(now + 30 * kDayMs) + ".");
    return 0;
  }
  const bool plan = kind == Credentials::plan;
  const std::int64_t days_max = plan ? kPlanDaysMax : kPersonalDaysMax;
  const UnixMs today = now - now % kDayMs;
  if (*time < today) {
    problems.add(
        kExpiresField,
        iso_date(*time) +
            " has passed: give the day that Figma shows for this token, or make a new one.");
  } else if (*time > today + days_max * kDayMs) {
    problems.add(kExpiresField, std::string("A ") + std::string(name_of(kind)) + " lives at most " +
                                    std::to_string(days_max) + " days: give a day until " +
                                    iso_date(today + days_max * kDayMs) + ".");
  }
  return *time;
}

}  // namespace figlink
