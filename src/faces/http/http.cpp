#include "faces/http/http.h"

#include "faces/http/mounts.h"

namespace figlink {

void mount_http(Routes& routes, const FaceParts& parts) {
  mount_rpc(routes, parts);
  mount_catalogue(routes, parts);
  mount_accounts(routes, parts);
  mount_sessions(routes, parts);
  mount_connectors(routes, parts);
  mount_keys(routes, parts);
  mount_project(routes, parts);
  mount_cache(routes, parts);
  mount_logs(routes, parts);
  mount_guide_data(routes, parts);
}

}  // namespace figlink
