#include "net/transport.h"

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
    rest = rest.substr(0, slash);
  }
  std::string_view port;
  if (rest.starts_with('[')) {
    auto close = rest.find(']');
    if (close == std::string_view::npos) return bad_origin(url, "the bracket is not closed");
    origin.host = rest.substr(1, close - 1);
    port = rest.substr(close + 1);
    if (!port.empty() && !port.starts_with(':')) return bad_origin(url, "the port is not a number");
  } else {
    auto colon = rest.rfind(':');
    origin.host = lower(rest.substr(0, colon));
    if (colon != std::string_view::npos) port = rest.substr(colon);
  }
  if (origin.host.empty()) return bad_origin(url, "it names no host");
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
