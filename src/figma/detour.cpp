#include "figma/detour.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "figma/verdict.h"

namespace figlink {
namespace {

bool holds_any(const std::vector<std::string>& held, std::span<const std::string_view> wanted) {
  return std::ranges::any_of(wanted, [&](std::string_view scope) {
    return !scope.empty() && std::ranges::find(held, scope) != held.end();
  });
}

// With neither scope the detour is taken: its refusal names the scope that a new token can still be
// given.
bool takes_detour(const Action& action, const std::vector<std::string>& held) {
  return holds_any(held, action.detour.scopes) ||
         (!holds_any(held, action.scopes) && !holds_any(held, action.old_scopes));
}

class DetourLayer final : public Upstream {
 public:
  explicit DetourLayer(std::unique_ptr<Upstream> below) : below_(std::move(below)) {}

  Result<Reply> send(const Errand& errand, Trace& trace) override {
    const Action& action = errand.call.action();
    if (action.detour.path.empty()) return below_->send(errand, trace);
    if (errand.scopes == nullptr) return try_both(errand, trace);
    Errand chosen = errand;
    chosen.by_detour = takes_detour(action, *errand.scopes);
    return below_->send(chosen, trace);
  }

 private:
  Result<Reply> try_both(const Errand& errand, Trace& trace) {
    Errand first = errand;
    first.by_detour = true;
    auto reply = below_->send(first, trace);
    if (reply || refusal_of(reply.error()) != Refusal::scope_missing) return reply;
    auto other = below_->send(errand, trace);
    if (other || refusal_of(other.error()) != Refusal::scope_missing) return other;
    // Neither way is open. The first error names the scope that new tokens can still be given.
    std::ranges::move(other.error().figma, std::back_inserter(reply.error().figma));
    return reply;
  }

  std::unique_ptr<Upstream> below_;
};

}  // namespace

std::unique_ptr<Upstream> make_detour(std::unique_ptr<Upstream> below) {
  return std::make_unique<DetourLayer>(std::move(below));
}

}  // namespace figlink
