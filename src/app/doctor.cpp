#include "app/doctor.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ctime>
#include <string>
#include <vector>

#include "app/wiring.h"
#include "base/json.h"
#include "base/secret.h"
#include "gateway/account.h"
#include "net/client.h"
#include "store/expiry.h"

namespace figlink {
namespace {

constexpr std::string_view kStateNames[] = {"ok", "warn", "fail"};
constexpr std::size_t kLockedWanted = 1u << 20;
constexpr rlim_t kDescriptorsWanted = 4096;
constexpr std::size_t kPageBytes = 4096;
constexpr std::int64_t kAccountsPage = 1000;

Check folder_check(const std::string& path, bool& exists) {
  struct stat facts {};
  exists = ::stat(path.c_str(), &facts) == 0;
  if (!exists)
    return {State::warn, "data folder", path + " is not there yet.", "The first start makes it."};
  if (!S_ISDIR(facts.st_mode))
    return {State::fail, "data folder", path + " is no folder.", "Choose another with --data."};
  if (::access(path.c_str(), W_OK | X_OK) != 0) {
    return {State::fail, "data folder", "This user may not write in " + path + ".",
            "chown it to the user that runs figlink."};
  }
  if ((facts.st_mode & 077) != 0) {
    return {State::warn, "data folder", "Others may look into " + path + ".", "chmod 700 " + path};
  }
  return {State::ok, "data folder", path, ""};
}

Check memory_check() {
  const Secret probe(kPageBytes);  // the answer is known once memory was asked for
  rlimit limit{};
  ::getrlimit(RLIMIT_MEMLOCK, &limit);
  const std::string fix = "Raise the limit: ulimit -l 8192, or LimitMEMLOCK=8M in the service.";
  if (!secrets_are_locked())
    return {State::fail, "locked memory",
            "No memory can be locked, so secrets could reach the swap.", fix};
  if (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < kLockedWanted) {
    return {State::warn, "locked memory",
            "Only " + std::to_string(limit.rlim_cur / 1024) + " KB may be locked.", fix};
  }
  return {State::ok, "locked memory", "Secrets stay out of the swap.", ""};
}

// A server takes as many descriptors as it may have, two for each call that is under way.
Check descriptors_check() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_max >= kDescriptorsWanted)
    return {State::ok, "open files", std::to_string(limit.rlim_max) + " may be open.", ""};
  return {State::warn, "open files",
          "Only " + std::to_string(limit.rlim_max) + " may be open, two for each call under way.",
          "Raise the limit: ulimit -Hn 16384, or LimitNOFILE=16384 in the service."};
}

// The time in an HTTP date header; nullopt when it is none.
std::optional<UnixMs> http_date(std::string_view text) {
  std::tm parts{};
  const std::string copy(text);
  const char* end = ::strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return static_cast<UnixMs>(::timegm(&parts)) * kSecondMs;
}

// Without a token Figma answers a refusal, which proves that it can be reached; its clock tells
// whether ours is right.
void ask_figma(const Settings& settings, std::vector<Check>& checks) {
  SystemClock clock;
  Loops loops(1);
  auto client = make_client(loops, clock, {}, {.ca_file = settings.figma_ca});
  const Origin origin = *Origin::parse(settings.figma_api);
  loops.run_until_done([&] {
    Request request;
    request.method = "GET";
    request.target = "/v1/me";
    auto answer = client->send(origin, request);
    if (!answer) {
      checks.push_back({State::fail, "Figma",
                        settings.figma_api + " cannot be reached: " + answer.error().message,
                        "Look at the network, a proxy, or --figma-api."});
      return;
    }
    const bool refused = answer->status == 401 || answer->status == 403;
    checks.push_back(
        {refused ? State::ok : State::warn, "Figma",
         settings.figma_api + (refused ? " answers."
                                       : " answers " + std::to_string(answer->status) +
                                             " where a refusal of our empty hands was due."),
         refused ? ""
                 : "Make sure that --figma-api is Figma's API and nothing in between changes "
                   "answers."});
    const auto theirs = http_date(answer->headers.get("date"));
    if (!theirs) return;
    const std::int64_t off = clock.now_ms() - *theirs;
    const bool right = off < kSkewMaxMs && off > -kSkewMaxMs;
    checks.push_back({right ? State::ok : State::fail, "clock",
                      right ? "Agrees with Figma's."
                            : "Is " + std::to_string(off / kSecondMs) + " s off Figma's.",
                      right ? "" : "Let this machine keep time (systemd-timesyncd, chrony)."});
  });
}

void look_at_accounts(Store& store, UnixMs now, std::vector<Check>& checks) {
  auto projects = store.projects();
  if (!projects) return;
  for (const auto& project : *projects) {
    AccountQuery query;
    query.limit = kAccountsPage;
    while (true) {
      auto accounts = store.accounts(project.id, query);
      if (!accounts) break;
      for (const auto& account : *accounts) checks.push_back(check_account(account, now));
      if (static_cast<std::int64_t>(accounts->size()) < kAccountsPage) break;
      query.offset += kAccountsPage;
    }
  }
}

