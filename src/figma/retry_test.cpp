#include "figma/retry.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "figma/upstream_test_below.h"

namespace figlink {
namespace {

Error broken() {
  return judge(*find_action("figma_get_file"), {.status = 503, .content_type = "text/html"},
               "<html></html>")
      .error;
}

struct Retries : testing::Test {
  void start(RetryRules rules = {}) {
    auto made = std::make_unique<Below>(clock);
    below = made.get();
    layer = make_retry(std::move(made), clock, chance, log, rules);
  }
  Retries() { start(); }

  Result<Reply> send(const Call& call, SteadyMs deadline = 0, std::string_view account = "a",
                     std::string_view person = "p") {
    std::optional<Result<Reply>> reply;
    World world(1, &clock);
    world.add([&] {
      trace = {};
      reply = layer->send({.call = call,
                           .kind = Credentials::personal,
                           .token = token,
                           .account_id = account,
                           .deadline = deadline,
                           .person = person},
                          trace);
    });
    world.run();
    return std::move(*reply);
  }
  // Answers these one after another, and then well.
  void answers(std::vector<Error> errors, bool unsent = false) {
    below->answer = [errors = std::move(errors), unsent, at = std::size_t{0}](
                        const Errand&, Trace& trace) mutable -> std::optional<Error> {
      trace.unsent = unsent;
      if (at == errors.size()) return std::nullopt;
      return errors[at++];
    };
  }

