#include "faces/face_url.h"

namespace figlink {

std::string public_url(const FaceParts& parts, const Request& request) {
  if (!parts.public_url.empty()) return parts.public_url;
  return (request.secure ? "https://" : "http://") + std::string(request.headers.get("host"));
}

}  // namespace figlink
