// A whole house for the tests of the faces: a store in a folder that goes away, a vault, the
// sandbox as Figma, a gateway, all faces behind Front. Time stands still and chance has a seed. No
// socket.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/json.h"
#include "base/metrics.h"
#include "faces/dashboard/dashboard.h"
#include "faces/front.h"
#include "faces/health/health.h"
#include "faces/http/http.h"
#include "faces/hub/hub.h"
#include "faces/openapi/openapi.h"
#include "faces/pages/pages.h"
#include "figma/download.h"
#include "figma/fake.h"
#include "figma/freshness.h"
#include "figma/staircase.h"
#include "gateway/file_archive.h"
#include "gateway/gateway.h"
#include "net/transport.h"
#include "store/store.h"
#include "vault/vault.h"

namespace figlink {

struct Got {
  int status = 0;
  Json json;
  std::string text;
  Headers headers;
  std::string at(std::initializer_list<std::string_view> path) const {
    const Json* found = json.at(path);
    return found == nullptr   ? "(absent)"
           : found->as_text() ? std::string(*found->as_text())
                              : found->dump();
  }
};

struct Wanted {
  std::string method = "GET";
  std::string target;
  std::string body = {};
  std::initializer_list<std::pair<std::string_view, std::string_view>> headers = {};
};

// What a web build might have made.
inline constexpr Embedded kTestPages[] = {
    {"assets/hub-a1.js", "let hub = 1;"},
    {"assets/hub-a1.js.br", "hub, compressed"},
    {"assets/hub-a1.js.gz", "hub, zipped"},
    {"assets/hub-a1.css", "a{}"},
    {"dashboard.html", "<html lang=\"en\"><p>dashboard"},
    {"guide.html", "<p>guide"},
    {"link.html", "<html lang=\"en\"><meta content=\"light dark\"><p>link"},
    {"link.html.br", "link, compressed"}};

class TestHouse {
 public:
  explicit TestHouse(std::span<const Embedded> pages = kTestPages) {
    char name[] = "/tmp/figlink-faces-XXXXXX";
    folder_ = ::mkdtemp(name);
    store_ = open_store("sqlite:" + folder_ + "/figlink.db", clock, log).value();
    vault_ = Vault::unlock(Secret(std::string_view("0123456789abcdef0123456789abcdef")), {}, chance)
                 .value();
    fake_ = make_fake(clock);
    transport_ = std::make_unique<HandlerTransport>(*fake_);
    archive_ = std::make_unique<FileArchive>(folder_ + "/memory", ArchiveLimits{8u << 20, 8u << 20},
                                             *vault_, clock, chance, log);
    figma_ = make_staircase({.transport = *transport_,
                             .origin = Origin::parse("http://figma.test").value(),
                             .clock = clock,
                             .log = log,
                             .archive = archive_.get(),
                             .freshness = &freshness});
    pictures_ = make_downloads(
        {*transport_, *transport_, Origin::parse("http://figma.test").value(), clock});
    portraits_ = make_portraits(*pictures_);
    gateway_ = std::make_unique<Gateway>(GatewayParts{.store = *store_,
                                                      .vault = *vault_,
                                                      .figma = *figma_,
                                                      .clock = clock,
                                                      .chance = chance,
                                                      .log = log,
                                                      .metrics = metrics,
                                                      .portraits = portraits_.get(),
                                                      .archive = archive_.get(),
                                                      .freshness = &freshness});
    const FaceParts parts{*gateway_, clock, chance, log, "https://figlink.test"};
    mount_http(routes, parts);
    mount_hub(routes, parts);
    mount_dashboard(routes, parts);
    mount_pages(routes, parts, pages);
    mount_openapi(routes, parts);
    mount_health(routes, parts);
    front_ = std::make_unique<Front>(Front::Parts{routes, clock, chance, log});
  }
  ~TestHouse() {
    gateway_.reset();
    archive_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  Gateway& gateway() { return *gateway_; }
  Store& store() { return *store_; }
  Front& front() { return *front_; }
  Proof operator_proof(std::string_view project = {}) {
    return {.kind = Proof::Kind::machine, .token = {}, .project = project};
  }
  std::string key(const std::vector<std::string>& scopes = {"admin"},
                  std::string_view project = {}) {
    auto caller = gateway_->authenticate(operator_proof(project)).value();
    return std::string(gateway_->create_key(caller, "test", scopes).value().text.expose());
  }
  AccountView link(const std::string& owner = "owner", std::string_view project = {}) {
    auto caller = gateway_->authenticate(operator_proof(project)).value();
    return gateway_
        ->link(caller, {.id = owner, .name = owner, .username = {}, .label = {}},
               {.token = Secret(kDemoToken), .team_id = std::string(kDemoTeam), .expires_on = {}})
        .value();
  }

  Got ask(const Wanted& wanted) {
    Request request;
    request.method = wanted.method;
    request.target = wanted.target;
    request.headers.add("host", "figlink.test");
    for (auto& [name, value] : wanted.headers) request.headers.add(name, value);
    request.body.text = wanted.body;
    Response response = front_->handle(request);
    Got got;
    got.status = response.status;
    got.text = read_all(response.body, 64u << 20).value();
    if (auto json = Json::parse(got.text)) got.json = std::move(*json);
    got.headers = std::move(response.headers);
    return got;
  }

  HandClock clock;
  SeededChance chance{4711};
  Freshness freshness{clock};
  Metrics metrics;
  QuietLog log;
  Routes routes;

 private:
  std::string folder_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Vault> vault_;
  std::unique_ptr<Handler> fake_;
  std::unique_ptr<Transport> transport_;
  std::unique_ptr<FileArchive> archive_;
  std::unique_ptr<Upstream> figma_;
  std::unique_ptr<Downloads> pictures_;
  std::unique_ptr<Portraits> portraits_;
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<Front> front_;
};

inline std::string bearer(const std::string& key) { return "Bearer " + key; }

}  // namespace figlink
