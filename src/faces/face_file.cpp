#include "faces/face_file.h"

#include "base/secret.h"
#include "base/text.h"
#include "net/decode.h"

namespace figlink {
namespace {

constexpr std::size_t kEtagDigits = 32;

}  // namespace

std::string etag_of(std::string_view bytes) {
  return "\"" + to_hex(as_view(digest_of(bytes))).substr(0, kEtagDigits) + "\"";
}

Response answer_file(const FaceFile& file, const Request& request, std::string_view cache_control) {
  const bool compressed = !file.br.empty() && accepts(request.headers.get("accept-encoding"), "br");
  // Two codings of a file are two representations, each with a tag of its own.
  std::string etag = file.etag;
  if (compressed) etag.insert(etag.size() - 1, "-br");
  Response response;
  response.headers.add("etag", etag);
  response.headers.add("cache-control", cache_control);
  response.headers.add_view("x-content-type-options", "nosniff");
  if (!file.br.empty()) response.headers.add_view("vary", "accept-encoding");
  if (request.headers.get("if-none-match").find(etag) != std::string_view::npos) {
    response.status = 304;
    return response;
  }
  response.headers.add("content-type", file.type);
  if (compressed) response.headers.add_view("content-encoding", "br");
  response.body.text = compressed ? file.br : file.bytes;
  return response;
}

}  // namespace figlink
