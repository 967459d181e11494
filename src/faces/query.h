// Query: the parameters of a query string, in whichever list form a client writes them.
//
// `ids=a&ids=b`, `ids[]=a&ids[]=b`, `ids[0]=a` and `ids=a,b` all give two of "ids". A deep name is
// asked for as it is written: "filter[connectors]".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "net/message.h"

namespace figlink {

inline constexpr std::size_t kQueryListMax = 1000;  // values of one list; more are a problem

class Query {
 public:
  explicit Query(const Request& request);

  std::string text(std::string_view name) const;  // the first value; "" when absent
  std::vector<std::string> list(std::string_view name) const;
  bool list_has(std::string_view name, std::string_view value) const;
  // A whole number between min and max, `otherwise` when absent; any other text is a problem.
  std::int64_t integer(std::string_view name, std::int64_t otherwise, std::int64_t min,
                       std::int64_t max);
  // An ISO time or day as UnixMs, 0 when absent; any other text is a problem.
  std::int64_t moment(std::string_view name);
  Result<void> done();

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
  std::vector<Problem> problems_;
};

}  // namespace figlink
