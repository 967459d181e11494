#include "figma/split_nodes.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "figma/entries.h"
#include "figma/split.h"

namespace figlink {
namespace {

using Items = std::vector<std::string_view>;

std::unexpected<Error> not_as_documented() {
  return fail(Fault::figma_broken, "Figma's answer about nodes is not what its documentation says.",
              "Try again; if it stays so, tell the maintainers.");
}

std::unexpected<Error> changed() {
  return fail(Fault::conflict, "The file was changed while its nodes were read in several calls.",
              "Ask again, or name a `version`, or ask for fewer nodes at once.");
}

std::unexpected<Error> holds_too_much() {
  return fail(Fault::too_large,
              "The nodes together are larger than " + std::to_string(kNodesHeldMax >> 20) + " MB.",
              "Ask for fewer at once, or less of each with `depth`.");
}

std::unexpected<Error> holds_too_much_at_once() {
  return fail(Fault::busy, "Too many large reads of nodes are under way.",
              "Come back in a moment, or ask for fewer nodes at once.");
}

// What a part says beside its nodes.
struct About {
  std::string version, err;
};

// The words around an answer's entries are an object without them.
std::optional<About> about_in(const std::string& around) {
  auto json = Json::parse(around);
  if (!json || !json->is_object()) return std::nullopt;
  auto member = [&](std::string_view name) {
    const Json* value = json->find(name);
    return value ? value->text_or("") : std::string();
  };
  return About{member("version"), member("err")};
}

// The entries so far, counted among what all answers hold.
class HeldText {
 public:
  explicit HeldText(std::shared_ptr<std::atomic<std::size_t>> all) : all_(std::move(all)) {}
  HeldText(HeldText&& other) noexcept
      : text(std::move(other.text)),
        all_(std::move(other.all_)),
        counted_(std::exchange(other.counted_, 0)) {}
  HeldText& operator=(HeldText&&) = delete;
  ~HeldText() { drop(); }
  Result<void> count() {
    if (text.size() > kNodesHeldMax) return holds_too_much();
    const std::size_t more = text.size() - counted_;
    counted_ += more;
    if ((*all_ += more) > kNodesHeldAllMax) return holds_too_much_at_once();
    return {};
  }
  void drop() {
    text = {};
    if (counted_ > 0) *all_ -= std::exchange(counted_, 0);
  }
  std::string text;

 private:
  std::shared_ptr<std::atomic<std::size_t>> all_;
  std::size_t counted_ = 0;
};

// One part's answer, as it comes.
class Part {
 public:
  Part(std::unique_ptr<Source> body, bool is_first) : body_(std::move(body)), reader_("nodes") {
    if (!is_first) reader_.follows_others();
  }

  // Reads on until there are entries in `out`. false at the end, when the part was whole.
  Result<bool> read(std::string& out) {
    const std::size_t had = out.size();
    while (out.size() == had) {
      auto chunk = body_->next();
      if (!chunk) return pass(chunk);
      if (chunk->empty()) {
        if (!reader_.is_whole()) return not_as_documented();
        return false;
      }
      reader_.feed(*chunk, out);
    }
    return true;
  }

  const std::string& head() const { return reader_.head(); }
  const std::string& tail() const { return reader_.tail(); }
  // What it says before its entries; and at the end, all that it says.
  std::optional<About> about_so_far() const { return about_in(head() + "}}"); }
  std::optional<About> about() const { return about_in(head() + tail()); }

 private:
  std::unique_ptr<Source> body_;
  EntriesReader reader_;
};

// All parts but the last lie here already; the last one comes when it is read.
class NodesBody final : public Source {
 public:
  NodesBody(HeldText held, Part last, About expected, std::string tail)
      : held_(std::move(held)),
        last_(std::move(last)),
        expected_(std::move(expected)),
        tail_(std::move(tail)) {}

  Result<std::string_view> next() override {
    if (!std::exchange(began_, true)) return std::string_view(held_.text);
    held_.drop();
    piece_.clear();
    if (ended_) return std::string_view{};
    auto more = last_.read(piece_);
    if (!more) return pass(more);
    if (*more) return std::string_view(piece_);
    ended_ = true;
    const auto about = last_.about();
    if (!about || !about->err.empty()) return not_as_documented();
    if (about->version != expected_.version) return changed();
    return std::string_view(tail_);
  }
  bool ready() const override { return !began_; }

