#include "gateway/file_archive.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "base/fiber.h"
#include "base/pool.h"
#include "gateway/arriving_entry.h"
#include "gateway/entry_folder.h"
#include "gateway/kept_entry.h"

namespace figlink {

struct FileArchive::Hidden final : EntryDesk {
  class Job;
  class Handle;

  Hidden(std::string path, ArchiveLimits limits, Vault& vault, const Clock& clock_, Chance& chance,
         Log& log_)
      : clock(clock_),
        log(log_),
        folder(std::move(path), limits.disk_bytes_max, vault, clock, chance),
        memory(limits.memory_bytes_max) {}

  bool run(const std::function<void()>& job) override { return readers->run(job).has_value(); }
  void is_damaged(const EntryName& name) override;
  void has_grown(const EntryName& name, std::shared_ptr<const KeptEntry> entry) override {
    put(name, std::move(entry));
  }

  bool has_disk() const { return folder.bytes_max() > 0; }
  std::shared_ptr<const KeptEntry> load(const EntryName& name);
  void put(const EntryName& name, std::shared_ptr<const KeptEntry> entry) {
    const std::size_t cost = entry->cost();
    memory.hot.put(entry_key(name), std::move(entry), cost);
  }
  void touch_if_due(const KeptEntry& entry);
  void sweep_soon();
  void cancel_jobs(const std::string& account_id);
  std::shared_ptr<Gate> settling_gate(const std::string& key);
  void settled(const std::string& key, const std::shared_ptr<Gate>& gate);

  const Clock& clock;
  Log& log;
  EntryFolder folder;
  EntryMemory memory;
  std::weak_ptr<Hidden> weak_of_this;
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<Gate>> settling;  // by key: ended well, not yet to be found
  std::set<Job*> jobs;
  // Last: their threads use all of the above.
  std::unique_ptr<Pool> writers, readers;
};

// The line of pieces between who reads an answer and the thread that keeps it. One thread at a time
// works on it, and it comes when there is something to do.
class FileArchive::Hidden::Job : public std::enable_shared_from_this<Job> {
 public:
  Job(std::shared_ptr<Hidden> archive, EntryName name, KeptFacts facts)
      : archive_(std::move(archive)),
        name_(name),
        entry_({archive_->folder, archive_->memory, archive_->clock, archive_->log},
               std::move(name), std::move(facts)) {
    std::lock_guard lock(archive_->mutex);
    archive_->jobs.insert(this);
  }
  ~Job() {
    std::lock_guard lock(archive_->mutex);
    archive_->jobs.erase(this);
  }

  void feed(std::string_view piece) {
    std::shared_ptr<Gate> room;
    {
      std::lock_guard lock(mutex_);
      if (failed_) return;
      pieces_.emplace_back(piece);
      behind_ += piece.size();
      if (behind_ > kBehindBytesMax) {
        if (!room_) room_ = std::make_shared<Gate>();
        room = room_;
      }
      schedule();
      if (failed_) return;
    }
    if (room) room->wait();
  }
  void end(bool well) {
    std::lock_guard lock(mutex_);
    if (!well) failed_ = true;
    ended_ = true;
    if (well) {
      gate_ = std::make_shared<Gate>();
      std::lock_guard also(archive_->mutex);
      archive_->settling.insert_or_assign(entry_key(name_), gate_);
    }
    schedule();
    if (!running_) settle();
  }
  void cancel() { cancelled_ = true; }
  const std::string& account_id() const { return name_.account_id; }

 private:
  // Under the lock.
  void schedule() {
    if (running_) return;
    running_ = true;
    auto posted = archive_->writers->post([self = shared_from_this()] { self->work(); });
    if (posted) return;
    running_ = false;
    failed_ = true;
    pieces_.clear();
  }

