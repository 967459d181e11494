#include "net/client.h"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <netdb.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <filesystem>

#include "net/net_test_host.h"

namespace {
// Opened by the test that keeps a name from being found.
figlink::Gate& names_found() {
  static figlink::Gate& gate = *new figlink::Gate;
  return gate;
}
}  // namespace

// The system's, but never done with slow.test before the gate is opened.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** found) {
  if (name && std::string_view(name) == "slow.test") {
    names_found().wait();
    return EAI_NONAME;
  }
  using Real = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
  static const auto real = reinterpret_cast<Real>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(name, service, hints, found);
}

namespace figlink {
namespace {

// Runs `work` on a fiber of fresh loops, with a client there.
void with_client(const std::function<void(Transport&)>& work, ClientLimits limits = {},
                 ClientTls tls = {}) {
  SystemClock clock;
  Loops loops(1);
  auto client = make_client(loops, clock, limits, tls);
  loops.run_until_done([&] { work(*client); });
}

Result<std::string> fetch(Transport& client, const std::string& url, std::string_view target,
                          std::string_view method = "GET", std::string body = {}) {
  auto origin = Origin::parse(url);
  Request request;
  request.method = method;
  request.target = target;
  request.body.text = std::move(body);
  auto response = client.send(*origin, request);
  if (!response) return pass(response);
  return read_all(response->body, 64u << 20);
}

void expect_too_slow(const std::string& url, const ClientLimits& limits) {
  with_client(
      [&](Transport& client) {
        auto got = fetch(client, url, "/");
        ASSERT_FALSE(got);
        EXPECT_EQ(got.error().fault, Fault::too_slow);
      },
      limits);
}

TEST(Client, CarriesARequestAndItsAnswer) {
  TestHost host([](Request& request) {
    auto body = read_all(request.body, 1000);
    return json_response(
        200, std::string(request.method) + " " + std::string(request.target) + " " + *body);
  });
  with_client([&](Transport& client) {
    EXPECT_EQ(fetch(client, host.url(), "/x?y=1", "POST", "hello").value(), "POST /x?y=1 hello");
    EXPECT_EQ(fetch(client, host.url() + "/base/", "/x", "PUT", "").value(), "PUT /base/x ");
  });
}

TEST(Client, UsesAConnectionAgain) {
  TestHost host([](Request&) { return json_response(200, "{}"); });
  with_client([&](Transport& client) {
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(fetch(client, host.url(), "/"));
    EXPECT_EQ(host.server().connections(), 1u);
  });
}

TEST(Client, StreamsALargeBodyWithoutHoldingIt) {
  std::string large(20'000'000, 'q');
  TestHost host([&](Request&) {
    Response response;
    response.body.source = text_source(large);
    return response;
  });
  with_client([&](Transport& client) {
    auto origin = Origin::parse(host.url());
    Request request;
    request.method = "GET";
    request.target = "/";
    auto response = client.send(*origin, request);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->body.source->left(), large.size());
    std::size_t total = 0, largest = 0;
    while (true) {
      auto piece = response->body.source->next();
      ASSERT_TRUE(piece);
      if (piece->empty()) break;
      total += piece->size();
      largest = std::max(largest, piece->size());
    }
    EXPECT_EQ(total, large.size());
    EXPECT_LE(largest, 64u << 10);
  });
}

// A host that speaks raw bytes, one answer a connection.
class RawHost {
 public:
  // `waits`: closes a connection only when the next request has come.
  explicit RawHost(std::vector<std::string> answers, bool waits = false)
      : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(fd_, reinterpret_cast<sockaddr*>(&at), sizeof at);
    socklen_t size = sizeof at;
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&at), &size);
    port = ntohs(at.sin_port);
    ::listen(fd_, 16);
    thread_ = std::thread([this, waits, answers = std::move(answers)] {
      for (const std::string& answer : answers) {
        int line = ::accept(fd_, nullptr, nullptr);
        if (line < 0) return;
        ++accepted;
        std::string seen;
        char part[4096];
        while (seen.find("\r\n\r\n") == std::string::npos) {
          ssize_t got = ::recv(line, part, sizeof part, 0);
          if (got <= 0) break;
          seen.append(part, static_cast<std::size_t>(got));
        }
        ::send(line, answer.data(), answer.size(), MSG_NOSIGNAL);
        if (!waits) ::shutdown(line, SHUT_WR);
        while (::recv(line, part, sizeof part, 0) > 0 && !waits) {
        }
        ::close(line);
      }
    });
  }
  ~RawHost() {
    ::shutdown(fd_, SHUT_RDWR);
    thread_.join();
    ::close(fd_);
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port); }
  std::uint16_t port = 0;
  std::atomic<int> accepted = 0;

 private:
  int fd_;
  std::thread thread_;
};

