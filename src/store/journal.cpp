#include "store/journal.h"

#include <sched.h>

#include <chrono>

#include "store/store.h"

namespace figlink {
namespace {

constexpr std::size_t kBatchEntries = 1000;          // a batch this large is written at once
constexpr std::chrono::milliseconds kBatchWait{50};  // a smaller one after this time
constexpr std::size_t kGiveWayEvery = 8;             // rows
constexpr int kTriesMax = 5;                         // of a batch that the database refuses
constexpr std::size_t kPruneEvery = 1000;            // rows
constexpr std::int64_t kPruneRows = 5000;            // at most, so that a pruning stays short

constexpr std::string_view kInsert =
    "INSERT INTO journal (request_id, project_id, key_id, account_id, action, face, fault, "
    "figma_status, figma_request_id, at, took_us, answer_bytes, figma_calls) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
constexpr std::string_view kTouchKey =
    "UPDATE keys SET last_used_at = $2 WHERE id = $1 AND last_used_at < $2";
constexpr std::string_view kTouchAccount =
    "UPDATE accounts SET last_used_at = $2 WHERE id = $1 AND last_used_at < $2";
constexpr std::string_view kPrune =
    "DELETE FROM journal WHERE id IN (SELECT id FROM journal "
    "WHERE id <= (SELECT MAX(id) FROM journal) - $1 ORDER BY id LIMIT $2)";

void keep_latest(std::map<std::string, UnixMs>& times, const std::string& id, UnixMs at) {
  UnixMs& kept = times[id];
  if (at > kept) kept = at;
}

}  // namespace

Journal::Journal(std::unique_ptr<Connection> connection, Log& log, std::int64_t rows_max)
    : connection_(std::move(connection)),
      log_(log),
      rows_max_(rows_max),
      since_prune_(kPruneEvery),  // short-lived commands prune too
      thread_([this] { work(); }) {}

Journal::~Journal() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  more_.notify_one();
  thread_.join();
}

template <class Put>
void Journal::gather(Put put) {
  while (true) {
    std::shared_ptr<Gate> room;
    {
      std::lock_guard lock(mutex_);
      std::size_t before = waiting_.size();
      if (before < kJournalQueueMax) {
        put(waiting_);
        // One waking for the first, one when a batch is full: not one for each.
        std::size_t now = waiting_.size();
        if (before == 0 || (now != before && now == kBatchEntries)) more_.notify_one();
        return;
      }
      if (!waiting_.room) waiting_.room = std::make_shared<Gate>();
      room = waiting_.room;
    }
    room->wait();
  }
}

void Journal::record(JournalEntry entry) {
  gather([&](Batch& batch) { batch.entries.push_back(std::move(entry)); });
}

void Journal::touch_key(const std::string& id, UnixMs at) {
  gather([&](Batch& batch) { keep_latest(batch.keys, id, at); });
}

void Journal::touch_account(const std::string& id, UnixMs at) {
  gather([&](Batch& batch) { keep_latest(batch.accounts, id, at); });
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
      auto hurry = [this] { return stopping_ || !waiting_.flushes.empty(); };
      more_.wait(lock, [&] { return hurry() || waiting_.size() > 0; });
      more_.wait_for(lock, kBatchWait, [&] { return hurry() || waiting_.size() >= kBatchEntries; });
      batch = std::move(waiting_);
      waiting_ = {};
      last = stopping_;
    }
    if (batch.room) batch.room->open();
    if (batch.size() > 0) write_or_give_up(batch);
    for (auto& gate : batch.flushes) gate->open();
    if (last) return;
  }
}

void Journal::write_or_give_up(const Batch& batch) {
  for (int tried = 1;; ++tried) {
    auto written = write(batch);
    if (written) return;
    const bool given_up = tried == kTriesMax;
    log_.error(given_up ? "journal rows lost" : "journal waits",
               {{"why", std::string_view(written.error().message)},
                {"rows", static_cast<std::int64_t>(batch.entries.size())},
                {"try", std::int64_t{tried}}});
    if (given_up) return;
    std::unique_lock lock(mutex_);
    more_.wait_for(lock, kBatchWait * tried, [] { return false; });
  }
}

Result<void> Journal::write(const Batch& batch) {
  if (auto begun = connection_->begin(); !begun) return begun;
  auto all = [&]() -> Result<void> {
    if (auto put = write_entries(batch.entries); !put) return put;
    for (const auto& [id, at] : batch.keys) {
      if (auto put = connection_->run(kTouchKey, {id, at}); !put) return put;
    }
    for (const auto& [id, at] : batch.accounts) {
      if (auto put = connection_->run(kTouchAccount, {id, at}); !put) return put;
    }
    if (auto pruned = prune(batch.entries.size()); !pruned) return pruned;
    return connection_->commit();
  }();
  if (!all) connection_->rollback();
  return all;
}

// Where a loop shares the core, the calls under way would wait for a whole batch.
void Journal::give_way() {
  {
    std::lock_guard lock(mutex_);
    if (waiting_.size() >= kBatchEntries) return;  // behind: who waits for room waits longer
  }
  sched_yield();
}

Result<void> Journal::write_entries(const std::vector<JournalEntry>& entries) {
  std::size_t written = 0;
  for (const JournalEntry& e : entries) {
    auto put = connection_->run(
        kInsert, {e.request_id, e.project_id, e.key_id, e.account_id, e.action, e.face, e.fault,
                  std::int64_t{e.figma_status}, e.figma_request_id, e.at, e.took_us, e.answer_bytes,
                  std::int64_t{e.figma_calls}});
    if (!put) return put;
    if (++written % kGiveWayEvery == 0) give_way();
  }
  return {};
}

Result<void> Journal::prune(std::size_t written) {
  since_prune_ += written;
  if (written == 0 || since_prune_ < kPruneEvery) return {};
  since_prune_ = 0;
  return connection_->run(kPrune, {rows_max_, kPruneRows});
}

}  // namespace figlink
