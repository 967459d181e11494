// Source: bytes that come by chunks, pulled by the one who needs them.
//
// A reply of 500 MB is a Source of small chunks; nothing holds it whole unless it was asked to.
// Pulled by one fiber; next() may wait at a seam. Dropping a Source early gives up the rest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace figlink {

class Source {
 public:
  virtual ~Source() = default;
  // The next bytes, valid until the next call; empty at the end.
  virtual Result<std::string_view> next() = 0;
  // How many bytes are left in all, when known.
  virtual std::optional<std::uint64_t> left() const { return std::nullopt; }
  // True when next() would not wait: lets a server write head and first bytes in one call.
  virtual bool ready() const { return false; }
  // True when each piece is to leave as it comes, and the head before the first: for what lasts
  // longer than a reader waits, such as events.
  virtual bool eager() const { return false; }
};

// Reads all that is left, at most `bytes_max`: too_large past it.
Result<std::string> read_all(Source& source, std::size_t bytes_max);
// A source over a text it owns.
std::unique_ptr<Source> text_source(std::string text);
// What was read already, and then what is left.
std::unique_ptr<Source> text_then(std::string text, std::unique_ptr<Source> rest);
// What was read already, and then what broke it off.
std::unique_ptr<Source> text_then(std::string text, Error error);

}  // namespace figlink
