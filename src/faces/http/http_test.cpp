#include "faces/http/http.h"

#include <gtest/gtest.h>

#include "actions/catalogue.h"
#include "base/text.h"
#include "faces/connector.h"
#include "faces/faces_test_house.h"

namespace figlink {
namespace {

struct Http : testing::Test {
  Got rpc(const std::string& key, const std::string& account, const std::string& body) {
    return house.ask({.method = "POST",
                      .target = "/actions/rpc",
                      .body = body,
                      .headers = {{"authorization", bearer(key)}, {"x-account-id", account}}});
  }
  Got get(const std::string& target, const std::string& key) {
    return house.ask({.target = target, .headers = {{"authorization", bearer(key)}}});
  }
  Got send(const std::string& method, const std::string& target, const std::string& key,
           const std::string& body) {
    return house.ask({.method = method,
                      .target = target,
                      .body = body,
                      .headers = {{"authorization", bearer(key)}}});
  }
  static std::string fields_of(const Got& got) {
    std::string fields;
    const Json* errors = got.json.find("errors");
    for (std::size_t i = 0; errors != nullptr && i < errors->size(); ++i)
      fields += (*errors)[i].find("field")->text_or("") + " ";
    return fields;
  }
  TestHouse house;
};

TEST_F(Http, RpcRunsAnActionAndWrapsWhatFigmaSaid) {
  const auto key = house.key();
  const auto account = house.link();
  Got got = rpc(
      key, account.id,
      R"({"action": "figma_get_file", "path": {"file_key": "codeconnect"}, "query": {"depth": 1}})");
  ASSERT_EQ(got.status, 200) << got.text;
  EXPECT_TRUE(got.text.starts_with("{\"data\":{"));
  EXPECT_TRUE(got.text.ends_with(",\"next\":null}"));
  EXPECT_NE(got.json.at({"data", "document"}), nullptr);
}

TEST_F(Http, RpcGivesEveryPageAsOneList) {
  const auto key = house.key();
  const auto account = house.link();
  Got got = rpc(key, account.id,
                R"({"action": "figma_get_file_versions", "all": true,
                    "path": {"file_key": "codeconnect"}, "query": {"page_size": 50}})");
  ASSERT_EQ(got.status, 200) << got.text;
  EXPECT_TRUE(got.text.starts_with(R"({"data":[{"id":)")) << got.text.substr(0, 99);
  EXPECT_TRUE(got.text.ends_with(R"(],"next":null})"));
  EXPECT_EQ(got.json.find("data")->size(), 65u);
  got = rpc(key, account.id,
            R"({"action": "figma_get_file_versions", "all": false,
                "path": {"file_key": "codeconnect"}})");
  EXPECT_EQ(got.json.at({"data", "versions"})->size(), 30u);
}

TEST_F(Http, RpcRefusesEveryPageOfWhatHasNoneAndWithoutTheEnvelope) {
  const auto key = house.key();
  const auto account = house.link();
  EXPECT_EQ(fields_of(rpc(key, account.id,
                          R"({"action": "figma_get_file", "all": true,
                              "path": {"file_key": "codeconnect"}})")),
            "all ");
  EXPECT_EQ(fields_of(rpc(key, account.id,
                          R"({"action": "figma_get_file_versions", "all": "yes",
                              "path": {"file_key": "codeconnect"}})")),
            "all ");
  Got got = house.ask({.method = "POST",
                       .target = "/actions/rpc",
                       .body = R"({"action": "figma_get_file_versions", "all": true,
                                   "path": {"file_key": "codeconnect"}})",
                       .headers = {{"authorization", bearer(key)},
                                   {"x-account-id", account.id},
                                   {"x-figlink-envelope", "none"}}});
  EXPECT_EQ(fields_of(got), "all ");
}

TEST_F(Http, RpcTakesTheAccountFromTheBodyAndBasicKeys) {
  const auto key = house.key();
  const auto account = house.link();
  Got got = house.ask(
      {.method = "POST",
       .target = "/actions/rpc",
       .body =
           R"({"action": "figma_get_current_user", "query": {"debug": true}, "defender_enabled": true,)"
           R"( "headers": {"x-account-id": ")" +
           account.id + "\"}}",
       .headers = {{"authorization", "Basic " + to_base64(key + ":")}}});
  ASSERT_EQ(got.status, 200) << got.text;
  EXPECT_EQ(got.at({"data", "id"}), account.figma_user_id);
}

