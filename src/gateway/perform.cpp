// The road, top to bottom. Each step takes what only the step before it makes, so none can be
// skipped.
#include <algorithm>
#include <iterator>
#include <utility>

#include "actions/catalogue.h"
#include "actions/shape.h"
#include "base/json_scan.h"
#include "base/text.h"
#include "gateway/every_page.h"
#include "gateway/hidden.h"
#include "gateway/prove.h"
#include "gateway/record.h"
#include "gateway/repeat.h"
#include "gateway/wishes.h"

namespace figlink {
namespace {

constexpr std::size_t kShownNameMax = 64;

struct Road {
  GatewayParts& parts;
  Door& door;
  Accounts& accounts;
  Tally& tally;
  Repeats& repeats;
};

constexpr std::string_view kAnyTeam = "0";  // which one the missing account has, nobody knows

std::unexpected<Error> no_action(std::string message, std::string hint) {
  auto failed = fail(Fault::bad_input, std::move(message), std::move(hint));
  failed.error().problems = {
      {std::string(kActionField), failed.error().message + " " + failed.error().hint}};
  return failed;
}

Result<const Action*> known_action(std::string_view name) {
  if (const Action* action = find_action(name)) return action;
  if (name.empty()) return no_action("No action was named.", "GET /actions lists them all.");
  std::string hint;
  for (std::string_view near : nearest_actions(name))
    hint += (hint.empty() ? "Did you mean " : " or ") + std::string(near);
  hint += hint.empty() ? "GET /actions lists them all." : "?";
  std::string shown(name.substr(0, kShownNameMax));
  if (!is_utf8(shown)) shown = "of this name";
  return no_action("There is no action " + shown + ".", std::move(hint));
}

// One refusal names every wrong field: what the face found, what stopped us, and the inputs that
// nobody has looked at yet. An account that is not there is one of them, when there are others.
Error with_all_problems(Error error, const Ask& ask, const Action* action) {
  const bool absent = error.fault == Fault::not_found;
  if (!absent && (error.fault != Fault::bad_input || error.problems.empty())) return error;
  std::vector<Problem> all = ask.problems;
  std::ranges::copy(error.problems, std::back_inserter(all));
  if (absent) all.push_back({std::string(kAccountField), error.message + " " + error.hint});
  if (action == nullptr && ask.account.empty() && !ask.may_guess_account)
    all.push_back({std::string(kAccountField), "Is required: the id of an account."});
  if (action != nullptr && all.back().field == kAccountField) {
    auto call = check(*action, ask.inputs, ask.form, {.team_id = kAnyTeam});
    if (!call) std::ranges::copy(call.error().problems, std::back_inserter(all));
  }
  return all.size() == 1 || all.size() == error.problems.size()
             ? error
             : wrong_fields(std::move(all)).error();
}

// Whether the account is there, and its own state is why it was refused.
bool is_of_a_known_account(const Error& error) {
  return error.fault == Fault::relink || error.fault == Fault::conflict;
}

// What check() says, and what the face found wrong around the inputs.
Result<Call> checked(const Action& action, const Ask& ask, const std::string& team_id) {
  auto call = check(action, ask.inputs, ask.form, {.team_id = team_id});
  if (!call) return std::unexpected(with_all_problems(std::move(call.error()), ask, &action));
  std::vector<Problem> around = ask.problems;
  if (ask.pages != Pages::one && action.paging == Paging::none) {
    around.push_back(
        {std::string(kAllField), std::string(action.name) + " has no pages: leave it out."});
  }
  if (!around.empty()) return wrong_fields(std::move(around));
  return call;
}

// Bytes pass through as Figma sent them, unless somebody here must read them.
bool is_read_here(const Action& action) {
  return action.shape != Shape::none || action.paging != Paging::none;
}

class HeldToken final : public SealedToken {
 public:
  HeldToken(const GatewayParts& parts, const Held& held) : parts_(parts), held_(held) {}
  Result<Secret> open() const override { return open_token(parts_, held_.row); }
  std::string_view mark() const override { return held_.mark; }

