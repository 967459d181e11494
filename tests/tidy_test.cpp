// Reads every file of the house once and holds it against the walls: which room may include which,
// which source may see which library, which calls nobody makes. A failure names the file, the line
// and the fix. It checks walls, not taste.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;
using std::string_view_literals::operator""sv;

struct File {
  std::string path;                // from the root, "src/base/text.h"
  std::vector<std::string> lines;  // as they are
  std::vector<std::string> code;   // the same without comments and the insides of literals
};

// What each room may include of ours, besides itself. "store" sees one header of the vault: it
// moves sealed bytes.
const std::map<std::string, std::set<std::string>> kRooms = {
    {"base", {}},
    {"actions", {"base"}},
    {"vault", {"base"}},
    {"store", {"base", "vault/sealed.h"}},
    {"net", {"base"}},
    {"figma", {"base", "actions", "net"}},
    {"gateway", {"base", "actions", "vault", "store", "figma"}},
    {"faces", {"base", "actions", "gateway", "net"}},
    {"app", {"base", "actions", "vault", "store", "net", "figma", "gateway", "faces"}},
};

struct Library {
  std::string_view header;  // a prefix of what stands between the brackets
  std::string_view where;   // a regular expression over the path below src/
};

// Who may see which library. The first row that fits decides; tests, benches and fuzz targets have
// their own rows.
constexpr std::array kLibraries = {
    Library{"gtest/", R"((.*/)?(\w+_test\.cpp|\w*_test_\w+\.h|contract\.h|contract\.cpp))"},
    Library{"gmock/", R"((.*/)?(\w+_test\.cpp|\w*_test_\w+\.h|contract\.h))"},
    Library{"benchmark/", R"((.*/)?\w+_bench\.cpp)"},
    Library{"boost/json", R"(base/json\w*\.cpp)"},
    Library{"boost/", R"(net/\w+\.(cpp|h))"},
    Library{"openssl/", R"(net/\w+\.(cpp|h)|vault/cipher\.cpp)"},
    Library{"sodium", R"(base/\w+\.cpp|vault/cipher\.cpp)"},
    Library{"sqlite3", R"(store/sqlite\w*\.cpp)"},
    Library{"prometheus/", R"(base/metrics\w*\.cpp)"},
    Library{"CLI/", R"((app|faces/cli)/\w+\.cpp)"},
    Library{"toml.hpp", R"(app/\w+\.cpp)"},
    Library{"fmt/", R"(.*\.cpp)"},
    Library{"zlib.h", R"(net/\w+\.cpp|.*_test\.cpp)"},
    Library{"brotli/", R"(net/\w+\.cpp)"},
    Library{"zstd", R"(net/\w+\.cpp|gateway/entry_file\.cpp)"},
};
constexpr std::array kSystemFolders = {"sys/"sv, "netinet/"sv, "arpa/"sv, "linux/"sv, "net/if"sv};

// Libraries that are slow to compile are seen by one source only.
constexpr std::array kOneSource = {"CLI/"sv, "toml.hpp"sv, "prometheus/"sv};

struct Ban {
  const char* words;    // one of these is in the line, or it is not looked at further
  const char* call;     // a regular expression over code
  const char* allowed;  // paths below the root where it is right
  const char* instead;
};

