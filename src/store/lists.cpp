// The long lists: accounts by what is asked for, and the journal, page by page.
#include <fmt/format.h>

#include <limits>

#include "base/text.h"
#include "store/expiry.h"
#include "store/rows.h"
#include "store/sql_store.h"

namespace figlink {
namespace {

// Columns that a search looks into.
constexpr std::string_view kSearched[] = {
    "id",      "label",     "origin_owner_id", "origin_owner_name", "origin_username",
    "team_id", "team_name", "figma_user_name", "figma_user_email"};

// A WHERE that grows; the values live as long as what they were made from.
struct Where {
  std::string sql;
  std::vector<SqlValue> values;
  std::vector<std::string> kept = {};

  std::string place(SqlValue value) {
    values.push_back(value);
    return fmt::format("${}", values.size());
  }
  std::string among(std::string_view column, const std::vector<std::string>& wanted) {
    std::string places;
    for (const std::string& one : wanted)
      places += (places.empty() ? "" : ", ") + place(std::string_view(one));
    return fmt::format("{} IN ({})", column, places);
  }
  void must(const std::string& condition) { sql += " AND " + condition; }
};

std::string like_pattern(std::string_view search) {
  std::string pattern = "%";
  for (char c : lower(search)) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

void add_search(const std::string& search, Where& where) {
  if (search.empty()) return;
  where.kept.push_back(like_pattern(search));
  const std::string place = where.place(std::string_view(where.kept.back()));
  std::string any;
  for (std::string_view column : kSearched) {
    any += fmt::format("{}LOWER({}) LIKE {} ESCAPE '\\'", any.empty() ? "" : " OR ", column, place);
  }
  where.must("(" + any + ")");
}

// status_now() of expiry.h as an expression; `now` is the place of the time.
std::string status_sql(std::string_view now) {
  return fmt::format(
      "CASE WHEN status = 'active' AND expires_at <> 0 AND {} >= expires_at + "
      "CASE WHEN expires_at % {} = 0 THEN {} ELSE 0 END THEN 'expired' ELSE status END",
      now, kDayMs, kLastDayMs);
}

void add_statuses(const AccountQuery& query, Where& where) {
  if (query.statuses.empty() && query.expires_before == 0) return;
  std::string any;
  const std::string status = status_sql(where.place(query.now));
  if (!query.statuses.empty()) any = where.among(status, query.statuses);
  if (query.expires_before != 0) {
    any += fmt::format("{}({} = 'active' AND expires_at > 0 AND expires_at < {})",
                       any.empty() ? "" : " OR ", status, where.place(query.expires_before));
  }
  if (!any.empty()) where.must("(" + any + ")");
}

Where where_of(const std::string& project_id, const AccountQuery& query) {
  Where where{"project_id = $1", {project_id}};
  where.kept.reserve(1);  // views point into it
  if (!query.ids.empty()) where.must(where.among("id", query.ids));
  if (!query.origin_owner_ids.empty())
    where.must(where.among("origin_owner_id", query.origin_owner_ids));
  if (!query.providers.empty()) where.must(where.among("provider", query.providers));
  if (!query.credential_kinds.empty())
    where.must(where.among("credential_kind", query.credential_kinds));
  add_statuses(query, where);
  add_search(query.search, where);
  return where;
}

// Ties are broken by the id, so that pages do not overlap.
std::string order_of(const AccountQuery& query) {
  const std::string_view way = query.descending ? " DESC" : "";
  auto by = [&](std::string_view first, std::string_view second) {
    return fmt::format("{}{}, {}{}, id{}", first, way, second, way, way);
  };
  switch (query.order) {
    case AccountOrder::last_used_at:
      return by("last_used_at", "created_at");
    case AccountOrder::expires_at:
      return "CASE WHEN expires_at = 0 THEN 1 ELSE 0 END, " + by("expires_at", "created_at");
    case AccountOrder::owner:
      return by("LOWER(origin_owner_name)", "origin_owner_id");
    case AccountOrder::status:
      return by("status", "created_at");
    case AccountOrder::team:
      return by("LOWER(team_name)", "team_id");
    case AccountOrder::created_at:
      break;
  }
  return fmt::format("created_at{}, id{}", way, way);
}

Where where_of(const std::string& project_id, const JournalQuery& query) {
  Where where{"project_id = $1", {project_id}};
  auto equals = [&](std::string_view column, const std::string& wanted) {
    if (!wanted.empty())
      where.must(fmt::format("{} = {}", column, where.place(std::string_view(wanted))));
  };
  equals("account_id", query.account_id);
  equals("action", query.action);
  equals("fault", query.fault);
  equals("face", query.face);
  equals("key_id", query.key_id);
  if (query.outcome == JournalQuery::Outcome::ok) where.must("fault = ''");
  if (query.outcome == JournalQuery::Outcome::failed) where.must("fault <> ''");
  if (query.from != 0) where.must("at >= " + where.place(query.from));
  if (query.until != 0) where.must("at < " + where.place(query.until));
  return where;
}

// The newest rows before the cursor, as many as one page looks at.
std::string scanned(std::string_view columns, std::string_view before_place) {
  return fmt::format("(SELECT {} FROM journal WHERE id < {} ORDER BY id DESC LIMIT {}) AS scanned",
                     columns, before_place, kJournalScanMax);
}

std::int64_t before_of(const JournalQuery& query) {
  return query.before_id > 0 ? query.before_id : std::numeric_limits<std::int64_t>::max();
}

// Where the next page begins when this one looked at all it may: 0 when nothing is left.
Result<std::int64_t> end_of_scan(Connection& db, std::int64_t before) {
  std::int64_t count = 0, oldest = 0;
  static const std::string sql =
      "SELECT COUNT(*), COALESCE(MIN(id), 0) FROM " + scanned("id", "$1");
  auto got = db.run(sql, {before}, [&](const SqlRow& row) {
    count = row.integer(0);
    oldest = row.integer(1);
  });
  if (!got) return pass(got);
  return count < kJournalScanMax ? 0 : oldest;
}

}  // namespace

Result<std::vector<Account>> SqlStore::accounts(const std::string& project_id,
                                                const AccountQuery& query) {
  return read([&](Connection& db) -> Result<std::vector<Account>> {
    Where where = where_of(project_id, query);
    const std::string limit = where.place(query.limit), offset = where.place(query.offset);
    const std::string sql =
        fmt::format("SELECT {} FROM accounts WHERE {} ORDER BY {} LIMIT {} OFFSET {}",
                    kAccountColumns, where.sql, order_of(query), limit, offset);
    std::vector<Account> all;
    auto got =
        db.run(sql, where.values, [&](const SqlRow& row) { all.push_back(account_of(row)); });
    if (!got) return pass(got);
    return all;
  });
}

Result<std::int64_t> SqlStore::count_accounts(const std::string& project_id,
                                              const AccountQuery& query) {
  return read([&](Connection& db) -> Result<std::int64_t> {
    const Where where = where_of(project_id, query);
    std::int64_t count = 0;
    auto got = db.run("SELECT COUNT(*) FROM accounts WHERE " + where.sql, where.values,
                      [&](const SqlRow& row) { count = row.integer(0); });
    if (!got) return pass(got);
    return count;
  });
}

Result<JournalPage> SqlStore::journal(const std::string& project_id, const JournalQuery& query) {
  return read([&](Connection& db) -> Result<JournalPage> {
    Where where = where_of(project_id, query);
    const std::string limit = where.place(query.limit), before = where.place(before_of(query));
    const std::string sql =
        fmt::format("SELECT {} FROM {} WHERE {} ORDER BY id DESC LIMIT {}", kJournalColumns,
                    scanned(kJournalColumns, before), where.sql, limit);
    JournalPage page;
    auto got = db.run(sql, where.values,
                      [&](const SqlRow& row) { page.entries.push_back(entry_of(row)); });
    if (!got) return pass(got);
    if (static_cast<std::int64_t>(page.entries.size()) >= query.limit) {
      if (!page.entries.empty()) page.next = page.entries.back().id;
      return page;
    }
    auto next = end_of_scan(db, before_of(query));
    if (!next) return pass(next);
    page.next = *next;
    return page;
  });
}

}  // namespace figlink