  void work() {
    while (true) {
      std::deque<std::string> pieces;
      std::shared_ptr<Gate> room;
      bool ended = false, failed = false;
      {
        std::lock_guard lock(mutex_);
        pieces.swap(pieces_);
        behind_ = 0;
        room = std::exchange(room_, nullptr);
        ended = ended_;
        failed = failed_;
        if (pieces.empty() && !ended) running_ = false;
      }
      if (room) room->open();
      if (pieces.empty() && !ended) return;
      for (const std::string& piece : pieces) {
        if (!failed && !cancelled_) entry_.take(piece);
      }
      if (failed || cancelled_) {
        entry_.give_up();
      } else if (ended) {
        entry_.finish(cancelled_, [this] { settle(); });
      }
      if (!ended) continue;
      settle();
      return;
    }
  }

  // Who looks for it need not wait any longer. Once.
  void settle() {
    if (auto gate = std::exchange(gate_, nullptr)) archive_->settled(entry_key(name_), gate);
  }

  const std::shared_ptr<Hidden> archive_;
  const EntryName name_;
  ArrivingEntry entry_;  // the thread's that works
  std::atomic<bool> cancelled_{false};
  std::mutex mutex_;
  std::deque<std::string> pieces_;
  std::size_t behind_ = 0;
  std::shared_ptr<Gate> room_;
  std::shared_ptr<Gate> gate_;  // of settling; touched by end(), and afterwards by who works
  bool running_ = false, ended_ = false, failed_ = false;
};

class FileArchive::Hidden::Handle final : public Keeping {
 public:
  explicit Handle(std::shared_ptr<Job> job) : job_(std::move(job)) {}
  ~Handle() override {
    if (job_) job_->end(false);
  }
  void feed(std::string_view piece) override { job_->feed(piece); }
  void done() override { std::exchange(job_, nullptr)->end(true); }

 private:
  std::shared_ptr<Job> job_;
};

void FileArchive::Hidden::is_damaged(const EntryName& name) {
  memory.hot.drop(entry_key(name));
  folder.remove(name);
  log.warning("memory_entry_damaged", {{"account", std::string_view(name.account_id)}});
}

std::shared_ptr<const KeptEntry> FileArchive::Hidden::load(const EntryName& name) {
  if (!folder.has(name)) return nullptr;
  auto file = folder.open(name);
  if (file) file->touch();
  auto entry = file ? KeptEntry::load(std::move(file), memory.entry_bytes_max(), weak_of_this, name)
                    : nullptr;
  if (!entry) {
    is_damaged(name);
    return nullptr;
  }
  if (entry->in_memory()) entry->also_lies_at(folder.path_of(name), clock.steady_ms());
  return entry;
}

void FileArchive::Hidden::touch_if_due(const KeptEntry& entry) {
  auto path = entry.path_to_touch(clock.steady_ms());
  if (!path) return;
  (void)readers->post(
      [path = std::move(*path)] { ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0); });
}

void FileArchive::Hidden::sweep_soon() {
  if (has_disk()) (void)writers->post([this] { folder.sweep(); });
}

void FileArchive::Hidden::cancel_jobs(const std::string& account_id) {
  std::lock_guard lock(mutex);
  for (Job* job : jobs) {
    if (account_id.empty() || job->account_id() == account_id) job->cancel();
  }
}

std::shared_ptr<Gate> FileArchive::Hidden::settling_gate(const std::string& key) {
  std::lock_guard lock(mutex);
  auto at = settling.find(key);
  return at == settling.end() ? nullptr : at->second;
}

// Its own gate: a later answer to the same read may be on its way already.
void FileArchive::Hidden::settled(const std::string& key, const std::shared_ptr<Gate>& gate) {
  {
    std::lock_guard lock(mutex);
    auto at = settling.find(key);
    if (at != settling.end() && at->second == gate) settling.erase(at);
  }
  gate->open();
}

FileArchive::FileArchive(std::string folder, ArchiveLimits limits, Vault& vault, const Clock& clock,
                         Chance& chance, Log& log)
    : hidden_(std::make_shared<Hidden>(std::move(folder), limits, vault, clock, chance, log)) {
  hidden_->weak_of_this = hidden_;
  hidden_->writers = std::make_unique<Pool>(kArchiveThreads);
  hidden_->readers = std::make_unique<Pool>(kArchiveThreads);
  hidden_->sweep_soon();
}

