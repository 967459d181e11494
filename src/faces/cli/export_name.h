// export_name: file names out of what people call their nodes.
//
// A name is safe on every system: no sign that one of them forbids, no reserved word, no blank or
// dot at its end, at most kNameBytesMax bytes. It is unique whatever the case: of nodes that share
// a name, each that has no file yet gets its id behind it, and so does a name beyond ASCII, which
// systems fold each in its own way. It is stable: who has a file keeps its name.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace figlink {

inline constexpr std::size_t kNameBytesMax = 120;

// "icons/home" -> "icons-home"; never empty.
std::string safe_name(std::string_view name);

// "1:2" -> "1-2"; a long one by its checksum.
std::string safe_id(std::string_view id);

// Whether a text is such a name: what a manifest says is not believed.
bool is_safe_name(std::string_view name);

class FileNames {
 public:
  // A file that is there, and whose it is.
  void keep(std::string_view file, std::string_view key);
  // Announces all that will ask, before the first does.
  void expect(std::string_view name, std::string_view tail);
  // `tail`: what follows the name, "@2x.png".
  std::string give(std::string_view key, std::string_view name, std::string_view id,
                   std::string_view tail);

 private:
  std::map<std::string, std::string> owners_;  // key by folded file name
  std::map<std::string, int> wanted_;          // how many want it
};

}  // namespace figlink
