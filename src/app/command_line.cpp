#include "app/command_line.h"

#include <CLI/CLI.hpp>
#include <sstream>

#include "app/settings.h"
#include "base/fault.h"
#include "base/text.h"
#include "faces/face.h"

namespace figlink {
namespace {

// Commands take the settings that concern them; serve takes all.
void add_settings(CLI::App& command, Command& out, bool serve) {
  for (const auto& row : all_settings()) {
    if (row.serve_only && !serve) continue;
    if (serve && row.name == "project") continue;
    std::string about(row.about);
    if (!row.otherwise.empty()) about += " [" + std::string(row.otherwise) + "]";
    command
        .add_option_function<std::string>(
            "--" + std::string(row.name),
            [&out, name = std::string(row.name)](const std::string& value) {
              out.settings[name] = value;
            },
            about)
        ->type_name("")
        ->group("Settings");
  }
  command.add_option("--config", out.config, "A TOML file of settings.")
      ->type_name("")
      ->group("Settings");
}

// A command whose callback notes its name. CLI11 runs callbacks only after the whole line was read.
CLI::App* add_command(CLI::App& parent, const std::string& name, const std::string& about,
                      Command& out, const std::string& whole_name = {}) {
  CLI::App* command = parent.add_subcommand(name, about);
  command->callback([&out, note = whole_name.empty() ? name : whole_name] { out.name = note; });
  return command;
}

void add_json(CLI::App& command, Command& out) {
  command.add_flag("--json", out.json, "Print JSON also on a terminal.");
}

void add_servers(CLI::App& app, Command& out) {
  auto* serve = add_command(app, "serve", "Run the gateway.", out);
  add_settings(*serve, out, true);
  auto* sandbox =
      add_command(app, "sandbox",
                  "Run a Figma that lives in this process, to develop without an account.", out);
  out.listen = "127.0.0.1:8090";
  sandbox->add_option("--listen", out.listen, "Address and port [127.0.0.1:8090]")->type_name("");
  sandbox->add_option("--files", out.files, "Folder of documents, FILE_KEY.json or .json.gz")
      ->type_name("");
  sandbox->add_flag("--print-demo", out.print_demo,
                    "Print the demo token, Team ID and file key, and end.");
}

void add_keys(CLI::App& app, Command& out) {
  auto* keys = app.add_subcommand("keys", "API keys of a project.");
  keys->require_subcommand(1);
  auto* create =
      add_command(*keys, "create", "Make a key; it is printed once, alone on standard output.", out,
                  "keys create");
  create->add_option("NAME", out.subject, "What the key is for")->required();
  create
      ->add_option("--scope", out.scopes,
                   "accounts:read, accounts:write, actions:read, actions:write, sessions:write or "
                   "admin; repeatable. Without it "
                   "the key may do all but administer.")
      ->type_name("")
      ->delimiter(',');
  add_settings(*create, out, false);
  auto* list = add_command(*keys, "list", "List the keys.", out, "keys list");
  add_json(*list, out);
  add_settings(*list, out, false);
  auto* revoke = add_command(*keys, "revoke",
                             "Revoke a key for ever. A gateway that runs refuses it within a "
                             "fifth of a second.",
                             out, "keys revoke");
  revoke->add_option("ID", out.subject, "The key's id")->required();
  add_json(*revoke, out);
  add_settings(*revoke, out, false);
}

void add_projects(CLI::App& app, Command& out) {
  auto* projects = app.add_subcommand("projects", "Projects: tenants that never see each other.");
  projects->require_subcommand(1);
  auto* create = add_command(*projects, "create", "Make a project.", out, "projects create");
  create->add_option("NAME", out.subject, "Its name")->required();
  add_json(*create, out);
  add_settings(*create, out, false);
  auto* list = add_command(*projects, "list", "List the projects.", out, "projects list");
  add_json(*list, out);
  add_settings(*list, out, false);
}

void add_link(CLI::App& app, Command& out) {
  auto* link = add_command(app, "link", "Link a Figma account without a browser.", out);
  link->add_option("--token-file", out.token_file,
                   "File that holds the token alone; - reads standard input")
      ->required()
      ->type_name("");
  link->add_option("--team-id", out.team_id, "The Team ID, or the team's address at Figma")
      ->required()
      ->type_name("");
  link->add_option("--owner", out.owner, "On whose behalf: the customer's id in your system [me]")
      ->type_name("");
  link->add_option("--owner-name", out.owner_name, "That customer's name [the id]")->type_name("");
  link->add_option("--username", out.username, "The person inside the customer")->type_name("");
  link->add_option("--expires", out.expires, "The day the token ends, YYYY-MM-DD")->type_name("");
  link->add_option("--label", out.label, "A label of yours")->type_name("");
  link->add_option("--type", out.type, "production or test [production]")->type_name("");
  link->add_flag("--multiple", out.multiple, "Link one more account even if the owner has one.");
  add_json(*link, out);
  add_settings(*link, out, false);
}

void add_accounts(CLI::App& app, Command& out) {
  auto* accounts = app.add_subcommand("accounts", "Linked accounts of a project.");
  accounts->require_subcommand(1);
  struct Row {
    const char *name, *about;
  };
  for (auto [name, about] : {Row{"list", "List the accounts."}, Row{"show", "Show one."},
                             Row{"remove", "Unlink one and forget its credential."},
                             Row{"test", "Ask Figma whether it still works."}}) {
    auto* command = add_command(*accounts, name, about, out, std::string("accounts ") + name);
    if (std::string_view(name) != "list")
      command->add_option("ID", out.subject, "The account's id")->required();
    add_json(*command, out);
    add_settings(*command, out, false);
  }
}

void add_actions(CLI::App& app, Command& out) {
  auto* call = add_command(
      app, "call",
      "Run an action and print its answer. Inputs are flags: figlink call ACTION --help.", out);
  call->add_option("ACTION", out.subject, "The action, such as figma_get_file")->required();
  call->add_option("--account", out.account, "The account's id; not needed when there is just one")
      ->type_name("");
  call->add_option("--json", out.json_file,
                   "File with the inputs as one JSON object; - reads standard input")
      ->type_name("");
  call->add_option("--next", out.next, "The cursor of an earlier answer")->type_name("");
  call->add_flag("--envelope", out.envelope, "Print {\"data\", \"next\"}, as over HTTP.");
  add_settings(*call, out, false);
  call->allow_extras();
  auto* actions = add_command(
      app, "actions", "The catalogue, or all about one action; needs no configuration.", out);
  actions->add_option("ACTION", out.subject, "An action");
  add_json(*actions, out);
}

void add_rest(CLI::App& app, Command& out) {
  auto* doctor =
      add_command(app, "doctor", "Check the data folder, keys, clock, Figma and accounts.", out);
  add_settings(*doctor, out, false);
  add_command(app, "version", "Print the version.", out);
}

bool asks_help(const std::vector<std::string>& flags) {
  for (const auto& flag : flags) {
    if (flag == "--help" || flag == "-h") return true;
  }
  return false;
}

// `figlink call ACTION --help` is about the action, so it must reach us and not CLI11, which would
// answer about `call`.
bool is_action_help(int argc, const char* const* argv) {
  return argc >= 4 && std::string_view(argv[1]) == "call" && argv[2][0] != '-' &&
         asks_help(std::vector<std::string>(argv + 3, argv + argc));
}

NoCommand mistake(const CLI::App& app, const CLI::ParseError& error, int argc,
                  const char* const* argv) {
  std::ostringstream out, err;
  const int code = app.exit(error, out, err);
  if (code == 0) return {out.str(), 0};
  std::string text = "figlink: " + std::string(error.what()) + "\n";
  std::vector<std::string_view> names;
  std::vector<std::string> owned;
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
    owned.push_back(command->get_name());
  names.assign(owned.begin(), owned.end());
  const bool known = argc > 1 && std::find(names.begin(), names.end(), argv[1]) != names.end();
  if (argc > 1 && !known) {
    if (auto near = nearest(argv[1], names, 1); !near.empty())
      text += "  Did you mean figlink " + std::string(near[0]) + "?\n";
  }
  text += known ? "  figlink " + std::string(argv[1]) + " --help tells more.\n"
                : "  figlink --help tells more.\n";
  return {text, facts(Fault::bad_input).exit_code};
}

}  // namespace

std::variant<Command, NoCommand> read_command_line(int argc, const char* const* argv) {
  Command command;
  if (is_action_help(argc, argv)) {
    command.name = "call";
    command.subject = argv[2];
    command.help = true;
    return command;
  }
  CLI::App app("figlink: your own gateway to Figma", "figlink");
  app.set_version_flag("--version", "figlink " + std::string(kVersion));
  app.require_subcommand(1);
  add_servers(app, command);
  add_keys(app, command);
  add_projects(app, command);
  add_link(app, command);
  add_accounts(app, command);
  add_actions(app, command);
  add_rest(app, command);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return mistake(app, error, argc, argv);
  }
  if (command.name == "call") command.flags = app.get_subcommand("call")->remaining();
  return command;
}

}  // namespace figlink
