// An empty SQLite database in a folder of its own, for tests.
#pragma once

#include <unistd.h>

#include <filesystem>

#include "store/contract.h"

namespace figlink {

class FreshSqlite final : public Fresh {
 public:
  FreshSqlite() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "figlink-store-XXXXXX").string();
    dir = ::mkdtemp(pattern.data());
  }
  ~FreshSqlite() override { std::filesystem::remove_all(dir); }
  std::string path() const { return dir + "/data/figlink.db"; }
  std::unique_ptr<Store> open() override {
    auto store = open_store(path(), clock, log);
    EXPECT_TRUE(store) << store.error().message;
    return store ? std::move(*store) : nullptr;
  }

  std::string dir;
  HandClock clock;
  QuietLog log;
};

}  // namespace figlink
