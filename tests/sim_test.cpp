// The roads under a seed: callers, people who link again, keys and tokens that die, a store and a
// line that fail, in every order. The invariants are sentences. A failure names its seed;
// FIGLINK_SIM_SEED=N runs that one, FIGLINK_SIM_RUNS=N as many as wanted.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/fiber_test_world.h"
#include "base/metrics.h"
#include "figma/staircase.h"
#include "gateway/budget.h"
#include "gateway/gateway.h"
#include "sim/sim_figma.h"
#include "sim/sim_store.h"
#include "vault/vault.h"

namespace figlink {
namespace {

constexpr std::uint64_t kRuns = 60;
constexpr int kCallers = 6;
constexpr int kCallsEach = 12;
constexpr int kFailuresPercent = 4;

class SeenLog final : public Log {
 public:
  bool takes(Level) const noexcept override { return true; }
  void write(Level, std::string_view event, std::initializer_list<LogField> fields) override {
    text += event;
    for (const LogField& field : fields) {
      if (auto* words = std::get_if<std::string_view>(&field.value)) text += *words;
    }
  }
  std::string text;
};

struct KnownKey {
  std::string project, id, text;
  bool revoked = false;  // and the revocation was answered
};
struct KnownAccount {
  std::string project, id, owner;
};
struct Call {
  bool must_be_written = false;
};

class Sim {
 public:
  explicit Sim(std::uint64_t seed) : world(seed, &clock), chance(seed) {
    store.add_project({.id = "one", .name = "default", .created_at = 1}).value();
    store.add_project({.id = "two", .name = "second", .created_at = 2}).value();
    for (std::string project : {"one", "two"}) {
      for (int i = 0; i < 2; ++i) add_key(project);
      for (int i = 0; i < 2; ++i) add_account(project, "owner-" + project + std::to_string(i));
    }
  }

  void run() {
    store.failures_percent = figma.failures_percent = kFailuresPercent;
    for (int i = 0; i < kCallers; ++i) {
      world.add([this, i] {
        for (int n = 0; n < kCallsEach; ++n) call(std::to_string(i) + "-" + std::to_string(n));
      });
    }
    for (int i = 0; i < 2; ++i) {
      world.add([this] {
        for (int n = 0; n < 4; ++n) link_again();
      });
    }
    world.add([this] {
      for (int n = 0; n < 8; ++n) kill_something();
    });
    world.run();
    store.failures_percent = figma.failures_percent = 0;
  }

  void check() {
    every_request_is_recorded_once();
    no_write_is_sent_twice();
    a_death_is_written_once();
    only_dead_tokens_are_called_dead();
    no_secret_is_told();
    no_bucket_is_overdrawn();
    everybody_was_answered();
  }

 private:
  Caller operator_of(const std::string& project) {
    while (true) {
      auto caller = gateway.authenticate({.kind = Proof::Kind::machine, .project = project});
      if (caller) return *caller;
    }
  }
  std::string new_token(const std::string& owner) {
    const std::string token =
        "figd_simulated-token-" + std::to_string(figma.tokens.size()) + "-000000000000";
    figma.tokens[token] = {.owner = owner};
    return token;
  }
  void add_key(const std::string& project) {
    auto made =
        gateway.create_key(operator_of(project), "key", {"actions:read", "actions:write"}).value();
    keys.push_back({project, made.key.id, std::string(made.text.expose())});
  }
  void add_account(const std::string& project, const std::string& owner) {
    auto linked =
        gateway.link(operator_of(project), {.id = owner},
                     {.token = Secret(new_token(owner)), .team_id = "1", .expires_on = {}});
    accounts.push_back({project, linked.value().id, owner});
  }
  void keep(const Error& error) {
    told += error.message + error.hint;
    for (const auto& said : error.figma) told += said.text + said.path;
  }

  void call(const std::string& name) {
    const std::size_t key = world.draw(keys.size());
    const KnownAccount account = accounts[world.draw(accounts.size())];
    const bool writes = world.luck(40), was_revoked = keys[key].revoked;
    const std::string text = keys[key].text, project = keys[key].project;
    Json inputs = Json::object({{"file_key", "abcdefghijklmnopqrstuv"}});
    if (writes) inputs.set("message", "message " + name);
    auto answer = gateway.perform({.proof = {.kind = Proof::Kind::key, .token = text},
                                   .account = account.id,
                                   .action = writes ? "figma_create_comment" : "figma_get_comments",
                                   .inputs = inputs,
                                   .form = Form::flat,
                                   .request_id = name});
    const Fault fault = answer ? Fault::bug : answer.error().fault;
    // Without a caller there is no project to write it down for; busy may mean that nobody could
    // say who it was.
    calls[name].must_be_written =
        answer || (fault != Fault::unauthenticated && fault != Fault::busy);
    if (!answer) {
      keep(answer.error());
      const bool has_time = answer.error().retry_after_ms > 0 || !answer.error().figma.empty();
      if (fault == Fault::limited && !has_time) ++timeless;
      if (project != account.project && fault != Fault::unauthenticated && fault != Fault::busy) {
        EXPECT_EQ(facts(fault).name, "not_found") << "the account of another project is not there";
      }
      return;
    }
    EXPECT_FALSE(was_revoked) << "a key works after its revocation was answered";
    EXPECT_EQ(project, account.project) << "a key reached the account of another project";
    std::string body;
    const bool drops = world.luck(15);
    while (true) {
      auto piece = answer->body->next();
      if (!piece || piece->empty() || drops) break;
      body += *piece;
    }
    if (!body.ends_with('}')) return;
    EXPECT_NE(body.find("\"" + account.owner + "\""), std::string::npos) << body;
  }

