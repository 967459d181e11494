#include "figma/share.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "figma/upstream_test_below.h"

namespace figlink {
namespace {

// Chunks of a text, each a turn of the world, and perhaps an error at the end.
class Chunks final : public Source {
 public:
  Chunks(World& world, std::string text, bool breaks)
      : world_(world), text_(std::move(text)), breaks_(breaks) {}
  Result<std::string_view> next() override {
    world_.yield();
    if (at_ == text_.size() && breaks_)
      return fail(Fault::figma_broken, "figma.test closed the connection.");
    const std::size_t size = std::min<std::size_t>(text_.size() - at_, text_.size() / 4 + 1);
    at_ += size;
    return std::string_view(text_).substr(at_ - size, size);
  }

 private:
  World& world_;
  std::string text_;
  std::size_t at_ = 0;
  bool breaks_;
};

struct Shares : testing::Test {
  Shares() {
    auto made = std::make_unique<Below>(clock);
    below = made.get();
    below->world = &world;
    below->body = [this] { return std::make_unique<Chunks>(world, text, breaks); };
    layer = make_share(std::move(made), clock, true);
  }
  struct Wish {
    std::string_view account = "a", codings = "", token = "t";
    ReadWish read = {};
    SteadyMs deadline = 0, join_since = 0, permit_due = 0;
    Reread* reread = nullptr;
  };
  void ask(const Call& call, const Wish& wish) {
    world.add([this, &call, wish] {
      auto reply = send(call, wish);
      if (!reply) return errors.push_back(reply.error());
      auto body = read_all(*reply->body, 64u << 20);
      bodies.push_back(body ? *body : "broken: " + body.error().message);
    });
  }
  void ask(const Call& call) { ask(call, Wish{}); }
  Result<Reply> send(const Call& call, const Wish& wish) {
    Trace trace;
    const Secret token(wish.token);
    return layer->send({.call = call,
                        .kind = Credentials::personal,
                        .token = token,
                        .account_id = wish.account,
                        .deadline = wish.deadline,
                        .accept_encoding = wish.codings,
                        .person = "p",
                        .permit_due = wish.permit_due,
                        .read = wish.read,
                        .join_since = wish.join_since,
                        .reread = wish.reread},
                       trace);
  }

