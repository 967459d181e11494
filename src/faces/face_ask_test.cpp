#include "faces/face_ask.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace figlink {
namespace {

std::string key_in(std::string_view header) {
  Request request;
  if (!header.empty()) request.headers.add("authorization", header);
  Presented presented = key_of(request);
  Presented moved = std::move(presented);  // the proof must survive being handed on
  return moved.proof.kind == Proof::Kind::key ? std::string(moved.proof.token) : "(none)";
}

TEST(FaceAsk, FindsTheKeyInEveryFormThatClientsSend) {
  EXPECT_EQ(key_in("Bearer fl_abc"), "fl_abc");
  EXPECT_EQ(key_in("bearer  fl_abc "), "fl_abc");
  EXPECT_EQ(key_in("Basic " + to_base64("fl_abc:")), "fl_abc");
  EXPECT_EQ(key_in("Basic " + to_base64("fl_abc:ignored")), "fl_abc");
  EXPECT_EQ(key_in("Basic " + to_base64("fl_abc")), "fl_abc");
}

TEST(FaceAsk, FindsNoKeyInOtherHeaders) {
  for (std::string_view header :
       {"", "Bearer", "Bearer ", "fl_abc", "Basic !!!", "Digest fl_abc", "Bearerfl_abc"}) {
    EXPECT_EQ(key_in(header), "(none)") << header;
  }
}

TEST(FaceAsk, TheHeaderNamesTheAccountBeforeTheBody) {
  Request request;
  Json body = Json::parse(R"({"headers": {"X-Account-Id": "inside"}})").value();
  EXPECT_EQ(account_of(request, body), "inside");
  request.headers.add("x-account-id", "outside");
  EXPECT_EQ(account_of(request, body), "outside");
  EXPECT_EQ(account_of(Request(), Json::object()), "");
  EXPECT_EQ(account_of(Request(), Json::parse(R"({"headers": {"x-account-id": 7}})").value()), "");
}

std::string why(Result<Json> result) { return result ? "" : result.error().message; }

TEST(FaceAsk, ABodyMustBeAnObjectOfJsonInUtf8) {
  auto with = [](std::string text) {
    Request request;
    request.body.text = std::move(text);
    return json_body(request);
  };
  EXPECT_TRUE(with(" {\"a\": 1} ").has_value());
  EXPECT_EQ(why(with("")), "The request has no body.");
  EXPECT_EQ(why(with("[1]")), "The body is not a JSON object.");
  EXPECT_EQ(why(with("{\"a\": \"\xff\"}")), "The body is not UTF-8.");
  EXPECT_EQ(with("{\"a\"").error().fault, Fault::bad_input);
}

TEST(FaceAsk, ABodyThatCarriesASecretIsBounded) {
  Request request;
  request.body.source = text_source("{\"a\": \"" + std::string(kSecretBodyMax, 'x') + "\"}");
  auto read = secret_json_body(request);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().fault, Fault::too_large);
}

TEST(FaceAsk, TakingASecretLeavesNothingBehind) {
  Json body =
      Json::parse(R"({"token": "figd_a-token-that-is-long-enough", "team_id": "1"})").value();
  const char* where = body.find("token")->as_text()->data();
  const std::string_view before(where, 32);
  ASSERT_EQ(before, "figd_a-token-that-is-long-enough");
  auto secret = take_secret(body, "token", "credentials.token");
  ASSERT_TRUE(secret.has_value());
  EXPECT_EQ(secret->expose(), "figd_a-token-that-is-long-enough");
  EXPECT_EQ(body.dump(), R"({"team_id":"1"})");
}

TEST(FaceAsk, ASecretOfAnotherKindIsNamed) {
  Json body = Json::parse(R"({"token": 5, "none": null})").value();
  auto secret = take_secret(body, "token", "credentials.token");
  ASSERT_FALSE(secret.has_value());
  ASSERT_EQ(secret.error().problems.size(), 1u);
  EXPECT_EQ(secret.error().problems[0].field, "credentials.token");
  EXPECT_TRUE(take_secret(body, "none", "none").value().empty());
  EXPECT_TRUE(take_secret(body, "absent", "absent").value().empty());
}

}  // namespace
}  // namespace figlink
