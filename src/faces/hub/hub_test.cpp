#include "faces/hub/hub.h"

#include <gtest/gtest.h>

#include "faces/connector.h"
#include "faces/faces_test_house.h"
#include "faces/hub/answers.h"
#include "faces/hub/attempts.h"

namespace figlink {
namespace {

struct Hub : testing::Test {
  std::string session(const std::string& owner = "acme", const std::string& account = "") {
    auto caller = house.gateway().authenticate(house.operator_proof()).value();
    SessionWish wish;
    wish.origin_owner_id = owner;
    wish.origin_owner_name = owner;
    wish.account_id = account;
    return house.gateway().begin_session(caller, wish).value().token;
  }
  Got ask(const std::string& method, const std::string& target, const std::string& token,
          const std::string& body = "") {
    return house.ask({.method = method,
                      .target = target,
                      .body = body,
                      .headers = {{"x-hub-session-token", token}}});
  }
  std::string form(const std::string& credentials) {
    return R"({"integration_id": ")" + std::string(kIntegrationId) + R"(", "credentials": )" +
           credentials + "}";
  }
  std::string demo_form() {
    return form(R"({"personal_access_token": ")" + std::string(kDemoToken) + R"(", "team_id": ")" +
                std::string(kDemoTeam) + "\"}");
  }
  TestHouse house;
};

TEST_F(Hub, ShowsWhoWasLinkedByTheirPicture) {
  const auto token = session();
  Got linked = ask("POST", "/hub/accounts", token, demo_form());
  ASSERT_EQ(linked.status, 201) << linked.text;
  EXPECT_EQ(linked.json.at({"account", "figma_user", "has_picture"})->as_bool(), true);
  const std::string path =
      "/hub/accounts/" + std::string(*linked.json.find("id")->as_text()) + "/picture";
  Got picture = ask("GET", path, token);
  ASSERT_EQ(picture.status, 200) << picture.text;
  EXPECT_EQ(picture.headers.get("content-type"), "image/png");
  EXPECT_EQ(picture.headers.get("x-content-type-options"), "nosniff");
  EXPECT_EQ(picture.headers.get("content-security-policy"), "default-src 'none'; sandbox");
  EXPECT_EQ(picture.text.substr(1, 3), "PNG");
  EXPECT_EQ(ask("GET", path, session("other")).status, 404);
  EXPECT_EQ(ask("GET", path, "fls_nobodys").status, 401);
  EXPECT_EQ(ask("GET", "/hub/accounts/other/picture", token).status, 404);
}

TEST_F(Hub, ShowsOneActiveIntegrationAndItsForm) {
  const auto token = session();
  Got list = ask("GET", "/hub/connectors", token);
  ASSERT_EQ(list.status, 200) << list.text;
  const Json& integrations = *list.json.find("integrations");
  ASSERT_EQ(integrations.size(), 1u);
  EXPECT_EQ(integrations[0].find("active")->as_bool(), true);
  EXPECT_EQ(ask("GET", "/hub/connectors?provider=slack", token).json.find("integrations")->size(),
            0u);

  Got one = ask("GET", "/hub/connectors/" + std::string(kIntegrationId), token);
  const Json& fields = *one.json.at({"config", "configFields"});
  ASSERT_EQ(fields.size(), 3u) << one.text;
  EXPECT_EQ(fields[0].find("key")->as_text(), "personal_access_token");
  EXPECT_EQ(fields[0].find("type")->as_text(), "password");
  EXPECT_EQ(fields[1].find("key")->as_text(), "team_id");
  EXPECT_EQ(fields[1].find("secret")->as_bool(), false) << "only the token is a secret";
  EXPECT_EQ(one.json.at({"config", "authentication"}), nullptr)
      << "with it the Hub takes the form for an older one";
  EXPECT_EQ(ask("GET", "/hub/connectors/other", token).status, 404);
}

TEST_F(Hub, LinksAndShowsTheSecretOnlyByItsLastCharacters) {
  const auto token = session();
  Got linked = ask("POST", "/hub/accounts", token, demo_form());
  ASSERT_EQ(linked.status, 201) << linked.text;
  const std::string id = linked.at({"id"});
  EXPECT_EQ(linked.at({"provider"}), "figma");

  Got edit = ask("GET", "/hub/accounts/" + id, session("acme", id));
  ASSERT_EQ(edit.status, 200) << edit.text;
  EXPECT_EQ(edit.at({"secureId"}), id);
  EXPECT_EQ(edit.at({"secrets", "personal_access_token"}),
            "__secretvalue:**redacted**" + std::string(kDemoToken.substr(kDemoToken.size() - 4)));
  EXPECT_EQ(edit.at({"setupInformation", "team_id"}), kDemoTeam);
}

TEST_F(Hub, SettingsTellThePageWhatTheLinkIsFor) {
  auto caller = house.gateway().authenticate(house.operator_proof()).value();
  house.gateway().allow_origins(caller, {"https://app.acme.test"}).value();
  SessionWish wish;
  wish.origin_owner_id = "acme";
  wish.origin_owner_name = "Acme <Inc>";
  wish.actions = {"figma_get_file"};
  wish.redirect_url = "https://app.acme.test/done";
  const auto token = house.gateway().begin_session(caller, wish).value().token;
  Got got = ask("GET", "/hub/settings", token);
  ASSERT_EQ(got.status, 200) << got.text;
  EXPECT_EQ(got.at({"session", "origin_owner_name"}), "Acme <Inc>");
  EXPECT_EQ(got.at({"session", "actions"}), R"(["figma_get_file"])");
  EXPECT_EQ(got.at({"session", "scopes"}), R"(["file_content:read"])");
  EXPECT_EQ(got.at({"session", "redirect_url"}), "https://app.acme.test/done");
  EXPECT_EQ(got.at({"session", "allowed_origins"}), R"(["https://app.acme.test"])");
  EXPECT_EQ(got.at({"session", "account_id"}), "null");
  EXPECT_EQ(got.at({"project", "name"}), "default");
  auto guide = [&](const std::string& link) {
    return ask("GET", "/hub/connectors/" + std::string(kIntegrationId), link)
        .at({"config", "support", "link"});
  };
  EXPECT_EQ(guide(token), "https://figlink.test/guide?actions=figma_get_file");
  EXPECT_EQ(guide(session()), "https://figlink.test/guide");
}

TEST_F(Hub, TheConfirmationShowsWhoWasLinkedAndLeadsBack) {
  auto caller = house.gateway().authenticate(house.operator_proof()).value();
  SessionWish wish;
  wish.origin_owner_id = wish.origin_owner_name = "acme";
  wish.redirect_url = "http://localhost:3000/done?x=1#top";
  const auto token = house.gateway().begin_session(caller, wish).value().token;
  Got linked = ask("POST", "/hub/accounts", token, demo_form());
  ASSERT_EQ(linked.status, 201) << linked.text;
  EXPECT_EQ(linked.at({"account", "id"}), linked.at({"id"}));
  EXPECT_EQ(linked.at({"account", "status"}), "active");
  EXPECT_EQ(linked.at({"account", "credential_hint"}),
            std::string(kDemoToken.substr(kDemoToken.size() - 4)));
  EXPECT_NE(linked.at({"account", "figma_user", "handle"}), "(absent)");
  EXPECT_EQ(linked.at({"missing_scopes"}), "[]");
  EXPECT_EQ(linked.at({"unproved_scopes"}), "[]") << "the session names no actions";
  EXPECT_EQ(linked.at({"redirect_url"}), "http://localhost:3000/done?x=1&account_id=" +
                                             linked.at({"id"}) + "&status=linked#top");
  EXPECT_EQ(linked.text.find(kDemoToken), std::string::npos);
}

TEST(LinkedRedirect, KeepsTheRestOfTheAddress) {
  EXPECT_EQ(linked_redirect("", "a"), "");
  EXPECT_EQ(linked_redirect("https://x.test", "a"), "https://x.test?account_id=a&status=linked");
  EXPECT_EQ(linked_redirect("https://x.test/?", "a&b"),
            "https://x.test/?account_id=a%26b&status=linked");
  EXPECT_EQ(linked_redirect("https://x.test/#f?g", "a"),
            "https://x.test/?account_id=a&status=linked#f?g");
}

TEST_F(Hub, APartialPatchKeepsWhatWasNotEdited) {
  const auto id = house.link("acme").id;
  const auto token = session("acme", id);
  EXPECT_EQ(ask("GET", "/hub/settings", token).at({"existing_account_id"}), id);
  Got patched =
      ask("PATCH", "/hub/accounts/" + id, token,
          form(R"({"personal_access_token": "__secretvalue:**redacted**0000", "expires_on": ")" +
               iso_date(house.clock.now_ms() + 30 * kDayMs) + "\"}"));
  ASSERT_EQ(patched.status, 200) << patched.text;
  Got edit = ask("GET", "/hub/accounts/" + id, token);
  EXPECT_EQ(edit.at({"setupInformation", "team_id"}), kDemoTeam);
  EXPECT_EQ(edit.at({"setupInformation", "expires_on"}),
            iso_date(house.clock.now_ms() + 30 * kDayMs));
}

TEST_F(Hub, EveryWrongFieldOfALinkIsNamedInOneRoundAndInTheMessage) {
  const auto token = session();
  auto fields = [](const Got& got) {
    std::string names;
    const Json* errors = got.json.find("errors");
    for (std::size_t i = 0; errors != nullptr && i < errors->size(); ++i)
      names += (*errors)[i].find("field")->text_or("") + " ";
    return names;
  };
  EXPECT_EQ(
      fields(ask("POST", "/hub/accounts", token, R"({"integration_id": "x", "credentials": {}})")),
      "integration_id credentials.personal_access_token credentials.team_id ");
  EXPECT_EQ(fields(ask("POST", "/hub/accounts", token,
                       form(R"({"personal_access_token": 7, "team_id": [], "expires_onn": ""})"))),
            "credentials.personal_access_token credentials.team_id credentials.expires_onn ");
  Got late = ask("POST", "/hub/accounts", token,
                 form(R"({"team_id": ")" + std::string(kDemoTeam) + R"(", "expires_on": "soon"})"));
  EXPECT_EQ(fields(late), "credentials.personal_access_token credentials.expires_on ");
  EXPECT_NE(late.at({"message"}).find("credentials.expires_on: Must be a day"), std::string::npos)
      << late.text;
  EXPECT_EQ(fields(ask("PATCH", "/hub/accounts/x", session("acme", house.link("acme").id),
                       R"({"integration_id": 1, "credentials": 5})")),
            "")
      << "another account is absent, whatever was sent";
}

TEST_F(Hub, ATokenThatFigmaDoesNotTakeAndATeamItCannotSeeAreWrongFields) {
  const auto token = session();
  Got dead = ask("POST", "/hub/accounts", token,
                 form(R"({"personal_access_token": "figd_nobodys-token-at-all-000000000000",
                          "team_id": "1190000000000000001"})"));
  EXPECT_EQ(dead.status, 400) << dead.text;
  EXPECT_EQ((*dead.json.find("errors"))[0].find("field")->as_text(),
            "credentials.personal_access_token");
  Got unseen = ask("POST", "/hub/accounts", token,
                   form(R"({"personal_access_token": ")" + std::string(kDemoToken) +
                        R"(", "team_id": "9999999999999999999"})"));
  EXPECT_EQ(unseen.status, 400) << unseen.text;
  EXPECT_EQ((*unseen.json.find("errors"))[0].find("field")->as_text(), "credentials.team_id");
  EXPECT_TRUE(unseen.at({"message"}).starts_with("The token works, but it cannot see team"));
}

