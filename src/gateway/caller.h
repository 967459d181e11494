// Door: who is it? Turns a Proof into a Caller; nobody else can make one.
//
// A key is looked up by its Mark in memory first: a call with a known key costs no store call and
// no slow digest. Revoked and unknown keys get the same words. Safe from any fiber.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>

#include "gateway/gateway.h"
#include "gateway/shelf.h"
#include "store/store.h"

namespace figlink {

inline constexpr std::size_t kKeyCacheMax = 16'384;
inline constexpr std::size_t kRefusedKeysMax = 1024;  // apart, so that guesses push no good key out
inline constexpr SteadyMs kRefusedKeyFreshMs =
    2 * kSecondMs;  // an unknown key may be made any moment
inline constexpr std::string_view kKeyPrefix = "flk_";
inline constexpr std::size_t kKeySize = 47;  // the prefix and 32 random bytes in base64url
inline constexpr std::string_view kDashboardPrefix = "fld_";
inline constexpr std::size_t kDashboardTokenSize = 47;

class Door {
 public:
  Door(Store& store, Vault& vault, const Clock& clock);

  Result<Caller> authenticate(const Proof& proof);
  // The dashboard session of this token while it lasts, its use noted. unauthenticated: it has
  // ended.
  Result<Store::SignedIn> signed_in(std::string_view token);
  // What our own page is told and no other page can know: a keyed digest of the session's token.
  std::string csrf_token_of(std::string_view token) const;
  void forget_key(std::string_view id);
  void forget_all();
  void believe_until(SteadyMs until);

 private:
  struct Known {
    std::string project_id, id;  // id "": nobody's
    unsigned scopes = 0;
    std::atomic<UnixMs> touched{0};
  };

  Result<Caller> by_key(std::string_view text);
  Result<Caller> by_machine(std::string_view project);
  Result<Caller> by_dashboard(const Proof& proof);
  Result<std::shared_ptr<Known>> look_up(std::string_view text, std::string_view mark);
  static std::shared_ptr<Known> known_of(const Key& key);

  Store& store_;
  Vault& vault_;
  const Clock& clock_;
  Shelf<Known> known_;
  Shelf<Known> refused_;
};

// forbidden when the caller's key lacks the scope.
Result<void> need(const Caller& caller, Scope scope);

}  // namespace figlink
