// Rows: between the plain values of records.h and the columns they lie in. Lists are JSON texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/driver.h"
#include "store/records.h"

namespace figlink {

// Columns in the order in which the functions below read and write them.
inline constexpr std::string_view kProjectColumns = "id, name, created_at, allowed_origins";

inline constexpr std::string_view kKeyColumns =
    "id, project_id, name, digest, hint, scopes, created_at, last_used_at, revoked_at";

inline constexpr std::string_view kAccountColumns =
    "id, project_id, provider, origin_owner_id, origin_owner_name, origin_username, label, type, "
    "status, status_reasons, "
    "credential_kind, credential, credential_hint, team_id, team_name, figma_user_id, "
    "figma_user_name, figma_user_email, "
    "figma_user_image, scopes, expires_at, shared, metadata, created_at, updated_at, last_used_at, "
    "revision, sole, person";

inline constexpr std::string_view kSessionColumns =
    "id, project_id, digest, origin_owner_id, origin_owner_name, origin_username, account_id, "
    "provider, integration_id, label, type, "
    "multiple, categories, metadata, created_at, expires_at, used_at, actions, "
    "redirect_url";

inline constexpr std::string_view kJournalColumns =
    "id, request_id, project_id, key_id, account_id, action, face, fault, figma_status, "
    "figma_request_id, at, took_us, answer_bytes, figma_calls";

Project project_of(const SqlRow& row);
Key key_of(const SqlRow& row);
Account account_of(const SqlRow& row);
LinkSession session_of(const SqlRow& row);
JournalEntry entry_of(const SqlRow& row);

// The account's values in the order of kAccountColumns: views of it, and of the texts made for
// them, which live in `kept`.
std::vector<SqlValue> values_of(const Account& account, std::vector<std::string>& kept);
std::string list_text(const std::vector<std::string>& list);

}  // namespace figlink
