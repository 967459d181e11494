#include "app/browser_link.h"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <string_view>
#include <utility>

#include "base/text.h"
#include "faces/face_ask.h"

namespace figlink {
namespace {

constexpr std::int64_t kCheckMs = 10 * kSecondMs;

std::string address(const std::string& gateway, const std::string& token) {
  std::string url = gateway + "/link?token=";
  percent_encode_to(url, token);
  return url;
}

// The gateway answers for this very session only when it runs and works in the same data folder.
Result<void> check_gateway(House& house, const std::string& gateway, const std::string& token) {
  auto origin = Origin::parse(gateway);
  if (!origin) return pass(origin);
  Request request;
  request.method = "GET";
  request.target = "/hub/settings";
  request.headers.add(kSessionHeader, token);
  request.deadline = house.clock.steady_ms() + kCheckMs;
  auto answer = house.client->send(*origin, request);
  if (!answer) {
    return fail(Fault::bad_input, "No gateway runs at " + gateway + ".",
                "Start it with `figlink serve`, or say where it is with --public-url or --listen.");
  }
  if (answer->status == 200) return {};
  return fail(Fault::bad_input,
              "What runs at " + gateway + " does not know this link: it answered " +
                  std::to_string(answer->status) + ".",
              "Give the gateway and this command the same --data, and name the gateway with "
              "--public-url or --listen.");
}

// The account once the link was used; nullopt while it may be. An edit uses no link up, so there
// the account itself tells that it was changed.
Result<std::optional<std::string>> linked_by(Gateway& gateway, const Caller& caller,
                                             const SessionView& session) {
  auto look = gateway.look_at_session(session.token);
  if (!look) return pass(look);
  if (look->state == SessionLook::State::used) return look->session.account_id;
  if (!session.account_id.empty()) {
    auto account = gateway.account(caller, session.account_id);
    if (!account) return pass(account);
    if (account->updated_at > session.created_at) return account->id;
  }
  if (look->state == SessionLook::State::live) return std::nullopt;
  return fail(Fault::conflict, "The link has expired without being used.",
              "Run `figlink link --browser` again.");
}

Result<AccountView> wait_for_account(Gateway& gateway, const Caller& caller,
                                     const SessionView& session) {
  while (true) {
    auto id = linked_by(gateway, caller, session);
    if (!id) return pass(id);
    if (*id) return gateway.account(caller, **id);
    Loops::sleep_ms(kBrowserPollMs);
  }
}

}  // namespace

Result<std::string> gateway_url(const Settings& settings) {
  if (!settings.public_url.empty()) return settings.public_url;
  const auto colon = settings.listen.rfind(':');
  std::string host = settings.listen.substr(0, colon);
  const std::string port = colon == std::string::npos ? "" : settings.listen.substr(colon + 1);
  if (port.empty() || port == "0") {
    return fail(Fault::bad_input, "Port 0 of --listen does not tell where the gateway is.",
                "Give the address that `figlink serve` printed with --public-url.");
  }
  if (host == "0.0.0.0" || host == "[::]" || host.empty()) host = "127.0.0.1";
  return (settings.tls_cert.empty() ? "http://" : "https://") + host + ":" + port;
}

int run_browser_link(House& house, const CliParts& parts, const std::string& gateway,
                     const BrowserWish& wish) {
  auto refuse = [&](const Error& error) { return show_error(parts.terminal, parts.clock, error); };
  auto caller = parts.gateway.authenticate(parts.proof, Scope::admin);
  if (!caller) return refuse(caller.error());
  SessionWish session_wish;
  session_wish.origin_owner_id = wish.owner.id;
  session_wish.origin_owner_name = wish.owner.name;
  session_wish.origin_username = wish.owner.username;
  session_wish.label = wish.owner.label;
  session_wish.type = wish.owner.type;
  session_wish.multiple = wish.owner.multiple;
  auto session = parts.gateway.begin_session(*caller, session_wish);
  if (!session) return refuse(session.error());
  if (auto there = check_gateway(house, gateway, session->token); !there)
    return refuse(there.error());

  const std::string url = address(gateway, session->token);
  parts.terminal.err("Open this page to link an account:\n\n  " + url +
                     "\n\nWaiting until that is done; Ctrl-C ends the waiting.\n");
  if (wish.open) wish.open(url);
  return show_linked(parts, wait_for_account(parts.gateway, *caller, *session));
}

void open_in_browser(const std::string& url) {
  posix_spawn_file_actions_t actions;
  if (::posix_spawn_file_actions_init(&actions) != 0) return;
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::string program = "xdg-open", argument = url;
  char* words[] = {program.data(), argument.data(), nullptr};
  pid_t child = 0;
  ::posix_spawnp(&child, program.c_str(), &actions, nullptr, words, environ);
  ::posix_spawn_file_actions_destroy(&actions);
}

}  // namespace figlink