  HandClock clock;
  World world{11, &clock};
  std::string text = R"({"name":"A file"})";
  bool breaks = false;
  std::unique_ptr<Upstream> layer;
  Below* below = nullptr;
  std::vector<std::string> bodies;
  std::vector<Error> errors;
  Call one = file("one"), two = file("two");
  Call comment = call_of("figma_create_comment", R"({"file_key": "one", "message": "Hi"})");
};

TEST_F(Shares, EqualReadsUnderWayBecomeOne) {
  // All come before the head: the first one waits for its turn of the world.
  for (int i = 0; i < 8; ++i) ask(one);
  ask(two);
  world.run();
  EXPECT_EQ(bodies, std::vector<std::string>(9, text));
  EXPECT_LT(below->sent.size(), 9u);
  EXPECT_GE(below->sent.size(), 2u);
}

TEST_F(Shares, NeverAcrossAccountsTokensCodingsOrWishes) {
  ask(one);
  ask(one, {.token = "another"});  // the account was linked again meanwhile
  ask(one, {.account = "b"});
  ask(one, {.codings = "gzip"});
  ask(one, {.read = {.no_cache = true}});
  ask(one, {.read = {.no_store = true}});
  world.run();
  EXPECT_EQ(below->sent.size(), 6u);
}

// A webhook told of a change meanwhile: what was asked before it may be of before it.
TEST_F(Shares, NobodyJoinsWhatWasAskedForTooEarly) {
  std::vector<SteadyMs> asked_at;
  Gate never;
  below->answer = [&](const Errand&, Trace&) -> std::optional<Error> {
    never.wait_until(clock.steady_ms() + 10'000);
    return std::nullopt;
  };
  const SteadyMs began = clock.steady_ms();
  ask(one);
  for (SteadyMs since : {began, began + 1'000}) {
    world.add([&, since] {
      Gate later;
      later.wait_until(began + 2'000);
      auto reply = send(one, {.join_since = since});
      asked_at.push_back(reply->asked_at);
    });
  }
  world.run();
  EXPECT_EQ(below->sent.size(), 2u);
  EXPECT_EQ(asked_at, (std::vector<SteadyMs>{began, 0}));
}

TEST_F(Shares, WhatIsTooLargeStreamsAndTheOthersAskThemselves) {
  text = std::string(kSharedBodyMax + 1, 'x');
  for (int i = 0; i < 3; ++i) ask(one);
  world.run();
  EXPECT_EQ(bodies, std::vector<std::string>(3, text));
  EXPECT_EQ(below->sent.size(), 3u);
}

TEST_F(Shares, WhatIsTooLargeIsReadFromMemoryByTheOthers) {
  struct Kept final : Reread {
    explicit Kept(Shares& house) : house_(house) {}
    std::optional<Reply> look() override {
      if (house_.bodies.empty()) return std::nullopt;  // the first one has not read it yet
      Reply reply;
      reply.body = text_source(house_.text);
      reply.memory = Memory::hit;
      return reply;
    }
    Shares& house_;
  } kept(*this);
  text = std::string(kSharedBodyMax + 1, 'x');
  Gate never;
  below->answer = [&](const Errand&, Trace&) -> std::optional<Error> {
    never.wait_until(clock.steady_ms() + 1'000);  // until all have come
    return std::nullopt;
  };
  for (int i = 0; i < 9; ++i) ask(one, {.reread = &kept});
  world.run();
  EXPECT_EQ(bodies, std::vector<std::string>(9, text));
  EXPECT_EQ(below->sent.size(), 1u);
}

TEST_F(Shares, NobodyWaitsForASlowReaderOfWhatIsTooLarge) {
  struct Nothing final : Reread {
    std::optional<Reply> look() override { return std::nullopt; }
  } nothing;
  text = std::string(kSharedBodyMax + 1, 'x');
  const SteadyMs began = clock.steady_ms();
  world.add([&] {
    auto reply = send(one, {.reread = &nothing});
    Gate never;
    never.wait_until(clock.steady_ms() + kHourMs);
  });
  for (int i = 0; i < 9; ++i) {
    world.add([&] {
      while (below->sent.empty()) world.yield();
      EXPECT_TRUE(send(one, {.reread = &nothing}));
      EXPECT_LE(clock.steady_ms() - began, 9 * kFollowMs);
    });
  }
  world.run();
  EXPECT_LE(below->sent.size(), 10u);
}

TEST_F(Shares, ThePatienceForAPermitEndsWhereTheFirstOneHasIt) {
  struct Metered final : Upstream {
    explicit Metered(Shares& house) : house_(house) {}
    Result<Reply> send(const Errand& errand, Trace&) override {
      ++sent;
      Gate never;
      never.wait_until(house_.clock.steady_ms() + 2'000);  // for the permit
      if (errand.departed != nullptr) *errand.departed = true;
      never.wait_until(house_.clock.steady_ms() + 8'000);  // for Figma
      Reply reply;
      reply.body = text_source("{}");
      return reply;
    }
    Shares& house_;
    int sent = 0;
  };
  auto made = std::make_unique<Metered>(*this);
  Metered& metered = *made;
  layer = make_share(std::move(made), clock, true);
  const SteadyMs began = clock.steady_ms();
  ask(one);
  for (std::int64_t patience : {1'000, 5'000}) {
    world.add([&, patience] {
      while (metered.sent == 0) world.yield();
      EXPECT_TRUE(send(one, {.permit_due = began + patience}));
    });
  }
  world.run();
  EXPECT_EQ(metered.sent, 2) << "one has no time for the permit and asks itself, one waits on";
}

TEST_F(Shares, WhoHasMoreTimeThanTheFirstOneTakesItsPlace) {
  below->answer = [&](const Errand& errand, Trace&) -> std::optional<Error> {
    if (errand.deadline == 0) return std::nullopt;
    Gate never;
    never.wait_until(errand.deadline);
    return fail(Fault::too_slow, "Figma did not answer in time.").error();
  };
  ask(one, {.deadline = clock.steady_ms() + 1'000});
  for (int i = 0; i < 5; ++i) {
    world.add([&] {
      while (below->sent.empty()) world.yield();
      EXPECT_TRUE(send(one, {}));
    });
  }
  world.run();
  EXPECT_EQ(errors.size(), 1u);
  EXPECT_EQ(below->sent.size(), 2u) << "of the others one goes for all";
}

TEST_F(Shares, ALimitIsSharedWithWhoCouldNotWaitForItEither) {
  below->answer = [](const Errand&, Trace&) {
    auto error = fail(Fault::limited, "used up").error();
    error.retry_after_ms = kHourMs;
    return error;
  };
  for (int i = 0; i < 9; ++i) ask(one);
  world.run();
  EXPECT_EQ(errors.size(), 9u);
  EXPECT_LT(below->sent.size(), 9u);
}

TEST_F(Shares, ABodyThatBreaksOffIsTheFirstOnesTrouble) {
  breaks = true;
  bool first = true;
  below->body = [&]() -> std::unique_ptr<Source> {
    return std::make_unique<Chunks>(world, text, std::exchange(first, false));
  };
  for (int i = 0; i < 3; ++i) ask(one);
  world.run();
  ASSERT_EQ(bodies.size(), 3u);
  EXPECT_EQ(std::ranges::count(bodies, text), 2);
}

TEST_F(Shares, FigmasRefusalIsSharedAndOnesOwnBadLuckIsNot) {
  below->answer = [](const Errand&, Trace&) { return fail(Fault::not_found, "absent").error(); };
  for (int i = 0; i < 8; ++i) ask(one);
  world.run();
  EXPECT_EQ(errors.size(), 8u);
  EXPECT_LT(below->sent.size(), 8u);
}

TEST_F(Shares, ALimitOfTheFirstOneIsNotTheOthers) {
  below->answer = [](const Errand&, Trace&) {
    auto error = fail(Fault::limited, "used up").error();
    error.retry_after_ms = 1;
    return error;
  };
  for (int i = 0; i < 4; ++i) ask(one);
  world.run();
  EXPECT_EQ(below->sent.size(), 4u);
}

TEST_F(Shares, AReadAfterAWriteSeesIt) {
  int version = 0;
  below->answer = [&](const Errand& errand, Trace&) -> std::optional<Error> {
    if (errand.call.action().effect != Effect::reads) ++version;
    return std::nullopt;
  };
  below->body = [&] {
    std::string seen = std::to_string(version);
    world.yield();  // read, and on its way
    return text_source(std::move(seen));
  };
  for (int i = 0; i < 12; ++i) {
    world.add([&] { (void)send(one, {}); });
    world.add([&] {
      (void)send(comment, {});
      const int seen_after = version;
      auto reply = send(one, {});
      EXPECT_GE(std::stoi(read_all(*reply->body, 100).value()), seen_after);
    });
  }
  world.run();
}

TEST_F(Shares, ADeadlineHoldsForWhoJoined) {
  // The first one's answer takes an hour.
  Gate never;
  below->answer = [&](const Errand&, Trace&) -> std::optional<Error> {
    if (below->sent.size() == 1) never.wait_until(clock.steady_ms() + kHourMs);
    return std::nullopt;
  };
  ask(one);
  const SteadyMs began = clock.steady_ms();
  world.add([&] {
    while (below->sent.empty()) world.yield();
    auto reply = send(one, {.deadline = began + 5'000});
    EXPECT_EQ(clock.steady_ms(), began + 5'000);
    EXPECT_EQ(below->sent.size(), 2u) << "it asks for itself, and meets its own deadline there";
  });
  world.run();
}

}  // namespace
}  // namespace figlink
