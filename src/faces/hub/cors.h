// CORS for the Hub's calls.
#pragma once

#include <string_view>

#include "net/routes.h"

namespace figlink {

// Adds the route and its preflight. Every answer of it, errors included, may be read by a page of
// any origin.
void add_open_route(Routes& routes, std::string_view method, std::string_view pattern, Serve serve);
// The preflight of a path with these methods ("GET, PATCH").
void add_preflight(Routes& routes, std::string_view pattern, std::string_view methods);

}  // namespace figlink
