// Logs: the journal as a project's own people see it.
#include <charconv>
#include <map>
#include <utility>

#include "gateway/hidden.h"
#include "gateway/wishes.h"
#include "store/store.h"

namespace figlink {
namespace {

using Outcome = JournalQuery::Outcome;

// An outcome's word; nullopt when it is none.
std::optional<Outcome> outcome_from(std::string_view word) {
  if (word.empty()) return Outcome::any;
  if (word == "ok") return Outcome::ok;
  if (word == "failed") return Outcome::failed;
  return std::nullopt;
}

bool is_fault(std::string_view name) {
  for (const FaultFacts& row : all_faults()) {
    if (row.name == name) return true;
  }
  return false;
}

// 0 for "", -1 when it is no cursor of ours.
std::int64_t cursor_from(std::string_view text) {
  if (text.empty()) return 0;
  std::int64_t id = 0;
  auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), id);
  return failed == std::errc() && end == text.data() + text.size() && id > 0 ? id : -1;
}

Result<JournalQuery> query_of(const LogFilter& filter) {
  Problems problems;
  JournalQuery query{.account_id = filter.account_id,
                     .action = filter.action,
                     .fault = filter.fault,
                     .face = filter.face,
                     .key_id = filter.key_id,
                     .from = filter.from,
                     .until = filter.until,
                     .before_id = cursor_from(filter.next),
                     .limit = filter.page_size};
  if (auto outcome = outcome_from(filter.outcome)) {
    query.outcome = *outcome;
  } else {
    problems.add("outcome", "Must be ok or failed.");
  }
  if (!filter.fault.empty() && !is_fault(filter.fault))
    problems.add("fault", "Names no fault; the field error of an error answer gives their names.");
  if (filter.page_size < 1 || filter.page_size > kLogPageMax)
    problems.add("page_size", "Must be from 1 to " + std::to_string(kLogPageMax) + ".");
  if (query.before_id < 0) problems.add("next", "Is no cursor of an earlier answer.");
  if (auto done = problems.done(); !done) return pass(done);
  return query;
}

LogView show(JournalEntry entry, const std::map<std::string, std::string>& key_names) {
  const auto name = key_names.find(entry.key_id);
  return {.id = entry.id,
          .request_id = std::move(entry.request_id),
          .key_id = entry.key_id,
          .key_name = name == key_names.end() ? std::string() : name->second,
          .account_id = std::move(entry.account_id),
          .action = std::move(entry.action),
          .face = std::move(entry.face),
          .fault = std::move(entry.fault),
          .figma_request_id = std::move(entry.figma_request_id),
          .figma_status = entry.figma_status,
          .at = entry.at,
          .took_us = entry.took_us,
          .answer_bytes = entry.answer_bytes,
          .figma_calls = entry.figma_calls};
}

}  // namespace

Result<LogPage> Gateway::logs(const Caller& caller, const LogFilter& filter) {
  auto& store = hidden_->parts.store;
  if (auto may = need(caller, Scope::accounts_read); !may) return pass(may);
  auto query = query_of(filter);
  if (!query) return pass(query);
  auto keys = store.keys(caller.project_id());
  if (!keys) return pass(keys);
  std::map<std::string, std::string> names;
  for (Key& key : *keys) names[key.id] = std::move(key.name);

  store.flush();  // who just ran an action finds it
  auto page = store.journal(caller.project_id(), *query);
  if (!page) return pass(page);
  LogPage out;
  for (JournalEntry& entry : page->entries) out.entries.push_back(show(std::move(entry), names));
  if (page->next != 0) out.next = std::to_string(page->next);
  return out;
}

}  // namespace figlink
