// SQLite behind Driver: WAL, foreign keys, one file that only its owner may read.
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <vector>

#include "base/chance.h"
#include "store/driver.h"

namespace figlink {
namespace {

constexpr int kBusyMs = 10'000;              // how long a writer waits for another one
constexpr std::int64_t kBusyRetryMs = 1000;  // what a caller is told when that was too short
constexpr std::size_t kStatementsMax = 64;   // prepared ones kept a connection
constexpr int kTurnTriesMax = 500;           // of turning the file to WAL, kTurnPauseMs apart
constexpr int kTurnPauseMs = 10;

// A prepared statement. $1 is a name here and its index follows first appearance: slots[0] is the
// index of $1.
struct Statement {
  sqlite3_stmt* handle = nullptr;
  std::vector<int> slots;
};

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

void bind(sqlite3_stmt* handle, int slot, const SqlValue& value) {
  if (auto* number = std::get_if<std::int64_t>(&value)) {
    sqlite3_bind_int64(handle, slot, *number);
  } else if (auto* text = std::get_if<std::string_view>(&value)) {
    const char* data = text->data() ? text->data() : "";
    sqlite3_bind_text64(handle, slot, data, text->size(), SQLITE_STATIC, SQLITE_UTF8);
  } else {
    std::string_view bytes = std::get<Bytes>(value).bytes;
    const char* data = bytes.data() ? bytes.data() : "";
    sqlite3_bind_blob64(handle, slot, data, bytes.size(), SQLITE_STATIC);
  }
}

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(sqlite3* database, std::string path)
      : database_(database), path_(std::move(path)) {}
  ~SqliteConnection() override {
    forget_statements();
    sqlite3_close(database_);
  }

  Result<void> run(std::string_view sql, std::span<const SqlValue> values,
                   const std::function<void(const SqlRow&)>& each) override {
    auto prepared = prepare(sql);
    if (!prepared) return pass(prepared);
    const Statement& statement = **prepared;
    assert(statement.slots.size() <= values.size());
    for (std::size_t i = 0; i < statement.slots.size(); ++i) {
      if (statement.slots[i] != 0) bind(statement.handle, statement.slots[i], values[i]);
    }
    int state;
    while ((state = sqlite3_step(statement.handle)) == SQLITE_ROW) {
      if (each) each(SqliteRow(statement.handle));
    }
    Result<void> result;
    if (state != SQLITE_DONE) result = failed();
    sqlite3_reset(statement.handle);
    sqlite3_clear_bindings(statement.handle);
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
  Result<void> lock_migrations() override { return {}; }  // begin() took the only writer's place
  Result<void> examine() override {
    bool is_whole = false;
    auto ran = Connection::run("PRAGMA quick_check(1)", {},
                               [&](const SqlRow& row) { is_whole = row.text(0) == "ok"; });
    if (!ran) return ran;
    if (!is_whole) return damaged();
    return {};
  }

 private:
  Result<const Statement*> prepare(std::string_view sql) {
    auto found = statements_.find(sql);
    if (found != statements_.end()) return &found->second;
    Statement made;
    if (sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &made.handle, nullptr) != SQLITE_OK) {
      return failed();
    }
    for (int slot = 1; slot <= sqlite3_bind_parameter_count(made.handle); ++slot) {
      // "$7": values[6].
      auto number = std::strtoul(sqlite3_bind_parameter_name(made.handle, slot) + 1, nullptr, 10);
      if (made.slots.size() < number) made.slots.resize(number);
      made.slots[number - 1] = slot;
    }
    if (statements_.size() >= kStatementsMax) forget_statements();
    return &statements_.emplace(sql, std::move(made)).first->second;
  }
  void forget_statements() {
    for (auto& [sql, statement] : statements_) sqlite3_finalize(statement.handle);
    statements_.clear();
  }
  std::unexpected<Error> damaged() const {
    return fail(Fault::bug, "The database file " + path_ + " is damaged.",
                "Stop figlink and restore it from a backup.");
  }
  std::unexpected<Error> failed() const {
    int code = sqlite3_errcode(database_);
    std::string words = sqlite3_errmsg(database_);
    if (code == SQLITE_CONSTRAINT)
      return fail(Fault::conflict, "It exists already, or what it refers to does not.");
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
      auto busy =
          fail(Fault::busy, "The database is in use by another process.", "Try again in a moment.");
      busy.error().retry_after_ms = kBusyRetryMs;
      return busy;
    }
    if (code == SQLITE_NOTADB) {
      return fail(Fault::bad_input, "This is no figlink database.",
                  "Choose another --data folder.");
    }
    if (code == SQLITE_CORRUPT) return damaged();
    if (code == SQLITE_FULL)
      return fail(Fault::bug, "The disk is full: nothing was stored.", "Make room and try again.");
    return fail(Fault::bug, "The database failed: " + words + ".",
                "Look at the disk and the data folder; `figlink doctor` helps.");
  }

