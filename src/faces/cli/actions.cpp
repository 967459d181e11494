#include <string>

#include "actions/catalogue.h"
#include "actions/schema.h"
#include "faces/cli/cli.h"
#include "faces/cli/table.h"

namespace figlink {
namespace {

std::string list_text() {
  std::string text;
  std::string_view group;
  Table table({"", "", ""});
  auto end_group = [&] {
    if (group.empty()) return;
    std::string rows = table.text();
    text += std::string(group) + "\n" + rows.substr(rows.find('\n') + 1) + "\n";
    table = Table({"", "", ""});
  };
  // The catalogue's order is the guide's, so a group may come more than once; people want each
  // once.
  std::vector<std::string_view> groups;
  for (const Action* action : catalogue()) {
    bool seen = false;
    for (auto one : groups) seen = seen || one == action->group;
    if (!seen) groups.push_back(action->group);
  }
  for (auto one : groups) {
    end_group();
    group = one;
    for (const Action* action : catalogue()) {
      if (action->group != one) continue;
      table.add({"  " + std::string(action->name), std::string(name_of(action->effect)),
                 std::string(action->summary) + (action->deprecated ? " (deprecated)" : "")});
    }
  }
  end_group();
  return text + "figlink actions NAME tells all of one; figlink call NAME --help its inputs.\n";
}

}  // namespace

int run_actions(Terminal& terminal, const Clock& clock, const std::string& name, bool json) {
  json = json || !terminal.person_reads_out();
  if (name.empty()) {
    if (!json) {
      terminal.out(list_text());
      return 0;
    }
    Json list = Json::array();
    for (const Action* action : catalogue()) list.push(describe(*action));
    terminal.out(list.dump() + "\n");
    return 0;
  }
  if (!json) return run_call_help(terminal, clock, name);
  const Action* action = find_action(name);
  if (action == nullptr) return run_call_help(terminal, clock, name);  // says which names are near
  terminal.out(describe(*action).dump() + "\n");
  return 0;
}

}  // namespace figlink