// Opens every credential: a record that was changed or moved is found here and not at its next
// call.
void look_at_credentials(House& house, std::vector<Check>& checks) {
  constexpr std::int64_t kPage = 1000;
  auto projects = house.store->projects();
  if (!projects) return;
  std::size_t opened = 0, broken = 0;
  for (const auto& project : *projects) {
    for (AccountQuery query{.limit = kPage};; query.offset += kPage) {
      auto accounts = house.store->accounts(project.id, query);
      if (!accounts || accounts->empty()) break;
      for (const auto& account : *accounts) {
        const Binding binding{kCredentialKind, account.id, account.project_id};
        if (house.vault->open(binding, account.credential)) {
          ++opened;
          continue;
        }
        ++broken;
        checks.push_back({State::fail, "credential of " + account.id,
                          "Does not open: the record was changed, or belongs to another account.",
                          "Restore the database from a backup, or link the account again."});
      }
    }
  }
  if (broken == 0)
    checks.push_back({State::ok, "credentials", std::to_string(opened) + " open.", ""});
}

void look_at_store(const Settings& settings, const MasterKeyPlaces& places,
                   std::vector<Check>& checks) {
  const bool key_somewhere =
      places.text_set || !places.file.empty() ||
      ::access((settings.data + "/" + std::string(kMasterKeyName)).c_str(), F_OK) == 0;
  const bool database_there =
      !settings.database.empty() || ::access((settings.data + "/figlink.db").c_str(), F_OK) == 0;
  if (!database_there) {
    checks.push_back({State::warn, "database", "Is not there yet.", "The first start makes it."});
    if (!key_somewhere)
      checks.push_back(
          {State::warn, "master key", "Is not there yet.", "The first start makes it."});
    return;
  }
  if (!key_somewhere) {
    checks.push_back({State::fail, "master key", "The database is there but its master key is not.",
                      "Put master.key back into the data folder, or set FIGLINK_MASTER_KEY."});
    return;
  }
  if (auto whole = examine_store(database_of(settings)); !whole) {
    checks.push_back({State::fail, "database", whole.error().message, whole.error().hint});
    return;
  }
  auto house = build_house({settings, places, 1});
  if (!house) {
    checks.push_back(
        {State::fail, "database and master key", house.error().message, house.error().hint});
    return;
  }
  checks.push_back(
      {State::ok, "database and master key", "The key opens " + database_of(settings) + ".", ""});
  look_at_credentials(**house, checks);
  look_at_accounts(*(*house)->store, (*house)->clock.now_ms(), checks);
}

void print(const std::vector<Check>& checks, Terminal& terminal) {
  if (!terminal.person_reads_out()) {
    Json list = Json::array();
    for (const auto& check : checks) {
      list.push(Json::object({{"check", check.name},
                              {"state", kStateNames[static_cast<int>(check.state)]},
                              {"found", check.found},
                              {"fix", check.fix}}));
    }
    terminal.out(list.dump() + "\n");
    return;
  }
  for (const auto& check : checks) {
    std::string state(kStateNames[static_cast<int>(check.state)]);
    state.resize(6, ' ');
    terminal.out(state + check.name + ": " + check.found +
                 (check.fix.empty() ? "" : " " + check.fix) + "\n");
  }
}

}  // namespace

Check check_account(const Account& account, UnixMs now) {
  const std::string name = "account " + account.id;
  const std::string fix = "Link it again: figlink link --token-file FILE --team-id " +
                          account.team_id + " --owner " + account.origin_owner_id;
  const std::string_view status = status_now(account, now);
  const std::string day = account.expires_at == 0 ? "" : iso_date(account.expires_at);
  if (status == "expired" && is_over(account.expires_at, now))
    return {State::fail, name, "Its token ended on " + day + ".", fix};
  if (is_paused(account)) return {State::warn, name, "Is " + account.status + ".", ""};
  if (status != "active") return {State::warn, name, "Is " + account.status + ".", fix};
  if (account.expires_at != 0 && account.expires_at - now < kExpiryWarningMs)
    return {State::warn, name, "Its token ends on " + day + ".", fix};
  return {State::ok, name, "Active" + (day.empty() ? "." : ", until " + day + "."), ""};
}

int run_doctor(const Settings& settings, const MasterKeyPlaces& places, Terminal& terminal) {
  std::vector<Check> checks;
  bool exists = false;
  checks.push_back(folder_check(settings.data, exists));
  checks.push_back(memory_check());
  checks.push_back(descriptors_check());
  if (exists && checks.front().state != State::fail) look_at_store(settings, places, checks);
  ask_figma(settings, checks);
  print(checks, terminal);
  for (const auto& check : checks) {
    if (check.state == State::fail) return 1;
  }
  return 0;
}

}  // namespace figlink
