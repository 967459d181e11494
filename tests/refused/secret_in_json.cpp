// An answer is made of Json: a Secret cannot become a part of one.
// expect: use of deleted function 'figlink::Secret::operator figlink::Json() const'
#include "base/json.h"
#include "base/secret.h"

void answer(figlink::Json& body, const figlink::Secret& secret) {
  body.set("size", figlink::Json(static_cast<std::int64_t>(secret.size())));
#ifdef REFUSED
  figlink::Json leaked = secret;
  body.set("token", leaked);
#endif
}
