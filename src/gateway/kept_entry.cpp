#include "gateway/kept_entry.h"

#include <algorithm>
#include <utility>

namespace figlink {
namespace {

constexpr std::size_t kPieceBytes = 64u << 10;  // of what read() gives out
constexpr SteadyMs kTouchMs = kMinuteMs;

// nullptr: it does not fit its document, or is damaged.
std::shared_ptr<const Outline> outline_in(const EntryReader& file, std::uint64_t document_bytes) {
  auto bytes = file.outline();
  auto outline = bytes ? Outline::from(std::move(*bytes)) : std::nullopt;
  if (!outline || outline->document_bytes() != document_bytes) return nullptr;
  return std::make_shared<const Outline>(std::move(*outline));
}

std::optional<std::string> body_in(const EntryReader& file) {
  std::string bytes;
  for (std::size_t i = 0; i < file.block_count(); ++i) {
    auto block = file.block(i);
    if (!block) return std::nullopt;
    bytes += *block;
  }
  return bytes;
}

}  // namespace

// The bytes of an excerpt, gathered into pieces of a decent size.
class KeptEntry::Pieces final : public Source {
 public:
  Pieces(std::shared_ptr<const KeptEntry> from, Excerpt excerpt)
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
    if (from_->in_memory()) return from_at(from_->bytes_, at);
    const std::size_t number = at / kBodyBlockBytes;
    if (block_number_ != number) {
      std::optional<std::string> block;
      // By value: the thread may begin when this fiber has nothing else to hold them.
      const bool ran =
          from_->run([&block, number, file = from_->file_.get()] { block = file->block(number); });
      if (ran && !block) from_->is_damaged();
      if (!block) return std::nullopt;
      block_ = std::move(*block);
      block_number_ = number;
    }
    return from_at(block_, at % kBodyBlockBytes);
  }
  static std::optional<std::string_view> from_at(std::string_view bytes, std::uint64_t at) {
    return at < bytes.size() ? std::optional(bytes.substr(at)) : std::nullopt;
  }

  std::shared_ptr<const KeptEntry> from_;
  Excerpt excerpt_;
  std::uint64_t left_;
  std::size_t span_ = 0;
  std::uint64_t done_ = 0;  // of the span
  std::string out_, block_;
  std::optional<std::size_t> block_number_;
};

KeptEntry::KeptEntry(KeptFacts facts, std::string bytes, std::shared_ptr<const Outline> outline)
    : facts_(std::move(facts)),
      bytes_(std::move(bytes)),
      size_(bytes_.size()),
      outline_(std::move(outline)),
      outline_known_(true) {}

KeptEntry::KeptEntry(std::unique_ptr<EntryReader> file, std::weak_ptr<EntryDesk> desk,
                     EntryName name)
    : facts_(file->facts()),
      size_(file->body_bytes()),
      file_(std::move(file)),
      desk_(std::move(desk)),
      name_(std::move(name)) {}

std::shared_ptr<KeptEntry> KeptEntry::load(std::unique_ptr<EntryReader> file, std::size_t whole_max,
                                           std::weak_ptr<EntryDesk> desk, const EntryName& name) {
  if (file->body_bytes() > whole_max)
    return std::make_shared<KeptEntry>(std::move(file), std::move(desk), name);
  auto bytes = body_in(*file);
  if (!bytes) return nullptr;
  std::shared_ptr<const Outline> outline;
  if (file->has_outline()) {
    outline = outline_in(*file, bytes->size());
    if (!outline) return nullptr;
  }
  return std::make_shared<KeptEntry>(file->facts(), std::move(*bytes), std::move(outline));
}

std::shared_ptr<const Outline> KeptEntry::outline() const {
  {
    std::lock_guard lock(mutex_);
    if (outline_known_) return outline_;
  }
  if (!file_->has_outline()) return nullptr;
  std::shared_ptr<const Outline> read;
  if (!run([&] { read = outline_in(*file_, size_); })) return nullptr;
  if (!read) is_damaged();
  std::lock_guard lock(mutex_);
  outline_ = read;
  outline_known_ = true;
  // The outline is what it costs to keep a file at hand.
  if (auto desk = desk_.lock(); desk && read) desk->has_grown(name_, shared_from_this());
  return read;
}

std::unique_ptr<Source> KeptEntry::read(Excerpt excerpt) const {
  return std::make_unique<Pieces>(shared_from_this(), std::move(excerpt));
}

std::unique_ptr<Source> KeptEntry::read() const {
  Excerpt all;
  all.copy(0, static_cast<std::uint32_t>(size_));
  return read(std::move(all));
}

std::size_t KeptEntry::cost() const {
  return bytes_.size() + (outline_ ? outline_->bytes().size() : 0) + sizeof *this;
}

void KeptEntry::also_lies_at(std::string path, SteadyMs now) {
  path_ = std::move(path);
  touched_ms_ = now;
}

std::optional<std::string> KeptEntry::path_to_touch(SteadyMs now) const {
  if (path_.empty()) return std::nullopt;
  SteadyMs last = touched_ms_.load(std::memory_order_relaxed);
  if (now - last < kTouchMs || !touched_ms_.compare_exchange_strong(last, now)) return std::nullopt;
  return path_;
}

bool KeptEntry::run(const std::function<void()>& job) const {
  auto desk = desk_.lock();
  return desk && desk->run(job);
}

void KeptEntry::is_damaged() const {
  if (auto desk = desk_.lock()) desk->is_damaged(name_);
}

}  // namespace figlink