TEST_F(Http, RpcWithoutTheEnvelopeGivesFigmasBytesAlone) {
  const auto key = house.key();
  const auto account = house.link();
  Got got = house.ask({.method = "POST",
                       .target = "/actions/rpc",
                       .body = R"({"action": "figma_get_current_user"})",
                       .headers = {{"authorization", bearer(key)},
                                   {"x-account-id", account.id},
                                   {"x-figlink-envelope", "none"}}});
  ASSERT_EQ(got.status, 200);
  EXPECT_EQ(got.at({"id"}), account.figma_user_id);
}

TEST_F(Http, RpcTellsHowAFileReadCameToBeAndObeysCacheControl) {
  const auto key = house.key();
  const auto account = house.link();
  auto read = [&](std::string_view control, std::string_view action = "figma_get_file") {
    return house.ask({.method = "POST",
                      .target = "/actions/rpc",
                      .body = R"({"action": ")" + std::string(action) +
                              R"(", "path": {"file_key": "codeconnect"}})",
                      .headers = {{"authorization", bearer(key)},
                                  {"x-account-id", account.id},
                                  {"cache-control", control}}});
  };
  auto told = [](const Got& got) {
    return std::string(got.headers.get("x-figlink-cache")) + " " +
           std::string(got.headers.get("age"));
  };
  Got absent = read("only-if-cached");
  EXPECT_EQ(absent.status, 504);
  EXPECT_EQ(absent.at({"error"}), "too_slow");
  EXPECT_EQ(told(read("no-store")), "miss ");
  EXPECT_EQ(told(read("")), "miss ");
  house.clock.advance_ms(3'000);
  EXPECT_EQ(told(read("")), "hit 3");
  EXPECT_EQ(told(read("max-age=2")), "revalidated 0");
  EXPECT_EQ(told(read("no-cache")), "revalidated 0");
  EXPECT_EQ(told(read("", "figma_get_comments")), " ");
  send("DELETE", "/accounts/" + account.id, key, "");
  EXPECT_EQ(read("only-if-cached").status, 404) << "an account that was removed";
}

TEST_F(Http, WhoIsToldOfAChangePassesItOn) {
  const auto key = house.key();
  const auto account = house.link();
  auto tell = [&](const std::string& body) { return send("POST", "/cache/changes", key, body); };
  EXPECT_EQ(tell(R"({"file_key": 7, "fil": 1})").status, 400);
  EXPECT_EQ(tell("{}").status, 400);
  EXPECT_EQ(send("POST", "/cache/changes", "wrong", R"({"file_key": "codeconnect"})").status, 401);
  auto read = [&] {
    Got got =
        house.ask({.method = "POST",
                   .target = "/actions/rpc",
                   .body = R"({"action": "figma_get_file", "path": {"file_key": "codeconnect"}})",
                   .headers = {{"authorization", bearer(key)},
                               {"x-account-id", account.id},
                               {"cache-control", "max-age=600"}}});
    return std::string(got.headers.get("x-figlink-cache"));
  };
  EXPECT_EQ(read(), "miss");
  EXPECT_EQ(read(), "hit");
  Got told = tell(R"({"file_key": "codeconnect"})");
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(told.at({"file_key"}), "codeconnect");
  EXPECT_EQ(read(), "revalidated");
}

TEST_F(Http, RpcReadsWhatACallerPrefersAndPassesOverTheRest) {
  const auto key = house.key();
  const auto account = house.link();
  for (std::string_view prefer :
       {"gather", "wait=5, GATHER", "gather=, respond-async", ",,wait="}) {
    Got got = house.ask(
        {.method = "POST",
         .target = "/actions/rpc",
         .body = R"({"action": "figma_get_file_nodes",
                           "path": {"file_key": "codeconnect"}, "query": {"ids": ["1:3"]}})",
         .headers = {
             {"authorization", bearer(key)}, {"x-account-id", account.id}, {"prefer", prefer}}});
    EXPECT_EQ(got.status, 200) << prefer << got.text;
  }
}

