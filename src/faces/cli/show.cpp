#include <string>
#include <string_view>
#include <utility>

#include "faces/cli/cli.h"
#include "faces/face_answer.h"

namespace figlink {
namespace {

// What a person reads: the sentence, each wrong field, what Figma said, what to do.
std::string error_text(const Error& error) {
  std::string text = "figlink: " + error.message + "\n";
  for (const auto& problem : error.problems) {
    // Few problems stand in the message already.
    const bool told = error.message.find(problem.message) != std::string::npos;
    if (!told) text += "  " + problem.field + ": " + problem.message + "\n";
  }
  for (const auto& said : error.figma) {
    text += "  Figma answered " + std::to_string(said.status) + ": " + said.text + "\n";
  }
  if (auto seconds = retry_after_s(error); seconds > 0)
    text += "  Try again in " + std::to_string(seconds) + " s.\n";
  if (!error.hint.empty()) text += "  " + error.hint + "\n";
  return text;
}

// What a route is called here. The roads speak to programs too, so their hints name routes.
struct Called {
  std::string_view route, command;
};
constexpr Called kCalled[] = {
    {"GET /accounts", "figlink accounts list"},
    {"GET /actions", "figlink actions"},
    {"POST /connect_sessions", "figlink link"},
    {"PATCH /accounts/", "over HTTP, PATCH /accounts/"},  // no command does that
};

std::string in_commands(std::string text) {
  for (const Called& called : kCalled) {
    for (auto at = text.find(called.route); at != std::string::npos;
         at = text.find(called.route, at + called.command.size())) {
      text.replace(at, called.route.size(), called.command);
    }
  }
  return text;
}

Error in_commands(Error error) {
  error.hint = in_commands(std::move(error.hint));
  for (Problem& problem : error.problems) problem.message = in_commands(std::move(problem.message));
  return error;
}

}  // namespace

int show_error(Terminal& terminal, const Clock& clock, const Error& told,
               std::string_view request_id) {
  const Error error = in_commands(told);
  if (terminal.person_reads_err()) {
    terminal.err(error_text(error));
  } else {
    const int status = facts(error.fault).http_status;
    terminal.err(error_json(error, status, request_id, clock.now_ms()).dump() + "\n");
  }
  return facts(error.fault).exit_code;
}

}  // namespace figlink
