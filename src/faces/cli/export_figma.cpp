#include "faces/cli/export_figma.h"

#include <algorithm>
#include <set>

#include "faces/cli/export.h"
#include "faces/cli/node_look.h"
#include "gateway/wishes.h"

namespace figlink {
namespace {

Json list_of(std::span<const std::string> ids) {
  Json list = Json::array();
  for (const std::string& id : ids) list.push(id);
  return list;
}

// A variant's own name says only what is special about it.
std::string component_name(const Json& component) {
  const std::string name = text_at(&component, {"name"});
  const std::string set =
      text_at(&component, {"containing_frame", "containingComponentSet", "name"});
  return set.empty() ? name : set + ", " + name;
}

bool may_be_too_much(const Error& error) {
  return error.fault == Fault::too_large || error.fault == Fault::too_slow ||
         error.fault == Fault::figma_broken || error.fault == Fault::bad_input;
}

}  // namespace

std::string text_at(const Json* json, std::initializer_list<std::string_view> path) {
  const Json* value = json ? json->at(path) : nullptr;
  return value ? value->text_or("") : std::string();
}

Result<Json> ExportFigma::ask(std::string_view action, const Json& inputs, const ReadWish& read) {
  const std::string request_id = "cli-" + random_id(parts_.chance, 12);
  auto answer = parts_.gateway.perform({.proof = parts_.proof,
                                        .account = account_,
                                        .action = action,
                                        .inputs = inputs,
                                        .form = Form::flat,
                                        .face = "cli",
                                        .request_id = request_id,
                                        .may_guess_account = true,
                                        .read = read,
                                        .insists = true});
  if (!answer) return pass(answer);
  auto text = read_all(*answer->body, kExportAnswerMax);
  if (!text) return pass(text);
  Json::Limits limits;
  limits.bytes_max = kExportAnswerMax;
  limits.depth_max = kExportDepthMax;
  return Json::parse(*text, limits);
}

Result<ExportFigma::About> ExportFigma::about(const std::string& file) {
  auto meta = ask("figma_get_file_metadata", Json::object({{"file_key", file}}));
  if (!meta && meta.error().fault == Fault::forbidden && meta.error().figma.empty()) return About{};
  if (!meta && !meta.error().missing_scopes.empty()) return About{};
  if (!meta) return pass(meta);
  return About{text_at(&*meta, {"file", "version"}), text_at(&*meta, {"file", "name"})};
}

Result<std::map<std::string, ExportFigma::Told>> ExportFigma::nodes(
    const std::string& file, std::span<const std::string> ids,
    const std::function<void(std::size_t)>& left) {
  std::map<std::string, Told> told;
  for (; !ids.empty(); ids = ids.subspan(std::min(ids.size(), kNamedAtOnce))) {
    left(ids.size());
    Json inputs = Json::object({{"file_key", file},
                                {"ids", list_of(ids.first(std::min(ids.size(), kNamedAtOnce)))},
                                {"geometry", "paths"}});
    auto answer = ask("figma_get_file_nodes", inputs);
    bool has_looks = true;
    // Too much at once: then the names alone, and the pictures are drawn anew each time.
    if (!answer && may_be_too_much(answer.error())) {
      has_looks = false;
      inputs.erase("geometry");
      inputs.set("depth", 1);
      answer = ask("figma_get_file_nodes", inputs);
    }
    if (!answer) return pass(answer);
    const Json* nodes = answer->find("nodes");
    if (!nodes) continue;
    nodes->each([&](std::string_view id, const Json& node) {
      const Json* document = node.is_object() ? node.find("document") : nullptr;
      if (document == nullptr) return;
      Told& one = told[std::string(id)];
      one.name = text_at(document, {"name"});
      if (one.name.empty()) one.name = "node";
      if (has_looks) one.look = look_of(*document);
    });
  }
  return told;
}

Result<std::vector<std::pair<std::string, std::string>>> ExportFigma::components(
    const std::string& file) {
  auto answer = ask("figma_get_file_components", Json::object({{"file_key", file}}));
  if (!answer) return pass(answer);
  std::vector<std::pair<std::string, std::string>> all;
  std::set<std::string> seen;
  const Json* list = answer->at({"meta", "components"});
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    const std::string id = text_at(&(*list)[i], {"node_id"});
    if (!id.empty() && seen.insert(id).second) all.emplace_back(id, component_name((*list)[i]));
  }
  return all;
}

Result<Json> ExportFigma::renders(const std::string& file, const Renders& wish,
                                  const ReadWish& read) {
  return ask("figma_render_images",
             Json::object({{"file_key", file},
                           {"ids", list_of(wish.ids)},
                           {"format", wish.format},
                           {"scale", wish.scale}}),
             read);
}

Result<Json> ExportFigma::fills(const std::string& file, const ReadWish& read) {
  return ask("figma_get_image_fills", Json::object({{"file_key", file}}), read);
}

}  // namespace figlink
