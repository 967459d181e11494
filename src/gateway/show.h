// show: records as others may see them. What is not copied here is not seen outside.
#pragma once

#include "gateway/gateway.h"
#include "store/records.h"

namespace figlink {

AccountView show(const Account& account);
KeyView show(const Key& key);
SessionView show(const LinkSession& session);

}  // namespace figlink
