#include "figma/gather.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/fiber.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/text.h"
#include "figma/entries.h"
#include "figma/gathered.h"
#include "figma/limiter.h"
#include "figma/split.h"

namespace figlink {
namespace {

struct Round;

// Who waits, on its own fiber's stack. What changes is guarded by the layer's lock.
struct Member {
  enum class Turn : std::uint8_t { none, answer, refusal, alone, lead };

  const Errand& errand;
  const std::vector<std::string_view> items;  // as they stand in the query
  const SteadyMs permit_due, latest;
  std::shared_ptr<Round> round = nullptr;
  Gate called;  // opened with `turn`
  Turn turn = Turn::none;
  std::shared_ptr<const Gathered> answer = nullptr;
  std::optional<Error> error = std::nullopt;
  Trace trace = {};  // of who led
};

struct Round {
  std::string key;
  std::vector<Member*> members;                    // as they came; the one that leads is among them
  std::map<std::string, int, std::less<>> wanted;  // the items, and how many want each
  std::size_t bytes = 0;                           // of the items in an address
  bool departed = false;
  bool is_full = false;
  Gate full;
  // How many refusals for some ids are yet taken for a reason to halve: as many as one bad id
  // makes.
  std::shared_ptr<int> doubts = nullptr;
};

bool is_bare(const Reply& reply) {
  return reply.status == 200 && reply.content_encoding.empty() &&
         contains_ignoring_case(reply.content_type, "json");
}

// The words around the entries are an object, and say nothing against one of them.
bool is_plain(const Entries& entries) {
  const auto around = Json::parse(std::string(entries.head) + std::string(entries.tail));
  if (!around || !around->is_object()) return false;
  const Json* err = around->find("err");
  return err == nullptr || err->is_null();
}

Error too_much() { return fail(Fault::too_large, "The gathered answer is too large.").error(); }

// Figma means the credential, or is not there: whoever asked would hear the same.
bool is_everybodys(const Error& error) {
  return error.fault == Fault::unauthenticated || error.fault == Fault::forbidden ||
         error.fault == Fault::relink || error.fault == Fault::conflict ||
         (error.fault == Fault::figma_broken && error.figma.empty());
}

// Some of the ids may be the reason.
bool is_of_some(const Error& error) {
  return error.fault == Fault::bad_input || error.fault == Fault::not_found ||
         error.fault == Fault::too_large ||
         (error.fault == Fault::figma_broken && !error.figma.empty());
}

class Gather final : public Upstream {
 public:
  Gather(std::unique_ptr<Upstream> below, const Clock& clock)
      : below_(std::move(below)), clock_(clock) {}

  Result<Reply> send(const Errand& errand, Trace& trace) override {
    const Split& splits = errand.call.action().splits;
    if (!errand.may_gather || splits.input.empty() || errand.account_id.empty())
      return below_->send(errand, trace);
    auto items = errand.call.split_items();
    const bool is_full =
        items.size() >= splits.items_max || errand.call.target().size() >= kSplitTargetMax;
    const SteadyMs now = clock_.steady_ms(), permit_due = permit_due_of(errand, now);
    // Who cannot even wait for the others goes at once.
    const bool is_hasty = permit_due <= now + kGatherWindowMs;
    if (items.empty() || is_full || is_hasty) return below_->send(errand, trace);
    Member me{.errand = errand,
              .items = std::move(items),
              .permit_due = permit_due,
              .latest = errand.deadline != 0 ? errand.deadline : now + kGatherWaitMaxMs,
              .called = {}};
    const bool leads = enter(me);
    if (leads) me.round->full.wait_until(now + kGatherWindowMs);
    return leads ? lead(me, trace) : follow(me, trace);
  }

 private:
  // A round on its way. Lives while its leader is below.
  class Departing final : public Gathering {
   public:
    Departing(Gather& all, Member& me) : all_(all), me_(me) {}
    Errand depart(const Errand& errand) override {
      if (callers_ == 0) {
        const auto items = all_.close(*me_.round, callers_);
        if (callers_ > 1) call_ = errand.call.with_items(views_of(items));
      }
      if (callers_ == 0) callers_ = 1;
      Errand one = call_ ? with_call(errand, *call_) : errand;
      one.gathering = nullptr;
      if (call_) one.accept_encoding = {};  // it is read here
      return one;
    }
    std::size_t callers() const { return callers_; }  // 0: it did not depart

   private:
    static std::vector<std::string_view> views_of(const std::vector<std::string>& items) {
      return {items.begin(), items.end()};
    }
    Gather& all_;
    Member& me_;
    std::optional<Call> call_;
    std::size_t callers_ = 0;
  };

  static std::string key_of(const Errand& errand) {
    std::string key(errand.account_id);
    key += '\n';
    key += errand.token.mark();
    key += errand.priority == Priority::bulk ? "\nbulk\n" : "\n";
    key += errand.call.action().name;
    key += '\n';
    return key += errand.call.with_items({}).target();
  }

