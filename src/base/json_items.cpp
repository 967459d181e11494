#include "base/json_items.h"

#include <algorithm>

#include "base/text.h"

namespace figlink {
namespace {

constexpr std::size_t kKeyMax = 256;  // a longer one is none that we look for

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
bool opens(char c) { return c == '{' || c == '['; }
bool closes(char c) { return c == '}' || c == ']'; }

}  // namespace

JsonItems::JsonItems(std::string_view path) {
  for (std::string_view part : split(path, '.')) path_.emplace_back(part);
}

// How many bytes of `rest` belong to the text that is open.
std::size_t JsonItems::skip_text(std::string_view rest) {
  std::size_t at = 0;
  while (at < rest.size()) {
    if (escaped_) {
      escaped_ = false;
      ++at;
      continue;
    }
    at = std::min(rest.find_first_of("\"\\", at), rest.size());
    if (at == rest.size()) break;
    if (rest[at++] == '\\') {
      escaped_ = true;
    } else {
      in_text_ = false;
      break;
    }
  }
  if (reads_key_) {
    const std::size_t end = at - (in_text_ ? 0 : 1);
    key_.append(rest.substr(0, std::min(end, kKeyMax)));
    if (key_.size() > kKeyMax) key_.resize(kKeyMax);
  }
  return at;
}

// How many bytes of `rest` belong to the item that is open.
std::size_t JsonItems::pass_item(std::string_view rest, ItemSink& sink) {
  std::size_t at = 0;
  while (at < rest.size()) {
    if (in_text_) {
      at += skip_text(rest.substr(at));
      continue;
    }
    const char c = rest[at];
    const bool at_edge = depth_ == list_depth_;
    if (at_edge && (c == ',' || closes(c))) {
      if (at > 0) sink.bytes(rest.substr(0, at));
      sink.ended();
      in_item_ = false;
      return at;
    }
    if (c == '"') in_text_ = true;
    if (opens(c)) ++depth_;
    if (closes(c)) --depth_;
    ++at;
  }
  if (at > 0) sink.bytes(rest);
  return at;
}

void JsonItems::open(char c) {
  ++depth_;
  const bool leads = depth_ == 1 ? c == '{' : leads_on_;
  leads_on_ = key_next_ = false;
  if (!leads) return;
  if (depth_ > 1) ++matched_;
  if (matched_ == path_.size()) {
    began_ = inside_ = true;
    list_depth_ = depth_;
  } else if (c == '{') {
    key_next_ = true;
  } else {
    --matched_;  // an array where an object was looked for
  }
}

void JsonItems::close() {
  if (depth_ == 0) return;
  --depth_;
  inside_ = false;
  // Objects that matched are open one in the other, so the depth tells which are left.
  if (depth_ > 0 && matched_ >= depth_) matched_ = depth_ - 1;
}

// Outside of items: what leads to the list, and what stands between items.
void JsonItems::outside(char c) {
  const bool in_matched = depth_ == matched_ + 1;  // directly in the object that is looked through
  if (c == '"') {
    in_text_ = true;
    reads_key_ = in_matched && key_next_;
    key_.clear();
    leads_on_ = false;
  } else if (c == ':') {
    leads_on_ = in_matched && reads_key_ && key_ == path_[matched_];
    key_next_ = reads_key_ = false;
  } else if (c == ',') {
    key_next_ = in_matched;
    leads_on_ = false;
  } else if (opens(c)) {
    open(c);
  } else if (closes(c)) {
    close();
  } else if (!is_blank(c)) {
    leads_on_ = false;
  }
}

void JsonItems::feed(std::string_view chunk, ItemSink& sink) {
  while (!chunk.empty()) {
    std::size_t used = 1;
    if (in_item_) {
      used = pass_item(chunk, sink);
    } else if (in_text_) {
      used = skip_text(chunk);
    } else if (inside_ && !closes(chunk[0])) {
      in_item_ = chunk[0] != ',' && !is_blank(chunk[0]);
      if (in_item_) continue;
    } else {
      outside(chunk[0]);
    }
    chunk.remove_prefix(used);
  }
}

}  // namespace figlink
