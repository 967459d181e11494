// The step of the staircase that holds a place in the budget for as long as a call is under way.
#include <utility>

#include "figma/limiter.h"
#include "figma/verdict.h"

namespace figlink {
namespace {

class Limit final : public Upstream {
 public:
  Limit(std::unique_ptr<Upstream> below, Limiter& limiter)
      : below_(std::move(below)), limiter_(limiter) {}

  Result<Reply> send(const Errand& errand, Trace& trace) override {
    auto permit = limiter_.acquire(errand, trace);
    if (!permit) return pass(permit);
    auto reply = below_->send(errand, trace);
    if (reply) {
      permit->answered();
    } else if (refusal_of(reply.error()) == Refusal::rate_limited) {
      permit->refused(reply.error());
    } else if (!trace.unsent) {
      permit->answered();
    }
    return reply;
  }

 private:
  std::unique_ptr<Upstream> below_;
  Limiter& limiter_;
};

}  // namespace

std::unique_ptr<Upstream> make_limit(std::unique_ptr<Upstream> below, Limiter& limiter) {
  return std::make_unique<Limit>(std::move(below), limiter);
}

}  // namespace figlink
