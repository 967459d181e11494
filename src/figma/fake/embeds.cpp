// Who the token belongs to, and embeds of files.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "figma/fake/ask.h"

namespace figlink::fake {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array kKinds = {"file"sv, "design"sv, "board"sv, "proto"sv, "slides"sv, "deck"sv};

Response get_me(World&, const Ask& ask) {
  Json me = user_json(ask, ask.user);
  me.set("email", ask.user.email);
  return answer(me);
}

// "https://www.figma.com/design/KEY/Name?...": KEY. nullopt: not Figma's, or nothing to embed.
std::optional<std::string> key_in(std::string_view url) {
  for (std::string_view start : {"https://www.figma.com/"sv, "https://figma.com/"sv}) {
    if (!url.starts_with(start)) continue;
    const auto parts = split(url.substr(start.size()), '/');
    if (parts.size() < 2 || std::ranges::find(kKinds, parts[0]) == kKinds.end())
      return std::nullopt;
    return std::string(parts[1].substr(0, parts[1].find_first_of("?#")));
  }
  return std::nullopt;
}

Response get_oembed(World& world, const Ask& ask) {
  const std::string url = ask.query_or("url", "");
  if (!url.starts_with("https://") && !url.starts_with("http://"))
    return refuse(ask.row, 400, "Invalid URL");
  auto key = key_in(url);
  const File* file = key ? visible_file(world, ask.token, *key) : nullptr;
  if (!file) return not_found(ask);
  constexpr std::int64_t kWidth = 800, kHeight = 450, kAcross = 16, kDown = 9;
  const std::int64_t width = std::min(ask.number_or("maxwidth", kWidth),
                                      ask.number_or("maxheight", kHeight) * kAcross / kDown);
  const std::int64_t height = std::max<std::int64_t>(width * kDown / kAcross, 1);
  const Folder* folder = world.folder(file->folder_id);
  return answer(Json::object(
      {{"version", "1.0"},
       {"type", "rich"},
       {"title", file->name},
       {"key", file->key},
       {"url", url},
       {"provider_name", "Figma"},
       {"provider_url", "https://www.figma.com"},
       {"cache_age", 3600},
       {"width", width},
       {"height", height},
       {"html", fmt::format("<iframe width=\"{}\" height=\"{}\" "
                            "src=\"https://embed.figma.com/design/{}\" allowfullscreen></iframe>",
                            width, height, file->key)},
       {"folder_name", folder ? folder->name : ""},
       {"thumbnail_url", fmt::format("{}/sandbox/thumbnails/{}.png", ask.origin, file->key)},
       {"thumbnail_width", 400},
       {"thumbnail_height", 300}}));
}

}  // namespace

void add_embed_answers(Answers& answers) {
  answers["getMe"] = get_me;
  answers["getOEmbed"] = get_oembed;
}

}  // namespace figlink::fake
