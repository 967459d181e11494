// Comments: who wrote them owns them, replies have one level, a root takes its replies along.
#include "figma/fake/comments.h"

#include <algorithm>

#include "figma/fake/ask.h"

namespace figlink::fake {
namespace {

constexpr std::size_t kMessageMax = 5000;  // the sandbox's own: Figma documents none

Response get_comments(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask.token, ask.path("file_key"));
  if (!file) return not_found(ask);
  const Json& list = comments_of(world, file->key);
  Json comments = Json::array();
  for (std::size_t i = 0; i < list.size(); ++i) comments.push(shown_comment(world, ask, list[i]));
  return answer(Json::object({{"comments", std::move(comments)}}));
}

// Which of Figma's four forms it is does not matter; that it is one does.
std::optional<std::string> wrong_place(const Json& place) {
  const bool point = place.find("x") && place.find("y");
  const bool in_frame = place.find("node_id") && place.find("node_offset");
  if (point == in_frame)
    return "'client_meta' must be a Vector, FrameOffset, Region or FrameOffsetRegion";
  const Json *width = place.find("region_width"), *height = place.find("region_height");
  if (!width && !height) return std::nullopt;
  for (const Json* side : {width, height}) {
    if (!side || !(side->as_number().value_or(0) > 0))
      return "A region's width and height must be greater than 0";
  }
  return std::nullopt;
}

Json place_of_new(const Ask& ask) {
  const Json* place = ask.body.find("client_meta");
  if (!place) return Json::object({{"x", 0}, {"y", 0}});
  Json out = *place;
  if (out.find("node_id") && !out.find("stable_path")) out.set("stable_path", nullptr);
  if (out.find("region_width") && !out.find("comment_pin_corner"))
    out.set("comment_pin_corner", "bottom-right");
  return out;
}

Response post_comment(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask.token, ask.path("file_key"));
  if (!file) return not_found(ask);
  Json& list = comments_of(world, file->key);
  if (list.size() >= kThingsMax) return refuse(ask.row, 400, "This file has too many comments");
  const std::string message = text_at(ask.body, "message"),
                    parent = text_at(ask.body, "comment_id");
  if (message.empty() || message.size() > kMessageMax)
    return refuse(ask.row, 400, "Invalid message");
  if (const Json* place = ask.body.find("client_meta")) {
    if (auto problem = wrong_place(*place)) return refuse(ask.row, 400, *problem);
  }
  if (!parent.empty()) {
    auto root = find_comment(list, parent);
    if (!root) return not_found(ask);
    if (!text_at(list[*root], "parent_id").empty())
      return refuse(ask.row, 400, "Cannot reply to a reply");
  }
  std::int64_t roots = 0;
  for (std::size_t i = 0; i < list.size(); ++i)
    roots += text_at(list[i], "parent_id").empty() ? 1 : 0;
  list.push(Json::object(
      {{"id", world.fresh_id()},
       {"uuid", nullptr},
       {"file_key", file->key},
       {"parent_id", parent},
       {"user", Json::object({{"id", ask.user.id}})},
       {"created_at", world.now()},
       {"resolved_at", nullptr},
       {"message", message},
       {"reactions", Json::array()},
       {"client_meta", place_of_new(ask)},
       {"order_id", parent.empty() ? Json(std::to_string(roots + 1)) : Json(nullptr)}}));
  return answer(shown_comment(world, ask, list[list.size() - 1]));
}

Response delete_comment(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask.token, ask.path("file_key"));
  if (!file) return not_found(ask);
  Json& list = comments_of(world, file->key);
  const std::string id = ask.path("comment_id");
  auto at = find_comment(list, id);
  if (!at) return not_found(ask);
  if (!is_own(list[*at], ask.user))
    return refuse(ask.row, 403, "You don't have permission to delete this comment");
  Json kept = Json::array();
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i != *at && text_at(list[i], "parent_id") != id) kept.push(list[i]);
  }
  list = std::move(kept);
  return answer(ok_meta(nullptr));
}

Json with_user(const World& world, const Ask& ask, Json thing) {
  const Json* id = thing.at({"user", "id"});
  thing.set("user", user_json(ask, world.user(id ? id->text_or("") : "")));
  return thing;
}

}  // namespace

Json& comments_of(World& world, const std::string& file_key) {
  Json& list = world.comments[file_key];
  if (list.is_null()) list = Json::array();
  return list;
}

std::optional<std::size_t> find_comment(const Json& list, std::string_view id) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (text_at(list[i], "id") == id) return i;
  }
  return std::nullopt;
}

bool is_own(const Json& thing, const User& user) {
  const Json* id = thing.at({"user", "id"});
  return id && !user.id.empty() && id->as_text() == std::string_view(user.id);
}

Json shown_reactions(const World& world, const Ask& ask, const Json& reactions) {
  Json out = Json::array();
  for (std::size_t i = 0; i < reactions.size(); ++i) out.push(with_user(world, ask, reactions[i]));
  return out;
}

Json shown_comment(const World& world, const Ask& ask, const Json& comment) {
  Json out = with_user(world, ask, comment);
  out.set("reactions", shown_reactions(world, ask, *comment.find("reactions")));
  return out;
}

void add_comment_answers(Answers& answers) {
  answers["getComments"] = get_comments;
  answers["postComment"] = post_comment;
  answers["deleteComment"] = delete_comment;
}

}  // namespace figlink::fake
