#include "gateway/wishes.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace figlink {

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
  const std::string message = list_.size() == 1
                                  ? "The field " + list_.front().field + " is wrong."
                                  : std::to_string(list_.size()) + " fields are wrong.";
  auto failed =
      fail(Fault::bad_input, message, "Mend what each entry of errors names, and send it again.");
  failed.error().problems = std::move(list_);
  return failed;
}

}  // namespace figlink
