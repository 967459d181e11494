// Journal: rows and last-used times on their way to the database, gathered and written in batches
// by a thread of its own.
//
// record() and touch_*() cost a short lock and a move. When kJournalQueueMax of them wait, the
// caller waits for room (a fiber parks). A batch that the database refuses is tried again; one that
// it goes on refusing is given up and counted in the log, so that a full disk does not stop the
// house. The destructor writes what is left.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/fiber.h"
#include "base/log.h"
#include "store/driver.h"
#include "store/records.h"

namespace figlink {

class Journal {
 public:
  // Keeps the newest `rows_max` rows, and a few thousand more between two prunings.
  Journal(std::unique_ptr<Connection> connection, Log& log, std::int64_t rows_max);
  ~Journal();

  void record(JournalEntry entry);
  void touch_key(const std::string& id, UnixMs at);
  void touch_account(const std::string& id, UnixMs at);
  // What was recorded before is written, or given up, when it returns.
  void flush();

 private:
  struct Batch {
    std::vector<JournalEntry> entries;
    std::map<std::string, UnixMs> keys, accounts;
    std::vector<std::shared_ptr<Gate>> flushes;  // opened when the batch is written
    std::shared_ptr<Gate> room;                  // opened when the queue was taken
    std::size_t size() const { return entries.size() + keys.size() + accounts.size(); }
  };
  template <class Put>
  void gather(Put put);
  void work();
  void write_or_give_up(const Batch& batch);
  Result<void> write(const Batch& batch);
  void give_way();
  Result<void> write_entries(const std::vector<JournalEntry>& entries);
  Result<void> prune(std::size_t written);

  std::unique_ptr<Connection> connection_;
  Log& log_;
  const std::int64_t rows_max_;
  std::mutex mutex_;
  std::condition_variable more_;
  Batch waiting_;
  bool stopping_ = false;
  std::size_t since_prune_;
  std::thread thread_;
};

}  // namespace figlink
