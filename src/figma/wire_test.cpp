#include "figma/wire.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <functional>

#include "actions/catalogue.h"
#include "actions/check.h"
#include "figma/staircase.h"
#include "figma/verdict.h"

namespace figlink {
namespace {

constexpr std::string_view kToken = "odd-token.with/no+prefix-0123456789";

// A Figma of one function, which keeps what it was asked.
class Script final : public Handler {
 public:
  struct Asked {
    std::string method, target, body, token, authorization, accept_encoding, user_agent,
        content_type;
  };
  Response handle(Request& request) override {
    auto header = [&](std::string_view name) { return std::string(request.headers.get(name)); };
    asked.push_back({std::string(request.method), std::string(request.target),
                     read_all(request.body, 1u << 20).value(), header("x-figma-token"),
                     header("authorization"), header("accept-encoding"), header("user-agent"),
                     header("content-type")});
    return answer(asked.back());
  }
  std::function<Response(const Asked&)> answer = [](const Asked&) {
    return json_response(200, "{}");
  };
  std::vector<Asked> asked;
};

struct Staircase : testing::Test {
  struct Wish {
    Credentials kind = Credentials::personal;
    const std::vector<std::string>* scopes = nullptr;
    std::string_view accept_encoding = {};
  };
  Result<Reply> send(std::string_view name, std::string_view inputs, const Wish& wish) {
    const Call call =
        check(*find_action(name), Json::parse(inputs).value(), Form::flat, {}).value();
    trace = {};
    return stairs->send({.call = call,
                         .kind = wish.kind,
                         .token = token,
                         .account_id = "a",
                         .scopes = wish.scopes,
                         .accept_encoding = wish.accept_encoding},
                        trace);
  }
  Result<Reply> send(std::string_view name, std::string_view inputs) {
    return send(name, inputs, {});
  }
  static std::string text_of(Result<Reply>& reply) {
    return read_all(*reply->body, 1u << 20).value();
  }