const std::array kBans = {
    Ban{"getenv", R"(\b(secure_)?getenv\s*\()", R"(src/app/.*|.*_test\.cpp)",
        "only app reads the environment: take a setting in the constructor"},
    Ban{"cout puts printf", R"(\b(std::cout|std::puts|(std::)?printf\s*\())",
        R"(src/app/.*|src/faces/cli/.*|tools/.*|.*_(test|bench)\.cpp)",
        "only app and faces/cli write to standard output"},
    Ban{"cerr clog", R"(\bstd::c(err|log)\b)", R"(src/app/.*|src/faces/cli/.*|tools/.*)",
        "write to the Log you were given"},
    Ban{"sleep", R"(\b(u|nano)?sleep\s*\(|\bsleep_(for|until)\s*\()", "",
        "nothing sleeps: wait at a Clock, or at a Gate that somebody opens"},
    Ban{"rand mt19937", R"(\bs?rand\s*\(|\bstd::(random_device|mt19937\w*)\b)",
        R"(.*_(test|bench)\.cpp)", "take random bytes from the Chance you were given"},
    Ban{"random_device", R"(\bstd::random_device\b)", "",
        "a test's chance has a seed that it prints"},
    Ban{"system popen", R"((^|[^:\w.>])system\s*\(|\bpopen\s*\()", R"(.*_test\.cpp)",
        "no shell: posix_spawn with arguments"},
    Ban{"strcpy strncpy strcat strncat sprintf gets",
        R"(\bstr(n?cpy|n?cat)\s*\(|\bv?sprintf\s*\(|\bgets\s*\()", "",
        "std::string, std::span or fmt::format_to_n know their size"},
    Ban{"_clock time",
        R"(\b(system_clock|steady_clock)::now\s*\(|(^|[^:\w.>])(std::)?time\s*\(|\bgettimeofday\b)",
        R"(src/base/clock\w*\.cpp|src/net/\w+\.cpp|.*_bench\.cpp)", "ask the Clock you were given"},
    Ban{"localtime setlocale", R"(\blocaltime(_r)?\s*\(|\bsetlocale\s*\()", "",
        "all times are UTC and no text depends on the machine"},
    Ban{"using", R"(\busing namespace std\s*;)", "", "name what you use"},
};

// A source that grows past this has two ideas in it: part them. Tests are lists of claims and may
// be long.
constexpr std::size_t kLinesMax = 450;
// What was longer when this rule came may shrink, and leaves the table when it fits.
const std::map<std::string, std::size_t> kLongerOnce = {
    {"src/net/client.cpp", 610},
    {"src/net/server.cpp", 800},
};

const fs::path& root() {
  static const fs::path path = FIGLINK_SOURCE_DIR;
  return path;
}

// Blanks comments and what stands inside quotes, so that only code is judged. Raw strings of R"( )"
// form may span lines; `inside` carries what is open from one line to the next.
enum class Inside { nothing, comment, raw };
std::string strip(const std::string& line, Inside& inside, std::string& raw_end) {
  std::string out;
  for (std::size_t i = 0; i < line.size();) {
    std::string_view rest = std::string_view(line).substr(i);
    if (inside != Inside::nothing) {
      std::string_view end = inside == Inside::comment ? "*/"sv : std::string_view(raw_end);
      std::size_t at = rest.find(end);
      if (at == rest.npos) return out;
      i += at + end.size();
      inside = Inside::nothing;
    } else if (rest.starts_with("//")) {
      break;
    } else if (rest.starts_with("/*")) {
      inside = Inside::comment;
      i += 2;
    } else if (rest.starts_with("R\"") &&
               (i == 0 || !std::isalnum(static_cast<unsigned char>(line[i - 1])))) {
      std::size_t open = std::min(rest.find('('), rest.size());
      raw_end = ")" + std::string(rest.substr(2, open - 2)) + "\"";
      inside = Inside::raw;
      i += std::min(open + 1, rest.size());
      out += "\"\"";
    } else if (rest[0] == '"' ||
               (rest[0] == '\'' &&
                (i == 0 || !std::isalnum(static_cast<unsigned char>(line[i - 1]))))) {
      std::size_t end = i + 1;
      while (end < line.size() && line[end] != rest[0]) end += line[end] == '\\' ? 2 : 1;
      out += {rest[0], rest[0]};
      i = std::min(end, line.size()) + 1;
    } else {
      out += line[i++];
    }
  }
  return out;
}

File read(const fs::path& path) {
  File file{fs::relative(path, root()).generic_string(), {}, {}};
  std::ifstream in(path);
  Inside inside = Inside::nothing;
  std::string raw_end;
  for (std::string line; std::getline(in, line);) {
    file.code.push_back(strip(line, inside, raw_end));
    file.lines.push_back(std::move(line));
  }
  return file;
}

bool is_left_out(const fs::path& path) {
  std::string name = path.filename().string();
  return name == ".git" || name == "build" || name == "node_modules" ||
         name.starts_with("figlink-");
}

