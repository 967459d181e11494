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

namespace {

// Fed in two parts, cut where the first byte says: every view must stay inside the buffer, and what
// is framed in a clear way gives no more body than was fed.
template <bool is_request>
void read_message(std::string_view bytes) {
  std::vector<char> buffer(bytes.begin(), bytes.end());
  const char* const from = buffer.data();
  const char* const to = from + buffer.size();
  auto inside = [&](std::string_view view) {
    if (!view.empty() && (view.data() < from || view.data() + view.size() > to)) std::abort();
  };
  Headers headers;
  HeadParser<is_request> parser(headers);
  parser.window(from, to);
  std::size_t at = 0, body = 0, fields = 0;
  const std::size_t cut = bytes.empty() ? 0 : static_cast<unsigned char>(bytes[0]) % bytes.size();
  for (std::size_t end : {cut, bytes.size()}) {
    while (at < end && !parser.is_done()) {
      boost::system::error_code ec;
      parser.piece = {};
      const std::size_t used = parser.put(boost::asio::buffer(buffer.data() + at, end - at), ec);
      at += used;
      inside(parser.piece);
      body += parser.piece.size();
      if (parser.is_header_done() && fields == 0) fields = headers.size();
      if (ec && ec != http::error::need_more) return;
      if (used == 0) break;
    }
  }
  if (fields != 0 && headers.size() != fields) std::abort();  // a trailer became a header
  if (body > bytes.size()) std::abort();
  for (const Header& header : headers) {
    inside(header.name);
    inside(header.value);
  }
  (void)framing_of(headers, parser.version);
}

}  // namespace

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

  read_message<true>(bytes);
  read_message<false>(bytes);
  return 0;
}
