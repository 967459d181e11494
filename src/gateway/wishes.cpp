#include "gateway/wishes.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.h"

namespace figlink {
namespace {

std::string sentence_of(const std::vector<Problem>& problems) {
  auto said = [](const Problem& one) { return one.field + ": " + one.message; };
  if (problems.size() == 1) return said(problems.front());
  std::string text = std::to_string(problems.size()) + " fields are wrong.";
  for (std::size_t i = 0; i < problems.size() && i < kProblemsSaidMax; ++i)
    text += " " + said(problems[i]);
  return text;
}

}  // namespace

void Problems::add(std::string_view field, std::string message) {
  list_.push_back({std::string(field), std::move(message)});
}

void Problems::need_text(std::string_view field, std::string_view text) {
  if (trim(text).empty()) return add(field, "Is required.");
  bound_text(field, text);
}

void Problems::bound_text(std::string_view field, std::string_view text, std::size_t bytes_max) {
  if (text.size() > bytes_max)
    return add(field, "Must be at most " + std::to_string(bytes_max) + " bytes long.");
  if (!is_utf8(text)) return add(field, "Must be UTF-8.");
  const bool clean = std::ranges::none_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (!clean) add(field, "Must not have control characters.");
}

void Problems::add_all(std::vector<Problem> problems) {
  std::ranges::move(problems, std::back_inserter(list_));
}

void Problems::check_type(std::string_view type) {
  if (type != "production" && type != "test") add("type", "Must be production or test.");
}

void Problems::check_metadata(const Json& metadata) {
  if (metadata.is_null()) return;
  if (!metadata.is_object()) return add("metadata", "Must be an object.");
  if (metadata.dump().size() > kMetadataMax)
    add("metadata", "Must be at most " + std::to_string(kMetadataMax) + " bytes of JSON.");
}

Result<void> Problems::done() {
  if (list_.empty()) return {};
  return wrong_fields(std::move(list_));
}

std::unexpected<Error> wrong_fields(std::vector<Problem> problems) {
  auto failed = fail(Fault::bad_input, sentence_of(problems),
                     problems.size() == 1 ? "Mend the field and send it again."
                                          : "Mend every field named in errors.");
  failed.error().problems = std::move(problems);
  return failed;
}

Error renamed(Error error, const FieldNames& name_of) {
  const bool says_them = error.message == sentence_of(error.problems);
  std::vector<Problem> kept;
  for (Problem& problem : error.problems) {
    problem.field = name_of(problem.field);
    const bool again = std::ranges::any_of(
        kept, [&](const Problem& other) { return other.field == problem.field; });
    if (!again) kept.push_back(std::move(problem));
  }
  error.problems = std::move(kept);
  if (says_them && !error.problems.empty()) error.message = sentence_of(error.problems);
  return error;
}

}  // namespace figlink
