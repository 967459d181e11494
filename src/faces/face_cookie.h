// Cookie: a person at the dashboard, and the two rules that keep other pages from acting as them.
//
// Wherever an API key is accepted, the dashboard's cookie is too. A browser adds the cookie by
// itself, so a change must also carry `x-figlink-csrf`, and a request that tells its origin must
// come from our own. The Gateway judges what is found here.
#pragma once

#include <string_view>

#include "faces/face.h"
#include "faces/face_ask.h"
#include "net/message.h"

namespace figlink {

inline constexpr std::string_view kDashboardCookie = "figlink_dashboard";
inline constexpr std::string_view kCsrfHeader = "x-figlink-csrf";

// The value of a cookie; "" when it is absent.
std::string_view cookie_in(const Request& request, std::string_view name);

// False when the request says that a page of another origin made it.
bool is_of_own_origin(const FaceParts& parts, const Request& request);

// The proof of the dashboard's cookie; Proof::Kind::none without one.
Proof cookie_proof(const FaceParts& parts, const Request& request);

// What the Authorization header says, or else the cookie.
Presented presented_in(const FaceParts& parts, const Request& request);

}  // namespace figlink