  HandClock clock;
  SeededChance chance{7};
  QuietLog log;
  Secret token{std::string_view("t")};
  std::unique_ptr<Upstream> layer;
  Below* below = nullptr;
  Trace trace;
  Call read = file("one");
  Call write = call_of("figma_create_comment", R"({"file_key": "one", "message": "Hi"})");
};

TEST_F(Retries, AReadIsTriedAgainAfterARandomPause) {
  answers({broken(), broken()});
  EXPECT_TRUE(send(read));
  ASSERT_EQ(below->sent.size(), 3u);
  EXPECT_LE(below->sent[1] - below->sent[0], 500);
  EXPECT_LE(below->sent[2] - below->sent[1], 1000);
  EXPECT_EQ(trace.attempts, 3);
}

TEST_F(Retries, TheNumberOfTriesIsBounded) {
  answers(std::vector<Error>(9, broken()));
  auto reply = send(read);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().fault, Fault::figma_broken);
  EXPECT_EQ(below->sent.size(), 3u);
}

TEST_F(Retries, AWriteThatMayHaveArrivedIsNeverSentAgain) {
  for (const Error& error :
       {broken(), refusal("1"), fail(Fault::too_slow, "figma.test did not answer in time.").error(),
        fail(Fault::figma_broken, "figma.test closed the connection.").error()}) {
    start();
    answers({error});
    EXPECT_FALSE(send(write));
    EXPECT_EQ(below->sent.size(), 1u) << error.message;
  }
}

TEST_F(Retries, AWriteThatProvablyNeverLeftGoesAgain) {
  below->answer = [tries = 0](const Errand&, Trace& trace) mutable -> std::optional<Error> {
    trace.unsent = ++tries == 1;
    if (!trace.unsent) return std::nullopt;
    return fail(Fault::figma_broken, "figma.test cannot be reached.").error();
  };
  EXPECT_TRUE(send(write));
  EXPECT_EQ(below->sent.size(), 2u);
}

TEST_F(Retries, FigmasTimeIsObeyedWithinTheDeadline) {
  answers({refusal("3")});
  EXPECT_TRUE(send(read));
  EXPECT_GE(below->sent[1] - below->sent[0], 3'000);
  start();
  answers({refusal("3")});
  auto reply = send(read, clock.steady_ms() + 2'000);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().retry_after_ms, 3'000);
  EXPECT_EQ(below->sent.size(), 1u);
}

TEST_F(Retries, ALimiterBelowWaitsItself) {
  start({.is_paced = true});
  answers({refusal("30")});
  EXPECT_TRUE(send(read));
  EXPECT_EQ(below->sent[0], below->sent[1]);
  start({.is_paced = true});
  answers({refusal("30")});
  EXPECT_TRUE(send(read, 0, "a", ""));
  EXPECT_GE(below->sent[1] - below->sent[0], 30'000) << "nobody's calls are not paced";
}

TEST_F(Retries, WhatWouldFailAgainIsNotTried) {
  const Error too_large =
      judge(*find_action("figma_get_file"), {.status = 400, .content_type = "application/json"},
            R"({"status":400,"err":"Request too large. If applicable, filter by query params."})")
          .error;
  const Error redirect = judge(*find_action("figma_get_file"), {.status = 302}, "").error;
  for (const Error& error : {too_large, redirect, fail(Fault::not_found, "absent").error(),
                             fail(Fault::busy, "Too many calls are under way.").error()}) {
    start();
    answers({error});
    EXPECT_FALSE(send(read));
    EXPECT_EQ(below->sent.size(), 1u) << error.message;
  }
  EXPECT_NE(too_large.hint.find("depth"), std::string::npos) << "it is explained";
}

TEST_F(Retries, TheTimeIsBounded) {
  start({.attempts_max = 5});
  below->answer = [this](const Errand&, Trace&) -> std::optional<Error> {
    clock.advance_ms(30'000);
    return broken();
  };
  EXPECT_FALSE(send(read));
  EXPECT_EQ(below->sent.size(), 2u);
}

TEST_F(Retries, ACircuitOpensAndLetsOneTryFirst) {
  start({.attempts_max = 1});
  answers(std::vector<Error>(kFailuresToOpen + 1, broken()));
  for (int i = 0; i < kFailuresToOpen; ++i) EXPECT_FALSE(send(read));
  auto refused = send(read);
  ASSERT_FALSE(refused);
  EXPECT_EQ(below->sent.size(), static_cast<std::size_t>(kFailuresToOpen)) << "left alone";
  EXPECT_EQ(refused.error().fault, Fault::figma_broken);
  EXPECT_EQ(refused.error().retry_after_ms, kOpenMs);
  EXPECT_TRUE(send(read, 0, "b").error().retry_after_ms == 0) << "another account's is another one";
  clock.advance_ms(kOpenMs);
  EXPECT_TRUE(send(read)) << "the one that goes first";
  EXPECT_TRUE(send(read));
}

TEST_F(Retries, CallsUnderWayWhenACircuitOpensDoNotHoldItOpenForLonger) {
  start({.attempts_max = 1});
  World world(1, &clock);
  below->world = &world;
  answers(std::vector<Error>(50, broken()));
  for (int i = 0; i < 50; ++i) {
    world.add([&] {
      Trace own;
      (void)layer->send(
          {.call = read, .kind = Credentials::personal, .token = token, .account_id = "a"}, own);
    });
  }
  world.run();
  EXPECT_EQ(send(read).error().retry_after_ms, kOpenMs);
}

TEST_F(Retries, ATryThatMeetsAnOpenCircuitTellsWhatFigmaSaid) {
  start({.attempts_max = 1});
  answers(std::vector<Error>(kFailuresToOpen - 1, broken()));
  for (int i = 0; i < kFailuresToOpen - 1; ++i) send(read);
  start({.attempts_max = kFailuresToOpen + 2, .total_ms = kHourMs});
  answers(std::vector<Error>(99, broken()));
  auto reply = send(read);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().message, broken().message);
}

TEST_F(Retries, AFailedProbeKeepsTheCircuitOpenForLonger) {
  start({.attempts_max = 1});
  answers(std::vector<Error>(99, broken()));
  for (int i = 0; i < kFailuresToOpen; ++i) send(read);
  clock.advance_ms(kOpenMs);
  send(read);
  EXPECT_EQ(send(read).error().retry_after_ms, 2 * kOpenMs);
  clock.advance_ms(2 * kOpenMs);
  World world(1, &clock);
  below->world = &world;
  int refused = 0;
  for (int i = 0; i < 5; ++i) {
    world.add([&] {
      Trace own;
      auto reply = layer->send(
          {.call = read, .kind = Credentials::personal, .token = token, .account_id = "a"}, own);
      refused += own.calls == 0;
    });
  }
  world.run();
  EXPECT_EQ(refused, 4) << "one probes, the others keep off";
}

TEST_F(Retries, AnAnswerOfFigmasOwnClosesTheCircuit) {
  start({.attempts_max = 1});
  std::vector<Error> errors;
  for (int i = 0; i < 20; ++i)
    errors.push_back(i % kFailuresToOpen == 4 ? fail(Fault::not_found, "absent").error()
                                              : broken());
  answers(errors);
  for (int i = 0; i < 20; ++i) send(read);
  EXPECT_EQ(below->sent.size(), 20u);
}

}  // namespace
}  // namespace figlink
