#include "app/wiring.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "faces/dashboard/dashboard.h"
#include "faces/face.h"
#include "faces/health/health.h"
#include "faces/http/http.h"
#include "faces/hub/hub.h"
#include "faces/openapi/openapi.h"
#include "faces/pages/pages.h"
#include "figma/staircase.h"
#include "gateway/budget.h"
#include "net/client.h"

namespace figlink {
namespace {

constexpr int kUnlockTriesMax = 5;

Result<void> make_data_folder(const std::string& path) {
  std::string part;
  for (std::size_t at = 0; at != std::string::npos;) {
    at = path.find('/', at + 1);
    part = path.substr(0, at);
    if (::mkdir(part.c_str(), 0700) == 0 || errno == EEXIST) continue;
    return fail(Fault::bad_input,
                "The data folder " + path + " cannot be made: " + std::strerror(errno) + ".",
                "Choose another with --data, or let this user write there.");
  }
  struct stat facts {};
  if (::stat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode)) return {};
  return fail(Fault::bad_input, path + " is not a folder.", "Choose another with --data.");
}

std::vector<WrappedKey> as_wrapped(std::vector<std::pair<std::uint32_t, Sealed>> rows) {
  std::vector<WrappedKey> keys;
  for (auto& [number, sealed] : rows) keys.push_back({number, std::move(sealed)});
  return keys;
}

// Whether there is anything that only the vault's keys make sense of.
Result<bool> holds_sealed(Store& store) {
  auto projects = store.projects();
  if (!projects) return pass(projects);
  for (const auto& project : *projects) {
    auto keys = store.keys(project.id);
    if (!keys) return pass(keys);
    auto accounts = store.accounts(project.id, {.limit = 1});
    if (!accounts) return pass(accounts);
    if (!keys->empty() || !accounts->empty()) return true;
  }
  return false;
}

// The vault's keys. None is right for a new house alone: with new ones, nothing old would open.
Result<std::vector<std::pair<std::uint32_t, Sealed>>> keys_of(Store& store,
                                                              const Settings& settings) {
  // In this order: keys are stored before what they seal, perhaps by another process just now.
  auto sealed = holds_sealed(store);
  if (!sealed) return pass(sealed);
  auto wrapped = store.wrapped_keys();
  if (!wrapped || !wrapped->empty() || !*sealed) return wrapped;
  return fail(Fault::bad_input,
              "The data keys of " + database_of(settings) +
                  " are gone, and its accounts and API keys do not open without them.",
              "Stop figlink and restore the database from a backup.");
}

// Stores the keys that the vault made. False: another process was first, so its keys must be read.
Result<bool> keep_keys(Store& store, const Vault& vault) {
  for (const auto& key : vault.wrapped_keys()) {
    auto added = store.add_wrapped_key(key.number, key.wrapped);
    if (added) continue;
    if (added.error().fault == Fault::conflict) return false;
    return pass(added);
  }
  return true;
}

// The keeper of Figma's limits, unless they are off. The settings were checked when they were read.
std::unique_ptr<Limiter> limiter_of(House& house, const Settings& settings) {
  if (settings.figma_limits == "off") return nullptr;
  house.budgets = make_budget_memory(*house.store);
  return std::make_unique<Limiter>(
      LimiterParts{.clock = house.clock,
                   .log = *house.log,
                   .memory = house.budgets.get(),
                   .table = parse_limits(settings.figma_limits).value_or(LimitTable()),
                   .standing = {plan_kind_from(settings.figma_plan).value_or(PlanKind::unknown),
                                seat_kind_from(settings.figma_seat).value_or(SeatKind::unknown)}});
}

void measure_memory(House& house) {
  FileArchive& archive = *house.archive;
  Metrics& metrics = house.metrics;
  metrics.gauge("figlink_memory_disk_bytes", "Remembered answers on disk.", {},
                [&archive] { return static_cast<double>(archive.counts_now().bytes); });
  metrics.gauge("figlink_memory_disk_entries", "How many there are.", {},
                [&archive] { return static_cast<double>(archive.counts_now().entries); });
  metrics.gauge("figlink_memory_bytes", "Remembered answers in memory.", {},
                [&archive] { return static_cast<double>(archive.counts_now().memory_bytes); });
  for (Memory memory : {Memory::miss, Memory::hit, Memory::revalidated, Memory::stale}) {
    metrics.gauge("figlink_memory_reads", "File reads since the start, by how they came to be.",
                  {{"result", name_of(memory)}}, [&house, memory] {
                    return static_cast<double>(house.freshness.counted(memory));
                  });
  }
}

}  // namespace

