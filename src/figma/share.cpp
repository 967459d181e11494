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
#include "figma/limiter.h"

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
  int joined = 0;  // guarded by the lock of Flights
  // Written before `over` opens. None of them: each asks for itself.
  Reply head;
  std::shared_ptr<const CountedText> body;
  bool streams = false;  // to its first one, and `ended` opens when it is over
  std::optional<Error> error;
  bool was_late = false;  // the first one's deadline came
  Trace trace;
  std::atomic<bool> departed{false};
  Gate ended;
  std::atomic<std::uint64_t> moved{0};
};

// Those under way, by what makes reads equal. Bodies that stream hold it too.
class Flights {
 public:
  std::shared_ptr<Flight> enter(const std::string& key, SteadyMs since, SteadyMs now,
                                bool& is_first) {
    std::lock_guard lock(mutex_);
    auto& flight = flights_[key];
    is_first = flight == nullptr || flight->began < since;
    if (is_first) flight = std::make_shared<Flight>(now);
    if (!is_first) ++flight->joined;
    return flight;
  }
  bool has_joined(const Flight& flight) {
    std::lock_guard lock(mutex_);
    return flight.joined > 0;
  }
  // False when somebody joined.
  bool close_if_alone(const std::string& key, const Flight& flight) {
    std::lock_guard lock(mutex_);
    if (flight.joined > 0) return false;
    erase(key, flight);
    return true;
  }
  // From now on nobody joins.
  void close(const std::string& key, const Flight& flight) {
    std::lock_guard lock(mutex_);
    erase(key, flight);
  }
  void close_all() {
    std::lock_guard lock(mutex_);
    flights_.clear();
  }

 private:
  // Unless another one has taken its place.
  void erase(const std::string& key, const Flight& flight) {
    auto at = flights_.find(key);
    if (at != flights_.end() && at->second.get() == &flight) flights_.erase(at);
  }
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Flight>, std::less<>> flights_;
};

// The first one's own body, while others wait for its end.
class FollowedSource final : public Source {
 public:
  FollowedSource(std::unique_ptr<Source> body, std::shared_ptr<Flights> flights, std::string key,
                 std::shared_ptr<Flight> flight)
      : body_(std::move(body)),
        flights_(std::move(flights)),
        key_(std::move(key)),
        flight_(std::move(flight)) {}
  ~FollowedSource() override {
    flights_->close(key_, *flight_);
    flight_->ended.open();
  }
  Result<std::string_view> next() override {
    auto piece = body_->next();
    if (piece) flight_->moved += piece->size();
    return piece;
  }
  std::optional<std::uint64_t> left() const override { return body_->left(); }
  bool ready() const override { return body_->ready(); }

 private:
  std::unique_ptr<Source> body_;
  std::shared_ptr<Flights> flights_;
  const std::string key_;
  std::shared_ptr<Flight> flight_;
};

class Share final : public Upstream {
 public:
  Share(std::unique_ptr<Upstream> below, const Clock& clock, bool is_paced)
      : below_(std::move(below)), clock_(clock), is_paced_(is_paced) {}

  Result<Reply> send(const Errand& errand, Trace& trace) override {
    if (errand.call.action().effect != Effect::reads) return write(errand, trace);
    const bool goes_alone =
        errand.account_id.empty() || errand.read.no_cache || errand.read.no_store;
    if (goes_alone) return below_->send(errand, trace);
    const std::string key = key_of(errand);
    const SteadyMs due = join_due_of(errand);
    while (true) {
      bool is_first = false;
      const auto flight = flights_->enter(key, errand.join_since, clock_.steady_ms(), is_first);
      if (is_first) return lead(errand, trace, key, flight);
      if (!wait_for(*flight, errand, due)) return below_->send(errand, trace);
      if (flight->body) return shared(*flight, trace);
      if (flight->streams) {
        if (auto remembered = follow(errand, trace, *flight, due)) return std::move(*remembered);
        if (errand.reread == nullptr || clock_.steady_ms() >= due)
          return below_->send(errand, trace);
        flights_->close(key, *flight);  // one of those who wait is the next
        continue;
      }
      if (flight->error && is_everybodys(*flight->error, errand))
        return std::unexpected(error_of(*flight, trace));
      // Who has more time or patience than the first one had: one of them is the next.
      if (!flight->error && !flight->was_late) return below_->send(errand, trace);
    }
  }

 private:
  // The first one, on its way. However it ends, the others do not wait for it in vain.
  class Leading {
   public:
    Leading(Flights& flights, const std::string& key, Flight& flight)
        : flights_(flights), key_(key), flight_(flight) {}
    ~Leading() {
      if (!flight_.streams) flights_.close(key_, flight_);
      flight_.over.open();
    }
    Leading(const Leading&) = delete;

