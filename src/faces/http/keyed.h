// A route that asks for an API key, or the dashboard's cookie, with one scope.
#pragma once

#include <functional>
#include <string>

#include "faces/face_answer.h"

namespace figlink {

// `id`: the path's {id}, "" when it has none.
using KeyedWork =
    std::function<Result<Response>(const Caller& caller, Request& request, const std::string& id)>;

Serve keyed(const FaceParts& parts, Scope scope, KeyedWork work);

}  // namespace figlink
