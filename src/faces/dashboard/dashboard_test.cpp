#include "faces/dashboard/dashboard.h"

#include <gtest/gtest.h>

#include "actions/catalogue.h"
#include "faces/faces_test_house.h"

namespace figlink {
namespace {

struct DashboardFace : testing::Test {
  Got sign_in(const std::string& key) {
    return house.ask(
        {.method = "POST", .target = "/dashboard/session", .body = R"({"key": ")" + key + "\"}"});
  }
  // Signs in and keeps what the browser would.
  void enter() {
    Got got = sign_in(house.key());
    ASSERT_EQ(got.status, 201) << got.text;
    const std::string set(got.headers.get("set-cookie"));
    cookie = set.substr(0, set.find(';'));
    csrf = got.at({"csrf_token"});
  }
  Got get(const std::string& target) {
    return house.ask({.target = target, .headers = {{"cookie", cookie}}});
  }
  Got send(const std::string& method, const std::string& target, const std::string& body = "{}") {
    return house.ask({.method = method,
                      .target = target,
                      .body = body,
                      .headers = {{"cookie", cookie}, {"x-figlink-csrf", csrf}}});
  }
  TestHouse house;
  std::string cookie, csrf;
};

TEST_F(DashboardFace, AKeyIsExchangedForACookieThatNoScriptReads) {
  const std::string key = house.key();
  Got got = sign_in(key);
  ASSERT_EQ(got.status, 201) << got.text;
  EXPECT_EQ(got.at({"project", "name"}), "default");
  EXPECT_EQ(got.at({"key", "hint"}), key.substr(key.size() - 4));
  EXPECT_EQ(got.at({"idle_seconds"}), "1800");
  EXPECT_EQ(got.headers.get("cache-control"), "no-store");
  const std::string set(got.headers.get("set-cookie"));
  EXPECT_TRUE(set.starts_with("figlink_dashboard=fld_")) << set;
  EXPECT_TRUE(set.ends_with("; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure")) << set;
  EXPECT_EQ(got.text.find("fld_"), std::string::npos) << "the page never sees the token";
  EXPECT_EQ(got.text.find(key), std::string::npos);
}

TEST_F(DashboardFace, OtherKeysAndBodiesAreRefused) {
  EXPECT_EQ(sign_in("flk_wrong").status, 401);
  Got small = sign_in(house.key({"accounts:read"}));
  EXPECT_EQ(small.status, 403);
  EXPECT_EQ(small.at({"hint"}), "Make a key with it: `figlink keys create NAME --scope admin`.");
  EXPECT_EQ(sign_in("").status, 400);
  for (const char* body : {"", "{}", R"({"key": 7})", "nonsense"}) {
    EXPECT_EQ(house.ask({.method = "POST", .target = "/dashboard/session", .body = body}).status,
              400)
        << body;
  }
  Got foreign = house.ask({.method = "POST",
                           .target = "/dashboard/session",
                           .body = R"({"key": ")" + house.key() + "\"}",
                           .headers = {{"origin", "https://evil.test"}}});
  EXPECT_EQ(foreign.status, 403);
  EXPECT_FALSE(foreign.headers.has("set-cookie"));
}

TEST_F(DashboardFace, TheSessionIsSeenUntilItIsEnded) {
  EXPECT_EQ(get("/dashboard/session").status, 401);
  enter();
  Got seen = get("/dashboard/session");
  ASSERT_EQ(seen.status, 200) << seen.text;
  EXPECT_EQ(seen.at({"csrf_token"}), csrf);
  Got left = send("DELETE", "/dashboard/session");
  EXPECT_EQ(left.status, 204);
  EXPECT_NE(left.headers.get("set-cookie").find("Max-Age=0"), std::string_view::npos);
  EXPECT_EQ(get("/dashboard/session").status, 401);
  EXPECT_EQ(get("/accounts").status, 401);
}

