// Driver: what differs between databases, and nothing else.
//
// The SQL above it (queries.cpp) is written once, in the dialect both share: $1 parameters, ON
// CONFLICT, RETURNING. A Connection is used by one thread at a time. Failures come back as Errors
// and never as exceptions: conflict for a broken constraint, busy when another process holds the
// database for too long, bug with the database's own words for the rest.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"

namespace figlink {

struct Bytes {
  std::string_view bytes;
};
using SqlValue = std::variant<std::int64_t, std::string_view, Bytes>;

// One row of an answer. Views live until the visit returns.
class SqlRow {
 public:
  virtual ~SqlRow() = default;
  virtual std::int64_t integer(int column) const = 0;
  virtual std::string_view text(int column) const = 0;  // text or bytes
};

class Connection {
 public:
  virtual ~Connection() = default;
  // Runs one statement; `each` sees the rows.
  virtual Result<void> run(std::string_view sql, std::span<const SqlValue> values,
                           const std::function<void(const SqlRow&)>& each) = 0;
  virtual Result<void> script(const std::string& sql) = 0;  // several statements, of a migration
  // A transaction that may write from its first statement on: waits for other writers instead of
  // failing later.
  virtual Result<void> begin() = 0;
  virtual Result<void> commit() = 0;
  virtual void rollback() = 0;
  // Inside a transaction: until it ends, nobody else migrates this database.
  virtual Result<void> lock_migrations() = 0;
  // Looks whether the database is whole, which reads all of it: bug, with a sentence, when not.
  virtual Result<void> examine() = 0;

  // run() without rows, or with values in place.
  Result<void> run(std::string_view sql, std::initializer_list<SqlValue> values = {},
                   const std::function<void(const SqlRow&)>& each = nullptr) {
    return run(sql, std::span(values.begin(), values.size()), each);
  }
};

// How sure a commit must be: accounts and keys survive a power cut; journal rows survive a crash of
// the process.
enum class Durability : std::uint8_t { power_cut, crash };

class Driver {
 public:
  virtual ~Driver() = default;
  virtual Result<std::unique_ptr<Connection>> connect(Durability durability) = 0;
  virtual std::string_view blob_word() const = 0;    // {blob} in migrations
  virtual std::string_view serial_word() const = 0;  // {serial}
  virtual std::string_view row_word() const = 0;     // {row}
};

Result<std::unique_ptr<Driver>> make_sqlite_driver(const std::string& path);

}  // namespace figlink
