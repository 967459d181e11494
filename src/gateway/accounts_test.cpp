#include <gtest/gtest.h>

#include <thread>

#include "gateway/gateway_test_house.h"
#include "gateway/shelf.h"
#include "gateway/wishes.h"
#include "store/expiry.h"

namespace figlink {
namespace {

class AccountsOf : public GatewayHouse {
 protected:
  AccountsOf() : id(link().value().id) {}
  Result<AccountView> change(AccountChange wish) {
    return gateway->change_account(machine(), id, std::move(wish));
  }
  std::string id;
};

TEST_F(AccountsOf, OnlyWhatIsGivenChanges) {
  AccountChange wish;
  wish.label = "Design";
  wish.metadata = Json::object({{"a", 1}});
  wish.shared = false;
  const int asked = figma.asked_count();
  const auto view = change(std::move(wish)).value();
  EXPECT_EQ(view.label, "Design");
  EXPECT_EQ(view.metadata.dump(), R"({"a":1})");
  EXPECT_FALSE(view.shared);
  EXPECT_EQ(view.origin_owner_id, "acme");
  EXPECT_EQ(view.team_id, kTestTeam);
  EXPECT_EQ(figma.asked_count(), asked) << "no credential, no question";
}

TEST_F(AccountsOf, EveryWrongFieldOfAChangeIsNamed) {
  AccountChange wish;
  wish.origin_owner_id = "";
  wish.label = std::string(257, 'x');
  wish.type = "demo";
  wish.status = "error";
  wish.metadata = Json("x");
  auto error = change(std::move(wish)).error();
  EXPECT_EQ(error.fault, Fault::bad_input);
  EXPECT_EQ(error.problems.size(), 5u);
  EXPECT_NE(problem_of(error, "status").find("active, inactive, suspended or archived"),
            std::string::npos);
}

TEST_F(AccountsOf, ANewTokenIsProvenBeforeItIsKept) {
  AccountChange wish;
  wish.token = Secret(std::string_view("figd_nobodys-token-0000000000000000000000"));
  auto error = change(std::move(wish)).error();
  EXPECT_EQ(error.fault, Fault::bad_input) << "the field is wrong, and the account still works";
  EXPECT_EQ(problem_of(error, "personal_access_token"), error.message);
  EXPECT_EQ(gateway->account(machine(), id).value().credential_hint, "1111");
  AccountChange good;
  good.token = Secret(kTestPlanToken);
  const auto view = change(std::move(good)).value();
  EXPECT_EQ(view.credential_hint, "2222");
  EXPECT_EQ(view.credential_kind, "plan");
  EXPECT_EQ(view.team_id, kTestTeam);
}

TEST_F(AccountsOf, AnotherTeamIsLookedAtWithTheTokenThatIsThere) {
  figma.tokens.find(kTestToken)->second.teams.insert("55");
  AccountChange wish;
  wish.team_id = "https://www.figma.com/files/team/55/x";
  EXPECT_EQ(change(std::move(wish)).value().team_id, "55");
  AccountChange unseen;
  unseen.team_id = "66";
  EXPECT_EQ(change(std::move(unseen)).error().message,
            "The token works, but it cannot see team 66.");
  EXPECT_EQ(gateway->account(machine(), id).value().team_id, "55");
}

TEST_F(AccountsOf, ANewTokenRevivesButDoesNotEndAPause) {
  AccountChange pause;
  pause.status = "suspended";
  change(std::move(pause)).value();
  AccountChange token;
  token.token = Secret(kTestToken);
  EXPECT_EQ(change(std::move(token)).value().status, "suspended");
}

TEST_F(AccountsOf, ANewTokenDoesNotLetAnyStatusIn) {
  AccountChange wish;
  wish.token = Secret(kTestToken);
  wish.status = "nonsense";
  EXPECT_EQ(change(std::move(wish)).error().problems.size(), 1u);
  figma.tokens.find(kTestToken)->second.refusal = "Token expired";
  EXPECT_FALSE(gateway->test_account(machine(), id).has_value());
  AccountChange as_it_was;
  as_it_was.token = Secret(kTestPlanToken);
  as_it_was.status = "expired";
  EXPECT_EQ(change(std::move(as_it_was)).value().status, "active")
      << "what was read and sent back with a new token says nothing";
}

TEST_F(AccountsOf, ADeadAccountIsNotMadeActiveByHand) {
  figma.tokens.find(kTestToken)->second.refusal = "Invalid token";
  EXPECT_FALSE(gateway->test_account(machine(), id).has_value());
  AccountChange wish;
  wish.status = "active";
  EXPECT_NE(problem_of(change(std::move(wish)).error(), "status").find("link the account again"),
            std::string::npos);
  AccountChange archive;
  archive.status = "archived";
  EXPECT_EQ(change(std::move(archive)).value().status, "archived");
}

TEST_F(AccountsOf, ATestAsksFigmaAndTheStatusFollows) {
  EXPECT_EQ(gateway->test_account(machine(), id).value().status, "active");
  auto& token = figma.tokens.find(kTestToken)->second;
  token.refusal = "Token expired";
  EXPECT_EQ(gateway->test_account(machine(), id).error().fault, Fault::relink);
  EXPECT_EQ(gateway->account(machine(), id).value().status, "expired");
  token.refusal = "";
  const auto view = gateway->test_account(machine(), id).value();
  EXPECT_EQ(view.status, "active");
  EXPECT_TRUE(view.status_reasons.empty());
}

// Every way to ask for the status, after the account's day.
TEST_F(AccountsOf, ADayThatHasPassedIsExpiredWhoeverAsks) {
  const auto second = link("second").value().id;
  AccountChange wish;
  wish.expires_on = iso_date(clock.now_ms() + 2 * kDayMs);
  const auto day = change(std::move(wish)).value().expires_at;
  auto among = [&](const std::string& status) {
    AccountFilter filter;
    filter.statuses = {status};
    std::string ids;
    const auto found = gateway->accounts(machine(), filter).value();
    for (const auto& one : found) ids += one.id + " ";
    return ids;
  };
  clock.advance_ms(day + kLastDayMs - 1 - clock.now_ms());
  EXPECT_EQ(gateway->account(machine(), id).value().status, "active");
  EXPECT_EQ(among("expired"), "");
  clock.advance_ms(1);
  const auto view = gateway->account(machine(), id).value();
  EXPECT_EQ(view.status, "expired");
  EXPECT_EQ(view.status_reasons.at(0).code, "day_passed");
  EXPECT_EQ(among("expired"), id + " ");
  EXPECT_EQ(among("active"), second + " ");
  AccountFilter second_page;
  second_page.statuses = {"expired"};
  second_page.page = 2;
  second_page.page_size = 1;
  EXPECT_TRUE(gateway->accounts(machine(), second_page).value().empty());
  AccountChange active;
  active.status = "active";
  EXPECT_FALSE(change(std::move(active)).has_value()) << "a word does not make it live again";
  EXPECT_EQ(run(key(), id, "figma_get_current_user").error().fault, Fault::relink);
  EXPECT_EQ(gateway->account(machine(), id).value().status, "expired");
}

TEST_F(AccountsOf, ATestThatGoesWellTakesAPassedDayAway) {
  AccountChange wish;
  wish.expires_on = iso_date(clock.now_ms());
  change(std::move(wish)).value();
  clock.advance_ms(3 * kDayMs);
  EXPECT_EQ(gateway->account(machine(), id).value().status, "expired");
  const auto view = gateway->test_account(machine(), id).value();
  EXPECT_EQ(view.status, "active") << "the token evidently lives";
  EXPECT_EQ(view.expires_at, 0);
  EXPECT_TRUE(run(key(), id, "figma_get_current_user").has_value());
}

TEST_F(AccountsOf, AnEmptyDayTakesTheDayAway) {
  AccountChange wish;
  wish.expires_on = iso_date(clock.now_ms());
  change(std::move(wish)).value();
  clock.advance_ms(3 * kDayMs);
  AccountChange none;
  none.expires_on = "";
  const auto view = change(std::move(none)).value();
  EXPECT_EQ(view.expires_at, 0);
  EXPECT_EQ(view.status, "active");
}

TEST_F(AccountsOf, WhatIsEmptyOrNullInAChangeIsCleared) {
  AccountChange wish;
  wish.label = "Design";
  wish.metadata = Json::object({{"a", 1}});
  change(std::move(wish)).value();
  AccountChange none;
  none.label = "";
  none.metadata = Json();
  const auto view = change(std::move(none)).value();
  EXPECT_EQ(view.label, "");
  EXPECT_EQ(view.metadata.dump(), "{}");
}

TEST_F(AccountsOf, WrongFieldsOfTheCredentialAreToldWithAllOthers) {
  AccountChange wish;
  wish.label = std::string(257, 'x');
  wish.token = Secret(std::string_view("Bearer x"));
  wish.team_id = "my team";
  wish.expires_on = "soon";
  wish.problems = {{"statuss", "There is no such field here."}};
  auto error = change(std::move(wish)).error();
  EXPECT_EQ(error.problems.size(), 5u) << error.message;
  EXPECT_EQ(error.problems[0].field, "statuss");
}

TEST_F(AccountsOf, AStatusThatIsNoneIsRefusedWithThoseThatAre) {
  AccountFilter filter;
  filter.statuses = {"active", "bogus"};
  EXPECT_EQ(
      gateway->accounts(machine(), filter).error().message,
      "status: There is no status bogus: it is active, inactive, suspended, archived, expired "
      "or error, and expiring asks for what ends within 14 days.");
}

TEST_F(AccountsOf, ATestThatCannotAskChangesNothing) {
  figma.before = [](Request&) -> std::optional<Response> { return SmallFigma::refused(500, "no"); };
  EXPECT_EQ(gateway->test_account(machine(), id).error().fault, Fault::figma_broken);
  EXPECT_EQ(gateway->account(machine(), id).value().status, "active");
}

TEST_F(AccountsOf, ARemovedAccountIsGoneForTheRoadToo) {
  const auto full = key();
  const std::string_view inputs = R"({"file_key":"abcdefghijklmnopqrstuv"})";
  EXPECT_TRUE(run(full, id, "figma_get_file", inputs).has_value());
  EXPECT_EQ(gateway->remove_account(machine(), id).value().id, id);
  EXPECT_EQ(run(full, id, "figma_get_file", inputs).error().fault, Fault::not_found);
  EXPECT_EQ(gateway->remove_account(machine(), id).error().fault, Fault::not_found);
  EXPECT_EQ(gateway->account(machine(), id).error().fault, Fault::not_found);
}

TEST_F(AccountsOf, AKeyWithoutTheScopeChangesNothing) {
  const auto reader = key({"accounts:read"});
  const auto caller = gateway->authenticate({.kind = Proof::Kind::key, .token = reader}).value();
  EXPECT_TRUE(gateway->account(caller, id).has_value());
  EXPECT_EQ(gateway->change_account(caller, id, {}).error().fault, Fault::forbidden);
  EXPECT_EQ(gateway->remove_account(caller, id).error().fault, Fault::forbidden);
  EXPECT_EQ(gateway->test_account(caller, id).error().fault, Fault::forbidden);
  EXPECT_EQ(gateway->begin_session(caller, {}).error().fault, Fault::forbidden);
  EXPECT_EQ(gateway->create_key(caller, "x", {}).error().fault, Fault::forbidden);
  EXPECT_EQ(gateway->keys(caller).error().fault, Fault::forbidden);
}

TEST_F(AccountsOf, PagesAreBounded) {
  EXPECT_EQ(gateway->accounts(machine(), {.page = 0}).error().fault, Fault::bad_input);
  link("second").value();
  AccountFilter filter;
  filter.page_size = 1;
  filter.page = 2;
  EXPECT_EQ(gateway->accounts(machine(), filter).value().size(), 1u);
}

class KeysOf : public GatewayHouse {};

TEST_F(KeysOf, AKeyIsShownOnceAndKeptAsADigest) {
  const auto made = gateway->create_key(machine(), " CI ", {}).value();
  EXPECT_EQ(made.text.size(), 47u);
  EXPECT_TRUE(made.text.expose().starts_with("flk_"));
  EXPECT_EQ(made.key.name, "CI");
  EXPECT_EQ(made.key.hint, made.text.expose().substr(43));
  EXPECT_EQ(made.key.scopes,
            (std::vector<std::string>{"accounts:read", "accounts:write", "actions:read",
                                      "actions:write", "sessions:write"}));
  const auto rows = store->keys(machine().project_id()).value();
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].digest.size(), 32u);
  auto second = gateway->create_key(machine(), "CI", {"admin", "admin"}).value();
  EXPECT_EQ(second.key.scopes, std::vector<std::string>{"admin"});
  EXPECT_FALSE(second.text.same_as(made.text.expose()));
}

