#include "store/journal.h"

#include <chrono>

#include "store/store.h"

namespace figlink {
namespace {

constexpr std::size_t kBatchEntries = 1000;          // a batch this large is written at once
constexpr std::chrono::milliseconds kBatchWait{50};  // a smaller one after this time
constexpr std::int64_t kPruneEvery = 10'000;         // rows
constexpr int kTriesMax = 5;                         // of a batch that the database refuses

constexpr std::string_view kInsert =
    "INSERT INTO journal (request_id, project_id, key_id, account_id, action, face, fault, "
    "figma_status, figma_request_id, at, "
    "took_us, answer_bytes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
constexpr std::string_view kTouchKey =
    "UPDATE keys SET last_used_at = $2 WHERE id = $1 AND last_used_at < $2";
constexpr std::string_view kTouchAccount =
    "UPDATE accounts SET last_used_at = $2 WHERE id = $1 AND last_used_at < $2";
constexpr std::string_view kPrune =
    "DELETE FROM journal WHERE id <= (SELECT MAX(id) FROM journal) - $1";

}  // namespace

Journal::Journal(std::unique_ptr<Connection> connection, Log& log)
    : connection_(std::move(connection)), log_(log), thread_([this] { work(); }) {}

Journal::~Journal() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  more_.notify_one();
  thread_.join();
}

void Journal::record(JournalEntry entry) {
  while (true) {
    std::shared_ptr<Gate> room;
    {
      std::lock_guard lock(mutex_);
      if (waiting_.entries.size() < kJournalQueueMax) {
        waiting_.entries.push_back(std::move(entry));
        // One waking for the first, one when a batch is full: not one for each.
        std::size_t size = waiting_.entries.size();
        if (size == 1 || size == kBatchEntries) more_.notify_one();
        return;
      }
      if (!waiting_.room) waiting_.room = std::make_shared<Gate>();
      room = waiting_.room;
    }
    room->wait();
  }
}

void Journal::touch_key(const std::string& id, UnixMs at) {
  std::lock_guard lock(mutex_);
  waiting_.keys[id] = at;
  more_.notify_one();
}

void Journal::touch_account(const std::string& id, UnixMs at) {
  std::lock_guard lock(mutex_);
  waiting_.accounts[id] = at;
  more_.notify_one();
}

void Journal::flush() {
  auto written = std::make_shared<Gate>();
  {
    std::lock_guard lock(mutex_);
    waiting_.flushes.push_back(written);
  }
  more_.notify_one();
  written->wait();
}

void Journal::work() {
  while (true) {
    Batch batch;
    bool last;
    {
      std::unique_lock lock(mutex_);
      more_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      // Gather a little, unless somebody waits for the end.
      more_.wait_for(lock, kBatchWait, [this] {
        return stopping_ || waiting_.entries.size() >= kBatchEntries || !waiting_.flushes.empty();
      });
      batch = std::move(waiting_);
      waiting_ = {};
      last = stopping_;
    }
    if (batch.room) batch.room->open();
    for (int tried = 1;; ++tried) {
      auto written = write(batch);
      if (written) break;
      log_.error("journal not written", {{"why", std::string_view(written.error().message)},
                                         {"rows", static_cast<std::int64_t>(batch.entries.size())},
                                         {"try", std::int64_t{tried}}});
      if (tried >= kTriesMax) break;
      std::unique_lock lock(mutex_);
      more_.wait_for(lock, kBatchWait * tried, [] { return false; });
    }
    for (auto& gate : batch.flushes) gate->open();
    if (last) return;
  }
}

Result<void> Journal::write(const Batch& batch) {
  if (batch.entries.empty() && batch.keys.empty() && batch.accounts.empty()) return {};
  if (auto begun = connection_->begin(); !begun) return begun;
  auto all = [&]() -> Result<void> {
    for (const JournalEntry& e : batch.entries) {
      auto put = connection_->run(kInsert, {e.request_id, e.project_id, e.key_id, e.account_id,
                                            e.action, e.face, e.fault, std::int64_t{e.figma_status},
                                            e.figma_request_id, e.at, e.took_us, e.answer_bytes});
      if (!put) return put;
    }
    for (const auto& [id, at] : batch.keys) {
      if (auto put = connection_->run(kTouchKey, {id, at}); !put) return put;
    }
    for (const auto& [id, at] : batch.accounts) {
      if (auto put = connection_->run(kTouchAccount, {id, at}); !put) return put;
    }
    since_prune_ += static_cast<std::int64_t>(batch.entries.size());
    if (since_prune_ >= kPruneEvery) {
      since_prune_ = 0;
      if (auto put = connection_->run(kPrune, {kJournalRowsMax}); !put) return put;
    }
    return connection_->commit();
  }();
  if (!all) connection_->rollback();
  return all;
}

}  // namespace figlink
