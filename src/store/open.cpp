// Which driver a URL names, and the migrations.
#include <fmt/format.h>

#include "base/chance.h"
#include "embedded/migrations.h"
#include "store/sql_store.h"

namespace figlink {
namespace {

std::string in_dialect(std::string_view sql, const Driver& driver) {
  std::string out(sql);
  for (auto [word, ours] : {std::pair{std::string_view("{blob}"), driver.blob_word()},
                            {std::string_view("{serial}"), driver.serial_word()},
                            {std::string_view("{row}"), driver.row_word()}}) {
    for (auto at = out.find(word); at != std::string::npos; at = out.find(word, at))
      out.replace(at, word.size(), ours);
  }
  return out;
}

// One transaction that holds the writer's lock: of two processes that start at once, the second one
// finds it all done.
Result<void> migrate(Connection& db, const Driver& driver, UnixMs now) {
  if (auto begun = db.begin(); !begun) return begun;
  auto done = [&]() -> Result<void> {
    auto made = db.run(
        "CREATE TABLE IF NOT EXISTS migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, at "
        "BIGINT NOT NULL)");
    if (!made) return made;
    std::int64_t has = 0;
    auto got = db.run("SELECT COALESCE(MAX(number), 0) FROM migrations", {},
                      [&](const SqlRow& row) { has = row.integer(0); });
    if (!got) return got;
    auto all = embedded_migrations();
    if (has > static_cast<std::int64_t>(all.size())) {
      return fail(
          Fault::bad_input,
          fmt::format(
              "This database was made by a newer figlink (its schema is {}, this binary knows {}).",
              has, all.size()),
          "Install the newer figlink, or choose another data folder.");
    }
    for (auto number = has + 1; number <= static_cast<std::int64_t>(all.size()); ++number) {
      const Embedded& file = all[static_cast<std::size_t>(number - 1)];
      if (auto ran = db.script(in_dialect(file.bytes, driver)); !ran) return ran;
      if (auto put = db.run("INSERT INTO migrations (number, name, at) VALUES ($1, $2, $3)",
                            {number, file.name, now});
          !put)
        return put;
    }
    SystemChance chance;
    std::string id = random_id(chance);
    auto first = db.run(
        "INSERT INTO projects (id, name, created_at) SELECT $1, 'default', $2 WHERE NOT EXISTS "
        "(SELECT 1 FROM projects)",
        {id, now});
    if (!first) return first;
    return db.commit();
  }();
  if (!done) db.rollback();
  return done;
}

}  // namespace

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
  auto connection = (*driver)->connect(Durability::power_cut);
  if (!connection) return pass(connection);
  if (auto migrated = migrate(**connection, **driver, clock.now_ms()); !migrated)
    return pass(migrated);
  connection->reset();
  return SqlStore::open(std::move(*driver), clock, log);
}

}  // namespace figlink