FileArchive::~FileArchive() {
  // Jobs hold the archive: their threads end first.
  hidden_->writers.reset();
  hidden_->readers.reset();
}

std::shared_ptr<const Kept> FileArchive::find(const EntryName& name) {
  const std::string key = entry_key(name);
  if (auto gate = hidden_->settling_gate(key)) gate->wait();
  if (auto entry = hidden_->memory.hot.find(key)) {
    hidden_->touch_if_due(*entry);
    return entry;
  }
  if (!hidden_->has_disk() || !hidden_->folder.has(name)) return nullptr;
  std::shared_ptr<const KeptEntry> entry;
  if (!hidden_->run([&] { entry = hidden_->load(name); }) || !entry) return nullptr;
  hidden_->put(name, entry);
  return entry;
}

std::unique_ptr<Keeping> FileArchive::keep(const EntryName& name, KeptFacts facts) {
  {
    std::lock_guard lock(hidden_->mutex);
    if (hidden_->jobs.size() >= kKeepingMax) return nullptr;
  }
  auto job = std::make_shared<Hidden::Job>(hidden_, name, std::move(facts));
  return std::make_unique<Hidden::Handle>(std::move(job));
}

void FileArchive::place(const EntryName& name, KeptFacts facts, std::string bytes) {
  if (bytes.size() > hidden_->memory.entry_bytes_max()) return;
  hidden_->put(name, std::make_shared<KeptEntry>(std::move(facts), std::move(bytes), nullptr));
}

void FileArchive::drop(const EntryName& name) {
  hidden_->memory.hot.drop(entry_key(name));
  if (hidden_->has_disk()) hidden_->folder.remove(name);
}

void FileArchive::forget(const std::string& account_id) {
  hidden_->cancel_jobs(account_id);
  hidden_->memory.hot.drop_if([&](std::string_view key) {
    return account_id.empty() || (key.starts_with(account_id) && key[account_id.size()] == '\n');
  });
  auto remove = [&] { hidden_->folder.forget(account_id); };
  // When nobody else can, we block: what was to be forgotten must be gone.
  if (!hidden_->run(remove)) remove();
}

void FileArchive::refresh() {
  if (!hidden_->folder.was_forgotten_elsewhere()) return;
  hidden_->memory.hot.drop_if([](std::string_view) { return true; });
  hidden_->sweep_soon();
}

ArchiveCounts FileArchive::counts(const std::string& account_id) {
  if (account_id.empty()) {
    (void)hidden_->run([&] { hidden_->folder.sweep(); });
    return counts_now();
  }
  EntryFolder::Content there;
  (void)hidden_->run([&] { there = hidden_->folder.content_of(account_id); });
  return {there.entries, there.bytes, 0, 0};
}

ArchiveCounts FileArchive::counts_now() const {
  const EntryFolder::Content there = hidden_->folder.content();
  const auto& hot = hidden_->memory.hot;
  return {there.entries, there.bytes, hot.count(), hot.bytes()};
}

void FileArchive::add_reads(const ReadCounts& reads) { hidden_->folder.add_reads(reads); }

ReadCounts FileArchive::reads() { return hidden_->folder.reads(); }

void FileArchive::settle() {
  // Each thread is asked, and none goes on before all have come: what was accepted before has ended
  // by then.
  auto all_came = std::make_shared<Gate>();
  auto came = std::make_shared<std::atomic<std::size_t>>(0);
  for (std::size_t i = 0; i < kArchiveThreads; ++i) {
    auto posted = hidden_->writers->post([all_came, came] {
      if (++*came == kArchiveThreads) all_came->open();
      all_came->wait();
    });
    if (!posted) return all_came->open();
  }
  all_came->wait();
}

}  // namespace figlink
