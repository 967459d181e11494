// Json: the one JSON value of the house.
//
// A value type of 24 bytes; copying is deep, moving is cheap. References to members stay valid
// until the value above them is changed. The library behind it (Boost.JSON) is seen by json.cpp
// alone. Integers keep all 64 bits, a fraction is read exactly and written in the shortest form
// that reads back the same, the order of an object's keys is kept, and of two equal keys the last
// one wins. Not thread-safe.
//
// Large documents are never read into a Json: see json_scan.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace figlink {

class Json {
 public:
  enum class Kind : std::uint8_t { null, boolean, integer, number, text, array, object };

  struct Limits {
    std::size_t depth_max = 64;
    std::size_t bytes_max = 16u << 20;
  };

  Json() noexcept;  // null
  Json(std::nullptr_t) noexcept;
  Json(bool value) noexcept;
  Json(int value) noexcept;
  Json(std::int64_t value) noexcept;
  Json(std::uint64_t value) noexcept;
  Json(double value) noexcept;
  Json(const char* text);
  Json(std::string_view text);
  Json(const std::string& text);
  Json(const Json& other);
  Json(Json&& other) noexcept;
  Json& operator=(const Json& other);
  Json& operator=(Json&& other) noexcept;
  ~Json();

  static Json object();
  static Json object(std::initializer_list<std::pair<std::string_view, Json>> members);
  static Json array();
  static Json array(std::initializer_list<Json> items);
  // bad_input with position on malformed text; too_large past a limit. Trailing bytes are refused.
  static Result<Json> parse(std::string_view text);
  static Result<Json> parse(std::string_view text, const Limits& limits);

  Kind kind() const noexcept;
  bool is_null() const noexcept { return kind() == Kind::null; }
  bool is_object() const noexcept { return kind() == Kind::object; }
  bool is_array() const noexcept { return kind() == Kind::array; }
  bool is_text() const noexcept { return kind() == Kind::text; }

  // Absent or of another kind: nullopt.
  std::optional<bool> as_bool() const noexcept;
  std::optional<std::int64_t> as_integer() const noexcept;  // also 30.0, when it is whole
  std::optional<double> as_number() const noexcept;
  std::optional<std::string_view> as_text() const noexcept;
  std::string text_or(std::string_view otherwise) const;

  // Objects. find: nullptr when absent or not an object. set: turns null into an object.
  const Json* find(std::string_view key) const noexcept;
  Json* find(std::string_view key) noexcept;
  // A path of keys: at({"meta", "cursor"}); nullptr when any is absent.
  const Json* at(std::initializer_list<std::string_view> path) const noexcept;
  Json& set(std::string_view key, Json value);
  bool erase(std::string_view key);
  std::vector<std::string_view> keys() const;

  // Arrays (and the number of members of an object).
  std::size_t size() const noexcept;
  const Json& operator[](std::size_t index) const;  // asserts
  Json& operator[](std::size_t index);
  Json& push(Json value);  // turns null into an array

  template <class Visit>  // visit(std::string_view key, const Json& value)
  void each(Visit visit) const {
    for (std::size_t i = 0; i < size(); ++i) visit(key_at(i), member_at(i));
  }

  // What is written is always valid JSON: a byte that is no UTF-8 becomes U+FFFD.
  std::string dump() const;
  std::string pretty() const;  // two spaces, for people
  void dump_to(std::string& out) const;

  friend bool operator==(const Json& a, const Json& b) noexcept;

 private:
  std::string_view key_at(std::size_t index) const;  // "" in an array
  const Json& member_at(std::size_t index) const;
  alignas(8) std::byte storage_[24];
};

// Writes `text` as a JSON string with its quotes, in valid UTF-8.
void quote_to(std::string& out, std::string_view text);

}  // namespace figlink
