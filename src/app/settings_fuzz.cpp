// Configuration files of any bytes: read_settings must refuse or take them, and never fall over.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "app/settings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const int file = ::memfd_create("figlink.toml", MFD_CLOEXEC);
  if (file < 0 || ::write(file, data, size) != static_cast<ssize_t>(size)) return -1;
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  auto settings = figlink::read_settings({}, path, [](const std::string&) { return std::nullopt; });
  if (!settings && settings.error().problems.empty()) __builtin_trap();
  ::close(file);
  return 0;
}
