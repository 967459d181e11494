// pictures: what the sandbox's links to renders, fills, thumbnails and people lead to. Real files
// of their kinds and of the node's size, in one flat colour: nothing is drawn.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "net/message.h"

namespace figlink::fake {

struct World;

inline constexpr int kPictureSideMax = 2048;  // pixels; larger ones are scaled down

struct Paint {
  int width = 1, height = 1;
  std::uint8_t red = 0, green = 0, blue = 0;
};

std::string png_of(const Paint& paint);
std::string svg_of(const Paint& paint, std::string_view title);
std::string pdf_of(const Paint& paint);
std::string jpg_of(const Paint& paint);  // grey

// Size and first solid fill of a node. nullopt: there is nothing to draw (invisible, no size).
std::optional<Paint> paint_of(const Json& node, double scale);

// The link under which a node's picture is found, and the picture under a link.
std::string render_link(std::string_view origin, std::string_view file_key,
                        std::string_view node_id, std::string_view scale, std::string_view format);
std::optional<Response> picture(World& world, std::string_view path);

}  // namespace figlink::fake
