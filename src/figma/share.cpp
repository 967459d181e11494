#include "figma/share.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "base/fiber.h"
#include "figma/counted_text.h"

namespace figlink {
namespace {

constexpr TextBounds kSharedBounds{kSharedBodyMax, kSharedBytesMax};

class SharedSource final : public Source {
 public:
  explicit SharedSource(std::shared_ptr<const CountedText> body) : body_(std::move(body)) {}
  Result<std::string_view> next() override {
    if (std::exchange(given_, true)) return std::string_view{};
    return std::string_view(body_->text);
  }
  std::optional<std::uint64_t> left() const override { return given_ ? 0 : body_->text.size(); }
  bool ready() const override { return true; }

 private:
  std::shared_ptr<const CountedText> body_;
  bool given_ = false;
};

struct Flight {
  explicit Flight(SteadyMs at) : began(at) {}
  const SteadyMs began;
  Gate over;
  int joined = 0;  // guarded by the layer's lock
  // Written before `over` opens. No body and no error: each asks for itself.
  Reply head;
  std::shared_ptr<const CountedText> body;
  std::optional<Error> error;
  Trace trace;
};

// Whether others may take this failure for theirs.
bool is_figmas_answer(const Error& error) {
  return error.fault != Fault::limited && error.fault != Fault::busy &&
         error.fault != Fault::too_slow && error.fault != Fault::bug;
}

class Share final : public Upstream {
 public:
  Share(std::unique_ptr<Upstream> below, const Clock& clock)
      : below_(std::move(below)), clock_(clock) {}

  Result<Reply> send(const Errand& errand, Trace& trace) override {
    if (errand.call.action().effect != Effect::reads) return write(errand, trace);
    const bool goes_alone =
        errand.account_id.empty() || errand.read.no_cache || errand.read.no_store;
    if (goes_alone) return below_->send(errand, trace);
    const std::string key = key_of(errand);
    bool is_first = false;
    const auto flight = enter(key, errand.join_since, is_first);
    return is_first ? lead(errand, trace, key, *flight) : join(errand, trace, *flight);
  }

 private:
  std::shared_ptr<Flight> enter(const std::string& key, SteadyMs since, bool& is_first) {
    std::lock_guard lock(mutex_);
    auto& flight = flights_[key];
    is_first = flight == nullptr || flight->began < since;
    if (is_first) flight = std::make_shared<Flight>(clock_.steady_ms());
    if (!is_first) ++flight->joined;
    return flight;
  }

  // From now on nobody joins. Gives how many did.
  int close(const std::string& key, Flight& flight) {
    std::lock_guard lock(mutex_);
    auto at = flights_.find(key);
    if (at != flights_.end() && at->second.get() == &flight) flights_.erase(at);
    return flight.joined;
  }

  // What is under way was perhaps read before the write, and may not serve who asks after it.
  Result<Reply> write(const Errand& errand, Trace& trace) {
    auto reply = below_->send(errand, trace);
    std::lock_guard lock(mutex_);
    flights_.clear();
    return reply;
  }

  Result<Reply> lead(const Errand& errand, Trace& trace, const std::string& key, Flight& flight) {
    auto reply = below_->send(errand, trace);
    if (close(key, flight) == 0) return reply;
    flight.trace = trace;
    if (reply) {
      reply->body = offer(std::move(reply->body), *reply, flight);
    } else if (is_figmas_answer(reply.error())) {
      flight.error = reply.error();
    }
    flight.over.open();
    return reply;
  }

  // Reads the body for all, as far as it may be held; gives the first one's own.
  std::unique_ptr<Source> offer(std::unique_ptr<Source> body, const Reply& head, Flight& flight) {
    auto text = std::make_shared<CountedText>(shared_bytes_, kSharedBounds);
    while (true) {
      auto piece = body->next();
      // It broke off: the first one meets that when it has read so far, and the others ask again.
      if (!piece) return text_then(std::move(text->text), std::move(piece.error()));
      if (piece->empty()) break;
      if (text->grow(*piece)) continue;
      text->text += *piece;
      return text_then(std::move(text->text), std::move(body));
    }
    flight.head.status = head.status;
    flight.head.detoured = head.detoured;
    flight.head.content_type = head.content_type;
    flight.head.content_encoding = head.content_encoding;
    flight.head.request_id = head.request_id;
    flight.head.memory = head.memory;
    flight.head.age_s = head.age_s;
    flight.body = text;
    return std::make_unique<SharedSource>(std::move(text));
  }

  Result<Reply> join(const Errand& errand, Trace& trace, Flight& flight) {
    const SteadyMs latest = clock_.steady_ms() + kJoinMaxMs;
    const SteadyMs due = errand.deadline != 0 ? std::min(errand.deadline, latest) : latest;
    if (!flight.over.wait_until(due) || (!flight.body && !flight.error))
      return below_->send(errand, trace);
    trace.figma_status = flight.trace.figma_status;
    trace.figma_request_id = flight.trace.figma_request_id;
    trace.scopes_told = flight.trace.scopes_told;
    if (flight.error) return std::unexpected(*flight.error);
    Reply reply;
    reply.status = flight.head.status;
    reply.detoured = flight.head.detoured;
    reply.content_type = flight.head.content_type;
    reply.content_encoding = flight.head.content_encoding;
    reply.request_id = flight.head.request_id;
    reply.memory = flight.head.memory;
    reply.age_s = flight.head.age_s;
    reply.asked_at = flight.began;
    reply.body = std::make_unique<SharedSource>(flight.body);
    return reply;
  }

  static std::string key_of(const Errand& errand) {
    std::string key(errand.account_id);
    key += '\n';
    key += errand.token.mark();
    key += errand.by_detour ? " by detour" : "";
    key += errand.may_gather ? " gathers" : "";  // which may take longer
    for (std::string_view part :
         {errand.accept_encoding, std::string_view(errand.call.action().name),
          std::string_view(errand.call.target()), std::string_view(errand.call.body())}) {
      key += '\n';
      key += part;
    }
    return key;
  }

  std::unique_ptr<Upstream> below_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Flight>, std::less<>> flights_;
  std::atomic<std::size_t> shared_bytes_{0};
};

}  // namespace

std::unique_ptr<Upstream> make_share(std::unique_ptr<Upstream> below, const Clock& clock) {
  return std::make_unique<Share>(std::move(below), clock);
}

}  // namespace figlink
