#include "faces/cli/export.h"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <map>
#include <span>
#include <utility>

#include "actions/pasted.h"
#include "base/fiber.h"
#include "base/json.h"
#include "faces/cli/export_figma.h"
#include "faces/cli/export_name.h"
#include "faces/cli/manifest.h"
#include "faces/cli/picture_file.h"
#include "gateway/wishes.h"

namespace figlink {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNotRendered = "not_rendered";
constexpr std::int64_t kPauseMs = 500;
constexpr std::size_t kBarSigns = 30;

struct Failed {
  Exported of;
  std::string error, message;
  int exit_code = 0;
};

struct Task {
  Exported entry;  // its file is to be made; that of a fill lacks its end
  std::string link;
  std::string old_file = {};  // goes once the new one is there
};

// "@2x.png"; vectors have no scale.
std::string tail_of(std::string_view format, double scale) {
  std::string tail = scale == 1 ? "" : "@" + Json(scale).dump() + "x";
  return tail + "." + std::string(format);
}

class Export {
 public:
  Export(const CliParts& parts, const ExportSeams& seams, const ExportWish& wish)
      : parts_(parts), seams_(seams), wish_(wish), figma_(parts, wish.account) {}

  Result<int> run() {
    if (auto good = check(); !good) return pass(good);
    auto manifest = Manifest::open(wish_.out, file_key_);
    if (!manifest) return pass(manifest);
    manifest_ = std::move(*manifest);
    auto about = figma_.about(file_key_);
    if (!about) return pass(about);
    version_ = std::move(about->version);
    manifest_.file_name = std::move(about->name);
    auto done = wish_.fills ? fills() : renders();
    fetched_all();
    auto saved = manifest_.save();
    if (!done) return pass(done);
    if (!saved) return pass(saved);
    report();
    return failed_.empty() ? 0 : failed_.front().exit_code;
  }

 private:
  // --- what is wished ----------------------------------------------------------------------------

  Result<void> check() {
    std::vector<Problem> wrong;
    auto key = read_pasted(Names::file_key, wish_.file);
    if (key) {
      file_key_ = *key;
    } else {
      wrong.push_back({"FILE", key.error().message});
    }
    const int ways = (wish_.nodes.empty() ? 0 : 1) + wish_.all_components + wish_.fills;
    if (ways != 1)
      wrong.push_back({"--nodes", "Give one of --nodes, --all-components and --fills."});
    for (const std::string& pasted : wish_.nodes) {
      auto id = read_pasted(Names::node_id, pasted);
      if (!id) {
        wrong.push_back({"--nodes", id.error().message});
      } else if (std::ranges::find(node_ids_, *id) == node_ids_.end()) {
        node_ids_.push_back(std::move(*id));
      }
    }
    const bool has_pixels = wish_.format == "png" || wish_.format == "jpg";
    if (!has_pixels && wish_.format != "svg" && wish_.format != "pdf")
      wrong.push_back({"--format", "Must be png, jpg, svg or pdf."});
    if (!has_pixels && wish_.scale != 1)
      wrong.push_back({"--scale", "Only png and jpg have a scale."});
    if (wish_.out.empty()) wrong.push_back({"--out", "Is required: a folder for the files."});
    if (!wrong.empty()) return wrong_fields(std::move(wrong));
    std::error_code ec;
    fs::create_directories(wish_.out, ec);
    if (fs::is_directory(wish_.out, ec)) return {};
    return fail(Fault::bad_input, "The folder " + wish_.out + " cannot be made.",
                "Choose another with --out.");
  }

  // --- what there is -----------------------------------------------------------------------------

  // The nodes with their names.
  Result<std::vector<Exported>> wanted() {
    std::vector<Exported> all;
    if (wish_.all_components) {
      auto components = figma_.components(file_key_);
      if (!components) return pass(components);
      for (auto& [id, name] : *components) all.push_back(node(id, std::move(name)));
      return all;
    }
    for (const std::string& id : node_ids_) all.push_back(node(id, ""));
    return all;
  }

