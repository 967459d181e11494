// SQLite behind Driver: WAL, foreign keys, one file that only its owner may read.
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>

#include "store/driver.h"

namespace figlink {
namespace {

constexpr int kBusyMs = 10'000;             // how long a writer waits for another one
constexpr std::size_t kStatementsMax = 64;  // prepared ones kept a connection

class SqliteRow final : public SqlRow {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  std::int64_t integer(int column) const override {
    return sqlite3_column_int64(statement_, column);
  }
  std::string_view text(int column) const override {
    const void* data = sqlite3_column_blob(statement_, column);
    int size = sqlite3_column_bytes(statement_, column);
    return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
  }

 private:
  sqlite3_stmt* statement_;
};

class SqliteConnection final : public Connection {
 public:
  explicit SqliteConnection(sqlite3* database) : database_(database) {}
  ~SqliteConnection() override {
    for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(database_);
  }

  Result<void> run(std::string_view sql, std::span<const SqlValue> values,
                   const std::function<void(const SqlRow&)>& each) override {
    auto prepared = prepare(sql);
    if (!prepared) return pass(prepared);
    sqlite3_stmt* statement = *prepared;
    for (std::size_t i = 0; i < values.size(); ++i) bind(statement, i, values[i]);
    int state;
    while ((state = sqlite3_step(statement)) == SQLITE_ROW) {
      if (each) each(SqliteRow(statement));
    }
    Result<void> result;
    if (state != SQLITE_DONE) result = failed();
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return result;
  }
  Result<void> script(const std::string& sql) override {
    if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
      return failed();
    return {};
  }
  Result<void> begin() override { return Connection::run("BEGIN IMMEDIATE"); }
  Result<void> commit() override { return Connection::run("COMMIT"); }
  void rollback() override {
    if (sqlite3_get_autocommit(database_) == 0) (void)Connection::run("ROLLBACK");
  }

 private:
  Result<sqlite3_stmt*> prepare(std::string_view sql) {
    auto found = statements_.find(sql);
    if (found != statements_.end()) return found->second;
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
      return std::unexpected(failed().error());
    }
    if (statements_.size() >= kStatementsMax) {
      for (auto& [text, old] : statements_) sqlite3_finalize(old);
      statements_.clear();
    }
    statements_.emplace(sql, statement);
    return statement;
  }
  // $1 is a name here and its index follows first appearance: bound by name, never by number.
  static void bind(sqlite3_stmt* statement, std::size_t at, const SqlValue& value) {
    std::string name = "$" + std::to_string(at + 1);
    int index = sqlite3_bind_parameter_index(statement, name.c_str());
    if (index == 0) return;
    if (auto* number = std::get_if<std::int64_t>(&value)) {
      sqlite3_bind_int64(statement, index, *number);
    } else if (auto* text = std::get_if<std::string_view>(&value)) {
      const char* data = text->data() ? text->data() : "";
      sqlite3_bind_text64(statement, index, data, text->size(), SQLITE_STATIC, SQLITE_UTF8);
    } else {
      std::string_view bytes = std::get<Bytes>(value).bytes;
      sqlite3_bind_blob64(statement, index, bytes.data() ? bytes.data() : "", bytes.size(),
                          SQLITE_STATIC);
    }
  }
  std::unexpected<Error> failed() const {
    int code = sqlite3_errcode(database_);
    std::string words = sqlite3_errmsg(database_);
    if (code == SQLITE_CONSTRAINT)
      return fail(Fault::conflict, "It exists already, or what it refers to does not.", "");
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
      return fail(Fault::busy, "The database is in use by another process.",
                  "Try again in a moment.");
    }
    if (code == SQLITE_FULL)
      return fail(Fault::bug, "The disk is full: nothing was stored.", "Make room and try again.");
    return fail(Fault::bug, "The database failed: " + words + ".",
                "Look at the disk and the data folder; `figlink doctor` helps.");
  }

  sqlite3* database_;
  std::map<std::string, sqlite3_stmt*, std::less<>> statements_;
};

class SqliteDriver final : public Driver {
 public:
  explicit SqliteDriver(std::string path) : path_(std::move(path)) {}

  Result<std::unique_ptr<Connection>> connect(Durability durability) override {
    sqlite3* database = nullptr;
    int flags = SQLITE_OPEN_READWRITE |
                SQLITE_OPEN_NOMUTEX;  // a connection belongs to one thread at a time
    if (sqlite3_open_v2(path_.c_str(), &database, flags, nullptr) != SQLITE_OK) {
      std::string words = database ? sqlite3_errmsg(database) : "no memory";
      sqlite3_close(database);
      return fail(Fault::bad_input, "The database " + path_ + " cannot be opened: " + words + ".",
                  "Check --data and its permissions.");
    }
    sqlite3_extended_result_codes(database, 0);
    sqlite3_busy_timeout(database, kBusyMs);
    auto connection = std::make_unique<SqliteConnection>(database);
    auto set = connection->script(
        std::string("PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-512; "
                    "PRAGMA temp_store=MEMORY; PRAGMA synchronous=") +
        (durability == Durability::power_cut ? "FULL;" : "NORMAL;"));
    if (!set) {
      return fail(Fault::bad_input,
                  "The file " + path_ + " is no figlink database: " + set.error().message,
                  "Choose another --data folder.");
    }
    return connection;
  }
  std::string_view blob_word() const override { return "BLOB"; }
  std::string_view serial_word() const override { return "INTEGER PRIMARY KEY AUTOINCREMENT"; }
  std::string_view row_word() const override { return "INTEGER PRIMARY KEY"; }

 private:
  std::string path_;
};

}  // namespace

Result<std::unique_ptr<Driver>> make_sqlite_driver(const std::string& path) {
  auto folder = std::filesystem::path(path).parent_path();
  std::error_code ec;
  if (!folder.empty() && !std::filesystem::exists(folder, ec)) {
    std::filesystem::create_directories(folder, ec);
    if (!ec) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ec);
    if (ec)
      return fail(Fault::bad_input,
                  "The folder " + folder.string() + " cannot be made: " + ec.message() + ".",
                  "Choose another --data folder.");
  }
  // Made by us, so that nobody else may read it; SQLite gives its side files the same mode.
  int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail(Fault::bad_input,
                "The database " + path + " cannot be opened: " + std::strerror(errno) + ".",
                "Check --data and its permissions.");
  ::close(fd);
  return std::make_unique<SqliteDriver>(path);
}

}  // namespace figlink
