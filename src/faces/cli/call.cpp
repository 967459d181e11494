#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "actions/catalogue.h"
#include "base/json.h"
#include "base/text.h"
#include "faces/cli/cli.h"
#include "faces/cli/flags.h"
#include "faces/face_answer.h"
#include "faces/fields.h"

namespace figlink {
namespace {

constexpr std::size_t kPrettyMax =
    256u << 10;  // a longer answer streams as it comes, also on a terminal

std::unexpected<Error> unknown_action(const std::string& name) {
  std::vector<std::string> near;
  for (auto one : nearest_actions(name)) near.emplace_back(one);
  std::string message = "There is no action " + name + ".";
  if (!near.empty()) message += " Did you mean " + join(near, " or ") + "?";
  auto failed = fail(Fault::bad_input, message, "figlink actions lists them all.");
  failed.error().problems = {{"ACTION", std::move(message)}};
  return failed;
}

struct Inputs {
  Json json = Json::object();
  std::vector<Problem> problems;
};

Inputs inputs_of(const Action& action, const CallWish& wish) {
  Inputs inputs;
  if (wish.json) {
    auto given = Json::parse(*wish.json);
    if (!given) {
      inputs.problems.push_back({"--json", "Must be JSON: " + given.error().message});
    } else if (!given->is_object()) {
      inputs.problems.push_back({"--json", "Must be one object of inputs."});
    } else {
      inputs.json = std::move(*given);
    }
  }
  if (auto laid = lay_flags(action, wish.flags, inputs.json); !laid) {
    for (Problem& problem : laid.error().problems) inputs.problems.push_back(std::move(problem));
  }
  if (!wish.next.empty()) inputs.json.set(kNextInput, wish.next);
  return inputs;
}

std::string name_of_flag(std::string_view field) {
  const bool named = field.starts_with("--") || field == "ACTION" || field.starts_with('"');
  return (named ? "" : "--") + std::string(field);
}

// Writes the answer as it comes. Small ones are laid out for a person.
Result<void> print(Terminal& terminal, Answer& answer, bool envelope) {
  std::string held = envelope ? "{\"data\":" : "";
  const bool lay_out = terminal.person_reads_out();
  bool streaming = !lay_out;
  while (true) {
    auto chunk = answer.body->next();
    if (!chunk) return pass(chunk);
    if (chunk->empty()) break;
    if (streaming && held.empty()) {
      terminal.out(*chunk);
      continue;
    }
    held += *chunk;
    if (!streaming && held.size() <= kPrettyMax) continue;
    streaming = true;
    terminal.out(held);
    held.clear();
  }
  const auto cursor = answer.next ? answer.next() : std::nullopt;
  if (envelope) {
    held += ",\"next\":";
    held += cursor ? Json(*cursor).dump() : "null";
    held += '}';
  }
  if (!streaming) {
    auto json = Json::parse(held);
    if (json) held = json->pretty();
  }
  while (held.ends_with('\n')) held.pop_back();
  terminal.out(held + "\n");
  if (cursor && !envelope)
    terminal.err("There is more: repeat the call with --next '" + *cursor + "'\n");
  return {};
}

// How far every page has come, for a person whose answer goes elsewhere.
class Progress {
 public:
  explicit Progress(Terminal& terminal)
      : terminal_(terminal), shown_(terminal.person_reads_err() && !terminal.person_reads_out()) {}
  ~Progress() {
    if (shown_ && items_ > 0) terminal_.err("\r\x1b[K");
  }
  void came(std::string_view piece) {
    if (!shown_) return;
    items_ += std::count(piece.begin(), piece.end(), '\n');
    terminal_.err("\r" + std::to_string(items_) + " items");
  }

 private:
  Terminal& terminal_;
  bool shown_;
  std::int64_t items_ = 0;
};

// What closes the envelope around every page.
std::string pages_end(const CliParts& parts, const std::optional<std::string>& cursor,
                      const Error* error, std::string_view request_id) {
  std::string end = ",\"next\":" + (cursor ? Json(*cursor).dump() : "null");
  if (error != nullptr) {
    end += ",\"error\":" +
           error_json(*error, facts(error->fault).http_status, request_id, parts.clock.now_ms())
               .dump();
  }
  return end + "}\n";
}

// Every page as it comes. The code says whether it was the end of them.
int print_pages(const CliParts& parts, Answer& answer, bool envelope, std::string_view request_id) {
  Terminal& terminal = parts.terminal;
  if (envelope) terminal.out("{\"data\":");
  {
    Progress progress(terminal);
    while (true) {
      auto piece = answer.body->next();
      if (!piece) return show_error(terminal, parts.clock, piece.error(), request_id);
      if (piece->empty()) break;
      terminal.out(*piece);
      progress.came(*piece);
    }
  }
  const auto cursor = answer.next();
  const Error* error = answer.stopped();
  if (envelope) terminal.out(pages_end(parts, cursor, error, request_id));
  if (error == nullptr) return 0;
  const int code = show_error(terminal, parts.clock, *error, request_id);
  if (cursor && !envelope)
    terminal.err("There is more: repeat the call with --next '" + *cursor + "'\n");
  return code;
}

}  // namespace

int run_call(const CliParts& parts, const CallWish& wish) {
  const std::string request_id = "cli-" + random_id(parts.chance, 12);
  auto refuse = [&](Error error) {
    return show_error(parts.terminal, parts.clock, renamed(std::move(error), name_of_flag),
                      request_id);
  };
  const Action* action = find_action(wish.action);
  if (action == nullptr) return refuse(unknown_action(wish.action).error());
  Inputs inputs = inputs_of(*action, wish);
  if (!wish.repeat_key.empty() && !is_repeat_key(wish.repeat_key))
    inputs.problems.push_back({"--idempotency-key", std::string(kNoRepeatKey)});
  const SteadyMs now = parts.clock.steady_ms();
  auto answer = parts.gateway.perform({
      .proof = parts.proof,
      .account = wish.account,
      .action = action->name,
      .inputs = inputs.json,
      .form = Form::flat,
      .face = "cli",
      .request_id = request_id,
      .deadline = wish.timeout_s ? now + *wish.timeout_s * kSecondMs : 0,
      .may_guess_account = true,
      .permit_due = wish.wait_s ? now + *wish.wait_s * kSecondMs : 0,
      .read = wish.read,
      .repeat_key = wish.repeat_key,
      .pages = !wish.all       ? Pages::one
               : wish.envelope ? Pages::as_array
                               : Pages::as_lines,
      .problems = std::move(inputs.problems),
  });
  if (!answer) return refuse(answer.error());
  if (wish.all) return print_pages(parts, *answer, wish.envelope, request_id);
  if (auto printed = print(parts.terminal, *answer, wish.envelope); !printed)
    return refuse(printed.error());
  return 0;
}

int run_call_help(Terminal& terminal, const Clock& clock, const std::string& name) {
  const Action* action = find_action(name);
  if (action == nullptr) return show_error(terminal, clock, unknown_action(name).error());
  terminal.out(action_help(*action));
  return 0;
}

}  // namespace figlink