const std::vector<File>& all_files() {
  static const std::vector<File> files = [] {
    std::vector<File> found;
    for (auto at = fs::recursive_directory_iterator(root());
         at != fs::recursive_directory_iterator(); ++at) {
      if (is_left_out(at->path())) {
        at.disable_recursion_pending();
      } else if (at->is_regular_file() && at->file_size() < (4u << 20)) {
        found.push_back(read(at->path()));
      }
    }
    std::sort(found.begin(), found.end(),
              [](const File& a, const File& b) { return a.path < b.path; });
    return found;
  }();
  return files;
}

bool is_cxx(const File& file) { return file.path.ends_with(".h") || file.path.ends_with(".cpp"); }
bool is_source_of_ours(const File& file) { return file.path.starts_with("src/") && is_cxx(file); }
// A test wires rooms together as app does, so the walls between rooms do not bind it.
bool is_test(const File& file) {
  static const std::regex name(R"(.*(_test|_test_\w+|_bench|_fuzz|/contract)\.(cpp|h))");
  return std::regex_match(file.path, name);
}
std::string room_of(const File& file) {
  std::string rest = file.path.substr(4);
  return rest.substr(0, rest.find('/'));
}

struct Include {
  std::string name;
  bool angled;
  std::size_t line;
};
std::vector<Include> includes_of(const File& file) {
  static const std::regex form(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"].*)");
  std::vector<Include> found;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    std::smatch match;
    if (std::regex_match(file.lines[i], match, form))
      found.push_back({match[2], match[1] == "<", i + 1});
  }
  return found;
}

