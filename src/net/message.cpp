#include "net/message.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace figlink {
namespace {
constexpr std::size_t kBlockBytes = 1024;
}

std::string_view Headers::keep(std::string_view text) {
  if (text.size() > room_ - used_) {
    room_ = std::max(kBlockBytes, text.size());
    used_ = 0;
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(room_));
  }
  if (text.empty()) return {};
  char* to = blocks_.back().get() + used_;
  std::memcpy(to, text.data(), text.size());
  used_ += text.size();
  return {to, text.size()};
}

void Headers::add(std::string_view name, std::string_view value) {
  list_.push_back({keep(name), keep(value)});
}

void Headers::set(std::string_view name, std::string_view value) {
  remove(name);
  add(name, value);
}

void Headers::remove(std::string_view name) {
  std::erase_if(list_, [&](const Header& h) { return same_ignoring_case(h.name, name); });
}

std::string_view Headers::get(std::string_view name) const noexcept {
  for (const Header& header : list_) {
    if (header.name.size() == name.size() && same_ignoring_case(header.name, name))
      return header.value;
  }
  return {};
}

bool Headers::has(std::string_view name) const noexcept {
  return std::any_of(list_.begin(), list_.end(),
                     [&](const Header& h) { return same_ignoring_case(h.name, name); });
}

void Headers::clear() {
  list_.clear();
  blocks_.clear();
  used_ = room_ = 0;
}

Result<std::string> read_all(Body& body, std::size_t bytes_max) {
  if (!body.source) {
    if (body.text.size() <= bytes_max) return std::move(body.text);
    return fail(Fault::too_large,
                "The body is larger than " + std::to_string(bytes_max) + " bytes.",
                "Send less at once.");
  }
  return read_all(*body.source, bytes_max);
}

Response json_response(int status, std::string body) {
  Response response;
  response.status = status;
  response.headers.add_view("content-type", "application/json");
  response.body.text = std::move(body);
  return response;
}

}  // namespace figlink
