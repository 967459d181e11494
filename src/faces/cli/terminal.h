// Terminal: where a command writes, and whether a person is reading.
#pragma once

#include <string_view>

namespace figlink {

class Terminal {
 public:
  virtual ~Terminal() = default;
  virtual void out(std::string_view text) = 0;
  virtual void err(std::string_view text) = 0;
  virtual bool person_reads_out() const = 0;  // a terminal, not a pipe
  virtual bool person_reads_err() const = 0;
};

}  // namespace figlink
