#include "faces/face_ask.h"

#include <optional>

#include "base/text.h"
#include "gateway/wishes.h"

namespace figlink {
namespace {

// The scheme's credentials when `header` is of that scheme, else "".
std::string_view after_scheme(std::string_view header, std::string_view scheme) {
  if (header.size() <= scheme.size() || header[scheme.size()] != ' ') return {};
  if (!same_ignoring_case(header.substr(0, scheme.size()), scheme)) return {};
  return trim(header.substr(scheme.size() + 1));
}

Result<Json> parse_object(std::string_view text) {
  if (trim(text).empty()) {
    return fail(Fault::bad_input, "The request has no body.", "Send a JSON object, such as {}.");
  }
  if (!is_utf8(text))
    return fail(Fault::bad_input, "The body is not UTF-8.", "Send JSON encoded as UTF-8.");
  auto json = Json::parse(text);
  if (!json) return pass(json);
  if (!json->is_object()) {
    return fail(Fault::bad_input, "The body is not a JSON object.",
                "Send an object: {\"name\": value}.");
  }
  return json;
}

// Reads the body into `room`, which is locked memory. Gives the bytes read.
Result<std::size_t> read_into(Body& body, Secret& room) {
  auto out = room.writable();
  std::size_t used = 0;
  auto take = [&](std::string_view chunk) {
    if (chunk.size() > out.size() - used) return false;
    for (char c : chunk) out[used++] = static_cast<std::byte>(c);
    return true;
  };
  const auto too_large = fail(Fault::too_large, "The body is longer than a credential can be.",
                              "Send only the fields of this call, at most 64 KB.");
  if (!take(body.text)) return too_large;
  wipe(body.text.data(), body.text.size());
  while (body.source) {
    auto chunk = body.source->next();
    if (!chunk) return pass(chunk);
    if (chunk->empty()) break;
    if (!take(*chunk)) return too_large;
  }
  return used;
}

}  // namespace

Presented key_of(const Request& request) {
  Presented presented;
  const auto header = trim(request.headers.get("authorization"));
  if (auto bearer = after_scheme(header, "Bearer"); !bearer.empty()) {
    presented.proof = {.kind = Proof::Kind::key, .token = bearer};
    return presented;
  }
  auto basic = after_scheme(header, "Basic");
  if (basic.empty() || basic.size() > kSecretMax) return presented;
  auto decoded = from_base64(basic);
  if (!decoded) return presented;
  const std::string_view user = std::string_view(*decoded).substr(0, decoded->find(':'));
  presented.held = Secret(user);
  wipe(decoded->data(), decoded->size());
  presented.proof = {.kind = Proof::Kind::key, .token = presented.held.expose()};
  return presented;
}

Proof session_of(const Request& request) {
  const auto token = trim(request.headers.get(kSessionHeader));
  if (token.empty()) return {};
  return {.kind = Proof::Kind::session, .token = token};
}

std::string account_of(const Request& request, const Json& body) {
  if (auto header = trim(request.headers.get(kAccountHeader)); !header.empty())
    return std::string(header);
  const Json* headers = body.find("headers");
  if (headers == nullptr || !headers->is_object()) return {};
  std::string account;
  headers->each([&](std::string_view name, const Json& value) {
    if (same_ignoring_case(name, kAccountHeader)) account = trim(value.as_text().value_or(""));
  });
  return account;
}

std::string_view request_id_of(const Request& request) {
  return request.headers.get(kRequestIdHeader);
}

Result<Json> json_body(Request& request) {
  auto text = read_all(request.body, kJsonBodyMax);
  if (!text) return pass(text);
  return parse_object(*text);
}

Result<Json> secret_json_body(Request& request) {
  Secret room(kSecretBodyMax);
  auto used = read_into(request.body, room);
  if (!used) return pass(used);
  return parse_object(room.expose().substr(0, *used));
}

Result<Secret> take_secret(Json& object, std::string_view key, std::string_view field) {
  const Json* value = object.find(key);
  if (value == nullptr || value->is_null()) return Secret();
  auto refuse = [&](std::string message) -> Result<Secret> {
    return wrong_fields({{std::string(field), std::move(message)}});
  };
  const auto text = value->as_text();
  if (!text) return refuse("Must be a text.");
  if (text->size() > kSecretMax) return refuse("Is longer than any credential.");
  Secret secret(*text);
  // The Json owns these bytes and dies unread; overwriting them first is the point.
  wipe(const_cast<char*>(text->data()), text->size());
  object.erase(key);
  return secret;
}

}  // namespace figlink
