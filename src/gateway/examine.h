// examine: asks Figma about a credential before it is kept. Whose is it, does it see the team,
// which scopes does it hold?
//
// Each question is the cheapest call that the kind of token may make (a plan token cannot call
// /v1/me). A token that lacks a scope still proves by Figma's refusal that it lives, and the
// refusal mostly lists what it holds. Nothing is stored here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/secret.h"
#include "figma/upstream.h"

namespace figlink {

inline constexpr std::int64_t kExamineMs = 90 * kSecondMs;  // for all questions together
inline constexpr std::size_t kExamineBytesMax = 4u << 20;   // of one answer
inline constexpr int kProbesMax = 3;  // questions that are asked for the scopes alone

struct Findings {
  std::string user_id, user_name, user_email, user_image;  // "" when the token may not tell
  std::string team_name;
  bool team_seen = false;                          // false: no scope of the token lets it look
  std::optional<std::vector<std::string>> scopes;  // all of them, as Figma listed them
  std::vector<std::string> proven;                 // some of them: those that a call needed
};

class Examiner {
 public:
  // `scopes`: what is known already.
  Examiner(Upstream& figma, const Clock& clock, Credentials kind, const Secret& token,
           std::optional<std::vector<std::string>> scopes = {});

  // Alive? Fills in who it is. relink: the token is dead or has expired.
  Result<void> ask_who();
  // bad_input: the token cannot see this team.
  Result<void> ask_team(const std::string& team_id);
  // A few more questions, until a refusal tells the scopes, when nothing told them yet. Cannot
  // fail.
  void ask_scopes();

  // Whose budget the questions come from, once it is known, and which project is told of the files.
  void ask_for(std::string person, std::string project = {}) {
    person_ = std::move(person);
    project_ = std::move(project);
  }

  const Findings& findings() const { return findings_; }

 private:
  Result<std::string> ask(std::string_view action, const Json& inputs);
  bool holds(std::string_view scope) const;
  void note_proof(const Action& action, bool detoured);

  Upstream& figma_;
  const Credentials kind_;
  const Secret& token_;
  const SteadyMs deadline_;
  std::string person_, project_;
  Findings findings_;
};

}  // namespace figlink