TEST(Client, TellsACutBodyFromAWholeOne) {
  RawHost host({"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n12345\r\n",
                "HTTP/1.1 200 OK\r\n\r\nuntil the end", "garbage", ""});
  with_client([&](Transport& client) {
    auto cut = fetch(client, host.url(), "/");
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().fault, Fault::figma_broken);
    EXPECT_FALSE(fetch(client, host.url(), "/"));
    EXPECT_EQ(fetch(client, host.url(), "/").value(), "until the end");
    EXPECT_FALSE(fetch(client, host.url(), "/"));
    EXPECT_FALSE(fetch(client, host.url(), "/"));
  });
}

TEST(Client, ReplacesAKeptConnectionThatDiedUnseen) {
  // Promises to keep the connection, then closes it.
  RawHost host({"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na",
                "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nb"});
  with_client([&](Transport& client) {
    EXPECT_EQ(fetch(client, host.url(), "/").value(), "a");
    Gate never;  // a while later, by the loop's own time
    never.wait_until(SystemClock().steady_ms() + kSecondMs);
    EXPECT_EQ(fetch(client, host.url(), "/").value(), "b");
  });
  EXPECT_EQ(host.accepted, 2);
}

// What arrived may have been counted: another try is for who pays for it.
TEST(Client, SendsNoReadTwice) {
  RawHost host({"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na",
                "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nb"},
               true);
  with_client([&](Transport& client) {
    EXPECT_EQ(fetch(client, host.url(), "/").value(), "a");
    auto lost = fetch(client, host.url(), "/");
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().fault, Fault::figma_broken);
    EXPECT_EQ(fetch(client, host.url(), "/").value(), "b");
  });
}

TEST(Client, EndsABodyThatDrips) {
  TestHost host([](Request&) {
    class Drips final : public Source {
     public:
      Result<std::string_view> next() override {
        Gate never;
        never.wait_until(SystemClock().steady_ms() + 20);
        return std::string_view(++count_ < 500 ? "x" : "");
      }
      bool eager() const override { return true; }

     private:
      int count_ = 0;
    };
    Response response;
    response.body.source = std::make_unique<Drips>();
    return response;
  });
  ClientLimits limits;
  limits.stall_ms = 300;  // longer than between two drops
  expect_too_slow(host.url(), limits);
}

TEST(Client, NeverSendsAWriteTwice) {
  RawHost host({"", "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nb"});
  with_client([&](Transport& client) {
    auto got = fetch(client, host.url(), "/", "POST", "{}");
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().fault, Fault::figma_broken);
  });
  EXPECT_EQ(host.accepted, 1);
  Plain unblock(host.port);
  unblock.send("GET / HTTP/1.1\r\n\r\n");
}

TEST(Client, SaysWhenNothingWasSent) {
  with_client([&](Transport& client) {
    auto origin = Origin::parse("http://127.0.0.1:1");
    Request request;
    request.method = "POST";
    request.target = "/";
    bool unsent = false;
    auto got = client.send(*origin, request, &unsent);
    ASSERT_FALSE(got);
    EXPECT_TRUE(unsent);
    EXPECT_NE(got.error().message.find("cannot be reached"), std::string::npos);
  });
}

