#include "gateway/entry_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace figlink {
namespace {

// docs/design/memory.md 3. Numbers are big-endian.
constexpr std::string_view kMagic = "figlinkM";
constexpr std::string_view kEndMagic = "Mknilgif";
constexpr char kVersion = 1;
constexpr std::size_t kTailBytes = 8 + 4 + 8;  // place and size of the foot, magic
constexpr std::size_t kKeyRecordMax = 1024;
constexpr std::uint8_t kBodyKind = 1, kOutlineKind = 2, kFootKind = 3;
constexpr std::string_view kBindingKind = "memory.entry";
constexpr int kLevel = 1;  // of Zstandard: keeps up with the network
constexpr std::size_t kPressedMax = kBodyBlockBytes + (kBodyBlockBytes >> 7) + 1024;

void put_number(std::string& out, std::uint64_t number, int bytes = 8) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    out += static_cast<char>(number >> shift);
}

void put_text(std::string& out, std::string_view text) {
  put_number(out, text.size(), 2);
  out += text;
}

// Reads from the front; says once at the end whether all was there.
class Reading {
 public:
  explicit Reading(std::string_view bytes) : bytes_(bytes) {}
  std::uint64_t number(std::size_t size = 8) {
    std::uint64_t number = 0;
    for (char c : take(size)) number = number << 8 | static_cast<unsigned char>(c);
    return number;
  }
  std::string_view take(std::size_t size) {
    if (size > bytes_.size()) {
      good_ = false;
      return {};
    }
    std::string_view out = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return out;
  }
  std::string text() { return std::string(take(number(2))); }
  std::size_t left() const { return bytes_.size(); }
  bool good() const { return good_; }

 private:
  std::string_view bytes_;
  bool good_ = true;
};

std::optional<std::string> read_at(int fd, std::uint64_t at, std::size_t size) {
  std::string out(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    const ssize_t got = ::pread(fd, out.data() + have, size - have, static_cast<off_t>(at + have));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::nullopt;
    have += static_cast<std::size_t>(got);
  }
  return out;
}

std::size_t blocks_of(std::uint64_t bytes) {
  return static_cast<std::size_t>((bytes + kBodyBlockBytes - 1) / kBodyBlockBytes);
}

std::size_t bytes_of_block(std::uint64_t all, std::size_t number) {
  return static_cast<std::size_t>(
      std::min<std::uint64_t>(kBodyBlockBytes, all - std::uint64_t{number} * kBodyBlockBytes));
}

}  // namespace

Press::Press() : context_(ZSTD_createCCtx()) {}
Press::~Press() { ZSTD_freeCCtx(static_cast<ZSTD_CCtx*>(context_)); }

bool Press::squeeze(std::string_view plain, std::string& out) {
  if (context_ == nullptr) return false;
  out.resize(ZSTD_compressBound(plain.size()));
  const std::size_t size = ZSTD_compressCCtx(static_cast<ZSTD_CCtx*>(context_), out.data(),
                                             out.size(), plain.data(), plain.size(), kLevel);
  if (ZSTD_isError(size) != 0) return false;
  out.resize(size);
  return true;
}

std::optional<std::string> Press::expand(std::string_view pressed, std::size_t bytes_max) {
  std::string out(bytes_max, '\0');
  const std::size_t size = ZSTD_decompress(out.data(), out.size(), pressed.data(), pressed.size());
  if (ZSTD_isError(size) != 0) return std::nullopt;
  out.resize(size);
  return out;
}

std::string EntryFoot::write() const {
  std::string out(1, kVersion);
  put_number(out, static_cast<std::uint64_t>(facts.kept_at));
  put_number(out, static_cast<std::uint64_t>(facts.until));
  out += static_cast<char>(facts.study ? 1 : 0);
  put_text(out, facts.version);
  put_text(out, facts.content_type);
  put_number(out, body_bytes);
  put_number(out, outline_bytes);
  for (std::uint64_t place : body_places) put_number(out, place);
  for (std::uint64_t place : outline_places) put_number(out, place);
  return out;
}

