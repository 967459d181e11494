// How every HTTP face answers: JSON, and the one error shape of the house.
#pragma once

#include <functional>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "faces/face.h"
#include "net/message.h"
#include "net/routes.h"

namespace figlink {

struct Portrait;

// {"statusCode", "message", "timestamp", "error", "hint", "request_id"} and, when there is
// something to tell, "errors", "retry_after" and "provider_errors"; "errorCode" is the name that
// clients of hosted hubs know.
Json error_json(const Error& error, int status, std::string_view request_id, UnixMs now);

// The error as an answer, with `Retry-After` when a time is known. `status` 0: the fault's own.
Response error_response(const Error& error, std::string_view request_id, UnixMs now,
                        int status = 0);

Response json_answer(int status, const Json& body);

// The picture of a Figma user. A browser may keep it for a day; nothing in it runs.
Response portrait_answer(Portrait portrait);

// Seconds to wait, rounded up; 0 when unknown.
std::int64_t retry_after_s(const Error& error);

// A served function that may fail: its Error becomes the error shape.
using Try = std::function<Result<Response>(Request&, const Params&)>;
Serve serve(const Clock& clock, Try attempt);

}  // namespace figlink
