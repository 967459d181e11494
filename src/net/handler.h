// Handler: something that answers requests. Called on a fiber, by many at once; it may wait at
// seams.
#pragma once

#include "net/message.h"

namespace figlink {

class Handler {
 public:
  virtual ~Handler() = default;
  virtual Response handle(Request& request) = 0;
  // What to answer when the server itself must refuse: a request that is not HTTP, a head that is
  // too large, a body source that failed before its first byte. `status` is HTTP's own (400, 408,
  // 431, ...); the connection ends after it when it must.
  virtual Response refuse(int status, const Error& error);
};

}  // namespace figlink
