// JsonScan: finds a few scalars in a document that streams by, without keeping it.
//
// Feed it chunks of any size; it follows depth and keys, keeps at most kCaptureMax bytes a value,
// and stops looking when the document is malformed (ok() turns false; the bytes still pass). A path
// is member names joined by dots ("meta.cursor.after"); a number is a place in an array
// ("versions.0.id"), a star any of them ("events.*.at": that of the last one wins). Memory is
// bounded by depth (kScanDepthMax), never by size.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace figlink {

inline constexpr std::size_t kCaptureMax = 8192;
inline constexpr std::size_t kScanDepthMax =
    128;  // the parser recurses, and fibers have small stacks

class JsonScan {
 public:
  explicit JsonScan(std::span<const std::string_view> paths);
  ~JsonScan();
  JsonScan(JsonScan&&) noexcept;

  void feed(std::string_view chunk);
  void finish();
  bool ok() const;        // no syntax error so far
  bool complete() const;  // a whole document was seen
  // The value at each path: text without quotes, a number as written, "true"; "" when absent, null,
  // an object or an array. Of two equal keys the last one wins.
  const std::vector<std::string>& found() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace figlink
