// Wishes: the bounds of what callers may write into records, and the gathering of every wrong field
// into one answer.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace figlink {

inline constexpr std::size_t kOwnerTextMax = 256;       // owner id, name, username, label
inline constexpr std::size_t kMetadataMax = 16u << 10;  // as JSON text
inline constexpr std::size_t kCategoriesMax = 64;
inline constexpr std::size_t kKeyNameMax = 128;

// bad_input with these problems. The message carries their sentences, at most kProblemsSaidMax of
// them: many pages show the message alone.
inline constexpr std::size_t kProblemsSaidMax = 3;
std::unexpected<Error> wrong_fields(std::vector<Problem> problems);

// The error with its fields under the names they have on a face. Of two problems with one field the
// first is kept: who read the form knows better than who found the field empty.
using FieldNames = std::function<std::string(std::string_view field)>;
Error renamed(Error error, const FieldNames& name_of);

// Problems gathered field by field; done() is one bad_input with all of them, or nothing.
class Problems {
 public:
  Problems() = default;
  explicit Problems(std::vector<Problem> found) : list_(std::move(found)) {}
  void add(std::string_view field, std::string message);
  void add_all(std::vector<Problem> problems);
  void need_text(std::string_view field, std::string_view text);  // not empty, bounded
  void bound_text(std::string_view field, std::string_view text,
                  std::size_t bytes_max = kOwnerTextMax);
  void check_type(std::string_view type);     // production, test
  void check_metadata(const Json& metadata);  // object or null, bounded
  bool any() const { return !list_.empty(); }
  Result<void> done();

 private:
  std::vector<Problem> list_;
};

}  // namespace figlink