// Regular expressions are slow, so a line is searched for plain words first.
bool has_one_of(std::string_view line, std::string_view words) {
  while (!words.empty()) {
    std::size_t end = std::min(words.find(' '), words.size());
    if (line.find(words.substr(0, end)) != line.npos) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

// Collects every complaint of one rule and shows them together.
class Complaints {
 public:
  void add(const File& file, std::size_t line, const std::string& fix) {
    text_ += file.path + ":" + std::to_string(line) + ": " + fix + "\n";
  }
  ~Complaints() { EXPECT_TRUE(text_.empty()) << text_; }

 private:
  std::string text_;
};

bool may_include(const std::string& room, const std::string& name) {
  if (name.starts_with(room + "/") || name.starts_with("embedded/")) return true;
  for (const std::string& permitted : kRooms.at(room)) {
    if (name == permitted || name.starts_with(permitted + "/")) return true;
  }
  return false;
}

const Library* library_of(std::string_view header) {
  for (const Library& library : kLibraries) {
    if (header.starts_with(library.header)) return &library;
  }
  return nullptr;
}

bool is_of_the_system(std::string_view header) {
  if (header.find('/') == header.npos) return true;
  return std::ranges::any_of(kSystemFolders,
                             [&](std::string_view folder) { return header.starts_with(folder); });
}

// Lines of variables that any thread may change: statements that stand in a namespace and nowhere
// deeper, without functions, types and constants. thread_local ones belong to one thread and are
// let through.
std::vector<std::size_t> mutable_globals(const File& file) {
  static const std::regex harmless(
      R"(^\s*(using|typedef|namespace|extern|friend|template|class|struct|enum|union|static_assert|asm|thread_local)\b.*)");
  static const std::regex constant(R"(\b(const|constexpr|consteval)\b)");
  static const std::regex variable(
      R"(^\s*(static\s+|inline\s+)*[\w:]+(<.*>)?[\s*&]+[\w:]+(\[\w*\])*\s*(=.*|\{.*)?$)");
  std::vector<std::size_t> found;
  std::vector<bool> scopes;  // true: a namespace
  auto in_namespace = [&] { return std::ranges::all_of(scopes, std::identity()); };
  std::string statement;
  std::size_t began = 0;
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    if (file.code[i].starts_with("#")) continue;
    for (char c : file.code[i] + " ") {
      if (c == '{') {
        bool outside = in_namespace();
        bool opens = outside && (statement.find("namespace") != statement.npos ||
                                 statement.starts_with("extern \"\""));
        scopes.push_back(opens);
        if (opens) statement.clear();
        if (outside && !opens) statement += c;
      } else if (c == '}') {
        if (!scopes.empty()) scopes.pop_back();
        // A body ends without a semicolon; what it belonged to has parameters, or is not a
        // variable.
        if (in_namespace() && statement.find('(') != statement.npos) statement.clear();
      } else if (!in_namespace()) {
        continue;
      } else if (c == ';') {
        if (statement.find('(') == statement.npos && !std::regex_match(statement, harmless) &&
            !std::regex_search(statement, constant) && std::regex_match(statement, variable)) {
          found.push_back(began + 1);
        }
        statement.clear();
      } else if (!statement.empty() || c != ' ') {
        if (statement.empty()) began = i;
        statement += c;
      }
    }
  }
  return found;
}

struct DefinedType {
  std::string name;  // with its namespaces: "figlink::Call"
  std::size_t line;
};

// The types that other sources could mean by the same name: those that stand in namespaces, none of
// them unnamed. What stands in a type or a function has that as part of its name.
std::vector<DefinedType> types_of_the_house(const File& file) {
  static const std::regex of_namespace(R"(^(inline )?namespace ([\w:]+) *$)");
  static const std::regex of_type(
      R"(^(template *<.*> *)?(struct|class|union|enum( class| struct)?) )"
      R"((alignas\([^)]*\) *|\[\[[^\]]*\]\] *)*([\w:]*\w)( final)? *(:[^:].*)?$)");
  std::vector<DefinedType> found;
  std::vector<std::string> scopes;  // "figlink::" of a namespace, "" of anything else
  std::string statement;
  std::size_t began = 0;
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    if (file.code[i].starts_with("#")) continue;
    for (char c : file.code[i] + " ") {
      const bool outside =
          std::ranges::none_of(scopes, [](const std::string& scope) { return scope.empty(); });
      if (c == '{') {
        std::smatch match;
        const bool opens = outside && std::regex_match(statement, match, of_namespace);
        scopes.push_back(opens ? match.str(2) + "::" : "");
        if (outside && !opens && std::regex_match(statement, match, of_type)) {
          std::string name;
          for (const std::string& scope : scopes) name += scope;
          found.push_back({name + match.str(5), began + 1});
        }
        statement.clear();
      } else if (c == '}') {
        if (!scopes.empty()) scopes.pop_back();
        statement.clear();
      } else if (c == ';') {
        statement.clear();
      } else if (outside && (!statement.empty() || c != ' ')) {
        if (statement.empty()) began = i;
        if (c != ' ' || !statement.ends_with(' ')) statement += c;
      }
    }
  }
  return found;
}

}  // namespace

TEST(Tidy, SeesTheHouse) {
  std::set<std::string> rooms;
  for (const File& file : all_files()) {
    if (is_source_of_ours(file)) rooms.insert(room_of(file));
  }
  for (const auto& [room, below] : kRooms)
    EXPECT_TRUE(rooms.contains(room)) << "src/" << room << " has no sources";
  for (const std::string& room : rooms)
    EXPECT_TRUE(kRooms.contains(room)) << room << ": give it its edges in kRooms";
}

TEST(Tidy, StripLeavesOnlyCode) {
  Inside inside = Inside::nothing;
  std::string raw_end;
  auto strip_one = [&](const char* line) { return strip(line, inside, raw_end); };
  EXPECT_EQ(strip_one("int a = 1'000;  // sleep(1)"), "int a = 1'000;  ");
  EXPECT_EQ(strip_one(R"(f("sleep(1) \" //", '"'); g();)"), R"(f("", ''); g();)");
  EXPECT_EQ(strip_one("a(); /* system("), "a(); ");
  EXPECT_EQ(strip_one("rand() */ b();"), " b();");
  EXPECT_EQ(strip_one("auto t = R\"sql(select \" system("), "auto t = \"\"");
  EXPECT_EQ(strip_one("gets( )\" )sql\"; c();"), "; c();");
}

