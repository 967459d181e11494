#include "faces/http/keyed.h"

#include <utility>

#include "faces/face_cookie.h"

namespace figlink {

Serve keyed(const FaceParts& parts, Scope scope, KeyedWork work) {
  return serve(parts.clock,
               [parts, scope, work = std::move(work)](Request& request,
                                                      const Params& params) -> Result<Response> {
                 const Presented presented = presented_in(parts, request);
                 auto caller = parts.gateway.authenticate(presented.proof, scope);
                 if (!caller) return pass(caller);
                 return work(*caller, request, std::string(params.get("id")));
               });
}

}  // namespace figlink