TEST_F(Hub, AUsedSessionChangesNothingMore) {
  const auto token = session();
  const std::string id = ask("POST", "/hub/accounts", token, demo_form()).at({"id"});
  Got again = ask("PATCH", "/hub/accounts/" + id, token, demo_form());
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.at({"message"}), "This link was used already.");
}

TEST_F(Hub, ARemovedAccountIsNotOfferedForEditing) {
  const auto id = house.link("acme").id;
  const auto found = session("acme"), named = session("acme", id);
  EXPECT_EQ(ask("GET", "/hub/settings", found).at({"existing_account_id"}), id);
  auto caller = house.gateway().authenticate(house.operator_proof()).value();
  house.gateway().remove_account(caller, id).value();
  EXPECT_EQ(ask("GET", "/hub/settings", found).at({"existing_account_id"}), "(absent)");
  EXPECT_EQ(ask("GET", "/hub/settings", named).at({"existing_account_id"}), "(absent)");
  EXPECT_EQ(ask("POST", "/hub/accounts", found, demo_form()).status, 201);
  EXPECT_EQ(ask("POST", "/hub/accounts", named, demo_form()).status, 404);
}

TEST_F(Hub, WhatHubsSendAlongIsIgnoredAndWhatIsMisspeltIsNot) {
  const auto token = session();
  EXPECT_EQ(ask("POST", "/hub/connection_attempts", token, R"({"token": "x"})").status, 201);
  EXPECT_EQ(ask("POST", "/hub/connection_attempts", token, "").status, 201);
  EXPECT_EQ(ask("POST", "/hub/connection_attempts", token, R"({"tokn": "x"})").at({"message"}),
            "tokn: There is no such field here. Did you mean token?");
  std::string body = demo_form();
  body.insert(1, R"("provider": "figma", "authentication_config_key": "k", "environment": "e", )");
  EXPECT_EQ(ask("POST", "/hub/accounts", token, body).status, 201);
}

