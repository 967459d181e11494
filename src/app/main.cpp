// figlink: the one binary. Reads argv and the environment, the only place that does, and runs a
// command.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "app/command_line.h"
#include "app/commands.h"
#include "base/fault.h"
#include "base/secret.h"
#include "faces/cli/cli.h"

namespace {

using namespace figlink;

class StandardTerminal final : public Terminal {
 public:
  explicit StandardTerminal(bool json)
      : out_(!json && ::isatty(STDOUT_FILENO) == 1), err_(::isatty(STDERR_FILENO) == 1) {}
  // Flushed each time: a reader waits for the line that says "listening".
  void out(std::string_view text) override { put(text, stdout); }
  void err(std::string_view text) override { put(text, stderr); }
  bool person_reads_out() const override { return out_; }
  bool person_reads_err() const override { return err_; }

 private:
  static void put(std::string_view text, std::FILE* file) {
    std::fwrite(text.data(), 1, text.size(), file);
    std::fflush(file);
  }
  bool out_, err_;
};

std::optional<std::string> from_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

int run(int argc, char** argv) {
  const MasterKeyPlaces master_key = take_master_key_places();
  // The switch is for the test that looks for tokens in a core dump.
  if (!from_environment("FIGLINK_ALLOW_CORE_DUMPS")) forbid_core_dumps();
  auto read = read_command_line(argc, argv);
  if (auto* none = std::get_if<NoCommand>(&read)) {
    StandardTerminal terminal(false);
    if (none->mistake) return show_error(terminal, SystemClock(), *none->mistake);
    terminal.out(none->text);
    return 0;
  }
  const Command& command = std::get<Command>(read);
  StandardTerminal terminal(command.json);
  return run_command(command, from_environment, master_key, terminal);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "figlink: a mistake of ours: %s\n", problem.what());
    return figlink::facts(figlink::Fault::bug).exit_code;
  }
}
