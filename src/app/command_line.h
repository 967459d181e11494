// The command line: argv in, a Command out. The library that reads it is seen by command_line.cpp
// alone.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "actions/read_wish.h"
#include "base/result.h"

namespace figlink {

struct Command {
  std::string name;                             // "serve", "keys create", "accounts test", ...
  std::map<std::string, std::string> settings;  // those given as flags, by name
  std::string config;
  bool json = false;  // print JSON even on a terminal

  std::string subject;  // the one word that a command is about: a name, an id, an action
  std::vector<std::string> scopes;  // keys create
  std::string token_file, team_id, expires, label, owner, owner_name, username, type;  // link
  bool multiple = false, browser = false;
  std::string plan, seat;  // accounts budget
  bool forget = false;
  std::string account, json_file, next;  // call
  bool envelope = false, all = false, help = false;
  ReadWish read;                                  // call: what of the memory will do
  std::optional<std::int64_t> wait_s, timeout_s;  // call
  std::string repeat_key;                         // call
  bool clear = false;                             // cache
  std::vector<std::string> nodes;                 // export
  bool all_components = false, fills = false;
  std::string format = "png", out;
  double scale = 1;
  std::vector<std::string> flags;  // call: what the action's row explains
  std::string listen, files;       // sandbox
  bool print_demo = false;
};

// Either a command, or why there is none: a text to print (help, version), or a mistake.
struct NoCommand {
  std::string text;
  std::optional<Error> mistake = {};
};
std::variant<Command, NoCommand> read_command_line(int argc, const char* const* argv);

}  // namespace figlink
