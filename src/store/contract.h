// The promises of the store, as tests that every driver must pass unchanged (contract_test.cpp).
//
// A driver's test includes this, gives a Fresh that opens an empty database and opens it again as
// another process would, and names itself:
//   INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, testing::Values(&make_fresh));
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "store/store.h"

namespace figlink {

// An empty database for one test. open() may be called several times: each is a process of its own.
class Fresh {
 public:
  virtual ~Fresh() = default;
  virtual std::unique_ptr<Store> open() = 0;
};

class StoreContract : public testing::TestWithParam<std::unique_ptr<Fresh> (*)()> {
 protected:
  void SetUp() override {
    fresh = GetParam()();
    store = fresh->open();
    ASSERT_TRUE(store);
    auto projects = store->projects();
    ASSERT_TRUE(projects);
    ASSERT_EQ(projects->size(), 1u);
    EXPECT_EQ(projects->front().name, "default");
    project = projects->front().id;
  }

  Account account(std::string id, std::string owner = "owner") {
    Account a;
    a.id = std::move(id);
    a.project_id = project;
    a.origin_owner_id = std::move(owner);
    a.origin_owner_name = "Owner \"ü\"";
    a.credential.bytes = std::string("\0sealed\xff", 8);
    a.credential_kind = "personal";
    a.scopes = std::vector<std::string>{"file_content:read", "a,b"};
    a.status_reasons = {{"code", "why, \"so\"", 5}};
    a.metadata = R"({"a":[1,2]})";
    a.created_at = a.updated_at = 1000;
    return a;
  }
  LinkSession session(std::string digest, UnixMs expires_at = 10'000) {
    LinkSession s;
    s.project_id = project;
    s.digest = std::move(digest);
    s.origin_owner_id = "owner";
    s.expires_at = expires_at;
    return s;
  }
  std::string other_project() {
    auto made = store->add_project({"p2", "second", 5});
    EXPECT_TRUE(made);
    return "p2";
  }

  std::unique_ptr<Fresh> fresh;
  std::unique_ptr<Store> store;
  std::string project;
};

}  // namespace figlink
