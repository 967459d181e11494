#include "app/serve.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <memory>
#include <utility>

#include "app/wiring.h"
#include "base/secret.h"
#include "faces/cli/cli.h"
#include "faces/face.h"
#include "faces/front.h"
#include "faces/metrics/counts.h"
#include "faces/metrics/metrics.h"
#include "figma/fake.h"
#include "net/server.h"

namespace figlink {
namespace {

constexpr int kStoppedTwice = 130;

// "127.0.0.1:0" and 40123: "127.0.0.1:40123".
std::string with_port(const std::string& listen, std::uint16_t port) {
  return listen.substr(0, listen.rfind(':') + 1) + std::to_string(port);
}

// On a signal, does `finish` and stops the loops; a second signal ends at once. Called before
// anybody is told that we listen: who reads that line may send the signal.
void stop_on_signal(Loops& loops, std::function<void()> finish) {
  std::signal(SIGPIPE, SIG_IGN);
  // A file past the limit on its size (ulimit -f) is a disk that refuses, and no reason to die.
  std::signal(SIGXFSZ, SIG_IGN);
  loops.on_signal([&loops, finish = std::move(finish)] {
    loops.on_signal([] { ::_exit(kStoppedTwice); });
    finish();
    loops.stop();
  });
}

// As many connections as the system lets this process have, half of them for the calls to Figma
// that each may need. What the shell allowed at first is seldom what the machine can do.
ServerLimits limits_here() {
  constexpr rlim_t kReserved = 128;  // the database, logs, names that are looked up
  ServerLimits limits;
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return limits;
  files.rlim_cur = files.rlim_max;
  if (::setrlimit(RLIMIT_NOFILE, &files) != 0) ::getrlimit(RLIMIT_NOFILE, &files);
  const rlim_t left = files.rlim_cur > 2 * kReserved ? files.rlim_cur - kReserved : kReserved;
  limits.connections_max =
      static_cast<std::size_t>(std::min<rlim_t>(limits.connections_max, left / 2));
  return limits;
}

// A request that waits for something else than a connection still uses the parts of the house: they
// are left to the system, which takes them all at once.
void leave_if_in_use(bool is_empty) {
  if (is_empty) return;
  std::fflush(nullptr);
  ::_exit(0);
}

// Says how to make a key when there is none: an empty house has no password to guess.
void greet(Store& store, const Settings& settings, Terminal& terminal) {
  auto projects = store.projects();
  if (!projects) return;
  for (const auto& project : *projects) {
    auto keys = store.keys(project.id);
    if (!keys || !keys->empty()) return;
  }
  terminal.err("There is no API key yet. Make one:  figlink keys create NAME --data " +
               settings.data + "\n");
}

std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t all = 0, resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// Opens the listener of GET /metrics. Nobody asked for the default address, so a second gateway on
// the machine goes without.
Result<void> listen_metrics(Server& server, const Settings& settings, Log& log) {
  if (settings.metrics_listen == "off") return {};
  auto port = server.listen(settings.metrics_listen);
  if (port) {
    const std::string address = with_port(settings.metrics_listen, *port);
    log.info("metrics", {{"listening", std::string_view(address)}});
    return {};
  }
  if (settings.chosen.contains("metrics-listen")) return pass(port);
  log.warning("no_metrics", {{"why", std::string_view(port.error().message)}});
  return {};
}

// Forgets what another process changed. Between two looks nothing is believed for longer than
// kRefreshMs, so a look that comes late costs calls to the store and never the bound.
void watch_others(House& house) {
  std::int64_t seen = -1;
  while (true) {
    const SteadyMs looked_at = house.clock.steady_ms();
    auto revision = house.store->revision();
    if (revision && *revision != seen) {
      seen = *revision;
      house.gateway->refresh();
    }
    if (revision) house.gateway->believe_until(looked_at + kRefreshMs);
    if (house.archive) house.archive->refresh();
    Loops::sleep_ms(kLookEveryMs);
  }
}

// Drained buckets, and what Figma told long ago, say nothing any more; nor do answers whose time is
// over.
Result<std::int64_t> forget_figma(House& house) {
  const UnixMs now = house.clock.now_ms();
  auto gone = house.store->forget_old_budgets(now - kDayMs, now - kFactDays * kDayMs);
  if (!gone) return pass(gone);
  return house.store->forget_answers(now - kRepeatMs);
}

// So that `figlink cache` can tell, which is another process.
void tell_reads(House& house) {
  constexpr std::int64_t kTellMs = 5 * kSecondMs;
  while (true) {
    add_up_reads(house);
    Loops::sleep_ms(kTellMs);
  }
}

// Forgets sessions that nobody can use any more.
void keep_house(House& house) {
  while (true) {
    auto forgotten = house.store->forget_sessions(house.clock.now_ms() - kSessionKeptMs);
    if (forgotten) forgotten = house.store->forget_dashboard_sessions(house.clock.now_ms());
    if (forgotten) forgotten = forget_figma(house);
    if (!forgotten)
      house.log->warning("sessions_not_forgotten",
                         {{"why", std::string_view(forgotten.error().message)}});
    Loops::sleep_ms(kForgetMs);
  }
}

// The documents of --files: the folder must be there, and what is not served is told.
Result<void> look_at_files(const std::string& files, Log& log) {
  if (files.empty()) return {};
  struct stat facts {};
  if (::stat(files.c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode)) {
    return fail(Fault::bad_input, "--files " + files + " is no folder.",
                "Give a folder that holds FILE_KEY.json or FILE_KEY.json.gz.");
  }
  for (const std::string& name : skipped_files(files)) {
    log.warning("not_served", {{"file", std::string_view(name)},
                               {"why",
                                "a document is a file named FILE_KEY.json or "
                                "FILE_KEY.json.gz, of letters, digits, _ and -"}});
  }
  return {};
}

}  // namespace

int run_serve(const Settings& settings, const MasterKeyPlaces& master_key, Terminal& terminal) {
  auto built = build_house({settings, master_key, 0});
  SystemClock clock;
  if (!built) return show_error(terminal, clock, built.error());
  House& house = **built;

  Routes routes;
  mount_faces(routes, house, settings.public_url);
  Counts counts(routes, house.metrics);
  Front front({.routes = routes,
               .clock = house.clock,
               .chance = house.chance,
               .log = *house.log,
               .count = [&counts](const Served& served) { counts.add(served); }});
  Server server(*house.loops, front, house.clock, *house.log, limits_here());
  const bool secure = !settings.tls_cert.empty();
  const TlsFiles tls{settings.tls_cert, settings.tls_key};
  auto port = server.listen(settings.listen, secure ? &tls : nullptr);
  if (!port) return show_error(terminal, clock, port.error());

  Routes metrics_routes;
  house.metrics.gauge("figlink_info", "The version that runs.", {{"version", kVersion}},
                      [] { return 1; });
  house.metrics.gauge("figlink_connections", "Connections that are open.", {},
                      [&server] { return static_cast<double>(server.connections()); });
  house.metrics.gauge("process_resident_memory_bytes", "Resident memory.", {},
                      [] { return static_cast<double>(resident_bytes()); });
  mount_metrics(metrics_routes, house.metrics);
  Front metrics_front({metrics_routes, house.clock, house.chance, *house.log});
  Server metrics(*house.loops, metrics_front, house.clock, *house.log);
  if (auto open = listen_metrics(metrics, settings, *house.log); !open) {
    return show_error(terminal, clock, open.error());
  }

  greet(*house.store, settings, terminal);
  if (!secrets_are_locked()) {
    house.log->warning("secrets_not_locked", {{"hint", std::string_view("run figlink doctor")}});
  }
  house.loops->spawn([&house] { watch_others(house); });
  house.loops->spawn([&house] { keep_house(house); });
  house.loops->spawn([&house] { tell_reads(house); });
  bool is_empty = true;
  stop_on_signal(*house.loops, [&] {
    house.log->info("stopping");
    is_empty = server.stop();
    is_empty = metrics.stop() && is_empty;
    if (house.limiter) house.limiter->settle();
    house.store->flush();
    add_up_reads(house);
  });
  terminal.out("figlink listening on " + std::string(secure ? "https://" : "http://") +
               with_port(settings.listen, *port) + "\n");
  house.loops->run();
  leave_if_in_use(is_empty);
  return 0;
}

int run_sandbox(const std::string& listen, const std::string& files, Terminal& terminal) {
  SystemClock clock;
  auto log = make_stderr_log(clock, Level::info, LogFormat::text);
  if (auto folder = look_at_files(files, *log); !folder)
    return show_error(terminal, clock, folder.error());
  auto fake = make_fake(clock, {.files_dir = files});
  Loops loops(0);
  Server server(loops, *fake, clock, *log, limits_here());
  auto port = server.listen(listen);
  if (!port) return show_error(terminal, clock, port.error());
  bool is_empty = true;
  stop_on_signal(loops, [&] { is_empty = server.stop(); });
  terminal.out("figlink sandbox listening on http://" + with_port(listen, *port) + "\n");
  loops.run();
  leave_if_in_use(is_empty);
  return 0;
}

}  // namespace figlink
