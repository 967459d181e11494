#include <gtest/gtest.h>

#include "gateway/gateway_test_house.h"

namespace figlink {
namespace {

using State = SessionLook::State;

class SessionOf : public GatewayHouse {
 protected:
  SessionWish wish(std::vector<std::string> actions = {}, std::string redirect_url = {}) {
    SessionWish wish;
    wish.origin_owner_id = wish.origin_owner_name = "acme";
    wish.actions = std::move(actions);
    wish.redirect_url = std::move(redirect_url);
    return wish;
  }
  SessionView begin(const SessionWish& wish) {
    return gateway->begin_session(machine(), wish).value();
  }
  State state(std::string_view token) { return gateway->look_at_session(token).value().state; }
  static Credential credential(std::string_view token = kTestToken) {
    return {.token = Secret(token), .team_id = std::string(kTestTeam), .expires_on = {}};
  }
};

TEST_F(SessionOf, ThePageIsToldWhatBecameOfALink) {
  gateway->allow_origins(machine(), {"https://app.acme.test"}).value();
  EXPECT_EQ(state("fls_nobodys"), State::unknown);
  EXPECT_EQ(state("fls_" + std::string(43, 'x')), State::unknown);
  const auto fresh = begin(wish());
  auto look = gateway->look_at_session(fresh.token).value();
  EXPECT_EQ(look.state, State::live);
  EXPECT_EQ(look.project.name, "default");
  EXPECT_EQ(look.project.allowed_origins, std::vector<std::string>{"https://app.acme.test"});
  EXPECT_EQ(look.session.token, "") << "a token is told once";
  gateway->link_by_session(fresh.token, credential()).value();
  EXPECT_EQ(state(fresh.token), State::used);
  SessionWish other = wish();
  other.origin_owner_id = "other";
  const auto old = begin(other);
  clock.advance_ms(kSessionSecondsDefault * kSecondMs);
  EXPECT_EQ(state(old.token), State::expired);
}

TEST_F(SessionOf, KnowsTheScopesOfTheActionsItIsFor) {
  const auto session = begin(
      wish({"Get File", "figma_get_file_nodes", "figma_get_team_projects", "figma_get_file"}));
  EXPECT_EQ(session.actions, (std::vector<std::string>{"figma_get_file", "figma_get_file_nodes",
                                                       "figma_get_team_projects"}))
      << "each once, by its own name";
  EXPECT_EQ(session.scopes, (std::vector<std::string>{"file_content:read", "folders:read"}));
}

TEST_F(SessionOf, AnUnknownActionIsNamedWithTheNearest) {
  auto error = gateway->begin_session(machine(), wish({"figma_get_file", "figma_get_fil"})).error();
  EXPECT_EQ(problem_of(error, "actions[1]"), "Names no action; did you mean figma_get_file?");
  const std::vector<std::string> many(101, "figma_get_file");
  EXPECT_EQ(problem_of(gateway->begin_session(machine(), wish(many)).error(), "actions"),
            "Must be at most 100.");
}

TEST_F(SessionOf, LeadsOnlyToAllowedOriginsOrTheReadersOwnMachine) {
  gateway->allow_origins(machine(), {"https://app.acme.test"}).value();
  EXPECT_EQ(begin(wish({}, "https://app.acme.test/done?x=1")).redirect_url,
            "https://app.acme.test/done?x=1");
  begin(wish({}, "http://localhost:3000/"));
  begin(wish({}, "http://127.0.0.1:9"));
  auto field = [&](std::string url) {
    return problem_of(gateway->begin_session(machine(), wish({}, std::move(url))).error(),
                      "redirect_url");
  };
  EXPECT_EQ(field("https://evil.test/x"),
            "Leads to https://evil.test, which is no allowed origin of the project: add it with "
            "`figlink origins add https://evil.test`.");
  EXPECT_EQ(field("/done"), "Must be a whole http or https address of at most 2048 characters.");
  EXPECT_NE(field("https://app.acme.test@evil.test/"), "(no problem with redirect_url)");
  EXPECT_NE(field("http://app.acme.test/"), "(no problem with redirect_url)") << "another scheme";
}

TEST_F(SessionOf, ATokenThatLacksAScopeIsRefusedWithEveryOneByName) {
  figma.tokens.find(kTestToken)->second.scopes = {"current_user:read", "folders:read"};
  const auto session = begin(
      wish({"figma_get_team_projects", "figma_get_file", "figma_get_comments", "figma_get_file"}));
  auto error = gateway->link_by_session(session.token, credential()).error();
  EXPECT_EQ(error.fault, Fault::forbidden);
  EXPECT_EQ(error.message,
            "The token works, but it lacks 2 scopes that the chosen actions need: "
            "file_content:read, file_comments:read.");
  EXPECT_EQ(error.missing_scopes,
            (std::vector<std::string>{"file_content:read", "file_comments:read"}));
  EXPECT_EQ(state(session.token), State::live) << "another token may be tried";
  EXPECT_EQ(gateway->accounts(machine(), {}).value().size(), 0u);

  figma.tokens.find(kTestToken)->second.scopes = all_scopes();
  EXPECT_TRUE(gateway->link_by_session(session.token, credential()));
}

TEST_F(SessionOf, ANewTokenOfAnEditIsHeldAgainstTheActionsToo) {
  const auto account = link().value();
  SessionWish edit = wish({"figma_get_comments"});
  edit.account_id = account.id;
  const auto session = begin(edit);
  figma.tokens["figd_another-token-of-the-tests-00000003333"] = {
      .scopes = {"current_user:read", "folders:read", "file_content:read"}};
  AccountChange change;
  change.token = Secret(std::string_view("figd_another-token-of-the-tests-00000003333"));
  auto refused = gateway->relink_by_session(session.token, account.id, std::move(change));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().missing_scopes, std::vector<std::string>{"file_comments:read"});
  EXPECT_EQ(gateway->account(machine(), account.id).value().credential_hint, "1111");
  AccountChange day;
  day.expires_on = iso_date(clock.now_ms() + 30 * kDayMs);
  EXPECT_TRUE(gateway->relink_by_session(session.token, account.id, std::move(day)))
      << "the old token is not judged anew";
}

}  // namespace
}  // namespace figlink