TEST_F(Http, RpcBoundsTheWholeCallWhenAsked) {
  const auto key = house.key();
  const auto account = house.link();
  auto within = [&](std::string_view seconds) {
    return house.ask({.method = "POST",
                      .target = "/actions/rpc",
                      .body = R"({"action": "figma_get_current_user"})",
                      .headers = {{"authorization", bearer(key)},
                                  {"x-account-id", account.id},
                                  {"x-figlink-timeout", seconds}}});
  };
  EXPECT_EQ(within("5").status, 200);
  for (std::string_view wrong : {"0", "3601", "soon", "-1", "1.5"}) {
    Got got = within(wrong);
    EXPECT_EQ(got.status, 400) << wrong;
    EXPECT_EQ(fields_of(got), "x-figlink-timeout ") << got.text;
  }
}

TEST_F(Http, RpcNamesEveryWrongInputAtOnce) {
  const auto key = house.key();
  const auto account = house.link();
  Got got = rpc(key, account.id,
                R"({"action": "figma_get_file", "query": {"depth": "deep", "dept": 1}})");
  EXPECT_EQ(got.status, 400);
  EXPECT_EQ(got.at({"error"}), "bad_input");
  EXPECT_EQ(got.at({"errorCode"}), "ValidationError");
  ASSERT_NE(got.json.find("errors"), nullptr) << got.text;
  EXPECT_GE(got.json.find("errors")->size(), 3u) << got.text;
}

TEST_F(Http, RpcNamesEveryWrongFieldOfEveryPlaceInOneRound) {
  const auto key = house.key();
  const auto account = house.link();
  EXPECT_EQ(fields_of(rpc(key, "", R"({"action": "figma_get_file", "path": 5,
                                       "query": {"depth": "x"}, "qurey": {}, "headers": 7})")),
            "headers qurey x-account-id path path.file_key query.depth ");
  Got unknown = rpc(key, account.id, R"({"action": "figma_get_fil"})");
  EXPECT_EQ(fields_of(unknown), "action ");
  EXPECT_EQ(unknown.at({"message"}), "There is no action figma_get_fil.");
  EXPECT_EQ(fields_of(rpc(key, "", "{}")), "action x-account-id ");
  EXPECT_EQ(fields_of(rpc(key, account.id, R"({"action": 5})")), "action ");
}

TEST_F(Http, AMisspeltFieldIsRefusedWithTheNearestAndNothingRuns) {
  const auto key = house.key();
  const auto account = house.link();
  Got got = rpc(key, account.id, R"({"action": "figma_get_current_user", "qurey": {"depth": 1}})");
  EXPECT_EQ(got.status, 400) << got.text;
  EXPECT_EQ(got.at({"message"}), "qurey: There is no such field here. Did you mean query?");
  EXPECT_EQ(
      send("PATCH", "/accounts/" + account.id, key, R"({"statuss": "active"})").at({"message"}),
      "statuss: There is no such field here. Did you mean status?");
  EXPECT_EQ(send("PATCH", "/accounts/" + account.id, key,
                 R"({"credentials": {"expires_onn": "2027-01-01"}})")
                .at({"message"}),
            "credentials.expires_onn: There is no such field here. Did you mean expires_on?");
  EXPECT_EQ(fields_of(send("POST", "/connect_sessions", key,
                           R"({"origin_owner_id": "a", "origin_owner_nam": "A"})")),
            "origin_owner_name origin_owner_nam ");
  EXPECT_EQ(fields_of(send("POST", "/actions/search", key, R"({"query": "x", "topk": 1})")),
            "topk ");
  EXPECT_EQ(fields_of(send("POST", "/connect_sessions/authenticate", key, R"({"tokn": "x"})")),
            "token tokn ");
}

TEST_F(Http, WhatClientsOfHostedHubsSendAlongIsIgnored) {
  const auto key = house.key();
  const auto account = house.link();
  EXPECT_EQ(rpc(key, account.id,
                R"({"action": "figma_get_current_user", "defender_config": {"enabled": true},
                    "defender_enabled": false, "sync": true, "run_id": "r", "debug": true})")
                .status,
            200);
  Got patched = send("PATCH", "/accounts/" + account.id, key,
                     R"({"authentication_config_key": "k", "environment": "production",
                         "integration_id": "i", "secrets": {}, "setup_information": null,
                         "connector_profile_id": "c", "provider": "figma"})");
  EXPECT_EQ(patched.status, 200) << patched.text;
  Got made = send("POST", "/connect_sessions", key,
                  R"({"origin_owner_id": "a", "origin_owner_name": "A", "provider_version": null,
                      "shared": true, "relink": false, "scopes": true, "categories": ["crm"]})");
  EXPECT_EQ(made.status, 201) << made.text;
}