  Script figma;
  HandlerTransport transport{figma};
  HandClock clock;
  QuietLog log;
  Secret token{kToken};
  Trace trace;
  std::unique_ptr<Upstream> stairs = make_staircase(
      {transport, Origin::parse("http://figma.test/base").value(), clock, log, "figlink/1.2.3"});
};

std::string gzipped(std::string_view text) {
  std::string out(text.size() + 64, '\0');
  z_stream z{};
  deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(out.size() - z.avail_out);
  deflateEnd(&z);
  return out;
}

Response coded(int status, std::string_view coding, std::string body) {
  Response response = json_response(status, std::move(body));
  response.headers.add("content-encoding", coding);
  return response;
}

Response refused(int status, std::string_view text) {
  return json_response(
      status, R"({"status":)" + std::to_string(status) + R"(,"err":")" + std::string(text) + "\"}");
}

TEST_F(Staircase, SendsTheCallAsFigmaWantsIt) {
  auto reply = send("figma_create_comment", R"({"file_key": "codeconnect", "message": "Hi"})");
  ASSERT_TRUE(reply.has_value());
  ASSERT_EQ(figma.asked.size(), 1u);
  const auto& asked = figma.asked[0];
  EXPECT_EQ(asked.method, "POST");
  EXPECT_EQ(asked.target, "/base/v1/files/codeconnect/comments");
  EXPECT_EQ(asked.body, R"({"message":"Hi"})");
  EXPECT_EQ(asked.content_type, "application/json");
  EXPECT_EQ(asked.user_agent, "figlink/1.2.3");
  EXPECT_EQ(asked.token, kToken);
  EXPECT_EQ(asked.authorization, "");
  EXPECT_EQ(trace.calls, 1);
  EXPECT_EQ(trace.figma_status, 200);
}

TEST_F(Staircase, OAuthGoesAsBearerAlone) {
  ASSERT_TRUE(send("figma_get_current_user", "{}", {.kind = Credentials::oauth}).has_value());
  EXPECT_EQ(figma.asked[0].authorization, "Bearer " + std::string(kToken));
  EXPECT_EQ(figma.asked[0].token, "");
  EXPECT_EQ(figma.asked[0].content_type, "") << "a GET has no body";
}

TEST_F(Staircase, UndoesACodingTheReaderDoesNotTake) {
  figma.answer = [](auto&) { return coded(200, "gzip", gzipped(R"({"a":1})")); };
  auto plain = send("figma_get_current_user", "{}");
  ASSERT_TRUE(plain.has_value());
  EXPECT_EQ(plain->content_encoding, "");
  EXPECT_EQ(text_of(plain), R"({"a":1})");
  EXPECT_EQ(figma.asked[0].accept_encoding, "gzip, br, zstd");

  auto raw = send("figma_get_current_user", "{}", {.accept_encoding = "br;q=0, gzip, deflate"});
  ASSERT_TRUE(raw.has_value());
  EXPECT_EQ(raw->content_encoding, "gzip");
  EXPECT_EQ(text_of(raw), gzipped(R"({"a":1})"));
  EXPECT_EQ(figma.asked[1].accept_encoding, "gzip") << "only what both ends can read";
}

TEST_F(Staircase, ARefusalIsDecodedAndBounded) {
  figma.answer = [](auto&) {
    return coded(403, "gzip", gzipped(R"({"status":403,"err":"Token expired"})"));
  };
  auto reply = send("figma_get_current_user", "{}", {.accept_encoding = "gzip"});
  ASSERT_FALSE(reply.has_value());
  EXPECT_EQ(reply.error().fault, Fault::relink);
  EXPECT_EQ(reply.error().figma[0].path, "/v1/me");

  figma.answer = [](auto&) { return json_response(500, std::string(10u << 20, 'x')); };
  auto large = send("figma_get_current_user", "{}");
  EXPECT_EQ(large.error().fault, Fault::figma_broken);
  EXPECT_LE(large.error().figma[0].text.size(), kFigmaTextMax);
}

TEST_F(Staircase, ADamagedRefusalIsStillJudgedByItsStatus) {
  figma.answer = [](auto&) { return coded(404, "gzip", "this is not gzip"); };
  EXPECT_EQ(send("figma_get_file", R"({"file_key":"a"})").error().fault, Fault::not_found);
  figma.answer = [](auto&) { return coded(429, "unknown-coding", "?"); };
  EXPECT_EQ(send("figma_get_file", R"({"file_key":"a"})").error().fault, Fault::limited);
}

TEST_F(Staircase, RedirectsAreNotFollowed) {
  figma.answer = [](auto&) {
    Response response = json_response(302, "");
    response.headers.add("location", "https://elsewhere.test/");
    return response;
  };
  auto reply = send("figma_get_current_user", "{}");
  EXPECT_EQ(reply.error().fault, Fault::figma_broken);
  EXPECT_EQ(figma.asked.size(), 1u);
}

TEST_F(Staircase, AWebPageIsNoAnswer) {
  figma.answer = [](auto&) {
    Response response;
    response.headers.add("content-type", "text/html; charset=utf-8");
    response.body.text = "<html>Sign in to the hotel</html>";
    return response;
  };
  EXPECT_EQ(send("figma_get_current_user", "{}").error().fault, Fault::figma_broken);
}

TEST_F(Staircase, ATokenThatFigmaRepeatsIsStruckOut) {
  figma.answer = [](auto& asked) {
    return refused(400, "bad token: " + asked.token + " " + asked.token);
  };
  auto reply = send("figma_get_current_user", "{}");
  EXPECT_EQ(reply.error().figma[0].text, "bad token: [removed] [removed]");
  EXPECT_EQ(reply.error().message.find(kToken), std::string::npos);
}

TEST_F(Staircase, TheRequestIdIsKept) {
  figma.answer = [](auto&) {
    Response response = refused(404, "Not found");
    response.headers.add("x-figma-rest-api-request-id", "abc-123");
    return response;
  };
  EXPECT_EQ(send("figma_get_current_user", "{}").error().figma[0].request_id, "abc-123");
  EXPECT_EQ(trace.figma_request_id, "abc-123");
  EXPECT_EQ(trace.figma_status, 404);
}

constexpr std::string_view kNoFolders =
    "Invalid scope(s): projects:read. This endpoint requires the folders:read scope";

TEST_F(Staircase, KnownScopesChooseTheWayAndOneRequestGoesOut) {
  const std::vector<std::string> folders = {"folders:read"}, projects = {"projects:read"},
                                 umbrella = {"files:read"};
  auto reply = send("figma_get_team_projects", R"({"team_id":"1"})", {.scopes = &folders});
  ASSERT_TRUE(reply.has_value());
  EXPECT_TRUE(reply->detoured);
  EXPECT_EQ(figma.asked.back().target, "/base/v2/teams/1/folders");
  for (const auto* scopes : {&projects, &umbrella}) {
    reply = send("figma_get_team_projects", R"({"team_id":"1"})", {.scopes = scopes});
    ASSERT_TRUE(reply.has_value());
    EXPECT_FALSE(reply->detoured);
    EXPECT_EQ(figma.asked.back().target, "/base/v1/teams/1/projects");
  }
  figma.answer = [](auto&) { return refused(403, kNoFolders); };
  EXPECT_FALSE(
      send("figma_get_team_projects", R"({"team_id":"1"})", {.scopes = &folders}).has_value());
  EXPECT_EQ(figma.asked.size(), 4u) << "never both ways when the scopes are known";
}

TEST_F(Staircase, UnknownScopesTryTheNewWayAndThenTheOld) {
  figma.answer = [](auto& asked) {
    return asked.target.starts_with("/base/v2") ? refused(403, kNoFolders)
                                                : json_response(200, "{\"projects\":[]}");
  };
  auto reply = send("figma_get_project_files", R"({"project_id":"7","branch_data":true})");
  ASSERT_TRUE(reply.has_value());
  EXPECT_FALSE(reply->detoured);
  ASSERT_EQ(figma.asked.size(), 2u);
  EXPECT_EQ(figma.asked[0].target, "/base/v2/folders/7/files?branch_data=true");
  EXPECT_EQ(figma.asked[1].target, "/base/v1/projects/7/files?branch_data=true");
  EXPECT_EQ(trace.calls, 2);
  EXPECT_EQ(trace.scopes_told, std::vector<std::string>{"projects:read"})
      << "told by the first, though the second succeeded";
}

TEST_F(Staircase, AnotherRefusalOfTheNewWayEndsTheErrand) {
  figma.answer = [](auto&) { return refused(404, "Not found"); };
  EXPECT_EQ(send("figma_get_team_projects", R"({"team_id":"1"})").error().fault, Fault::not_found);
  EXPECT_EQ(figma.asked.size(), 1u);
}

TEST_F(Staircase, BothWaysClosedNameTheScopeThatCanBeHad) {
  figma.answer = [](auto& asked) {
    return refused(
        403,
        asked.target.starts_with("/base/v2")
            ? "Invalid scope(s): file_content:read. This endpoint requires the folders:read scope"
            : "Invalid scope(s): file_content:read. This endpoint requires the projects:read "
              "scope");
  };
  auto reply = send("figma_get_team_projects", R"({"team_id":"1"})");
  EXPECT_EQ(reply.error().fault, Fault::forbidden);
  EXPECT_NE(reply.error().message.find("folders:read"), std::string::npos) << reply.error().message;
  EXPECT_EQ(reply.error().figma.size(), 2u);
  EXPECT_EQ(refusal_of(reply.error()), Refusal::scope_missing);
}

}  // namespace
}  // namespace figlink
