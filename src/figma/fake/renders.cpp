// Renders and image fills: links, which lead to pictures of the sandbox's own (pictures.h).
#include <fmt/format.h>

#include "figma/fake/ask.h"
#include "figma/fake/cut.h"
#include "figma/fake/pictures.h"
#include "figma/fake/versions.h"

namespace figlink::fake {
namespace {

constexpr std::size_t kIdsMax = 900;
constexpr std::string_view kTimeout = "Render timeout, try requesting fewer or smaller images";

double number(const std::string& text, double otherwise) {
  auto json = Json::parse(text);
  return json ? json->as_number().value_or(otherwise) : otherwise;
}

Response get_images(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask.token, ask.path("file_key"));
  if (!file) return not_found(ask);
  const Ids ids = ids_in(ask.query_or("ids", ""));
  if (ids.size() > kIdsMax) return edge_page(413);
  if (auto version = ask.find("version"); version && !version->empty()) {
    if (ask.token.kind == Credentials::plan)  // seen at Figma (figma.md 3)
      return refuse(ask.row, 400,
                    "Missing required parameter: must provide either user_id or plan_key");
    auto head = world.documents.head(file->document);
    if (!head || !find_version(versions_of(*file, *head), *version)) return not_found(ask);
  }
  auto document = world.documents.parsed(file->document);
  if (!document) return refuse(ask.row, 400, kTimeout);
  const std::string scale = ask.query_or("scale", "1"), format = ask.query_or("format", "png");
  Json images = Json::object();
  for (const std::string& id : ids) {
    const Json* node = find_node(*(*document)->find("document"), id);
    const bool drawn = node && paint_of(*node, number(scale, 1));
    images.set(id,
               drawn ? Json(render_link(ask.origin, file->key, id, scale, format)) : Json(nullptr));
  }
  return answer(Json::object({{"err", nullptr}, {"images", std::move(images)}}));
}

Response get_image_fills(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask.token, ask.path("file_key"));
  if (!file) return not_found(ask);
  auto document = world.documents.parsed(file->document);
  if (!document)
    return refuse(ask.row, 400, "Request too large. If applicable, filter by query params.");
  Json images = Json::object();
  visit_nodes(*(*document)->find("document"), [&](const Json& node) {
    for (std::string_view paints : {"fills", "strokes", "background"}) {
      const Json* list = node.find(paints);
      for (std::size_t i = 0; list && i < list->size(); ++i) {
        const std::string ref = text_at((*list)[i], "imageRef");
        if (!ref.empty()) images.set(ref, fmt::format("{}/sandbox/fills/{}.png", ask.origin, ref));
      }
    }
  });
  return answer(ok_meta(Json::object({{"images", std::move(images)}})));
}

}  // namespace

void add_render_answers(Answers& answers) {
  answers["getImages"] = get_images;
  answers["getImageFills"] = get_image_fills;
}

}  // namespace figlink::fake
