#include "faces/cli/export.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "actions/pasted.h"
#include "base/fiber.h"
#include "base/json.h"
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

std::string text_at(const Json* json, std::initializer_list<std::string_view> path) {
  const Json* value = json ? json->at(path) : nullptr;
  return value ? value->text_or("") : std::string();
}

// "@2x.png"; vectors have no scale.
std::string tail_of(std::string_view format, double scale) {
  std::string tail = scale == 1 ? "" : "@" + Json(scale).dump() + "x";
  return tail + "." + std::string(format);
}

// A variant's own name says only what is special about it.
std::string component_name(const Json& component) {
  const std::string name = text_at(&component, {"name"});
  const std::string set =
      text_at(&component, {"containing_frame", "containingComponentSet", "name"});
  return set.empty() ? name : set + ", " + name;
}

class Export {
 public:
  Export(const CliParts& parts, const ExportSeams& seams, const ExportWish& wish)
      : parts_(parts), seams_(seams), wish_(wish) {}

  Result<int> run() {
    if (auto good = check(); !good) return pass(good);
    auto manifest = Manifest::open(wish_.out, file_key_);
    if (!manifest) return pass(manifest);
    manifest_ = std::move(*manifest);
    if (auto known = learn_version(); !known) return pass(known);
    auto tasks = wish_.fills ? fills() : renders();
    if (!tasks) return pass(tasks);
    fetch_all(std::move(*tasks));
    if (auto saved = manifest_.save(); !saved) return pass(saved);
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

  // --- what Figma says ---------------------------------------------------------------------------

  Result<Json> ask(std::string_view action, const Json& inputs) {
    const std::string request_id = "cli-" + random_id(parts_.chance, 12);
    auto answer = parts_.gateway.perform({.proof = parts_.proof,
                                          .account = wish_.account,
                                          .action = action,
                                          .inputs = inputs,
                                          .form = Form::flat,
                                          .face = "cli",
                                          .request_id = request_id,
                                          .may_guess_account = true,
                                          .insists = true});
    if (!answer) return pass(answer);
    auto text = read_all(*answer->body, kExportAnswerMax);
    if (!text) return pass(text);
    Json::Limits limits;
    limits.bytes_max = kExportAnswerMax;
    return Json::parse(*text, limits);
  }

  // A token that may not know it still exports; then nothing counts as unchanged.
  Result<void> learn_version() {
    auto meta = ask("figma_get_file_metadata", Json::object({{"file_key", file_key_}}));
    if (!meta && meta.error().fault == Fault::forbidden && meta.error().figma.empty()) return {};
    if (!meta && !meta.error().missing_scopes.empty()) return {};
    if (!meta) return pass(meta);
    version_ = text_at(&*meta, {"file", "version"});
    manifest_.file_name = text_at(&*meta, {"file", "name"});
    return {};
  }

  // The nodes with their names.
  Result<std::vector<Exported>> wanted() {
    if (wish_.all_components) return components();
    std::vector<Exported> all;
    std::vector<std::string> nameless;
    for (const std::string& id : node_ids_) {
      all.push_back(node(id, ""));
      const Exported* known = manifest_.find(all.back().key());
      // The version says that the name is still the same.
      if (known && !version_.empty() && known->version == version_) {
        all.back().name = known->name;
      } else {
        nameless.push_back(id);
      }
    }
    auto names = names_of(nameless);
    if (!names) return pass(names);
    std::vector<Exported> there;
    for (Exported& one : all) {
      if (auto name = names->find(one.node_id); name != names->end()) one.name = name->second;
      if (one.name.empty()) {
        give_up(one, Fault::not_found, "The file has no such node.");
      } else {
        there.push_back(std::move(one));
      }
    }
    return there;
  }

  Result<std::vector<Exported>> components() {
    auto answer = ask("figma_get_file_components", Json::object({{"file_key", file_key_}}));
    if (!answer) return pass(answer);
    std::vector<Exported> all;
    std::set<std::string> seen;
    const Json* list = answer->at({"meta", "components"});
    for (std::size_t i = 0; list && i < list->size(); ++i) {
      const std::string id = text_at(&(*list)[i], {"node_id"});
      if (!id.empty() && seen.insert(id).second)
        all.push_back(node(id, component_name((*list)[i])));
    }
    return all;
  }

  Result<std::map<std::string, std::string>> names_of(std::span<const std::string> ids) {
    std::map<std::string, std::string> names;
    for (; !ids.empty(); ids = ids.subspan(std::min(ids.size(), kNamedAtOnce))) {
      Json list = Json::array();
      for (const std::string& id : ids.first(std::min(ids.size(), kNamedAtOnce))) list.push(id);
      auto answer =
          ask("figma_get_file_nodes",
              Json::object({{"file_key", file_key_}, {"ids", std::move(list)}, {"depth", 1}}));
      if (!answer) return pass(answer);
      const Json* nodes = answer->find("nodes");
      if (!nodes) continue;
      nodes->each([&](std::string_view id, const Json& node) {
        const std::string name = text_at(&node, {"document", "name"});
        if (node.is_object()) names[std::string(id)] = name.empty() ? "node" : name;
      });
    }
    return names;
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

  Result<std::vector<Task>> renders() {
    auto nodes = wanted();
    if (!nodes) return pass(nodes);
    std::vector<Exported> stale;
    for (Exported& one : *nodes) {
      const Exported* known = manifest_.find(one.key());
      const bool is_true =
          known && !version_.empty() && known->version == version_ && manifest_.is_intact(*known);
      if (is_true) {
        ++unchanged_;
      } else {
        stale.push_back(std::move(one));
      }
    }
    name_files(stale);
    return links_of(std::move(stale));
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

  Result<std::vector<Task>> links_of(std::vector<Exported> nodes) {
    std::vector<Task> tasks;
    if (nodes.empty()) return tasks;
    Json ids = Json::array();
    for (const Exported& one : nodes) ids.push(one.node_id);
    auto answer = ask("figma_render_images", Json::object({{"file_key", file_key_},
                                                           {"ids", std::move(ids)},
                                                           {"format", wish_.format},
                                                           {"scale", wish_.scale}}));
    if (!answer) return pass(answer);
    std::map<std::string, const Json*> why;
    const Json* failures = answer->find("failures");
    for (std::size_t i = 0; failures && i < failures->size(); ++i)
      why[text_at(&(*failures)[i], {"id"})] = &(*failures)[i];
    for (Exported& one : nodes) {
      const std::string link = text_at(&*answer, {"images", one.node_id});
      if (link.empty()) {
        not_rendered(one, why[one.node_id]);
        continue;
      }
      const Exported* known = manifest_.find(one.key());
      std::string old = known && known->file != one.file ? known->file : "";
      tasks.push_back({std::move(one), link, std::move(old)});
    }
    return tasks;
  }

  Result<std::vector<Task>> fills() {
    auto answer = ask("figma_get_image_fills", Json::object({{"file_key", file_key_}}));
    if (!answer) return pass(answer);
    std::vector<Task> tasks;
    const Json* images = answer->at({"meta", "images"});
    if (!images) return tasks;
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
    return tasks;
  }

  // --- fetching ----------------------------------------------------------------------------------

  void fetch_all(std::vector<Task> tasks) {
    tasks_ = std::move(tasks);
    std::size_t working = std::min(kDownloadsAtOnce, tasks_.size());
    if (working == 0) return;
    Gate done;
    show_progress();
    for (std::size_t i = std::min(kDownloadsAtOnce, tasks_.size()); i > 0; --i) {
      seams_.spawn([&] {
        while (next_ < tasks_.size()) fetch(tasks_[next_++]);
        if (--working == 0) done.open();
      });
    }
    done.wait();
    if (parts_.terminal.person_reads_err()) parts_.terminal.err("\r\x1b[K");
  }

  void fetch(const Task& task) {
    for (int tries = 1;; ++tries) {
      auto fetched = fetch_once(task);
      if (fetched) break;
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

  void show_progress() {
    if (!parts_.terminal.person_reads_err()) return;
    const std::size_t filled = ended_ * kBarSigns / tasks_.size();
    parts_.terminal.err("\r[" + std::string(filled, '#') + std::string(kBarSigns - filled, '.') +
                        "] " + std::to_string(ended_) + "/" + std::to_string(tasks_.size()));
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
  std::string file_key_, version_;
  std::vector<std::string> node_ids_;
  Manifest manifest_;
  std::vector<Task> tasks_;
  std::vector<Failed> failed_;
  std::size_t next_ = 0, ended_ = 0;
  std::int64_t fetched_ = 0, unchanged_ = 0, bytes_ = 0;
};

}  // namespace

int run_export(const CliParts& parts, const ExportSeams& seams, const ExportWish& wish) {
  auto code = Export(parts, seams, wish).run();
  return code ? *code : show_error(parts.terminal, parts.clock, code.error());
}

}  // namespace figlink
