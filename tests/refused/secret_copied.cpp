// A Secret has one owner: a copy is made on purpose, by clone().
// expect: use of deleted function 'figlink::Secret::Secret(const figlink::Secret&)'
#include <utility>

#include "base/secret.h"

figlink::Secret handed_on(figlink::Secret& secret) {
#ifdef REFUSED
  return secret;
#else
  return std::move(secret);
#endif
}