TEST_F(DashboardFace, TheCookieGoesWhereverAKeyGoes) {
  const auto account = house.link();
  enter();
  EXPECT_EQ(get("/accounts").json.size(), 1u);
  EXPECT_EQ(get("/actions?exclude=actions").status, 200);
  EXPECT_EQ(get("/connectors/meta").status, 200);
  EXPECT_EQ(get("/keys").status, 200);
  EXPECT_EQ(get("/project").status, 200);
  EXPECT_EQ(
      send("POST", "/connect_sessions", R"({"origin_owner_id": "a", "origin_owner_name": "A"})")
          .status,
      201);
  EXPECT_EQ(send("POST", "/actions/search", R"({"query": "comments"})").status, 200);
  EXPECT_EQ(send("POST", "/accounts/" + account.id + "/test").status, 200);
  EXPECT_EQ(send("PATCH", "/accounts/" + account.id, R"({"status": "suspended"})").status, 200);
  EXPECT_EQ(send("PATCH", "/accounts/" + account.id, R"({"status": "active"})").status, 200);
  Got ran = send("POST", "/actions/rpc",
                 R"({"action": "figma_get_current_user", "headers": {"x-account-id": ")" +
                     account.id + "\"}}");
  ASSERT_EQ(ran.status, 200) << ran.text;
  Got logs = get("/requests/logs");
  EXPECT_EQ((*logs.json.find("data"))[0].find("face")->as_text(), "dashboard");
  EXPECT_EQ((*logs.json.find("data"))[0].find("key_name")->as_text(), "test");
  EXPECT_EQ(send("DELETE", "/accounts/" + account.id).status, 200);
}

TEST_F(DashboardFace, NoChangeGoesWithoutThePermission) {
  const auto account = house.link();
  enter();
  struct Case {
    std::string method, target;
  };
  for (const Case& one :
       {Case{"POST", "/keys"}, Case{"DELETE", "/keys/x"}, Case{"PATCH", "/project"},
        Case{"POST", "/connect_sessions"}, Case{"POST", "/connect_sessions/authenticate"},
        Case{"POST", "/actions/rpc"}, Case{"POST", "/actions/search"},
        Case{"POST", "/accounts/" + account.id + "/test"}, Case{"PATCH", "/accounts/" + account.id},
        Case{"DELETE", "/accounts/" + account.id}, Case{"DELETE", "/dashboard/session"}}) {
    for (const std::string& wrong : {std::string(), std::string("x"), std::string(64, '0')}) {
      Got got = house.ask({.method = one.method,
                           .target = one.target,
                           .body = "{}",
                           .headers = {{"cookie", cookie}, {"x-figlink-csrf", wrong}}});
      EXPECT_EQ(got.status, 403) << one.method << " " << one.target;
      EXPECT_EQ(got.at({"message"}), "This page's permission is missing or old.");
    }
    Got foreign = house.ask(
        {.method = one.method,
         .target = one.target,
         .body = "{}",
         .headers = {
             {"cookie", cookie}, {"x-figlink-csrf", csrf}, {"origin", "https://evil.test"}}});
    EXPECT_EQ(foreign.status, 403) << one.method << " " << one.target;
  }
  EXPECT_EQ(house
                .ask({.target = "/accounts",
                      .headers = {{"cookie", cookie}, {"origin", "https://evil.test"}}})
                .status,
            403)
      << "another page does not even look";
  EXPECT_EQ(get("/accounts").json.size(), 1u) << "nothing happened";
}

TEST_F(DashboardFace, KeysAreMadeListedAndRevoked) {
  enter();
  Got made = send("POST", "/keys", R"({"name": "CI", "scopes": ["actions:read"]})");
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.headers.get("cache-control"), "no-store");
  const std::string secret = made.at({"secret"}), id = made.at({"id"});
  EXPECT_TRUE(secret.starts_with("flk_"));
  Got list = get("/keys");
  EXPECT_EQ(list.json.find("data")->size(), 2u);
  EXPECT_EQ(list.text.find(secret), std::string::npos) << "a secret is told once";
  EXPECT_EQ(
      house.ask({.target = "/actions", .headers = {{"authorization", bearer(secret)}}}).status,
      200);
  Got revoked = send("DELETE", "/keys/" + id);
  ASSERT_EQ(revoked.status, 200) << revoked.text;
  EXPECT_NE(revoked.at({"revoked_at"}), "null");
  EXPECT_EQ(
      house.ask({.target = "/actions", .headers = {{"authorization", bearer(secret)}}}).status,
      401);
  EXPECT_EQ(send("DELETE", "/keys/nobody").status, 404);
  Got wrong = send("POST", "/keys", R"({"scopes": ["action:read", 7]})");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(wrong.json.find("errors")->size(), 2u) << wrong.text;
}

