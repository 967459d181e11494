#include <gtest/gtest.h>

#include "gateway/gateway_test_house.h"

namespace figlink {
namespace {

class Dashboard : public GatewayHouse {
 protected:
  // Signs in and keeps what the browser would.
  void sign_in() {
    admin = key();
    NewDashboard made = gateway->sign_in({.kind = Proof::Kind::key, .token = admin}).value();
    token = std::move(made.token);
    view = std::move(made.dashboard);
  }
  Proof look() const {
    return {.kind = Proof::Kind::dashboard, .token = token.expose(), .only_looks = true};
  }
  Proof change(std::string_view csrf_token) const {
    return {.kind = Proof::Kind::dashboard, .token = token.expose(), .csrf_token = csrf_token};
  }
  Fault refusal(const Proof& proof) { return gateway->authenticate(proof).error().fault; }

  std::string admin;
  Secret token;
  DashboardView view;
};

TEST_F(Dashboard, AKeyThatMayAdministerOpensIt) {
  sign_in();
  EXPECT_TRUE(token.expose().starts_with("fld_"));
  EXPECT_EQ(view.project.name, "default");
  EXPECT_EQ(view.key.name, "test");
  EXPECT_EQ(view.csrf_token.size(), 64u);
  EXPECT_EQ(view.expires_at, clock.now_ms() + 12 * kHourMs);
  const auto caller = gateway->authenticate(look()).value();
  EXPECT_EQ(caller.key_id(), view.key.id);
  EXPECT_TRUE(caller.may(Scope::admin));
  EXPECT_EQ(gateway->dashboard(look()).value().csrf_token, view.csrf_token);
}

TEST_F(Dashboard, OtherProofsDoNotOpenIt) {
  const std::string reader = key({"accounts:read"});
  auto small = gateway->sign_in({.kind = Proof::Kind::key, .token = reader}).error();
  EXPECT_EQ(small.fault, Fault::forbidden);
  EXPECT_EQ(small.message, "This API key lacks the scope admin.");
  EXPECT_EQ(gateway->sign_in({.kind = Proof::Kind::key, .token = "flk_x"}).error().fault,
            Fault::unauthenticated);
  EXPECT_EQ(gateway->sign_in({.kind = Proof::Kind::machine}).error().fault, Fault::unauthenticated);
  sign_in();
  EXPECT_EQ(gateway->sign_in(look()).error().fault, Fault::unauthenticated)
      << "a session makes no other session";
}

TEST_F(Dashboard, AChangeNeedsWhatOnlyOurPageWasTold) {
  sign_in();
  EXPECT_TRUE(gateway->authenticate(change(view.csrf_token)));
  for (const std::string& wrong : {std::string(), std::string("x"), view.csrf_token.substr(1)}) {
    auto refused = gateway->authenticate(change(wrong));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, Fault::forbidden);
    EXPECT_EQ(refused.error().message, "This page's permission is missing or old.");
  }
  const std::string first = view.csrf_token;
  sign_in();
  EXPECT_EQ(refusal(change(first)), Fault::forbidden) << "another session's is no permission";
}

TEST_F(Dashboard, ItEndsAfterHalfAnHourWithoutACall) {
  sign_in();
  clock.advance_ms(29 * kMinuteMs);
  EXPECT_TRUE(gateway->authenticate(look()));
  clock.advance_ms(29 * kMinuteMs);
  EXPECT_TRUE(gateway->dashboard(look()));
  clock.advance_ms(30 * kMinuteMs);
  EXPECT_EQ(refusal(look()), Fault::unauthenticated);
  EXPECT_EQ(gateway->dashboard(look()).error().hint,
            "Sign in at /dashboard with a key that has the scope admin.");
}

TEST_F(Dashboard, ItEndsAfterHalfADayHoweverBusy) {
  sign_in();
  for (int i = 0; i < 12 * 3 - 1; ++i) {
    clock.advance_ms(20 * kMinuteMs);
    ASSERT_TRUE(gateway->authenticate(look())) << i;
  }
  clock.advance_ms(20 * kMinuteMs);
  EXPECT_EQ(refusal(look()), Fault::unauthenticated);
}

TEST_F(Dashboard, ItDiesWithItsKeyAndOutlivesARestart) {
  sign_in();
  gateway = make_gateway();
  EXPECT_TRUE(gateway->authenticate(look()));
  gateway->revoke_key(machine(), view.key.id).value();
  EXPECT_EQ(refusal(look()), Fault::unauthenticated);
}

TEST_F(Dashboard, SigningOutEndsItAndNeedsThePermission) {
  sign_in();
  EXPECT_EQ(gateway->sign_out(change("")).error().fault, Fault::forbidden);
  EXPECT_TRUE(gateway->sign_out(change(view.csrf_token)));
  EXPECT_EQ(refusal(look()), Fault::unauthenticated);
}

TEST_F(Dashboard, NothingButTheDigestIsKept) {
  sign_in();
  EXPECT_EQ(log.text.find(token.expose()), std::string::npos);
  EXPECT_EQ(log.text.find(view.csrf_token), std::string::npos);
  const auto digest = vault->lookup_digest(token.expose());
  EXPECT_TRUE(store->dashboard_session_by_digest(std::string(as_view(digest))).value());
  EXPECT_FALSE(store->dashboard_session_by_digest(std::string(token.expose())).value());
}

TEST_F(Dashboard, AnIdleMinuteIsWrittenDownOnce) {
  sign_in();
  for (int i = 0; i < 5; ++i) gateway->authenticate(look()).value();
  EXPECT_EQ(store->count("touch_dashboard_session"), 0);
  clock.advance_ms(kMinuteMs);
  for (int i = 0; i < 5; ++i) gateway->authenticate(look()).value();
  EXPECT_EQ(store->count("touch_dashboard_session"), 1);
}

class ProjectOf : public GatewayHouse {};

TEST_F(ProjectOf, OriginsAreKeptOnceInTheirUsualSpelling) {
  auto project = gateway->allow_origins(
      machine(), {"https://App.acme.test:443", "https://app.acme.test/", "http://localhost:3000"});
  EXPECT_EQ(project.value().allowed_origins,
            (std::vector<std::string>{"https://app.acme.test", "http://localhost:3000"}));
  EXPECT_EQ(gateway->project(machine()).value().allowed_origins, project->allowed_origins);
  EXPECT_TRUE(gateway->allow_origins(machine(), {}).value().allowed_origins.empty());
}

TEST_F(ProjectOf, EveryWrongOriginIsNamed) {
  auto error =
      gateway->allow_origins(machine(), {"https://ok.test", "*", "https://acme.test/app"}).error();
  ASSERT_EQ(error.problems.size(), 2u);
  EXPECT_EQ(error.problems[0].field, "allowed_origins[1]");
  EXPECT_EQ(problem_of(error, "allowed_origins[2]"),
            "Must be an origin, such as https://app.example.com or http://localhost:3000: no path, "
            "no *.");
  const std::vector<std::string> many(51, "https://acme.test");
  EXPECT_EQ(problem_of(gateway->allow_origins(machine(), many).error(), "allowed_origins"),
            "Must be at most 50.");
}

TEST_F(ProjectOf, OnlyAnAdministratorSeesIt) {
  const std::string usual = key({"accounts:read"});
  auto caller = gateway->authenticate({.kind = Proof::Kind::key, .token = usual}).value();
  EXPECT_EQ(gateway->project(caller).error().fault, Fault::forbidden);
  EXPECT_EQ(gateway->allow_origins(caller, {}).error().fault, Fault::forbidden);
}

class Logs : public GatewayHouse {};

TEST_F(Logs, TellWhatRanByWhomAndHowItEnded) {
  const auto account = link().value();
  const std::string admin = key();
  auto good = run(admin, account.id, "figma_get_current_user");
  text_of(good);
  auto bad = run(admin, account.id, "figma_get_file", R"({"file_key": "nosuch"})");
  text_of(bad);
  auto wrong = run(admin, "nobody", "figma_get_current_user");
  EXPECT_FALSE(wrong);

  auto page = gateway->logs(machine(), {}).value();
  ASSERT_EQ(page.entries.size(), 3u) << "without waiting for the journal's batch";
  EXPECT_EQ(page.next, "");
  const LogView& first = page.entries.back();
  EXPECT_EQ(first.action, "figma_get_current_user");
  EXPECT_EQ(first.key_name, "test");
  EXPECT_EQ(first.fault, "");
  EXPECT_EQ(first.figma_status, 200);
  EXPECT_GT(first.answer_bytes, 0);
  EXPECT_EQ(gateway->logs(machine(), {.outcome = "failed"}).value().entries.size(), 1u);
  EXPECT_EQ(
      gateway->logs(machine(), {.account_id = account.id, .outcome = "ok"}).value().entries.size(),
      2u);
  EXPECT_EQ(gateway->logs(machine(), {.fault = "not_found"}).value().entries.size(), 1u);
}

TEST_F(Logs, ArePagedByACursor) {
  const auto account = link().value();
  const std::string admin = key();
  for (int i = 0; i < 5; ++i) {
    auto good = run(admin, account.id, "figma_get_current_user");
    text_of(good);
  }
  LogFilter filter{.page_size = 2};
  std::vector<std::size_t> sizes;
  do {
    auto page = gateway->logs(machine(), filter).value();
    sizes.push_back(page.entries.size());
    filter.next = page.next;
  } while (!filter.next.empty());
  EXPECT_EQ(sizes, (std::vector<std::size_t>{2, 2, 1}));
}

TEST_F(Logs, WrongFiltersAreNamedAndOtherProjectsAbsent) {
  auto error =
      gateway->logs(machine(), {.fault = "oops", .outcome = "good", .page_size = 0, .next = "abc"})
          .error();
  EXPECT_EQ(error.problems.size(), 4u);
  EXPECT_EQ(problem_of(error, "outcome"), "Must be ok or failed.");
  const auto account = link().value();
  auto good = run(key(), account.id, "figma_get_current_user");
  text_of(good);
  store->add_project({.id = "p2", .name = "second", .created_at = 1}).value();
  EXPECT_TRUE(gateway->logs(machine("second"), {}).value().entries.empty());
  const std::string writer = key({"actions:write"});
  auto caller = gateway->authenticate({.kind = Proof::Kind::key, .token = writer}).value();
  EXPECT_EQ(gateway->logs(caller, {}).error().fault, Fault::forbidden);
}

class AccountList : public GatewayHouse {};

TEST_F(AccountList, TellsWhichTokensEndSoon) {
  const UnixMs now = clock.now_ms();
  const auto soon = link("soon", kTestToken, std::string(kTestTeam), iso_date(now + 14 * kDayMs));
  const auto later = link("later", kTestToken, std::string(kTestTeam), iso_date(now + 15 * kDayMs));
  const auto never = link("never").value();
  EXPECT_EQ(soon.value().days_left, 14);
  EXPECT_TRUE(soon->expiring);
  EXPECT_EQ(later.value().days_left, 15);
  EXPECT_FALSE(later->expiring);
  EXPECT_EQ(never.days_left, std::nullopt);
  auto found = gateway->accounts(machine(), {.statuses = {"expiring"}}).value();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].id, soon->id);
  EXPECT_EQ(gateway->count_accounts(machine(), {.statuses = {"expiring", "active"}}).value(), 3);
}

TEST_F(AccountList, IsSearchedSortedAndCounted) {
  link("bob").value();
  link("ann").value();
  EXPECT_EQ(gateway->count_accounts(machine(), {.search = "bo", .page_size = 1}).value(), 1);
  auto sorted = gateway->accounts(machine(), {.sort = "-created_at"}).value();
  ASSERT_EQ(sorted.size(), 2u);
  auto error =
      gateway->accounts(machine(), {.search = std::string(300, 'x'), .sort = "name"}).error();
  EXPECT_EQ(error.problems.size(), 2u);
  EXPECT_EQ(problem_of(error, "sort"),
            "Must be created_at, last_used_at, expires_at, owner, status or team, with - before it "
            "to turn it round.");
}

}  // namespace
}  // namespace figlink
