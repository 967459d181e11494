// Reactions to comments: each person each emoji once.
#include <fmt/format.h>

#include <algorithm>

#include "figma/fake/ask.h"
#include "figma/fake/comments.h"

namespace figlink::fake {
namespace {

constexpr std::int64_t kPage = 10;  // the sandbox's own, so that paging can be tried out
constexpr std::size_t kEmojiMax = 100;

Json* reactions_of(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask.token, ask.path("file_key"));
  if (!file) return nullptr;
  Json& list = comments_of(world, file->key);
  auto at = find_comment(list, ask.path("comment_id"));
  return at ? list[*at].find("reactions") : nullptr;
}

std::optional<std::size_t> own_reaction(const Json& reactions, const Ask& ask,
                                        std::string_view emoji) {
  for (std::size_t i = 0; i < reactions.size(); ++i) {
    if (text_at(reactions[i], "emoji") == emoji && is_own(reactions[i], ask.user)) return i;
  }
  return std::nullopt;
}

// ":heart:", ":+1::skin-tone-2:". Aliases are kept as they come (figma.md 1.1).
bool is_shortcode(std::string_view emoji) {
  return emoji.size() > 2 && emoji.size() <= kEmojiMax && emoji.starts_with(':') &&
         emoji.ends_with(':') && emoji.find(' ') == emoji.npos;
}

Response get_reactions(World& world, const Ask& ask) {
  Json* reactions = reactions_of(world, ask);
  if (!reactions) return not_found(ask);
  const Json all = shown_reactions(world, ask, *reactions);
  const auto total = static_cast<std::int64_t>(all.size());
  const std::int64_t from = std::clamp<std::int64_t>(ask.number_or("cursor", 0), 0, total),
                     to = std::min(total, from + kPage);
  Json page = Json::array(), pagination = Json::object();
  for (std::int64_t i = from; i < to; ++i) page.push(all[static_cast<std::size_t>(i)]);
  if (to < total) {
    pagination.set("next_page",
                   fmt::format("{}/v1/files/{}/comments/{}/reactions?cursor={}", ask.origin,
                               ask.path("file_key"), ask.path("comment_id"), to));
  }
  return answer(
      Json::object({{"reactions", std::move(page)}, {"pagination", std::move(pagination)}}));
}

Response post_reaction(World& world, const Ask& ask) {
  Json* reactions = reactions_of(world, ask);
  if (!reactions) return not_found(ask);
  const std::string emoji = text_at(ask.body, "emoji");
  if (!is_shortcode(emoji)) return refuse(ask.row, 400, "Invalid emoji");
  if (reactions->size() >= kThingsMax)
    return refuse(ask.row, 400, "This comment has too many reactions");
  if (!own_reaction(*reactions, ask, emoji)) {
    reactions->push(Json::object({{"user", Json::object({{"id", ask.user.id}})},
                                  {"emoji", emoji},
                                  {"created_at", world.now()}}));
  }
  return answer(ok_meta(nullptr));
}

Response delete_reaction(World& world, const Ask& ask) {
  Json* reactions = reactions_of(world, ask);
  if (!reactions) return not_found(ask);
  auto at = own_reaction(*reactions, ask, ask.query_or("emoji", ""));
  if (!at) return not_found(ask);
  *reactions = without(*reactions, *at);
  return answer(ok_meta(nullptr));
}

}  // namespace

void add_reaction_answers(Answers& answers) {
  answers["getCommentReactions"] = get_reactions;
  answers["postCommentReaction"] = post_reaction;
  answers["deleteCommentReaction"] = delete_reaction;
}

}  // namespace figlink::fake
