// The version history, with Figma's odd page links (figma.md 6.4): they hold dates with blanks and
// a second key, and a file of a single version links to itself.
#include "figma/fake/versions.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "figma/fake/ask.h"

namespace figlink::fake {
namespace {

constexpr std::uint64_t kIdStep = 1'000'003;
constexpr std::uint64_t kFirstId = 2'000'000'000;  // when the document has no number of its own
constexpr int kLabelledEvery = 7;
constexpr std::int64_t kPageSize = 30, kPageSizeMax = 50;

std::uint64_t number_of(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// "2026-05-22 20:10:33 UTC".
std::string wire_date(UnixMs time) {
  const std::string iso = iso_time(time);
  return iso.substr(0, 10) + " " + iso.substr(11, 8) + " UTC";
}

// Where a page begins or ends: an id, or the date and id of a page link.
struct Edge {
  std::string date;
  std::uint64_t id = 0;
};

std::optional<Edge> edge(const Ask& ask, std::string_view way) {
  auto value = ask.find(way);
  if (!value) return std::nullopt;
  if (!value->ends_with("UTC")) return Edge{"", number_of(*value)};
  return Edge{std::string(*value), number_of(ask.query_or("secondary_" + std::string(way), "0"))};
}

bool is_older(const Version& version, const Edge& edge) {
  if (edge.date.empty()) return number_of(version.id) < edge.id;
  const std::string date = wire_date(version.created_at);
  return date < edge.date || (date == edge.date && edge.id != 0 && number_of(version.id) < edge.id);
}

bool is_newer(const Version& version, const Edge& edge) {
  if (edge.date.empty()) return number_of(version.id) > edge.id;
  const std::string date = wire_date(version.created_at);
  return date > edge.date || (date == edge.date && edge.id != 0 && number_of(version.id) > edge.id);
}

std::string page_link(const Ask& ask, const File& file, std::int64_t size, std::string_view way,
                      const Version& from) {
  return fmt::format(
      "{0}/v1/files/{1}/"
      "versions?page_size={2}&column=date&secondary_column=default&{3}={4}&secondary_{3}={5}",
      ask.origin, file.key, size, way, wire_date(from.created_at), from.id);
}

Json version_json(const World& world, const Ask& ask, const File& file, const Version& version) {
  const bool named = version.number % kLabelledEvery == 3;
  return Json::object(
      {{"id", version.id},
       {"created_at", iso_time(version.created_at)},
       {"label", named ? Json(fmt::format("Review {}", version.number / kLabelledEvery + 1))
                       : Json(nullptr)},
       {"description", named ? Json("All states are drawn.") : Json(nullptr)},
       {"user", user_json(ask, world.user(kDemoUser))},
       {"thumbnail_url",
        fmt::format("{}/sandbox/thumbnails/{}-{}.png", ask.origin, file.key, version.id)}});
}

Response get_file_versions(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask.token, ask.path("file_key"));
  if (!file) return not_found(ask);
  auto head = world.documents.head(file->document);
  if (!head) return refuse(ask.row, 500, "Internal server error");
  const auto size =
      std::clamp<std::int64_t>(ask.number_or("page_size", kPageSize), 1, kPageSizeMax);
  const auto before = edge(ask, "before"), after = edge(ask, "after");
  const std::vector<Version> all = versions_of(*file, *head);
  std::vector<Version> wanted;
  for (const Version& version : all) {
    const bool alone = all.size() == 1;  // its own page link leads to it again
    if (alone || ((!before || is_older(version, *before)) && (!after || is_newer(version, *after))))
      wanted.push_back(version);
  }
  // The versions next to the edge: the oldest of those that come after it.
  const auto count = std::min(wanted.size(), static_cast<std::size_t>(size));
  const auto from = after ? wanted.end() - static_cast<std::ptrdiff_t>(count) : wanted.begin();
  const std::vector<Version> page(from, from + static_cast<std::ptrdiff_t>(count));

  Json versions = Json::array(), pagination = Json::object();
  for (const Version& version : page) versions.push(version_json(world, ask, *file, version));
  if (!page.empty()) {
    if (page.back().id != all.back().id || all.size() == 1)
      pagination.set("prev_page", page_link(ask, *file, size, "before", page.back()));
    if (page.front().id != all.front().id)
      pagination.set("next_page", page_link(ask, *file, size, "after", page.front()));
  }
  return answer(
      Json::object({{"versions", std::move(versions)}, {"pagination", std::move(pagination)}}));
}

}  // namespace

std::vector<Version> versions_of(const File& file, const DocumentHead& head) {
  constexpr UnixMs kSomeDay = 1'760'000'000'000;
  std::uint64_t newest = number_of(head.version);
  if (newest < kFirstId) newest = kFirstId;
  const UnixMs changed = parse_iso(head.last_modified).value_or(kSomeDay);
  std::vector<Version> all;
  for (int n = file.versions; n > 0; --n) {
    const auto back = static_cast<std::uint64_t>(file.versions - n);
    all.push_back(
        {std::to_string(newest - back * kIdStep), changed - static_cast<UnixMs>(back) * kDayMs, n});
  }
  if (!all.empty() && !head.version.empty()) all.front().id = head.version;
  return all;
}

std::optional<Version> find_version(const std::vector<Version>& all, std::string_view id) {
  auto at = std::ranges::find(all, id, &Version::id);
  return at == all.end() ? std::nullopt : std::optional(*at);
}

void add_version_answers(Answers& answers) { answers["getFileVersions"] = get_file_versions; }

}  // namespace figlink::fake
