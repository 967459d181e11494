// Outcome: one journal entry, written exactly once, however the road ends.
//
// It travels with the request and then with the answer's body: it is written when the body has
// ended or broken, when the reader drops it, or when the road fails. A request whose project is
// unknown (no key, a wrong key) belongs to no journal and is only counted by the edge.
#pragma once

#include <memory>

#include "base/clock.h"
#include "base/source.h"
#include "figma/upstream.h"
#include "gateway/gateway.h"
#include "gateway/tally.h"
#include "store/records.h"

namespace figlink {

class Outcome {
 public:
  Outcome(Store& store, Tally& tally, const Clock& clock, const Ask& ask);
  ~Outcome() { finish(); }
  Outcome(const Outcome&) = delete;

  void came_from(const Caller& caller);
  void is_about(const Action& action) {
    action_ = &action;
    entry_.action = action.name;
  }
  void goes_by(const std::string& account_id) { entry_.account_id = account_id; }
  void gave(std::size_t bytes) { entry_.answer_bytes += static_cast<std::int64_t>(bytes); }
  void failed(const Error& error) { entry_.fault = facts(error.fault).name; }
  void finish();
  Trace& trace() { return trace_; }

 private:
  Store& store_;
  Tally& tally_;
  const Clock& clock_;
  const std::int64_t began_us_;
  const Action* action_ = nullptr;
  JournalEntry entry_;
  Trace trace_;
  bool finished_ = false;
};

// The same bytes; the outcome is written when they end.
std::unique_ptr<Source> recorded(std::unique_ptr<Source> body, std::unique_ptr<Outcome> outcome);

}  // namespace figlink
