// show: records as others may see them. What is not copied here is not seen outside.
#pragma once

#include "gateway/gateway.h"
#include "store/store.h"

namespace figlink {

AccountView show(const Account& account, UnixMs now);
KeyView show(const Key& key);
// `account_id`: the account that the session is about now.
SessionView show(const LinkSession& session, std::string account_id);
ProjectView show(const Project& project);
Result<ProjectView> project_in(Store& store, const std::string& id);

}  // namespace figlink