 private:
  const GatewayParts& parts_;
  const Held& held_;
};

Result<Reply> send(Road& road, Held& held, const Call& call, const Ask& ask, Outcome& outcome) {
  road.accounts.used(held);
  const HeldToken token(road.parts, held);
  auto reply = road.parts.figma.send(
      {.call = call,
       .kind = held.kind,
       .token = token,
       .account_id = held.row.id,
       .scopes = held.scopes(),
       .deadline = ask.deadline,
       .accept_encoding = is_read_here(call.action()) ? std::string_view{} : ask.accept_encoding,
       .insists = ask.insists,
       .person = held.row.person,
       .project = held.row.project_id,
       .owner = held.owner,
       .priority = ask.priority,
       .permit_due = ask.permit_due,
       .read = ask.read,
       .may_gather = ask.may_gather},
      outcome.trace());
  road.accounts.learn(held, reply ? nullptr : &reply.error(), outcome.trace());
  return reply;
}

// Lets the bytes by and looks at them for the next page's cursor.
class ScannedBody final : public Source {
 public:
  ScannedBody(std::unique_ptr<Source> body, std::shared_ptr<JsonScan> scan)
      : body_(std::move(body)), scan_(std::move(scan)) {}

  Result<std::string_view> next() override {
    auto piece = body_->next();
    if (!piece) return piece;
    if (piece->empty()) {
      scan_->finish();
    } else {
      scan_->feed(*piece);
    }
    return piece;
  }
  std::optional<std::uint64_t> left() const override { return body_->left(); }
  bool ready() const override { return body_->ready(); }

 private:
  std::unique_ptr<Source> body_;
  std::shared_ptr<JsonScan> scan_;
};

void watch_for_next(Answer& answer, const Call& call) {
  const auto paths = next_paths(call.action());
  if (paths.empty()) return;
  auto scan = std::make_shared<JsonScan>(paths);
  answer.body = std::make_unique<ScannedBody>(std::move(answer.body), scan);
  answer.next = [scan, call] { return next_cursor(call, scan->found()); };
}

Result<Answer> answer_of(const Call& call, Reply reply) {
  Answer answer;
  if (!reply.content_type.empty()) answer.content_type = std::move(reply.content_type);
  answer.content_encoding = std::move(reply.content_encoding);
  answer.body = std::move(reply.body);
  answer.memory = reply.memory;
  answer.age_s = reply.age_s;
  watch_for_next(answer, call);
  if (call.action().shape == Shape::none) return answer;
  auto whole = read_all(*answer.body, kShapedMax);
  if (!whole) return pass(whole);
  auto shaped = shape(call, *whole, reply.detoured);
  if (!shaped) return pass(shaped);
  answer.content_type = "application/json";
  answer.body = text_source(std::move(*shaped));
  return answer;
}

Result<Answer> answered(Road& road, Held& held, const Call& call, const Ask& ask,
                        Outcome& outcome) {
  auto reply = send(road, held, call, ask, outcome);
  if (!reply) return pass(reply);
  return answer_of(call, std::move(*reply));
}

// A write that is done once for its Idempotency-Key, however often it is asked for.
Result<Answer> once(Road& road, const Caller& caller, Held& held, const Call& call, const Ask& ask,
                    Outcome& outcome) {
  auto begun = road.repeats.begin(caller, held.row.id, call, ask.repeat_key, ask.deadline);
  if (!begun) return pass(begun);
  if (begun->answer) return std::move(*begun->answer);
  Ask plain = ask;
  plain.accept_encoding = {};  // it is kept for readers who may not take what this one takes
  auto answer = answered(road, held, call, plain, outcome);
  return road.repeats.end(std::move(*begun), std::move(answer), outcome.trace());
}

// What the pages after the first travel with. The request that asked may be gone by then, so all of
// it is its own; who asked was authenticated for the first page and stays so for the answer, while
// the account is resolved for each.
struct Tour {
  Tour(const Road& on, const Caller& who, const Held& held, const Ask& ask, Outcome& record)
      : road(on),
        caller(who),
        account(held.row.id),
        action(ask.action),
        inputs(ask.inputs),
        form(ask.form),
        until(road.parts.clock.steady_ms() + kEveryPageMs),
        pages(ask.pages),
        priority(ask.priority),
        read(ask.read),
        outcome(record) {
    if (ask.deadline != 0) until = std::min(until, ask.deadline);
  }

