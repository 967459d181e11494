#include "figma/recall.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "actions/catalogue.h"
#include "actions/check.h"
#include "base/json.h"
#include "base/text.h"
#include "figma/kept_body.h"
#include "figma/read_target.h"
#include "figma/verdict.h"

namespace figlink {
namespace {

constexpr std::string_view kMetadataAction = "figma_get_file_metadata";
constexpr std::size_t kMetadataBytesMax = 256u << 10;
constexpr std::int64_t kAncientMs = std::numeric_limits<std::int64_t>::max() / 4;
// Links came without a version: they are of the version before or after a change that lies nearer.
constexpr std::string_view kByTime = "?";
constexpr std::int64_t kSkewMs = 5 * kMinuteMs;  // between Figma's clock and ours

std::int64_t life_of(ReadKind kind) {
  if (kind == ReadKind::renders) return kRenderLifeMs;
  return kind == ReadKind::fills ? kFillLifeMs : kFileLifeMs;
}

class Recall final : public Upstream {
 public:
  Recall(std::unique_ptr<Upstream> below, Archive& archive, Freshness& freshness,
         const Clock& clock)
      : below_(std::move(below)), archive_(archive), freshness_(freshness), clock_(clock) {}

  Result<Reply> send(const Errand& errand, Trace& trace) override {
    const ReadKind kind = read_kind_of(errand.call.action());
    if (errand.call.action().name == kMetadataAction) return overhear(errand, trace);
    if (kind == ReadKind::none) return below_->send(errand, trace);
    auto reply = errand.read.no_store ? past(errand, trace)
                                      : recall({errand, trace, kind, clock_.steady_ms()});
    if (reply) freshness_.count(reply->memory);
    return reply;
  }

 private:
  static std::string known_file(const Errand& errand, const std::string& credential) {
    std::string key = std::string(errand.account_id) + "\n" + credential;
    return key += errand.call.file_key();
  }

  // A read on its way through this step.
  struct Read {
    Read(const Errand& errand_, Trace& trace_, ReadKind kind_, SteadyMs began_)
        : errand(errand_), trace(trace_), kind(kind_), began(began_) {
      credential = errand.token.mark();
      name = {std::string(errand.account_id), credential + errand.call.target()};
      file = known_file(errand, credential);
      pinned = is_pinned(errand.call.target());
    }
    const Errand& errand;
    Trace& trace;
    ReadKind kind;
    SteadyMs began;
    std::string credential;
    EntryName name;
    std::string file;  // for Freshness
    bool pinned = false;
  };
  // What memory has for it: the answer itself, or a whole file to cut it from.
  struct Found {
    std::shared_ptr<const Kept> kept;
    EntryName name;
    std::optional<Narrow> narrow;
    std::shared_ptr<const Outline> outline;
    std::int64_t age_ms = 0;
    bool is_superseded = false;  // the file has another version by now, Figma said
  };
  // What a call that joined a larger one finds afterwards.
  class Again final : public Reread {
   public:
    Again(Recall& recall, const Read& read) : recall_(recall), read_(read) {}
    std::optional<Reply> look() override { return recall_.look(read_); }

   private:
    Recall& recall_;
    const Read& read_;
  };
  enum class Checked : std::uint8_t { same, changed, cannot };

  static bool keeps_plain(const Reply& reply) {
    return reply.status == 200 && reply.content_encoding.empty() &&
           contains_ignoring_case(reply.content_type, "json");
  }

  static void understand(std::string_view metadata, Freshness::Said& said) {
    auto json = Json::parse(metadata);
    if (!json) return;
    const Json* file = json->find("file");
    const Json& about = file ? *file : *json;
    auto member = [&](std::string_view name) {
      const Json* value = about.find(name);
      return value ? value->text_or("") : std::string();
    };
    said.version = member("version");
    said.touched_at = parse_iso(member("last_touched_at")).value_or(0);
  }

  // What another one asked for was said when that one asked.
  static void date(Freshness::Said& said, const Reply& reply) {
    if (reply.asked_at == 0) return;
    said.at -= said.steady_at - reply.asked_at;
    said.steady_at = reply.asked_at;
  }

