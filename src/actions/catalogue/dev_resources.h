// Dev resources: links that developers attach to nodes (figma.md 6.5).
#pragma once

#include "actions/catalogue/common.h"

namespace figlink::rows {

// Figma documents no bound of its own (figma.md 10).
inline constexpr std::size_t kDevResourcesMax = 1000;

inline constexpr Input kNewDevResource[] = {
    required(in_body("name", "The link's name.")),
    required(in_body("url", "Where the link leads.")),
    named(required(in_body("file_key", "The file: its key or URL.")), Names::file_key),
    named(required(in_body("node_id", "The node that the link is attached to: its id or URL.")),
          Names::node_id),
};
inline constexpr Input kChangedDevResource[] = {
    required(in_body("id", "The dev resource's id.")),
    in_body("name", "The link's new name."),
    in_body("url", "Where the link leads from now on."),
};

inline constexpr Action kDevResources[] = {
    action({
        .name = "figma_list_dev_resources",
        .label = "List Dev Resources",
        .summary = "List the links attached to a file's nodes.",
        .operation_id = "getDevResources",
        .group = "Dev Resources",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v1/files/{file_key}/dev_resources",
        .scopes = {"file_dev_resources:read"},
        .credentials = kAnyone,
        .tier = Tier::two,
        .in_guide = true,
        .inputs = {kMainFileKey,
                   named(in_query("node_ids",
                                  "Only the links of these nodes: ids or URLs. All when left out.",
                                  Type::text_list),
                         Names::node_ids)},
        .example = R"({"file_key": "codeconnect", "node_ids": ["0:1"]})",
        .docs = "dev-resources-endpoints/#get-dev-resources-endpoint",
    }),
    action({
        .name = "figma_bulk_create_dev_resources",
        .label = "Bulk Create Dev Resources",
        .summary = "Attach links to nodes, many at once and across files.",
        .about = "Some can fail while others succeed: `items` tells each one's fate. A node holds "
                 "at most 10 links, and each address once.",
        .operation_id = "postDevResources",
        .group = "Dev Resources",
        .effect = Effect::writes,
        .method = Method::post,
        .path = "/v1/dev_resources",
        .scopes = {"file_dev_resources:write"},
        .credentials = kAnyone,
        .tier = Tier::two,
        .in_guide = true,
        .inputs = {up_to(
            required(made_of(in_body("dev_resources", "The links to attach.", Type::list),
                             kNewDevResource)),
            kDevResourcesMax)},
        .example =
            R"({"dev_resources": [{"name": "Source", "url": "https://example.com/source", "file_key": "codeconnect", "node_id": "0:1"}]})",
        .docs = "dev-resources-endpoints/#post-dev-resources-endpoint",
        .shape = Shape::bulk_items,
    }),
    action({
        .name = "figma_bulk_update_dev_resources",
        .label = "Bulk Update Dev Resources",
        .summary = "Change the name or address of links, many at once.",
        .about = "Some can fail while others succeed: `items` tells each one's fate.",
        .operation_id = "putDevResources",
        .group = "Dev Resources",
        .effect = Effect::writes,
        .method = Method::put,
        .path = "/v1/dev_resources",
        .scopes = {"file_dev_resources:write"},
        .credentials = kAnyone,
        .tier = Tier::two,
        .in_guide = true,
        .inputs = {up_to(
            required(made_of(in_body("dev_resources", "The links to change.", Type::list),
                             kChangedDevResource)),
            kDevResourcesMax)},
        .example = R"({"dev_resources": [{"id": "d-1", "name": "Source, moved"}]})",
        .docs = "dev-resources-endpoints/#put-dev-resources-endpoint",
        .shape = Shape::bulk_items,
    }),
    action({
        .name = "figma_delete_dev_resource",
        .label = "Delete Dev Resource",
        .summary = "Remove a link from a node.",
        .operation_id = "deleteDevResource",
        .group = "Dev Resources",
        .effect = Effect::deletes,
        .method = Method::del,
        .path = "/v1/files/{file_key}/dev_resources/{dev_resource_id}",
        .scopes = {"file_dev_resources:write"},
        .credentials = kAnyone,
        .tier = Tier::two,
        .in_guide = true,
        .inputs = {kMainFileKey, in_path("dev_resource_id", "The dev resource's id.")},
        .example = R"({"file_key": "codeconnect", "dev_resource_id": "d-1"})",
        .docs = "dev-resources-endpoints/#delete-dev-resources-endpoint",
        .shape = Shape::no_content,
    }),
};

}  // namespace figlink::rows
