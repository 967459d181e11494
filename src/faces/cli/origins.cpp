#include <algorithm>
#include <string>
#include <utility>

#include "faces/cli/cli.h"
#include "faces/views.h"
#include "gateway/web_address.h"

namespace figlink {
namespace {

int shown(const CliParts& parts, const Result<ProjectView>& project) {
  if (!project) return show_error(parts.terminal, parts.clock, project.error());
  if (!parts.terminal.person_reads_out()) {
    parts.terminal.out(texts_json(project->allowed_origins).dump() + "\n");
    return 0;
  }
  std::string text;
  for (const auto& origin : project->allowed_origins) text += origin + "\n";
  if (text.empty()) text = "No page may hold the Hub in a frame. figlink origins add ORIGIN\n";
  parts.terminal.out(text);
  return 0;
}

// Reads the project, lets `change` mend its origins, and stores them.
template <class Change>  // change(std::vector<std::string>&) -> Result<void>
int changed(const CliParts& parts, Change change) {
  auto caller = parts.gateway.authenticate(parts.proof, Scope::admin);
  if (!caller) return show_error(parts.terminal, parts.clock, caller.error());
  auto project = parts.gateway.project(*caller);
  if (!project) return shown(parts, project);
  auto origins = std::move(project->allowed_origins);
  if (auto done = change(origins); !done)
    return show_error(parts.terminal, parts.clock, done.error());
  return shown(parts, parts.gateway.allow_origins(*caller, origins));
}

}  // namespace

int run_origins_list(const CliParts& parts) {
  auto caller = parts.gateway.authenticate(parts.proof, Scope::admin);
  if (!caller) return show_error(parts.terminal, parts.clock, caller.error());
  return shown(parts, parts.gateway.project(*caller));
}

int run_origins_add(const CliParts& parts, const std::string& origin) {
  return changed(parts, [&](std::vector<std::string>& origins) -> Result<void> {
    if (!read_origin(origin)) {
      return fail(Fault::bad_input, "This is no origin: " + origin.substr(0, kOriginSizeMax) + ".",
                  "Give it as a browser shows it: https://app.example.com or "
                  "http://localhost:3000, without a path or *.");
    }
    origins.push_back(origin);
    return {};
  });
}

int run_origins_remove(const CliParts& parts, const std::string& origin) {
  return changed(parts, [&](std::vector<std::string>& origins) -> Result<void> {
    if (std::erase(origins, read_origin(origin).value_or(origin)) > 0) return {};
    return fail(Fault::not_found, "This origin is not allowed, so there is nothing to remove.",
                "`figlink origins list` shows those that are.");
  });
}

}  // namespace figlink