TEST_F(KeysOf, WrongWishesAreNamed) {
  auto error =
      gateway->create_key(machine(), "", {"action:read", "nonsense-of-some-length"}).error();
  EXPECT_EQ(error.problems.size(), 3u);
  EXPECT_EQ(problem_of(error, "scopes"),
            "There is no scope action:read; did you mean actions:read?");
}

TEST_F(KeysOf, AnotherProjectsKeyCannotBeRevoked) {
  store->add_project({.id = "p2", .name = "second", .created_at = 1}).value();
  const auto theirs = gateway->create_key(machine("second"), "x", {"admin"}).value();
  EXPECT_EQ(gateway->revoke_key(machine(), theirs.key.id).error().fault, Fault::not_found);
  EXPECT_TRUE(
      gateway->authenticate({.kind = Proof::Kind::key, .token = theirs.text.expose()}).has_value());
  EXPECT_EQ(gateway->keys(machine()).value().size(), 0u);
}

// A look that comes late must not lengthen the time for which a key revoked elsewhere works.
TEST_F(KeysOf, AKeyThatAnotherProcessRevokedIsRefusedOnceNothingIsBelieved) {
  const auto made = gateway->create_key(machine(), "x", {"admin"}).value();
  const Proof proof{.kind = Proof::Kind::key, .token = made.text.expose()};
  gateway->believe_until(clock.steady_ms() + 200);
  EXPECT_TRUE(gateway->authenticate(proof).has_value());
  store->revoke_key(machine().project_id(), made.key.id, clock.now_ms()).value();
  EXPECT_TRUE(gateway->authenticate(proof).has_value()) << "nobody has looked yet";
  clock.advance_ms(200);
  EXPECT_EQ(gateway->authenticate(proof).error().fault, Fault::unauthenticated);
}