 private:
  HeldText held_;
  Part last_;
  const About expected_;
  const std::string tail_;
  std::string piece_;
  bool began_ = false, ended_ = false;
};

class Nodes {
 public:
  Nodes(Upstream& below, const Errand& errand, Trace& trace,
        std::shared_ptr<std::atomic<std::size_t>> held)
      : below_(below),
        errand_(errand),
        trace_(trace),
        all_(errand.call.split_items()),
        items_max_(errand.call.action().splits.items_max),
        held_(std::move(held)) {}

  Result<Reply> run() {
    for (int round = 1;; ++round) {
      std::span<const std::string_view> rest(all_);
      const Items first = take_part(errand_.call, rest, items_max_);
      if (rest.empty())
        return below_.send(with_call(errand_, errand_.call.with_items(first)), trace_);
      auto reply = ask_for_all();
      if (reply || !has_changed_ || round == kNodesRounds) return reply;
      has_changed_ = false;
    }
  }

 private:
  Result<Reply> ask_for_all() {
    HeldText held(held_);
    expected_ = {};
    tail_.clear();
    std::span<const std::string_view> rest(all_);
    for (bool is_first = true; !rest.empty(); is_first = false) {
      auto reply = ask_for_part(rest);
      if (!reply) return pass(reply);
      Part part(std::move(reply->body), is_first);
      const bool is_last = rest.empty();
      auto read = is_last ? begin(part, held) : take(part, held, is_first);
      if (!read) return pass(read);
      if (!is_last) continue;
      reply->body = std::make_unique<NodesBody>(std::move(held), std::move(part),
                                                std::move(expected_), std::move(tail_));
      return reply;
    }
    return not_as_documented();  // there is always a last one
  }

  // The next part off `rest`, in halves as long as Figma finds it too large.
  Result<Reply> ask_for_part(std::span<const std::string_view>& rest) {
    while (true) {
      if (calls_++ == kSplitCallsMax) return std::unexpected(too_many_calls());
      auto after = rest;
      const Items part = take_part(errand_.call, after, items_max_);
      const Call call = errand_.call.with_items(part);
      Errand one = with_call(errand_, call);
      one.accept_encoding = {};  // it is read here
      auto reply = below_.send(one, trace_);
      if (reply || reply.error().fault != Fault::too_large || part.size() == 1) {
        rest = after;
        return reply;
      }
      items_max_ = part.size() / 2;
    }
  }

  // A part that is not the last one, whole.
  Result<void> take(Part& part, HeldText& held, bool is_first) {
    for (bool has_head = !is_first;; has_head = true) {
      auto more = part.read(held.text);
      if (!more) return pass(more);
      if (!*more) break;
      if (!has_head) held.text.insert(0, part.head());
      if (auto counted = held.count(); !counted) return counted;
    }
    auto about = part.about();
    if (!about || (!is_first && !about->err.empty())) return not_as_documented();
    if (!is_first) return agrees(about->version);
    expected_ = std::move(*about);
    tail_ = part.tail();
    return {};
  }

  // The last part, so far that nearly always is known whether it fits to the others.
  Result<void> begin(Part& part, HeldText& held) {
    if (auto more = part.read(held.text); !more) return pass(more);
    const auto about = part.about_so_far();
    if (!about || !about->err.empty()) return not_as_documented();
    if (!about->version.empty()) return agrees(about->version);
    return held.count();
  }

  Result<void> agrees(const std::string& version) {
    has_changed_ = version != expected_.version;
    if (has_changed_) return changed();
    return {};
  }

  Upstream& below_;
  const Errand& errand_;
  Trace& trace_;
  const Items all_;
  std::size_t items_max_, calls_ = 0;
  std::shared_ptr<std::atomic<std::size_t>> held_;
  About expected_;
  std::string tail_;
  bool has_changed_ = false;
};

}  // namespace

Result<Reply> nodes_in_parts(Upstream& below, const Errand& errand, Trace& trace,
                             std::shared_ptr<std::atomic<std::size_t>> held) {
  return Nodes(below, errand, trace, std::move(held)).run();
}

}  // namespace figlink
