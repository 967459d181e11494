#include "faces/face_file.h"

#include "base/secret.h"
#include "base/text.h"
#include "net/decode.h"

namespace figlink {
namespace {

constexpr std::size_t kEtagDigits = 32;

struct Form {
  std::string_view coding, bytes;
};

Form form_for(const FaceFile& file, std::string_view accept_encoding) {
  for (const Form& form : {Form{"br", file.br}, Form{"gzip", file.gzip}}) {
    if (!form.bytes.empty() && accepts(accept_encoding, form.coding)) return form;
  }
  return {"", file.bytes};
}

}  // namespace

std::string etag_of(std::string_view bytes) {
  return "\"" + to_hex(as_view(digest_of(bytes))).substr(0, kEtagDigits) + "\"";
}

Response answer_file(const FaceFile& file, const Request& request, std::string_view cache_control) {
  const Form form = form_for(file, request.headers.get("accept-encoding"));
  // Each coding of a file is a representation of its own, with a tag of its own.
  std::string etag = file.etag;
  if (!form.coding.empty()) etag.insert(etag.size() - 1, "-" + std::string(form.coding));
  Response response;
  response.headers.add("etag", etag);
  response.headers.add("cache-control", cache_control);
  response.headers.add_view("x-content-type-options", "nosniff");
  if (!file.br.empty() || !file.gzip.empty()) response.headers.add_view("vary", "accept-encoding");
  if (request.headers.get("if-none-match").find(etag) != std::string_view::npos) {
    response.status = 304;
    return response;
  }
  response.headers.add("content-type", file.type);
  if (!form.coding.empty()) response.headers.add_view("content-encoding", form.coding);
  response.body.text = form.bytes;
  return response;
}

}  // namespace figlink