TEST_F(KeysOf, EveryOtherProofIsRefusedWithAReason) {
  for (Proof proof :
       {Proof{.kind = Proof::Kind::none}, Proof{.kind = Proof::Kind::session, .token = "fls_x"},
        Proof{.kind = Proof::Kind::key, .token = ""},
        Proof{.kind = Proof::Kind::key, .token = "flk_short"}}) {
    auto caller = gateway->authenticate(proof);
    ASSERT_FALSE(caller.has_value());
    EXPECT_EQ(caller.error().fault, Fault::unauthenticated);
    EXPECT_FALSE(caller.error().hint.empty());
  }
  EXPECT_EQ(
      gateway->authenticate({.kind = Proof::Kind::machine, .project = "nowhere"}).error().fault,
      Fault::not_found);
  EXPECT_EQ(store->count("key_by_digest"), 0) << "what cannot be a key is not looked up";
}

TEST_F(KeysOf, AScopeThatIsNeededIsNamed) {
  const auto text = key({"actions:read"});
  auto caller =
      gateway->authenticate({.kind = Proof::Kind::key, .token = text}, Scope::accounts_write);
  EXPECT_EQ(caller.error().message, "This API key lacks the scope accounts:write.");
  EXPECT_TRUE(gateway->authenticate({.kind = Proof::Kind::key, .token = text}, Scope::actions_read)
                  .has_value());
  EXPECT_TRUE(gateway->authenticate({.kind = Proof::Kind::machine}, Scope::admin).has_value());
}

