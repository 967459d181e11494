// A std::string is neither locked nor wiped: a Secret does not turn into one by itself.
// expect: could not convert
#include <string>

#include "base/secret.h"

std::size_t length_of(std::string text) { return text.size(); }

std::size_t measure(const figlink::Secret& secret) {
#ifdef REFUSED
  return length_of(secret);
#else
  return secret.size();
#endif
}