  sqlite3* database_;
  std::string path_;
  std::map<std::string, Statement, std::less<>> statements_;
};

class SqliteDriver final : public Driver {
 public:
  explicit SqliteDriver(std::string path) : path_(std::move(path)) {}

  Result<std::unique_ptr<Connection>> connect(Durability durability) override {
    sqlite3* database = nullptr;
    // A connection belongs to one thread at a time.
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path_.c_str(), &database, flags, nullptr) != SQLITE_OK) {
      std::string words = database ? sqlite3_errmsg(database) : "no memory";
      sqlite3_close(database);
      return fail(Fault::bad_input, "The database " + path_ + " cannot be opened: " + words + ".",
                  "Check --data and its permissions.");
    }
    sqlite3_busy_timeout(database, kBusyMs);
    auto connection = std::make_unique<SqliteConnection>(database, path_);
    if (auto ready = make_ready(*connection, durability); !ready) {
      if (ready.error().fault == Fault::bad_input)
        ready.error().message = "The file " + path_ + " is no figlink database.";
      return pass(ready);
    }
    return connection;
  }
  std::string_view blob_word() const override { return "BLOB"; }
  std::string_view serial_word() const override { return "INTEGER PRIMARY KEY AUTOINCREMENT"; }
  std::string_view row_word() const override { return "INTEGER PRIMARY KEY"; }

 private:
  static Result<void> make_ready(Connection& connection, Durability durability) {
    // Two that turn a new file to WAL at once are refused without the busy timeout's patience.
    for (int tried = 1;; ++tried) {
      auto turned = connection.script("PRAGMA journal_mode=WAL");
      if (turned) break;
      if (turned.error().fault != Fault::busy || tried == kTurnTriesMax) return turned;
      sqlite3_sleep(kTurnPauseMs);
    }
    // Small caches: each connection has its own. Deleted secrets are overwritten.
    return connection.script(
        std::string("PRAGMA foreign_keys=ON; PRAGMA cache_size=-512; PRAGMA temp_store=MEMORY; "
                    "PRAGMA secure_delete=ON; PRAGMA synchronous=") +
        (durability == Durability::power_cut ? "FULL" : "NORMAL"));
  }

  std::string path_;
};

std::unexpected<Error> cannot_make(const std::string& what, const std::string& why) {
  return fail(Fault::bad_input, what + " cannot be made: " + why + ".",
              "Choose another --data folder, or check its permissions.");
}

Result<void> make_folder(const std::filesystem::path& folder) {
  std::error_code ec;
  if (std::filesystem::is_directory(folder, ec)) return {};
  if (folder.has_parent_path()) std::filesystem::create_directories(folder.parent_path(), ec);
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return cannot_make("The folder " + folder.string(), std::strerror(errno));
  return {};
}

// Made by us, so that nobody else may read it; SQLite gives its side files the same mode. It gets
// its name when it is closed: closing a database's file drops every lock that this process has on
// it (POSIX), so a file that exists is never opened here.
Result<void> make_file(const std::string& path) {
  if (::access(path.c_str(), F_OK) == 0) return {};
  SystemChance chance;
  std::string fresh = path + "." + random_id(chance, 8) + ".new";
  int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return cannot_make("The database " + path, std::strerror(errno));
  ::close(fd);
  int linked = ::link(fresh.c_str(), path.c_str());
  int why = errno;
  ::unlink(fresh.c_str());
  if (linked != 0 && why != EEXIST) return cannot_make("The database " + path, std::strerror(why));
  return {};
}

}  // namespace

Result<std::unique_ptr<Driver>> make_sqlite_driver(const std::string& path) {
  // Absolute: ":memory:" and "file:..." mean something else to SQLite.
  std::error_code ec;
  auto file = std::filesystem::absolute(path, ec);
  if (ec) return cannot_make("The database " + path, ec.message());
  if (auto made = make_folder(file.parent_path()); !made) return pass(made);
  if (auto made = make_file(file.string()); !made) return pass(made);
  return std::make_unique<SqliteDriver>(file.string());
}

}  // namespace figlink
