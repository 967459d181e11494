#include "figma/verdict.h"

#include <gtest/gtest.h>

#include "actions/catalogue.h"
#include "figma/said.h"

namespace figlink {
namespace {

const Action& action(std::string_view name) { return *find_action(name); }

struct Case {
  std::string_view action;
  int status;
  std::string_view body;
  Refusal refusal;
  Fault fault;
  std::string_view message_has;
  std::string_view hint_has;
  std::string_view content_type = "application/json; charset=utf-8";
};

void check(const Case& one) {
  SCOPED_TRACE(std::string(one.action) + " " + std::to_string(one.status) + " " +
               std::string(one.body));
  const AnswerHead head{
      .status = one.status, .content_type = one.content_type, .request_id = "r-1"};
  const Verdict verdict = judge(action(one.action), head, one.body);
  EXPECT_EQ(verdict.refusal, one.refusal);
  EXPECT_EQ(facts(verdict.error.fault).name, facts(one.fault).name);
  EXPECT_NE(verdict.error.message.find(one.message_has), std::string::npos)
      << verdict.error.message;
  EXPECT_NE(verdict.error.hint.find(one.hint_has), std::string::npos) << verdict.error.hint;
  EXPECT_FALSE(verdict.error.hint.empty()) << verdict.error.message;
  EXPECT_TRUE(verdict.error.message.ends_with('.')) << verdict.error.message;
  ASSERT_EQ(verdict.error.figma.size(), 1u);
  EXPECT_EQ(verdict.error.figma[0].status, one.status);
  EXPECT_EQ(verdict.error.figma[0].request_id, "r-1");
  EXPECT_EQ(refusal_of(verdict.error), one.refusal) << "what linking reads must be what was judged";
}

// figma.md 3.2: the same dead token answers 401 or 403 by endpoint and month, so the text decides.
TEST(Verdict, ReadsWhatABadCredentialAnswers) {
  constexpr std::string_view kScopes =
      R"({"status":403,"err":"Invalid scope(s): current_user:read, file_content:read. This endpoint requires the projects:read scope"})";
  const Case cases[] = {
      {"figma_get_current_user", 401, R"({"status":401,"err":"Missing credentials"})",
       Refusal::token_dead, Fault::relink, "token", "link the account again"},
      {"figma_get_current_user", 401, R"({"status":401,"err":"Invalid token"})",
       Refusal::token_dead, Fault::relink, "revoked", "Generate new token"},
      {"figma_get_comments", 403, R"({"status":403,"err":"Invalid token"})", Refusal::token_dead,
       Fault::relink, "revoked", "link"},
      {"figma_get_local_variables", 403, R"({"status":403,"error":true,"message":"Invalid token"})",
       Refusal::token_dead, Fault::relink, "revoked", "link"},
      {"figma_get_file", 403, R"({"status":403,"err":"Token expired"})", Refusal::token_expired,
       Fault::relink, "expired", "Generate new token"},
      {"figma_get_comments", 401, R"({"status":401,"err":"Token has expired"})",
       Refusal::token_expired, Fault::relink, "expired", "link"},
      {"figma_get_team_projects", 403, kScopes, Refusal::scope_missing, Fault::forbidden,
       "projects:read that figma_get_team_projects needs", "projects:read"},
      {"figma_get_local_variables", 403,
       R"({"status":403,"error":true,"message":"Invalid scope(s): a:read. This endpoint requires the file_variables:read scope"})",
       Refusal::scope_missing, Fault::forbidden, "file_variables:read", "file_variables:read"},
      {"figma_get_comments", 403,
       R"({"status":403,"err":"Invalid scope: [\"current_user:read\", \"file_content:read\"]"})",
       Refusal::scope_missing, Fault::forbidden, "file_comments:read that figma_get_comments needs",
       "file_comments:read"},
      {"figma_get_local_variables", 403,
       R"({"status":403,"error":true,"message":"Limited by Figma plan"})", Refusal::plan_too_small,
       Fault::forbidden, "needs the Enterprise plan", "plan"},
      {"figma_get_activity_logs", 403,
       R"({"status":403,"error":true,"message":"Incorrect account type"})", Refusal::plan_too_small,
       Fault::forbidden, "type of account", "Enterprise"},
      {"figma_get_file", 403, R"({"status":403,"err":"No access to this file"})",
       Refusal::no_permission, Fault::forbidden, "No access to this file.", "access"},
      {"figma_get_file", 401,
       R"({"status":401,"err":"figd_ tokens must be passed via X-Figma-Token header, not Authorization"})",
       Refusal::no_permission, Fault::forbidden, "figd_ tokens must", "test the account"},
      {"figma_get_file", 403, "", Refusal::no_permission, Fault::forbidden, "figma_get_file.",
       "access"},
      {"figma_get_file", 404, R"({"status":404,"err":"Not found"})", Refusal::absent,
       Fault::not_found, "absent, or closed to this account", "Check"},
      {"figma_get_component", 404,
       R"({"error":true,"status":404,"message":"Not found","i18n":"error.not_found"})",
       Refusal::absent, Fault::not_found, "does not say which", "Check"},
      {"figma_get_component", 404, "", Refusal::absent, Fault::not_found, "absent", "Check"},
  };
  for (const Case& one : cases) check(one);
}

TEST(Verdict, ReadsWhatElseGoesWrong) {
  const Case cases[] = {
      {"figma_get_file", 400,
       R"({"status":400,"err":"Request too large. If applicable, filter by query params."})",
       Refusal::too_large, Fault::too_large, "too large", "depth"},
      {"figma_get_file", 400, R"({"status":400,"err":"Request timeout, try a smaller request"})",
       Refusal::too_large, Fault::too_large, "too large", "figma_get_file_nodes"},
      {"figma_get_file_nodes", 400, R"({"status":400,"err":"Request too large."})",
       Refusal::too_large, Fault::too_large, "too large", "fewer ids"},
      {"figma_render_images", 400,
       R"({"status":400,"err":"Render timeout, try requesting fewer or smaller images"})",
       Refusal::too_large, Fault::too_large, "render", "fewer ids"},
      {"figma_get_file_nodes", 413, "<html><h1>413 Request Entity Too Large</h1></html>",
       Refusal::too_large, Fault::too_large, "too long", "fewer ids", "text/html"},
      {"figma_get_file_nodes", 414, "", Refusal::too_large, Fault::too_large, "too long",
       "fewer ids"},
      {"figma_get_file", 400, R"({"status":400,"err":"File type not supported by this endpoint"})",
       Refusal::other, Fault::bad_input, "this type", "design files"},
      {"figma_get_webhooks", 400,
       R"({"error":true,"status":400,"message":"Missing required parameter context"})",
       Refusal::other, Fault::bad_input, "Missing required parameter context.", "description"},
      {"figma_get_file", 400, R"({"status":400,"err":"Cursor expired"})", Refusal::other,
       Fault::bad_input, "Cursor expired.", ""},
      {"figma_get_file", 422, R"({"reason":"nope"})", Refusal::other, Fault::bad_input, "nope.",
       ""},
      {"figma_get_oembed", 501, R"({"status":501,"err":"Only json"})", Refusal::other,
       Fault::bad_input, "Only json.", ""},
      {"figma_create_webhook", 409, R"({"error":true,"status":409,"message":"There already"})",
       Refusal::other, Fault::conflict, "There already.", ""},
      {"figma_get_file", 408, "", Refusal::other, Fault::too_slow, "in time", "Try again"},
      {"figma_get_file", 504, "<html><title>504 Gateway Time-out</title></html>", Refusal::other,
       Fault::too_slow, "in time", "Try again", "text/html"},
      {"figma_get_file", 500, R"({"status":500,"err":"Internal server error"})", Refusal::broken,
       Fault::figma_broken, "HTTP 500): Internal server error.", "Try again"},
      {"figma_get_file", 503, "", Refusal::broken, Fault::figma_broken, "HTTP 503).", "Try again"},
      {"figma_get_file", 403,
       "<!DOCTYPE html><TITLE>ERROR: The request could not be satisfied</TITLE>", Refusal::broken,
       Fault::figma_broken, "in front of Figma", "Try again", "text/html"},
      {"figma_get_file", 404, "<html>", Refusal::broken, Fault::figma_broken, "in front of Figma",
       "", ""},
      {"figma_get_file", 302, "", Refusal::broken, Fault::figma_broken, "redirect", "--figma-api"},
      {"figma_get_file", 200, "<html>hotel wifi</html>", Refusal::broken, Fault::figma_broken,
       "web page", "proxies", "text/html"},
  };
  for (const Case& one : cases) check(one);
}

TEST(Verdict, APlanGateAlwaysNamesAPlan) {
  auto message = [](std::string_view action, std::string_view tier) {
    return judge(*find_action(action),
                 {.status = 403, .content_type = "application/json", .plan_tier = tier},
                 R"({"status":403,"err":"Limited by Figma plan"})")
        .error.message;
  };
  EXPECT_EQ(message("figma_create_webhook", ""),
            "figma_create_webhook needs a Professional plan or larger at Figma, and this account's "
            "plan is not enough.");
  EXPECT_NE(message("figma_create_webhook", "starter").find("a Professional plan or larger"),
            std::string::npos);
  EXPECT_NE(message("figma_create_webhook", "pro").find("an Organization plan or larger"),
            std::string::npos);
  EXPECT_NE(message("figma_create_webhook", "org").find("an Enterprise plan"), std::string::npos);
  EXPECT_NE(message("figma_get_local_variables", "pro").find("the Enterprise plan"),
            std::string::npos);
  for (const Action* action : catalogue())
    EXPECT_EQ(message(action->name, "").find("larger plan"), std::string::npos) << action->name;
}

TEST(Verdict, ScopesHeldAreReadFromBothWordings) {
  auto held = [](std::string_view name, std::string_view text) {
    const std::string body = R"({"status":403,"err":")" + std::string(text) + "\"}";
    return judge(action(name), {.status = 403}, body).scopes_held;
  };
  using List = std::vector<std::string>;
  EXPECT_EQ(held("figma_get_team_projects",
                 "Invalid scope(s): current_user:read, org:activity_log_read, file_read. This "
                 "endpoint requires the projects:read scope"),
            (List{"current_user:read", "org:activity_log_read", "file_read"}));
  EXPECT_EQ(held("figma_get_comments",
                 R"(Invalid scope: [\"current_user:read\", \"file_content:read\"])"),
            (List{"current_user:read", "file_content:read"}));
  EXPECT_EQ(held("figma_get_comments",
                 "Invalid scope(s): . This endpoint requires the file_comments:read scope"),
            std::nullopt)
      << "an unreadable list must not look like a token without any scope";
}

