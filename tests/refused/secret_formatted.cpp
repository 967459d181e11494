// The log speaks through fmt, and fmt does not know how to write a Secret.
// expect: Cannot format an argument
#include <fmt/core.h>

#include <string>

#include "base/secret.h"

std::string sentence(const figlink::Secret& secret) {
#ifdef REFUSED
  return fmt::format("token {}", secret);
#else
  return fmt::format("token of {} bytes", secret.size());
#endif
}
