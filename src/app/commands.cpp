#include "app/commands.h"

#include <functional>
#include <string>
#include <utility>

#include "app/browser_link.h"
#include "app/doctor.h"
#include "app/secret_file.h"
#include "app/serve.h"
#include "app/wiring.h"
#include "faces/cli/cli.h"
#include "faces/cli/export.h"
#include "faces/cli/table.h"
#include "faces/face.h"
#include "figma/fake.h"

namespace figlink {
namespace {

// What a command that opens the data folder works with.
struct Desk {
  House& house;
  CliParts parts;
  const Settings& settings;
  const Environment& environment;
};
using Work = std::function<int(Desk&)>;

// Builds the house, and runs the work on a fiber of its loop: calls to Figma need one.
int with_house(const Settings& settings, const Environment& environment,
               const MasterKeyPlaces& master_key, Terminal& terminal, const Work& work) {
  Settings quiet = settings;
  if (!quiet.chosen.contains("log-level")) quiet.log_level = "warning";
  auto house = build_house({quiet, master_key, 1});
  if (!house) return show_error(terminal, SystemClock(), house.error());
  const Proof proof{.kind = Proof::Kind::machine, .token = {}, .project = settings.project};
  Desk desk{**house,
            {*(*house)->gateway, (*house)->clock, (*house)->chance, terminal, proof},
            settings,
            environment};
  int code = facts(Fault::bug).exit_code;
  desk.house.loops->run_until_done([&] {
    code = work(desk);
    if (desk.house.limiter) desk.house.limiter->settle();
  });
  desk.house.store->flush();
  add_up_reads(desk.house);
  return code;
}

Gateway::Owner owner_of(const Command& command) {
  Gateway::Owner owner;
  owner.id = command.owner.empty() ? "me" : command.owner;
  owner.name = command.owner_name.empty() ? owner.id : command.owner_name;
  owner.username = command.username;
  owner.label = command.label;
  if (!command.type.empty()) owner.type = command.type;
  owner.multiple = command.multiple;
  return owner;
}

int link_by_browser(const Command& command, Desk& desk) {
  auto gateway = gateway_url(desk.settings);
  if (!gateway) return show_error(desk.parts.terminal, desk.house.clock, gateway.error());
  const bool has_display = desk.environment("DISPLAY").value_or("") != "" ||
                           desk.environment("WAYLAND_DISPLAY").value_or("") != "";
  BrowserWish wish{.owner = owner_of(command)};
  if (has_display) wish.open = open_in_browser;
  return run_browser_link(desk.house, desk.parts, *gateway, wish);
}

int link(const Command& command, Desk& desk) {
  if (command.browser) return link_by_browser(command, desk);
  auto token = read_secret_file(command.token_file);
  if (!token) return show_error(desk.parts.terminal, desk.house.clock, token.error());
  LinkWish wish{.token = std::move(*token),
                .team_id = command.team_id,
                .expires_on = command.expires,
                .owner = owner_of(command)};
  return run_link(desk.parts, std::move(wish));
}

int call(const Command& command, Desk& desk) {
  CallWish wish;
  wish.action = command.subject;
  wish.account = command.account;
  wish.flags = command.flags;
  wish.next = command.next;
  wish.envelope = command.envelope;
  wish.read = command.read;
  wish.all = command.all;
  wish.wait_s = command.wait_s;
  wish.timeout_s = command.timeout_s;
  wish.repeat_key = command.repeat_key;
  if (!command.json_file.empty()) {
    auto text = read_text_file(command.json_file);
    if (!text) return show_error(desk.parts.terminal, desk.house.clock, text.error());
    wish.json = std::move(*text);
  }
  return run_call(desk.parts, wish);
}

int export_pictures(const Command& command, Desk& desk) {
  Loops& loops = *desk.house.loops;
  const ExportSeams seams{
      .spawn = [&](std::function<void()> work) { loops.spawn(std::move(work)); },
      .pause = [](std::int64_t ms) { Loops::sleep_ms(ms); }};
  return run_export(desk.parts, seams,
                    {.file = command.subject,
                     .account = command.account,
                     .nodes = command.nodes,
                     .all_components = command.all_components,
                     .fills = command.fills,
                     .format = command.format,
                     .scale = command.scale,
                     .out = command.out});
}

Json project_json(const Project& project) {
  return Json::object(
      {{"id", project.id}, {"name", project.name}, {"created_at", iso_time(project.created_at)}});
}

int create_project(const Command& command, Desk& desk) {
  Project wanted{.id = random_id(desk.house.chance),
                 .name = command.subject,
                 .created_at = desk.house.clock.now_ms()};
  auto made = desk.house.store->add_project(std::move(wanted));
  if (!made) return show_error(desk.parts.terminal, desk.house.clock, made.error());
  Terminal& terminal = desk.parts.terminal;
  terminal.out(terminal.person_reads_out()
                   ? "Made project " + made->name + ". Use it with --project " + made->name + ".\n"
                   : project_json(*made).dump() + "\n");
  return 0;
}

int list_projects(const Command&, Desk& desk) {
  auto projects = desk.house.store->projects();
  if (!projects) return show_error(desk.parts.terminal, desk.house.clock, projects.error());
  Json list = Json::array();
  Table table({"PROJECT", "NAME", "SINCE"});
  for (const auto& project : *projects) {
    list.push(project_json(project));
    table.add({project.id, project.name, iso_date(project.created_at)});
  }
  desk.parts.terminal.out(desk.parts.terminal.person_reads_out() ? table.text()
                                                                 : list.dump() + "\n");
  return 0;
}

// The commands that work at a desk, by name.
const std::map<std::string, std::function<int(const Command&, Desk&)>>& desk_work() {
  static const std::map<std::string, std::function<int(const Command&, Desk&)>> table = {
      {"keys create",
       [](auto& c, auto& d) { return run_keys_create(d.parts, c.subject, c.scopes); }},
      {"keys list", [](auto&, auto& d) { return run_keys_list(d.parts); }},
      {"keys revoke", [](auto& c, auto& d) { return run_keys_revoke(d.parts, c.subject); }},
      {"projects create", create_project},
      {"projects list", list_projects},
      {"link", link},
      {"origins list", [](auto&, auto& d) { return run_origins_list(d.parts); }},
      {"origins add", [](auto& c, auto& d) { return run_origins_add(d.parts, c.subject); }},
      {"origins remove", [](auto& c, auto& d) { return run_origins_remove(d.parts, c.subject); }},
      {"accounts list", [](auto&, auto& d) { return run_accounts_list(d.parts); }},
      {"accounts show", [](auto& c, auto& d) { return run_accounts_show(d.parts, c.subject); }},
      {"accounts remove", [](auto& c, auto& d) { return run_accounts_remove(d.parts, c.subject); }},
      {"accounts test", [](auto& c, auto& d) { return run_accounts_test(d.parts, c.subject); }},
      {"accounts budget",
       [](auto& c, auto& d) {
         return run_accounts_budget(d.parts, {c.subject, c.plan, c.seat, c.forget});
       }},
      {"call", call},
      {"cache", [](auto& c, auto& d) { return run_cache(d.parts, c.account, c.clear); }},
      {"export", export_pictures},
  };
  return table;
}

// Those that need no settings. nullopt: it is none of them.
std::optional<int> run_plain(const Command& command, Terminal& terminal) {
  SystemClock clock;
  if (command.name == "version") {
    terminal.out("figlink " + std::string(kVersion) + "\n");
    return 0;
  }
  if (command.name == "actions") return run_actions(terminal, clock, command.subject, command.json);
  if (command.name == "call" && command.help)
    return run_call_help(terminal, clock, command.subject);
  if (command.name == "sandbox") {
    if (!command.print_demo) return run_sandbox(command.listen, command.files, terminal);
    terminal.out(std::string(kDemoToken) + " " + std::string(kDemoTeam) + " " +
                 std::string(kDemoFile) + "\n");
    return 0;
  }
  return std::nullopt;
}

}  // namespace

int run_command(const Command& command, const Environment& environment,
                const MasterKeyPlaces& master_key, Terminal& terminal) {
  if (auto code = run_plain(command, terminal)) return *code;
  auto settings = read_settings(command.settings, command.config, environment);
  if (!settings) return show_error(terminal, SystemClock(), settings.error());
  if (command.name == "serve") return run_serve(*settings, master_key, terminal);
  if (command.name == "doctor") return run_doctor(*settings, master_key, terminal);
  const auto& work = desk_work().at(command.name);
  return with_house(*settings, environment, master_key, terminal,
                    [&](Desk& desk) { return work(command, desk); });
}

}  // namespace figlink
