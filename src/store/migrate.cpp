#include "store/migrate.h"

#include <fmt/format.h>

#include "base/chance.h"
#include "embedded/migrations.h"

namespace figlink {
namespace {

std::string in_dialect(std::string_view sql, const Driver& driver) {
  std::string out(sql);
  for (auto [word, theirs] : {std::pair{std::string_view("{blob}"), driver.blob_word()},
                              std::pair{std::string_view("{serial}"), driver.serial_word()},
                              std::pair{std::string_view("{row}"), driver.row_word()}}) {
    for (auto at = out.find(word); at != std::string::npos; at = out.find(word, at))
      out.replace(at, word.size(), theirs);
  }
  return out;
}

Result<std::int64_t> schema_of(Connection& db) {
  auto made = db.run(
      "CREATE TABLE IF NOT EXISTS migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, at "
      "BIGINT NOT NULL)");
  if (!made) return pass(made);
  std::int64_t number = 0;
  auto got = db.run("SELECT COALESCE(MAX(number), 0) FROM migrations", {},
                    [&](const SqlRow& row) { number = row.integer(0); });
  if (!got) return pass(got);
  return number;
}

Result<void> make_first_project(Connection& db, std::int64_t now_ms) {
  SystemChance chance;
  std::string id = random_id(chance);
  return db.run(
      "INSERT INTO projects (id, name, created_at) SELECT $1, 'default', $2 WHERE NOT EXISTS "
      "(SELECT 1 FROM projects)",
      {id, now_ms});
}

Result<void> bring_up(Connection& db, const Driver& driver, std::int64_t now_ms) {
  if (auto locked = db.lock_migrations(); !locked) return locked;
  auto has = schema_of(db);
  if (!has) return pass(has);
  auto files = embedded_migrations();
  if (*has > static_cast<std::int64_t>(files.size())) {
    return fail(
        Fault::bad_input,
        fmt::format(
            "This database was made by a newer figlink (its schema is {}, this binary knows {}).",
            *has, files.size()),
        "Install the newer figlink, or choose another data folder.");
  }
  for (auto at = static_cast<std::size_t>(*has); at < files.size(); ++at) {
    const Embedded& file = files[at];
    if (auto ran = db.script(in_dialect(file.bytes, driver)); !ran) return ran;
    auto put = db.run("INSERT INTO migrations (number, name, at) VALUES ($1, $2, $3)",
                      {static_cast<std::int64_t>(at + 1), file.name, now_ms});
    if (!put) return put;
  }
  if (auto made = make_first_project(db, now_ms); !made) return made;
  return db.commit();
}

}  // namespace

Result<void> migrate(Connection& db, const Driver& driver, std::int64_t now_ms) {
  if (auto begun = db.begin(); !begun) return begun;
  auto done = bring_up(db, driver, now_ms);
  if (!done) db.rollback();
  return done;
}

}  // namespace figlink
