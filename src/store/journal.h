// Journal: rows and last-used times on their way to the database, gathered and written in batches
// by a thread of its own.
//
// record() costs a short lock and a move; when kJournalQueueMax entries wait, it waits for room, so
// that nothing is dropped. The destructor writes what is left.
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
  Journal(std::unique_ptr<Connection> connection, Log& log);
  ~Journal();

  void record(JournalEntry entry);
  void touch_key(const std::string& id, UnixMs at);
  void touch_account(const std::string& id, UnixMs at);
  void flush();

 private:
  struct Batch {
    std::vector<JournalEntry> entries;
    std::map<std::string, UnixMs> keys, accounts;
    std::vector<std::shared_ptr<Gate>> flushes;  // opened when the batch is written
    std::shared_ptr<Gate> room;                  // opened when the queue was taken
    bool empty() const {
      return entries.empty() && keys.empty() && accounts.empty() && flushes.empty();
    }
  };
  void work();
  Result<void> write(const Batch& batch);

  std::unique_ptr<Connection> connection_;
  Log& log_;
  std::mutex mutex_;
  std::condition_variable more_;
  Batch waiting_;
  bool stopping_ = false;
  std::int64_t since_prune_ = 0;
  std::thread thread_;
};

}  // namespace figlink
