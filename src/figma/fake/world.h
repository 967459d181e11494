// The sandbox's world: people, tokens, teams, files and what happens to them. Held in memory, under
// one lock.
//
// Answers live in beside this, one source a subject; each announces its functions in a table by
// Figma's operation id. fake.cpp walks a request through what Figma checks, in Figma's order: path,
// credentials, kind, plan, scope, rate limit, parameters, answer.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/action.h"
#include "base/clock.h"
#include "base/json.h"
#include "figma/fake.h"
#include "net/message.h"
#include "net/routes.h"

namespace figlink::fake {

inline constexpr std::size_t kCallsKept = 1000;
inline constexpr std::size_t kTokensMax = 1000;
inline constexpr std::size_t kFaultsMax = 100;
inline constexpr std::size_t kThingsMax =
    10'000;  // comments, links, webhooks or variables of one place
inline constexpr std::size_t kCutBytesMax =
    64u << 20;  // larger documents are only given whole, as Figma refuses to cut them in time

enum class Seat : std::uint8_t { low, high };  // View and Collab; Dev and Full
enum class Tariff : std::uint8_t { starter, professional, organization, enterprise };

struct User {
  std::string id, handle, email;
  bool in_demo_team = true;
};

struct Token {
  std::string name;  // what logs call it; never the text
  std::string text;
  Credentials kind = Credentials::personal;
  std::string user_id;
  std::vector<std::string> scopes;
  UnixMs expires_at = 0;
  Tariff tariff = Tariff::enterprise;
  Seat seat = Seat::high;
};

struct Fault {  // asked for by POST /sandbox/faults
  std::string path_prefix;
  std::int64_t left = 1;
  std::int64_t latency_ms = 0;
  int status = 0;
  bool html = false;
  bool cut = false;
  std::int64_t retry_after_s = -1;
};

struct File {
  std::string key, name, folder_id;
};

struct Folder {
  std::string id, name, parent_id, team_id;
};

struct Bucket {  // leaky: `level` drains with time
  double level = 0;
  SteadyMs at = 0;
};

class Documents;

struct World {
  World(const Clock& clock, FakeOptions options);
  ~World();
  void reset();
  const User& user(const std::string& id) const;
  const File* file(std::string_view key) const;
  std::string now() const { return iso_time(clock.now_ms()); }
  std::string fresh_id();

  const Clock& clock;
  FakeOptions options;
  std::unique_ptr<Documents> documents;
  std::mutex mutex;
  std::vector<User> users;
  std::vector<Token> tokens;
  std::vector<File> files;
  std::vector<Folder> folders;
  std::map<std::string, Json, std::less<>> comments;       // by file: array, newest last
  std::map<std::string, Json, std::less<>> dev_resources;  // by file: array
  std::map<std::string, Json, std::less<>>
      variables;                    // by file: {variableCollections: {}, variables: {}}
  Json webhooks, webhook_requests;  // arrays
  std::map<std::string, Bucket, std::less<>> buckets;
  std::vector<Fault> faults;
  std::deque<Json> calls;
  std::int64_t next_id = 0;
};

// A request on its way through.
struct Ask {
  const Action& row;
  const Params& params;
  const std::vector<std::pair<std::string, std::string>>& query;
  const Json& body;
  const Token& token;
  const User& user;
  std::string origin;  // "http://127.0.0.1:PORT", for links to ourselves

  std::string path(std::string_view name) const { return std::string(params.get(name)); }
  std::optional<std::string_view> find(std::string_view name) const;
  std::string query_or(std::string_view name, std::string_view otherwise) const;
  std::int64_t number_or(std::string_view name, std::int64_t otherwise) const;
};

using Answer = Response (*)(World&, const Ask&);
using Answers = std::map<std::string_view, Answer>;  // by operation id

void add_file_answers(Answers&);
void add_library_answers(Answers&);
void add_folder_answers(Answers&);
void add_comment_answers(Answers&);
void add_dev_resource_answers(Answers&);
void add_webhook_answers(Answers&);
void add_variable_answers(Answers&);
void add_organization_answers(Answers&);

// Figma's error shapes, chosen by the row's subject and the status (figma.md 1.2).
Response refuse(const Action& row, int status, std::string_view text);
Response e_shape(int status, std::string_view text);  // {"status", "err"}
Response m_shape(int status, std::string_view text);  // {"error", "status", "message"}
Response answer(const Json& json);
Json ok_meta(Json meta);  // {"status": 200, "error": false, "meta", "i18n": null}

Json user_json(const User& user);
// The file, when the caller may see it; nullptr: answer 404.
const File* visible_file(World& world, const Ask& ask, std::string_view key);

// Credentials, kinds, plans, scopes (tokens.cpp). nullptr with `refused` filled.
void seed_tokens(World& world);
const Token* admit(World& world, const Action& row, const Headers& headers, Response& refused);
// Rate limits (limits.cpp).
std::optional<Response> limited(World& world, const Action& row, const Token& token);
// Faults and the control routes (control.cpp).
std::optional<Fault> take_fault(World& world, std::string_view path);
Response spoil(const Fault& fault, const Action* row, Response good);
std::optional<Response> control(World& world, Request& request, const Json& body);

// Documents (documents.cpp).
class Documents {
 public:
  explicit Documents(std::string dir) : dir_(std::move(dir)) {}
  bool exists(std::string_view key) const;
  // The whole document as it lies there. Streams.
  Result<std::unique_ptr<Source>> whole(std::string_view key) const;
  // Parsed, for cutting; the last few stay in memory. nullptr: too large or broken.
  std::shared_ptr<const Json> parsed(std::string_view key);

 private:
  std::string dir_;
  std::vector<std::pair<std::string, std::shared_ptr<const Json>>> kept_;
};
Json cut_depth(const Json& node, std::int64_t depth);  // depth < 0: all
const Json* find_node(const Json& node, std::string_view id);

}  // namespace figlink::fake
