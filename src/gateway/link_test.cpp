#include <gtest/gtest.h>

#include "gateway/credential.h"
#include "gateway/examine.h"
#include "gateway/gateway_test_house.h"
#include "gateway/link_tries.h"

namespace figlink {
namespace {

class Link : public GatewayHouse {
 protected:
  std::string count_text(std::string_view part) {
    int count = 0;
    for (const auto& line : figma.asked) count += line.find(part) != std::string::npos;
    return std::to_string(count);
  }
  std::size_t linked() { return gateway->accounts(machine(), {}).value().size(); }
  SessionView begin(const std::string& owner = "acme", const std::string& account = {},
                    bool multiple = false) {
    SessionWish wish;
    wish.origin_owner_id = owner;
    wish.origin_owner_name = "Acme";
    wish.account_id = account;
    wish.multiple = multiple;
    return gateway->begin_session(machine(), wish).value();
  }
  static Credential credential(std::string_view token = kTestToken,
                               std::string_view team = kTestTeam) {
    return {.token = Secret(token), .team_id = std::string(team), .expires_on = {}};
  }
};

TEST_F(Link, APersonalTokenSaysWhoWhereAndWhatItMay) {
  const auto view = link("acme", kTestToken,
                         "https://www.figma.com/files/team/" + std::string(kTestTeam) + "/our-team")
                        .value();
  EXPECT_EQ(view.status, "active");
  EXPECT_TRUE(view.status_reasons.empty());
  EXPECT_EQ(view.credential_kind, "personal");
  EXPECT_EQ(view.credential_hint, "1111");
  EXPECT_EQ(view.figma_user_id, "u1");
  EXPECT_EQ(view.figma_user_name, "Ann");
  EXPECT_EQ(view.figma_user_email, "ann@acme.test");
  EXPECT_EQ(view.team_id, kTestTeam);
  EXPECT_EQ(view.team_name, "Our team");
  EXPECT_EQ(view.scopes, all_scopes());
  EXPECT_EQ(view.id.size(), 20u);
  EXPECT_EQ(figma.asked.size(), 3u) << "me, the team, and one question for the scopes";
  const Account row = store->account(view.project_id, view.id).value();
  EXPECT_EQ(row.credential.bytes.find(kTestToken), std::string::npos);
}

TEST_F(Link, APlanTokenIsNeverAskedWhoItIs) {
  const auto view = link("acme", kTestPlanToken).value();
  EXPECT_EQ(view.credential_kind, "plan");
  EXPECT_EQ(view.figma_user_id, "");
  EXPECT_EQ(view.team_name, "Our team");
  EXPECT_EQ(count_text("/v1/me"), "0");
}

TEST_F(Link, ATokenThatMayNotSayWhoItIsStillLinks) {
  figma.tokens.find(kTestToken)->second.scopes = {"projects:read"};
  const auto view = link().value();
  EXPECT_EQ(view.figma_user_name, "");
  EXPECT_EQ(view.team_name, "Our team")
      << "scopes told by the first refusal choose the call that the token may make";
  EXPECT_EQ(view.scopes, std::vector<std::string>{"projects:read"});
  EXPECT_EQ(figma.asked,
            (std::vector<std::string>{"GET /v1/me",
                                      "GET /v1/teams/" + std::string(kTestTeam) + "/projects"}));
}

TEST_F(Link, ATeamIsSeenByItsLibraryWhenNothingElseMay) {
  figma.tokens.find(kTestToken)->second.scopes = {"current_user:read", "team_library_content:read"};
  const auto view = link().value();
  EXPECT_TRUE(view.status_reasons.empty());
  EXPECT_EQ(count_text("/components?page_size=1"), "1");
}

TEST_F(Link, ATeamThatNoScopeLetsItSeeIsTakenAndNoted) {
  figma.tokens.find(kTestToken)->second.scopes = {"file_content:read"};
  const auto view = link().value();
  EXPECT_EQ(view.status, "active");
  ASSERT_EQ(view.status_reasons.size(), 1u);
  EXPECT_EQ(view.status_reasons[0].code, "team_not_checked");
}

TEST_F(Link, ATeamTheTokenCannotSeeIsRefused) {
  for (std::string scope : {"folders:read", "projects:read", "team_library_content:read"}) {
    figma.tokens.find(kTestToken)->second.scopes = {scope};
    auto error = link("acme", kTestToken, "9999").error();
    EXPECT_EQ(error.fault, Fault::bad_input) << scope;
    EXPECT_EQ(error.message, "The token works, but it cannot see team 9999.");
    EXPECT_TRUE(problem_of(error, "team_id").starts_with(error.message))
        << problem_of(error, "team_id");
  }
  EXPECT_EQ(linked(), 0u);
}

TEST_F(Link, ADeadOrExpiredTokenIsRefusedWithWhatToDo) {
  for (auto [refusal, words] : {std::pair{"Invalid token", "does not know this token"},
                                std::pair{"Token expired", "has expired"}}) {
    for (std::string_view token : {kTestToken, kTestPlanToken}) {
      figma.tokens.find(token)->second.refusal = refusal;
      auto error = link("acme", token).error();
      EXPECT_EQ(error.fault, Fault::bad_input) << "there is no account yet that could be broken";
      EXPECT_EQ(problem_of(error, "personal_access_token"), error.message);
      EXPECT_NE(error.message.find(words), std::string::npos) << error.message;
      EXPECT_NE(error.hint.find("Generate new token"), std::string::npos) << error.hint;
    }
  }
  EXPECT_EQ(linked(), 0u);
}

TEST_F(Link, WhenFigmaCannotBeAskedNothingIsStored) {
  for (int status : {429, 500, 503}) {
    figma.before = [&](Request&) -> std::optional<Response> {
      return SmallFigma::refused(status, "no");
    };
    EXPECT_EQ(link().error().fault, status == 429 ? Fault::limited : Fault::figma_broken);
  }
  EXPECT_EQ(linked(), 0u);
}

TEST_F(Link, ATokenThatHoldsTheScopeOfOneQuestionIsAskedTheNext) {
  auto& scopes = figma.tokens.find(kTestToken)->second.scopes;
  scopes = {"current_user:read", "folders:read", "library_analytics:read"};
  const auto view = link().value();
  EXPECT_EQ(view.scopes, scopes);
  EXPECT_TRUE(view.scopes_whole);
  EXPECT_EQ(figma.asked.size(), 5u) << "me, the team, and three questions, of which the last told";
}

TEST_F(Link, ATokenThatIsRefusedNothingIsKnownToHoldWhatItWasAskedFor) {
  auto& scopes = figma.tokens.find(kTestToken)->second.scopes;
  scopes = all_scopes();
  scopes.push_back("library_analytics:read");
  const auto view = link().value();
  EXPECT_EQ(figma.asked.size(), 2u + kProbesMax);
  EXPECT_FALSE(view.scopes_whole) << "it may hold any other scope";
  EXPECT_EQ(view.scopes, (std::vector<std::string>{"folders:read", "library_analytics:read",
                                                   "project_metadata:read"}))
      << "/v1/me takes an older scope too, so it proves neither";
  EXPECT_TRUE(run(key(), view.id, "figma_get_comments", R"({"file_key":"abcdefghijklmnopqrstuv"})")
                  .has_value())
      << "a scope that is not on such a list may be there";
}

TEST_F(Link, AFailureOfTheQuestionForScopesIsNoFailure) {
  figma.before = [](Request& request) -> std::optional<Response> {
    if (request.target.find("analytics") == std::string_view::npos) return std::nullopt;
    return SmallFigma::refused(500, "no");
  };
  EXPECT_FALSE(link().value().scopes_whole);
  EXPECT_EQ(figma.asked.size(), 3u) << "who has troubles is not asked on";
}

TEST_F(Link, WhatIsPastedWrongIsNamedBeforeFigmaIsAsked) {
  struct Case {
    std::string token, words;
  };
  const std::string good(kTestToken);
  const Case cases[] = {
      {"", "Is required"},
      {"   ", "Is required"},
      {"Bearer " + good, "without the word Bearer"},
      {"bearer " + good, "without the word Bearer"},
      {"X-Figma-Token: " + good, "name of the header"},
      {"Authorization: Bearer " + good, "name of the header"},
      {"\"" + good + "\"", "without quotes"},
      {"'" + good + "'", "without quotes"},
      {" " + good, "without the blanks or line breaks"},
      {good + "\n", "without the blanks or line breaks"},
      {"figd_abc def", "blanks inside"},
      {"figd_abc\x01"
       "def",
       "characters that no token has"},
      {"figd_\xC3\xBC", "characters that no token has"},
      {"https://www.figma.com/files/team/1/x", "address"},
      {std::string(kTokenMax + 1, 'x'), "longer than any Figma token"},
  };
  for (const Case& one : cases) {
    auto error = link("acme", one.token).error();
    EXPECT_EQ(error.fault, Fault::bad_input) << one.token;
    EXPECT_NE(problem_of(error, "personal_access_token").find(one.words), std::string::npos)
        << one.token << ": " << problem_of(error, "personal_access_token");
  }
  EXPECT_TRUE(figma.asked.empty());
  EXPECT_EQ(token_problem(std::string(kTokenMax, 'x')), std::nullopt)
      << "other shapes are let through";
}

TEST_F(Link, EveryWrongFieldIsNamedAtOnce) {
  auto error = link("acme", "Bearer x", "my team", "soon").error();
  EXPECT_EQ(error.problems.size(), 3u);
  EXPECT_TRUE(error.message.starts_with("3 fields are wrong. personal_access_token: Paste"))
      << error.message;
  EXPECT_NE(problem_of(error, "team_id").find("TEAM_ID"), std::string::npos);
  EXPECT_NE(problem_of(error, "expires_on").find("Must be a day"), std::string::npos);
}

TEST_F(Link, TheLastDayIsBoundedByTheKindOfToken) {
  auto day = [&](int days) { return iso_date(clock.now_ms() + days * kDayMs); };
  auto said = [&](std::string_view token, const std::string& text) {
    auto view = link("acme", token, std::string(kTestTeam), text);
    return view ? "linked until " + iso_date(view->expires_at)
                : problem_of(view.error(), "expires_on");
  };
  EXPECT_EQ(said(kTestToken, day(0)), "linked until " + day(0));
  EXPECT_EQ(said(kTestToken, day(90)), "linked until " + day(90));
  EXPECT_EQ(said(kTestToken, day(91)),
            "A personal access token lives at most 90 days: give a day until " + day(90) + ".");
  EXPECT_EQ(said(kTestPlanToken, day(365)), "linked until " + day(365));
  EXPECT_EQ(said(kTestPlanToken, day(366)),
            "A plan access token lives at most 365 days: give a day until " + day(365) + ".");
  EXPECT_TRUE(said(kTestToken, day(-1)).starts_with(day(-1) + " has passed"));
  for (std::string text : {"2026-13-01", "31.12.2026", "tomorrow", "99"}) {
    EXPECT_TRUE(said(kTestToken, text).starts_with("Must be a day")) << text;
  }
}

TEST_F(Link, TheSameOwnerAgainKeepsTheAccountAndItsId) {
  const auto first = link().value();
  clock.advance_ms(1000);
  const auto again = link("acme", kTestPlanToken).value();
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(again.credential_kind, "plan");
  EXPECT_EQ(again.created_at, first.created_at);
  EXPECT_EQ(again.updated_at, clock.now_ms());
  EXPECT_EQ(linked(), 1u);
  const auto other =
      gateway->link(machine(), {.id = "acme", .name = "Acme", .multiple = true}, credential())
          .value();
  EXPECT_NE(other.id, first.id);
  EXPECT_EQ(linked(), 2u);
}

TEST_F(Link, LinkingAgainEndsNoPauseAndKeepsTheType) {
  const auto id = link().value().id;
  for (std::string status : {"suspended", "inactive", "archived"}) {
    AccountChange pause;
    pause.status = status;
    pause.type = "test";
    gateway->change_account(machine(), id, std::move(pause)).value();
    const auto session = begin();
    AccountChange renewed;
    renewed.token = Secret(kTestToken);
    for (const AccountView& view :
         {link().value(), gateway->link_by_session(session.token, credential()).value(),
          gateway->relink_by_session(session.token, id, std::move(renewed)).value()}) {
      EXPECT_EQ(view.id, id);
      EXPECT_EQ(view.status, status) << "who paused it ends the pause";
      ASSERT_EQ(view.status_reasons.size(), 1u);
      EXPECT_EQ(view.status_reasons[0].code, "set_by_hand");
      EXPECT_EQ(view.type, "test") << "nobody wished for another";
    }
  }
  EXPECT_EQ(
      gateway->link(machine(), {.id = "acme", .name = "Acme", .type = "production"}, credential())
          .value()
          .type,
      "production");
}

TEST_F(Link, LinkingAgainRevivesAnAccountThatEnded) {
  const auto id = link().value().id;
  figma.tokens.find(kTestToken)->second.refusal = "Invalid token";
  EXPECT_FALSE(gateway->test_account(machine(), id).has_value());
  EXPECT_EQ(link("acme", kTestPlanToken).value().status, "active");
}

TEST_F(Link, WrongFieldsOfTheOwnerAndOfTheCredentialAreToldTogether) {
  Credential wrong = credential("Bearer x", "my team");
  wrong.expires_on = "soon";
  wrong.problems = {{"integration_id", "Names no connector."}};
  auto error = gateway->link(machine(), {.id = "", .type = "demo"}, std::move(wrong)).error();
  std::string fields;
  for (const Problem& problem : error.problems) fields += problem.field + " ";
  EXPECT_EQ(fields,
            "origin_owner_id type integration_id personal_access_token team_id expires_on ");
}

TEST_F(Link, AWrongOwnerIsNamed) {
  auto error =
      gateway
          ->link(machine(),
                 {.id = " ", .name = std::string(257, 'x'), .label = "a\nb", .type = "demo"},
                 credential())
          .error();
  EXPECT_EQ(error.problems.size(), 4u);
  EXPECT_EQ(problem_of(error, "origin_owner_id"), "Is required.");
  EXPECT_EQ(problem_of(error, "origin_owner_name"), "Must be at most 256 bytes long.");
  EXPECT_EQ(problem_of(error, "type"), "Must be production or test.");
}

TEST_F(Link, ASessionLinksOnce) {
  const auto session = begin();
  EXPECT_EQ(session.token.size(), 47u);
  EXPECT_EQ(session.expires_at, clock.now_ms() + kSessionSecondsDefault * 1000);
  const auto seen = gateway->session(session.token).value();
  EXPECT_EQ(seen.id, session.id);
  EXPECT_EQ(seen.token, "");
  EXPECT_FALSE(seen.used);
  const auto account = gateway->link_by_session(session.token, credential()).value();
  EXPECT_EQ(account.origin_owner_id, "acme");
  EXPECT_TRUE(gateway->session(session.token).value().used);
  auto error = gateway->link_by_session(session.token, credential()).error();
  EXPECT_EQ(error.fault, Fault::conflict);
  EXPECT_EQ(linked(), 1u);
  EXPECT_EQ(gateway->account_by_session(session.token, account.id).value().id, account.id);
}

TEST_F(Link, TheTryThatUsedASessionUpMayAskAgain) {
  const auto session = begin();
  const auto again = [&](std::string_view key, Credential with = credential()) {
    return gateway->link_by_session(session.token, std::move(with), key);
  };
  const auto first = again("form 1").value();
  EXPECT_EQ(again("form 1").value().id, first.id) << "the answer was lost on its way";
  EXPECT_EQ(linked(), 1u);
  EXPECT_EQ(again("form 2").error().fault, Fault::conflict) << "another page";
  EXPECT_EQ(again("").error().fault, Fault::conflict);
  EXPECT_EQ(again("form 1", credential(kTestPlanToken)).error().fault, Fault::conflict);
  EXPECT_EQ(again(std::string(kRepeatKeyMax + 1, 'x')).error().fault, Fault::bad_input);
  clock.advance_ms(kSessionSecondsDefault * 1000);
  EXPECT_EQ(again("form 1").error().fault, Fault::unauthenticated);
}

TEST_F(Link, ASecondTryWhileTheFirstIsAtWorkHasItsAnswer) {
  const auto session = begin();
  std::string first;
  figma.before = [&](Request&) -> std::optional<Response> {
    if (!first.empty()) return std::nullopt;
    first = "at work";
    first = gateway->link_by_session(session.token, credential(), "form 1").value().id;
    return std::nullopt;
  };
  EXPECT_EQ(gateway->link_by_session(session.token, credential(), "form 1").value().id, first);
  EXPECT_EQ(linked(), 1u);
}

TEST(Repeats, TheOldestMakeRoom) {
  LinkTries tries;
  for (std::size_t id = 0; id <= kLinkTriesMax; ++id)
    tries.remember(static_cast<std::int64_t>(id), "d");
  EXPECT_FALSE(tries.is_repeat(0, "d"));
  EXPECT_TRUE(tries.is_repeat(1, "d"));
  EXPECT_TRUE(tries.is_repeat(kLinkTriesMax, "d"));
}

TEST_F(Link, ARefusedCredentialDoesNotUseTheSessionUp) {
  const auto session = begin();
  EXPECT_FALSE(gateway->link_by_session(session.token, credential("Bearer x")).has_value());
  EXPECT_FALSE(gateway->link_by_session(session.token, credential(kTestToken, "9999")).has_value());
  EXPECT_TRUE(gateway->link_by_session(session.token, credential()).has_value());
}

TEST_F(Link, ASessionEnds) {
  const auto session = begin();
  clock.advance_ms(kSessionSecondsDefault * 1000);
  auto error = gateway->session(session.token).error();
  EXPECT_EQ(error.fault, Fault::unauthenticated);
  EXPECT_EQ(error.message, gateway->session("fls_" + std::string(43, 'x')).error().message);
  EXPECT_EQ(gateway->link_by_session(session.token, credential()).error().fault,
            Fault::unauthenticated);
  EXPECT_EQ(linked(), 0u);
}

TEST_F(Link, AKnownOwnersSessionEditsItsAccount) {
  const auto id = link().value().id;
  const auto session = begin("acme");
  EXPECT_EQ(session.account_id, id);
  const auto again = gateway->link_by_session(session.token, credential(kTestPlanToken)).value();
  EXPECT_EQ(again.id, id);
  EXPECT_EQ(again.credential_kind, "plan");
  EXPECT_TRUE(gateway->link_by_session(session.token, credential()).has_value())
      << "editing does not use it up";
  EXPECT_EQ(begin("acme", {}, true).account_id, "") << "unless several are wished for";
  EXPECT_EQ(linked(), 1u);
}

TEST_F(Link, ASessionWhoseOwnersAccountWasRemovedLinksANewOne) {
  const auto id = link().value().id;
  const auto session = begin("acme");
  EXPECT_EQ(session.account_id, id);
  gateway->remove_account(machine(), id).value();
  EXPECT_EQ(gateway->session(session.token).value().account_id, "") << "a dead one is not shown";
  EXPECT_EQ(gateway->relink_by_session(session.token, id, {}).error().fault, Fault::not_found);
  const auto fresh = gateway->link_by_session(session.token, credential()).value();
  EXPECT_NE(fresh.id, id);
  EXPECT_EQ(gateway->session(session.token).value().account_id, fresh.id);
  EXPECT_TRUE(gateway->session(session.token).value().used);
}

TEST_F(Link, ASessionForANamedAccountThatWasRemovedMakesNoOther) {
  const auto id = link().value().id;
  const auto session = begin("acme", id);
  gateway->remove_account(machine(), id).value();
  EXPECT_EQ(gateway->session(session.token).value().account_id, "");
  EXPECT_EQ(gateway->link_by_session(session.token, credential()).error().fault, Fault::not_found);
  EXPECT_EQ(linked(), 0u);
}

TEST_F(Link, AUsedSessionChangesNothingMore) {
  const auto session = begin();
  const auto id = gateway->link_by_session(session.token, credential()).value().id;
  auto error = gateway->relink_by_session(session.token, id, {}).error();
  EXPECT_EQ(error.fault, Fault::conflict);
  EXPECT_EQ(error.message, "This link was used already.");
}

TEST_F(Link, AnEditSessionSeesAndChangesItsOwnAccountAlone) {
  const auto mine = link("acme").value().id, other = link("other").value().id;
  const auto session = begin("acme", mine);
  EXPECT_EQ(gateway->account_by_session(session.token, mine).value().id, mine);
  EXPECT_EQ(gateway->account_by_session(session.token, other).error().message,
            "There is no account " + other + " in this project.");
  AccountChange change;
  change.expires_on = iso_date(clock.now_ms() + 10 * kDayMs);
  change.origin_owner_id = "stolen";
  const int asked = figma.asked_count();
  const auto changed = gateway->relink_by_session(session.token, mine, std::move(change)).value();
  EXPECT_EQ(iso_date(changed.expires_at), iso_date(clock.now_ms() + 10 * kDayMs));
  EXPECT_EQ(changed.origin_owner_id, "acme") << "a page changes the credential and nothing else";
  EXPECT_EQ(figma.asked_count(), asked) << "a day needs no proof";
  EXPECT_EQ(gateway->relink_by_session(session.token, other, {}).error().fault, Fault::not_found);
}

TEST_F(Link, AWishIsCheckedFieldByField) {
  SessionWish wish;
  wish.origin_owner_id = std::string(257, 'x');
  wish.type = "demo";
  wish.provider = "slack";
  wish.expires_in_s = 0;
  wish.metadata = Json::array();
  wish.categories = "crm";
  auto error = gateway->begin_session(machine(), wish).error();
  EXPECT_EQ(error.fault, Fault::bad_input);
  for (std::string_view field : {"origin_owner_id", "origin_owner_name", "type", "provider",
                                 "expires_in", "metadata", "categories"}) {
    EXPECT_FALSE(problem_of(error, field).starts_with("(no")) << field;
  }
  EXPECT_EQ(error.problems.size(), 7u);
  wish = {};
  wish.origin_owner_id = wish.origin_owner_name = "a";
  wish.expires_in_s = kSessionSecondsMax + 1;
  wish.metadata = Json::object({{"a", std::string(kMetadataMax, 'x')}});
  wish.categories = Json::array({"documents", 7});
  error = gateway->begin_session(machine(), wish).error();
  EXPECT_EQ(error.problems.size(), 3u) << "a category is a text";
}

TEST_F(Link, ASessionForNobodysOrAnotherProjectsAccountIsRefusedAlike) {
  store->add_project({.id = "p2", .name = "second", .created_at = 1}).value();
  const auto theirs = link("x", kTestToken, std::string(kTestTeam), {}, "second").value().id;
  SessionWish wish;
  wish.origin_owner_id = wish.origin_owner_name = "a";
  for (const std::string& id : {theirs, std::string("nobody")}) {
    wish.account_id = id;
    auto error = gateway->begin_session(machine(), wish).error();
    EXPECT_EQ(error.fault, Fault::not_found);
    EXPECT_EQ(error.message, "There is no account " + id + " in this project.");
  }
}

TEST_F(Link, MetadataAndLabelOfTheSessionGoToTheAccount) {
  SessionWish wish;
  wish.origin_owner_id = wish.origin_owner_name = "a";
  wish.label = "Design";
  wish.type = "test";
  wish.metadata = Json::object({{"plan", "gold"}});
  const auto session = gateway->begin_session(machine(), wish).value();
  const auto view = gateway->link_by_session(session.token, credential()).value();
  EXPECT_EQ(view.label, "Design");
  EXPECT_EQ(view.type, "test");
  EXPECT_EQ(view.metadata.dump(), R"({"plan":"gold"})");
}

}  // namespace
}  // namespace figlink
