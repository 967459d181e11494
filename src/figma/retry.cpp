#include "figma/retry.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "base/fiber.h"
#include "figma/verdict.h"

namespace figlink {
namespace {

// Whose fault an answer was, as the circuit sees it. none: Figma was not asked, so nothing is
// known.
enum class Health : std::uint8_t { none, well, ill };

class Circuits {
 public:
  Circuits(const Clock& clock, Log& log) : clock_(clock), log_(log) {}

  // Whether a call may go. The one that goes first behind an open circuit must come back to note(),
  // as must every one that went, with when it did.
  Result<void> enter(std::string_view account) {
    if (count_.load(std::memory_order_relaxed) == 0) return {};
    std::lock_guard lock(mutex_);
    auto at = circuits_.find(account);
    if (at == circuits_.end() || at->second.failures < kFailuresToOpen) return {};
    Circuit& circuit = at->second;
    const SteadyMs now = clock_.steady_ms();
    if (now < circuit.open_until) return refuse(circuit, circuit.open_until - now);
    if (circuit.is_probed) return refuse(circuit, kBusyRetryMs);
    circuit.is_probed = true;
    return {};
  }

  void note(std::string_view account, Health health, SteadyMs went) {
    if (account.empty()) return;
    if (health != Health::ill && count_.load(std::memory_order_relaxed) == 0) return;
    std::lock_guard lock(mutex_);
    auto at = circuits_.find(account);
    if (health == Health::well && at != circuits_.end()) circuits_.erase(at);
    if (health == Health::none && at != circuits_.end()) at->second.is_probed = false;
    if (health == Health::ill) fail_once(account, went);
    count_.store(circuits_.size(), std::memory_order_relaxed);
  }

 private:
  struct Circuit {
    int failures = 0;
    std::int64_t open_ms = kOpenMs;
    SteadyMs opened = 0, open_until = 0;
    bool is_probed = false;
  };

  void fail_once(std::string_view account, SteadyMs went) {
    if (circuits_.size() >= kCircuitsMax && !circuits_.contains(account))
      circuits_.erase(circuits_.begin());
    Circuit& circuit = circuits_[std::string(account)];
    // Of those that were under way when it opened, each tells the same once more.
    if (circuit.failures >= kFailuresToOpen && went <= circuit.opened) return;
    ++circuit.failures;
    circuit.is_probed = false;
    if (circuit.failures < kFailuresToOpen) return;
    circuit.opened = clock_.steady_ms();
    circuit.open_until = circuit.opened + circuit.open_ms;
    log_.warning("figma_circuit_open",
                 {{"account", account}, {"ms", std::int64_t{circuit.open_ms}}});
    circuit.open_ms = std::min(2 * circuit.open_ms, kOpenMaxMs);
  }

  static std::unexpected<Error> refuse(const Circuit& circuit, std::int64_t wait_ms) {
    auto failed =
        fail(Fault::figma_broken,
             "Figma failed " + std::to_string(circuit.failures) +
                 " times in a row for this account, so it is left alone for a moment.",
             "Try again at the time that is told; if it lasts, look at status.figma.com.");
    failed.error().retry_after_ms = wait_ms;
    return failed;
  }

  const Clock& clock_;
  Log& log_;
  std::mutex mutex_;
  std::map<std::string, Circuit, std::less<>> circuits_;
  std::atomic<std::size_t> count_{0};
};

class Retry final : public Upstream {
 public:
  Retry(std::unique_ptr<Upstream> below, const Clock& clock, Chance& chance, Log& log,
        RetryRules rules)
      : below_(std::move(below)),
        clock_(clock),
        chance_(chance),
        circuits_(clock, log),
        rules_(rules) {}

  Result<Reply> send(const Errand& errand, Trace& trace) override {
    const SteadyMs began = clock_.steady_ms();
    std::optional<Error> last;
    for (int attempt = 1;; ++attempt) {
      if (auto open = circuits_.enter(errand.account_id); !open)
        return std::unexpected(last ? std::move(*last) : std::move(open.error()));
      const int calls = trace.calls;
      const SteadyMs tried = clock_.steady_ms();
      ++trace.attempts;
      auto reply = below_->send(errand, trace);
      const bool went = trace.calls > calls;
      circuits_.note(errand.account_id, went ? health_of(errand, reply) : Health::none, tried);
      if (reply || attempt >= rules_.attempts_max || !went) return reply;
      if (!may_repeat(errand, reply.error(), trace)) return reply;
      const SteadyMs next = clock_.steady_ms() + pause_ms(errand, reply.error(), attempt);
      trace.was_late = errand.deadline != 0 && next >= errand.deadline;
      if (trace.was_late || next > began + rules_.total_ms) return reply;
      last = std::move(reply.error());
      Gate never;
      never.wait_until(next);
    }
  }

 private:
  // Any answer of Figma's own shows that it is there.
  Health health_of(const Errand& errand, const Result<Reply>& reply) const {
    if (reply) return Health::well;
    const Fault fault = reply.error().fault;
    if (fault == Fault::busy) return Health::none;
    if (fault == Fault::figma_broken) return Health::ill;
    if (fault != Fault::too_slow) return Health::well;
    // Who gives it little time learns nothing of it.
    return errand.deadline != 0 && clock_.steady_ms() >= errand.deadline ? Health::none
                                                                         : Health::ill;
  }

  static bool may_repeat(const Errand& errand, const Error& error, const Trace& trace) {
    const bool is_ill = error.fault == Fault::figma_broken || error.fault == Fault::too_slow;
    if (trace.unsent) return is_ill;
    if (errand.call.action().effect != Effect::reads) return false;
    if (refusal_of(error) == Refusal::rate_limited) return true;
    // A redirect and a page in the answer's place stay what they are.
    return is_ill && (error.figma.empty() || error.figma.front().status >= 408);
  }

  std::int64_t pause_ms(const Errand& errand, const Error& error, int attempt) {
    const bool limit_waits = rules_.is_paced && !errand.person.empty();
    if (refusal_of(error) == Refusal::rate_limited && limit_waits) return 0;
    std::int64_t bound = rules_.first_ms;
    for (int i = 1; i < attempt && bound < rules_.pause_max_ms; ++i) bound *= 2;
    bound = std::min(bound, rules_.pause_max_ms);
    std::uint64_t bits = 0;
    chance_.fill(std::as_writable_bytes(std::span(&bits, 1)));
    const auto drawn = static_cast<std::int64_t>(
        bits % static_cast<std::uint64_t>(std::max<std::int64_t>(1, bound)));
    return std::max(drawn, error.retry_after_ms);
  }

  std::unique_ptr<Upstream> below_;
  const Clock& clock_;
  Chance& chance_;
  Circuits circuits_;
  const RetryRules rules_;
};

}  // namespace

std::unique_ptr<Upstream> make_retry(std::unique_ptr<Upstream> below, const Clock& clock,
                                     Chance& chance, Log& log, RetryRules rules) {
  return std::make_unique<Retry>(std::move(below), clock, chance, log, rules);
}

}  // namespace figlink
