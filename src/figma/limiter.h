// limit: a call goes out only when it fits into the person's budget at Figma.
//
// A person is a Figma user, whichever account, project or token the call came by. For each person,
// plan and tier there is a Bucket (budget.h). Who does not fit waits on its fiber, in a Line that
// is fair between owners, until a permit is free; who would wait past its deadline is refused at
// once as `limited`, with the true time. What a 429 tells (plan, seat, how long) is believed,
// remembered for the file, and kept over a restart; so is the park that it asks for. A plan and a
// seat that nobody told are taken for a Full seat on Professional, the least that pays.
//
// What is granted is claimed in the memory beforehand, a while ahead, so that a process that dies
// and comes back does not believe a bucket emptier than it is. Safe from any fiber; nothing waits
// while a lock is held.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "figma/budget.h"
#include "figma/upstream.h"

namespace figlink {

inline constexpr std::int64_t kWaitDefaultMs = 30 * kSecondMs;  // of a call without a deadline
inline constexpr std::int64_t kWaitMaxMs = 5 * kMinuteMs;       // whatever its deadline
inline constexpr std::size_t kWaitersMax = 1024;                // of one person and tier
inline constexpr std::size_t kPersonsMax = 8192;                // held in memory
inline constexpr std::size_t kFactsMax = 1024;                  // files remembered for a person
inline constexpr std::int64_t kFactDays =
    7;  // what a 429 told is believed for so long, or for as long as its park
inline constexpr std::int64_t kClaimMs = kMinuteMs;  // how far ahead a bucket is claimed

// Until when a call may wait for its permit.
SteadyMs permit_due_of(const Errand& errand, SteadyMs now);

// How it is known where a call stands.
enum class Known : std::uint8_t { assumed, told, learned };
std::string_view name_of(Known known);

// What is remembered of one bucket: its weight lies in the past at `empty_at`.
struct BucketRow {
  std::string person;
  Tier tier = Tier::one;
  bool is_default = true;  // of what is not known; else of `standing`
  Standing standing;
  UnixMs empty_at = 0, parked_until = 0;
  std::string upgrade_link;
  UnixMs claimed = 0;  // keep: `empty_at` may lie lower where the memory still says this
};
// Where one file's calls stand, and which project's call was told of it: its name is shown to no
// other one. `resource` "": all that is not known, as an operator told.
struct FactRow {
  std::string person, resource, project;
  Standing standing;
  UnixMs at = 0;
};

// The seam to the database. Calls may wait.
class BudgetMemory {
 public:
  struct Rows {
    std::vector<BucketRow> buckets;
    std::vector<FactRow> facts;
  };
  virtual ~BudgetMemory() = default;
  virtual Result<Rows> recall(const std::string& person) = 0;
  // Only ever raises what is there, but for `claimed`: other processes keep theirs too.
  virtual Result<void> keep(const Rows& rows) = 0;
  virtual Result<void> forget(const std::string& person) = 0;
};

// What is known of a person's budget.
struct BudgetView {
  std::string person;
  bool is_paced = true;
  Standing standing;  // of what is not known
  Known known = Known::assumed;
  struct Row {
    Tier tier;
    bool is_default;
    Standing standing;
    Known known;
    Quota quota;
    std::int64_t used = 0, left = 0, under_way = 0, waiting = 0;
    UnixMs resets_at = 0;     // when all of it is free again; 0: it is now
    UnixMs next_at = 0;       // when one call fits; 0: now
    UnixMs parked_until = 0;  // Figma said so; 0: it is not
    std::string upgrade_link;
  };
  std::vector<Row> rows;  // by tier; what is not known first
  std::vector<FactRow> files;
};

struct LimiterParts {
  const Clock& clock;
  Log& log;
  BudgetMemory* memory = nullptr;  // nullptr: nothing outlives the process
  LimitTable table = {};
  Standing standing = {};  // of what is not known, as the operator told
};

class Limiter {
 public:
  explicit Limiter(LimiterParts parts);
  ~Limiter();
  Limiter(const Limiter&) = delete;

  // A place in the budget for one request. Given back, as never sent, when nobody says how it went.
  class Permit {
   public:
    Permit() = default;  // of nobody's budget
    Permit(Permit&& other) noexcept;
    Permit& operator=(Permit&&) = delete;
    ~Permit();
    void answered();                   // or broke off after it may have arrived
    void refused(const Error& error);  // by Figma, for the rate

   private:
    friend class Limiter;
    Limiter* limiter_ = nullptr;
    void* person_ = nullptr;
    std::size_t tier_ = 0, slot_ = 0;
    std::uint32_t drawn_ = 0;  // the buckets it weighs in, a bit each
    std::string_view resource_, project_;
  };
  // limited: refused at once, or when the deadline came. busy: too many wait.
  Result<Permit> acquire(const Errand& errand, Trace& trace);

  // With the files that calls of the project were told of.
  Result<BudgetView> look(const std::string& person, std::string_view project);
  // What an operator knows of a person. Nothing known takes it back.
  Result<void> tell(const std::string& person, Standing standing);
  // Drops what Figma told: after an upgrade, say.
  Result<void> forget(const std::string& person);
  // Another process may have told something.
  void refresh();
  // Writes the true weights instead of the claims. At a stop.
  void settle();

 private:
  struct Hidden;
  std::unique_ptr<Hidden> hidden_;
};

std::unique_ptr<Upstream> make_limit(std::unique_ptr<Upstream> below, Limiter& limiter);

}  // namespace figlink
