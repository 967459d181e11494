#include "gateway/file_archive.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "base/fiber.h"
#include "base/pool.h"
#include "base/text.h"
#include "gateway/entry_file.h"
#include "gateway/hot.h"

namespace figlink {
namespace {

constexpr std::size_t kPieceBytes = 64u << 10;  // of what read() gives out
constexpr std::uint64_t kHotShare = 16;         // one entry takes at most so much of the memory
constexpr std::uint64_t kArrivingShare = 4;     // all that arrive together
constexpr std::uint64_t kDiskShare = 2;         // one entry takes at most so much of the disk
constexpr UnixMs kLeftBehindMs = kHourMs;       // a temporary file of that age is nobody's
constexpr std::string_view kTemporary = ".new-";
constexpr std::string_view kEpoch = "epoch";
constexpr std::string_view kReads = "reads";
constexpr SteadyMs kTouchMs = kMinuteMs;

std::string key_of(const EntryName& name) { return name.account_id + '\n' + name.read; }

struct Item {  // of a folder
  std::string path;
  std::uint64_t bytes;
  std::int64_t used_ms;
  bool is_temporary;
};

template <class Visit>
void each_name(const std::string& folder, Visit visit) {
  DIR* open = ::opendir(folder.c_str());
  if (open == nullptr) return;
  while (const dirent* entry = ::readdir(open)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") visit(name);
  }
  ::closedir(open);
}

void each_item(const std::string& folder, const std::function<void(Item)>& visit) {
  each_name(folder, [&](std::string_view name) {
    Item item{folder + "/" + std::string(name), 0, 0, name.starts_with(kTemporary)};
    struct stat about {};
    if (::lstat(item.path.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return;
    item.bytes = static_cast<std::uint64_t>(about.st_size);
    item.used_ms = about.st_mtim.tv_sec * kSecondMs + about.st_mtim.tv_nsec / 1'000'000;
    visit(std::move(item));
  });
}

// The file of counts, locked for as long as it is open.
class ReadsFile {
 public:
  explicit ReadsFile(const std::string& folder) {
    fd_ = ::open((folder + "/" + std::string(kReads)).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd_ >= 0) ::flock(fd_, LOCK_EX);
  }
  ~ReadsFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  ReadsFile(const ReadsFile&) = delete;

  ReadCounts get() const {
    ReadCounts counts{};
    if (::pread(fd_, counts.data(), sizeof counts, 0) != static_cast<ssize_t>(sizeof counts))
      counts = {};
    return counts;
  }
  void set(const ReadCounts& counts) const {
    if (::pwrite(fd_, counts.data(), sizeof counts, 0) < 0) return;  // counts are not worth a word
  }

 private:
  int fd_ = -1;
};

}  // namespace

struct FileArchive::Hidden {
  class Found;
  class Job;
  class Handle;
  class Pieces;

  Hidden(std::string folder_, ArchiveLimits limits_, Vault& vault_, const Clock& clock_,
         Chance& chance_, Log& log_)
      : folder(std::move(folder_)),
        limits(limits_),
        vault(vault_),
        clock(clock_),
        chance(chance_),
        log(log_),
        hot(limits_.memory_bytes_max) {}

  std::string digest(std::string_view purpose, const std::string& of) const {
    return to_hex(
        as_view(vault.lookup_digest("figlink memory " + std::string(purpose) + "\n" + of)));
  }
  std::string folder_of(const std::string& account_id) const {
    constexpr std::size_t kFolderDigits = 32;
    return folder + "/" + digest("account", account_id).substr(0, kFolderDigits);
  }
  std::string path_of(const EntryName& name) const {
    return folder_of(name.account_id) + "/" + digest("entry", key_of(name));
  }
  std::uint64_t hot_max() const { return limits.memory_bytes_max / kHotShare; }

  std::shared_ptr<const Found> load(const EntryName& name);
  std::shared_ptr<Gate> settling_gate(const std::string& key);
  void settled(const std::string& key, const std::shared_ptr<Gate>& gate);
  void sweep();
  void sweep_if_due(std::uint64_t added);
  std::string epoch_mark() const;
  void new_epoch();
  void remove_folder(const std::string& path);
  void touch_if_due(const Found& found);

  const std::string folder;
  const ArchiveLimits limits;
  Vault& vault;
  const Clock& clock;
  Chance& chance;
  Log& log;
  Hot<const Found> hot;
  std::atomic<std::uint64_t> disk_bytes{0}, disk_entries{0};
  std::atomic<std::uint64_t> arriving{0};  // bytes on their way to the memory

  std::weak_ptr<Hidden> weak_of_this;
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<Gate>> settling;  // by key: ended well, not yet to be found
  std::set<Job*> jobs;
  std::string epoch;
  std::mutex sweeping;
  // Last: their threads use all of the above.
  std::unique_ptr<Pool> writers, readers;
};

// One kept answer: in memory, or in its file.
class FileArchive::Hidden::Found final : public Kept, public std::enable_shared_from_this<Found> {
 public:
  // In memory.
  Found(KeptFacts facts, std::string bytes, std::shared_ptr<const Outline> outline)
      : facts_(std::move(facts)),
        bytes_(std::move(bytes)),
        size_(bytes_.size()),
        outline_(std::move(outline)),
        outline_known_(true) {}
  // In a file.
  Found(std::unique_ptr<EntryReader> file, std::weak_ptr<Hidden> archive, EntryName name)
      : facts_(file->facts()),
        size_(file->body_bytes()),
        file_(std::move(file)),
        archive_(std::move(archive)),
        name_(std::move(name)) {}

  const KeptFacts& facts() const override { return facts_; }
  std::uint64_t size() const override { return size_; }
  std::shared_ptr<const Outline> outline() const override;
  std::unique_ptr<Source> read(Excerpt excerpt) const override;
  std::unique_ptr<Source> read() const override {
    Excerpt all;
    all.copy(0, static_cast<std::uint32_t>(size_));
    return read(std::move(all));
  }

  bool in_memory() const { return file_ == nullptr; }
  std::string_view bytes() const { return bytes_; }
  const EntryReader* file() const { return file_.get(); }
  std::size_t cost() const {
    return bytes_.size() + (outline_ ? outline_->bytes().size() : 0) + sizeof *this;
  }
  // Runs the job where blocking is right. false: nobody could.
  bool on_reader(const std::function<void()>& job) const {
    auto archive = archive_.lock();
    return archive && archive->readers->run(job);
  }
  void is_damaged() const {
    auto archive = archive_.lock();
    if (!archive) return;
    archive->hot.drop(key_of(name_));
    ::unlink(archive->path_of(name_).c_str());
    archive->log.warning("memory_entry_damaged", {{"account", std::string_view(name_.account_id)}});
  }

  mutable std::atomic<SteadyMs> touched_ms{0};
  std::string path;  // of its file, when it has one and lies in memory

 private:
  const KeptFacts facts_;
  const std::string bytes_;
  const std::uint64_t size_;
  const std::unique_ptr<EntryReader> file_;
  const std::weak_ptr<Hidden> archive_;
  const EntryName name_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const Outline> outline_;
  mutable bool outline_known_ = false;
};

std::shared_ptr<const Outline> FileArchive::Hidden::Found::outline() const {
  {
    std::lock_guard lock(mutex_);
    if (outline_known_) return outline_;
  }
  if (!file_->has_outline()) return nullptr;
  std::shared_ptr<const Outline> read;
  const bool ran = on_reader([&] {
    auto bytes = file_->outline();
    auto outline = bytes ? Outline::from(std::move(*bytes)) : std::nullopt;
    if (outline && outline->document_bytes() == size_)
      read = std::make_shared<const Outline>(std::move(*outline));
  });
  if (!ran) return nullptr;
  if (!read) is_damaged();
  std::lock_guard lock(mutex_);
  outline_ = read;
  outline_known_ = true;
  // The outline is what it costs to keep a file at hand.
  if (auto archive = archive_.lock(); archive && read)
    archive->hot.put(key_of(name_), shared_from_this(), cost());
  return read;
}

// The bytes of an excerpt, gathered into pieces of a decent size.
class FileArchive::Hidden::Pieces final : public Source {
 public:
  Pieces(std::shared_ptr<const Found> from, Excerpt excerpt)
      : from_(std::move(from)), excerpt_(std::move(excerpt)), left_(excerpt_.size()) {}

  Result<std::string_view> next() override {
    out_.clear();
    while (span_ < excerpt_.spans().size() && out_.size() < kPieceBytes) {
      const Excerpt::Span& span = excerpt_.spans()[span_];
      const std::uint64_t at = span.begin + done_;
      auto bytes = bytes_at(span, at);
      if (!bytes)
        return fail(Fault::figma_broken, "A remembered answer is damaged.",
                    "Try again: it is read from Figma then.");
      const std::size_t wanted = std::min<std::size_t>(span.end - at, bytes->size());
      // A piece that is large by itself need not be copied.
      if (out_.empty() && wanted >= kPieceBytes) return given(bytes->substr(0, kPieceBytes), span);
      const std::size_t room = std::min(wanted, kPieceBytes - out_.size());
      out_ += bytes->substr(0, room);
      advance(room, span);
    }
    return std::string_view(out_);
  }
  std::optional<std::uint64_t> left() const override { return left_; }
  bool ready() const override { return from_->in_memory(); }

 private:
  Result<std::string_view> given(std::string_view piece, const Excerpt::Span& span) {
    advance(piece.size(), span);
    return piece;
  }
  void advance(std::size_t by, const Excerpt::Span& span) {
    left_ -= by;
    done_ += by;
    if (span.begin + done_ < span.end) return;
    ++span_;
    done_ = 0;
  }
  // What lies there, as far as it is at hand.
  std::optional<std::string_view> bytes_at(const Excerpt::Span& span, std::uint64_t at) {
    if (span.is_ours) return excerpt_.words().substr(at);
    if (from_->in_memory())
      return at < from_->bytes().size() ? std::optional(from_->bytes().substr(at)) : std::nullopt;
    const std::size_t number = at / kBodyBlockBytes;
    if (block_number_ != number) {
      std::optional<std::string> block;
      // By value: the thread may begin when this fiber has nothing else to hold them.
      const bool ran =
          from_->on_reader([&block, number, file = from_->file()] { block = file->block(number); });
      if (ran && !block) from_->is_damaged();
      if (!block) return std::nullopt;
      block_ = std::move(*block);
      block_number_ = number;
    }
    const std::size_t inside = at % kBodyBlockBytes;
    return inside < block_.size() ? std::optional(std::string_view(block_).substr(inside))
                                  : std::nullopt;
  }

  std::shared_ptr<const Found> from_;
  Excerpt excerpt_;
  std::uint64_t left_;
  std::size_t span_ = 0;
  std::uint64_t done_ = 0;  // of the span
  std::string out_, block_;
  std::optional<std::size_t> block_number_;
};

std::unique_ptr<Source> FileArchive::Hidden::Found::read(Excerpt excerpt) const {
  return std::make_unique<Pieces>(shared_from_this(), std::move(excerpt));
}

// An answer on its way to the disk and the memory. Pieces are taken by one thread at a time.
class FileArchive::Hidden::Job : public std::enable_shared_from_this<Job> {
 public:
  Job(std::shared_ptr<Hidden> archive, EntryName name, KeptFacts facts)
      : archive_(std::move(archive)),
        name_(std::move(name)),
        facts_(std::move(facts)),
        arrives_(archive_->hot_max() > 0 && facts_.bytes_expected <= archive_->hot_max()) {
    std::lock_guard lock(archive_->mutex);
    archive_->jobs.insert(this);
  }
  ~Job() {
    archive_->arriving -= arrived_.size();
    std::lock_guard lock(archive_->mutex);
    archive_->jobs.erase(this);
  }

  void feed(std::string_view piece) {
    std::shared_ptr<Gate> room;
    {
      std::lock_guard lock(mutex_);
      if (failed_ || archive_ == nullptr) return;
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
      archive_->settling.insert_or_assign(key_of(name_), gate_);
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
        room = std::move(room_);
        room_ = nullptr;
        ended = ended_;
        failed = failed_;
        if (pieces.empty() && !ended) running_ = false;
      }
      if (room) room->open();
      if (pieces.empty() && !ended) return;
      if (failed || cancelled_) {
        give_up();
      } else {
        for (const std::string& piece : pieces) take(piece);
      }
      if (!ended) continue;
      if (!failed && !cancelled_) finish();
      writer_.reset();
      settle();
      return;
    }
  }

  void take(std::string_view piece) {
    if (facts_.study) reader_.feed(piece);
    size_ += piece.size();
    if (arrives_) {
      const bool fits =
          size_ <= archive_->hot_max() &&
          archive_->arriving + piece.size() <= archive_->limits.memory_bytes_max / kArrivingShare;
      if (fits) {
        arrived_ += piece;
        archive_->arriving += piece.size();
      } else {
        arrives_ = false;
        archive_->arriving -= arrived_.size();
        arrived_ = {};
      }
    }
    if (archive_->limits.disk_bytes_max > 0 && !disk_refused_) to_disk(piece);
  }

  void to_disk(std::string_view piece) {
    if (!writer_) begin_file();
    const bool good = writer_->add(piece);
    if (good && writer_->bytes_written() <= archive_->limits.disk_bytes_max / kDiskShare) return;
    refuse();
  }
  void begin_file() {
    const std::string folder = archive_->folder_of(name_.account_id);
    ::mkdir(archive_->folder.c_str(), 0700);
    ::mkdir(folder.c_str(), 0700);
    const std::string path = archive_->path_of(name_);
    writer_ = std::make_unique<EntryWriter>(archive_->vault, folder, path.substr(folder.size() + 1),
                                            key_of(name_),
                                            std::string(kTemporary) + random_id(archive_->chance));
  }
  // The disk is full, or the entry too large for its budget: it goes, the answer goes on.
  void refuse() {
    disk_refused_ = true;
    if (writer_ && !writer_->why().empty()) {
      archive_->log.warning(
          "not_remembered_on_disk",
          {{"why", std::string_view(writer_->why())},
           {"hint", "the answer itself was given; make room, or set --cache-disk"}});
    }
    writer_.reset();
  }
  void give_up() {
    disk_refused_ = true;
    writer_.reset();
    arrives_ = false;
    archive_->arriving -= arrived_.size();
    arrived_ = {};
  }

  void finish() {
    std::string outline;
    if (facts_.study) {
      const bool has_outline = reader_.finish([&](std::string_view piece) {
        if (arrives_) outline += piece;
        if (writer_) writer_->add_outline(piece);
      });
      if (!has_outline) outline.clear();
      if (!reader_.is_whole()) return;
      if (!reader_.version().empty()) facts_.version = reader_.version();
    }
    if (facts_.version.empty() || facts_.version.size() > kTextFactMax ||
        facts_.content_type.size() > kTextFactMax || size_ > kOutlinedBytesMax)
      return;
    if (writer_ && !writer_->finish(facts_)) refuse();
    if (arrives_) to_memory(std::move(outline));
    if (!writer_) return;
    const std::uint64_t bytes = writer_->bytes_written();
    if (!cancelled_ && !writer_->commit()) return refuse();
    if (cancelled_) ::unlink(archive_->path_of(name_).c_str());
    archive_->sweep_if_due(bytes);
  }
  void to_memory(std::string bytes) {
    std::shared_ptr<const Outline> outline;
    if (!bytes.empty()) {
      if (auto read = Outline::from(std::move(bytes)))
        outline = std::make_shared<const Outline>(std::move(*read));
    }
    archive_->arriving -= arrived_.size();
    auto found = std::make_shared<Found>(facts_, std::exchange(arrived_, {}), std::move(outline));
    if (writer_) found->path = archive_->path_of(name_);
    found->touched_ms = archive_->clock.steady_ms();
    if (cancelled_) return;
    archive_->hot.put(key_of(name_), found, found->cost());
    if (cancelled_) archive_->hot.drop(key_of(name_));
    settle();  // from memory it can be given already; the disk may take its time
  }
  // Who looks for it need not wait any longer. Once.
  void settle() {
    if (auto gate = std::exchange(gate_, nullptr)) archive_->settled(key_of(name_), gate);
  }

  const std::shared_ptr<Hidden> archive_;
  const EntryName name_;
  KeptFacts facts_;
  std::atomic<bool> cancelled_{false};
  std::mutex mutex_;
  std::deque<std::string> pieces_;
  std::size_t behind_ = 0;
  std::shared_ptr<Gate> room_;
  std::shared_ptr<Gate> gate_;  // of settling; touched by end(), and afterwards by who works
  bool running_ = false, ended_ = false, failed_ = false;
  // Used by the one thread that works.
  OutlineReader reader_;
  std::unique_ptr<EntryWriter> writer_;
  std::string arrived_;
  std::uint64_t size_ = 0;
  bool arrives_, disk_refused_ = false;
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

// Opens the file; a small one comes to the memory whole.
std::shared_ptr<const FileArchive::Hidden::Found> FileArchive::Hidden::load(const EntryName& name) {
  const std::string path = path_of(name), key = key_of(name);
  if (::access(path.c_str(), F_OK) != 0) return nullptr;
  auto file = EntryReader::open(vault, path, key);
  std::optional<std::string> bytes;
  std::shared_ptr<const Outline> outline;
  bool good = file != nullptr;
  if (good) file->touch();
  if (good && file->body_bytes() <= hot_max()) {
    bytes.emplace();
    for (std::size_t i = 0; good && i < file->block_count(); ++i) {
      auto block = file->block(i);
      good = block.has_value();
      if (good) *bytes += *block;
    }
    if (good && file->has_outline()) {
      auto read = file->outline();
      auto made = read ? Outline::from(std::move(*read)) : std::nullopt;
      good = made && made->document_bytes() == bytes->size();
      if (good) outline = std::make_shared<const Outline>(std::move(*made));
    }
  }
  if (!good) {
    ::unlink(path.c_str());
    log.warning("memory_entry_damaged", {{"account", std::string_view(name.account_id)}});
    return nullptr;
  }
  std::shared_ptr<Found> found;
  if (bytes) {
    found = std::make_shared<Found>(file->facts(), std::move(*bytes), std::move(outline));
    found->path = path;
  } else {
    found = std::make_shared<Found>(std::move(file), weak_of_this, name);
  }
  found->touched_ms = clock.steady_ms();
  return found;
}

// A file whose bytes lie in memory is used too: the disk must not take it for a forgotten one.
void FileArchive::Hidden::touch_if_due(const Found& found) {
  if (found.path.empty()) return;
  const SteadyMs now = clock.steady_ms();
  SteadyMs last = found.touched_ms.load(std::memory_order_relaxed);
  if (now - last < kTouchMs || !found.touched_ms.compare_exchange_strong(last, now)) return;
  (void)readers->post([path = found.path] { ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0); });
}

void FileArchive::Hidden::sweep_if_due(std::uint64_t added) {
  disk_bytes += added;
  ++disk_entries;
  if (disk_bytes > limits.disk_bytes_max) sweep();
}

// Counts what is there, and removes what was not used for longest until a tenth is free again.
void FileArchive::Hidden::sweep() {
  std::lock_guard lock(sweeping);
  std::vector<Item> items;
  std::uint64_t bytes = 0;
  const UnixMs now = clock.now_ms();
  each_name(folder, [&](std::string_view name) {
    each_item(folder + "/" + std::string(name), [&](Item item) {
      if (item.is_temporary) {
        if (now - item.used_ms > kLeftBehindMs) ::unlink(item.path.c_str());
        return;
      }
      bytes += item.bytes;
      items.push_back(std::move(item));
    });
  });
  std::size_t removed = 0;
  if (bytes > limits.disk_bytes_max) {
    std::ranges::sort(items, {}, &Item::used_ms);
    const std::uint64_t aim = limits.disk_bytes_max / 10 * 9;
    for (; removed < items.size() && bytes > aim; ++removed) {
      ::unlink(items[removed].path.c_str());
      bytes -= items[removed].bytes;
    }
  }
  disk_bytes = bytes;
  disk_entries = items.size() - removed;
}

std::string FileArchive::Hidden::epoch_mark() const {
  struct stat about {};
  const std::string path = folder + "/" + std::string(kEpoch);
  if (::stat(path.c_str(), &about) != 0) return {};
  return std::to_string(about.st_ino) + " " + std::to_string(about.st_mtim.tv_sec) + "." +
         std::to_string(about.st_mtim.tv_nsec);
}

// Tells the other processes that something was forgotten.
void FileArchive::Hidden::new_epoch() {
  const std::string path = folder + "/" + std::string(kEpoch),
                    next = path + "." + random_id(chance);
  const int fd = ::open(next.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return;
  ::close(fd);
  ::rename(next.c_str(), path.c_str());
  std::lock_guard lock(mutex);
  epoch = epoch_mark();
}

void FileArchive::Hidden::remove_folder(const std::string& path) {
  each_item(path, [](const Item& item) { ::unlink(item.path.c_str()); });
  ::rmdir(path.c_str());
}

FileArchive::FileArchive(std::string folder, ArchiveLimits limits, Vault& vault, const Clock& clock,
                         Chance& chance, Log& log)
    : hidden_(std::make_shared<Hidden>(std::move(folder), limits, vault, clock, chance, log)) {
  hidden_->weak_of_this = hidden_;
  hidden_->writers = std::make_unique<Pool>(kArchiveThreads);
  hidden_->readers = std::make_unique<Pool>(kArchiveThreads);
  hidden_->epoch = hidden_->epoch_mark();
  if (limits.disk_bytes_max > 0)
    (void)hidden_->writers->post([archive = hidden_.get()] { archive->sweep(); });
}

FileArchive::~FileArchive() {
  // Jobs hold the archive: their threads end first.
  hidden_->writers.reset();
  hidden_->readers.reset();
}

std::shared_ptr<const Kept> FileArchive::find(const EntryName& name) {
  const std::string key = key_of(name);
  if (auto gate = hidden_->settling_gate(key)) gate->wait();
  if (auto found = hidden_->hot.find(key)) {
    hidden_->touch_if_due(*found);
    return found;
  }
  if (hidden_->limits.disk_bytes_max == 0) return nullptr;
  if (::access(hidden_->path_of(name).c_str(), F_OK) != 0) return nullptr;
  std::shared_ptr<const Hidden::Found> found;
  if (!hidden_->readers->run([&] { found = hidden_->load(name); }) || !found) return nullptr;
  hidden_->hot.put(key, found, found->cost());
  return found;
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
  if (bytes.size() > hidden_->hot_max()) return;
  auto found = std::make_shared<Hidden::Found>(std::move(facts), std::move(bytes), nullptr);
  hidden_->hot.put(key_of(name), found, found->cost());
}

void FileArchive::drop(const EntryName& name) {
  hidden_->hot.drop(key_of(name));
  if (hidden_->limits.disk_bytes_max > 0) ::unlink(hidden_->path_of(name).c_str());
}

void FileArchive::forget(const std::string& account_id) {
  {
    std::lock_guard lock(hidden_->mutex);
    for (Hidden::Job* job : hidden_->jobs) {
      if (account_id.empty() || job->account_id() == account_id) job->cancel();
    }
  }
  hidden_->hot.drop_if([&](std::string_view key) {
    return account_id.empty() || (key.starts_with(account_id) && key[account_id.size()] == '\n');
  });
  auto remove = [&] {
    if (!account_id.empty()) {
      hidden_->remove_folder(hidden_->folder_of(account_id));
    } else {
      each_name(hidden_->folder, [&](std::string_view name) {
        hidden_->remove_folder(hidden_->folder + "/" + std::string(name));
      });
      ::unlink((hidden_->folder + "/" + std::string(kReads)).c_str());
    }
    hidden_->new_epoch();
    hidden_->sweep();
  };
  // When nobody else can, we block: what was to be forgotten must be gone.
  if (!hidden_->readers->run(remove)) remove();
}

void FileArchive::refresh() {
  const std::string mark = hidden_->epoch_mark();
  {
    std::lock_guard lock(hidden_->mutex);
    if (std::exchange(hidden_->epoch, mark) == mark) return;
  }
  hidden_->hot.drop_if([](std::string_view) { return true; });
  if (hidden_->limits.disk_bytes_max > 0)
    (void)hidden_->writers->post([archive = hidden_.get()] { archive->sweep(); });
}

ArchiveCounts FileArchive::counts(const std::string& account_id) {
  if (account_id.empty()) {
    (void)hidden_->readers->run([&] { hidden_->sweep(); });
    return counts_now();
  }
  ArchiveCounts counts;
  (void)hidden_->readers->run([&] {
    each_item(hidden_->folder_of(account_id), [&](const Item& item) {
      if (item.is_temporary) return;
      ++counts.entries;
      counts.bytes += item.bytes;
    });
  });
  return counts;
}

ArchiveCounts FileArchive::counts_now() const {
  return {hidden_->disk_entries, hidden_->disk_bytes, hidden_->hot.count(), hidden_->hot.bytes()};
}

void FileArchive::add_reads(const ReadCounts& reads) {
  if (std::ranges::all_of(reads, [](std::uint64_t count) { return count == 0; })) return;
  ::mkdir(hidden_->folder.c_str(), 0700);
  const ReadsFile file(hidden_->folder);
  ReadCounts counts = file.get();
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += reads[i];
  file.set(counts);
}

ReadCounts FileArchive::reads() {
  struct stat about {};
  if (::stat(hidden_->folder.c_str(), &about) != 0) return {};
  return ReadsFile(hidden_->folder).get();
}

void FileArchive::settle() {
  // Each thread is asked: what was accepted before has ended when both have answered.
  std::vector<std::shared_ptr<Gate>> gates;
  for (std::size_t i = 0; i < kArchiveThreads; ++i) {
    auto met = std::make_shared<Gate>();
    gates.push_back(met);
  }
  auto arrived = std::make_shared<std::atomic<std::size_t>>(0);
  for (auto& gate : gates) {
    // Nobody goes on before all have come.
    auto posted = hidden_->writers->post([arrived, gates] {
      if (++*arrived == gates.size()) {
        for (auto& each : gates) each->open();
      }
      gates.front()->wait();
    });
    if (!posted) return;
    (void)gate;
  }
  for (auto& gate : gates) gate->wait();
}

}  // namespace figlink
