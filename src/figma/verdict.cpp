#include "figma/verdict.h"

#include <algorithm>
#include <charconv>
#include <span>
#include <utility>

#include "base/clock.h"
#include "base/text.h"
#include "figma/said.h"

namespace figlink {
namespace {

constexpr std::int64_t kRetryAfterMaxS = 400 * 24 * 3600;  // beyond it the header is nonsense
constexpr std::size_t kCutMarginBytes = 8;                 // a longer text may have been cut
constexpr std::size_t kLinkMax = 2048;
constexpr std::size_t kHeaderTextMax = 200;
constexpr std::string_view kRelinkHint =
    "Make a new token in Figma (Settings, Security, Generate new token) and link the account again "
    "with it.";

bool says(std::string_view text, std::string_view part) {
  return contains_ignoring_case(text, part);
}

// The order is figma.md 3.2's: texts of dead tokens and missing scopes come with 401 or 403 as
// Figma likes.
Refusal refusal_by_text(std::string_view text) {
  if (says(text, "invalid scope")) return Refusal::scope_missing;
  if (says(text, "expired")) return Refusal::token_expired;
  if (says(text, "invalid token") || says(text, "missing credentials")) return Refusal::token_dead;
  if (says(text, "limited by figma plan") || says(text, "incorrect account type"))
    return Refusal::plan_too_small;
  return Refusal::no_permission;
}

// 400 has the words of everything that is wrong with a request; only these mean more than "wrong
// input".
Refusal refusal_of_400(std::string_view text) {
  if (says(text, "invalid scope")) return Refusal::scope_missing;
  if (says(text, "limited by figma plan") || says(text, "incorrect account type"))
    return Refusal::plan_too_small;
  for (std::string_view part :
       {"request too large", "render timeout", "request timeout", "try a smaller request"}) {
    if (says(text, part)) return Refusal::too_large;
  }
  return Refusal::other;
}

Refusal classify(int status, bool is_html, std::string_view text) {
  if (status == 429) return Refusal::rate_limited;
  if (status == 413 || status == 414) return Refusal::too_large;
  if (status == 408 || status == 504) return Refusal::other;
  if (is_html || status < 400 || (status >= 500 && status != 501)) return Refusal::broken;
  if (status == 401 || status == 403) return refusal_by_text(text);
  if (status == 400) return refusal_of_400(text);
  if (status == 404) return Refusal::absent;
  return Refusal::other;
}

// Figma's words as part of a sentence of ours.
std::string quoted(std::string_view text) {
  if (text.empty()) return ".";
  std::string out = ": ";
  out += text;
  if (!text.ends_with('.') && !text.ends_with('!') && !text.ends_with('?')) out += '.';
  return out;
}

std::string name(const Action& action) { return std::string(action.name); }

bool has_input(const Action& action, std::string_view name) {
  return std::ranges::any_of(action.used_inputs(),
                             [&](const Input& input) { return input.name == name; });
}

std::int64_t retry_after_ms(std::string_view seconds) {
  std::int64_t value = 0;
  const auto text = trim(seconds);
  auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (bad != std::errc{} || end != text.data() + text.size() || value < 0 ||
      value > kRetryAfterMaxS)
    return 0;
  return value * kSecondMs;
}

std::string_view plan_name(std::string_view tier) {
  if (tier == "starter") return "Starter";
  if (tier == "pro") return "Professional";
  if (tier == "org") return "Organization";
  if (tier == "enterprise") return "Enterprise";
  if (tier == "student") return "Education";
  return {};
}

// Goes to people to be clicked, so nothing but https and nothing that could end a line or a quote.
bool is_safe_link(std::string_view link) {
  if (plain_text(link, kLinkMax) != link) return false;
  return link.starts_with("https://") && link.size() <= kLinkMax && link.size() > 8 &&
         std::ranges::all_of(link, [](char c) {
           return c > 0x20 && c < 0x7F && c != '"' && c != '<' && c != '>' && c != '\\';
         });
}

// The plan that is needed, as far as it is known: the row's own, or the next above the one that
// Figma names, or what is above Starter, which lacks what any other has (figma.md 2, 5, 6.6).
std::string plan_needed(const Action& action, std::string_view tier) {
  if (action.plan != Plan::any) return "the " + std::string(name_of(action.plan)) + " plan";
  if (tier == "pro") return "an Organization plan or larger";
  if (tier == "org") return "an Enterprise plan";
  if (tier == "enterprise") return "an Enterprise plan with Governance+";
  return "a Professional plan or larger";
}

std::unexpected<Error> plan_too_small(const Action& action, std::string_view tier,
                                      std::string_view text) {
  if (says(text, "incorrect account type")) {
    return fail(
        Fault::forbidden,
        "Figma says that " + name(action) + " cannot be called by this type of account.",
        action.plan == Plan::any
            ? "Link a token of the kind that this action takes, or of an admin of an Organization "
              "or Enterprise plan."
            : "It needs a token of the " + std::string(name_of(action.plan)) +
                  " plan, mostly of an organization's admin.");
  }
  return fail(Fault::forbidden,
              name(action) + " needs " + plan_needed(action, tier) +
                  " at Figma, and this account's plan is not enough.",
              "Upgrade the plan that owns the file or team, or link an account of a plan that is "
              "large enough.");
}

std::unexpected<Error> limited(const AnswerHead& head, std::string_view link) {
  const std::int64_t wait_ms = retry_after_ms(head.retry_after);
  std::string why;
  if (head.limit_type == "low")
    why = "for View and Collab seats, and for all files of a Starter plan";
  if (head.limit_type == "high") why = "for Full and Dev seats";
  if (auto plan = plan_name(head.plan_tier); !plan.empty()) {
    why += (why.empty() ? "" : "; ") + std::string("the file or team belongs to the ") +
           std::string(plan) + " plan";
  }
  std::string message = "Figma's rate limit is used up";
  if (!why.empty()) message += " (" + why + ")";
  message +=
      wait_ms > 0 ? ": it takes calls of this kind again in " + duration_text(wait_ms) + "." : ".";
  std::string hint = wait_ms > 0 ? "Wait that long: calls made earlier are refused too."
                                 : "Wait a minute and try again.";
  if (head.limit_type == "low")
    hint += " A Full or Dev seat in the plan that owns the file has a much larger limit.";
  if (!link.empty()) hint += " Upgrade: " + std::string(link);
  auto failed = fail(Fault::limited, std::move(message), std::move(hint));
  failed.error().retry_after_ms = wait_ms;
  return failed;
}

std::unexpected<Error> too_large(const Action& action, int status) {
  if (status == 413 || status == 414) {
    return fail(Fault::too_large, "Figma refuses the request of " + name(action) + " as too long.",
                has_input(action, "ids") ? "Send fewer ids at once, at most a few hundred."
                                         : "Send less at once.");
  }
  if (action.name == "figma_render_images") {
    return fail(Fault::too_large, "Figma could not render this in time.",
                "Ask for fewer ids at once, a smaller scale, or smaller layers; halve the ids "
                "until it works.");
  }
  std::string hint = "Ask for less at once.";
  if (has_input(action, "depth")) {
    hint =
        action.name == "figma_get_file"
            ? "Give depth (1 for the pages alone) or ids, or read parts with figma_get_file_nodes."
            : "Give depth, or fewer ids at once.";
  }
  return fail(Fault::too_large,
              "The answer of " + name(action) + " is too large for Figma to make.",
              std::move(hint));
}

std::unexpected<Error> bad_input(const Action& action, std::string_view text) {
  if (says(text, "file type not supported")) {
    return fail(
        Fault::bad_input, "Files of this type do not work with " + name(action) + ".",
        "It takes Figma design files; Make, Slides, Buzz and Sites files are refused by Figma.");
  }
  return fail(Fault::bad_input, "Figma refuses the input of " + name(action) + quoted(text),
              "Compare the input with the action's description; Figma's words name what is wrong.");
}

std::unexpected<Error> broken(const AnswerHead& head, const Said& said) {
  if (head.status >= 300 && head.status < 400) {
    return fail(Fault::figma_broken,
                "Figma answered with a redirect (HTTP " + std::to_string(head.status) +
                    "), which is not followed.",
                "Check the address in --figma-api; a token is never sent to another host.");
  }
  if (head.status < 300) {
    return fail(Fault::figma_broken, "A web page came instead of Figma's answer.",
                "Check the address in --figma-api and proxies on the way, then try again.");
  }
  std::string message = "Figma failed (HTTP " + std::to_string(head.status) + ")";
  if (said.is_html)
    message =
        "Something in front of Figma refused the call (HTTP " + std::to_string(head.status) + ")";
  auto failed = fail(Fault::figma_broken, message + quoted(said.text),
                     "Try again in a moment; if it lasts, look at status.figma.com.");
  failed.error().retry_after_ms = retry_after_ms(head.retry_after);
  return failed;
}

std::unexpected<Error> other(const Action& action, const AnswerHead& head, std::string_view text) {
  if (head.status == 408 || head.status == 504) {
    return fail(Fault::too_slow,
                "Figma did not answer " + name(action) + " in time (HTTP " +
                    std::to_string(head.status) + ").",
                "Try again; if it lasts, ask for less at once.");
  }
  if (head.status == 409) {
    return fail(Fault::conflict,
                "Figma refuses " + name(action) + " in the present state" + quoted(text),
                "Read the present state, then decide.");
  }
  return bad_input(action, text);
}

std::unexpected<Error> sentence(const Action& action, const AnswerHead& head, const Said& said,
                                const Verdict& verdict, std::string_view link) {
  switch (verdict.refusal) {
    case Refusal::scope_missing:
      return std::unexpected(lacks_scope(action, verdict.scope_needed));
    case Refusal::token_expired:
      return fail(Fault::relink, "The account's Figma token has expired.",
                  std::string(kRelinkHint));
    case Refusal::token_dead:
      return fail(Fault::relink,
                  "Figma no longer knows the account's token: it was revoked, or never was one.",
                  std::string(kRelinkHint));
    case Refusal::plan_too_small:
      return plan_too_small(action, head.plan_tier, said.text);
    case Refusal::no_permission:
      return fail(Fault::forbidden,
                  "Figma does not let this account do " + name(action) + quoted(said.text),
                  "The token's owner needs access in Figma itself. If every action is refused so, "
                  "test the account.");
    case Refusal::absent:
      return fail(Fault::not_found,
                  "Figma shows nothing there for " + name(action) +
                      ": it is absent, or closed to this account; Figma does not say which.",
                  "Check the key or id, and whether the token's owner can open it in Figma.");
    case Refusal::rate_limited:
      return limited(head, link);
    case Refusal::too_large:
      return too_large(action, head.status);
    case Refusal::broken:
      return broken(head, said);
    case Refusal::other:
      break;
  }
  return other(action, head, said.text);
}

// A token is not refused for a scope that it holds. A list that has such a one is therefore no list
// of what it holds.
std::optional<std::vector<std::string>> scopes_held(const Action& action, std::string_view text) {
  auto told = scopes_told_by(text);
  const std::string needed = scope_needed_in(text);
  if (!told) return told;
  for (const std::string& scope : *told) {
    if (scope == needed || (needed.empty() && serves(action, {&scope, 1}))) return std::nullopt;
  }
  return told;
}

}  // namespace

bool serves(const Action& action, std::span<const std::string> held) {
  if (action.scopes[0].empty()) return true;
  auto any_of = [&](std::span<const std::string_view> wanted) {
    return std::ranges::any_of(wanted, [&](std::string_view scope) {
      return !scope.empty() && std::ranges::find(held, scope) != held.end();
    });
  };
  return any_of(action.scopes) || any_of(action.old_scopes) || any_of(action.detour.scopes);
}

std::string duration_text(std::int64_t ms) {
  struct Unit {
    std::int64_t ms;
    std::string_view one;
  };
  constexpr Unit kUnits[] = {
      {kDayMs, "day"}, {kHourMs, "hour"}, {kMinuteMs, "minute"}, {kSecondMs, "second"}};
  std::string out;
  int parts = 0;
  for (const Unit& unit : kUnits) {
    const std::int64_t count = ms / unit.ms;
    ms %= unit.ms;
    if (count == 0 && parts == 0) continue;
    if (count > 0)
      out += (out.empty() ? "" : " ") + std::to_string(count) + " " + std::string(unit.one) +
             (count == 1 ? "" : "s");
    if (++parts == 2) break;
  }
  return out;
}

Error lacks_scope(const Action& action, std::string_view scope) {
  // A detour's scope is the one that tokens made today can be given.
  if (scope.empty())
    scope = action.detour.path.empty() ? action.scopes[0] : action.detour.scopes[0];
  const std::string wanted = scope.empty() ? "a scope" : "the scope " + std::string(scope);
  return fail(Fault::forbidden,
              "The account's token lacks " + wanted + " that " + name(action) + " needs.",
              "Make a token that has " + (scope.empty() ? "this scope" : std::string(scope)) +
                  " besides its present scopes, and link the account again with it: the scopes of "
                  "a personal access token "
                  "cannot be changed later.")
      .error();
}

Verdict judge(const Action& action, const AnswerHead& head, std::string_view body) {
  const Said said = read_said(head.content_type, body);
  Verdict verdict;
  verdict.refusal = classify(head.status, said.is_html, said.text);
  if (verdict.refusal == Refusal::scope_missing) {
    verdict.scope_needed = scope_needed_in(said.text);
    verdict.scopes_held = scopes_held(action, said.text);
  }
  const std::string_view link =
      is_safe_link(head.upgrade_link) ? head.upgrade_link : std::string_view{};
  verdict.error = sentence(action, head, said, verdict, link).error();
  auto short_text = [](std::string_view text) { return plain_text(text, kHeaderTextMax); };
  verdict.error.figma.push_back({.status = head.status,
                                 .method = std::string(name_of(action.method)),
                                 .path = std::string(action.path),
                                 .text = said.text,
                                 .request_id = short_text(head.request_id),
                                 .plan_tier = short_text(head.plan_tier),
                                 .limit_type = short_text(head.limit_type),
                                 .upgrade_link = std::string(link)});
  return verdict;
}

Refusal refusal_of(const Error& error) {
  if (error.figma.empty()) return Refusal::other;
  if (error.fault == Fault::figma_broken) return Refusal::broken;
  return classify(error.figma.front().status, false, error.figma.front().text);
}

std::optional<std::vector<std::string>> scopes_told_by(std::string_view figma_text) {
  const std::string text = lower(figma_text);
  // A text that was cut may have lost scopes, and a list that lacks some would lock the account
  // out.
  if (text.size() + kCutMarginBytes > kFigmaTextMax) return std::nullopt;
  auto at = text.find("invalid scope");
  if (at == std::string::npos) return std::nullopt;
  const std::string_view list =
      std::string_view(text).substr(at, std::min(text.find("this endpoint", at), text.size()) - at);
  auto scopes = scopes_in(list);
  if (scopes.empty()) return std::nullopt;
  return scopes;
}

}  // namespace figlink
