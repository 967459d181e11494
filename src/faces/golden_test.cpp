// What every face makes of every row, held against files: a change of a row shows up as a diff that
// somebody reads.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "actions/catalogue.h"
#include "base/json.h"
#include "faces/cli/flags.h"
#include "faces/openapi/openapi.h"

namespace figlink {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(FIGLINK_SOURCE_DIR) / "tests/golden/faces";

std::string rendered(const Action& action, const Json& schemas) {
  return "# The command line: figlink call " + std::string(action.name) + " --help\n\n" +
         action_help(action) + "\n# OpenAPI: #/components/schemas/" + std::string(action.name) +
         "\n\n" + schemas.find(action.name)->pretty() + "\n";
}

TEST(Golden, EveryRowIsRenderedAsItsFileSays) {
  const bool rewrite = std::getenv("FIGLINK_GOLDEN") != nullptr;
  if (rewrite) fs::create_directories(kFolder);
  const Json document = openapi_document("/");
  std::set<std::string> names;
  for (const Action* action : catalogue()) {
    const fs::path path = kFolder / (std::string(action->name) + ".txt");
    names.insert(path.filename());
    const std::string text = rendered(*action, *document.at({"components", "schemas"}));
    if (rewrite) std::ofstream(path) << text;
    std::ifstream file(path);
    const std::string kept((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(text, kept) << path << ": run ./dev golden and read the diff";
  }
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    const std::string name = entry.path().filename();
    if (rewrite && !names.contains(name)) fs::remove(entry.path());
    EXPECT_TRUE(names.contains(name)) << name << " belongs to no action: run ./dev golden";
  }
}

}  // namespace
}  // namespace figlink