  // A caller's own look at the metadata tells as much as ours.
  Result<Reply> overhear(const Errand& errand, Trace& trace) {
    Errand plain = errand;
    plain.accept_encoding = {};
    plain.join_since = freshness_.changed_steady_at(errand.call.file_key());
    Freshness::Said said;
    said.at = clock_.now_ms();
    said.steady_at = clock_.steady_ms();
    auto reply = below_->send(plain, trace);
    if (!reply || !keeps_plain(*reply)) return reply;
    date(said, *reply);
    auto text = read_all(*reply->body, kMetadataBytesMax);
    if (!text) return pass(text);
    understand(*text, said);
    if (!said.version.empty()) {
      freshness_.confirm(known_file(errand, errand.token.mark()), errand.call.file_key(),
                         std::move(said));
    }
    reply->body = text_source(std::move(*text));
    return reply;
  }

  Result<Reply> past(const Errand& errand, Trace& trace) {
    auto reply = below_->send(errand, trace);
    if (reply) reply->memory = Memory::miss;
    return reply;
  }

  // Reads downward: find, believe, ask, decide.
  Result<Reply> recall(Read read) {
    auto found = find(read);
    const ReadWish& wish = read.errand.read;
    const bool is_old = found && found->is_superseded;
    if (found && !is_old && is_believed(*found, wish)) return serve(read, *found, Memory::hit);
    if (wish.only_if_cached) {
      if (found && may_be_stale(*found, wish)) return serve(read, *found, Memory::stale);
      return fail(Fault::too_slow, "This read is not remembered, or too old.",
                  "Leave only-if-cached out to ask Figma.");
    }
    if (!found) return fetch(read);
    if (is_old) return renew(read, *found);
    auto checked = check(read, *found);
    if (!checked) {
      if (is_passing(checked.error()) && may_be_stale(*found, wish))
        return serve(read, *found, Memory::stale);
      if (is_refusal(checked.error())) return renew(read, *found);
      return pass(checked);
    }
    if (*checked == Checked::same) return serve(read, *found, Memory::revalidated);
    // What was confirmed just now is that it is old.
    if (*checked == Checked::changed) found->age_ms = age_of(read, found->kept->facts());
    return renew(read, *found);
  }

  std::optional<Reply> look(const Read& read) {
    auto found = find(read);
    if (!found || found->is_superseded) return std::nullopt;
    // As fresh as it had to be when this read began; the larger one took its time.
    const std::int64_t taken = clock_.steady_ms() - read.began;
    if (found->age_ms >= kAncientMs || found->age_ms > believed_ms(read.errand.read) + taken)
      return std::nullopt;
    return cut(read, *found, Memory::miss);  // it is the answer that the call waited for
  }

  std::optional<Found> find(const Read& read) {
    auto own = find(read, read.name);
    if (own && !own->is_superseded) return own;
    if (read.kind != ReadKind::file && read.kind != ReadKind::nodes) return own;
    auto parts = read_target(read.kind, read.errand.call.target());
    if (!parts) return own;
    const EntryName name{read.name.account_id, read.credential + parts->variant};
    if (name.read == read.name.read) return own;
    auto whole = find(read, name);
    if (!whole || (own && whole->is_superseded)) return own;
    if (parts->is_whole()) return whole;
    whole->outline = whole->kept->outline();
    if (!whole->outline || whole->outline->document_bytes() != whole->kept->size()) return own;
    whole->narrow = std::move(parts->narrow);
    return whole;
  }

  std::optional<Found> find(const Read& read, const EntryName& name) {
    Found found{archive_.find(name), name, std::nullopt, nullptr};
    if (!found.kept || !is_alive(read, found)) return std::nullopt;
    return found;
  }

  // Not past its life. Sets its age, and whether it is known to be of another version: such a one
  // stays until the new one is there.
  bool is_alive(const Read& read, Found& found) {
    const KeptFacts& facts = found.kept->facts();
    const UnixMs now = clock_.now_ms();
    if (facts.until != 0 && now >= facts.until) {
      archive_.drop(found.name);
      return false;
    }
    const auto said = freshness_.said(read.file);
    const bool later = said && said->at >= facts.kept_at;  // than the answer itself
    found.is_superseded = later && !is_same(read, facts, *said);
    if (later && !found.is_superseded) {
      found.age_ms = clock_.steady_ms() - said->steady_at;
    } else {
      found.age_ms = age_of(read, facts);
    }
    return true;
  }

  // Since it came, when nobody confirmed it.
  std::int64_t age_of(const Read& read, const KeptFacts& facts) {
    const UnixMs now = clock_.now_ms();
    const UnixMs changed = freshness_.changed_at(read.errand.call.file_key());
    const bool was_told = changed != 0 && changed >= facts.kept_at;
    return was_told || now < facts.kept_at ? kAncientMs : now - facts.kept_at;
  }