TEST_F(Hub, EveryRefusalHasANumericStatusCode) {
  const auto token = session();
  struct Case {
    std::string method, target, token, body;
    int status;
  };
  for (const Case& one :
       {Case{"GET", "/hub/settings", "", "", 401}, Case{"GET", "/hub/settings", "nobodys", "", 401},
        Case{"POST", "/hub/accounts", token, "{}", 400},
        Case{"POST", "/hub/accounts", token, "x", 400},
        Case{"POST", "/hub/accounts", token, form("{}"), 400},
        Case{"POST", "/hub/accounts", token, R"({"integration_id": "x", "credentials": {}})", 400},
        Case{"GET", "/hub/accounts/nobody", token, "", 404},
        Case{"GET", "/hub/connection_attempts/none", token, "", 404}}) {
    Got got = ask(one.method, one.target, one.token, one.body);
    EXPECT_EQ(got.status, one.status) << one.target << " " << got.text;
    ASSERT_NE(got.json.find("statusCode"), nullptr) << got.text;
    EXPECT_EQ(got.json.find("statusCode")->as_integer(), one.status);
    EXPECT_EQ(got.headers.get("access-control-allow-origin"), "*")
        << "a page must be able to read why";
  }
}

TEST_F(Hub, APageOfAnyOriginMayCall) {
  for (std::string target :
       {"/hub/settings", "/hub/connectors", "/hub/connectors/x", "/hub/accounts", "/hub/accounts/x",
        "/hub/connection_attempts", "/hub/connection_attempts/x"}) {
    Got got = house.ask({.method = "OPTIONS", .target = target});
    EXPECT_EQ(got.status, 204) << target;
    EXPECT_EQ(got.headers.get("access-control-allow-origin"), "*");
    EXPECT_FALSE(got.headers.has("access-control-allow-credentials"));
    for (std::string_view header :
         {"x-hub-session-token", "x-hub-version", "content-type", "idempotency-key"}) {
      EXPECT_NE(got.headers.get("access-control-allow-headers").find(header),
                std::string_view::npos)
          << header;
    }
  }
  EXPECT_FALSE(house.ask({.target = "/accounts"}).headers.has("access-control-allow-origin"))
      << "keys stay on servers";
}

TEST_F(Hub, AnAttemptIsPendingThenCancelledOrAuthenticated) {
  const auto token = session();
  const std::string id =
      ask("POST", "/hub/connection_attempts", token, R"({"token": "x"})").at({"id"});
  EXPECT_EQ(ask("GET", "/hub/connection_attempts/" + id, token).at({"status"}), "pending");
  EXPECT_EQ(ask("GET", "/hub/connection_attempts/" + id, session("other")).status, 404);
  EXPECT_EQ(ask("DELETE", "/hub/connection_attempts/" + id, token).status, 204);
  EXPECT_EQ(ask("GET", "/hub/connection_attempts/" + id, token).at({"status"}), "cancelled");
}

TEST(Attempts, TheOldestMakesRoom) {
  SeededChance chance(3);
  Attempts attempts(chance);
  const std::string first = attempts.begin(1);
  std::string last;
  for (std::size_t i = 0; i < kAttemptsMax; ++i) last = attempts.begin(1);
  EXPECT_EQ(attempts.find(first, 1).session_id, 0);
  EXPECT_EQ(attempts.find(last, 1).session_id, 1);
}

}  // namespace
}  // namespace figlink
