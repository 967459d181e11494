// A storm: a thousand callers at once on a Figma that allows ten calls a minute, in virtual time.
// Figma refuses none, each caller gets its answer or a true time, and no owner starves.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "actions/catalogue.h"
#include "actions/check.h"
#include "base/fiber_test_world.h"
#include "figma/fake.h"
#include "figma/staircase.h"
#include "net/transport.h"

namespace figlink {
namespace {

constexpr int kOwners = 10, kCallersEach = 100;

// The line to the sandbox: each call takes a turn and some time, and refusals are counted.
class Line2Sandbox final : public Transport {
 public:
  Line2Sandbox(Handler& figma, World& world, const Clock& clock)
      : figma_(figma), world_(world), clock_(clock) {}
  Result<Response> send(const Origin& origin, Request& request, bool* unsent) override {
    wait();
    auto response = figma_.send(origin, request, unsent);
    if (response) ++answers[response->status];
    wait();
    return response;
  }
  std::map<int, int> answers;

 private:
  void wait() {
    Gate never;
    never.wait_until(clock_.steady_ms() + static_cast<SteadyMs>(world_.draw(400)));
  }
  HandlerTransport figma_;
  World& world_;
  const Clock& clock_;
};

std::string token_of(Handler& figma) {
  Request request;
  request.method = "POST";
  request.target = "/sandbox/tokens";
  request.body.text = R"({"plan": "professional", "user_id": "1"})";
  Response response = figma.handle(request);
  const Json told = Json::parse(read_all(response.body, 1u << 20).value()).value();
  return std::string(told.find("token")->as_text().value());
}

TEST(Storm, AThousandCallersOnTenCallsAMinute) {
  HandClock clock;
  World world(4711, &clock);
  QuietLog log;
  SeededChance chance(1);
  auto figma = make_fake(clock, {});
  Line2Sandbox line(*figma, world, clock);
  Limiter limiter(LimiterParts{.clock = clock, .log = log});
  auto stairs = make_staircase({.transport = line,
                                .origin = Origin::parse("http://figma.test").value(),
                                .clock = clock,
                                .log = log,
                                .limiter = &limiter,
                                .chance = &chance,
                                .shares = false});
  const Secret token{token_of(*figma)};
  const Call call =
      check(*find_action("figma_get_file"),
            Json::parse(R"({"file_key": "codeconnect", "depth": 1})").value(), Form::flat, {})
          .value();
  const SteadyMs began = clock.steady_ms();
  std::map<std::string, int> answered, refusals;
  std::map<std::string, SteadyMs> first, last;
  for (int i = 0; i < kOwners * kCallersEach; ++i) {
    world.add([&, owner = "owner " + std::to_string(i % kOwners)] {
      while (true) {
        Trace trace;
        auto reply = stairs->send({.call = call,
                                   .kind = Credentials::personal,
                                   .token = token,
                                   .account_id = owner,
                                   .deadline = clock.steady_ms() + kWaitMaxMs,
                                   .person = "user 1",
                                   .owner = owner},
                                  trace);
        if (reply) {
          first.try_emplace(owner, clock.steady_ms());
          last[owner] = clock.steady_ms();
          ++answered[owner];
          return;
        }
        ++refusals[owner];
        ASSERT_EQ(reply.error().fault, Fault::limited) << reply.error().message;
        ASSERT_GT(reply.error().retry_after_ms, 0);
        Gate never;
        never.wait_until(clock.steady_ms() + reply.error().retry_after_ms);
      }
    });
  }
  world.run();
  EXPECT_EQ(line.answers, (std::map<int, int>{{200, kOwners * kCallersEach}}))
      << "Figma saw no call beyond the budget";
  const double minutes = static_cast<double>(clock.steady_ms() - began) / kMinuteMs;
  EXPECT_LT(minutes, 105) << "and the budget is used: a thousand calls need 99 minutes";
  SteadyMs earliest = last.begin()->second, latest = earliest, late_first = 0;
  for (const auto& [owner, at] : last) {
    EXPECT_EQ(answered[owner], kCallersEach) << owner;
    earliest = std::min(earliest, at);
    latest = std::max(latest, at);
    late_first = std::max(late_first, first[owner]);
  }
  EXPECT_LE(late_first - began, kWaitMaxMs) << "each owner has its first answer soon";
  RecordProperty("minutes", std::to_string(minutes));
}

}  // namespace
}  // namespace figlink