  // Of those that the manifest does not know at this version, Figma is asked for the look, and for
  // the name where there is none. Who is not there is given up.
  Result<std::vector<Exported>> looked_at(std::vector<Exported> all) {
    std::vector<std::string> unknown;
    for (Exported& one : all) {
      const Exported* known = manifest_.find(one.key());
      if (known && !version_.empty() && known->version == version_) {
        one.name = known->name;
        one.look = known->look;
      } else {
        unknown.push_back(one.node_id);
      }
    }
    auto told = figma_.nodes(file_key_, unknown, [this](std::size_t left) {
      say("Looking at " + std::to_string(left) + " nodes");
    });
    if (!told) return pass(told);
    std::vector<Exported> there;
    for (Exported& one : all) {
      if (auto at = told->find(one.node_id); at != told->end()) {
        if (one.name.empty()) one.name = at->second.name;
        one.look = at->second.look;
      }
      if (one.name.empty()) {
        give_up(one, Fault::not_found, "The file has no such node.");
      } else {
        there.push_back(std::move(one));
      }
    }
    return there;
  }

  Exported node(std::string id, std::string name) const {
    Exported one;
    one.node_id = std::move(id);
    one.name = std::move(name);
    one.format = wish_.format;
    one.scale = wish_.scale;
    one.version = version_;
    return one;
  }

  // --- what is to be fetched ---------------------------------------------------------------------

  Result<void> renders() {
    auto nodes = wanted();
    if (nodes) nodes = looked_at(std::move(*nodes));
    if (!nodes) return pass(nodes);
    std::vector<Exported> stale;
    for (Exported& one : *nodes) {
      if (is_true(one)) {
        ++unchanged_;
      } else {
        stale.push_back(std::move(one));
      }
    }
    name_files(stale);
    total_ = stale.size();
    for (std::size_t at = 0; at < stale.size(); at += kDrawnAtOnce) {
      const std::size_t count = std::min(kDrawnAtOnce, stale.size() - at);
      show_progress();
      if (auto drawn = draw(std::span(stale).subspan(at, count)); !drawn) return drawn;
    }
    return {};
  }

  // Whether the picture that is there is still the node's; notes the version that it is true for.
  bool is_true(const Exported& one) {
    const Exported* known = manifest_.find(one.key());
    if (!known) return false;
    const bool same_version = !version_.empty() && known->version == version_;
    const bool same_look = !one.look.empty() && known->look == one.look && known->name == one.name;
    if (!(same_version || same_look) || !manifest_.is_intact(*known)) return false;
    if (!same_version) {
      Exported now = *known;
      now.version = version_;
      manifest_.set(std::move(now));
    }
    return true;
  }

  void name_files(std::vector<Exported>& nodes) {
    FileNames names;
    names.keep(kManifestName, "");
    for (const auto& [key, entry] : manifest_.all()) names.keep(entry.file, key);
    const std::string tail = tail_of(wish_.format, wish_.scale);
    for (const Exported& one : nodes) names.expect(one.name, tail);
    for (Exported& one : nodes) {
      const Exported* known = manifest_.find(one.key());
      one.file = known && known->name == one.name
                     ? known->file
                     : names.give(one.key(), one.name, one.node_id, tail);
    }
  }

  Result<Json> links_of(std::span<const Exported> nodes, const ReadWish& read) {
    std::vector<std::string> ids;
    for (const Exported& one : nodes) ids.push_back(one.node_id);
    return figma_.renders(file_key_, {ids, wish_.format, wish_.scale}, read);
  }