void add_up_reads(House& house) {
  if (!house.archive) return;
  ReadCounts since{};
  for (std::size_t i = 0; i < since.size(); ++i) {
    const std::uint64_t now = house.freshness.counted(static_cast<Memory>(i));
    since[i] = now - std::exchange(house.reads_told[i], now);
  }
  house.archive->add_reads(since);
}

std::string database_of(const Settings& settings) {
  return settings.database.empty() ? "sqlite:" + settings.data + "/figlink.db" : settings.database;
}

Result<std::unique_ptr<Vault>> open_vault(Store& store, const Secret& master, Chance& chance) {
  for (int attempt = 0; attempt < kUnlockTriesMax; ++attempt) {
    auto rows = store.wrapped_keys();
    if (!rows) return pass(rows);
    const bool fresh = rows->empty();
    auto vault = Vault::unlock(master, as_wrapped(std::move(*rows)), chance);
    if (!vault || !fresh) return vault;
    auto kept = keep_keys(store, **vault);
    if (!kept) return pass(kept);
    if (*kept) return vault;
  }
  return fail(Fault::busy, "Other processes keep changing the vault's keys.", "Start again.");
}

Result<std::unique_ptr<House>> build_house(const HouseOptions& options) {
  const Settings& settings = options.settings;
  auto house = std::make_unique<House>();
  house->log = make_stderr_log(house->clock, settings.level(), settings.format());

  auto origin = Origin::parse(settings.figma_api);
  if (!origin) return pass(origin);
  if (!settings.figma_ca.empty()) {
    if (auto good = check_ca_file(settings.figma_ca); !good) return pass(good);
  }
  if (auto made = make_data_folder(settings.data); !made) return pass(made);
  auto store = open_store(database_of(settings), house->clock, *house->log);
  if (!store) return pass(store);
  house->store = std::move(*store);

  auto wrapped = keys_of(*house->store, settings);
  if (!wrapped) return pass(wrapped);
  auto master =
      find_master_key(options.master_key, settings.data, !wrapped->empty(), house->chance);
  if (!master) return pass(master);
  auto vault = open_vault(*house->store, *master, house->chance);
  if (!vault) return pass(vault);
  house->vault = std::move(*vault);

  const ArchiveLimits room{settings.cache_disk_bytes(), settings.cache_memory_bytes()};
  if (room.disk_bytes_max > 0 || room.memory_bytes_max > 0) {
    house->archive = std::make_unique<FileArchive>(settings.data + "/memory", room, *house->vault,
                                                   house->clock, house->chance, *house->log);
    measure_memory(*house);
  }

  house->loops = std::make_unique<Loops>(options.loops);
  house->client = make_client(*house->loops, house->clock, {}, {.ca_file = settings.figma_ca});
  house->limiter = limiter_of(*house, settings);
  house->outside = make_client(*house->loops, house->clock, {.public_only = true},
                               {.ca_file = settings.figma_ca});
  house->downloads = make_downloads({.outside = *house->outside,
                                     .figma = *house->client,
                                     .origin = *origin,
                                     .clock = house->clock,
                                     .user_agent = "figlink/" + std::string(kVersion)});
  house->portraits = make_portraits(*house->downloads);
  house->figma = make_staircase({.transport = *house->client,
                                 .origin = std::move(*origin),
                                 .clock = house->clock,
                                 .log = *house->log,
                                 .user_agent = "figlink/" + std::string(kVersion),
                                 .limiter = house->limiter.get(),
                                 .chance = &house->chance,
                                 .attempts_max = settings.figma_retries[0] - '0' + 1,
                                 .archive = house->archive.get(),
                                 .freshness = &house->freshness});
  house->gateway = std::make_unique<Gateway>(GatewayParts{.store = *house->store,
                                                          .vault = *house->vault,
                                                          .figma = *house->figma,
                                                          .clock = house->clock,
                                                          .chance = house->chance,
                                                          .log = *house->log,
                                                          .metrics = house->metrics,
                                                          .portraits = house->portraits.get(),
                                                          .limiter = house->limiter.get(),
                                                          .archive = house->archive.get(),
                                                          .freshness = &house->freshness,
                                                          .downloads = house->downloads.get()});
  return house;
}

void mount_faces(Routes& routes, House& house, const std::string& public_url) {
  const FaceParts parts{*house.gateway, house.clock, house.chance, *house.log, public_url};
  mount_http(routes, parts);
  mount_hub(routes, parts);
  mount_dashboard(routes, parts);
  mount_pages(routes, parts);
  mount_openapi(routes, parts);
  mount_health(routes, parts);
}

}  // namespace figlink
