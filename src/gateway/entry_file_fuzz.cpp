// The foot of an entry, a compressed block, and a whole file of a stranger: the first byte says
// which.
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

#include "gateway/entry_file.h"

namespace figlink {
namespace {

void read_file(std::string_view bytes) {
  static SystemChance chance;
  static const auto vault =
      Vault::unlock(Secret(std::string_view("0123456789abcdef0123456789abcdef")), {}, chance)
          .value();
  static const std::string path = "/tmp/figlink-entry-fuzz-" + std::to_string(::getpid());
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  // Nobody else can seal: a stranger's file never opens.
  if (EntryReader::open(*vault, path, "id")) std::abort();
  ::unlink(path.c_str());
}

}  // namespace
}  // namespace figlink

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace figlink;
  if (size < 1) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 3 == 0) {
    auto foot = EntryFoot::read(bytes);
    if (foot && EntryFoot::read(foot->write())->write() != foot->write()) std::abort();
  } else if (data[0] % 3 == 1) {
    auto plain = Press::expand(bytes, kBodyBlockBytes);
    if (plain && plain->size() > kBodyBlockBytes) std::abort();
  } else {
    read_file(bytes);
  }
  return 0;
}
