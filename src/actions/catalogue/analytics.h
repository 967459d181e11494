// Library analytics: how a library's components, styles and variables are used. Enterprise only;
// recomputed daily (figma.md 6.7).
#pragma once

#include "actions/catalogue/common.h"

namespace figlink::rows {

inline constexpr Input kLibraryKey =
    in_path("file_key", "The library: its file key or URL.", Names::file_key);
inline constexpr Input kCursor =
    in_query("cursor", "Where to go on: the cursor of an earlier answer.");
inline constexpr Input kStartDate = in_query(
    "start_date",
    "The first week, as YYYY-MM-DD; rounded to the week's start. A year ago when left out.",
    Type::date);
inline constexpr Input kEndDate =
    in_query("end_date",
             "The last week, as YYYY-MM-DD; rounded to the week's end. The latest when left out.",
             Type::date);

inline constexpr Action kAnalytics[] = {
    action({
        .name = "figma_get_library_component_actions",
        .label = "Get Library Component Actions",
        .summary = "Count how often a library's components were inserted and detached, by week.",
        .about = "Pages of up to 1000 rows; go on with `next`.",
        .operation_id = "getLibraryAnalyticsComponentActions",
        .group = "Library Analytics",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v1/analytics/libraries/{file_key}/component/actions",
        .scopes = {"library_analytics:read"},
        .credentials = kAnyone,
        .plan = Plan::enterprise,
        .tier = Tier::three,
        .inputs = {kLibraryKey, kCursor,
                   required(
                       one_of(in_query("group_by", "What each row counts."), "component", "team")),
                   kStartDate, kEndDate},
        .example = R"({"file_key": "codeconnect", "group_by": "component"})",
        .docs = "library-analytics-endpoints/#get-component-action-data-endpoint",
        .paging = Paging::cursor,
        .items = "rows",
    }),
    action({
        .name = "figma_get_library_component_usages",
        .label = "Get Library Component Usages",
        .summary = "Count where a library's components are in use now.",
        .about = "Pages of up to 1000 rows; go on with `next`.",
        .operation_id = "getLibraryAnalyticsComponentUsages",
        .group = "Library Analytics",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v1/analytics/libraries/{file_key}/component/usages",
        .scopes = {"library_analytics:read"},
        .credentials = kAnyone,
        .plan = Plan::enterprise,
        .tier = Tier::three,
        .inputs = {kLibraryKey, kCursor,
                   required(
                       one_of(in_query("group_by", "What each row counts."), "component", "file"))},
        .example = R"({"file_key": "codeconnect", "group_by": "component"})",
        .docs = "library-analytics-endpoints/#get-component-usage-data-endpoint",
        .paging = Paging::cursor,
        .items = "rows",
    }),
    action({
        .name = "figma_get_library_style_actions",
        .label = "Get Library Style Actions",
        .summary = "Count how often a library's styles were applied and detached, by week.",
        .about = "Pages of up to 1000 rows; go on with `next`.",
        .operation_id = "getLibraryAnalyticsStyleActions",
        .group = "Library Analytics",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v1/analytics/libraries/{file_key}/style/actions",
        .scopes = {"library_analytics:read"},
        .credentials = kAnyone,
        .plan = Plan::enterprise,
        .tier = Tier::three,
        .inputs = {kLibraryKey, kCursor,
                   required(one_of(in_query("group_by", "What each row counts."), "style", "team")),
                   kStartDate, kEndDate},
        .example = R"({"file_key": "codeconnect", "group_by": "style"})",
        .docs = "library-analytics-endpoints/#get-style-action-data-endpoint",
        .paging = Paging::cursor,
        .items = "rows",
    }),
    action({
        .name = "figma_get_library_style_usages",
        .label = "Get Library Style Usages",
        .summary = "Count where a library's styles are in use now.",
        .about = "Pages of up to 1000 rows; go on with `next`.",
        .operation_id = "getLibraryAnalyticsStyleUsages",
        .group = "Library Analytics",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v1/analytics/libraries/{file_key}/style/usages",
        .scopes = {"library_analytics:read"},
        .credentials = kAnyone,
        .plan = Plan::enterprise,
        .tier = Tier::three,
        .inputs = {kLibraryKey, kCursor,
                   required(
                       one_of(in_query("group_by", "What each row counts."), "style", "file"))},
        .example = R"({"file_key": "codeconnect", "group_by": "style"})",
        .docs = "library-analytics-endpoints/#get-style-usage-data-endpoint",
        .paging = Paging::cursor,
        .items = "rows",
    }),
    action({
        .name = "figma_get_library_variable_actions",
        .label = "Get Library Variable Actions",
        .summary = "Count how often a library's variables were applied and detached, by week.",
        .about = "Pages of up to 1000 rows; go on with `next`.",
        .operation_id = "getLibraryAnalyticsVariableActions",
        .group = "Library Analytics",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v1/analytics/libraries/{file_key}/variable/actions",
        .scopes = {"library_analytics:read"},
        .credentials = kAnyone,
        .plan = Plan::enterprise,
        .tier = Tier::three,
        .inputs = {kLibraryKey, kCursor,
                   required(
                       one_of(in_query("group_by", "What each row counts."), "variable", "team")),
                   kStartDate, kEndDate},
        .example = R"({"file_key": "codeconnect", "group_by": "variable"})",
        .docs = "library-analytics-endpoints/#get-variable-action-data-endpoint",
        .paging = Paging::cursor,
        .items = "rows",
    }),
    action({
        .name = "figma_get_library_variable_usages",
        .label = "Get Library Variable Usages",
        .summary = "Count where a library's variables are in use now.",
        .about = "Pages of up to 1000 rows; go on with `next`.",
        .operation_id = "getLibraryAnalyticsVariableUsages",
        .group = "Library Analytics",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v1/analytics/libraries/{file_key}/variable/usages",
        .scopes = {"library_analytics:read"},
        .credentials = kAnyone,
        .plan = Plan::enterprise,
        .tier = Tier::three,
        .inputs = {kLibraryKey, kCursor,
                   required(
                       one_of(in_query("group_by", "What each row counts."), "variable", "file"))},
        .example = R"({"file_key": "codeconnect", "group_by": "variable"})",
        .docs = "library-analytics-endpoints/#get-variable-usage-data-endpoint",
        .paging = Paging::cursor,
        .items = "rows",
    }),
};

}  // namespace figlink::rows