  // Their pictures are fetched while the next ones are drawn.
  Result<void> draw(std::span<Exported> nodes) {
    auto answer = links_of(nodes, {});
    if (!answer) return pass(answer);
    std::map<std::string, const Json*> why;
    const Json* failures = answer->find("failures");
    for (std::size_t i = 0; failures && i < failures->size(); ++i)
      why[text_at(&(*failures)[i], {"id"})] = &(*failures)[i];
    for (Exported& one : nodes) {
      const std::string link = text_at(&*answer, {"images", one.node_id});
      if (link.empty()) {
        not_rendered(one, why[one.node_id]);
        ++ended_;
        continue;
      }
      const Exported* known = manifest_.find(one.key());
      std::string old = known && known->file != one.file ? known->file : "";
      begin({std::move(one), link, std::move(old)});
    }
    return {};
  }

  // Another link for one whose link has died; "" when there is none.
  std::string link_again(const Exported& one) {
    if (++linked_anew_ > kLinkedAnewMax) return "";
    if (one.image_ref.empty()) {
      auto answer = links_of(std::span(&one, 1), {.no_store = true});
      return answer ? text_at(&*answer, {"images", one.node_id}) : "";
    }
    auto answer = figma_.fills(file_key_, {.no_store = true});
    return answer ? text_at(&*answer, {"meta", "images", one.image_ref}) : "";
  }

  Result<void> fills() {
    auto answer = figma_.fills(file_key_, {});
    if (!answer) return pass(answer);
    const Json* images = answer->at({"meta", "images"});
    if (!images) return {};
    std::vector<Task> tasks;
    images->each([&](std::string_view ref, const Json& link) {
      Exported one;
      one.image_ref = ref;
      one.file = safe_id(ref);
      const Exported* known = manifest_.find(one.key());
      if (known && manifest_.is_intact(*known)) {
        ++unchanged_;
      } else if (link.is_text()) {
        tasks.push_back({std::move(one), link.text_or("")});
      } else {
        give_up(one, Fault::not_found, "Figma gives no link to this picture.");
      }
    });
    total_ = tasks.size();
    for (Task& task : tasks) begin(std::move(task));
    return {};
  }

  // --- fetching ----------------------------------------------------------------------------------

  void begin(Task task) {
    tasks_.push_back(std::move(task));
    if (working_ == kDownloadsAtOnce) return;
    ++working_;
    seams_.spawn([this] {
      while (!tasks_.empty()) {
        Task next = std::move(tasks_.front());
        tasks_.pop_front();
        fetch(std::move(next));
      }
      if (--working_ == 0 && idle_ != nullptr) idle_->open();
    });
  }

  // Waits for what was begun.
  void fetched_all() {
    if (working_ > 0) {
      Gate idle;
      idle_ = &idle;
      idle.wait();
    }
    if (parts_.terminal.person_reads_err()) parts_.terminal.err("\r\x1b[K");
  }

  void fetch(Task task) {
    bool is_linked_anew = false;
    for (int tries = 1;; ++tries) {
      auto fetched = fetch_once(task);
      if (fetched) break;
      if (fetched.error().fault == Fault::not_found && !std::exchange(is_linked_anew, true)) {
        if (std::string link = link_again(task.entry); !link.empty()) {
          task.link = std::move(link);
          continue;
        }
      }
      const bool may_pass = facts(fetched.error().fault).worth_retrying;
      if (may_pass && tries < kDownloadTriesMax) {
        seams_.pause(kPauseMs << (tries - 1));
        continue;
      }
      give_up(task.entry, fetched.error().fault, fetched.error().message);
      break;
    }
    ++ended_;
    show_progress();
    if (ended_ % kManifestEvery == 0) (void)manifest_.save();  // the last writing tells of trouble
  }

  Result<void> fetch_once(const Task& task) {
    auto download = parts_.gateway.download(parts_.proof, task.link);
    if (!download) return pass(download);
    Exported entry = task.entry;
    auto picture = write_picture(*download->body, wish_.out + "/" + entry.file, entry.format);
    if (!picture) return pass(picture);
    if (!entry.image_ref.empty()) entry.file += "." + picture->kind;
    entry.bytes = picture->bytes;
    entry.sha256 = picture->sha256;
    if (auto named = picture->name_it(wish_.out + "/" + entry.file); !named) return pass(named);
    if (!task.old_file.empty()) remove_old(task.old_file, entry.file);
    bytes_ += entry.bytes;
    ++fetched_;
    manifest_.set(std::move(entry));
    return {};
  }