TEST_F(Http, EveryWrongFieldOfASessionIsNamedInOneRound) {
  const auto key = house.key({"sessions:write"});
  EXPECT_EQ(fields_of(send("POST", "/connect_sessions", key,
                           R"({"origin_owner_id": 5, "origin_owner_name": "A", "type": "demo",
                               "expires_in": 0, "multiple": "no", "categories": [1],
                               "integration_id": "nope", "provider": "slack", "lable": "x"})")),
            "origin_owner_id integration_id multiple lable type provider expires_in categories ");
}

TEST_F(Http, EveryWrongFieldOfAChangeIsNamedInOneRound) {
  const auto key = house.key();
  const auto id = house.link().id;
  Got got = send("PATCH", "/accounts/" + id, key,
                 R"({"credentials": {"personal_access_token": 7, "team_id": "my team",
                     "expires_on": "soon"}, "label": {}, "shared": "no", "type": "demo"})");
  EXPECT_EQ(got.status, 400);
  EXPECT_EQ(fields_of(got),
            "credentials.personal_access_token label shared type credentials.team_id "
            "credentials.expires_on ");
  EXPECT_TRUE(
      got.at({"message"})
          .starts_with("6 fields are wrong. credentials.personal_access_token: Must be a text."))
      << got.text;
}

TEST_F(Http, NullInAChangeClearsAndAbsenceLeaves) {
  const auto key = house.key();
  const std::string target = "/accounts/" + house.link().id;
  const std::string day = iso_date(house.clock.now_ms() + 30 * kDayMs);
  Got set = send("PATCH", target, key,
                 R"({"label": "Design", "metadata": {"a": 1}, "credentials": {"expires_on": ")" +
                     day + "\"}}");
  ASSERT_EQ(set.status, 200) << set.text;
  Got left = send("PATCH", target, key, "{}");
  EXPECT_EQ(left.at({"label"}), "Design");
  EXPECT_EQ(left.at({"setup_information", "expires_on"}), day);
  Got cleared = send("PATCH", target, key,
                     R"({"label": null, "metadata": null, "credentials": {"expires_on": null}})");
  EXPECT_EQ(cleared.at({"label"}), "null");
  EXPECT_EQ(cleared.at({"metadata"}), "{}");
  EXPECT_EQ(cleared.at({"expires_at"}), "null");
  EXPECT_EQ(send("PATCH", target, key, R"({"credentials": {"expires_on": ""}})").status, 200);
}

TEST_F(Http, ListsAndBoundsAreRefusedAndNotCut) {
  const auto key = house.key();
  EXPECT_EQ(get("/accounts?status=bogus", key).at({"message"}),
            "query.status: There is no status bogus: it is active, inactive, suspended, archived, "
            "expired or error, and expiring asks for what ends within 14 days.");
  std::string ids = "a";
  for (int i = 0; i < 1000; ++i) ids += ",a";
  EXPECT_EQ(get("/accounts?account_ids=" + ids, key).at({"message"}),
            "query.account_ids: Has more than 1000 values: ask in parts.");
  for (std::string value : {"-0.1", "1.5"}) {
    EXPECT_EQ(
        send("POST", "/actions/search", key, R"({"query": "x", "min_similarity": )" + value + "}")
            .at({"message"}),
        "min_similarity: Must be from 0 to 1.");
  }
}

TEST_F(Http, TheCatalogueSaysWhichScopesATokenNeedsAndWhereTheGuideIs) {
  const auto key = house.key();
  Got got = get("/actions?filter[action_key]=figma_get_file,figma_get_comments", key);
  const Json& connector = (*got.json.find("data"))[0];
  auto scopes = [](const Json& entry) {
    return (*entry.find("authentication"))[0].find("required_scopes")->dump();
  };
  EXPECT_EQ(scopes(connector), R"(["file_content:read","file_comments:read"])");
  EXPECT_EQ(scopes((*connector.find("actions"))[0]), R"(["file_content:read"])");
  for (const Json* entry : {&connector, &(*connector.find("actions"))[0]}) {
    EXPECT_EQ((*entry->find("authentication"))[0].at({"support", "link"})->as_text(),
              "https://figlink.test/guide");
  }
  Got guides = get("/actions?include=authentication_guides", key);
  const Json& support =
      *(*(*guides.json.find("data"))[0].find("authentication"))[0].find("support");
  EXPECT_NE(support.find("guides"), nullptr);
  EXPECT_NE(support.find("link"), nullptr);
}

