// Variables: design tokens with modes. Enterprise only (figma.md 6.6).
#pragma once

#include "actions/catalogue/common.h"

namespace figlink::rows {

inline constexpr Input kChange =
    required(one_of(in_body("action", "What to do."), "CREATE", "UPDATE", "DELETE"));

inline constexpr Rule kIdToUpdate = {Rule::Kind::when, {"action", "id"}, "UPDATE"};
inline constexpr Rule kIdToDelete = {Rule::Kind::when, {"action", "id"}, "DELETE"};

inline constexpr Input kCollectionChange[] = {
    kChange,
    in_body("id", "The collection; for CREATE a temporary id of your own."),
    in_body("name", "Its name."),
    in_body("initialModeId", "CREATE: a temporary id for the one mode it begins with."),
    usually(in_body("hiddenFromPublishing", "Whether it stays out of the published library.",
                    Type::boolean),
            "false"),
    in_body("parentVariableCollectionId", "CREATE: the collection that it extends."),
    items(in_body("initialModeIdToParentModeIdMapping",
                  "CREATE: which parent mode each mode stands for.", Type::object),
          Type::text),
};
inline constexpr Rule kCollectionRules[] = {
    {Rule::Kind::when, {"action", "name"}, "CREATE"}, kIdToUpdate, kIdToDelete};
inline constexpr Input kModeChange[] = {
    kChange,
    in_body("id", "The mode; for CREATE a temporary id of your own."),
    up_to(in_body("name", "Its name."), 40),
    in_body("variableCollectionId", "The collection that the mode belongs to."),
};
inline constexpr Rule kModeRules[] = {
    {Rule::Kind::when, {"action", "name", "variableCollectionId"}, "CREATE"},
    {Rule::Kind::when, {"action", "id", "variableCollectionId"}, "UPDATE"},
    kIdToDelete};
inline constexpr Input kCodeSyntax[] = {
    in_body("WEB", "How web code writes the variable."),
    in_body("ANDROID", "How Android code writes it."),
    in_body("iOS", "How iOS code writes it."),
};
inline constexpr Input kVariableChange[] = {
    kChange,
    in_body("id", "The variable; for CREATE a temporary id of your own."),
    in_body("name", "Its name; the characters . { } are not allowed."),
    in_body("variableCollectionId", "The collection that the variable belongs to."),
    one_of(in_body("resolvedType", "CREATE: the kind of value."), "BOOLEAN", "FLOAT", "STRING",
           "COLOR"),
    in_body("description", "What it is for."),
    usually(in_body("hiddenFromPublishing", "Whether it stays out of the published library.",
                    Type::boolean),
            "false"),
    one_of(items(in_body("scopes", "Where in Figma the variable is offered; nowhere when empty.",
                         Type::list),
                 Type::text),
           "ALL_SCOPES", "TEXT_CONTENT", "CORNER_RADIUS", "WIDTH_HEIGHT", "GAP", "ALL_FILLS",
           "FRAME_FILL", "SHAPE_FILL", "TEXT_FILL", "STROKE_COLOR", "STROKE_FLOAT", "EFFECT_FLOAT",
           "EFFECT_COLOR", "OPACITY", "COLOR_OPACITY", "FONT_FAMILY", "FONT_STYLE", "FONT_WEIGHT",
           "FONT_SIZE", "LINE_HEIGHT", "LETTER_SPACING", "PARAGRAPH_SPACING", "PARAGRAPH_INDENT",
           "FONT_VARIATIONS"),
    made_of(in_body("codeSyntax", "How code writes the variable.", Type::object), kCodeSyntax),
};
inline constexpr Rule kVariableRules[] = {
    {Rule::Kind::when, {"action", "name", "variableCollectionId", "resolvedType"}, "CREATE"},
    kIdToUpdate,
    kIdToDelete};

inline constexpr Input kColorParts[] = {
    required(between(in_body("r", "Red.", Type::number), 0, 1)),
    required(between(in_body("g", "Green.", Type::number), 0, 1)),
    required(between(in_body("b", "Blue.", Type::number), 0, 1)),
    between(in_body("a", "How opaque it is.", Type::number), 0, 1),
};
inline constexpr Input kAliasParts[] = {
    required(one_of(in_body("type", "Always VARIABLE_ALIAS."), "VARIABLE_ALIAS")),
    required(in_body("id", "The variable whose value it takes.")),
};
inline constexpr Input kNumber = form("a number", "For a FLOAT.", Type::number);
inline constexpr Input kColor = made_of(
    form("a color {r, g, b, a}", "For a COLOR; each part from 0 to 1.", Type::object), kColorParts);
inline constexpr Input kAlias = made_of(
    form("an alias {type, id}", "Takes another variable's value.", Type::object), kAliasParts);
inline constexpr Input kNumberOrAlias[] = {kNumber, kAlias};
// A color whose opacity is a variable's, or the other way round.
inline constexpr Input kColorWithAlias[] = {
    required(made_of(in_body("color", "The color.", Type::object), kColorParts)),
    required(made_of(in_body("opacity", "An alias.", Type::object), kAliasParts)),
};
inline constexpr Input kAliasWithOpacity[] = {
    required(made_of(in_body("color", "An alias.", Type::object), kAliasParts)),
    required(made_of(in_body("opacity", "A number, or an alias.", Type::either), kNumberOrAlias)),
};
inline constexpr Input kValueForms[] = {
    form("true or false", "For a BOOLEAN.", Type::boolean),
    kNumber,
    form("a text", "For a STRING.", Type::text),
    kColor,
    kAlias,
    made_of(form("a color with an alias as opacity", "For a COLOR.", Type::object),
            kColorWithAlias),
    made_of(form("an alias with an opacity", "For a COLOR.", Type::object), kAliasWithOpacity),
    form("null", "Ends an override.", Type::null),
};
inline constexpr Input kModeValue[] = {
    required(in_body("variableId", "The variable.")),
    required(in_body("modeId", "The mode.")),
    required(made_of(
        in_body("value",
                "The value: true, 8, \"text\", {r, g, b, a}, {type: \"VARIABLE_ALIAS\", id}, "
                "{color, opacity} with an alias in it, or null to end an override.",
                Type::either),
        kValueForms)),
};

inline constexpr Action kVariables[] = {
    action({
        .name = "figma_get_local_variables",
        .label = "Get Local Variables",
        .summary = "Read the variables and collections of a file, with all modes.",
        .about = "Variables of other files that are in use here come too.",
        .operation_id = "getLocalVariables",
        .group = "Variables",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v1/files/{file_key}/variables/local",
        .scopes = {"file_variables:read"},
        .credentials = kPeople,
        .plan = Plan::enterprise,
        .tier = Tier::two,
        .inputs = {kFileKey},
        .example = R"({"file_key": "codeconnect"})",
        .docs = "variables-endpoints/#get-local-variables-endpoint",
    }),
    action({
        .name = "figma_get_published_variables",
        .label = "Get Published Variables",
        .summary = "Read the variables and collections that a file publishes.",
        .about = "Without modes and values. `subscribed_id` changes with every publish.",
        .operation_id = "getPublishedVariables",
        .group = "Variables",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v1/files/{file_key}/variables/published",
        .scopes = {"file_variables:read"},
        .credentials = kPeople,
        .plan = Plan::enterprise,
        .tier = Tier::two,
        .inputs = {kMainFileKey},
        .example = R"({"file_key": "codeconnect"})",
        .docs = "variables-endpoints/#get-published-variables-endpoint",
    }),
    action({
        .name = "figma_update_variables",
        .label = "Update Variables",
        .summary = "Create, change and delete variables, collections, modes and values in one go.",
        .about = "All or nothing: one fault and Figma stores none of it. Figma works in the order "
                 "collections, modes, variables, values. Temporary ids of new things may be used "
                 "further down. At most 4 MB.",
        .operation_id = "postVariables",
        .group = "Variables",
        .effect = Effect::writes,
        .method = Method::post,
        .path = "/v1/files/{file_key}/variables",
        .scopes = {"file_variables:write"},
        .credentials = kPeople,
        .plan = Plan::enterprise,
        .tier = Tier::three,
        .inputs =
            {kFileKey,
             held_to(made_of(in_body("variableCollections", "Changes to collections.", Type::list),
                             kCollectionChange),
                     kCollectionRules),
             held_to(
                 made_of(in_body("variableModes", "Changes to modes.", Type::list), kModeChange),
                 kModeRules),
             held_to(made_of(in_body("variables", "Changes to variables.", Type::list),
                             kVariableChange),
                     kVariableRules),
             made_of(in_body("variableModeValues", "Values of variables in modes.", Type::list),
                     kModeValue)},
        .rules = {Rule{
            Rule::Kind::one_needed,
            {"variableCollections", "variableModes", "variables", "variableModeValues"}}},
        .example =
            R"({"file_key": "codeconnect", "variableCollections": [{"action": "CREATE", "id": "tmp-collection", "name": "Spacing", "initialModeId": "tmp-mode"}], "variables": [{"action": "CREATE", "id": "tmp-small", "name": "space/small", "variableCollectionId": "tmp-collection", "resolvedType": "FLOAT"}], "variableModeValues": [{"variableId": "tmp-small", "modeId": "tmp-mode", "value": 8}]})",
        .docs = "variables-endpoints/#post-variables-endpoint",
    }),
};

}  // namespace figlink::rows
