// comments: how comments and reactions are kept. People are kept by id and named when shown.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "figma/fake/ask.h"

namespace figlink::fake {

Json& comments_of(World& world, const std::string& file_key);
std::optional<std::size_t> find_comment(const Json& list, std::string_view id);
bool is_own(const Json& thing, const User& user);  // a comment or a reaction
Json shown_comment(const World& world, const Ask& ask, const Json& comment);
Json shown_reactions(const World& world, const Ask& ask, const Json& reactions);

}  // namespace figlink::fake