   private:
    Flights& flights_;
    const std::string& key_;
    Flight& flight_;
  };

  // Until then it waits for another one's answer.
  SteadyMs join_due_of(const Errand& errand) const {
    const SteadyMs due = clock_.steady_ms() + kJoinMaxMs;
    return errand.deadline != 0 ? std::min(due, errand.deadline) : due;
  }

  // While the first one may still wait for its permit, this one's patience for that counts.
  static bool wait_for(Flight& flight, const Errand& errand, SteadyMs due) {
    if (errand.permit_due == 0 || errand.permit_due >= due) return flight.over.wait_until(due);
    if (flight.over.wait_until(errand.permit_due)) return true;
    return flight.departed && flight.over.wait_until(due);
  }

  // Whether this one would have failed likewise.
  bool is_everybodys(const Error& error, const Errand& errand) const {
    const bool may_wait = is_paced_ && !errand.person.empty() && error.retry_after_ms > 0;
    if (error.fault != Fault::limited || !may_wait) return true;
    const SteadyMs now = clock_.steady_ms();
    return now + error.retry_after_ms > permit_due_of(errand, now);
  }

  // What is under way was perhaps read before the write, and may not serve who asks after it.
  Result<Reply> write(const Errand& errand, Trace& trace) {
    auto reply = below_->send(errand, trace);
    flights_->close_all();
    return reply;
  }

  Result<Reply> lead(const Errand& errand, Trace& trace, const std::string& key,
                     const std::shared_ptr<Flight>& flight) {
    const Leading leading(*flights_, key, *flight);
    Errand own = errand;
    own.departed = &flight->departed;
    auto reply = below_->send(own, trace);
    const bool may_stream = reply && errand.reread != nullptr &&
                            reply->body->left().value_or(kFollowedMin) >= kFollowedMin;
    if (reply && !may_stream && flights_->close_if_alone(key, *flight)) return reply;
    flight->trace = trace;
    if (!reply) {
      fail_for_all(errand, reply.error(), *flight);
      return reply;
    }
    if (flights_->has_joined(*flight)) reply->body = offer(std::move(reply->body), *reply, flight);
    if (flight->body || !may_stream) return reply;
    flight->streams = true;
    reply->body = std::make_unique<FollowedSource>(std::move(reply->body), flights_, key, flight);
    return reply;
  }

  void fail_for_all(const Errand& errand, const Error& error, Flight& flight) const {
    flight.was_late =
        flight.trace.was_late || (error.fault == Fault::too_slow && errand.deadline != 0 &&
                                  clock_.steady_ms() >= errand.deadline);
    if (!flight.was_late && error.fault != Fault::bug) flight.error = error;
  }

  // Reads the body for all, as far as it may be held; gives the first one's own.
  std::unique_ptr<Source> offer(std::unique_ptr<Source> body, const Reply& head,
                                const std::shared_ptr<Flight>& flight) {
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
    flight->head.status = head.status;
    flight->head.detoured = head.detoured;
    flight->head.content_type = head.content_type;
    flight->head.content_encoding = head.content_encoding;
    flight->head.request_id = head.request_id;
    flight->head.memory = head.memory;
    flight->head.age_s = head.age_s;
    flight->body = text;
    return std::make_unique<SharedSource>(std::move(text));
  }

  static void note(const Flight& flight, Trace& trace) {
    trace.figma_status = flight.trace.figma_status;
    trace.figma_request_id = flight.trace.figma_request_id;
    trace.scopes_told = flight.trace.scopes_told;
  }
  static Error error_of(const Flight& flight, Trace& trace) {
    note(flight, trace);
    return *flight.error;
  }
  static Reply shared(const Flight& flight, Trace& trace) {
    note(flight, trace);
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

  // Waits for the end of what is too large, as long as it comes fast enough, and reads it from
  // memory. nullopt: it is not there.
  std::optional<Reply> follow(const Errand& errand, Trace& trace, Flight& flight, SteadyMs due) {
    if (errand.reread == nullptr) return std::nullopt;
    while (true) {
      const std::uint64_t before = flight.moved;
      if (flight.ended.wait_until(std::min(due, clock_.steady_ms() + kFollowMs))) break;
      if (flight.moved < before + kFollowBytesMin || clock_.steady_ms() >= due) return std::nullopt;
    }
    auto remembered = errand.reread->look();
    if (remembered) note(flight, trace);
    return remembered;
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
  const bool is_paced_;
  const std::shared_ptr<Flights> flights_ = std::make_shared<Flights>();
  std::atomic<std::size_t> shared_bytes_{0};
};

}  // namespace

std::unique_ptr<Upstream> make_share(std::unique_ptr<Upstream> below, const Clock& clock,
                                     bool is_paced) {
  return std::make_unique<Share>(std::move(below), clock, is_paced);
}

}  // namespace figlink
