// Request and Response: one shape for serving and for calling.
//
// A server hands a Request to a Handler and writes the Response; a client is handed a Request and
// gives back a Response. So anything that serves can stand behind anything that calls, with no
// socket between (handler.h, transport.h).
//
// Bodies are byte sources, pulled chunk by chunk: nothing holds a whole body unless it was asked
// to. On a served Request the views in target and headers point into the connection's buffer and
// die when the Handler returns and the Response is written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/source.h"

namespace figlink {

struct Header {
  std::string_view name;
  std::string_view value;
};

// Header fields in order. Views given to add_view must outlive the list; add copies.
class Headers {
 public:
  void add(std::string_view name, std::string_view value);
  void add_view(std::string_view name, std::string_view value) { list_.push_back({name, value}); }
  void set(std::string_view name, std::string_view value);  // replaces all of that name; copies
  void remove(std::string_view name);
  // "" when absent; the first when there are several. Names are compared without case.
  std::string_view get(std::string_view name) const noexcept;
  bool has(std::string_view name) const noexcept;
  void clear();
  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }
  std::size_t size() const { return list_.size(); }

 private:
  std::string_view keep(std::string_view text);
  std::vector<Header> list_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t used_ = 0, room_ = 0;
};

// Either a text at hand or a source, or nothing.
struct Body {
  std::string text;
  std::unique_ptr<Source> source;

  bool empty() const { return text.empty() && !source; }
};

// Reads a whole body, at most `bytes_max`: too_large past it.
Result<std::string> read_all(Body& body, std::size_t bytes_max);
struct Request {
  std::string_view method;  // "GET"
  std::string_view target;  // "/path?query", as on the wire
  Headers headers;
  Body body;
  SteadyMs deadline = 0;  // 0: the server's or client's default
  std::string_view peer;  // served: the caller's address, "127.0.0.1"
  bool secure = false;    // served: came over TLS

  std::string_view path() const { return target.substr(0, target.find('?')); }
  std::string_view query() const {
    auto at = target.find('?');
    return at == std::string_view::npos ? std::string_view{} : target.substr(at + 1);
  }
};

struct Response {
  int status = 200;
  Headers headers;  // content-length, transfer-encoding, connection and date are the server's own
                    // business
  Body body;
};

Response json_response(int status, std::string body);

}  // namespace figlink
