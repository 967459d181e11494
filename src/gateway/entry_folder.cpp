#include "gateway/entry_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "base/text.h"

namespace figlink {
namespace {

constexpr UnixMs kLeftBehindMs = kHourMs;  // a temporary file of that age is nobody's
constexpr std::string_view kTemporary = ".new-";
constexpr std::string_view kEpoch = "/epoch";
constexpr std::string_view kReads = "/reads";

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

void remove_folder(const std::string& path) {
  each_item(path, [](const Item& item) { ::unlink(item.path.c_str()); });
  ::rmdir(path.c_str());
}

// The file of counts, locked for as long as it is open.
class ReadsFile {
 public:
  explicit ReadsFile(const std::string& folder) {
    const std::string path = folder + std::string(kReads);
    fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd_ >= 0) ::flock(fd_, LOCK_EX);
  }
  ~ReadsFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  ReadsFile(const ReadsFile&) = delete;

  EntryFolder::Reads get() const {
    EntryFolder::Reads counts{};
    if (::pread(fd_, counts.data(), sizeof counts, 0) != static_cast<ssize_t>(sizeof counts))
      counts = {};
    return counts;
  }
  void set(const EntryFolder::Reads& counts) const {
    if (::pwrite(fd_, counts.data(), sizeof counts, 0) < 0) return;  // counts are not worth a word
  }

 private:
  int fd_ = -1;
};

}  // namespace

std::string entry_key(const EntryName& name) { return name.account_id + '\n' + name.read; }

EntryFolder::EntryFolder(std::string path, std::uint64_t bytes_max, Vault& vault,
                         const Clock& clock, Chance& chance)
    : path_(std::move(path)),
      bytes_max_(bytes_max),
      vault_(vault),
      clock_(clock),
      chance_(chance),
      epoch_(epoch_mark()) {}

std::string EntryFolder::digest(std::string_view purpose, const std::string& of) const {
  return to_hex(
      as_view(vault_.lookup_digest("figlink memory " + std::string(purpose) + "\n" + of)));
}

std::string EntryFolder::folder_of(const std::string& account_id) const {
  constexpr std::size_t kFolderDigits = 32;
  return path_ + "/" + digest("account", account_id).substr(0, kFolderDigits);
}

std::string EntryFolder::path_of(const EntryName& name) const {
  return folder_of(name.account_id) + "/" + digest("entry", entry_key(name));
}

bool EntryFolder::has(const EntryName& name) const {
  return ::access(path_of(name).c_str(), F_OK) == 0;
}

void EntryFolder::remove(const EntryName& name) const { ::unlink(path_of(name).c_str()); }

std::unique_ptr<EntryReader> EntryFolder::open(const EntryName& name) const {
  return EntryReader::open(vault_, path_of(name), entry_key(name));
}

std::unique_ptr<EntryWriter> EntryFolder::begin(const EntryName& name) const {
  const std::string folder = folder_of(name.account_id);
  ::mkdir(path_.c_str(), 0700);
  ::mkdir(folder.c_str(), 0700);
  return std::make_unique<EntryWriter>(vault_, folder, path_of(name).substr(folder.size() + 1),
                                       entry_key(name),
                                       std::string(kTemporary) + random_id(chance_));
}

void EntryFolder::grew(std::uint64_t bytes) {
  bytes_ += bytes;
  ++entries_;
  if (bytes_ > bytes_max_) sweep();
}

void EntryFolder::sweep() {
  std::lock_guard lock(sweeping_);
  std::vector<Item> items;
  std::uint64_t bytes = 0;
  const UnixMs now = clock_.now_ms();
  each_name(path_, [&](std::string_view name) {
    each_item(path_ + "/" + std::string(name), [&](Item item) {
      if (item.is_temporary) {
        if (now - item.used_ms > kLeftBehindMs) ::unlink(item.path.c_str());
        return;
      }
      bytes += item.bytes;
      items.push_back(std::move(item));
    });
  });
  std::size_t removed = 0;
  if (bytes > bytes_max_) {
    std::ranges::sort(items, {}, &Item::used_ms);
    const std::uint64_t aim = bytes_max_ / 10 * 9;
    for (; removed < items.size() && bytes > aim; ++removed) {
      ::unlink(items[removed].path.c_str());
      bytes -= items[removed].bytes;
    }
  }
  bytes_ = bytes;
  entries_ = items.size() - removed;
}

void EntryFolder::forget(const std::string& account_id) {
  if (!account_id.empty()) {
    remove_folder(folder_of(account_id));
  } else {
    each_name(path_,
              [&](std::string_view name) { remove_folder(path_ + "/" + std::string(name)); });
    ::unlink((path_ + std::string(kReads)).c_str());
  }
  new_epoch();
  sweep();
}

// One file has one number for as long as it is there.
std::string EntryFolder::epoch_mark() const {
  struct stat about {};
  if (::stat((path_ + std::string(kEpoch)).c_str(), &about) != 0) return {};
  return std::to_string(about.st_ino) + " " + std::to_string(about.st_mtim.tv_sec) + "." +
         std::to_string(about.st_mtim.tv_nsec);
}

void EntryFolder::new_epoch() {
  const std::string path = path_ + std::string(kEpoch), next = path + "." + random_id(chance_);
  const int fd = ::open(next.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return;
  ::close(fd);
  ::rename(next.c_str(), path.c_str());
  std::lock_guard lock(mutex_);
  epoch_ = epoch_mark();
}

bool EntryFolder::was_forgotten_elsewhere() {
  std::string mark = epoch_mark();
  std::lock_guard lock(mutex_);
  return std::exchange(epoch_, mark) != mark;
}

EntryFolder::Content EntryFolder::content_of(const std::string& account_id) const {
  Content content;
  each_item(folder_of(account_id), [&](const Item& item) {
    if (item.is_temporary) return;
    ++content.entries;
    content.bytes += item.bytes;
  });
  return content;
}

void EntryFolder::add_reads(const Reads& reads) const {
  if (std::ranges::all_of(reads, [](std::uint64_t count) { return count == 0; })) return;
  ::mkdir(path_.c_str(), 0700);
  const ReadsFile file(path_);
  Reads counts = file.get();
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += reads[i];
  file.set(counts);
}

EntryFolder::Reads EntryFolder::reads() const {
  struct stat about {};
  if (::stat(path_.c_str(), &about) != 0) return {};
  return ReadsFile(path_).get();
}

}  // namespace figlink
