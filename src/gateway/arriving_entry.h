// arriving_entry: an answer on its way to becoming an entry, on the disk and in memory.
//
// It takes the answer piece by piece, compresses and seals it into its file, and studies a document
// as it comes (figma/outline.h). A full disk, or an answer that is too large for its share of the
// disk or of the memory, costs that place and nothing else. Blocking; for one thread at a time.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/log.h"
#include "figma/archive.h"
#include "figma/outline.h"
#include "gateway/entry_folder.h"
#include "gateway/kept_entry.h"

namespace figlink {

class ArrivingEntry {
 public:
  struct Parts {
    EntryFolder& folder;
    EntryMemory& memory;
    const Clock& clock;
    Log& log;
  };

  ArrivingEntry(Parts parts, EntryName name, KeptFacts facts);
  ~ArrivingEntry();
  ArrivingEntry(const ArrivingEntry&) = delete;

  void take(std::string_view piece);
  void give_up();
  // The answer has ended well. `at_hand` is called once it can be given from memory; the disk takes
  // its time. What is cancelled meanwhile will not be found.
  void finish(const std::atomic<bool>& cancelled, const std::function<void()>& at_hand);

 private:
  void to_memory(std::string_view piece);
  void leave_memory();
  void to_disk(std::string_view piece);
  void refuse();
  bool study(std::string& outline);
  bool is_in_bounds() const;
  void put_at_hand(std::string outline, const std::atomic<bool>& cancelled,
                   const std::function<void()>& at_hand);

  const Parts parts_;
  const EntryName name_;
  KeptFacts facts_;
  OutlineReader reader_;
  std::unique_ptr<EntryWriter> writer_;
  std::string arrived_;
  std::uint64_t size_ = 0;
  bool arrives_;  // in memory
  bool disk_refused_ = false;
};

}  // namespace figlink
