// entry_file: one kept answer as a file: compressed, sealed and readable at any place.
//
// Bytes: docs/design/memory.md 3. The body is cut into blocks of kBodyBlockBytes, each compressed
// and sealed by itself, so that writing streams and reading begins anywhere. A file that was cut,
// changed, renamed or belongs to another vault does not open: nullopt, and nothing more is said.
// Blocking; for threads that may block.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "figma/archive.h"
#include "vault/vault.h"

namespace figlink {

inline constexpr std::size_t kBodyBlockBytes = 256u << 10;
inline constexpr std::size_t kFootBytesMax = 1u << 20;  // 16 GB of body have their places in it
inline constexpr std::size_t kTextFactMax = 512;        // of a version or a content type

// Zstandard with what it needs to work; one thread at a time.
class Press {
 public:
  Press();
  ~Press();
  Press(const Press&) = delete;
  // false: the machine has no memory.
  bool squeeze(std::string_view plain, std::string& out);
  // nullopt unless exactly `bytes_max` or fewer come out.
  static std::optional<std::string> expand(std::string_view pressed, std::size_t bytes_max);

 private:
  void* context_;
};

// Writes one entry under a temporary name in `folder`; commit() gives it its own. Whatever was not
// committed is removed.
class EntryWriter {
 public:
  // `folder` is there. `id` binds the file to its name and account.
  EntryWriter(Vault& vault, std::string folder, std::string file, std::string id,
              std::string temporary);
  ~EntryWriter();
  EntryWriter(const EntryWriter&) = delete;

  // Each false once the disk has refused; why() has its words.
  bool add(std::string_view piece);          // of the body
  bool add_outline(std::string_view piece);  // after it
  bool finish(const KeptFacts& facts);       // all but the name
  bool commit();                             // on disk, under its name
  std::uint64_t bytes_written() const { return written_; }
  const std::string& why() const { return why_; }

 private:
  bool write(std::string_view bytes);
  bool end_body();
  bool gather(std::uint8_t kind, std::vector<std::uint64_t>& places, std::string_view piece);
  bool write_block(std::uint8_t kind, std::vector<std::uint64_t>& places, std::string_view plain);
  bool fail(const char* doing);

  Press press_;
  std::string folder_, file_, temporary_, why_, block_;
  Vault::NewBlockKey key_;
  int fd_ = -1;
  std::uint64_t written_ = 0, body_bytes_ = 0, outline_bytes_ = 0;
  std::vector<std::uint64_t> body_places_, outline_places_;
  bool body_ended_ = false, committed_ = false;
};

class EntryReader {
 public:
  static std::unique_ptr<EntryReader> open(const Vault& vault, const std::string& path,
                                           std::string_view id);
  ~EntryReader();
  EntryReader(const EntryReader&) = delete;

  const KeptFacts& facts() const { return facts_; }
  std::uint64_t body_bytes() const { return body_bytes_; }
  std::size_t block_count() const { return body_places_.size(); }
  // Which block of the body; any thread.
  std::optional<std::string> block(std::size_t number) const;
  bool has_outline() const { return !outline_places_.empty(); }
  std::optional<std::string> outline() const;
  void touch() const;  // it was used now

 private:
  EntryReader(int fd, BlockKey key) : fd_(fd), key_(std::move(key)) {}
  bool read_foot(std::uint64_t file_bytes);
  bool take_foot(std::string_view foot, std::uint64_t foot_at);
  std::optional<std::string> block_at(std::uint8_t kind, std::size_t number,
                                      const std::vector<std::uint64_t>& places,
                                      std::size_t bytes_max) const;

  int fd_;
  BlockKey key_;
  KeptFacts facts_;
  std::uint64_t body_bytes_ = 0, outline_bytes_ = 0, blocks_end_ = 0;
  std::vector<std::uint64_t> body_places_, outline_places_;
};

// The foot's plain bytes, for EntryReader and its fuzz target: everything but the sealing.
struct EntryFoot {
  KeptFacts facts;
  std::uint64_t body_bytes = 0, outline_bytes = 0;
  std::vector<std::uint64_t> body_places, outline_places;  // where each sealed block begins
  std::string write() const;
  static std::optional<EntryFoot> read(std::string_view bytes);
};

}  // namespace figlink
