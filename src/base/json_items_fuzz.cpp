// Documents from strangers: the chunks make no difference to what is cut, and of what is JSON the
// items are the list's.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/json_items.h"

using namespace figlink;

namespace {

struct Kept final : ItemSink {
  void bytes(std::string_view part) override { open += part; }
  void ended() override { all.push_back(std::exchange(open, {})); }
  std::string open;
  std::vector<std::string> all;
};

Kept cut(std::string_view text, std::size_t step, bool& done) {
  JsonItems items("a.b");
  Kept kept;
  for (std::size_t at = 0; at < text.size(); at += step) items.feed(text.substr(at, step), kept);
  done = items.done();
  return kept;
}

// Of two equal keys the last one wins in a Json, while both are cut: such documents tell nothing.
bool has_twins(std::string_view text) {
  const auto a = text.find("\"a\""), b = text.find("\"b\"");
  return (a != text.npos && text.find("\"a\"", a + 1) != text.npos) ||
         (b != text.npos && text.find("\"b\"", b + 1) != text.npos) || text.find('\\') != text.npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  bool done = false, pieces_done = false;
  const Kept whole = cut(text, size + 1, done);
  const Kept pieces = cut(text, size > 0 ? data[0] % 7 + 1 : 1, pieces_done);
  if (whole.all != pieces.all || done != pieces_done) std::abort();
  auto json = Json::parse(text);
  if (!json || has_twins(text)) return 0;
  const Json* list = json->at({"a", "b"});
  if (list && list->is_array()) {
    if (!done || list->size() != whole.all.size()) std::abort();
    for (std::size_t i = 0; i < list->size(); ++i) {
      auto item = Json::parse(whole.all[i]);
      if (!item || item->dump() != (*list)[i].dump()) std::abort();
    }
  } else if (!list && !whole.all.empty()) {
    std::abort();
  }
  return 0;
}
