// Fields: reads the members of a JSON object of our own, and gathers every wrong one.
//
// null counts as absent, except where it takes a value away. A member that nobody asked for is a
// mistake and named with the nearest that was (refuse_others), unless it is on the body's list of
// what clients of hosted hubs send along. done() is bad_input with all problems at once;
// take_problems() hands them to the Gateway, which tells them with its own.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "gateway/wishes.h"

namespace figlink {

inline constexpr std::size_t kFieldTextMax = 4096;  // bytes of one text of ours

class Fields {
 public:
  // `prefix` is put before each field's name in a problem ("credentials.").
  explicit Fields(const Json& object, std::string prefix = {})
      : object_(object), prefix_(std::move(prefix)) {}

  std::string required_text(std::string_view name);
  std::string text(std::string_view name) { return maybe_text(name).value_or(""); }
  std::optional<std::string> maybe_text(std::string_view name);
  std::optional<std::string> clearable_text(std::string_view name);  // null: ""
  std::optional<bool> maybe_bool(std::string_view name);
  std::optional<std::int64_t> maybe_integer(std::string_view name);
  std::optional<double> maybe_number(std::string_view name);
  std::optional<Json> maybe_object(std::string_view name);
  std::optional<Json> clearable_object(std::string_view name);  // null: null
  std::optional<Json> maybe_array(std::string_view name);
  std::optional<std::vector<std::string>> maybe_texts(std::string_view name);  // a list of texts

  // Asked for by somebody else.
  void know(std::string_view name) { known_.push_back(name); }
  void know(std::span<const std::string_view> names);
  // To be called last. `ignored`: what may be there and says nothing.
  void refuse_others(std::span<const std::string_view> ignored = {});

  void problem(std::string_view name, std::string message);
  std::vector<Problem> take_problems() { return std::move(problems_); }
  Result<void> done();

 private:
  const Json* present(std::string_view name);
  bool is_null(std::string_view name) const;
  const Json& object_;
  std::string prefix_;
  std::vector<std::string_view> known_;
  std::vector<Problem> problems_;
};

// Hands an error on, with the fields of the Gateway under their names on this face.
template <class T>
std::unexpected<Error> pass_named(Result<T>& result, const FieldNames& name_of) {
  return std::unexpected(renamed(std::move(result.error()), name_of));
}

}  // namespace figlink