TEST_F(DashboardFace, TheProjectSaysWhoMayFrameTheHub) {
  enter();
  Got seen = get("/project");
  EXPECT_EQ(seen.at({"allowed_origins"}), "[]");
  EXPECT_EQ(seen.at({"public_url"}), "https://figlink.test");
  Got changed = send("PATCH", "/project", R"({"allowed_origins": ["https://App.acme.test/"]})");
  ASSERT_EQ(changed.status, 200) << changed.text;
  EXPECT_EQ(changed.at({"allowed_origins"}), R"(["https://app.acme.test"])");
  Got wrong = send("PATCH", "/project", R"({"allowed_origins": ["*"]})");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ((*wrong.json.find("errors"))[0].find("field")->as_text(), "allowed_origins[0]");
  EXPECT_EQ(send("PATCH", "/project", "{}").at({"allowed_origins"}), R"(["https://app.acme.test"])")
      << "what is not named stays";
}

TEST_F(DashboardFace, LogsAreFilteredAndPaged) {
  const auto account = house.link();
  enter();
  for (const char* file : {"codeconnect", "nosuchfile", "codeconnect"}) {
    send("POST", "/actions/rpc",
         R"({"action": "figma_get_file_metadata", "path": {"file_key": ")" + std::string(file) +
             R"("}, "headers": {"x-account-id": ")" + account.id + "\"}}");
  }
  auto count = [&](const std::string& query) {
    Got got = get("/requests/logs" + query);
    EXPECT_EQ(got.status, 200) << got.text;
    return got.json.find("data")->size();
  };
  EXPECT_EQ(count(""), 3u);
  EXPECT_EQ(count("?outcome=failed"), 1u);
  EXPECT_EQ(count("?outcome=ok&account_id=" + account.id), 2u);
  EXPECT_EQ(count("?action=figma_get_file"), 0u);
  EXPECT_EQ(count("?from=" + iso_time(house.clock.now_ms() + 1)), 0u);
  EXPECT_EQ(count("?to=" + iso_time(house.clock.now_ms() + 1)), 3u);
  Got first = get("/requests/logs?page_size=2");
  EXPECT_EQ(first.json.find("data")->size(), 2u);
  EXPECT_EQ(count("?page_size=2&next=" + first.at({"next"})), 1u);
  Got failed = get("/requests/logs?outcome=failed");
  const Json& row = (*failed.json.find("data"))[0];
  EXPECT_EQ(row.find("fault")->as_text(), "not_found");
  EXPECT_EQ(row.find("figma_status")->as_integer(), 404);
  for (const char* query : {"?from=yesterday", "?page_size=0", "?outcome=good", "?next=x"})
    EXPECT_EQ(get("/requests/logs" + std::string(query)).status, 400) << query;
}

TEST_F(DashboardFace, AccountsAreSearchedSortedAndCounted) {
  for (const char* owner : {"bob", "ann", "cid"}) house.link(owner);
  enter();
  Got page = get("/accounts?page_size=2&sort=owner");
  EXPECT_EQ(page.headers.get("x-total-count"), "3");
  ASSERT_EQ(page.json.size(), 2u);
  EXPECT_EQ(page.json[0].find("origin_owner_id")->as_text(), "ann");
  EXPECT_EQ(page.json[0].find("days_left")->is_null(), true);
  EXPECT_EQ(page.json[0].find("expiring")->as_bool(), false);
  EXPECT_EQ(get("/accounts?sort=-owner").json[0].find("origin_owner_id")->as_text(), "cid");
  EXPECT_EQ(get("/accounts?search=BO").headers.get("x-total-count"), "1");
  EXPECT_EQ(get("/accounts?status=expiring").json.size(), 0u);
  EXPECT_EQ(get("/accounts?sort=name").status, 400);
}

TEST(GuideData, IsThereForEverybodyAndKnowsWhenItIsUnchanged) {
  TestHouse house;
  Got got = house.ask({.target = "/catalogue.json"});
  ASSERT_EQ(got.status, 200);
  EXPECT_EQ(got.json.find("actions")->size(), catalogue().size());
  const Json& first = (*got.json.find("actions"))[0];
  for (std::string_view name :
       {"name", "label", "summary", "group", "effect", "scopes", "old_scopes", "credentials",
        "plan", "tier", "in_guide", "deprecated", "instead"})
    EXPECT_NE(first.find(name), nullptr) << name;
  EXPECT_NE((*got.json.find("scopes"))[0].find("gives"), nullptr);
  const std::string etag(got.headers.get("etag"));
  Got again = house.ask({.target = "/catalogue.json", .headers = {{"if-none-match", etag}}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.text, "");
}

}  // namespace
}  // namespace figlink
