// Handler: something that answers requests. Called on a fiber, by many at once; it may wait at seams.
#pragma once

#include "net/message.h"

namespace figlink {

class Handler {
 public:
  virtual ~Handler() = default;
  virtual Response handle(Request& request) = 0;
};

}  // namespace figlink
