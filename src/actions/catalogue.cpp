#include "actions/catalogue.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "actions/catalogue/analytics.h"
#include "actions/catalogue/comments.h"
#include "actions/catalogue/dev_resources.h"
#include "actions/catalogue/files.h"
#include "actions/catalogue/folders.h"
#include "actions/catalogue/libraries.h"
#include "actions/catalogue/organization.h"
#include "actions/catalogue/variables.h"
#include "actions/catalogue/webhooks.h"
#include "base/text.h"

namespace figlink {
namespace {

using namespace rows;

template <std::size_t... sizes>
constexpr auto all_of(const Action (&... lists)[sizes]) {
  std::array<const Action*, (sizes + ...)> all{};
  std::size_t at = 0;
  // The guide's actions come first.
  for (bool guide : {true, false}) {
    auto add = [&](const auto& list) {
      for (const Action& row : list) {
        if (row.in_guide == guide) all[at++] = &row;
      }
    };
    (add(lists), ...);
  }
  return all;
}

constexpr auto kAll =
    all_of(kFiles, kProjects, kFolders, kComments, kUsers, kComponents, kComponentSets, kStyles,
           kWebhooks, kDevResources, kVariables, kAnalytics, kOrganization);

constexpr bool names_differ() {
  for (std::size_t i = 0; i < kAll.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (kAll[i]->name == kAll[j]->name || kAll[i]->operation_id == kAll[j]->operation_id)
        return false;
    }
  }
  return true;
}
static_assert(names_differ(), "two actions have the same name or the same operation");

// "figma_1.0.0_figma_get_file_global" names figma_get_file.
std::string_view without_version(std::string_view name) {
  auto inner = name.find("_figma_");
  if (!name.starts_with("figma_") || inner == std::string_view::npos) return name;
  name.remove_prefix(inner + 1);
  if (name.ends_with("_global")) name.remove_suffix(7);
  return name;
}

// Words of a text in lower case, without a plural s, so that "comments" finds "comment".
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  for (char c : lower(text)) {
    bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (letter) {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  for (std::string& word : words) {
    if (word.size() > 3 && word.ends_with('s')) word.pop_back();
  }
  std::erase_if(words, [](const std::string& w) {
    constexpr std::string_view kEmptyWords[] = {"a",    "an",    "the", "of", "to",
                                                "in",   "on",    "and", "or", "for",
                                                "with", "figma", "my",  "is", ""};
    return std::ranges::find(kEmptyWords, w) != std::end(kEmptyWords);
  });
  return words;
}

// What a row is found by, best place first.
struct Indexed {
  std::vector<std::string> name, rest;
};

const std::array<Indexed, kAll.size()>& search_index() {
  static const auto index = [] {
    std::array<Indexed, kAll.size()> made;
    for (std::size_t i = 0; i < kAll.size(); ++i) {
      const Action& row = *kAll[i];
      made[i].name = words_of(std::string(row.name) + " " + std::string(row.group));
      made[i].rest = words_of(std::string(row.summary) + " " + std::string(row.about) + " " +
                              std::string(row.scopes[0]));
    }
    return made;
  }();
  return index;
}

bool near_word(const std::string& have, const std::string& asked) {
  return have == asked ||
         (asked.size() >= 4 && (have.starts_with(asked) || asked.starts_with(have)) &&
          have.size() >= 4);
}

}  // namespace

std::span<const Action* const> catalogue() { return kAll; }

const Action* find_action(std::string_view name) {
  for (const Action* row : kAll) {
    if (row->name == name) return row;
  }
  std::string_view plain = without_version(trim(name));
  for (const Action* row : kAll) {
    bool same = row->name == plain || row->name.substr(kConnector.size() + 1) == plain ||
                row->operation_id == plain || same_ignoring_case(row->label, plain);
    if (same) return row;
  }
  return nullptr;
}

std::vector<std::string_view> nearest_actions(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Action* row : kAll) names.push_back(row->name);
  std::string full(name);
  if (!full.starts_with("figma_")) full = "figma_" + full;
  auto near = nearest(full, names);
  if (!near.empty()) return near;
  for (const Found& found : search_actions(name, 3)) near.push_back(found.action->name);
  return near;
}

