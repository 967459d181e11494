// Client: the real Transport. HTTP/1.1 with a pool per loop and origin; TLS verified against the
// system's roots.
//
// Must be called on a fiber of the given loops. A connection that died while idle is replaced by a
// fresh one once, as long as no answer byte was seen and nothing of the request body is lost. Time
// bounds: connecting, waiting for the first byte, stalling.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "net/loops.h"
#include "net/transport.h"

namespace figlink {

struct ClientLimits {
  std::size_t head_max = 64u << 10;
  std::size_t idle_max = 512;     // kept connections a loop and origin
  std::size_t open_max = 16'384;  // connections a loop and origin; past it: busy
  std::int64_t connect_ms = 10'000;
  std::int64_t answer_ms =
      100'000;  // to the head of the answer; Figma gives up after about 55 s (figma.md 6.1)
  std::int64_t stall_ms = 60'000;  // between chunks of the body
  std::int64_t rate_min = 8192;    // bytes a second of a body, either way, after stall_ms
  std::int64_t idle_ms = 50'000;   // how long an idle connection is kept
  // Only hosts of the public network: a name that leads elsewhere is not connected to, whatever its
  // other addresses. For addresses that others have written.
  bool public_only = false;
};

struct ClientTls {
  std::string ca_file;  // extra root certificates; "" for the system's
};

// bad_input when `path` is no PEM file of certificates. Asked at the start: the first call would be
// late to find out.
Result<void> check_ca_file(const std::string& path);

std::unique_ptr<Transport> make_client(Loops& loops, const Clock& clock, ClientLimits limits = {},
                                       ClientTls tls = {});

}  // namespace figlink
