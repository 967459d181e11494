// A sandbox for tests, with hands on its clock: asks without a socket, reads the answers.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "figma/fake.h"

namespace figlink::fake {

inline constexpr std::string_view kPlanToken = "figp_sandbox-plan-00000000000000000000000000";
inline constexpr std::string_view kStrangerToken = "figd_sandbox-stranger-0000000000000000000000";
inline constexpr std::string_view kAdminToken = "figu_sandbox-org-admin-000000000000000000000";

struct Got {
  int status = 0;
  std::string text;
  Json json;
  Headers headers;
  bool was_cut = false;
  std::vector<std::size_t> pieces;  // sizes, as they came

  // The text at a path of keys; "" when it is not there.
  std::string at(std::initializer_list<std::string_view> path) const {
    const Json* value = json.at(path);
    return value ? value->text_or("") : std::string();
  }
  std::string refusal() const { return at({"err"}) + at({"message"}); }
};

class TestFigma {
 public:
  explicit TestFigma(std::string files_dir = {}) {
    fake_ = make_fake(clock, {.files_dir = std::move(files_dir),
                              .wait = [this](std::int64_t ms) { waits.push_back(ms); }});
  }

  Got send(std::string_view method, std::string_view target,
           std::initializer_list<std::pair<std::string_view, std::string_view>> headers,
           std::string body = {}) {
    Request request;
    request.method = method;
    request.target = target;
    request.headers.add("host", "figma.test");
    for (auto [name, value] : headers) request.headers.add(name, value);
    request.body.text = std::move(body);
    return read(fake_->handle(request));
  }
  Got get(std::string_view target, std::string_view token = kDemoToken) {
    return ask("GET", target, token);
  }
  Got post(std::string_view target, const Json& body, std::string_view token = kDemoToken) {
    return ask("POST", target, token, body.dump());
  }
  Got ask(std::string_view method, std::string_view target, std::string_view token,
          std::string body = {}) {
    const std::string bearer = "Bearer " + std::string(token);
    if (token.starts_with("figu_")) return send(method, target, {{"authorization", bearer}}, body);
    return send(method, target, {{"x-figma-token", token}}, std::move(body));
  }
  // A call of the sandbox's own routes; must go well.
  Json control(std::string_view method, std::string_view path, const Json& body = Json::object()) {
    Got got = send(method, "/sandbox/" + std::string(path), {}, body.dump());
    EXPECT_EQ(got.status, 200) << got.text;
    return std::move(got.json);
  }
  std::string token(const Json& wish) {
    return control("POST", "tokens", wish).find("token")->text_or("");
  }

  HandClock clock;
  std::vector<std::int64_t> waits;

 private:
  static Got read(Response response) {
    Got got;
    got.status = response.status;
    got.headers = std::move(response.headers);
    if (!response.body.source) {
      got.text = std::move(response.body.text);
    } else {
      while (true) {
        auto piece = response.body.source->next();
        got.was_cut = !piece;
        if (!piece || piece->empty()) break;
        got.pieces.push_back(piece->size());
        got.text += *piece;
      }
    }
    if (auto json = Json::parse(got.text)) got.json = std::move(*json);
    return got;
  }

  std::unique_ptr<Handler> fake_;
};

inline Json words(std::string_view text) { return Json::parse(text).value(); }

// A folder that goes away.
class TestFolder {
 public:
  TestFolder() {
    char name[] = "/tmp/figlink-fake-XXXXXX";
    path_ = ::mkdtemp(name);
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace figlink::fake