  static bool is_same(const Read& read, const KeptFacts& facts, const Freshness::Said& said) {
    if (read.pinned) return true;
    if (facts.version == kByTime)
      return said.touched_at != 0 && said.touched_at + kSkewMs < facts.kept_at;
    return said.version == facts.version;
  }

  static std::int64_t believed_ms(const ReadWish& wish) {
    constexpr std::int64_t kSecondsMax = kAncientMs / kSecondMs / 2;
    return wish.max_age_s ? std::min(*wish.max_age_s, kSecondsMax) * kSecondMs : kBelievedMs;
  }
  static bool is_believed(const Found& found, const ReadWish& wish) {
    const bool asks = wish.no_cache || (wish.max_age_s && *wish.max_age_s <= 0);
    return !asks && found.age_ms < kAncientMs && found.age_ms <= believed_ms(wish);
  }
  // RFC 9111 4.2.4: cut off from the origin, unless the caller forbade it.
  static bool may_be_stale(const Found& found, const ReadWish& wish) {
    if (wish.no_cache || found.age_ms > kStaleMaxMs) return false;
    if (wish.max_stale_s)
      return found.age_ms <=
             believed_ms(wish) + std::min(*wish.max_stale_s, kStaleMaxMs / kSecondMs) * kSecondMs;
    return !wish.max_age_s && !wish.only_if_cached;
  }
  static bool is_passing(const Error& error) {
    return error.fault == Fault::limited || error.fault == Fault::busy ||
           error.fault == Fault::figma_broken || error.fault == Fault::too_slow;
  }
  static bool is_refusal(const Error& error) {
    return error.fault == Fault::forbidden || error.fault == Fault::not_found ||
           error.fault == Fault::bad_input;
  }

  Result<Reply> serve(const Read& read, Found& found, Memory memory) {
    auto reply = cut(read, found, memory);
    if (reply) return std::move(*reply);
    drop(read, found);
    return fetch(read);
  }

  // nullopt: it was damaged.
  std::optional<Reply> cut(const Read& read, Found& found, Memory memory) {
    Reply reply;
    reply.content_type = found.kept->facts().content_type;
    reply.memory = memory;
    reply.age_s = std::min(found.age_ms, kAncientMs) / kSecondMs;
    if (!found.narrow) {
      reply.body = found.kept->read();
      return reply;
    }
    Excerpt cut = excerpt(*found.outline, *found.narrow);
    const bool small = cut.size() <= kReadyBytesMax;
    reply.body = found.kept->read(std::move(cut));
    if (!small) return reply;
    auto text = read_all(*reply.body, kReadyBytesMax);
    if (!text) return std::nullopt;
    archive_.place(read.name, found.kept->facts(), *text);
    reply.body = text_source(std::move(*text));
    return reply;
  }

  void drop(const Read& read, const Found& found) {
    archive_.drop(found.name);
    archive_.drop(read.name);
  }

  // Asks for what takes the place of the found. The found one still serves where Figma cannot be
  // asked, and goes when Figma refuses: the account may no longer see the file.
  Result<Reply> renew(const Read& read, Found& found) {
    auto reply = fetch(read);
    if (reply) return reply;
    if (is_refusal(reply.error())) drop(read, found);
    if (is_passing(reply.error()) && may_be_stale(found, read.errand.read))
      return serve(read, found, Memory::stale);
    return reply;
  }

  Result<Reply> fetch(const Read& read) {
    Errand plain = read.errand;
    plain.accept_encoding = {};  // it is kept as it reads
    KeptFacts facts;
    facts.kept_at = clock_.now_ms();
    const SteadyMs began = clock_.steady_ms();
    const auto said = freshness_.said(read.file);
    const bool has_bound = read.errand.read.max_age_s.has_value();
    plain.join_since = std::max(freshness_.changed_steady_at(read.errand.call.file_key()),
                                has_bound ? began - believed_ms(read.errand.read) : 0);
    Again again(*this, read);
    plain.reread = &again;
    auto reply = below_->send(plain, read.trace);
    if (!reply || reply->memory != Memory::none) return reply;  // or it was remembered meanwhile
    if (reply->asked_at != 0) facts.kept_at -= began - reply->asked_at;
    reply->memory = Memory::miss;
    if (!keeps_plain(*reply)) return reply;
    facts.content_type = reply->content_type;
    facts.until = facts.kept_at + life_of(read.kind);
    facts.bytes_expected = reply->body->left().value_or(0);
    facts.study = read.kind == ReadKind::file || read.kind == ReadKind::nodes;
    if (facts.study) {
      if (auto keeping = archive_.keep(kept_name(read), std::move(facts)))
        reply->body = keep_while_read(std::move(reply->body), std::move(keeping));
    } else {
      facts.version = said ? said->version : std::string(kByTime);
      reply->body =
          keep_links_when_read(std::move(reply->body), archive_, read.name, std::move(facts));
    }
    return reply;
  }

