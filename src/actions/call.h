// Call: one checked request to Figma, ready to be sent. Only check() makes one, so an unchecked
// input cannot be sent.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/action.h"

namespace figlink {

class Call {
 public:
  const Action& action() const { return *action_; }
  Method method() const { return action_->method; }
  const std::string& target() const { return target_; }    // path and query, percent-encoded
  const std::string& body() const { return body_; }        // JSON, or empty
  std::string_view file_key() const { return file_key_; }  // the file it touches, or ""
  std::string_view next() const { return next_; }          // the cursor it goes on from, or ""
  // Whether the query has `name`, and its value as it stands there ("" when absent).
  bool asks(std::string_view name) const;
  std::string_view asked(std::string_view name) const;
  // The same call by the action's detour; asserts that there is one.
  std::string detour_target() const;
  // The items of the list that the action splits, as they stand in the query, each once; and the
  // same call with only some of them.
  std::vector<std::string_view> split_items() const;
  Call with_items(std::span<const std::string_view> items) const;

 private:
  friend class Checker;
  std::string& one_more(std::string_view name);  // of the query: its value goes to the end
  void drop(std::string_view name);              // out of the query
  void fill_target();                            // from the path's values and the query
  const Action* action_ = nullptr;
  std::string target_;
  std::string query_;  // "?a=b" or ""
  std::string body_;
  std::string file_key_;
  std::string next_;
  std::array<std::string, 3> path_values_;  // encoded, in the order of the placeholders
};

}  // namespace figlink