TEST(Tidy, RoomsIncludeOnlyDownward) {
  Complaints complaints;
  for (const File& file : all_files()) {
    if (!is_source_of_ours(file) || is_test(file)) continue;
    std::string room = room_of(file);
    for (const Include& include : includes_of(file)) {
      if (!include.angled && !may_include(room, include.name)) {
        complaints.add(file, include.line,
                       room + " may not include \"" + include.name + "\"; see the table of rooms");
      }
    }
  }
}

TEST(Tidy, FacesDoNotSeeEachOther) {
  static const std::regex inner(R"(faces/(\w+)/.*)");
  Complaints complaints;
  for (const File& file : all_files()) {
    if (!is_source_of_ours(file) || is_test(file) || room_of(file) != "faces") continue;
    std::smatch mine, theirs;
    std::string below_src = file.path.substr(4);
    bool is_shared = !std::regex_match(below_src, mine, inner);
    for (const Include& include : includes_of(file)) {
      if (!std::regex_match(include.name, theirs, inner)) continue;
      if (is_shared || mine[1] != theirs[1]) {
        complaints.add(
            file, include.line,
            "a face sees only itself and what lies in faces/; move what is shared there");
      }
    }
  }
}

TEST(Tidy, LibrariesStayBehindTheirWall) {
  Complaints complaints;
  std::map<std::string_view, std::set<std::string>> seen_by;
  for (const File& file : all_files()) {
    if (!is_source_of_ours(file)) continue;
    for (const Include& include : includes_of(file)) {
      if (!include.angled) continue;
      const Library* library = library_of(include.name);
      if (library == nullptr) {
        if (!is_of_the_system(include.name)) {
          complaints.add(file, include.line,
                         "<" + include.name + "> is in no table; say in kLibraries who may see it");
        }
        continue;
      }
      if (!std::regex_match(file.path.substr(4), std::regex(std::string(library->where)))) {
        complaints.add(
            file, include.line,
            "<" + include.name + "> may be seen by " + std::string(library->where) + " only");
      }
      seen_by[library->header].insert(file.path);
    }
  }
  for (std::string_view header : kOneSource) {
    EXPECT_LE(seen_by[header].size(), 1u)
        << header << " costs seconds in each source that sees it: one is enough";
  }
}

// net has headers for its own sources that show Asio. They must not travel.
TEST(Tidy, HeadersThatShowALibraryStayInTheirRoom) {
  std::set<std::string> inner;
  for (const File& file : all_files()) {
    if (!is_source_of_ours(file) || !file.path.ends_with(".h")) continue;
    for (const Include& include : includes_of(file)) {
      if (include.angled && library_of(include.name) != nullptr) inner.insert(file.path.substr(4));
    }
  }
  Complaints complaints;
  for (const File& file : all_files()) {
    if (!is_source_of_ours(file)) continue;
    for (const Include& include : includes_of(file)) {
      if (!inner.contains(include.name) || is_test(file)) continue;
      if (!include.name.starts_with(room_of(file) + "/")) {
        complaints.add(file, include.line,
                       include.name + " shows a library: hide it behind a pimpl");
      } else if (file.path.ends_with(".h") && !inner.contains(file.path.substr(4))) {
        complaints.add(file, include.line,
                       "this header would carry " + include.name + " out of the room");
      }
    }
  }
}

TEST(Tidy, SourcesIncludeTheirOwnHeaderFirst) {
  Complaints complaints;
  for (const File& file : all_files()) {
    if (!is_source_of_ours(file) || !file.path.ends_with(".cpp") || is_test(file)) continue;
    std::string own = file.path.substr(4, file.path.size() - 8) + ".h";
    if (!fs::exists(root() / "src" / own)) continue;
    std::vector<Include> includes = includes_of(file);
    if (includes.empty() || includes.front().name != own) {
      complaints.add(file, includes.empty() ? 1 : includes.front().line,
                     "include \"" + own + "\" first");
    }
  }
}

