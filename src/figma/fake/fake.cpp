#include "figma/fake.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "actions/catalogue.h"
#include "figma/fake/world.h"
#include "net/loops.h"

namespace figlink::fake {

World::World(const Clock& on, FakeOptions with)
    : clock(on),
      options(std::move(with)),
      documents(std::make_unique<Documents>(options.files_dir)) {
  reset();
}
World::~World() = default;

void World::reset() {
  users = {{"100000000000000001", "Demo Person", "demo@example.com", true},
           {"100000000000000002", "A Stranger", "stranger@example.com", false},
           {"100000000000000003", "A Viewer", "viewer@example.com", true}};
  tokens.clear();
  seed_tokens(*this);
  std::string team(kDemoTeam), project = "2190000000000000001", inner = "2190000000000000002";
  folders = {{project, "Demo Project", "", team},
             {inner, "Older things", project, team},
             {"2190000000000000009", "Theirs", "", "1190000000000000002"}};
  files = {{std::string(kDemoFile), "Many Dummy Components", project},
           {"figmagic", "Figmagic Design System", project},
           {"quantux", "Quant-UX", inner}};
  comments.clear();
  dev_resources.clear();
  variables.clear();
  buckets.clear();
  faults.clear();
  calls.clear();
  next_id = 5'000;
  Json person = user_json(users[0]);
  Json reaction = Json::object(
      {{"user", person}, {"emoji", ":heart:"}, {"created_at", "2026-01-02T10:00:00Z"}});
  Json first = Json::object(
      {{"id", "1"},
       {"uuid", nullptr},
       {"file_key", kDemoFile},
       {"parent_id", ""},
       {"user", person},
       {"created_at", "2026-01-01T10:00:00Z"},
       {"resolved_at", nullptr},
       {"message", "Is this the right blue?"},
       {"reactions", Json::array({reaction})},
       {"client_meta", Json::object({{"node_id", "0:1"},
                                     {"node_offset", Json::object({{"x", 120}, {"y", 80}})},
                                     {"stable_path", nullptr}})},
       {"order_id", "1"}});
  comments[std::string(kDemoFile)] = Json::array({first});
  dev_resources[std::string(kDemoFile)] =
      Json::array({Json::object({{"id", "d-1"},
                                 {"name", "Source"},
                                 {"url", "https://example.com/button"},
                                 {"file_key", kDemoFile},
                                 {"node_id", "1:3"}})});
  webhooks = Json::array({Json::object({{"id", "3190000000000000001"},
                                        {"event_type", "FILE_UPDATE"},
                                        {"team_id", kDemoTeam},
                                        {"context", "TEAM"},
                                        {"context_id", kDemoTeam},
                                        {"plan_api_id", "organization-1190000000000000009"},
                                        {"status", "ACTIVE"},
                                        {"client_id", nullptr},
                                        {"passcode", ""},
                                        {"endpoint", "https://example.com/hooks/figma"},
                                        {"description", "Demo"},
                                        {"protocol_version", "2"}})});
  webhook_requests = Json::array();
  variables[std::string(kDemoFile)] = Json::object({
      {"variableCollections",
       Json::object(
           {{"VariableCollectionId:1:1",
             Json::object(
                 {{"id", "VariableCollectionId:1:1"},
                  {"name", "Colors"},
                  {"key", "c011ec7100000000000000000000000000000001"},
                  {"modes", Json::array({Json::object({{"modeId", "1:0"}, {"name", "Light"}}),
                                         Json::object({{"modeId", "1:1"}, {"name", "Dark"}})})},
                  {"defaultModeId", "1:0"},
                  {"remote", false},
                  {"hiddenFromPublishing", false},
                  {"variableIds", Json::array({"VariableID:1:2"})}})}})},
      {"variables",
       Json::object(
           {{"VariableID:1:2",
             Json::object(
                 {{"id", "VariableID:1:2"},
                  {"name", "color/primary"},
                  {"key", "7a41ab1e00000000000000000000000000000001"},
                  {"variableCollectionId", "VariableCollectionId:1:1"},
                  {"resolvedType", "COLOR"},
                  {"valuesByMode",
                   Json::object(
                       {{"1:0", Json::object({{"r", 0.1}, {"g", 0.2}, {"b", 0.9}, {"a", 1}})},
                        {"1:1", Json::object({{"r", 0.5}, {"g", 0.6}, {"b", 1}, {"a", 1}})}})},
                  {"remote", false},
                  {"description", ""},
                  {"hiddenFromPublishing", false},
                  {"scopes", Json::array({"ALL_SCOPES"})},
                  {"codeSyntax", Json::object()}})}})},
  });
}

const User& World::user(const std::string& id) const {
  static const User nobody{"", "Plan token", "", true};
  for (const User& each : users) {
    if (each.id == id) return each;
  }
  return nobody;
}

const File* World::file(std::string_view key) const {
  for (const File& each : files) {
    if (each.key == key) return &each;
  }
  return nullptr;
}

std::string World::fresh_id() { return std::to_string(++next_id); }

std::optional<std::string_view> Ask::find(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::string Ask::query_or(std::string_view name, std::string_view otherwise) const {
  return std::string(find(name).value_or(otherwise));
}

std::int64_t Ask::number_or(std::string_view name, std::int64_t otherwise) const {
  auto text = find(name);
  if (!text) return otherwise;
  std::int64_t value = otherwise;
  std::from_chars(text->data(), text->data() + text->size(), value);
  return value;
}

Response e_shape(int status, std::string_view text) {
  return json_response(status, Json::object({{"status", status}, {"err", text}}).dump());
}

Response m_shape(int status, std::string_view text) {
  return json_response(
      status, Json::object({{"error", true}, {"status", status}, {"message", text}}).dump());
}

Response refuse(const Action& row, int status, std::string_view text) {
  std::string_view group = row.group;
  bool always_m = group == "Variables" || group == "Dev Resources" ||
                  group == "Library Analytics" || group == "Activity Logs" ||
                  group == "Developer Logs" || group == "AI Usage" || group == "Payments";
  bool library = group == "Components" || group == "Component Sets" || group == "Styles";
  bool m_400 = group.starts_with("Comment") || group == "Projects" || group == "Folders" ||
               group == "Webhooks" || group == "oEmbed";
  bool m = always_m || (status == 400 && m_400) ||
           (status == 404 &&
            (library || (group == "Webhooks" && row.operation_id != "getTeamWebhooks"))) ||
           (status == 500 &&
            (row.operation_id == "deleteWebhook" || row.operation_id == "getWebhookRequests"));
  return m ? m_shape(status, text) : e_shape(status, text);
}

Response answer(const Json& json) { return json_response(200, json.dump()); }

Json ok_meta(Json meta) {
  Json out = Json::object({{"status", 200}, {"error", false}});
  if (!meta.is_null()) out.set("meta", std::move(meta));
  return out;
}

Json user_json(const User& user) {
  return Json::object({{"id", user.id},
                       {"handle", user.handle},
                       {"img_url", "https://s3-alpha.figma.com/profile/" + user.id}});
}

const ::figlink::fake::File* visible_file(World& world, const Ask& ask, std::string_view key) {
  if (!ask.user.in_demo_team) return nullptr;
  if (const File* known = world.file(key)) return known;
  if (world.files.size() >= kThingsMax || !world.documents->exists(key)) return nullptr;
  world.files.push_back({std::string(key), std::string(key), "2190000000000000001"});
  return &world.files.back();
}

namespace {

class Fake final : public Handler {
 public:
  Fake(const Clock& clock, FakeOptions options) : world_(clock, std::move(options)) {
    for (auto* add : {add_file_answers, add_library_answers, add_folder_answers,
                      add_comment_answers, add_dev_resource_answers, add_webhook_answers,
                      add_variable_answers, add_organization_answers}) {
      add(answers_);
    }
    for (const Action* row : catalogue()) {
      routes_.add(figlink::name_of(row->method), row->path,
                  [this, row](Request& request, const Params& params) {
                    return serve(*row, request, params);
                  });
    }
  }

  Response handle(Request& request) override {
    auto match = routes_.match(request.method, request.path());
    Response response = match.serve ? (*match.serve)(request, match.params) : elsewhere(request);
    std::lock_guard lock(world_.mutex);
    response.headers.set("x-figma-rest-api-request-id", "sandbox-" + world_.fresh_id());
    if (!response.headers.has("cache-control"))
      response.headers.add("cache-control", "no-cache, no-store");
    return response;
  }

 private:
  Response elsewhere(Request& request) {
    Json body;
    if (auto text = read_all(request.body, 1u << 20); text && !text->empty()) {
      if (auto parsed = Json::parse(*text)) body = std::move(*parsed);
    }
    if (auto ours = control(world_, request, body)) return std::move(*ours);
    return e_shape(404, "Not found");
  }

  Response serve(const Action& row, Request& request, const Params& params) {
    auto text = read_all(request.body, kBodyMax + 1024);
    if (!text) return fake::refuse(row, 413, "Payload too large");
    std::optional<Fault> fault;
    Response response = walk(row, request, params, *text, fault);
    if (fault) {
      if (fault->latency_ms > 0) Loops::sleep_ms(fault->latency_ms);
      response = spoil(*fault, &row, std::move(response));
    }
    return response;
  }

  Response walk(const Action& row, Request& request, const Params& params, const std::string& text,
                std::optional<Fault>& fault) {
    std::lock_guard lock(world_.mutex);
    fault = take_fault(world_, request.path());
    Response refused;
    const Token* token = admit(world_, row, request.headers, refused);
    auto note = [&](int status) {
      if (world_.calls.size() >= kCallsKept) world_.calls.pop_front();
      world_.calls.push_back(Json::object(
          {{"method", request.method},
           {"path", request.path()},
           {"query", request.query()},
           {"status", status},
           {"token", token ? std::string_view(token->name) : std::string_view("unknown")}}));
    };
    if (!token) {
      note(refused.status);
      return refused;
    }
    // A fault that answers by itself comes instead of the work: a broken write has not been done.
    bool instead = fault && (fault->status != 0 || fault->html || fault->retry_after_s >= 0);
    if (instead) {
      note(fault->status ? fault->status : 503);
      return refused;
    }
    Response response = limited(world_, row, *token).value_or(Response{});
    if (response.status != 429) response = reply(row, request, params, text, *token);
    note(response.status);
    return response;
  }

  Response reply(const Action& row, Request& request, const Params& params, const std::string& text,
                 const Token& token) {
    auto query = parse_query(request.query());
    for (const Input& input : row.used_inputs()) {
      if (input.place != Place::query) continue;
      auto at = std::ranges::find(query, input.name, &std::pair<std::string, std::string>::first);
      if (at == query.end()) {
        if (input.required)
          return fake::refuse(row, 400, fmt::format("Missing required parameter {}", input.name));
        continue;
      }
      if (auto problem = wrong_value(input, at->second)) return fake::refuse(row, 400, *problem);
    }
    Json body;
    if (row.method == Method::post || row.method == Method::put) {
      auto parsed = Json::parse(text.empty() ? "{}" : std::string_view(text));
      if (!parsed || !parsed->is_object())
        return fake::refuse(row, 400, "Request body must be a JSON object");
      body = std::move(*parsed);
      for (const Input& input : row.used_inputs()) {
        if (input.place == Place::body && input.required && !body.find(input.name)) {
          return fake::refuse(row, 400, fmt::format("Missing required parameter {}", input.name));
        }
      }
    }
    Ask ask{row,
            params,
            query,
            body,
            token,
            world_.user(token.user_id),
            "http://" + std::string(request.headers.get("host"))};
    return answers_.at(row.operation_id)(world_, ask);
  }

  // As Figma says it: "'page_size' must be a valid number, received type String".
  static std::optional<std::string> wrong_value(const Input& input, const std::string& value) {
    if (input.type == Type::integer) {
      std::int64_t number = 0;
      auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), number);
      bool whole = ec == std::errc{} && end == value.data() + value.size();
      // Version pages are asked for with dates (figma.md 6.4).
      bool dated = (input.name == "before" || input.name == "after") && value.ends_with("UTC");
      if (!whole && !dated)
        return fmt::format("'{}' must be a valid number, received type String", input.name);
    }
    if (input.type == Type::boolean && value != "true" && value != "false")
      return fmt::format("'{}' must be a boolean", input.name);
    if (input.choice_count() > 0) {
      auto end = input.choices.begin() + static_cast<std::ptrdiff_t>(input.choice_count());
      if (std::find(input.choices.begin(), end, value) == end)
        return fmt::format("Invalid value for {}", input.name);
    }
    return std::nullopt;
  }

  World world_;
  Answers answers_;
  Routes routes_;
};

}  // namespace
}  // namespace figlink::fake

namespace figlink {

std::unique_ptr<Handler> make_fake(const Clock& clock, FakeOptions options) {
  return std::make_unique<fake::Fake>(clock, std::move(options));
}

}  // namespace figlink
