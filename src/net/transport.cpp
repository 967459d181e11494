#include "net/transport.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace figlink {
namespace {

std::unexpected<Error> bad_origin(std::string_view url, std::string_view why) {
  return fail(
      Fault::bad_input,
      "\"" + std::string(url) + "\" is not an address figlink can call: " + std::string(why) + ".",
      "Give it as https://HOST or http://HOST:PORT.");
}

bool is_of(std::string_view text, std::string_view signs) {
  return !text.empty() && text.find_first_not_of(signs) == std::string_view::npos;
}
// What goes into a `host` header must be what a resolver takes: anything else would be a way to
// write into the request.
bool is_name(std::string_view host) {
  return is_of(host, "abcdefghijklmnopqrstuvwxyz0123456789-._");
}
bool is_ipv6(std::string_view host) {
  return is_of(host, "abcdef0123456789:.") && host.find(':') != std::string_view::npos;
}
bool is_path(std::string_view prefix) {
  return std::ranges::all_of(prefix, [](char c) { return c > 0x20 && c < 0x7F; });
}

}  // namespace

Result<Origin> Origin::parse(std::string_view url) {
  Origin origin;
  std::string_view rest = url;
  if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
    origin.secure = false;
    origin.port = 80;
  } else {
    return bad_origin(url, "it begins with neither https:// nor http://");
  }
  if (rest.find_first_of("?#@ \t\r\n\\") != std::string_view::npos) {
    return bad_origin(url, "it has a query, a fragment, a user name or a blank");
  }
  auto slash = rest.find('/');
  if (slash != std::string_view::npos) {
    origin.prefix = rest.substr(slash);
    while (origin.prefix.ends_with('/')) origin.prefix.pop_back();
    if (!is_path(origin.prefix)) return bad_origin(url, "its path has signs that must be escaped");
    rest = rest.substr(0, slash);
  }
  std::string_view port;
  if (rest.starts_with('[')) {
    auto close = rest.find(']');
    if (close == std::string_view::npos) return bad_origin(url, "the bracket is not closed");
    origin.host = lower(rest.substr(1, close - 1));
    if (!is_ipv6(origin.host)) return bad_origin(url, "the brackets hold no IPv6 address");
    port = rest.substr(close + 1);
    if (!port.empty() && !port.starts_with(':')) return bad_origin(url, "the port is not a number");
  } else {
    auto colon = rest.rfind(':');
    origin.host = lower(rest.substr(0, colon));
    if (colon != std::string_view::npos) port = rest.substr(colon);
    if (origin.host.empty()) return bad_origin(url, "it names no host");
    if (!is_name(origin.host)) return bad_origin(url, "its host is no name and no address");
  }
  if (!port.empty()) {
    port.remove_prefix(1);
    auto [end, ec] = std::from_chars(port.data(), port.data() + port.size(), origin.port);
    if (ec != std::errc{} || end != port.data() + port.size() || origin.port == 0) {
      return bad_origin(url, "the port is not a number from 1 to 65535");
    }
  }
  return origin;
}

std::string Origin::host_header() const {
  std::string text = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != (secure ? 443 : 80)) text += ":" + std::to_string(port);
  return text;
}

std::string Origin::url() const {
  return (secure ? "https://" : "http://") + host_header() + prefix;
}

Result<Response> HandlerTransport::send(const Origin& origin, Request& request, bool* unsent) {
  if (unsent) *unsent = false;
  std::string target = origin.prefix + std::string(request.target);
  Request inner;
  inner.method = request.method;
  inner.target = target;
  inner.headers.add("host", origin.host_header());
  for (const Header& header : request.headers) inner.headers.add(header.name, header.value);
  inner.body = std::move(request.body);
  inner.deadline = request.deadline;
  inner.peer = "127.0.0.1";
  return handler_.handle(inner);
}

Response Handler::refuse(int status, const Error& error) {
  return json_response(status, "{\"statusCode\":" + std::to_string(status) + ",\"error\":\"" +
                                   std::string(facts(error.fault).name) + "\"}");
}

}  // namespace figlink
