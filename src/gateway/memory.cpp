// What is remembered of files, for the operator.
#include "actions/pasted.h"
#include "figma/freshness.h"
#include "gateway/account.h"
#include "gateway/caller.h"
#include "gateway/file_archive.h"
#include "gateway/hidden.h"
#include "gateway/wishes.h"
#include "store/store.h"

namespace figlink {
namespace {

constexpr std::int64_t kPageSize = 1000;

std::unexpected<Error> nothing_remembered() {
  return fail(Fault::bad_input, "Nothing is remembered: the memory is turned off.",
              "Give --cache-disk or --cache-memory a size.");
}

Result<FileArchive*> archive_of(const GatewayParts& parts, const Caller& caller) {
  if (auto may = need(caller, Scope::admin); !may) return pass(may);
  if (parts.archive != nullptr) return parts.archive;
  return nothing_remembered();
}

MemoryView::Of look(FileArchive& archive, const std::string& account_id) {
  const ArchiveCounts counts = archive.counts(account_id);
  return {account_id, static_cast<std::int64_t>(counts.entries),
          static_cast<std::int64_t>(counts.bytes)};
}

}  // namespace

Result<std::string> Gateway::file_changed(const Caller& caller, const std::string& file,
                                          std::vector<Problem> wrong) {
  if (auto may = need(caller, Scope::actions_write); !may) return pass(may);
  Problems problems(std::move(wrong));
  auto key = read_pasted(Names::file_key, file);
  if (!key) problems.add("file_key", key.error().message);
  if (auto done = problems.done(); !done) return pass(done);
  if (hidden_->parts.freshness == nullptr) return nothing_remembered();
  hidden_->parts.freshness->file_changed(*key);
  return key;
}

Result<MemoryView> Gateway::memory(const Caller& caller, const std::string& account_id) {
  auto archive = archive_of(hidden_->parts, caller);
  if (!archive) return pass(archive);
  MemoryView view;
  if (!account_id.empty()) {
    auto row = account_in(hidden_->parts.store, caller.project_id(), account_id);
    if (!row) return pass(row);
    view.accounts.push_back(look(**archive, account_id));
  }
  for (std::int64_t offset = 0; account_id.empty(); offset += kPageSize) {
    auto rows =
        hidden_->parts.store.accounts(caller.project_id(), {.offset = offset, .limit = kPageSize});
    if (!rows) return pass(rows);
    for (const Account& row : *rows) view.accounts.push_back(look(**archive, row.id));
    if (static_cast<std::int64_t>(rows->size()) < kPageSize) break;
  }
  const ArchiveCounts all = (*archive)->counts();
  view.entries = static_cast<std::int64_t>(all.entries);
  view.bytes = static_cast<std::int64_t>(all.bytes);
  view.memory_entries = static_cast<std::int64_t>(all.memory_entries);
  view.memory_bytes = static_cast<std::int64_t>(all.memory_bytes);
  const ReadCounts reads = (*archive)->reads();
  view.misses = static_cast<std::int64_t>(reads[static_cast<std::size_t>(Memory::miss)]);
  view.hits = static_cast<std::int64_t>(reads[static_cast<std::size_t>(Memory::hit)]);
  view.revalidated =
      static_cast<std::int64_t>(reads[static_cast<std::size_t>(Memory::revalidated)]);
  view.stale = static_cast<std::int64_t>(reads[static_cast<std::size_t>(Memory::stale)]);
  return view;
}

Result<void> Gateway::forget_memory(const Caller& caller, const std::string& account_id) {
  auto archive = archive_of(hidden_->parts, caller);
  if (!archive) return pass(archive);
  if (!account_id.empty()) {
    auto row = account_in(hidden_->parts.store, caller.project_id(), account_id);
    if (!row) return pass(row);
  }
  (*archive)->forget(account_id);
  return {};
}

}  // namespace figlink
