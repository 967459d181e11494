// library: what files publish, read out of their documents' tables.
#pragma once

#include <string_view>

#include "base/json.h"
#include "figma/fake/world.h"

namespace figlink::fake {

enum class Asset : std::uint8_t { component, component_set, style };

// The table of a document that holds the assets: "components".
std::string_view table_of(Asset asset);
// Visits the document's own entries (not those lent by other files): visit(node_id, entry).
template <class Visit>
void each_published(const Json& document, Asset asset, Visit visit) {
  const Json* table = document.find(table_of(asset));
  if (!table) return;
  table->each([&](std::string_view node_id, const Json& entry) {
    const Json* remote = entry.find("remote");
    if (!remote || remote->as_bool() != true) visit(node_id, entry);
  });
}

}  // namespace figlink::fake