TEST_F(Http, RpcRefusesInOneShape) {
  const auto key = house.key();
  const auto account = house.link();
  struct Case {
    std::string key, account, body;
    int status;
    std::string error;
  };
  const std::string me = R"({"action": "figma_get_current_user"})";
  for (const Case& one :
       {Case{"", account.id, me, 401, "unauthenticated"},
        Case{"fl_nobody", account.id, "not json", 401, "unauthenticated"},
        Case{key, account.id, "not json", 400, "bad_input"},
        Case{key, account.id, "{}", 400, "bad_input"},
        Case{key, account.id, R"({"action": "figma_get_fil"})", 400, "bad_input"},
        Case{key, account.id, R"({"action": "figma_get_file", "path": []})", 400, "bad_input"},
        Case{key, "", me, 400, "bad_input"}, Case{key, "nobody", me, 404, "not_found"}}) {
    Got got = rpc(one.key, one.account, one.body);
    EXPECT_EQ(got.status, one.status) << one.body << got.text;
    EXPECT_EQ(got.at({"error"}), one.error) << got.text;
    EXPECT_EQ(got.at({"request_id"}), got.headers.get("x-request-id"));
    EXPECT_NE(got.at({"hint"}), "") << got.text;
  }
}

TEST_F(Http, FigmasOwnWordsAreToldBesideOurs) {
  const auto key = house.key();
  const auto account = house.link();
  Got got =
      rpc(key, account.id, R"({"action": "figma_get_file", "path": {"file_key": "nosuchfile"}})");
  EXPECT_EQ(got.status, 404) << got.text;
  const Json* said = got.json.find("provider_errors");
  ASSERT_NE(said, nullptr) << got.text;
  EXPECT_EQ((*said)[0].find("status")->as_integer(), 404);
  EXPECT_EQ((*said)[0].find("url")->as_text(), "/v1/files/nosuchfile");
  EXPECT_TRUE((*said)[0].at({"raw", "message"})->as_text()->size() > 0);
}

TEST_F(Http, TheCatalogueIsListedWithDetailsOnlyWhenAsked) {
  const auto key = house.key({"actions:read"});
  Got plain = get("/actions", key);
  ASSERT_EQ(plain.status, 200) << plain.text;
  const Json& connector = (*plain.json.find("data"))[0];
  EXPECT_EQ(connector.find("key")->as_text(), "figma");
  EXPECT_EQ(connector.find("actions")->size(), catalogue().size());
  EXPECT_EQ((*connector.find("actions"))[0].find("action_details"), nullptr);
  EXPECT_TRUE(plain.json.find("next")->is_null());

  Got details = get("/actions?include[]=action_details&filter%5Baction_key%5D=figma_get_file", key);
  const Json& actions = *(*details.json.find("data"))[0].find("actions");
  ASSERT_EQ(actions.size(), 1u);
  EXPECT_NE(actions[0].at({"action_details", "input_schema", "properties", "path"}), nullptr)
      << details.text.substr(0, 2000);

  EXPECT_EQ(get("/actions?filter[connectors]=slack", key).json.find("data")->size(), 0u);
  EXPECT_EQ((*get("/actions?exclude=actions", key).json.find("data"))[0].find("actions"), nullptr);
  EXPECT_EQ(get("/actions?page_size=none", key).status, 400);
}

TEST_F(Http, SearchAnswersBothGenerationsOfReaders) {
  const auto key = house.key({"actions:read"});
  Got got = send("POST", "/actions/search", key, R"({"query": "comments of a file", "top_k": 3})");
  ASSERT_EQ(got.status, 200) << got.text;
  const Json& results = *got.json.find("results");
  ASSERT_GT(results.size(), 0u);
  ASSERT_LE(results.size(), 3u);
  for (std::string_view name : {"id", "action_name", "connector_key", "label", "description",
                                "project_id", "similarity_score"}) {
    EXPECT_NE(results[0].find(name), nullptr) << name;
  }
  EXPECT_EQ(results[0].find("id")->as_text(), "figma_get_comments");
  EXPECT_EQ(got.json.find("total_count")->as_integer(), static_cast<std::int64_t>(results.size()));
  EXPECT_EQ(send("POST", "/actions/search", key, R"({"query": "comments", "connector": "slack"})")
                .json.find("results")
                ->size(),
            0u);
  EXPECT_EQ(send("POST", "/actions/search", key, R"({"query": "x", "top_k": 1000})").status, 400);
}