TEST(Client, GivesUpAtTheDeadline) {
  Gate never;
  TestHost host([&](Request&) {
    never.wait();
    return json_response(200, "{}");
  });
  ClientLimits limits;
  limits.answer_ms = 1;
  expect_too_slow(host.url(), limits);
  never.open();
}

TEST(Client, WaitsForANameNoLongerThanForAConnection) {
  ClientLimits limits;
  limits.connect_ms = 1;
  Result<std::string> got = std::string();
  with_client(
      [&](Transport& client) {
        got = fetch(client, "http://slow.test", "/");
        names_found().open();  // the resolver's thread is joined when the loops end
      },
      limits);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().fault, Fault::too_slow);
  EXPECT_EQ(got.error().message, "slow.test is not found in time.");
}

TEST(Client, ConnectsToThePublicNetworkAloneWhenItIsTold) {
  std::atomic<int> asked = 0;
  TestHost host([&](Request&) {
    ++asked;
    return json_response(200, "{}");
  });
  ClientLimits limits;
  limits.public_only = true;
  with_client(
      [&](Transport& client) {
        const std::string port = ":" + std::to_string(host.port);
        for (const char* name : {"127.0.0.1",
                                 "localhost",
                                 "0.0.0.0",
                                 "10.0.0.1",
                                 "100.64.1.1",
                                 "169.254.169.254",
                                 "172.31.255.255",
                                 "192.168.0.1",
                                 "198.18.0.1",
                                 "224.0.0.1",
                                 "255.255.255.255",
                                 "[::1]",
                                 "[::]",
                                 "[fe80::1]",
                                 "[fd00::1]",
                                 "[::ffff:127.0.0.1]",
                                 "[64:ff9b::7f00:1]",
                                 "[2002:7f00:1::]",
                                 "[2001:db8::1]",
                                 "[ff02::1]"}) {
          auto answer = fetch(client, "http://" + std::string(name) + port, "/");
          ASSERT_FALSE(answer.has_value()) << name;
          EXPECT_EQ(answer.error().fault, Fault::forbidden) << name << answer.error().message;
        }
      },
      limits);
  EXPECT_EQ(asked, 0);
}

TEST(Client, IsBusyPastItsBound) {
  Gate begun, never;
  TestHost host([&](Request&) {
    begun.open();
    never.wait();
    return json_response(200, "{}");
  });
  ClientLimits limits;
  limits.open_max = 1;
  SystemClock clock;
  Loops loops(1);
  auto client = make_client(loops, clock, limits);
  loops.run_until_done([&] {
    Gate first_done;
    loops.spawn_on(0, [&] {
      EXPECT_TRUE(fetch(*client, host.url(), "/"));
      first_done.open();
    });
    begun.wait();
    auto second = fetch(*client, host.url(), "/");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().fault, Fault::busy);
    never.open();
    first_done.wait();
  });
}

