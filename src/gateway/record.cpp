#include "gateway/record.h"

#include <utility>

#include "base/text.h"
#include "store/store.h"

namespace figlink {
namespace {

constexpr std::size_t kActionNameMax = 64;
constexpr std::size_t kRequestIdMax = 128;

class RecordedBody final : public Source {
 public:
  RecordedBody(std::unique_ptr<Source> body, std::unique_ptr<Outcome> outcome)
      : outcome_(std::move(outcome)), body_(std::move(body)) {}

  Result<std::string_view> next() override {
    auto piece = body_->next();
    if (!piece) outcome_->failed(piece.error());
    if (!piece || piece->empty()) {
      outcome_->finish();
    } else {
      outcome_->gave(piece->size());
    }
    return piece;
  }
  std::optional<std::uint64_t> left() const override { return body_->left(); }
  bool ready() const override { return body_->ready(); }

 private:
  std::unique_ptr<Outcome> outcome_;
  std::unique_ptr<Source> body_;
};

// What strangers may write into a journal: little, and only text.
std::string bounded(std::string_view text, std::size_t bytes_max) {
  std::string out(text.substr(0, bytes_max));
  while (!is_utf8(out)) out.pop_back();
  return out;
}

}  // namespace

Outcome::Outcome(Store& store, Tally& tally, const Clock& clock, const Ask& ask)
    : store_(store), tally_(tally), clock_(clock), began_us_(clock.steady_us()) {
  entry_.request_id = bounded(ask.request_id, kRequestIdMax);
  entry_.action = bounded(ask.action, kActionNameMax);
  entry_.face = ask.face;
  entry_.at = clock.now_ms();
}

void Outcome::came_from(const Caller& caller) {
  entry_.project_id = caller.project_id();
  entry_.key_id = caller.key_id();
}

void Outcome::finish() {
  if (std::exchange(finished_, true) || entry_.project_id.empty()) return;
  entry_.figma_status = trace_.figma_status;
  entry_.figma_request_id = std::move(trace_.figma_request_id);
  entry_.figma_calls = trace_.calls;
  entry_.took_us = clock_.steady_us() - began_us_;
  if (action_ != nullptr) tally_.add(*action_, entry_.fault, entry_.took_us);
  store_.record(std::move(entry_));
}

std::unique_ptr<Source> recorded(std::unique_ptr<Source> body, std::unique_ptr<Outcome> outcome) {
  return std::make_unique<RecordedBody>(std::move(body), std::move(outcome));
}

}  // namespace figlink