TEST_F(Http, AccountsAreABareArrayWithoutCredentials) {
  const auto key = house.key({"accounts:read"});
  const auto account = house.link();
  house.link("other");
  Got got = get("/accounts", key);
  ASSERT_EQ(got.status, 200) << got.text;
  ASSERT_TRUE(got.json.is_array());
  EXPECT_EQ(got.json.size(), 2u);
  EXPECT_EQ(got.text.find(kDemoToken), std::string::npos);
  EXPECT_EQ(get("/accounts?account_ids[]=" + account.id, key).json.size(), 1u);
  EXPECT_EQ(get("/accounts?origin_owner_id=other", key).json.size(), 1u);
  EXPECT_EQ(get("/accounts?origin_owner_ids=other&origin_owner_ids=owner", key).json.size(), 2u);
  EXPECT_EQ(get("/accounts?providers=slack", key).json.size(), 0u);
  EXPECT_EQ(get("/accounts?status=error", key).json.size(), 0u);
  EXPECT_EQ(get("/accounts?page=2&page_size=1", key).json.size(), 1u);
  EXPECT_EQ(get("/accounts?page_size=0", key).status, 400);
}

TEST_F(Http, AnAccountIsShownChangedAndRemoved) {
  const auto key = house.key({"accounts:read", "accounts:write"});
  const auto id = house.link().id;
  Got shown = get("/accounts/" + id, key);
  for (std::string_view name : {"id", "provider", "origin_owner_id", "origin_owner_name", "status",
                                "created_at", "updated_at"}) {
    EXPECT_NE(shown.json.find(name), nullptr) << name;
  }
  EXPECT_EQ(get("/accounts/" + id + "/meta", key).text,
            R"({"category":"documents","models":{},"provider":"figma"})");

  Got changed =
      send("PATCH", "/accounts/" + id, key,
           R"({"label": "Design", "metadata": {"a": 1}, "shared": false, "environment": "x"})");
  ASSERT_EQ(changed.status, 200) << changed.text;
  EXPECT_EQ(changed.at({"label"}), "Design");
  EXPECT_EQ(changed.at({"metadata", "a"}), "1");
  EXPECT_EQ(changed.at({"shared"}), "false");
  Got wrong = send("PATCH", "/accounts/" + id, key,
                   R"({"label": {}, "shared": "no", "provider": "slack"})");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(wrong.json.find("errors")->size(), 3u) << wrong.text;

  EXPECT_EQ(send("DELETE", "/accounts/" + id, key, "").status, 200);
  EXPECT_EQ(get("/accounts/" + id, key).status, 404);
}

TEST_F(Http, AKeyMayDoOnlyWhatItsScopesSay) {
  const auto id = house.link().id;
  const auto reader = house.key({"accounts:read"});
  EXPECT_EQ(get("/accounts/" + id, reader).status, 200);
  EXPECT_EQ(send("PATCH", "/accounts/" + id, reader, R"({"label": "x"})").status, 403);
  EXPECT_EQ(send("DELETE", "/accounts/" + id, reader, "").status, 403);
  EXPECT_EQ(send("POST", "/connect_sessions", reader, "{}").status, 403);
  EXPECT_EQ(get("/actions", reader).status, 403);
  EXPECT_EQ(get("/accounts", "").status, 401);
  EXPECT_EQ(get("/accounts", "").headers.get("www-authenticate"), "Bearer realm=\"figlink\"");
}

TEST_F(Http, ASessionHasANumberATokenAndALink) {
  const auto key = house.key({"sessions:write"});
  Got made = send(
      "POST", "/connect_sessions", key,
      R"({"origin_owner_id": "acme", "origin_owner_name": "Acme", "metadata": {"a": 1}, "expires_in": 600, "label": null})");
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.json.find("id")->kind(), Json::Kind::integer);
  EXPECT_EQ(made.json.find("organization_id")->kind(), Json::Kind::text);
  const std::string token = made.at({"token"});
  EXPECT_EQ(made.at({"auth_link_url"}), "https://figlink.test/link?token=" + token);

  Got checked =
      send("POST", "/connect_sessions/authenticate", key, R"({"token": ")" + token + "\"}");
  ASSERT_EQ(checked.status, 201) << checked.text;
  EXPECT_EQ(checked.at({"origin_owner_id"}), "acme");
  EXPECT_EQ(checked.json.find("token"), nullptr);
  EXPECT_EQ(checked.json.find("auth_link_url"), nullptr);

  EXPECT_EQ(send("POST", "/connect_sessions", key, R"({"origin_owner_id": "acme"})").at({"errors"}),
            R"([{"field":"origin_owner_name","message":"Is required."}])");
}

