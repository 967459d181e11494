// What a call costs before Figma: knowing the key, finding the account, checking the input, opening
// the token, keeping the record. The aim for a known key is under a microsecond.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>

#include "base/metrics.h"
#include "figma/upstream.h"
#include "gateway/gateway.h"
#include "store/store.h"
#include "vault/vault.h"

namespace figlink {
namespace {

constexpr std::string_view kToken = "figd_token-of-the-bench-0000000000000000";

// A Figma without any distance.
class Nowhere final : public Upstream {
 public:
  Result<Reply> send(const Errand&, Trace& trace) override {
    trace.figma_status = 200;
    Reply reply;
    reply.body = text_source(R"({"id":"1","handle":"Ann","name":"Team"})");
    return reply;
  }
};

struct House {
  House() {
    char name[] = "/tmp/figlink-bench-XXXXXX";
    folder = ::mkdtemp(name);
    store = open_store("sqlite:" + folder + "/figlink.db", clock, log).value();
    vault = Vault::unlock(Secret(std::string_view("0123456789abcdef0123456789abcdef")), {}, chance)
                .value();
    gateway =
        std::make_unique<Gateway>(GatewayParts{*store, *vault, figma, clock, chance, log, metrics});
    auto machine = gateway->authenticate({.kind = Proof::Kind::machine}).value();
    key = gateway->create_key(machine, "bench", {}).value().text;
    account = gateway
                  ->link(machine, {.id = "a", .name = "A"},
                         {.token = Secret(kToken), .team_id = "1", .expires_on = {}})
                  .value()
                  .id;
  }
  ~House() {
    gateway.reset();
    store.reset();
    std::filesystem::remove_all(folder);
  }
  SystemClock clock;
  SystemChance chance;
  Metrics metrics;
  QuietLog log;
  Nowhere figma;
  std::string folder, account;
  std::unique_ptr<Store> store;
  std::unique_ptr<Vault> vault;
  std::unique_ptr<Gateway> gateway;
  Secret key;
};

void KnownKey(benchmark::State& state) {
  House house;
  const Proof proof{.kind = Proof::Kind::key, .token = house.key.expose()};
  for (auto _ : state) benchmark::DoNotOptimize(house.gateway->authenticate(proof));
}
BENCHMARK(KnownKey);

void WholeRoad(benchmark::State& state) {
  House house;
  const Json inputs = Json::parse(R"({"path":{"file_key":"abcdefghijklmnopqrstuv"}})").value();
  const Ask ask{.proof = {.kind = Proof::Kind::key, .token = house.key.expose()},
                .account = house.account,
                .action = "figma_get_file",
                .inputs = inputs,
                .request_id = "r"};
  for (auto _ : state) {
    auto answer = house.gateway->perform(ask);
    while (!answer->body->next()->empty()) {
    }
  }
}
BENCHMARK(WholeRoad);

}  // namespace
}  // namespace figlink