TEST(Tidy, HeadersOpenWithWhatTheyAreFor) {
  Complaints complaints;
  for (const File& file : all_files()) {
    if (!is_source_of_ours(file) || !file.path.ends_with(".h")) continue;
    if (file.lines.empty() || !file.lines.front().starts_with("// ")) {
      complaints.add(file, 1, "open with a comment that says what this is for");
    }
    if (std::ranges::find(file.lines, "#pragma once") == file.lines.end())
      complaints.add(file, 1, "add #pragma once");
  }
}

TEST(Tidy, NobodyMakesABannedCall) {
  Complaints complaints;
  for (const Ban& ban : kBans) {
    std::regex call(ban.call), allowed(ban.allowed);
    for (const File& file : all_files()) {
      if (!is_cxx(file) || file.path.starts_with("tests/refused/") ||
          std::regex_match(file.path, allowed))
        continue;
      for (std::size_t i = 0; i < file.code.size(); ++i) {
        std::smatch match;
        if (!has_one_of(file.code[i], ban.words)) continue;
        if (std::regex_search(file.code[i], match, call))
          complaints.add(file, i + 1, match.str() + ": " + ban.instead);
      }
    }
  }
}

TEST(Tidy, KnowsAMutableGlobal) {
  auto first_of = [](std::vector<std::string> code) {
    return mutable_globals({"src/base/x.cpp", code, code});
  };
  EXPECT_EQ(first_of({"namespace figlink {", "namespace {", "int count = 0;"}),
            std::vector<std::size_t>{3});
  EXPECT_EQ(first_of({"std::map<int, Row>", "    rows{};"}), std::vector<std::size_t>{1});
  EXPECT_EQ(
      first_of({"namespace figlink {", "Row* Row::first;", "static Rows<int> all = {", "  1};"}),
      (std::vector<std::size_t>{2, 3}));
  EXPECT_EQ(first_of({"const int a = 1;", "constexpr std::array b = {1, 2};", "int f(int a);",
                      "struct S { int a; };", "int g() {", "  int b = 1;", "  return b;", "}",
                      "using A = int;", "thread_local int c;", "enum class E { a, b };",
                      "template <class T>", "using P = T*;"}),
            std::vector<std::size_t>{});
}

TEST(Tidy, NothingIsAMutableGlobal) {
  Complaints complaints;
  for (const File& file : all_files()) {
    if (!is_source_of_ours(file) || is_test(file)) continue;
    for (std::size_t line : mutable_globals(file)) {
      complaints.add(file, line, "a mutable global: give it to whoever needs it in a constructor");
    }
  }
}

std::size_t lines_max(const std::string& path) {
  auto longer = kLongerOnce.find(path);
  return longer == kLongerOnce.end() ? kLinesMax : longer->second;
}

TEST(Tidy, SourcesAreShort) {
  Complaints complaints;
  for (const File& file : all_files()) {
    if (!is_source_of_ours(file) || is_test(file)) continue;
    const std::size_t most = lines_max(file.path);
    if (file.lines.size() > most)
      complaints.add(file, most + 1, "longer than " + std::to_string(most) + " lines: part it");
    if (kLongerOnce.contains(file.path) && file.lines.size() <= kLinesMax)
      complaints.add(file, 1, "it fits now: take it out of kLongerOnce");
  }
}

TEST(Tidy, KnowsATypeOfTheHouse) {
  std::string found;
  const std::vector<std::string> code = {
      "namespace figlink {",
      "class Ahead;",
      "enum class Place : std::uint8_t { path };",
      "struct alignas(64) Shard final : Base<int> { struct Inner { int a; }; };",
      "template <class T>",
      "class Line",
      "    : public Base {",
      "};",
      "struct Limiter::Hidden {",
      "};",
      "Shard* first(struct Later* later) { struct Local {}; return nullptr; }",
      "Shard second = {1};",
      "namespace {",
      "struct Place { int a; };",
      "}",
      "namespace inner { union Both { int a; }; }",
      "}",
      "struct Outside {};",
  };
  for (const DefinedType& type : types_of_the_house({"src/base/x.cpp", code, code}))
    found += type.name + " " + std::to_string(type.line) + "\n";
  EXPECT_EQ(found,
            "figlink::Place 3\nfiglink::Shard 4\nfiglink::Line 5\nfiglink::Limiter::Hidden 9\n"
            "figlink::inner::Both 16\nOutside 18\n");
}

