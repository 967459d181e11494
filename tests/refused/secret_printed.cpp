// A Secret cannot reach a log or a terminal by a stray <<.
// expect: use of deleted function 'std::ostream& figlink::operator<<(std::ostream&, const Secret&)'
#include <iostream>

#include "base/secret.h"

void tell(std::ostream& out, const figlink::Secret& secret) {
  out << secret.size();
#ifdef REFUSED
  out << secret;
#endif
}
