// FileArchive: the archive (figma/archive.h) over files of the data folder and a bounded memory.
//
// Entries lie sealed in a folder an account, named by keyed digests, so that a listing tells
// nothing (docs/design/memory.md). Compression, sealing and the disk run on threads of its own. A
// full disk costs an entry and a line in the log, never an answer. Several processes may use one
// folder: each finds what the others kept, and refresh() drops from memory what another cleared.
// Safe from any fiber and thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/chance.h"
#include "base/clock.h"
#include "base/log.h"
#include "figma/archive.h"
#include "vault/vault.h"

namespace figlink {

struct ArchiveLimits {
  std::uint64_t disk_bytes_max = 0;    // 0: nothing on disk
  std::uint64_t memory_bytes_max = 0;  // 0: nothing in memory
};

inline constexpr std::size_t kKeepingMax = 16;            // answers being kept at once
inline constexpr std::size_t kBehindBytesMax = 1u << 20;  // that the threads may be behind, each
inline constexpr std::size_t kArchiveThreads = 2;

struct ArchiveCounts {
  std::uint64_t entries = 0, bytes = 0;  // on disk
  std::uint64_t memory_entries = 0, memory_bytes = 0;
};

// How reads came to be, by Memory.
using ReadCounts = std::array<std::uint64_t, 5>;

class FileArchive final : public Archive {
 public:
  // Makes `folder` when it is first needed.
  FileArchive(std::string folder, ArchiveLimits limits, Vault& vault, const Clock& clock,
              Chance& chance, Log& log);
  ~FileArchive() override;  // what was accepted is finished
  FileArchive(const FileArchive&) = delete;

  std::shared_ptr<const Kept> find(const EntryName& name) override;
  std::unique_ptr<Keeping> keep(const EntryName& name, KeptFacts facts) override;
  void place(const EntryName& name, KeptFacts facts, std::string bytes) override;
  void drop(const EntryName& name) override;

  // Gone when it returns, also what is being kept just now. "" for all accounts.
  void forget(const std::string& account_id);
  // Drops from memory what another process has forgotten. Called now and then.
  void refresh();
  // Looks at the folder now. May wait.
  ArchiveCounts counts(const std::string& account_id = {});
  // As last known, for a gauge; does not wait.
  ArchiveCounts counts_now() const;
  // Reads since everything was last forgotten, of all processes: each adds what it counted, now and
  // then and at its end.
  void add_reads(const ReadCounts& reads);
  ReadCounts reads();
  // What was begun is on disk, or given up, when it returns.
  void settle();

 private:
  struct Hidden;
  std::shared_ptr<Hidden> hidden_;
};

}  // namespace figlink
