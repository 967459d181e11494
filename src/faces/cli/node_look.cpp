#include "faces/cli/node_look.h"

#include <string_view>

#include "base/sha256.h"

namespace figlink {
namespace {

void add(const Json& json, Sha256& sum) {
  if (json.is_object()) {
    sum.add("{");
    json.each([&](std::string_view name, const Json& value) {
      if (name == "absoluteBoundingBox" || name == "absoluteRenderBounds") return;
      sum.add(Json(name).dump());
      add(value, sum);
    });
    sum.add("}");
  } else if (json.is_array()) {
    sum.add("[");
    for (std::size_t i = 0; i < json.size(); ++i) add(json[i], sum);
    sum.add("]");
  } else {
    sum.add(json.dump());
    sum.add(",");
  }
}

}  // namespace

std::string look_of(const Json& node) {
  Sha256 sum;
  add(node, sum);
  return sum.hex();
}

}  // namespace figlink
