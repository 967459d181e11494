// Which driver a URL names.
#include "store/sql_store.h"

namespace figlink {

namespace {

Result<std::unique_ptr<Driver>> driver_of(const std::string& url) {
  std::string_view path = url;
  if (path.starts_with("postgresql://") || path.starts_with("postgres://")) {
    return fail(Fault::bad_input, "This version stores in SQLite only.",
                "Leave --database out, or give sqlite:PATH.");
  }
  if (path.starts_with("sqlite:")) path.remove_prefix(7);
  if (path.find("://") != std::string_view::npos || path.empty()) {
    return fail(Fault::bad_input, "\"" + url + "\" is no database figlink knows.",
                "Leave --database out, or give sqlite:PATH.");
  }
  return make_sqlite_driver(std::string(path));
}

// What breaks in the middle of the day is ours to tell; at the start it is for the operator to
// change.
template <class T>
Result<T> at_start(Result<T> result) {
  if (!result && result.error().fault == Fault::bug) result.error().fault = Fault::bad_input;
  return result;
}

}  // namespace

Result<std::unique_ptr<Store>> open_store(const std::string& url, const Clock& clock, Log& log) {
  auto driver = driver_of(url);
  if (!driver) return pass(driver);
  return at_start(SqlStore::open(std::move(*driver), clock, log));
}

Result<void> examine_store(const std::string& url) {
  auto driver = driver_of(url);
  if (!driver) return pass(driver);
  auto connection = (*driver)->connect(Durability::crash);
  if (!connection) return at_start<void>(pass(connection));
  return at_start((*connection)->examine());
}

}  // namespace figlink