TEST(Shelf, KeepsNothingThatWasReadBeforeADrop) {
  HandClock clock;
  Shelf<int> shelf(clock, 100);
  const auto ticket = shelf.ticket();
  shelf.drop("a");
  shelf.put("a", std::make_shared<int>(1), ticket, 1000);
  EXPECT_EQ(shelf.find("a"), nullptr) << "the row was read before somebody changed it";
  shelf.put("a", std::make_shared<int>(2), shelf.ticket(), 1000);
  EXPECT_EQ(*shelf.find("a"), 2);
  clock.advance_ms(1000);
  EXPECT_EQ(shelf.find("a"), nullptr) << "no longer fresh";
}

TEST(Shelf, BelievesNothingLongerThanItWasTold) {
  HandClock clock;
  Shelf<int> shelf(clock, 100);
  shelf.put("a", std::make_shared<int>(1), shelf.ticket(), 60'000);
  shelf.believe_until(clock.steady_ms() + 200);
  EXPECT_NE(shelf.find("a"), nullptr);
  clock.advance_ms(200);
  EXPECT_EQ(shelf.find("a"), nullptr) << "however fresh it is";
  shelf.believe_until(clock.steady_ms() + 200);
  EXPECT_NE(shelf.find("a"), nullptr);
}

TEST(Shelf, IsBounded) {
  HandClock clock;
  Shelf<int> shelf(clock, 64);
  int held = 0;
  for (int i = 0; i < 10'000; ++i)
    shelf.put(std::to_string(i), std::make_shared<int>(i), shelf.ticket(), 1000);
  for (int i = 0; i < 10'000; ++i) held += shelf.find(std::to_string(i)) != nullptr;
  EXPECT_GT(held, 32);
  EXPECT_LE(held, 64);
}

TEST(Shelf, TouchesOnceAMinuteWhoeverAsks) {
  std::atomic<UnixMs> last = 0;
  std::atomic<int> due = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { due += touch_due(last, 1'000'000); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(due, 1);
  EXPECT_FALSE(touch_due(last, 1'000'000 + kTouchEveryMs - 1));
  EXPECT_TRUE(touch_due(last, 1'000'000 + kTouchEveryMs));
}

}  // namespace
}  // namespace figlink
