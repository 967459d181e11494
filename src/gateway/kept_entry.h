// kept_entry: one remembered answer as it is given out: its bytes lie in memory, or in its file.
//
// One that lies in its file reads a block at a time, and its outline when that is first asked for;
// for both it turns to its desk, which knows the threads that may block. A desk that has ended
// leaves it without them. Safe from any fiber and thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "figma/archive.h"
#include "gateway/entry_file.h"
#include "gateway/hot.h"

namespace figlink {

class KeptEntry;

// Who gave the entry out.
class EntryDesk {
 public:
  virtual ~EntryDesk() = default;
  // Runs the job where blocking is right. false: nobody could.
  virtual bool run(const std::function<void()>& job) = 0;
  virtual void is_damaged(const EntryName& name) = 0;
  // It has read its outline, and costs more from now on.
  virtual void has_grown(const EntryName& name, std::shared_ptr<const KeptEntry> entry) = 0;
};

class KeptEntry final : public Kept, public std::enable_shared_from_this<KeptEntry> {
 public:
  // In memory. The outline may be missing.
  KeptEntry(KeptFacts facts, std::string bytes, std::shared_ptr<const Outline> outline);
  // In its file.
  KeptEntry(std::unique_ptr<EntryReader> file, std::weak_ptr<EntryDesk> desk, EntryName name);
  // A file of at most `whole_max` bytes comes to memory whole. nullptr: it is damaged. Blocking.
  static std::shared_ptr<KeptEntry> load(std::unique_ptr<EntryReader> file, std::size_t whole_max,
                                         std::weak_ptr<EntryDesk> desk, const EntryName& name);

  const KeptFacts& facts() const override { return facts_; }
  std::uint64_t size() const override { return size_; }
  std::shared_ptr<const Outline> outline() const override;
  std::unique_ptr<Source> read(Excerpt excerpt) const override;
  std::unique_ptr<Source> read() const override;

  bool in_memory() const { return file_ == nullptr; }
  std::size_t cost() const;  // of keeping it at hand

  // A file whose bytes lie in memory is used too, and the disk must not take it for a forgotten
  // one: now and then somebody is told its path, and touches it.
  void also_lies_at(std::string path, SteadyMs now);
  std::optional<std::string> path_to_touch(SteadyMs now) const;

 private:
  class Pieces;

  bool run(const std::function<void()>& job) const;
  void is_damaged() const;

  const KeptFacts facts_;
  const std::string bytes_;
  const std::uint64_t size_;
  const std::unique_ptr<EntryReader> file_;
  const std::weak_ptr<EntryDesk> desk_;
  const EntryName name_;
  std::string path_;
  mutable std::atomic<SteadyMs> touched_ms_{0};
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const Outline> outline_;
  mutable bool outline_known_ = false;
};

// The entries at hand, and how much of the memory what is still arriving may take.
class EntryMemory {
 public:
  explicit EntryMemory(std::uint64_t bytes_max) : hot(bytes_max), bytes_max_(bytes_max) {}

  std::uint64_t entry_bytes_max() const { return bytes_max_ / kEntryShare; }
  // Room for more of an answer that comes; given back when it has come, or is given up.
  bool reserve(std::size_t bytes) {
    if (arriving_ + bytes > bytes_max_ / kArrivingShare) return false;
    arriving_ += bytes;
    return true;
  }
  void give_back(std::size_t bytes) { arriving_ -= bytes; }

  Hot<const KeptEntry> hot;

 private:
  static constexpr std::uint64_t kEntryShare = 16;    // one takes at most so much of the memory
  static constexpr std::uint64_t kArrivingShare = 4;  // all that arrive together

  const std::uint64_t bytes_max_;
  std::atomic<std::uint64_t> arriving_{0};
};

}  // namespace figlink
