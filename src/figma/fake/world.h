// The sandbox's world: people, teams, tokens, files and what happens to them.
//
// Plain state, held in memory and guarded by `mutex` while a request is answered; nobody waits
// while holding it. Everything that grows has a bound. reset() brings back the beginning
// (seed.cpp).
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "actions/action.h"
#include "base/clock.h"
#include "base/json.h"
#include "figma/fake.h"
#include "figma/fake/documents.h"
#include "figma/fake/faults.h"

namespace figlink::fake {

inline constexpr std::size_t kCallsKept = 1000;
inline constexpr std::size_t kTokensMax = 1000;
inline constexpr std::size_t kUsersMax = 1000;
inline constexpr std::size_t kThingsMax =
    10'000;  // comments, links or variables of one file; files
inline constexpr std::size_t kWebhooksMax = 10'000;
inline constexpr std::size_t kWebhookRequestsKept = 1000;
inline constexpr std::size_t kBucketsMax = 10'000;

inline constexpr std::string_view kDemoUser = "100000000000000001";
inline constexpr std::string_view kDemoOrg = "1190000000000000009";
inline constexpr std::string_view kStarterTeam = "1190000000000000003";

enum class Seat : std::uint8_t { low, high };  // View and Collab; Dev and Full
enum class Tariff : std::uint8_t { starter, professional, organization, enterprise };

struct Team {
  std::string id, name;
  std::string plan_api_id;  // "organization-..." or "team-..."
  Tariff tariff = Tariff::enterprise;
};

struct User {
  std::string id, handle, email;
  std::vector<std::string> teams;  // ids
};

struct Folder {
  std::string id, name;
  std::string parent_id;  // "" at the top of the team
  std::string team_id;
};

struct File {
  std::string key, name, folder_id;
  std::string document;       // the key of the document that it shows
  std::string main_key = {};  // of a branch: the file it left
  int versions = 5;           // how many were saved
  bool publishes = false;     // whether its components and styles are in the team's library
};

struct Token {
  std::string name;  // what logs call it; never the text
  std::string text;
  Credentials kind = Credentials::personal;
  std::string user_id;  // "" for plan tokens
  std::vector<std::string> scopes;
  UnixMs expires_at = 0;
  // The plan that this token's calls are counted by; a team of a smaller plan counts as its own.
  Tariff tariff = Tariff::enterprise;
  Seat seat = Seat::high;
};

struct Bucket {  // leaky: `level` drains with time
  double level = 0;
  SteadyMs at = 0;
};

struct LimitRules {
  bool on = true;
  int monthly = 20;  // tier 1 of View and Collab seats; 6 before September 2026 (figma.md 2)
};

struct World {
  World(const Clock& clock, FakeOptions options);
  void reset();

  const User& user(std::string_view id) const;  // somebody without a name when there is none
  const Team* team(std::string_view id) const;
  const Folder* folder(std::string_view id) const;
  const File* file(std::string_view key) const;
  const Team* team_of(const File& file) const;
  std::string now() const { return iso_time(clock.now_ms()); }
  std::string fresh_id();
  void note(Json call);  // for GET /sandbox/calls

  const Clock& clock;
  const FakeOptions options;
  std::mutex mutex;
  Documents documents;
  std::vector<Team> teams;
  std::vector<User> users;
  std::vector<Token> tokens;
  std::vector<Folder> folders;
  std::deque<File> files;                                  // pointers into it stay good
  std::map<std::string, Json, std::less<>> comments;       // by file: array, oldest first
  std::map<std::string, Json, std::less<>> dev_resources;  // by file: array
  std::map<std::string, Json, std::less<>> variables;  // by file: {variableCollections, variables}
  Json webhooks, webhook_requests;                     // arrays
  std::map<std::string, Bucket, std::less<>> buckets;
  LimitRules limits;
  std::vector<AskedFault> faults;
  std::deque<Json> calls;
  std::int64_t calls_seen = 0;
  std::int64_t next_id = 0;
};

}  // namespace figlink::fake
