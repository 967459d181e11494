// == stops at the first byte that differs, which tells a stranger how far he guessed: same_as()
// takes equal time.
// expect: use of deleted function 'bool figlink::operator==(const Secret&, const Secret&)'
#include "base/secret.h"

bool same(const figlink::Secret& a, const figlink::Secret& b) {
#ifdef REFUSED
  return a == b;
#else
  return a.same_as(b.expose());
#endif
}