std::optional<EntryFoot> EntryFoot::read(std::string_view bytes) {
  Reading reading(bytes);
  EntryFoot foot;
  if (reading.number(1) != static_cast<unsigned char>(kVersion)) return std::nullopt;
  foot.facts.kept_at = static_cast<UnixMs>(reading.number());
  foot.facts.until = static_cast<UnixMs>(reading.number());
  foot.facts.study = reading.number(1) != 0;
  foot.facts.version = reading.text();
  foot.facts.content_type = reading.text();
  foot.body_bytes = reading.number();
  foot.outline_bytes = reading.number();
  const bool fits = reading.good() && foot.facts.version.size() <= kTextFactMax &&
                    foot.facts.content_type.size() <= kTextFactMax &&
                    foot.body_bytes <= kOutlinedBytesMax && foot.outline_bytes <= kOutlineBytesMax;
  if (!fits) return std::nullopt;
  const std::size_t body = blocks_of(foot.body_bytes), outline = blocks_of(foot.outline_bytes);
  if (reading.left() != 8 * (body + outline)) return std::nullopt;
  for (std::size_t i = 0; i < body; ++i) foot.body_places.push_back(reading.number());
  for (std::size_t i = 0; i < outline; ++i) foot.outline_places.push_back(reading.number());
  return foot;
}

EntryWriter::EntryWriter(Vault& vault, std::string folder, std::string file, std::string id,
                         std::string temporary)
    : folder_(std::move(folder)),
      file_(std::move(file)),
      temporary_(folder_ + "/" + temporary),
      key_(vault.make_block_key({kBindingKind, id, ""})) {
  fd_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd_ < 0) {
    fail("made");
    return;
  }
  std::string head(kMagic);
  head += kVersion;
  put_text(head, key_.sealed.bytes);
  write(head);
  block_.reserve(kBodyBlockBytes);
}

EntryWriter::~EntryWriter() {
  if (fd_ >= 0) ::close(fd_);
  if (fd_ >= 0 && !committed_) ::unlink(temporary_.c_str());
}

bool EntryWriter::fail(const char* doing) {
  if (why_.empty()) why_ = std::string("It cannot be ") + doing + ": " + std::strerror(errno) + ".";
  return false;
}

bool EntryWriter::write(std::string_view bytes) {
  if (!why_.empty()) return false;
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd_, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return fail("written");
    bytes.remove_prefix(static_cast<std::size_t>(put));
    written_ += static_cast<std::uint64_t>(put);
  }
  return true;
}

bool EntryWriter::write_block(std::uint8_t kind, std::vector<std::uint64_t>& places,
                              std::string_view plain) {
  std::string pressed;
  if (!press_.squeeze(plain, pressed)) return fail("compressed");
  const std::size_t number = places.size();
  places.push_back(written_);
  return write(key_.key.seal(kind, number, pressed));
}

bool EntryWriter::gather(std::uint8_t kind, std::vector<std::uint64_t>& places,
                         std::string_view piece) {
  while (!piece.empty()) {
    const std::size_t room = std::min(piece.size(), kBodyBlockBytes - block_.size());
    block_ += piece.substr(0, room);
    piece.remove_prefix(room);
    if (block_.size() < kBodyBlockBytes) break;
    if (!write_block(kind, places, block_)) return false;
    block_.clear();
  }
  return why_.empty();
}

bool EntryWriter::add(std::string_view piece) {
  body_bytes_ += piece.size();
  return gather(kBodyKind, body_places_, piece);
}

bool EntryWriter::end_body() {
  if (std::exchange(body_ended_, true)) return why_.empty();
  const bool good = block_.empty() || write_block(kBodyKind, body_places_, block_);
  block_.clear();
  return good;
}

bool EntryWriter::add_outline(std::string_view piece) {
  outline_bytes_ += piece.size();
  return end_body() && gather(kOutlineKind, outline_places_, piece);
}

bool EntryWriter::finish(const KeptFacts& facts) {
  if (!end_body()) return false;
  if (!block_.empty() && !write_block(kOutlineKind, outline_places_, block_)) return false;
  const EntryFoot foot{facts, body_bytes_, outline_bytes_, body_places_, outline_places_};
  const std::string sealed = key_.key.seal(kFootKind, 0, foot.write());
  const std::uint64_t at = written_;
  std::string tail;
  put_number(tail, at);
  put_number(tail, sealed.size(), 4);
  tail += kEndMagic;
  return write(sealed) && write(tail);
}