TEST(Verdict, AListWithTheWantedScopeIsNoListOfWhatIsHeld) {
  const auto verdict =
      judge(action("figma_get_current_user"), {.status = 403},
            R"({"status":403,"error":true,"message":"Invalid scope: [\"current_user:read\"]"})");
  EXPECT_EQ(verdict.refusal, Refusal::scope_missing);
  EXPECT_EQ(verdict.scopes_held, std::nullopt);
}

TEST(Verdict, ALimitTellsTheTrueTimeAndTheWayOut) {
  const auto verdict = judge(action("figma_get_file"),
                             {.status = 429,
                              .retry_after = "396749",
                              .plan_tier = "starter",
                              .limit_type = "low",
                              .upgrade_link = "https://www.figma.com/pricing?x=1"},
                             R"({"status":429,"err":"Rate limit exceeded"})");
  EXPECT_EQ(verdict.refusal, Refusal::rate_limited);
  EXPECT_EQ(verdict.error.fault, Fault::limited);
  EXPECT_EQ(verdict.error.retry_after_ms, 396'749'000);
  EXPECT_NE(verdict.error.message.find("View and Collab seats"), std::string::npos)
      << verdict.error.message;
  EXPECT_NE(verdict.error.message.find("the Starter plan"), std::string::npos)
      << verdict.error.message;
  EXPECT_NE(verdict.error.message.find("in 4 days 14 hours."), std::string::npos)
      << verdict.error.message;
  EXPECT_NE(verdict.error.hint.find("https://www.figma.com/pricing?x=1"), std::string::npos)
      << verdict.error.hint;
  EXPECT_EQ(verdict.error.figma[0].plan_tier, "starter");
  EXPECT_EQ(verdict.error.figma[0].limit_type, "low");
  EXPECT_EQ(verdict.error.figma[0].upgrade_link, "https://www.figma.com/pricing?x=1");
}