  void link_again() {
    const KnownAccount account = accounts[world.draw(accounts.size())];
    auto linked =
        gateway.link(operator_of(account.project), {.id = account.owner},
                     {.token = Secret(new_token(account.owner)), .team_id = "1", .expires_on = {}});
    if (!linked) return keep(linked.error());
    EXPECT_EQ(linked->id, account.id) << "linking an owner again keeps the account";
  }

  void kill_something() {
    world.yield();
    clock.advance_ms(static_cast<std::int64_t>(world.draw(40'000)));
    if (world.luck(15)) gateway.refresh();
    if (world.luck(20)) {
      KnownKey& key = keys[world.draw(keys.size())];
      if (gateway.revoke_key(operator_of(key.project), key.id)) key.revoked = true;
      return;
    }
    auto token = figma.tokens.begin();
    std::advance(token, static_cast<std::ptrdiff_t>(world.draw(figma.tokens.size())));
    token->second.alive = false;
  }

  void every_request_is_recorded_once() {
    std::map<std::string, int> times;
    for (const auto& entry : store.written) ++times[entry.request_id];
    for (const auto& [name, call] : calls) {
      EXPECT_LE(times[name], 1) << name;
      if (!call.must_be_written) continue;
      EXPECT_EQ(times[name], 1) << name;
    }
  }
  void no_write_is_sent_twice() {
    for (const auto& [message, times] : figma.comments) EXPECT_EQ(times, 1) << message;
  }
  void a_death_is_written_once() {
    for (const auto& [credential, times] : store.deaths) EXPECT_EQ(times, 1);
  }
  void only_dead_tokens_are_called_dead() {
    for (const auto& account : accounts) {
      const Account row = store.account(account.project, account.id).value();
      const auto token =
          vault->open({"account.credential", row.id, row.project_id}, row.credential).value();
      if (row.status == "active") continue;
      EXPECT_FALSE(figma.tokens.find(token.expose())->second.alive) << account.owner;
    }
  }
  void no_bucket_is_overdrawn() { EXPECT_EQ(figma.overdrawn, 0); }
  // In the end nobody waits, and who was refused for the limit was told a time.
  void everybody_was_answered() {
    EXPECT_EQ(calls.size(), static_cast<std::size_t>(kCallers * kCallsEach));
    EXPECT_EQ(timeless, 0);
  }
  void no_secret_is_told() {
    std::string all = told + log.text;
    for (const auto& entry : store.written)
      all += entry.action + entry.fault + entry.account_id + entry.key_id;
    EXPECT_EQ(all.find("simulated-token"), std::string::npos);
    for (const auto& key : keys) EXPECT_EQ(all.find(key.text), std::string::npos);
  }

 public:
  World world;

 private:
  HandClock clock;
  SeededChance chance;
  Metrics metrics;
  SeenLog log;
  SimStore store{world};
  SimFigma figma{world, clock};
  std::unique_ptr<Vault> vault =
      Vault::unlock(Secret(std::string_view("0123456789abcdef0123456789abcdef")), {}, chance)
          .value();
  std::unique_ptr<BudgetMemory> memory = make_budget_memory(store);
  Limiter limiter{LimiterParts{.clock = clock, .log = log, .memory = memory.get()}};
  std::unique_ptr<Upstream> stairs =
      make_staircase({.transport = figma,
                      .origin = Origin::parse("http://figma.test").value(),
                      .clock = clock,
                      .log = log,
                      .limiter = &limiter,
                      .chance = &chance});
  Gateway gateway{
      GatewayParts{store, *vault, *stairs, clock, chance, log, metrics, nullptr, &limiter}};
  std::vector<KnownKey> keys;
  std::vector<KnownAccount> accounts;
  std::map<std::string, Call> calls;
  std::string told;
  int timeless = 0;
};

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr || *text == '\0' ? otherwise : std::strtoull(text, nullptr, 10);
}

TEST(Sim, TheRoadsKeepTheirPromisesInEveryOrder) {
  const std::uint64_t only = number_from("FIGLINK_SIM_SEED", 0);
  const std::uint64_t runs = only != 0 ? 1 : number_from("FIGLINK_SIM_RUNS", kRuns);
  for (std::uint64_t n = 0; n < runs && !HasFailure(); ++n) {
    const std::uint64_t seed = only != 0 ? only : n + 1;
    SCOPED_TRACE("FIGLINK_SIM_SEED=" + std::to_string(seed));
    Sim sim(seed);
    sim.run();
    sim.check();
  }
}

}  // namespace
}  // namespace figlink
