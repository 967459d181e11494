// Wiring: the one place where the parts of the house meet. Reading it is reading the architecture.
#pragma once

#include <memory>

#include "app/master_key.h"
#include "app/settings.h"
#include "base/chance.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/result.h"
#include "figma/download.h"
#include "figma/freshness.h"
#include "figma/limiter.h"
#include "figma/upstream.h"
#include "gateway/file_archive.h"
#include "gateway/gateway.h"
#include "net/loops.h"
#include "net/routes.h"
#include "net/transport.h"
#include "store/store.h"
#include "vault/vault.h"

namespace figlink {

// Everything between a face and Figma. Parts stand in the order in which they are built; they end
// in the other one, so that nothing outlives what it uses.
struct House {
  SystemClock clock;
  SystemChance chance;
  Metrics metrics;
  std::unique_ptr<Log> log;
  std::unique_ptr<Store> store;
  std::unique_ptr<Vault> vault;
  std::unique_ptr<FileArchive> archive;  // nullptr: nothing is remembered
  Freshness freshness{clock};
  std::unique_ptr<Loops> loops;
  std::unique_ptr<Transport> client, outside;  // to Figma; to where its answers link
  std::unique_ptr<BudgetMemory> budgets;
  std::unique_ptr<Limiter> limiter;  // none when nothing is paced
  std::unique_ptr<Upstream> figma;
  std::unique_ptr<Downloads> downloads;
  std::unique_ptr<Portraits> portraits;
  std::unique_ptr<Gateway> gateway;
  ReadCounts reads_told{};  // that the archive knows of
};

struct HouseOptions {
  const Settings& settings;
  const MasterKeyPlaces& master_key;
  std::size_t loops = 1;  // 0: one a core
};

// Makes the data folder and the master key when they are absent and needed. Each refusal says what
// to change.
Result<std::unique_ptr<House>> build_house(const HouseOptions& options);

// Tells the archive how reads came to be since the last time.
void add_up_reads(House& house);

// Where the database is: --database, or figlink.db in the data folder.
std::string database_of(const Settings& settings);

// Opens the vault with the store's wrapped keys, and stores those it had to make. Two processes
// that start at once agree.
Result<std::unique_ptr<Vault>> open_vault(Store& store, const Secret& master, Chance& chance);

// Every served face, each by one line.
void mount_faces(Routes& routes, House& house, const std::string& public_url);

}  // namespace figlink