  // true: it leads.
  bool enter(Member& me) {
    const std::string key = key_of(me.errand);
    std::lock_guard lock(mutex_);
    std::shared_ptr<Round>& open = open_[key];
    if (open && !fits(*open, me)) {
      fill(*open);
      open = nullptr;
    }
    const bool leads = open == nullptr;
    if (leads) {
      open = std::make_shared<Round>();
      open->key = key;
      open->bytes = me.errand.call.with_items({}).target().size();
    }
    me.round = open;
    add(*open, me);
    return leads;
  }

  static bool fits(const Round& round, const Member& me) {
    std::size_t bytes = round.bytes, items = round.wanted.size();
    for (std::string_view item : me.items) {
      if (round.wanted.contains(item)) continue;
      bytes += item.size() + kCommaBytes;
      ++items;
    }
    return round.members.size() < kGatherCallersMax && bytes <= kSplitTargetMax &&
           items <= me.errand.call.action().splits.items_max;
  }
  static void fill(Round& round) {
    if (!std::exchange(round.is_full, true)) round.full.open();
  }
  static void add(Round& round, Member& me) {
    round.members.push_back(&me);
    for (std::string_view item : me.items) {
      auto at = round.wanted.find(item);
      if (at == round.wanted.end()) {
        at = round.wanted.emplace(item, 0).first;
        round.bytes += item.size() + kCommaBytes;
      }
      ++at->second;
    }
  }
  static void leave(Round& round, Member& me) {
    if (std::erase(round.members, &me) == 0) return;
    for (std::string_view item : me.items) {
      auto at = round.wanted.find(item);
      if (--at->second > 0) continue;
      round.bytes -= item.size() + kCommaBytes;
      round.wanted.erase(at);
    }
  }

  // From now on nobody joins. Gives what goes out, and for how many.
  std::vector<std::string> close(Round& round, std::size_t& callers) {
    std::lock_guard lock(mutex_);
    shut(round);
    round.departed = true;
    callers = round.members.size();
    std::vector<std::string> items;
    std::unordered_set<std::string_view> seen;
    for (const Member* member : round.members) {
      for (std::string_view item : member->items) {
        if (seen.insert(item).second) items.emplace_back(item);
      }
    }
    return items;
  }
  void shut(const Round& round) {
    auto at = open_.find(round.key);
    if (at != open_.end() && at->second.get() == &round) open_.erase(at);
  }

  Result<Reply> lead(Member& me, Trace& trace) {
    while (true) {
      Departing departing(*this, me);
      Errand errand = me.errand;
      errand.gathering = &departing;
      auto reply = below_->send(errand, trace);
      if (departing.callers() < 2) {  // it failed on the way, or nobody else came
        hand_on(me);
        return reply;
      }
      auto answer = reply ? read(*reply, me, trace, departing.callers()) : pass(reply);
      if (answer && *answer) {
        call_all(me, Member::Turn::answer, *answer, nullptr, trace);
        return picked(me, **answer, *answer, trace);
      }
      if (answer || !is_of_some(answer.error())) {
        if (!answer && !is_everybodys(answer.error())) {
          hand_on(me);
          return pass(answer);
        }
        // An answer that cannot be taken apart: nobody knows whose it is.
        call_all(me, answer ? Member::Turn::alone : Member::Turn::refusal, nullptr,
                 answer ? nullptr : &answer.error(), trace);
        if (!answer) return pass(answer);
        return below_->send(me.errand, trace);
      }
      if (halve(me, answer.error())) continue;
      call_all(me, Member::Turn::alone, nullptr, nullptr, trace);
      return below_->send(me.errand, trace);
    }
  }

  // The whole answer, as far as it may be held; nullptr when it cannot be taken apart.
  Result<std::shared_ptr<const Gathered>> read(Reply& reply, const Member& me, const Trace& trace,
                                               std::size_t callers) {
    auto all = std::make_shared<Gathered>(bytes_);
    while (true) {
      auto piece = reply.body->next();
      if (!piece) return pass(piece);
      if (piece->empty()) break;
      if (!all->body.grow(*piece)) return std::unexpected(too_much());
    }
    auto entries = entries_of(all->body.text, me.errand.call.action().splits.answer);
    if (!entries || !is_bare(reply) || !is_plain(*entries)) return nullptr;
    all->entries = std::move(*entries);
    all->head.status = reply.status;
    all->head.content_type = std::move(reply.content_type);
    all->head.request_id = std::move(reply.request_id);
    all->trace = trace;
    all->callers = static_cast<int>(callers);
    return all;
  }

