#include "figma/fake/world.h"

#include <algorithm>
#include <charconv>

#include "figma/fake/ask.h"
#include "figma/fake/seed.h"

namespace figlink::fake {
namespace {

constexpr std::int64_t kFirstId = 1'300'005'000;

template <class List>
auto* by_id(const List& list, std::string_view id) {
  auto at = std::ranges::find(list, id, [](const auto& each) { return std::string_view(each.id); });
  return at == list.end() ? nullptr : &*at;
}

}  // namespace

World::World(const Clock& on, FakeOptions with)
    : clock(on), options(std::move(with)), documents(options.files_dir) {
  reset();
}

void World::reset() {
  comments.clear();
  dev_resources.clear();
  variables.clear();
  buckets.clear();
  limits = {};
  faults.clear();
  calls.clear();
  calls_seen = 0;
  next_id = kFirstId;
  seed(*this);
}

const User& World::user(std::string_view id) const {
  static const User nobody{"", "Plan token", "", {}};
  const User* found = by_id(users, id);
  return found ? *found : nobody;
}

const Team* World::team(std::string_view id) const { return by_id(teams, id); }
const Folder* World::folder(std::string_view id) const { return by_id(folders, id); }

const File* World::file(std::string_view key) const {
  auto at = std::ranges::find(files, key, &File::key);
  return at == files.end() ? nullptr : &*at;
}

const Team* World::team_of(const File& file) const {
  const Folder* home = folder(file.folder_id);
  return home ? team(home->team_id) : nullptr;
}

std::string World::fresh_id() { return std::to_string(++next_id); }

void World::note(Json call) {
  call.set("number", ++calls_seen);
  if (calls.size() >= kCallsKept) calls.pop_front();
  calls.push_back(std::move(call));
}

std::optional<std::string_view> Ask::find(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::string Ask::query_or(std::string_view name, std::string_view otherwise) const {
  return std::string(find(name).value_or(otherwise));
}

std::int64_t Ask::number_or(std::string_view name, std::int64_t otherwise) const {
  auto text = find(name);
  if (!text) return otherwise;
  std::int64_t value = otherwise;
  std::from_chars(text->data(), text->data() + text->size(), value);
  return value;
}

bool sees_team(const World& world, const Token& token, std::string_view team_id) {
  const Team* team = world.team(team_id);
  if (!team) return false;
  // A plan token belongs to the organization, and to nobody in it.
  if (token.kind == Credentials::plan) return team_id == kDemoTeam;
  return std::ranges::find(world.user(token.user_id).teams, team_id) !=
         world.user(token.user_id).teams.end();
}

const File* visible_file(World& world, const Token& token, std::string_view key) {
  const File* known = world.file(key);
  if (known) {
    const Team* team = world.team_of(*known);
    return team && sees_team(world, token, team->id) ? known : nullptr;
  }
  // A document that was put into the folder since the start.
  if (world.files.size() >= kThingsMax || !world.documents.exists(key)) return nullptr;
  world.files.push_back(found_file(std::string(key)));
  return sees_team(world, token, kDemoTeam) ? &world.files.back() : nullptr;
}

const File* visible_main_file(World& world, const Token& token, std::string_view key) {
  const File* file = visible_file(world, token, key);
  return file && file->main_key.empty() ? file : nullptr;
}

const Folder* visible_folder(const World& world, const Token& token, std::string_view id) {
  const Folder* folder = world.folder(id);
  return folder && sees_team(world, token, folder->team_id) ? folder : nullptr;
}

Tariff tariff_of(World& world, const Token& token, const Params& params) {
  const Team* team = nullptr;
  if (auto key = params.get("file_key"); !key.empty()) {
    if (const File* file = world.file(key)) team = world.team_of(*file);
  }
  for (std::string_view name : {"folder_id", "project_id"}) {
    if (const Folder* folder = world.folder(params.get(name))) team = world.team(folder->team_id);
  }
  if (const Team* named = world.team(params.get("team_id"))) team = named;
  return team ? std::min(token.tariff, team->tariff) : token.tariff;
}

}  // namespace figlink::fake
