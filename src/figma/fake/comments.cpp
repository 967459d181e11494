// Comments and reactions, with owners.
#include <fmt/format.h>

#include <optional>

#include "figma/fake/world.h"

namespace figlink::fake {
namespace {

Json& list_of(World& world, const std::string& file) {
  Json& list = world.comments[file];
  if (list.is_null()) list = Json::array();
  return list;
}

std::optional<std::size_t> place_of(const Json& list, std::string_view id) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i].find("id")->as_text() == id) return i;
  }
  return std::nullopt;
}

bool is_own(const Json& thing, const User& user) {
  return thing.at({"user", "id"})->as_text() == std::string_view(user.id);
}

Json without(const Json& list, std::size_t place) {
  Json out = Json::array();
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i != place) out.push(list[i]);
  }
  return out;
}

Response get_comments(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask, ask.path("file_key"));
  if (!file) return refuse(ask.row, 404, "Not found");
  return answer(Json::object({{"comments", list_of(world, file->key)}}));
}

Response post_comment(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask, ask.path("file_key"));
  if (!file) return refuse(ask.row, 404, "Not found");
  Json& list = list_of(world, file->key);
  if (list.size() >= kThingsMax) return refuse(ask.row, 400, "Too many comments");
  std::string message = ask.body.find("message")->text_or("");
  if (message.empty()) return refuse(ask.row, 400, "Comment message must not be empty");
  std::string parent;
  if (const Json* root = ask.body.find("comment_id")) {
    parent = root->text_or("");
    auto at = place_of(list, parent);
    if (!at) return refuse(ask.row, 404, "Not found");
    if (!list[*at].find("parent_id")->text_or("").empty())
      return refuse(ask.row, 400, "Cannot reply to a reply");
  }
  const Json* place = ask.body.find("client_meta");
  Json comment = Json::object(
      {{"id", world.fresh_id()},
       {"uuid", nullptr},
       {"file_key", file->key},
       {"parent_id", parent},
       {"user", user_json(ask.user)},
       {"created_at", world.now()},
       {"resolved_at", nullptr},
       {"message", message},
       {"reactions", Json::array()},
       {"client_meta", place ? *place : Json::object({{"x", 0}, {"y", 0}})},
       {"order_id", parent.empty() ? Json(std::to_string(list.size() + 1)) : Json(nullptr)}});
  list.push(comment);
  return answer(comment);
}

Response delete_comment(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask, ask.path("file_key"));
  Json* list = file ? &list_of(world, file->key) : nullptr;
  auto at = list ? place_of(*list, ask.path("comment_id")) : std::nullopt;
  if (!at) return refuse(ask.row, 404, "Not found");
  if (!is_own((*list)[*at], ask.user))
    return refuse(ask.row, 403, "You do not have permission to delete this comment");
  *list = without(*list, *at);
  return answer(ok_meta(nullptr));
}

// The comment's reactions, or nothing.
Json* reactions_of(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask, ask.path("file_key"));
  if (!file) return nullptr;
  Json& list = list_of(world, file->key);
  auto at = place_of(list, ask.path("comment_id"));
  return at ? list[*at].find("reactions") : nullptr;
}

Response get_reactions(World& world, const Ask& ask) {
  Json* reactions = reactions_of(world, ask);
  if (!reactions) return refuse(ask.row, 404, "Not found");
  return answer(Json::object({{"reactions", *reactions}, {"pagination", Json::object()}}));
}

std::optional<std::size_t> own_reaction(const Json& reactions, const Ask& ask,
                                        std::string_view emoji) {
  for (std::size_t i = 0; i < reactions.size(); ++i) {
    if (reactions[i].find("emoji")->as_text() == emoji && is_own(reactions[i], ask.user)) return i;
  }
  return std::nullopt;
}

bool is_shortcode(std::string_view emoji) {
  return emoji.size() > 2 && emoji.size() < 100 && emoji.starts_with(':') && emoji.ends_with(':');
}

Response post_reaction(World& world, const Ask& ask) {
  Json* reactions = reactions_of(world, ask);
  if (!reactions) return refuse(ask.row, 404, "Not found");
  std::string emoji = ask.body.find("emoji")->text_or("");
  if (!is_shortcode(emoji)) return refuse(ask.row, 400, "Invalid emoji");
  if (reactions->size() >= kThingsMax) return refuse(ask.row, 400, "Too many reactions");
  if (!own_reaction(*reactions, ask, emoji)) {
    reactions->push(Json::object(
        {{"user", user_json(ask.user)}, {"emoji", emoji}, {"created_at", world.now()}}));
  }
  return answer(ok_meta(nullptr));
}

Response delete_reaction(World& world, const Ask& ask) {
  Json* reactions = reactions_of(world, ask);
  if (!reactions) return refuse(ask.row, 404, "Not found");
  auto at = own_reaction(*reactions, ask, ask.query_or("emoji", ""));
  if (!at) return refuse(ask.row, 404, "Not found");
  *reactions = without(*reactions, *at);
  return answer(ok_meta(nullptr));
}

}  // namespace

void add_comment_answers(Answers& answers) {
  answers["getComments"] = get_comments;
  answers["postComment"] = post_comment;
  answers["deleteComment"] = delete_comment;
  answers["getCommentReactions"] = get_reactions;
  answers["postCommentReaction"] = post_reaction;
  answers["deleteCommentReaction"] = delete_reaction;
}

}  // namespace figlink::fake
