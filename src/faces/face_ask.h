// What every HTTP face reads from a request in the same way: who asks, for which account, and a
// JSON body.
//
// Nothing here decides anything: it finds the proof, and the Gateway judges it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "gateway/gateway.h"
#include "net/message.h"

namespace figlink {

inline constexpr std::size_t kJsonBodyMax = 16u << 20;  // bytes of one JSON body
inline constexpr std::size_t kSecretBodyMax =
    kSecretMax;  // bytes of a body that carries a credential

inline constexpr std::string_view kAccountHeader = "x-account-id";
inline constexpr std::string_view kSessionHeader = "x-hub-session-token";
inline constexpr std::string_view kRequestIdHeader = "x-request-id";

// A proof, and the decoded secret that it may look into. Lives on the caller's stack for the length
// of a call.
struct Presented {
  Secret
      held;  // what had to be decoded (Basic); empty when the proof looks into the request itself
  Proof proof;
};

// An API key from `Authorization: Bearer KEY` or `Basic base64(KEY:)`; Basic without the colon is
// understood too, because clients send it (hosted_hubs.md 1.1). Proof::Kind::none when there is
// none.
Presented key_of(const Request& request);

// A link session's token from `x-hub-session-token`.
Proof session_of(const Request& request);

// The account: the header `x-account-id`, else the same name under `headers` of the body. "" when
// neither names one.
std::string account_of(const Request& request, const Json& body);

// The request's id: given by the caller or made by Front, never empty behind Front.
std::string_view request_id_of(const Request& request);

// The body as a JSON object, whatever content-type it claims. bad_input: empty, not UTF-8, not
// JSON, no object.
Result<Json> json_body(Request& request);

// The same for a body that carries a credential: read into locked memory, at most kSecretBodyMax.
// The texts in the Json are still ordinary memory: take each secret out with take_secret().
Result<Json> secret_json_body(Request& request);

// Moves the text under `key` into a Secret, wipes it where it stood, and erases the member. Empty
// when it is absent or null; bad_input naming `field` when it is no text or longer than a Secret
// may be.
Result<Secret> take_secret(Json& object, std::string_view key, std::string_view field);

}  // namespace figlink
