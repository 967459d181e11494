// HeadParser: Beast's parser, fed by hand, keeping views instead of copies.
//
// Seen by server.cpp and client.cpp alone. The views it collects point into the buffer it was fed
// from, which must not move until the message has been dealt with. One put() makes at most one
// piece of body (`eager` stays off). Trailers are dropped: what decides over a request stands in
// front of its body, where everybody on the way could see it (RFC 9110 6.5.1).
#pragma once

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <optional>
#include <string_view>

#include "base/text.h"
#include "net/message.h"

namespace figlink {

namespace http = boost::beast::http;

// How the body of a message is framed, judged by all of its fields. Beast looks at each field alone
// and takes codings it does not know for none, which lets one message pass for two.
enum class Framing { clear, unknown_coding, ambiguous };
inline Framing framing_of(const Headers& headers, int version) {
  std::size_t lengths = 0, codings = 0;
  bool chunked = true, digits = true;
  for (const Header& header : headers) {
    if (same_ignoring_case(header.name, "content-length")) {
      ++lengths;
      digits &= std::ranges::all_of(header.value, [](char c) { return c >= '0' && c <= '9'; });
    } else if (same_ignoring_case(header.name, "transfer-encoding")) {
      ++codings;
      chunked &= same_ignoring_case(trim(header.value), "chunked");
    }
  }
  if (lengths > 1 || codings > 1 || !digits || (codings == 1 && (lengths > 0 || version < 11)))
    return Framing::ambiguous;
  return chunked ? Framing::clear : Framing::unknown_coding;
}

template <bool is_request>
class HeadParser : public http::basic_parser<is_request> {
 public:
  explicit HeadParser(Headers& headers) : headers_(headers) {
    this->body_limit(boost::none);
    this->header_limit(1u << 20);  // the buffer's size is the bound
  }
  // Only views inside [from, to) are kept; a folded header, which Beast unfolds elsewhere, is
  // refused.
  void window(const char* from, const char* to) { from_ = from, to_ = to; }

  std::string_view method, target, piece;
  int status = 0;
  int version = 11;
  bool bodiless = false;  // an answer to HEAD

 private:
  using View = boost::beast::string_view;
  using Ec = boost::system::error_code;
  static std::string_view std_view(View v) { return {v.data(), v.size()}; }

  void on_request_impl(http::verb, View method_text, View target_text, int http_version,
                       Ec& ec) override {
    method = std_view(method_text);
    target = std_view(target_text);
    version = http_version;
    ec = {};
  }
  void on_response_impl(int code, View, int http_version, Ec& ec) override {
    status = code;
    version = http_version;
    if (bodiless) this->skip(true);
    ec = {};
  }
  void on_field_impl(http::field, View name, View value, Ec& ec) override {
    ec = {};
    if (head_done_) return;  // a trailer
    if (!value.empty() && (value.data() < from_ || value.data() >= to_)) {
      ec = http::error::bad_value;
      return;
    }
    headers_.add_view(std_view(name), std_view(value));
  }
  void on_header_impl(Ec& ec) override {
    head_done_ = true;
    ec = {};
  }
  void on_body_init_impl(boost::optional<std::uint64_t> const&, Ec& ec) override { ec = {}; }
  std::size_t on_body_impl(View body, Ec& ec) override {
    piece = std_view(body);
    ec = {};
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, View, Ec& ec) override { ec = {}; }
  std::size_t on_chunk_body_impl(std::uint64_t, View body, Ec& ec) override {
    piece = std_view(body);
    ec = {};
    return body.size();
  }
  void on_finish_impl(Ec& ec) override { ec = {}; }

  Headers& headers_;
  const char* from_ = nullptr;
  const char* to_ = nullptr;
  bool head_done_ = false;
};

inline std::optional<std::uint64_t> to_std(boost::optional<std::uint64_t> value) {
  if (value) return *value;
  return std::nullopt;
}

}  // namespace figlink
