// Which driver a URL names.
#include "store/sql_store.h"

namespace figlink {

Result<std::unique_ptr<Store>> open_store(const std::string& url, const Clock& clock, Log& log) {
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
  auto driver = make_sqlite_driver(std::string(path));
  if (!driver) return pass(driver);
  return SqlStore::open(std::move(*driver), clock, log);
}

}  // namespace figlink
