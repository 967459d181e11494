// What an export asks Figma: which nodes there are, how they look, and where their pictures are.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "faces/cli/cli.h"

namespace figlink {

// The text at the path, or "".
std::string text_at(const Json* json, std::initializer_list<std::string_view> path);

class ExportFigma {
 public:
  // `account` "": the project's only one. Both must outlive it.
  ExportFigma(const CliParts& parts, const std::string& account)
      : parts_(parts), account_(account) {}

  struct About {
    std::string version, name;
  };
  // A token that may not know it still exports: then both are "", and nothing counts as unchanged.
  Result<About> about(const std::string& file);

  struct Told {
    std::string name;
    std::string look;  // look_of() the node; "" when it is too large to be asked for
  };
  // By node id; what the file does not have is not there. `left` hears how many are still to come.
  Result<std::map<std::string, Told>> nodes(const std::string& file,
                                            std::span<const std::string> ids,
                                            const std::function<void(std::size_t)>& left);

  // The published components: node id and name; that of a variant has its set in front.
  Result<std::vector<std::pair<std::string, std::string>>> components(const std::string& file);

  struct Renders {
    const std::vector<std::string>& ids;
    const std::string& format;
    double scale;
  };
  // As the actions figma_render_images and figma_get_image_fills answer.
  Result<Json> renders(const std::string& file, const Renders& wish, const ReadWish& read);
  Result<Json> fills(const std::string& file, const ReadWish& read);

 private:
  Result<Json> ask(std::string_view action, const Json& inputs, const ReadWish& read = {});

  const CliParts& parts_;
  const std::string& account_;
};

}  // namespace figlink
