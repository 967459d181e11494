// The pages: the Hub (/link), the guide and the dashboard, as the web build made them.
//
// Every page has a content security policy without inline code and without any other host. /link
// looks its session up first: an unknown, expired or used one gets a plain page of the server's
// own, or JSON for whoever does not read HTML. It may be framed by the allowed origins of the
// session's project, the dashboard by nobody.
#pragma once

#include <span>

#include "embedded/web.h"
#include "faces/face.h"

namespace figlink {

// `files`: link.html, guide.html, dashboard.html, assets/NAME-HASH.EXT, each perhaps beside its
// NAME.br and NAME.gz. Without them the pages answer how to build them.
void mount_pages(Routes& routes, const FaceParts& parts,
                 std::span<const Embedded> files = embedded_web());

}  // namespace figlink
