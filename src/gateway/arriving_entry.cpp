#include "gateway/arriving_entry.h"

#include <utility>

namespace figlink {
namespace {

constexpr std::uint64_t kDiskShare = 2;  // one entry takes at most so much of the disk

}  // namespace

ArrivingEntry::ArrivingEntry(Parts parts, EntryName name, KeptFacts facts)
    : parts_(parts),
      name_(std::move(name)),
      facts_(std::move(facts)),
      arrives_(parts_.memory.entry_bytes_max() > 0 &&
               facts_.bytes_expected <= parts_.memory.entry_bytes_max()) {}

ArrivingEntry::~ArrivingEntry() { leave_memory(); }

void ArrivingEntry::take(std::string_view piece) {
  if (facts_.study) reader_.feed(piece);
  size_ += piece.size();
  if (arrives_) to_memory(piece);
  if (parts_.folder.bytes_max() > 0 && !disk_refused_) to_disk(piece);
}

void ArrivingEntry::to_memory(std::string_view piece) {
  if (size_ <= parts_.memory.entry_bytes_max() && parts_.memory.reserve(piece.size())) {
    arrived_ += piece;
  } else {
    leave_memory();
  }
}

void ArrivingEntry::leave_memory() {
  arrives_ = false;
  parts_.memory.give_back(arrived_.size());
  arrived_ = {};
}

void ArrivingEntry::to_disk(std::string_view piece) {
  if (!writer_) writer_ = parts_.folder.begin(name_);
  const bool good = writer_->add(piece);
  if (good && writer_->bytes_written() <= parts_.folder.bytes_max() / kDiskShare) return;
  refuse();
}

// The disk is full, or the entry too large for its budget: it goes, the answer goes on.
void ArrivingEntry::refuse() {
  disk_refused_ = true;
  if (writer_ && !writer_->why().empty()) {
    parts_.log.warning("not_remembered_on_disk",
                       {{"why", std::string_view(writer_->why())},
                        {"hint", "the answer itself was given; make room, or set --cache-disk"}});
  }
  writer_.reset();
}

void ArrivingEntry::give_up() {
  disk_refused_ = true;
  writer_.reset();
  leave_memory();
}

void ArrivingEntry::finish(const std::atomic<bool>& cancelled,
                           const std::function<void()>& at_hand) {
  std::string outline;
  if ((facts_.study && !study(outline)) || !is_in_bounds()) return give_up();
  if (writer_ && !writer_->finish(facts_)) refuse();
  if (arrives_) put_at_hand(std::move(outline), cancelled, at_hand);
  if (!writer_) return;
  const std::uint64_t bytes = writer_->bytes_written();
  if (!cancelled && !writer_->commit()) return refuse();
  if (cancelled) parts_.folder.remove(name_);
  parts_.folder.grew(bytes);
  writer_.reset();
}

// Whether the document is whole; its outline, where it has one, goes to both places.
bool ArrivingEntry::study(std::string& outline) {
  const bool has_outline = reader_.finish([&](std::string_view piece) {
    if (arrives_) outline += piece;
    if (writer_) writer_->add_outline(piece);
  });
  if (!has_outline) outline.clear();
  if (!reader_.is_whole()) return false;
  if (!reader_.version().empty()) facts_.version = reader_.version();
  return true;
}

bool ArrivingEntry::is_in_bounds() const {
  return !facts_.version.empty() && facts_.version.size() <= kTextFactMax &&
         facts_.content_type.size() <= kTextFactMax && size_ <= kOutlinedBytesMax;
}

void ArrivingEntry::put_at_hand(std::string bytes, const std::atomic<bool>& cancelled,
                                const std::function<void()>& at_hand) {
  std::shared_ptr<const Outline> outline;
  if (!bytes.empty()) {
    if (auto read = Outline::from(std::move(bytes)))
      outline = std::make_shared<const Outline>(std::move(*read));
  }
  parts_.memory.give_back(arrived_.size());
  auto entry = std::make_shared<KeptEntry>(facts_, std::exchange(arrived_, {}), std::move(outline));
  if (writer_) entry->also_lies_at(parts_.folder.path_of(name_), parts_.clock.steady_ms());
  if (cancelled) return;
  const std::string key = entry_key(name_);
  parts_.memory.hot.put(key, entry, entry->cost());
  if (cancelled) parts_.memory.hot.drop(key);
  at_hand();
}

}  // namespace figlink
