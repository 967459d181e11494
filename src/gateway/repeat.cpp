#include "gateway/repeat.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/log.h"
#include "store/store.h"
#include "vault/vault.h"

namespace figlink {
namespace {

constexpr std::string_view kAnswerKind = "write.answer";
constexpr std::string_view kEnded = "ended", kFailed = "failed", kTooLarge = "too_large",
                           kRunning = "running";
constexpr std::int64_t kRepeatWaitMs = 30 * kSecondMs;  // of a call without a deadline

Binding binding_of(const KeptAnswer& row) { return {kAnswerKind, row.account_id, row.project_id}; }

std::unexpected<Error> other_inputs(const KeptAnswer& row, const KeptAnswer& first) {
  const std::size_t half = row.inputs_digest.size() / 2;
  const bool place = row.inputs_digest.substr(0, half) != first.inputs_digest.substr(0, half);
  const bool body = row.inputs_digest.substr(half) != first.inputs_digest.substr(half);
  const std::string what = place && body ? "path or query, and body,"
                           : place       ? "path or query"
                                         : "body";
  return fail(Fault::conflict,
              "This Idempotency-Key was used for another call of " + row.action + " at " +
                  iso_time(first.created_at) + ", whose " + what +
                  (place && body ? " were others." : " was another."),
              "Use a new key for a new call, and the same inputs to ask for the same call again.");
}

std::unexpected<Error> unknown_end(const KeptAnswer& first) {
  return fail(Fault::conflict,
              "A call with this Idempotency-Key began at " + iso_time(first.created_at) +
                  ", and how it ended is not known.",
              "Look at Figma whether it was done; if not, send it with a new key.");
}

// What failed, as text and back. What Figma said is not kept.
std::string text_of(const Error& error) {
  Json json = Json::object();
  json.set("fault", facts(error.fault).name);
  json.set("message", error.message);
  json.set("hint", error.hint);
  return json.dump();
}
std::unexpected<Error> failure_in(std::string_view text) {
  auto json = Json::parse(text);
  if (!json) return fail(Fault::bug, "A kept answer cannot be read.");
  auto word = [&](std::string_view name) {
    const Json* value = json->find(name);
    return value == nullptr ? std::string() : value->text_or("");
  };
  const std::string name = word("fault");
  const auto all = all_faults();
  const auto row =
      std::ranges::find_if(all, [&](const FaultFacts& each) { return each.name == name; });
  return fail(row == all.end() ? Fault::bug : row->fault,
              word("message") + " (This is how the first call with this Idempotency-Key ended.)",
              word("hint"));
}

// Nothing happened at Figma, for sure.
bool never_happened(const Error& error, const Trace& trace) {
  if (trace.calls == 0 || trace.unsent) return true;
  return error.fault != Fault::figma_broken && error.fault != Fault::too_slow &&
         error.fault != Fault::bug;
}

}  // namespace

Result<Repeats::Begun> Repeats::begin(const Caller& caller, const std::string& account_id,
                                      const Call& call, std::string_view key, SteadyMs deadline) {
  Begun begun;
  begun.row.project_id = caller.project_id();
  begun.row.account_id = account_id;
  begun.row.action = call.action().name;
  begun.row.key_digest = as_view(parts_.vault.lookup_digest(key));
  begun.row.inputs_digest = std::string(as_view(parts_.vault.lookup_digest(call.target()))) +
                            std::string(as_view(parts_.vault.lookup_digest(call.body())));
  begun.row.created_at = parts_.clock.now_ms();
  begun.name =
      begun.row.project_id + "/" + account_id + "/" + begun.row.action + "/" + begun.row.key_digest;
  const SteadyMs due = deadline != 0 ? deadline : parts_.clock.steady_ms() + kRepeatWaitMs;
  while (true) {
    std::shared_ptr<Gate> other;
    {
      std::lock_guard lock(mutex_);
      auto [at, is_mine] = running_.try_emplace(begun.name, nullptr);
      if (is_mine) at->second = std::make_shared<Gate>();
      if (!is_mine) other = at->second;
    }
    if (!other) return first_or_earlier(std::move(begun));
    if (other->wait_until(due)) continue;
    return fail(Fault::conflict, "The first call with this Idempotency-Key is still running.",
                "Ask again in a moment; its answer will be this call's.");
  }
}

Result<Repeats::Begun> Repeats::first_or_earlier(Begun begun) {
  auto first = parts_.store.begin_answer(begun.row);
  const bool is_old = first && *first && (*first)->created_at <= parts_.clock.now_ms() - kRepeatMs;
  if (is_old) {
    drop(begun);
    first = parts_.store.begin_answer(begun.row);
  }
  if (first && !*first) return begun;
  over(begun.name);
  if (!first) return pass(first);
  return repeated(std::move(begun), **first);
}

Result<Repeats::Begun> Repeats::repeated(Begun begun, const KeptAnswer& first) {
  if (first.inputs_digest != begun.row.inputs_digest) return other_inputs(begun.row, first);
  if (first.state == kRunning) return unknown_end(first);
  if (first.state == kTooLarge) {
    return fail(Fault::conflict,
                "This call was done at " + iso_time(first.created_at) +
                    "; its answer was too large to be kept.",
                "Read at Figma what it made; it is not done again for this Idempotency-Key.");
  }
  auto plain = parts_.vault.open(binding_of(begun.row), first.answer);
  if (!plain) return pass(plain);
  const std::string_view text = plain->expose();
  if (first.state == kFailed) return failure_in(text);
  const auto line = std::min(text.find('\n'), text.size());
  Answer answer;
  answer.content_type = text.substr(0, line);
  answer.body = text_source(std::string(text.substr(std::min(line + 1, text.size()))));
  answer.is_repeated = true;
  begun.answer = std::move(answer);
  return begun;
}

Result<Answer> Repeats::end(Begun begun, Result<Answer> answer, const Trace& trace) {
  if (!answer) {
    if (never_happened(answer.error(), trace)) {
      drop(begun);
    } else {
      keep(begun, kFailed, text_of(answer.error()));
    }
    over(begun.name);
    return answer;
  }
  std::string text;
  while (text.size() <= kRepeatBytesMax) {
    auto piece = answer->body->next();
    if (!piece) {
      keep(begun, kFailed, text_of(piece.error()));
      answer->body = text_then(std::move(text), std::move(piece.error()));
      over(begun.name);
      return answer;
    }
    if (piece->empty()) {
      keep(begun, kEnded, answer->content_type + "\n" + text);
      answer->body = text_source(std::move(text));
      over(begun.name);
      return answer;
    }
    text += *piece;
  }
  keep(begun, kTooLarge, "");
  answer->body = text_then(std::move(text), std::move(answer->body));
  over(begun.name);
  return answer;
}

void Repeats::keep(const Begun& begun, std::string_view state, std::string_view plain) {
  KeptAnswer row = begun.row;
  row.state = state;
  if (!plain.empty()) row.answer = parts_.vault.seal(binding_of(row), plain);
  if (auto kept = parts_.store.end_answer(row); !kept)
    parts_.log.error("answer_not_kept", {{"why", std::string_view(kept.error().message)}});
}

void Repeats::drop(const Begun& begun) {
  if (auto gone = parts_.store.drop_answer(begun.row); !gone)
    parts_.log.error("answer_not_dropped", {{"why", std::string_view(gone.error().message)}});
}

void Repeats::over(const std::string& name) {
  std::shared_ptr<Gate> gate;
  {
    std::lock_guard lock(mutex_);
    auto at = running_.find(name);
    if (at == running_.end()) return;
    gate = std::move(at->second);
    running_.erase(at);
  }
  gate->open();
}

}  // namespace figlink