// A certificate for localhost that signs itself.
struct SelfSigned {
  SelfSigned() {
    dir = std::filesystem::temp_directory_path() / ("figlink-tls-" + std::to_string(::getpid()));
    std::filesystem::create_directories(dir);
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_EXTENSION* names =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost");
    X509_add_ext(certificate, names, -1);
    X509_EXTENSION_free(names);
    X509_sign(certificate, key, EVP_sha256());
    files.certificate = dir / "cert.pem";
    files.key = dir / "key.pem";
    FILE* out = std::fopen(files.certificate.c_str(), "w");
    PEM_write_X509(out, certificate);
    std::fclose(out);
    out = std::fopen(files.key.c_str(), "w");
    PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(out);
    locked_key = dir / "locked.pem";
    out = std::fopen(locked_key.c_str(), "w");
    const std::string phrase = "a phrase";
    PEM_write_PrivateKey(out, key, EVP_aes_256_cbc(),
                         reinterpret_cast<const unsigned char*>(phrase.data()),
                         static_cast<int>(phrase.size()), nullptr, nullptr);
    std::fclose(out);
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  ~SelfSigned() { std::filesystem::remove_all(dir); }
  std::filesystem::path dir;
  TlsFiles files;
  std::string locked_key;  // the same, behind a pass phrase
};

TEST(Client, SpeaksTlsToAHostItCanVerify) {
  SelfSigned self;
  std::string large(300'000, 't');
  TestHost host(
      [&](Request& request) { return json_response(200, request.secure ? large : "plain"); }, {},
      &self.files);
  with_client(
      [&](Transport& client) { EXPECT_EQ(fetch(client, host.url(true), "/").value(), large); }, {},
      {.ca_file = self.files.certificate});
}

// Also where the length is not told: who cuts TLS in the middle does not say goodbye.
TEST(Client, TellsATlsAnswerThatWasCut) {
  class Breaks final : public Source {
   public:
    explicit Breaks(bool tells_length) : tells_length_(tells_length) {}
    Result<std::string_view> next() override {
      if (std::exchange(given_, true)) return fail(Fault::figma_broken, "broke off");
      return std::string_view(half_);
    }
    std::optional<std::uint64_t> left() const override {
      if (!tells_length_) return std::nullopt;
      return given_ ? half_.size() : 2 * half_.size();
    }

   private:
    const std::string half_ = std::string(1u << 20, 'h');
    bool tells_length_, given_ = false;
  };
  SelfSigned self;
  TestHost host(
      [](Request& request) {
        Response response;
        response.body.source = std::make_unique<Breaks>(request.target == "/length");
        return response;
      },
      {}, &self.files);
  with_client(
      [&](Transport& client) {
        for (const char* target : {"/length", "/chunks"}) {
          auto got = fetch(client, host.url(true), target);
          ASSERT_FALSE(got) << target;
          EXPECT_EQ(got.error().fault, Fault::figma_broken) << target;
        }
      },
      {}, {.ca_file = self.files.certificate});
}

TEST(Client, RefusesAHostItCannotVerify) {
  SelfSigned self;
  TestHost host([](Request&) { return json_response(200, "{}"); }, {}, &self.files);
  with_client([&](Transport& client) {
    auto stranger = fetch(client, host.url(true), "/");
    ASSERT_FALSE(stranger);
    EXPECT_NE(stranger.error().message.find("cannot be trusted"), std::string::npos);
  });
  with_client(
      [&](Transport& client) {
        auto wrong_name = fetch(client, "https://127.0.0.1:" + std::to_string(host.port), "/");
        ASSERT_FALSE(wrong_name);
      },
      {}, {.ca_file = self.files.certificate});
}

// How the server ended the connection after its answer, as OpenSSL sees it.
int end_of_tls(std::uint16_t port) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  BIO* wire = BIO_new_ssl_connect(context);
  BIO_set_conn_hostname(wire, ("127.0.0.1:" + std::to_string(port)).c_str());
  SSL* tls = nullptr;
  BIO_get_ssl(wire, &tls);
  EXPECT_EQ(BIO_do_handshake(wire), 1);
  const std::string_view request = "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
  EXPECT_GT(SSL_write(tls, request.data(), static_cast<int>(request.size())), 0);
  char part[4096];
  int got = 0;
  while ((got = SSL_read(tls, part, sizeof part)) > 0) {
  }
  const int end = SSL_get_error(tls, got);
  BIO_free_all(wire);
  SSL_CTX_free(context);
  return end;
}

TEST(Server, EndsTlsSoThatTheEndIsNoCut) {
  SelfSigned self;
  TestHost whole([](Request&) { return json_response(200, "{}"); }, {}, &self.files);
  EXPECT_EQ(end_of_tls(whole.port), SSL_ERROR_ZERO_RETURN) << "close_notify";
  TestHost cut(
      [](Request&) {
        struct Cut final : Source {
          Result<std::string_view> next() override {
            if (given++ == 0) return std::string_view(text);
            return fail(Fault::figma_broken, "cut", "");
          }
          std::optional<std::uint64_t> left() const override { return 200'000; }
          std::string text = std::string(100'000, 'c');
          int given = 0;
        };
        Response response;
        response.body.source = std::make_unique<Cut>();
        return response;
      },
      {}, &self.files);
  EXPECT_NE(end_of_tls(cut.port), SSL_ERROR_ZERO_RETURN) << "nobody may take half for the whole";
}

TEST(Server, AsksNobodyForThePhraseOfAKey) {
  SelfSigned self;
  SystemClock clock;
  QuietLog log;
  FunctionHandler handler([](Request&) { return json_response(200, "{}"); });
  Loops loops(1);
  Server server(loops, handler, clock, log);
  TlsFiles locked{self.files.certificate, self.locked_key};
  auto got = server.listen("127.0.0.1:0", &locked);
  ASSERT_FALSE(got);
  EXPECT_NE(got.error().message.find("it is encrypted"), std::string::npos) << got.error().message;
}

TEST(Client, TellsACertificateFileThatIsNone) {
  SelfSigned self;
  EXPECT_TRUE(check_ca_file(self.files.certificate));
  for (const std::string& path : {self.files.key, std::string("/nowhere.pem")}) {
    auto good = check_ca_file(path);
    ASSERT_FALSE(good) << path;
    EXPECT_EQ(good.error().fault, Fault::bad_input);
    EXPECT_NE(good.error().message.find(path), std::string::npos);
  }
}

TEST(Client, RefusesAnAnswerThatEndsInTwoWays) {
  // What Beast would take for a body until the end of the connection, or for two answers.
  for (std::string_view fields :
       {"transfer-encoding: xchunked\r\ncontent-length: 2\r\n", "transfer-encoding: gzip\r\n",
        "content-length: 2\r\ncontent-length: 2\r\n"}) {
    RawHost host({"HTTP/1.1 200 OK\r\n" + std::string(fields) + "\r\n{}"});
    with_client([&](Transport& client) {
      auto got = fetch(client, host.url(), "/");
      ASSERT_FALSE(got) << fields;
      EXPECT_EQ(got.error().fault, Fault::figma_broken);
    });
  }
}

TEST(Server, RefusesTlsFilesThatDoNotFit) {
  SelfSigned self;
  SystemClock clock;
  QuietLog log;
  FunctionHandler handler([](Request&) { return json_response(200, "{}"); });
  Loops loops(1);
  Server server(loops, handler, clock, log);
  TlsFiles missing{self.dir / "absent.pem", self.files.key};
  EXPECT_FALSE(server.listen("127.0.0.1:0", &missing));
  TlsFiles swapped{self.files.certificate, self.files.certificate};
  EXPECT_FALSE(server.listen("127.0.0.1:0", &swapped));
}

struct OriginCase {
  const char* text;
  const char* url;  // "" when it must be refused
};
class Origins : public testing::TestWithParam<OriginCase> {};
TEST_P(Origins, AreReadOrRefused) {
  auto origin = Origin::parse(GetParam().text);
  EXPECT_EQ(origin ? origin->url() : "", GetParam().url) << GetParam().text;
}
INSTANTIATE_TEST_SUITE_P(
    All, Origins,
    testing::Values(OriginCase{"https://api.figma.com", "https://api.figma.com"},
                    OriginCase{"https://API.figma.com:443/", "https://api.figma.com"},
                    OriginCase{"http://127.0.0.1:8090/x/", "http://127.0.0.1:8090/x"},
                    OriginCase{"http://[::1]:81", "http://[::1]:81"}, OriginCase{"ftp://a", ""},
                    OriginCase{"https://", ""}, OriginCase{"https://user@host", ""},
                    OriginCase{"https://host?x", ""}, OriginCase{"https://host:0", ""},
                    OriginCase{"https://host:99999", ""}, OriginCase{"https://host:8o", ""},
                    OriginCase{"https://ho st", ""}, OriginCase{"https://[::1", ""},
                    OriginCase{"https://[u):1]", ""}, OriginCase{"https://a:1]:2", ""},
                    OriginCase{"https://a,b", ""}, OriginCase{"https://h/\x01", ""},
                    OriginCase{"https://[::FFFF:127.0.0.1]", "https://[::ffff:127.0.0.1]"}));

}  // namespace
}  // namespace figlink
