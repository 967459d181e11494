// Fields: reads the members of a JSON object of our own, and gathers every wrong one.
//
// null counts as absent. Members nobody asks for are left alone: clients of hosted hubs send
// extras. done() is bad_input with all problems at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

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
  std::optional<bool> maybe_bool(std::string_view name);
  std::optional<std::int64_t> maybe_integer(std::string_view name);
  std::optional<double> maybe_number(std::string_view name);
  std::optional<Json> maybe_object(std::string_view name);
  std::optional<Json> maybe_array(std::string_view name);
  std::optional<std::vector<std::string>> maybe_texts(std::string_view name);  // a list of texts

  void problem(std::string_view name, std::string message);
  Result<void> done();

 private:
  const Json* present(std::string_view name) const;
  const Json& object_;
  std::string prefix_;
  std::vector<Problem> problems_;
};

// bad_input with these problems.
std::unexpected<Error> wrong_fields(std::vector<Problem> problems);

}  // namespace figlink
