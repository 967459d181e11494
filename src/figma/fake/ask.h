// Ask: a request that was let in, and what its answer is made of.
//
// Answers live one subject a source; each source announces its functions by Figma's operation id.
// They are called with the world locked.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "figma/fake/world.h"
#include "net/message.h"
#include "net/routes.h"

namespace figlink::fake {

using Query = std::vector<std::pair<std::string, std::string>>;

struct Ask {
  const Action& row;
  const Params& params;
  const Query& query;
  const Json& body;  // an object where the row has a body, else null
  const Token& token;
  const User& user;
  Tariff tariff;       // of the plan that owns what is asked for
  std::string origin;  // "http://127.0.0.1:PORT": where the sandbox itself is reached

  std::string path(std::string_view name) const { return std::string(params.get(name)); }
  std::optional<std::string_view> find(std::string_view name) const;  // in the query
  std::string query_or(std::string_view name, std::string_view otherwise) const;
  std::int64_t number_or(std::string_view name, std::int64_t otherwise) const;
  bool is_true(std::string_view name) const { return find(name) == "true"; }
};

using Answer = Response (*)(World&, const Ask&);
using Answers = std::map<std::string_view, Answer>;  // by operation id

void add_file_answers(Answers&);
void add_version_answers(Answers&);
void add_render_answers(Answers&);
void add_library_answers(Answers&);
void add_folder_answers(Answers&);
void add_comment_answers(Answers&);
void add_reaction_answers(Answers&);
void add_dev_resource_answers(Answers&);
void add_webhook_answers(Answers&);
void add_variable_answers(Answers&);
void add_analytics_answers(Answers&);
void add_organization_answers(Answers&);
void add_embed_answers(Answers&);

// What the caller may see. nullptr: absent or closed, which Figma tells alike.
bool sees_team(const World& world, const Token& token, std::string_view team_id);
const File* visible_file(World& world, const Token& token, std::string_view key);
const Folder* visible_folder(const World& world, const Token& token, std::string_view id);
// Branches work wherever a file does, but for libraries, published variables and dev resources.
const File* visible_main_file(World& world, const Token& token, std::string_view key);
// The smaller of the token's plan and the plan that owns what the request is about.
Tariff tariff_of(World& world, const Token& token, const Params& params);

// Figma's two error shapes, and which of them an operation has at a status (figma.md 1.2).
Response e_shape(int status, std::string_view text);  // {"status", "err"}
Response m_shape(int status, std::string_view text);  // {"error", "status", "message"}
Response refuse(const Action& row, int status, std::string_view text);
inline Response not_found(const Ask& ask) { return refuse(ask.row, 404, "Not found"); }
Response edge_page(int status);  // HTML, by what stands in front of Figma

Response answer(const Json& json);
Json ok_meta(
    Json meta);  // {"status": 200, "error": false, "meta", "i18n": null}; no meta when null
Json user_json(const Ask& ask, const User& user);

// The member as text, "" when absent or of another kind.
std::string text_at(const Json& json, std::string_view name);
// The array without the item at `place`.
Json without(const Json& list, std::size_t place);

// What is wrong with the inputs, in Figma's words (parameters.cpp).
std::optional<std::string> wrong_query(const Action& row, const Query& query);
std::optional<std::string> wrong_body(const Action& row, const Json& body);

// Credentials, kinds, scopes, plans, in that order (tokens.cpp). nullptr with `refused` filled.
const Token* admit(World& world, const Action& row, const Request& request, const Params& params,
                   Response& refused);
// Every scope that a token of this kind can be made with.
std::vector<std::string> scopes_of(Credentials kind);

// Rate limits (limits.cpp). Takes one drop, or gives the 429.
std::optional<Response> limited(World& world, const Action& row, const Token& token,
                                const Params& params);
std::string_view plan_tier(Tariff tariff);

// GET /v1/discovery, which the specification and the catalogue do not have (figma.md 1).
const Action& discovery_row();
Response discovery(World& world, const Ask& ask);

}  // namespace figlink::fake
