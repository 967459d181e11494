#include "app/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>
#include <utility>

#include "actions/catalogue.h"
#include "app/settings.h"
#include "base/text.h"
#include "faces/cli/flags.h"
#include "faces/face.h"
#include "gateway/wishes.h"

namespace figlink {
namespace {

void add_setting(CLI::App& command, Command& out, const SettingFacts& row) {
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

// Commands take the settings that concern them; serve takes all.
void add_settings(CLI::App& command, Command& out, bool serve) {
  for (const auto& row : all_settings()) {
    if (row.serve_only && !serve) continue;
    if (serve && row.name == "project") continue;
    add_setting(command, out, row);
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
  auto* link = add_command(app, "link",
                           "Link a Figma account: by a token in a file, or in the browser.", out);
  link->add_option("--token-file", out.token_file,
                   "File that holds the token alone; - reads standard input")
      ->type_name("");
  link->add_option("--team-id", out.team_id, "The Team ID, or the team's address at Figma")
      ->type_name("");
  link->add_flag("--browser", out.browser,
                 "Print the address of the Hub's page on a running gateway (--public-url or "
                 "--listen), open it, and wait until a person has linked.");
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
  for (const auto& row : all_settings()) {
    if (row.name == "listen" || row.name == "public-url") add_setting(*link, out, row);
  }
  link->parse_complete_callback([&out] {
    const bool by_file = !out.token_file.empty() && !out.team_id.empty();
    const bool half = !out.token_file.empty() || !out.team_id.empty() || !out.expires.empty();
    if (out.browser && half) {
      throw CLI::ValidationError(
          "--browser", "asks for the token, the team and the day in the browser: leave them out");
    }
    if (!out.browser && !by_file)
      throw CLI::ValidationError("link", "needs --token-file and --team-id, or --browser");
  });
}

void add_origins(CLI::App& app, Command& out) {
  auto* origins =
      app.add_subcommand("origins", "Origins whose pages may hold the Hub's page in a frame.");
  origins->require_subcommand(1);
  auto* list = add_command(*origins, "list", "List them.", out, "origins list");
  auto* add = add_command(*origins, "add", "Allow one.", out, "origins add");
  auto* remove = add_command(*origins, "remove", "Allow one no longer.", out, "origins remove");
  for (auto* command : {add, remove})
    command->add_option("ORIGIN", out.subject, "Such as https://app.example.com")->required();
  for (auto* command : {list, add, remove}) {
    add_json(*command, out);
    add_settings(*command, out, false);
  }
}

void add_budget(CLI::App& command, Command& out) {
  command
      .add_option("--plan", out.plan,
                  "Say the plan first: starter, professional, organization, enterprise or "
                  "education")
      ->type_name("");
  command.add_option("--seat", out.seat, "Say the seat first: full, dev, collab or view")
      ->type_name("");
  command.add_flag("--forget", out.forget, "Forget first what Figma told, and every park");
}

void add_accounts(CLI::App& app, Command& out) {
  auto* accounts = app.add_subcommand("accounts", "Linked accounts of a project.");
  accounts->require_subcommand(1);
  struct Row {
    const char *name, *about;
  };
  for (auto [name, about] : {Row{"list", "List the accounts."}, Row{"show", "Show one."},
                             Row{"remove", "Unlink one and forget its credential."},
                             Row{"test", "Ask Figma whether it still works."},
                             Row{"budget", "Show what Figma lets its user call."}}) {
    auto* command = add_command(*accounts, name, about, out, std::string("accounts ") + name);
    if (std::string_view(name) != "list")
      command->add_option("ID", out.subject, "The account's id")->required();
    if (std::string_view(name) == "budget") add_budget(*command, out);
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
  call->add_flag("--no-cache", out.read.no_cache,
                 "Ask Figma whether a remembered file is still the same.");
  call->add_flag("--no-store", out.read.no_store, "Go past the memory of files.");
  call->add_flag("--only-if-cached", out.read.only_if_cached,
                 "Answer from memory or not at all, without a call to Figma.");
  call->add_option("--max-age", out.read.max_age_s,
                   "Take a remembered file that was confirmed within so many seconds [5]")
      ->type_name("")
      ->check(CLI::NonNegativeNumber);
  call->add_option("--wait", out.wait_s,
                   "Wait for so many seconds at most for a place in Figma's limits [30]")
      ->type_name("")
      ->check(CLI::Range(std::int64_t{0}, kWaitWishMaxS));
  call->add_option("--timeout", out.timeout_s,
                   "End the call after so many seconds, waiting included")
      ->type_name("")
      ->check(CLI::Range(std::int64_t{1}, kTimeoutMaxS));
  call->add_option(
          "--idempotency-key", out.repeat_key,
          "Do the write once for this text, however often the call is repeated in 24 hours")
      ->type_name("");
  call->add_flag("--all", out.all,
                 "Every page: prints each item on a line, or all of them with --envelope.");
  add_settings(*call, out, false);
  auto* actions = add_command(
      app, "actions", "The catalogue, or all about one action; needs no configuration.", out);
  actions->add_option("ACTION", out.subject, "An action");
  add_json(*actions, out);
}

void add_export(CLI::App& app, Command& out) {
  auto* command = add_command(
      app, "export", "Save pictures of nodes, or a file's own pictures, in a folder.", out);
  command->add_option("FILE", out.subject, "The file: its key or address")->required();
  command
      ->add_option("--account", out.account, "The account's id; not needed when there is just one")
      ->type_name("");
  command
      ->add_option("--nodes", out.nodes,
                   "Nodes to render: ids or addresses, separated by commas; repeatable")
      ->type_name("")
      ->delimiter(',');
  command->add_flag("--all-components", out.all_components,
                    "Render every component that the file publishes.");
  command->add_flag("--fills", out.fills, "Save the pictures that people put into the file.");
  command->add_option("--format", out.format, "png, jpg, svg or pdf [png]")->type_name("");
  command->add_option("--scale", out.scale, "The factor to scale by, 0.01 to 4 [1]")->type_name("");
  command->add_option("--out", out.out, "The folder; made when it is absent")
      ->required()
      ->type_name("");
  add_json(*command, out);
  add_settings(*command, out, false);
}

void add_rest(CLI::App& app, Command& out) {
  auto* cache = add_command(app, "cache", "Show what is remembered of files, or forget it.", out);
  cache->add_option("--account", out.account, "Of one account: its id")->type_name("");
  cache->add_flag("--clear", out.clear, "Forget it, in gateways that run too.");
  add_json(*cache, out);
  add_settings(*cache, out, false);
  auto* doctor =
      add_command(app, "doctor", "Check the data folder, keys, clock, Figma and accounts.", out);
  add_settings(*doctor, out, false);
  add_command(app, "version", "Print the version.", out);
}

Error wrong_line(std::string message, std::string hint) {
  return fail(Fault::bad_input, std::move(message), std::move(hint)).error();
}

// The words of a call. An action's own flags are not CLI11's business: their values may look like
// anything, --help among them.
struct CallLine {
  std::vector<std::string> ours = {"call"};  // for CLI11, each option with its value
  std::string action;
  std::vector<std::string> flags;
  bool help = false;
};

Result<CallLine> read_call(const CLI::App& call, const std::vector<std::string>& words) {
  CallLine line;
  const Action* action = nullptr;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (!word.starts_with('-') || word == "-") {
      if (!line.action.empty()) {
        line.flags.push_back(word);
        continue;
      }
      line.action = word;
      action = find_action(word);
      line.ours.push_back(word);
      continue;
    }
    const bool asks_help = word == "--help" || word == "-h";
    if (asks_help) line.help = true;
    const CLI::Option* option = call.get_option_no_throw(word.substr(0, word.find('=')));
    if (option != nullptr) {
      const bool takes_next = option->get_items_expected_max() > 0 &&
                              word.find('=') == std::string::npos && i + 1 < words.size();
      line.ours.push_back(takes_next ? word + "=" + words[++i] : word);
      continue;
    }
    if (line.action.empty()) {
      return std::unexpected(
          wrong_line("The ACTION comes first: figlink call ACTION " + word + " ...",
                     "figlink actions lists them all."));
    }
    const std::size_t count = words_of_flag(action, words, i);
    line.flags.insert(line.flags.end(), words.begin() + static_cast<std::ptrdiff_t>(i),
                      words.begin() + static_cast<std::ptrdiff_t>(i + count));
    i += count - 1;
  }
  line.help = line.help && !line.action.empty();
  return line;
}

std::vector<std::string> names_of(const std::vector<const CLI::App*>& commands) {
  std::vector<std::string> names;
  for (const auto* command : commands) names.push_back(command->get_name());
  return names;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& names,
                         const std::string& before) {
  const std::vector<std::string_view> views(names.begin(), names.end());
  const auto near = nearest(word, views, 1);
  return near.empty() ? "" : "Did you mean " + before + std::string(near[0]) + "?";
}

// The flags that a command does not know, each with the nearest that it knows. Values are not said
// again: one of them may be a token.
std::vector<Problem> unknown_flags(const CLI::App& command,
                                   const std::vector<std::string>& extras) {
  std::vector<std::string> names;
  for (const auto* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  std::vector<Problem> problems;
  for (const std::string& word : extras) {
    if (!word.starts_with("--") || word.size() == 2) continue;
    const std::string flag = word.substr(0, word.find('='));
    const std::string near = did_you_mean(flag, names, "");
    problems.push_back({flag, "There is no such option." + (near.empty() ? "" : " " + near)});
  }
  return problems;
}

NoCommand mistake(const CLI::App& app, const CLI::ParseError& error,
                  const std::vector<std::string>& words) {
  std::ostringstream out, err;
  if (app.exit(error, out, err) == 0) return {out.str()};
  const CLI::App* at = &app;
  std::string path = "figlink";
  while (!at->get_subcommands().empty()) {
    at = at->get_subcommands().front();
    path += " " + at->get_name();
  }
  const std::string help = path + " --help tells more.";
  if (auto problems = unknown_flags(*at, app.remaining(true)); !problems.empty()) {
    Error wrong = wrong_fields(std::move(problems)).error();
    wrong.hint = help;
    return {{}, std::move(wrong)};
  }
  const auto names = names_of(at->get_subcommands([](const CLI::App*) { return true; }));
  const auto depth = static_cast<std::size_t>(std::ranges::count(path, ' '));
  if (!names.empty() && depth < words.size() && !words[depth].starts_with('-')) {
    const std::string near = did_you_mean(words[depth], names, path + " ");
    return {{},
            wrong_line("There is no command " + path + " " + words[depth] + ".",
                       near.empty() ? help : near + " " + help)};
  }
  // A word of a command that takes no other is not said again either.
  const bool is_extra = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
  return {{}, wrong_line(is_extra ? "There is a word too many." : std::string(error.what()), help)};
}

}  // namespace

std::variant<Command, NoCommand> read_command_line(int argc, const char* const* argv) {
  Command command;
  CLI::App app("figlink: your own gateway to Figma", "figlink");
  app.set_version_flag("--version", "figlink " + std::string(kVersion));
  app.require_subcommand(1);
  add_servers(app, command);
  add_keys(app, command);
  add_projects(app, command);
  add_origins(app, command);
  add_link(app, command);
  add_accounts(app, command);
  add_actions(app, command);
  add_export(app, command);
  add_rest(app, command);
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  if (!words.empty() && words.front() == "call") {
    words.erase(words.begin());
    auto line = read_call(*app.get_subcommand("call"), words);
    if (!line) return NoCommand{{}, std::move(line.error())};
    command.flags = std::move(line->flags);
    if (line->help) {
      command.name = "call";
      command.subject = line->action;
      command.help = true;
      return command;
    }
    words = std::move(line->ours);
  }
  try {
    // CLI11 takes the words from the back.
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& error) {
    return mistake(app, error, words);
  }
  return command;
}

}  // namespace figlink
