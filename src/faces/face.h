// What every served face has in common: it is mounted on Routes and speaks to the Gateway.
//
// A face offers one function, mount(Routes&, FaceParts). Faces translate; they decide nothing and
// know no other face.
#pragma once

#include <string>
#include <string_view>

#include "base/chance.h"
#include "base/clock.h"
#include "base/log.h"
#include "gateway/gateway.h"
#include "net/routes.h"

namespace figlink {

inline constexpr std::string_view kVersion = "0.1.0";

struct FaceParts {
  Gateway& gateway;
  const Clock& clock;
  Chance& chance;
  Log& log;
  std::string public_url;  // without a slash at the end; "": as the request's own Host header says
};

}  // namespace figlink
