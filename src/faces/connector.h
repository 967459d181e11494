// The built-in connector as hubs and catalogues of connectors see it: one integration, linked by a
// personal access token.
#pragma once

#include <string_view>

#include "base/json.h"

namespace figlink {

// Names the connector on the wire wherever a client asks for an integration. Fixed for ever:
// clients store it.
inline constexpr std::string_view kIntegrationId = "f16a1141-7c3e-4b0d-9a52-0c2d6e8b4f17";
inline constexpr std::string_view kConnectorName = "Figma";
inline constexpr std::string_view kConnectorVersion = "1.0.0";
inline constexpr std::string_view kAuthConfigKey = "personal_access_token";

// The fields a person fills in, under these keys on the wire.
inline constexpr std::string_view kTokenField = "personal_access_token";
inline constexpr std::string_view kTeamField = "team_id";
inline constexpr std::string_view kExpiresField = "expires_on";

// What a hub shows instead of a secret; the last four characters follow.
inline constexpr std::string_view kRedacted = "__secretvalue:**redacted**";

// One entry of GET /hub/connectors.
Json integration_json();
// The form of GET /hub/connectors/{id}: fields, notices, guide link.
Json connector_config_json(std::string_view guide_url);
// GET /connectors/meta/{provider}.
Json connector_meta_json();
// A small drawing of ours as a data: address, so that a self-hosted page calls no other host.
std::string_view connector_icon();

}  // namespace figlink
