#include <string>

#include "faces/cli/cli.h"
#include "faces/face_answer.h"

namespace figlink {
namespace {

// What a person reads: the sentence, each wrong field, what Figma said, what to do.
std::string error_text(const Error& error) {
  std::string text = "figlink: " + error.message + "\n";
  if (error.problems.size() > 1 ||
      (error.problems.size() == 1 && !error.message.starts_with(error.problems[0].field))) {
    for (const auto& problem : error.problems)
      text += "  " + problem.field + ": " + problem.message + "\n";
  }
  for (const auto& said : error.figma) {
    text += "  Figma answered " + std::to_string(said.status) + ": " + said.text + "\n";
  }
  if (auto seconds = retry_after_s(error); seconds > 0)
    text += "  Try again in " + std::to_string(seconds) + " s.\n";
  if (!error.hint.empty()) text += "  " + error.hint + "\n";
  return text;
}

}  // namespace

int show_error(Terminal& terminal, const Clock& clock, const Error& error,
               std::string_view request_id) {
  if (terminal.person_reads_err()) {
    terminal.err(error_text(error));
  } else {
    const int status = facts(error.fault).http_status;
    terminal.err(error_json(error, status, request_id, clock.now_ms()).dump() + "\n");
  }
  return facts(error.fault).exit_code;
}

}  // namespace figlink