TEST(Verdict, ALimitWithoutHeadersIsStillALimit) {
  for (std::string_view after : {"", "soon", "-5", "99999999999", "1.5"}) {
    const auto verdict =
        judge(action("figma_get_file"), {.status = 429, .retry_after = after}, "<html>");
    EXPECT_EQ(verdict.error.fault, Fault::limited);
    EXPECT_EQ(verdict.error.retry_after_ms, 0) << after;
  }
}

TEST(Verdict, OnlySafeLinksAreShown) {
  for (std::string_view link : {"http://www.figma.com/", "javascript:alert(1)", "https://a b",
                                "https://a\"onclick=", "https://", "//x"}) {
    const auto verdict = judge(action("figma_get_file"), {.status = 429, .upgrade_link = link}, "");
    EXPECT_EQ(verdict.error.figma[0].upgrade_link, "") << link;
    EXPECT_EQ(verdict.error.hint.find("Upgrade:"), std::string::npos) << link;
  }
}

TEST(Verdict, NoTokenComesThrough) {
  const auto verdict =
      judge(action("figma_get_file"), {.status = 400, .request_id = "figd_abcDEF0123"},
            R"({"status":400,"err":"What is figd_AAAA-bbbb_cccc0000 or figp_x1, figu_y2?"})");
  const Error& error = verdict.error;
  for (const std::string& text :
       {error.message, error.hint, error.figma[0].text, error.figma[0].request_id}) {
    for (std::string_view part : {"AAAA", "x1", "y2", "abcDEF"})
      EXPECT_EQ(text.find(part), std::string::npos) << text;
  }
  EXPECT_EQ(error.figma[0].text, "What is figd_[removed] or figp_[removed], figu_[removed]?");
}