  // What Figma would have said of the caller's ids alone.
  Result<Reply> picked(const Member& me, const Gathered& all,
                       const std::shared_ptr<const Gathered>& answer, Trace& trace) {
    std::vector<std::string_view> entries;
    for (std::string_view item : me.items) {
      const auto id = percent_decode(item);
      const auto at = id ? all.entries.by_id.find(*id) : all.entries.by_id.end();
      if (at == all.entries.by_id.end()) return below_->send(me.errand, trace);
      entries.push_back(at->second);
    }
    trace.figma_status = all.trace.figma_status;
    trace.figma_request_id = all.trace.figma_request_id;
    trace.scopes_told = all.trace.scopes_told;
    trace.gathered = all.callers;
    Reply reply;
    reply.status = all.head.status;
    reply.content_type = all.head.content_type;
    reply.request_id = all.head.request_id;
    reply.body = pick(answer, std::move(entries));
    return reply;
  }

  // The others of its round get their turn; it is over.
  void call_all(Member& me, Member::Turn turn, const std::shared_ptr<const Gathered>& answer,
                const Error* error, const Trace& trace) {
    std::lock_guard lock(mutex_);
    for (Member* member : std::exchange(me.round->members, {})) {
      if (member == &me) continue;
      member->answer = answer;
      if (error != nullptr) member->error = *error;
      member->trace = trace;
      call(*member, turn);
    }
    me.round->wanted.clear();
  }
  static void call(Member& member, Member::Turn turn) {
    member.turn = turn;
    member.called.open();
  }

  // Goes; who can wait the longest leads the others.
  void hand_on(Member& me) {
    std::lock_guard lock(mutex_);
    Round& round = *me.round;
    leave(round, me);
    if (round.members.empty()) {
      shut(round);
    } else {
      call_next(round);
    }
  }
  static void call_next(Round& round) {
    auto patience = [&](const Member* member) {
      return round.departed ? member->latest : member->permit_due;
    };
    call(**std::ranges::max_element(round.members, {}, patience), Member::Turn::lead);
  }

  // Two rounds of the one that was refused: it leads the first half, and somebody else the second.
  // false: it leads nowhere.
  bool halve(Member& me, const Error& error) {
    std::lock_guard lock(mutex_);
    Round& round = *me.round;
    const std::size_t size = round.members.size();
    if (size < 2) return false;
    if (!round.doubts) round.doubts = std::make_shared<int>(std::bit_width(size) + 1);
    if (error.fault != Fault::too_large && --*round.doubts < 0) return false;
    std::swap(*std::ranges::find(round.members, &me), round.members.front());
    const std::vector<Member*> others(
        round.members.begin() + static_cast<std::ptrdiff_t>(size - size / 2), round.members.end());
    auto second = std::make_shared<Round>();
    second->departed = true;
    second->doubts = round.doubts;
    for (Member* member : others) {
      leave(round, *member);
      add(*second, *member);
      member->round = second;
    }
    call_next(*second);
    return true;
  }

  Result<Reply> follow(Member& me, Trace& trace) {
    if (!wait_for_turn(me)) {
      const bool is_late = me.errand.deadline != 0 && clock_.steady_ms() >= me.errand.deadline;
      if (!is_late) return below_->send(me.errand, trace);
      return fail(Fault::too_slow, "Figma did not answer within the time of this call.",
                  "Give it more time, or ask for fewer nodes at once.");
    }
    switch (me.turn) {
      case Member::Turn::lead:
        return lead(me, trace);
      case Member::Turn::answer:
        return picked(me, *me.answer, me.answer, trace);
      case Member::Turn::refusal:
        trace.figma_status = me.trace.figma_status;
        trace.figma_request_id = me.trace.figma_request_id;
        trace.scopes_told = me.trace.scopes_told;
        return std::unexpected(std::move(*me.error));
      default:
        return below_->send(me.errand, trace);
    }
  }

  // false: it has left, for its permit's or its answer's time has passed.
  bool wait_for_turn(Member& me) {
    if (me.called.wait_until(std::min(me.permit_due, me.latest))) return true;
    {
      std::lock_guard lock(mutex_);
      if (me.turn != Member::Turn::none) return true;
      if (!me.round->departed || clock_.steady_ms() >= me.latest) {
        leave(*me.round, me);
        return false;
      }
    }
    if (me.called.wait_until(me.latest)) return true;
    std::lock_guard lock(mutex_);
    if (me.turn != Member::Turn::none) return true;
    leave(*me.round, me);
    return false;
  }

  std::unique_ptr<Upstream> below_;
  const Clock& clock_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<Round>> open_;
  std::atomic<std::size_t> bytes_{0};
};

class Depart final : public Upstream {
 public:
  explicit Depart(std::unique_ptr<Upstream> below) : below_(std::move(below)) {}
  Result<Reply> send(const Errand& errand, Trace& trace) override {
    if (errand.gathering == nullptr) return below_->send(errand, trace);
    return below_->send(errand.gathering->depart(errand), trace);
  }

 private:
  std::unique_ptr<Upstream> below_;
};

}  // namespace

std::unique_ptr<Upstream> make_gather(std::unique_ptr<Upstream> below, const Clock& clock) {
  return std::make_unique<Gather>(std::move(below), clock);
}

std::unique_ptr<Upstream> make_depart(std::unique_ptr<Upstream> below) {
  return std::make_unique<Depart>(std::move(below));
}

}  // namespace figlink
