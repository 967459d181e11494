// Budgets and kept answers: the SQL of what is remembered of Figma's limits and of writes.
#include "store/sql_store.h"

namespace figlink {
namespace {

constexpr std::string_view kPutBudget =
    "INSERT INTO budgets (person, tier, plan, seat, empty_at, parked_until, upgrade_link) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (person, tier, plan, seat) DO UPDATE SET "
    "empty_at = CASE WHEN excluded.empty_at > budgets.empty_at OR budgets.empty_at = $8 "
    "THEN excluded.empty_at ELSE budgets.empty_at END, "
    "parked_until = CASE WHEN excluded.parked_until > budgets.parked_until "
    "THEN excluded.parked_until ELSE budgets.parked_until END, "
    "upgrade_link = CASE WHEN excluded.upgrade_link <> '' "
    "THEN excluded.upgrade_link ELSE budgets.upgrade_link END";
constexpr std::string_view kPutStanding =
    "INSERT INTO standings (person, resource, project_id, plan, seat, at) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person, resource, project_id) DO UPDATE SET "
    "plan = excluded.plan, seat = excluded.seat, at = excluded.at";
constexpr std::string_view kRaiseRevision =
    "UPDATE counters SET value = value + 1 WHERE name = 'revision'";

Result<void> put_budgets(Connection& db, const BudgetRecords& records) {
  for (const BudgetRecord& b : records.budgets) {
    auto put = db.run(kPutBudget, {b.person, std::int64_t{b.tier}, b.plan, b.seat, b.empty_at,
                                   b.parked_until, b.upgrade_link, b.claimed});
    if (!put) return put;
  }
  bool is_told = false;
  for (const StandingRecord& s : records.standings) {
    auto put = db.run(kPutStanding, {s.person, s.resource, s.project_id, s.plan, s.seat, s.at});
    if (!put) return put;
    is_told = is_told || s.resource.empty();
  }
  if (is_told) return db.run(kRaiseRevision);
  return {};
}

}  // namespace

Result<BudgetRecords> SqlStore::budgets(const std::string& person) {
  return read([&](Connection& db) -> Result<BudgetRecords> {
    BudgetRecords all;
    auto got = db.run(
        "SELECT tier, plan, seat, empty_at, parked_until, upgrade_link FROM budgets "
        "WHERE person = $1 ORDER BY tier, plan, seat",
        {person}, [&](const SqlRow& row) {
          all.budgets.push_back({person, static_cast<int>(row.integer(0)), std::string(row.text(1)),
                                 std::string(row.text(2)), row.integer(3), row.integer(4),
                                 std::string(row.text(5))});
        });
    if (!got) return pass(got);
    got = db.run(
        "SELECT resource, project_id, plan, seat, at FROM standings WHERE person = $1 "
        "ORDER BY CASE WHEN resource = '' THEN 0 ELSE 1 END, at DESC, resource, project_id "
        "LIMIT $2",
        {person, kStandingsMax}, [&](const SqlRow& row) {
          all.standings.push_back({person, std::string(row.text(0)), std::string(row.text(1)),
                                   std::string(row.text(2)), std::string(row.text(3)),
                                   row.integer(4)});
        });
    if (!got) return pass(got);
    return all;
  });
}

Result<void> SqlStore::keep_budgets(const BudgetRecords& records) {
  return write([&](Connection& db) { return put_budgets(db, records); });
}

Result<void> SqlStore::forget_budgets(const std::string& person) {
  return write([&](Connection& db) -> Result<void> {
    if (auto gone = db.run("DELETE FROM budgets WHERE person = $1", {person}); !gone) return gone;
    auto gone = db.run("DELETE FROM standings WHERE person = $1 AND resource <> ''", {person});
    if (!gone) return gone;
    return db.run(kRaiseRevision);
  });
}

Result<void> SqlStore::forget_old_budgets(UnixMs drained_before, UnixMs told_before) {
  return write([&](Connection& db) -> Result<void> {
    auto gone =
        db.run("DELETE FROM budgets WHERE empty_at < $1 AND parked_until < $1", {drained_before});
    if (!gone) return gone;
    return db.run(
        "DELETE FROM standings WHERE resource <> '' AND at < $1 AND NOT EXISTS (SELECT 1 FROM "
        "budgets WHERE budgets.person = standings.person AND budgets.plan = standings.plan AND "
        "budgets.seat = standings.seat AND budgets.parked_until >= $2)",
        {told_before, drained_before});
  });
}

Result<std::optional<KeptAnswer>> SqlStore::begin_answer(const KeptAnswer& a) {
  return write([&](Connection& db) -> Result<std::optional<KeptAnswer>> {
    bool is_new = false;
    auto put = db.run(
        "INSERT INTO kept_answers (project_id, account_id, action, key_digest, inputs_digest, "
        "state, answer, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
        "ON CONFLICT (project_id, account_id, action, key_digest) DO NOTHING RETURNING state",
        {a.project_id, a.account_id, a.action, Bytes{a.key_digest}, Bytes{a.inputs_digest}, a.state,
         Bytes{a.answer.bytes}, a.created_at},
        [&](const SqlRow&) { is_new = true; });
    if (!put) return pass(put);
    if (is_new) return std::nullopt;
    KeptAnswer first = a;
    auto got = db.run(
        "SELECT inputs_digest, state, answer, created_at FROM kept_answers WHERE project_id = $1 "
        "AND account_id = $2 AND action = $3 AND key_digest = $4",
        {a.project_id, a.account_id, a.action, Bytes{a.key_digest}}, [&](const SqlRow& row) {
          first.inputs_digest = row.text(0);
          first.state = row.text(1);
          first.answer.bytes = row.text(2);
          first.created_at = row.integer(3);
        });
    if (!got) return pass(got);
    return first;
  });
}

Result<void> SqlStore::end_answer(const KeptAnswer& a) {
  return write([&](Connection& db) -> Result<void> {
    return db.run(
        "UPDATE kept_answers SET state = $5, answer = $6 WHERE project_id = $1 AND "
        "account_id = $2 AND action = $3 AND key_digest = $4",
        {a.project_id, a.account_id, a.action, Bytes{a.key_digest}, a.state,
         Bytes{a.answer.bytes}});
  });
}

Result<void> SqlStore::drop_answer(const KeptAnswer& a) {
  return write([&](Connection& db) -> Result<void> {
    return db.run(
        "DELETE FROM kept_answers WHERE project_id = $1 AND account_id = $2 AND action = $3 AND "
        "key_digest = $4",
        {a.project_id, a.account_id, a.action, Bytes{a.key_digest}});
  });
}

Result<std::int64_t> SqlStore::forget_answers(UnixMs begun_before) {
  return write([&](Connection& db) -> Result<std::int64_t> {
    std::int64_t gone = 0;
    auto put = db.run("DELETE FROM kept_answers WHERE created_at < $1 RETURNING state",
                      {begun_before}, [&](const SqlRow&) { ++gone; });
    if (!put) return pass(put);
    return gone;
  });
}

}  // namespace figlink
