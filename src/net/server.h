// Server: HTTP/1.1 on loopback or the net, with or without TLS, in front of one Handler.
//
// Keep-alive, pipelining, chunked bodies both ways, `Expect: 100-continue`, limits on everything,
// slow clients cut off. Head and first bytes of an answer leave in one write. When there is no room
// for one more connection, the one that idles longest makes it. A body is wiped as it is read. An
// exception of the handler or of a body source is one request's trouble: 500 or a cut, and a line
// in the log. stop() lets running requests finish for `drain_ms`, then cuts them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "net/handler.h"
#include "net/loops.h"

namespace figlink {

struct ServerLimits {
  std::size_t head_max = 16u << 10;      // request line and headers
  std::size_t fields_max = 100;          // headers
  std::uint64_t body_max = 16u << 20;    // bytes of one request body
  std::size_t connections_max = 20'000;  // all loops together
  std::int64_t head_ms = 15'000;         // from the first byte to the end of the head
  std::int64_t idle_ms = 75'000;         // between requests
  std::int64_t stall_ms = 30'000;        // no progress while reading a body or writing an answer
  std::int64_t rate_min = 8192;          // bytes a second, of a body or an answer, after stall_ms
  std::int64_t drain_ms = 30'000;        // after stop()
  std::int64_t unwind_ms = 2'000;        // after the cut that follows drain_ms
};

struct TlsFiles {
  std::string certificate;  // PEM chain
  std::string key;          // PEM
};

class Server {
 public:
  Server(Loops& loops, Handler& handler, const Clock& clock, Log& log, ServerLimits limits = {});
  ~Server();
  // "127.0.0.1:8080", "[::1]:0". Gives the port taken. bad_input with a sentence when it cannot.
  Result<std::uint16_t> listen(const std::string& address, const TlsFiles* tls = nullptr);
  // Stops accepting, ends idle connections, waits for busy ones, then cuts every connection of the
  // loops. Called on a fiber. True when nothing is left: otherwise a handler waits for something
  // that is no connection, and nothing that it uses may be destroyed.
  bool stop();
  std::size_t connections() const;

  struct Hidden;

 private:
  bool is_empty_within(std::int64_t wait_ms) const;
  std::shared_ptr<Hidden> hidden_;  // fibers hold it too
};

}  // namespace figlink
