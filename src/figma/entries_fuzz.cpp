// Answers from strangers: the chunks make no difference, and what is put together again is what
// came.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/json.h"
#include "figma/entries.h"

using namespace figlink;

namespace {

// "" when it is none.
std::string put_together(std::string_view text, std::size_t step) {
  EntriesReader reader("nodes");
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += step) reader.feed(text.substr(at, step), out);
  return reader.is_whole() ? reader.head() + out + reader.tail() : std::string();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string whole = put_together(text, size + 1);
  if (whole != put_together(text, 1) || whole != put_together(text, 3)) std::abort();

  const auto json = Json::parse(text);
  const bool is_plain = json && json->find("nodes") && json->find("nodes")->is_object();
  if (is_plain && !whole.empty()) {
    const auto again = Json::parse(whole);
    if (!again || !(*again == *json)) std::abort();
  }
  const auto entries = entries_of(text, "nodes");
  if (!entries) return 0;
  for (const auto& [id, entry] : entries->by_id) {
    const bool lies_within = entry.data() >= text.data() + entries->head.size() &&
                             entry.data() + entry.size() <= entries->tail.data();
    if (!lies_within || entry.substr(1, id.size()) != id) std::abort();
    if (!is_plain) continue;
    const std::string one =
        std::string(entries->head) + std::string(entry) + std::string(entries->tail);
    const auto alone = Json::parse(one);
    if (!alone || !alone->find("nodes")) std::abort();
  }
  return 0;
}
