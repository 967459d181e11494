// entry_folder: the folder of the archive's entries, which several processes may use at once.
//
// Each account has a folder in it and each entry a file, named by keyed digests
// (docs/design/memory.md 3). Beside them lie the counts of reads and the epoch: a file that is made
// anew whenever something was forgotten, so that the other processes notice. The folder is made
// when it is first needed; what the disk refuses is left undone. Blocking, but for entries() and
// bytes(). Safe from any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/chance.h"
#include "base/clock.h"
#include "figma/archive.h"
#include "gateway/entry_file.h"
#include "vault/vault.h"

namespace figlink {

// What an entry is called everywhere but on disk. Its account's id comes first, then a line break.
std::string entry_key(const EntryName& name);

class EntryFolder {
 public:
  using Reads = std::array<std::uint64_t, 5>;  // by Memory
  struct Content {
    std::uint64_t entries = 0, bytes = 0;
  };

  EntryFolder(std::string path, std::uint64_t bytes_max, Vault& vault, const Clock& clock,
              Chance& chance);
  EntryFolder(const EntryFolder&) = delete;

  std::uint64_t bytes_max() const { return bytes_max_; }
  std::string path_of(const EntryName& name) const;
  bool has(const EntryName& name) const;
  void remove(const EntryName& name) const;
  std::unique_ptr<EntryReader> open(const EntryName& name) const;  // nullptr: damaged, or absent
  std::unique_ptr<EntryWriter> begin(const EntryName& name) const;

  // An entry of that size has come. Makes room when there is too much.
  void grew(std::uint64_t bytes);
  // Counts what is there, and removes what was not used for longest until a tenth is free again.
  void sweep();
  // All of an account, or of all: "".
  void forget(const std::string& account_id);
  // Whether another process forgot something since this was last asked.
  bool was_forgotten_elsewhere();

  // As the last sweep counted, and what came since.
  Content content() const { return {entries_, bytes_}; }
  Content content_of(const std::string& account_id) const;  // looked at now

  void add_reads(const Reads& reads) const;
  Reads reads() const;

 private:
  std::string digest(std::string_view purpose, const std::string& of) const;
  std::string folder_of(const std::string& account_id) const;
  std::string epoch_mark() const;
  void new_epoch();

  const std::string path_;
  const std::uint64_t bytes_max_;
  Vault& vault_;
  const Clock& clock_;
  Chance& chance_;
  std::atomic<std::uint64_t> bytes_{0}, entries_{0};
  std::mutex sweeping_;
  std::mutex mutex_;
  std::string epoch_;
};

}  // namespace figlink
