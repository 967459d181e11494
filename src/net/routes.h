// Routes: which function answers which path. Filled once by app/wiring.cpp, then only read.
//
// A pattern is "/accounts/{id}/meta"; a placeholder is one segment and reaches the function
// percent-decoded. Literal segments win over placeholders. A path that exists under another method
// answers 405 with `allow`; HEAD is served by GET.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/handler.h"

namespace figlink {

struct Params {
  std::vector<std::pair<std::string_view, std::string>> values;
  std::string_view get(std::string_view name) const;
};

using Serve = std::function<Response(Request&, const Params&)>;

class Routes {
 public:
  Routes();
  ~Routes();
  void add(std::string_view method, std::string_view pattern, Serve serve);

  struct Match {
    const Serve* serve = nullptr;
    std::string_view pattern;
    Params params;
    std::string allow;  // when the path is known under other methods
  };
  Match match(std::string_view method, std::string_view path) const;
  std::vector<std::pair<std::string, std::string>> list() const;  // method, pattern

 private:
  struct Node;
  std::unique_ptr<Node> root_;
};

// Query strings: decoded pairs in order; a broken escape is kept as it is. "a[]=1&a[]=2" gives two
// of "a[]".
std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query);

}  // namespace figlink
