// Bytes from strangers: the request parser, routes, query strings, origins and accept-encoding.
#include <boost/asio/buffer.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "net/decode.h"
#include "net/head_parser.h"
#include "net/routes.h"
#include "net/transport.h"

using namespace figlink;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)parse_query(bytes);
  (void)accepts(bytes, "gzip");
  if (auto origin = Origin::parse(bytes)) {
    auto again = Origin::parse(origin->url());
    if (!again || again->url() != origin->url()) std::abort();
  }
  static const Routes& routes = *[] {
    auto* made = new Routes;
    made->add("GET", "/a/{b}/c", [](Request&, const Params&) { return Response{}; });
    made->add("GET", "/a/{b}", [](Request&, const Params&) { return Response{}; });
    return made;
  }();
  (void)routes.match("GET", bytes);

  // Fed in two parts, cut where the first byte says: every view must stay inside the buffer.
  std::vector<char> buffer(bytes.begin(), bytes.end());
  std::size_t cut = size > 0 ? data[0] % (size + 1) : 0;
  Headers headers;
  HeadParser<true> parser(headers);
  parser.window(buffer.data(), buffer.data() + buffer.size());
  std::size_t at = 0;
  for (std::size_t end : {cut, size}) {
    while (at < end && !parser.is_done()) {
      boost::system::error_code ec;
      parser.piece = {};
      std::size_t used = parser.put(boost::asio::buffer(buffer.data() + at, end - at), ec);
      at += used;
      if (ec && ec != http::error::need_more) return 0;
      if (used == 0) break;
    }
  }
  std::size_t total = 0;
  for (const Header& header : headers) {
    if (header.name.data() < buffer.data() ||
        header.name.data() + header.name.size() > buffer.data() + size)
      std::abort();
    for (char c : header.value) total += static_cast<unsigned char>(c);
  }
  return total == 0x7fffffff ? 1 : 0;
}
