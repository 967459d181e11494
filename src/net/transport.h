// Transport: something that carries requests to another host.
//
// Real (client.h), or a Handler behind HandlerTransport with no socket between, or a faulty one in
// tests. May be called by many fibers at once. Failures: too_slow (deadline), figma_broken
// (refused, cut, not HTTP, TLS); Unsent tells that nothing reached the other side, so a write may
// be tried again.
#pragma once

#include <string>
#include <string_view>

#include "net/handler.h"
#include "net/message.h"

namespace figlink {

// "https://api.figma.com" or "http://127.0.0.1:8090".
struct Origin {
  bool secure = true;
  std::string host;
  std::uint16_t port = 443;
  std::string prefix;  // a path before every target, "" or "/base"

  // bad_input when it is no http(s) URL, or has a query, a fragment or user info.
  static Result<Origin> parse(std::string_view url);
  std::string host_header() const;  // with the port unless it is the scheme's own
  std::string url() const;
};

class Transport {
 public:
  virtual ~Transport() = default;
  // The Response's body source may hold the connection; dropping it early closes that connection.
  // `unsent`, when given, is set true if not one byte of the request went out.
  virtual Result<Response> send(const Origin& origin, Request& request, bool* unsent = nullptr) = 0;
};

// Stands a Handler behind a Transport.
class HandlerTransport final : public Transport {
 public:
  explicit HandlerTransport(Handler& handler) : handler_(handler) {}
  Result<Response> send(const Origin& origin, Request& request, bool* unsent) override;

 private:
  Handler& handler_;
};

}  // namespace figlink
