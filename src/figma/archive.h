// Archive: where answers are kept, as the layer above the network needs it (recall.h). The gateway
// room has one over files and the vault; a test may have one in a map.
//
// An entry belongs to one account and is found by its exact name alone. What is found is whole, and
// is what was kept: whatever is damaged is absent. Nothing here knows whether an entry is still
// true; recall decides that by its facts. Safe from any fiber and thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/source.h"
#include "figma/excerpt.h"

namespace figlink {

struct EntryName {
  std::string account_id;
  std::string read;  // all else that makes it this read and no other
};

struct KeptFacts {
  std::string version = {};  // of the file; when not given, the answer's own member `version`
  std::string content_type = {};
  UnixMs kept_at = 0;
  UnixMs until = 0;                  // its links are dead afterwards; 0: it has none
  std::uint64_t bytes_expected = 0;  // 0: not known
  bool study = false;  // it is a file or nodes: its version is looked for, and its outline
};

// One kept answer. It can be read for as long as it is held, also when it was dropped meanwhile.
class Kept {
 public:
  virtual ~Kept() = default;
  virtual const KeptFacts& facts() const = 0;
  virtual std::uint64_t size() const = 0;
  // nullptr: nothing can be cut out of it. May wait. Lives as long as this.
  virtual std::shared_ptr<const Outline> outline() const = 0;
  // The places of an excerpt, or all of it; each piece may wait. An entry that turns out to be
  // damaged half way breaks with figma_broken, as a cut answer would, and is dropped.
  virtual std::unique_ptr<Source> read(Excerpt excerpt) const = 0;
  virtual std::unique_ptr<Source> read() const = 0;
};

// An answer that is being kept, while it streams to its reader. Dropped unless done() is called.
class Keeping {
 public:
  virtual ~Keeping() = default;
  // Copies the piece and returns; what costs time happens on other threads. Waits only when those
  // are more than a named number of bytes behind.
  virtual void feed(std::string_view piece) = 0;
  // The answer has ended well. Who looks for it from now on finds it, or waits for it.
  virtual void done() = 0;
};

class Archive {
 public:
  virtual ~Archive() = default;
  virtual std::shared_ptr<const Kept> find(const EntryName& name) = 0;  // nullptr: absent. May wait
  // nullptr: not now, too much is being kept already.
  virtual std::unique_ptr<Keeping> keep(const EntryName& name, KeptFacts facts) = 0;
  // Keeps a small answer in memory alone, as long as there is room.
  virtual void place(const EntryName& name, KeptFacts facts, std::string bytes) = 0;
  virtual void drop(const EntryName& name) = 0;
};

}  // namespace figlink