  // A whole file has one name, however its absent inputs were spelled.
  static EntryName kept_name(const Read& read) {
    if (read.kind != ReadKind::file) return read.name;
    auto parts = read_target(read.kind, read.errand.call.target());
    if (!parts || !parts->is_whole()) return read.name;
    return {read.name.account_id, read.credential + parts->variant};
  }

  // Asks Figma for the version, or waits for who does. The one who waits takes what was asked
  // before it came only as far as it would believe it anyway. Sets the age.
  Result<Checked> check(const Read& read, Found& found) {
    const Action& action = *find_action(kMetadataAction);
    const bool lacks = read.errand.scopes != nullptr && !serves(action, *read.errand.scopes);
    if (lacks || !freshness_.may_ask(read.credential)) return Checked::cannot;
    const SteadyMs began = clock_.steady_ms();
    const Freshness::Check own = freshness_.begin_check(read.file);
    if (!own) {
      freshness_.wait_for_check(read.file, patience_of(read.errand, began));
      const auto said = freshness_.said(read.file);
      if (said && said->at >= found.kept->facts().kept_at) {
        Found dated = found;
        dated.age_ms = std::max<std::int64_t>(0, began - said->steady_at);
        if (dated.age_ms == 0 || is_believed(dated, read.errand.read)) {
          found.age_ms = dated.age_ms;
          return is_same(read, found.kept->facts(), *said) ? Checked::same : Checked::changed;
        }
      }
      return ask(read, found, action);  // the other one failed, perhaps by its own deadline
    }
    return ask(read, found, action);
  }

  static SteadyMs patience_of(const Errand& errand, SteadyMs now) {
    SteadyMs due = now + kCheckWaitMaxMs;
    for (SteadyMs wish : {errand.deadline, errand.permit_due}) {
      if (wish != 0) due = std::min(due, wish);
    }
    return due;
  }

  Result<Checked> ask(const Read& read, Found& found, const Action& action) {
    Freshness::Said said;
    said.at = clock_.now_ms();
    said.steady_at = clock_.steady_ms();
    const Json inputs = Json::object({{"file_key", read.errand.call.file_key()}});
    auto call = figlink::check(action, inputs, Form::flat, {});
    if (!call) return Checked::cannot;
    const SteadyMs began = said.steady_at;
    const SteadyMs since =
        std::max(freshness_.changed_steady_at(read.errand.call.file_key()),
                 began - (read.errand.read.no_cache ? 0 : believed_ms(read.errand.read)));
    auto reply = below_->send({.call = *call,
                               .kind = read.errand.kind,
                               .token = read.errand.token,
                               .account_id = read.errand.account_id,
                               .scopes = read.errand.scopes,
                               .deadline = read.errand.deadline,
                               .person = read.errand.person,
                               .project = read.errand.project,
                               .owner = read.errand.owner,
                               .priority = read.errand.priority,
                               .permit_due = read.errand.permit_due,
                               .join_since = since},
                              read.trace);
    if (!reply) {
      if (refusal_of(reply.error()) != Refusal::scope_missing) return pass(reply);
      freshness_.cannot_ask(read.credential);
      return Checked::cannot;
    }
    auto text = read_all(*reply->body, kMetadataBytesMax);
    if (!text) return pass(text);
    date(said, *reply);
    understand(*text, said);
    if (said.version.empty()) return Checked::cannot;
    const bool same = is_same(read, found.kept->facts(), said);
    found.age_ms = std::max<std::int64_t>(0, began - said.steady_at);
    freshness_.confirm(read.file, read.errand.call.file_key(), std::move(said));
    return same ? Checked::same : Checked::changed;
  }

  std::unique_ptr<Upstream> below_;
  Archive& archive_;
  Freshness& freshness_;
  const Clock& clock_;
};

}  // namespace

std::unique_ptr<Upstream> make_recall(std::unique_ptr<Upstream> below, Archive& archive,
                                      Freshness& freshness, const Clock& clock) {
  return std::make_unique<Recall>(std::move(below), archive, freshness, clock);
}

}  // namespace figlink
