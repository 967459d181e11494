// SimArchive: the memory's promises in a map that outlives a process, with a seam at each call.
// Entries vanish as if they had been evicted, and break off as if the disk had damaged them.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/fiber_test_world.h"
#include "figma/archive.h"

namespace figlink {

struct SimEntry {
  KeptFacts facts;
  std::string bytes;
  std::shared_ptr<const Outline> outline;
};
// What lies on disk.
struct SimShelf {
  std::map<std::string, std::shared_ptr<const SimEntry>> entries;
  std::size_t failures_percent = 0;
};

class SimArchive final : public Archive {
 public:
  SimArchive(World& world, SimShelf& shelf, const bool& alive)
      : world_(world), shelf_(shelf), alive_(alive) {}

  std::shared_ptr<const Kept> find(const EntryName& name) override {
    world_.yield();
    auto at = shelf_.entries.find(key_of(name));
    if (!alive_ || at == shelf_.entries.end()) return nullptr;
    if (fails()) {
      shelf_.entries.erase(at);
      return nullptr;
    }
    return std::make_shared<Found>(*this, at->second);
  }
  std::unique_ptr<Keeping> keep(const EntryName& name, KeptFacts facts) override {
    if (fails()) return nullptr;
    return std::make_unique<Writer>(*this, key_of(name), std::move(facts));
  }
  void place(const EntryName& name, KeptFacts facts, std::string bytes) override {
    Writer writer(*this, key_of(name), std::move(facts));
    writer.feed(bytes);
    writer.done();
  }
  void drop(const EntryName& name) override {
    world_.yield();
    if (alive_) shelf_.entries.erase(key_of(name));
  }

 private:
  class Pieces final : public Source {
   public:
    Pieces(World& world, std::string text, bool breaks)
        : world_(world), text_(std::move(text)), breaks_(breaks) {}
    Result<std::string_view> next() override {
      world_.yield();
      if (breaks_ && at_ > 0) return fail(Fault::figma_broken, "The entry is damaged.");
      const std::size_t size = std::min(text_.size() - at_, text_.size() / 2 + 1);
      at_ += size;
      return std::string_view(text_).substr(at_ - size, size);
    }

   private:
    World& world_;
    std::string text_;
    std::size_t at_ = 0;
    bool breaks_;
  };
  class Found final : public Kept {
   public:
    Found(SimArchive& all, std::shared_ptr<const SimEntry> entry)
        : all_(all), entry_(std::move(entry)) {}
    const KeptFacts& facts() const override { return entry_->facts; }
    std::uint64_t size() const override { return entry_->bytes.size(); }
    std::shared_ptr<const Outline> outline() const override { return entry_->outline; }
    std::unique_ptr<Source> read(Excerpt excerpt) const override {
      return std::make_unique<Pieces>(all_.world_, excerpt.of(entry_->bytes), all_.fails());
    }
    std::unique_ptr<Source> read() const override {
      return std::make_unique<Pieces>(all_.world_, entry_->bytes, all_.fails());
    }

   private:
    SimArchive& all_;
    std::shared_ptr<const SimEntry> entry_;
  };
  class Writer final : public Keeping {
   public:
    Writer(SimArchive& all, std::string key, KeptFacts facts)
        : all_(all), key_(std::move(key)), facts_(std::move(facts)) {}
    void feed(std::string_view piece) override { bytes_ += piece; }
    void done() override {
      auto entry = std::make_shared<SimEntry>();
      if (facts_.study) {
        OutlineReader reader;
        reader.feed(bytes_);
        auto outline = reader.finish();
        if (!reader.is_whole()) return;
        if (facts_.version.empty()) facts_.version = reader.version();
        if (outline) {
          if (auto whole = Outline::from(std::move(*outline)))
            entry->outline = std::make_shared<const Outline>(std::move(*whole));
        }
        if (facts_.version.empty()) return;
      }
      entry->facts = std::move(facts_);
      entry->bytes = std::move(bytes_);
      all_.world_.yield();
      if (all_.alive_) all_.shelf_.entries[key_] = std::move(entry);
    }

   private:
    SimArchive& all_;
    const std::string key_;
    KeptFacts facts_;
    std::string bytes_;
  };

  bool fails() { return shelf_.failures_percent > 0 && world_.luck(shelf_.failures_percent); }
  static std::string key_of(const EntryName& name) { return name.account_id + "\n" + name.read; }

  World& world_;
  SimShelf& shelf_;
  const bool& alive_;
};

}  // namespace figlink