  Result<Page> page(const std::string& cursor, const std::set<std::string>& before) {
    if (form == Form::flat) {
      inputs.set(kNextInput, cursor);
    } else {
      if (const Json* query = inputs.find("query"); query == nullptr || query->is_null())
        inputs.set("query", Json::object());
      inputs.find("query")->set(kNextInput, cursor);
    }
    const Ask ask{.proof = {},
                  .account = account,
                  .action = action,
                  .inputs = inputs,
                  .form = form,
                  .deadline = until,
                  .priority = priority,
                  .permit_due = until,
                  .read = read};
    const Action& row = *find_action(action);
    auto held = road.accounts.resolve(caller, ask, row);
    if (!held) return pass(held);
    auto call = checked(row, ask, (*held)->row.team_id);
    if (!call) return pass(call);
    auto reply = send(road, **held, *call, ask, outcome);
    if (!reply) return pass(reply);
    return read_page(*call, *reply->body, pages, before);
  }

  Road road;
  Caller caller;
  std::string account, action;
  Json inputs;
  Form form;
  SteadyMs until;
  Pages pages;
  Priority priority;
  ReadWish read;
  Outcome& outcome;
};

Result<Answer> every_page_of(const Call& call, Reply reply, Tour tour) {
  auto first = read_page(call, *reply.body, tour.pages, {});
  if (!first) return pass(first);
  const SteadyMs until = tour.until;
  const Pages form = tour.pages;
  auto on = std::make_shared<Tour>(std::move(tour));
  return every_page(
      std::move(*first),
      {.fetch = [on](const std::string& cursor,
                     const std::set<std::string>& before) { return on->page(cursor, before); },
       .failed = [on](const Error& error) { on->outcome.failed(error); },
       .clock = on->road.parts.clock,
       .until = until,
       .form = form});
}

Result<Answer> travel(Road& road, const Ask& ask, Outcome& outcome) {
  auto caller = road.door.authenticate(ask.proof);
  if (!caller) return pass(caller);
  outcome.came_from(*caller);
  auto action = known_action(ask.action);
  if (!action) return std::unexpected(with_all_problems(action.error(), ask, nullptr));
  outcome.is_about(**action);
  auto account = road.accounts.resolve(*caller, ask, **action);
  if (!account) {
    if (is_of_a_known_account(account.error())) outcome.goes_by(std::string(ask.account));
    return std::unexpected(with_all_problems(account.error(), ask, *action));
  }
  outcome.goes_by((*account)->row.id);
  auto call = checked(**action, ask, (*account)->row.team_id);
  if (!call) return pass(call);
  if (ask.pages != Pages::one) {
    Tour tour(road, *caller, **account, ask, outcome);
    auto reply = send(road, **account, *call, ask, outcome);
    if (!reply) return pass(reply);
    return every_page_of(*call, std::move(*reply), std::move(tour));
  }
  const bool is_once = !ask.repeat_key.empty() && (*action)->effect != Effect::reads;
  return is_once ? once(road, *caller, **account, *call, ask, outcome)
                 : answered(road, **account, *call, ask, outcome);
}

}  // namespace

Result<Answer> Gateway::perform(const Ask& ask) {
  Road road{hidden_->parts, hidden_->door, hidden_->accounts, hidden_->tally, hidden_->repeats};
  auto outcome = std::make_unique<Outcome>(road.parts.store, road.tally, road.parts.clock, ask);
  auto answer = travel(road, ask, *outcome);
  if (!answer) {
    outcome->failed(answer.error());
    return answer;
  }
  answer->body = recorded(std::move(answer->body), std::move(outcome));
  return answer;
}

}  // namespace figlink