std::vector<Found> search_actions(std::string_view words, std::size_t count_max) {
  auto asked = words_of(words);
  std::vector<Found> found;
  if (asked.empty()) return found;
  const auto& index = search_index();
  // A word that few rows have says more than one that all have.
  auto weight = [&](const std::string& word) {
    std::size_t having = 0;
    for (const Indexed& each : index) {
      having += std::ranges::any_of(each.name, [&](const auto& w) { return near_word(w, word); }) ||
                std::ranges::any_of(each.rest, [&](const auto& w) { return near_word(w, word); });
    }
    return std::log(1.0 + static_cast<double>(kAll.size()) / (1.0 + static_cast<double>(having)));
  };
  std::vector<double> weights;
  double total = 0;
  for (const std::string& word : asked) total += weights.emplace_back(weight(word));
  for (std::size_t i = 0; i < kAll.size(); ++i) {
    double score = 0;
    for (std::size_t w = 0; w < asked.size(); ++w) {
      bool in_name = std::ranges::any_of(
          index[i].name, [&](const auto& have) { return near_word(have, asked[w]); });
      bool in_rest = std::ranges::any_of(
          index[i].rest, [&](const auto& have) { return near_word(have, asked[w]); });
      score += weights[w] * (in_name ? 1.0 : in_rest ? 0.5 : 0.0);
    }
    if (score <= 0) continue;
    // A name that is wholly asked for goes before one that says more.
    double covered = static_cast<double>(asked.size()) /
                     static_cast<double>(asked.size() + index[i].name.size());
    double old = kAll[i]->deprecated ? 0.05 : 0.0;
    found.push_back({kAll[i], std::clamp(0.9 * score / total + 0.1 * covered - old, 0.0, 1.0)});
  }
  std::ranges::stable_sort(found, [](const Found& a, const Found& b) { return a.score > b.score; });
  if (found.size() > count_max) found.resize(count_max);
  return found;
}

// facts: figma.md 3.1, developers.figma.com/docs/rest-api/scopes.
std::span<const ScopeNote> scope_notes() {
  static constexpr ScopeNote kNotes[] = {
      {"current_user:read", "Your own name, e-mail and picture.", false, true, false},
      {"file_content:read", "The content of files: nodes, renders, pictures.", false, true, false},
      {"file_metadata:read", "Names, folders and last changes of files; embeds.", false, true,
       false},
      {"file_versions:read", "The version history of files.", false, true, false},
      {"file_comments:read", "Comments and reactions.", false, true, false},
      {"file_comments:write", "Posting and deleting your comments and reactions.", false, true,
       false},
      {"file_dev_resources:read", "Links that developers attached to nodes.", false, true, false},
      {"file_dev_resources:write", "Attaching, changing and removing such links.", false, true,
       false},
      {"file_variables:read", "Variables. Enterprise only.", true, true, false},
      {"file_variables:write", "Changing variables. Enterprise only.", true, true, false},
      {"library_assets:read", "One published component, component set or style by its key.", false,
       true, false},
      {"library_content:read", "What a file publishes.", false, true, false},
      {"team_library_content:read", "What a team publishes.", false, true, false},
      {"library_analytics:read", "How libraries are used. Enterprise only.", true, true, false},
      {"webhooks:read", "Webhooks.", false, true, false},
      {"webhooks:write", "Making, changing and deleting webhooks.", false, true, false},
      {"folders:read", "Folders (projects) and the files in them.", false, true, false},
      {"folder_metadata:read", "Names and numbers of folders. Not for personal tokens.", false,
       false, false},
      {"projects:read", "Projects, by the calls that folders replace.", false, true, false},
      {"project_metadata:read", "Names and numbers of projects, by the calls that folders replace.",
       false, true, false},
      {"org:activity_log_read",
       "The activity log. Enterprise organization admins; not for personal tokens.", true, false,
       false},
      {"org:developer_log_read",
       "The developer log. Enterprise with Governance+; plan tokens only.", true, false, false},
      {"org:ai_metering_usage_read", "AI usage. Enterprise; plan tokens only.", true, false, false},
      {"files:read",
       "The old umbrella over reading files, projects, comments, libraries. Deprecated.", false,
       true, true},
  };
  return kNotes;
}

std::string_view name_of(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::del:
      break;
  }
  return "DELETE";
}

std::string_view name_of(Effect effect) {
  return effect == Effect::reads ? "reads" : effect == Effect::writes ? "writes" : "deletes";
}

std::string_view name_of(Plan plan) {
  switch (plan) {
    case Plan::any:
      return "any";
    case Plan::professional:
      return "Professional";
    case Plan::organization:
      return "Organization";
    case Plan::enterprise:
      return "Enterprise";
    case Plan::governance:
      break;
  }
  return "Enterprise with Governance+";
}

std::string_view name_of(Credentials kind) {
  switch (kind) {
    case Credentials::personal:
      return "personal access token";
    case Credentials::plan:
      return "plan access token";
    case Credentials::oauth:
      return "OAuth";
    case Credentials::org_oauth:
      break;
  }
  return "OAuth by an organization admin";
}

}  // namespace figlink
