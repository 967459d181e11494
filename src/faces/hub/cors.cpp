#include "faces/hub/cors.h"

#include <string>
#include <utility>

namespace figlink {
namespace {

void open_to_pages(Response& response) {
  response.headers.add_view("access-control-allow-origin", "*");
  response.headers.add_view("access-control-expose-headers", "x-request-id, retry-after");
}

}  // namespace

void add_open_route(Routes& routes, std::string_view method, std::string_view pattern,
                    Serve serve) {
  routes.add(method, pattern, [serve = std::move(serve)](Request& request, const Params& params) {
    Response response = serve(request, params);
    open_to_pages(response);
    return response;
  });
}

void add_preflight(Routes& routes, std::string_view pattern, std::string_view methods) {
  routes.add("OPTIONS", pattern, [methods = std::string(methods)](Request&, const Params&) {
    Response response;
    response.status = 204;
    open_to_pages(response);
    response.headers.add("access-control-allow-methods", methods);
    // x-hub-version came with a later Hub; without it in this list the browser blocks every call
    // (hosted_hubs.md 0.2).
    response.headers.add_view("access-control-allow-headers",
                              "content-type, x-hub-session-token, x-hub-version, x-request-id, "
                              "idempotency-key");
    response.headers.add_view("access-control-max-age", "7200");
    return response;
  });
}

}  // namespace figlink