TEST_F(Http, ASessionMayNameActionsAndWhereItLeads) {
  const auto key = house.key({"sessions:write"});
  auto begin = [&](const std::string& more) {
    return send("POST", "/connect_sessions", key,
                R"({"origin_owner_id": "acme", "origin_owner_name": "Acme", )" + more + "}");
  };
  Got made = begin(R"("actions": ["figma_get_file"], "redirect_url": "http://localhost:3000/")");
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.at({"actions"}), R"(["figma_get_file"])");
  EXPECT_EQ(made.at({"redirect_url"}), "http://localhost:3000/");
  EXPECT_EQ(begin(R"("actions": null)").at({"actions"}), "[]");
  Got wrong = begin(R"("actions": ["figma_get_fil"], "redirect_url": "https://evil.test/")");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(wrong.json.find("errors")->size(), 2u) << wrong.text;
  EXPECT_EQ(begin(R"("actions": "figma_get_file")").status, 400);
}

TEST_F(Http, AProjectNeverLearnsOfAnotherOnesSession) {
  house.store()
      .add_project({.id = "p2", .name = "second", .created_at = house.clock.now_ms() + 1})
      .value();
  const auto key = house.key({"admin"});
  const auto other = house.key({"admin"}, "second");
  Got made = send("POST", "/connect_sessions", key,
                  R"({"origin_owner_id": "acme", "origin_owner_name": "Acme"})");
  Got theirs = send("POST", "/connect_sessions/authenticate", other,
                    R"({"token": ")" + made.at({"token"}) + "\"}");
  Got unknown =
      send("POST", "/connect_sessions/authenticate", other, R"({"token": "nobodys-token"})");
  EXPECT_EQ(theirs.status, 404);
  EXPECT_EQ(theirs.status, unknown.status);
  EXPECT_FALSE(unknown.headers.has("www-authenticate")) << "clients would drop their key";
  EXPECT_EQ(theirs.at({"message"}), unknown.at({"message"}));
  EXPECT_EQ(theirs.at({"hint"}), unknown.at({"hint"}));
}

TEST_F(Http, TheOrganizationIsATextButForOlderTypedClients) {
  const auto key = house.key({"sessions:write"});
  auto organization = [&](std::string_view agent) {
    return house
        .ask({.method = "POST",
              .target = "/connect_sessions",
              .body = R"({"origin_owner_id": "a", "origin_owner_name": "A"})",
              .headers = {{"authorization", bearer(key)}, {"user-agent", agent}}})
        .json.find("organization_id")
        ->dump();
  };
  EXPECT_EQ(
      organization("speakeasy-sdk/typescript 4.28.0 2.788.4 1.0.0 @stackone/stackone-client-ts"),
      "1");
  EXPECT_EQ(
      organization("speakeasy-sdk/typescript 4.34.1 2.800.1 1.0.0 @stackone/stackone-client-ts"),
      "\"1\"");
  EXPECT_EQ(organization("curl/8"), "\"1\"");
  EXPECT_EQ(organization("speakeasy-sdk/typescript 4.28.0 2.788.4 1.0.0 another-client"), "\"1\"");
}

TEST_F(Http, ConnectorsAreDescribed) {
  const auto key = house.key();
  Got all = get("/connectors/meta", key);
  ASSERT_TRUE(all.json.is_array());
  EXPECT_EQ(all.json[0].find("provider")->as_text(), "figma");
  EXPECT_EQ(get("/connectors/meta/figma", key).at({"provider_name"}), "Figma");
  EXPECT_EQ(get("/connectors/meta/slack", key).status, 404);
}

TEST_F(Http, HealthNeedsNoKey) {
  EXPECT_EQ(house.ask({.target = "/health"}).at({"status"}), "ok");
  EXPECT_EQ(house.ask({.target = "/ready"}).at({"status"}), "ready");
}

}  // namespace
}  // namespace figlink
