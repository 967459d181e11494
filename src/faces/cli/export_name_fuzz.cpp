// Names that people gave their nodes: what is made of them is a file name, whatever they are.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "faces/cli/export_name.h"

using namespace figlink;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string safe = safe_name(text);
  if (!is_safe_name(safe) || !is_safe_name(safe + "@2x.png")) std::abort();
  if (safe.size() > kNameBytesMax || safe_name(safe) != safe) std::abort();
  FileNames names;
  for (int i = 0; i < 3; ++i) names.expect(text, ".png");
  const std::string one = names.give("a", text, text, ".png");
  const std::string other = names.give("b", text, text, ".png");
  if (!is_safe_name(one) || !is_safe_name(other) || same_ignoring_case(one, other)) std::abort();
  if (names.give("c", one, "1:2", "") == one) std::abort();
  return 0;
}