// Two types of one name link without a word, and then one's code works on the other's members.
TEST(Tidy, ATypeIsDefinedOnce) {
  std::map<std::string, std::string> defined;  // where
  Complaints complaints;
  for (const File& file : all_files()) {
    if (!is_source_of_ours(file)) continue;
    for (const DefinedType& type : types_of_the_house(file)) {
      const auto [first, is_new] = defined.emplace(type.name, file.path);
      if (is_new || first->second == file.path) continue;
      complaints.add(file, type.line,
                     type.name + " is also in " + first->second +
                         ": give one another name, or an unnamed namespace");
    }
  }
  EXPECT_GT(defined.size(), 100u) << "the rule does not see the types any more";
}

// What belongs to one machine or one moment has no place in a file. The words are put together here
// so that this file does not find itself.
TEST(Tidy, FilesHoldNoLeftovers) {
  const std::string marks = std::string("\\b(FIX") + "ME|TO" + "DO|X" + "XX)\\b";
  const std::string hosts = std::string("https?://[^/\"' ]*(regis") + "try|artifact)[^/\"' ]*/";
  const std::string paths = std::string("(^|[^\\w/.])/(wo") + "rk|tmp/b|root)/\\w";
  const std::string elsewhere =
      std::string("\\b(fac") + "ts/[a-z]+|house|contract|stack" + "one)\\.md\\b";
  const std::string resolved = std::string("\"resol") + "ved\"";
  struct Leftover {
    std::regex form;
    const char* fix;
  };
  const std::array leftovers = {
      Leftover{std::regex(marks), "finish it, or open an issue"},
      Leftover{std::regex(hosts), "name no package host: the machine's settings know it"},
      Leftover{std::regex(paths), "this path is of one machine"},
      Leftover{std::regex(elsewhere), "readers do not have this page: say what it says"},
      Leftover{std::regex(resolved), "make the lock file with omit-lockfile-registry-resolved"},
  };
  // Documents of other people are kept as they came.
  static const std::regex kept(
      R"(src/figma/fixtures/.*|fuzz/corpus/.*|tests/golden/.*|LICENSE|.*\.(gz|png|ico|woff2))");
  Complaints complaints;
  for (const File& file : all_files()) {
    if (std::regex_match(file.path, kept)) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      if (file.lines[i].size() > 4096) continue;
      for (const Leftover& leftover : leftovers) {
        if (std::regex_search(file.lines[i], leftover.form))
          complaints.add(file, i + 1, leftover.fix);
      }
    }
  }
}

// "figma.md 6.4" in a comment is a promise that docs/design/figma.md has a 6.4: "6.4 ..." at the
// start of a line, or the heading "## 6." for a whole section.
TEST(Tidy, NumberedReferencesLeadSomewhere) {
  static const std::regex reference(R"((\w+\.md) (\d+(\.\d+)?))");
  std::map<std::string, std::set<std::string>> numbers;
  static const std::regex number(R"(^(## )?(\d+(\.\d+)?)\.? .*)");
  for (const File& file : all_files()) {
    if (!file.path.starts_with("docs/design/")) continue;
    std::set<std::string>& known = numbers[file.path.substr(file.path.rfind('/') + 1)];
    for (const std::string& line : file.lines) {
      std::smatch match;
      if (std::regex_match(line, match, number)) known.insert(match[2]);
    }
  }
  Complaints complaints;
  for (const File& file : all_files()) {
    if (!is_cxx(file)) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      std::smatch match;
      if (file.lines[i].find(".md ") == std::string::npos ||
          !std::regex_search(file.lines[i], match, reference) || file.path == "tests/tidy_test.cpp")
        continue;
      if (!numbers.contains(match[1])) {
        complaints.add(file, i + 1, "there is no docs/design/" + match.str(1));
      } else if (!numbers[match[1]].contains(match[2])) {
        complaints.add(file, i + 1, "docs/design/" + match.str(1) + " has no " + match.str(2));
      }
    }
  }
}
