// The subjects of the HTTP face, each in its own source.
#pragma once

#include "faces/face.h"

namespace figlink {

void mount_rpc(Routes& routes, const FaceParts& parts);        // POST /actions/rpc
void mount_catalogue(Routes& routes, const FaceParts& parts);  // GET /actions, POST /actions/search
void mount_accounts(Routes& routes, const FaceParts& parts);   // /accounts...
void mount_sessions(Routes& routes, const FaceParts& parts);   // /connect_sessions...
void mount_keys(Routes& routes, const FaceParts& parts);       // /keys...
void mount_project(Routes& routes, const FaceParts& parts);    // /project
void mount_cache(Routes& routes, const FaceParts& parts);      // POST /cache/changes
void mount_logs(Routes& routes, const FaceParts& parts);       // GET /requests/logs
void mount_guide_data(Routes& routes, const FaceParts& parts);  // GET /catalogue.json
void mount_connectors(Routes& routes, const FaceParts& parts);  // /connectors/meta...

}  // namespace figlink