bool EntryWriter::commit() {
  if (!why_.empty()) return false;
  if (::fsync(fd_) != 0) return fail("brought to the disk");
  if (::rename(temporary_.c_str(), (folder_ + "/" + file_).c_str()) != 0) return fail("named");
  committed_ = true;
  return true;
}

std::unique_ptr<EntryReader> EntryReader::open(const Vault& vault, const std::string& path,
                                               std::string_view id) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return nullptr;
  struct stat about {};
  const std::size_t head_bytes = kMagic.size() + 1 + 2;
  auto head = ::fstat(fd, &about) == 0 && S_ISREG(about.st_mode) ? read_at(fd, 0, head_bytes)
                                                                 : std::nullopt;
  if (head && head->starts_with(kMagic) && (*head)[kMagic.size()] == kVersion) {
    Reading reading(std::string_view(*head).substr(kMagic.size() + 1));
    const std::size_t size = reading.number(2);
    auto record = size <= kKeyRecordMax ? read_at(fd, head_bytes, size) : std::nullopt;
    if (record) {
      auto key = vault.open_block_key({kBindingKind, id, ""}, {std::move(*record)});
      if (key && key->is_whole()) {
        std::unique_ptr<EntryReader> reader(new EntryReader(fd, std::move(*key)));
        if (reader->read_foot(static_cast<std::uint64_t>(about.st_size))) return reader;
        return nullptr;
      }
    }
  }
  ::close(fd);
  return nullptr;
}

EntryReader::~EntryReader() { ::close(fd_); }

bool EntryReader::read_foot(std::uint64_t file_bytes) {
  if (file_bytes < kTailBytes) return false;
  auto tail = read_at(fd_, file_bytes - kTailBytes, kTailBytes);
  if (!tail || !tail->ends_with(kEndMagic)) return false;
  Reading reading(*tail);
  const std::uint64_t at = reading.number();
  const std::size_t size = reading.number(4);
  if (size > kFootBytesMax || at > file_bytes || at + size + kTailBytes != file_bytes) return false;
  auto sealed = read_at(fd_, at, size);
  auto plain = sealed ? key_.open(kFootKind, 0, *sealed) : std::nullopt;
  return plain && take_foot(*plain, at);
}

bool EntryReader::take_foot(std::string_view bytes, std::uint64_t foot_at) {
  auto foot = EntryFoot::read(bytes);
  if (!foot) return false;
  facts_ = std::move(foot->facts);
  body_bytes_ = foot->body_bytes;
  outline_bytes_ = foot->outline_bytes;
  body_places_ = std::move(foot->body_places);
  outline_places_ = std::move(foot->outline_places);
  blocks_end_ = foot_at;
  return true;
}

std::optional<std::string> EntryReader::block_at(std::uint8_t kind, std::size_t number,
                                                 const std::vector<std::uint64_t>& places,
                                                 std::size_t bytes_max) const {
  if (number >= places.size()) return std::nullopt;
  std::uint64_t end = blocks_end_;
  if (number + 1 < places.size()) {
    end = places[number + 1];
  } else if (kind == kBodyKind && !outline_places_.empty()) {
    end = outline_places_.front();
  }
  const std::uint64_t at = places[number];
  if (at > end || end - at > kPressedMax + kBlockTagBytes) return std::nullopt;
  auto sealed = read_at(fd_, at, static_cast<std::size_t>(end - at));
  auto pressed = sealed ? key_.open(kind, number, *sealed) : std::nullopt;
  if (!pressed) return std::nullopt;
  auto plain = Press::expand(*pressed, bytes_max);
  if (!plain || plain->size() != bytes_max) return std::nullopt;
  return plain;
}

std::optional<std::string> EntryReader::block(std::size_t number) const {
  if (number >= body_places_.size()) return std::nullopt;
  return block_at(kBodyKind, number, body_places_, bytes_of_block(body_bytes_, number));
}

std::optional<std::string> EntryReader::outline() const {
  std::string out;
  out.reserve(outline_bytes_);
  for (std::size_t i = 0; i < outline_places_.size(); ++i) {
    auto part = block_at(kOutlineKind, i, outline_places_, bytes_of_block(outline_bytes_, i));
    if (!part) return std::nullopt;
    out += *part;
  }
  return out;
}

void EntryReader::touch() const { ::futimens(fd_, nullptr); }

}  // namespace figlink