  // Where case does not count, the old name may be the new file.
  void remove_old(const std::string& old_file, const std::string& file) const {
    const fs::path old = wish_.out + "/" + old_file;
    std::error_code ec;
    if (!fs::equivalent(old, wish_.out + "/" + file, ec)) fs::remove(old, ec);
  }

  // --- what became of it -------------------------------------------------------------------------

  void give_up(const Exported& one, Fault fault, std::string message) {
    failed_.push_back(
        {one, std::string(facts(fault).name), std::move(message), facts(fault).exit_code});
  }

  void not_rendered(const Exported& one, const Json* why) {
    Failed failed{one, std::string(kNotRendered), "Figma drew nothing.",
                  facts(Fault::not_found).exit_code};
    if (why != nullptr) {
      failed.error = text_at(why, {"error"});
      failed.message = text_at(why, {"message"});
      for (const FaultFacts& fault : all_faults()) {
        if (fault.name == failed.error) failed.exit_code = fault.exit_code;
      }
    }
    failed_.push_back(std::move(failed));
  }

  void say(const std::string& what) {
    if (parts_.terminal.person_reads_err()) parts_.terminal.err("\r\x1b[K" + what);
  }
  void show_progress() {
    if (total_ == 0) return;
    const std::size_t filled = std::min(ended_, total_) * kBarSigns / total_;
    say("[" + std::string(filled, '#') + std::string(kBarSigns - filled, '.') + "] " +
        std::to_string(ended_) + "/" + std::to_string(total_));
  }

  void report() const {
    Terminal& terminal = parts_.terminal;
    if (terminal.person_reads_out()) {
      for (const Failed& one : failed_) {
        const std::string& id = one.of.image_ref.empty() ? one.of.node_id : one.of.image_ref;
        terminal.err(id + (one.of.name.empty() ? "" : " " + one.of.name) + ": " + one.message +
                     "\n");
      }
      terminal.out("Fetched " + std::to_string(fetched_) + ", unchanged " +
                   std::to_string(unchanged_) + ", failed " + std::to_string(failed_.size()) +
                   ". See " + manifest_.path() + ".\n");
      return;
    }
    Json failed = Json::array();
    for (const Failed& one : failed_) {
      Json json = one.of.image_ref.empty()
                      ? Json::object({{"node_id", one.of.node_id}, {"name", one.of.name}})
                      : Json::object({{"image_ref", one.of.image_ref}});
      json.set("error", one.error);
      json.set("message", one.message);
      failed.push(std::move(json));
    }
    terminal.out(Json::object({{"out", wish_.out},
                               {"manifest", manifest_.path()},
                               {"version", version_},
                               {"fetched", fetched_},
                               {"bytes", bytes_},
                               {"unchanged", unchanged_},
                               {"failed", std::move(failed)}})
                     .dump() +
                 "\n");
  }

  const CliParts& parts_;
  const ExportSeams& seams_;
  const ExportWish& wish_;
  ExportFigma figma_;
  std::string file_key_, version_;
  std::vector<std::string> node_ids_;
  Manifest manifest_;
  std::deque<Task> tasks_;  // that nobody has taken yet
  std::size_t working_ = 0;
  Gate* idle_ = nullptr;
  std::vector<Failed> failed_;
  std::size_t total_ = 0, ended_ = 0, linked_anew_ = 0;
  std::int64_t fetched_ = 0, unchanged_ = 0, bytes_ = 0;
};

}  // namespace

int run_export(const CliParts& parts, const ExportSeams& seams, const ExportWish& wish) {
  auto code = Export(parts, seams, wish).run();
  return code ? *code : show_error(parts.terminal, parts.clock, code.error());
}

}  // namespace figlink
