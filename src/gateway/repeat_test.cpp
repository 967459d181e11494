#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "gateway/gateway_test_house.h"

namespace figlink {
namespace {

constexpr std::string_view kComment = R"({"file_key": "abc", "message": "Hi"})";

// A house whose Figma takes comments and counts them.
struct Repeated : GatewayHouse {
  Repeated() {
    figma.before = [this](Request& request) -> std::optional<Response> {
      if (request.method != "POST") return std::nullopt;
      ++posts;
      if (status != 200) return SmallFigma::refused(status, text);
      return json_response(200,
                           R"({"id":")" + std::to_string(posts) + R"(","pad":")" + pad + "\"}");
    };
    figma.tokens[std::string(kTestToken)].scopes.push_back("file_comments:write");
    account = link().value().id;
    key = GatewayHouse::key();
  }
  Result<Answer> write(std::string_view repeat_key, std::string_view inputs = kComment) {
    const Json json = Json::parse(inputs).value();
    return gateway->perform({.proof = {.kind = Proof::Kind::key, .token = key},
                             .account = account,
                             .action = "figma_create_comment",
                             .inputs = json,
                             .form = Form::flat,
                             .request_id = "request-1",
                             .repeat_key = repeat_key});
  }
  std::string text_after(std::string_view repeat_key) {
    auto answer = write(repeat_key);
    return text_of(answer);
  }
  std::string account, key, text, pad;
  int posts = 0, status = 200;
};

TEST_F(Repeated, ARepetitionAnswersTheFirstResultAlsoAfterARestart) {
  auto first = write("k1");
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_FALSE(first->is_repeated);
  const std::string said = text_of(first);
  gateway = make_gateway();
  auto again = write("k1");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->is_repeated);
  EXPECT_EQ(text_of(again), said);
  EXPECT_EQ(again->content_type, "application/json");
  EXPECT_EQ(posts, 1);
  EXPECT_NE(text_after("k2"), said);
  EXPECT_EQ(posts, 2);
}

TEST_F(Repeated, OtherInputsUnderTheSameKeyAreAConflictThatNamesTheDifference) {
  text_after("k1");
  auto other = write("k1", R"({"file_key": "abc", "message": "Other"})");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().fault, Fault::conflict);
  EXPECT_NE(other.error().message.find("whose body was another"), std::string::npos);
  other = write("k1", R"({"file_key": "xyz", "message": "Hi"})");
  EXPECT_NE(other.error().message.find("whose path or query was another"), std::string::npos);
  EXPECT_EQ(posts, 1);
}

TEST_F(Repeated, AWriteWhoseEndIsNotKnownIsNotDoneAgain) {
  status = 503;
  auto first = write("k1");
  ASSERT_FALSE(first);
  status = 200;
  auto again = write("k1");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().fault, Fault::figma_broken) << "the first result";
  EXPECT_EQ(posts, 1);
}

TEST_F(Repeated, AWriteThatFigmaRefusedFreesItsKey) {
  status = 404;
  text = "Not found";
  EXPECT_FALSE(write("k1"));
  status = 200;
  EXPECT_TRUE(write("k1"));
  EXPECT_EQ(posts, 2);
}

TEST_F(Repeated, ACallThatACrashCutOffIsAConflict) {
  text_after("k0");
  // As a process leaves it that dies while it waits for Figma.
  figma.before = [&](Request&) -> std::optional<Response> {
    auto other = make_gateway();
    std::swap(other, gateway);
    auto second = write("k1");
    EXPECT_FALSE(second);
    EXPECT_EQ(second.error().fault, Fault::conflict);
    EXPECT_NE(second.error().message.find("how it ended is not known"), std::string::npos);
    std::swap(other, gateway);
    return json_response(200, "{}");
  };
  EXPECT_TRUE(write("k1"));
}

TEST_F(Repeated, WhileTheFirstRunsTheSecondWaitsWithinItsDeadline) {
  figma.before = [&](Request&) -> std::optional<Response> {
    figma.before = nullptr;
    const Json json = Json::parse(kComment).value();
    auto second = gateway->perform({.proof = {.kind = Proof::Kind::key, .token = key},
                                    .account = account,
                                    .action = "figma_create_comment",
                                    .inputs = json,
                                    .form = Form::flat,
                                    .deadline = 1,
                                    .repeat_key = "k1"});
    EXPECT_FALSE(second);
    EXPECT_NE(second.error().message.find("still running"), std::string::npos);
    return json_response(200, "{}");
  };
  EXPECT_TRUE(write("k1"));
}

TEST_F(Repeated, ATooLargeAnswerIsGivenOnceAndNotKept) {
  pad = std::string(kRepeatBytesMax, 'x');
  EXPECT_GT(text_after("k1").size(), kRepeatBytesMax);
  auto again = write("k1");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().fault, Fault::conflict);
  EXPECT_NE(again.error().message.find("too large to be kept"), std::string::npos);
  EXPECT_EQ(posts, 1);
}

TEST_F(Repeated, AKeyIsForgottenAfterADay) {
  text_after("k1");
  clock.advance_ms(kRepeatMs);
  EXPECT_TRUE(write("k1").has_value());
  EXPECT_EQ(posts, 2);
}

TEST_F(Repeated, ReadsIgnoreTheKey) {
  const Json json = Json::parse(R"({"file_key": "abc"})").value();
  for (int i = 0; i < 2; ++i) {
    auto answer = gateway->perform({.proof = {.kind = Proof::Kind::key, .token = key},
                                    .account = account,
                                    .action = "figma_get_comments",
                                    .inputs = json,
                                    .form = Form::flat,
                                    .repeat_key = "k1"});
    ASSERT_TRUE(answer);
    EXPECT_FALSE(answer->is_repeated);
  }
  EXPECT_EQ(store->count("begin_answer"), 0);
}

TEST_F(Repeated, WhatIsKeptIsSealed) {
  pad = "a-design-nobody-may-read";
  text_after("a-key-nobody-may-read");
  store->flush();
  std::string all;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(file.path(), std::ios::binary);
    all += std::string(std::istreambuf_iterator<char>(in), {});
  }
  EXPECT_EQ(all.find("nobody-may-read"), std::string::npos);
}

}  // namespace
}  // namespace figlink