TEST(Verdict, FigmasWordsAreOneBoundedLineOfUtf8) {
  const std::string body = R"({"status":400,"err":"a\nb\u0007)" + std::string(5000, 'x') + "ü\"}";
  const auto text = judge(action("figma_get_file"), {.status = 400}, body).error.figma[0].text;
  EXPECT_TRUE(text.starts_with("a b x"));
  EXPECT_LE(text.size(), kFigmaTextMax);
  EXPECT_EQ(judge(action("figma_get_file"), {.status = 400}, "\xff\xfe broken").error.figma[0].text,
            "   broken");
  EXPECT_EQ(scopes_told_by("Invalid scope(s): " + std::string(3000, 'a') + " file_content:read"),
            std::nullopt)
      << "a list that was cut must not be believed";
}

TEST(Verdict, ABodyThatWasCutTellsWhatItCan) {
  const auto verdict =
      judge(action("figma_get_file"), {.status = 403}, R"({"status":403,"err":"Token exp)");
  EXPECT_EQ(verdict.refusal, Refusal::no_permission);
  EXPECT_EQ(verdict.error.figma[0].text, R"({"status":403,"err":"Token exp)");
}

TEST(Verdict, ServesKnowsOldScopesAndDetours) {
  auto serves_with = [](std::string_view name, std::string scope) {
    return serves(action(name), std::vector{scope});
  };
  EXPECT_TRUE(serves_with("figma_get_file", "file_content:read"));
  EXPECT_TRUE(serves_with("figma_get_file", "files:read"));
  EXPECT_FALSE(serves_with("figma_get_file", "file_comments:read"));
  EXPECT_TRUE(serves_with("figma_get_team_projects", "folders:read"));
  EXPECT_TRUE(serves_with("figma_get_payments", "current_user:read"))
      << "an action without a scope needs none";
  EXPECT_FALSE(serves_with("figma_get_team_folders", "files:read"));
}

}  // namespace
}  // namespace figlink
