#include "net/server.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "net/loop.h"
#include "net/net_test_host.h"

namespace figlink {
namespace {

Response echo(Request& request) {
  auto body = read_all(request.body, 8u << 20);
  if (!body) return json_response(facts(body.error().fault).http_status, "{}");
  Response response;
  response.headers.add("x-method", request.method);
  response.headers.add("x-target", request.target);
  response.body.text = std::move(*body);
  return response;
}

// Gives `pieces` one by one, then ends or fails.
class Pieces final : public Source {
 public:
  Pieces(std::vector<std::string> pieces, bool fails, std::optional<std::uint64_t> length)
      : pieces_(std::move(pieces)), fails_(fails), length_(length) {}
  Result<std::string_view> next() override {
    if (at_ < pieces_.size()) return std::string_view(pieces_[at_++]);
    if (fails_) return fail(Fault::figma_broken, "cut", "");
    return std::string_view{};
  }
  std::optional<std::uint64_t> left() const override { return length_; }

 private:
  std::vector<std::string> pieces_;
  std::size_t at_ = 0;
  bool fails_;
  std::optional<std::uint64_t> length_;
};

std::string talk(std::uint16_t port, std::string_view bytes) {
  Plain plain(port);
  plain.send(bytes);
  plain.end();
  return plain.rest();
}

int count(std::string_view text, std::string_view part) {
  int n = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

TEST(Server, AnswersOneRequest) {
  TestHost host(echo);
  auto answer =
      talk(host.port, "POST /a?b=c HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_NE(answer.find("x-target: /a?b=c\r\n"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("content-length: 5\r\n\r\nhello")) << answer;
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  TestHost host(echo);
  std::string all;
  for (int i = 0; i < 50; ++i) all += "GET /" + std::to_string(i) + " HTTP/1.1\r\nhost: x\r\n\r\n";
  auto answer = talk(host.port, all);
  EXPECT_EQ(count(answer, "HTTP/1.1 200"), 50);
  EXPECT_LT(answer.find("x-target: /7\r"), answer.find("x-target: /8\r"));
}

TEST(Server, ReadsAChunkedBodyAndWhatFollows) {
  TestHost host(echo);
  auto answer = talk(host.port,
                     "POST /c HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"
                     "4\r\nwiki\r\n5\r\npedia\r\n0\r\n\r\nGET /next HTTP/1.1\r\nhost: x\r\n\r\n");
  EXPECT_NE(answer.find("wikipedia"), std::string::npos) << answer;
  EXPECT_NE(answer.find("x-target: /next"), std::string::npos) << answer;
}

TEST(Server, ReadsALargeBodyInPiecesAndKeepsTheConnection) {
  TestHost host(echo);
  std::string body(3'000'000, 'x');
  auto answer = talk(host.port, "POST /big HTTP/1.1\r\nhost: x\r\ncontent-length: 3000000\r\n\r\n" +
                                    body + "GET /after HTTP/1.1\r\nhost: x\r\n\r\n");
  EXPECT_EQ(std::count(answer.begin(), answer.end(), 'x') > 3'000'000, true);
  EXPECT_NE(answer.find("x-target: /after"), std::string::npos);
}

TEST(Server, GrowsTheHeadAndRefusesOneThatIsTooLarge) {
  TestHost host(echo);
  std::string long_one(9'000, 'a');
  EXPECT_TRUE(talk(host.port, "GET / HTTP/1.1\r\nhost: x\r\na: " + long_one + "\r\n\r\n")
                  .starts_with("HTTP/1.1 200"));
  std::string too_long(20'000, 'a');
  auto answer = talk(host.port, "GET / HTTP/1.1\r\nhost: x\r\na: " + too_long + "\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 431")) << answer.substr(0, 100);
}

TEST(Server, SaysContinueOnlyWhenTheBodyIsWanted) {
  TestHost host(echo);
  Plain plain(host.port);
  plain.send("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n");
  EXPECT_EQ(plain.until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  plain.send("ok");
  plain.end();
  EXPECT_TRUE(plain.rest().ends_with("\r\n\r\nok"));

  TestHost deaf([](Request&) { return json_response(403, "{}"); });
  auto answer = talk(
      deaf.port, "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 403")) << answer;
  EXPECT_NE(answer.find("connection: close"), std::string::npos);
}

// A request of this transfer coding, and what a parser that ignores it would take for the next one.
#define CODED(coding)                                        \
  "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: " coding \
  "\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: x\r\n\r\n"

struct BadCase {
  const char* what;
  const char* bytes;
  const char* status;
};
class Refusals : public testing::TestWithParam<BadCase> {};
TEST_P(Refusals, AreAnsweredAndEndTheConnection) {
  TestHost host(echo);
  auto answer = talk(host.port, GetParam().bytes);
  EXPECT_TRUE(answer.starts_with(std::string("HTTP/1.1 ") + GetParam().status))
      << GetParam().what << ": " << answer;
  EXPECT_EQ(count(answer, "HTTP/1.1"), 1) << GetParam().what;
}
INSTANTIATE_TEST_SUITE_P(
    Edge, Refusals,
    testing::Values(
        BadCase{"no HTTP", "hello\r\n\r\n", "400"},
        BadCase{"two lengths",
                "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
                "400"},
        BadCase{"length and chunked",
                "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: "
                "chunked\r\n\r\n0\r\n\r\n",
                "400"},
        BadCase{"chunked and length",
                "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: "
                "3\r\n\r\n0\r\n\r\n",
                "400"},
        BadCase{"a coding nobody has", CODED("xchunked\r\ncontent-length: 3"), "400"},
        BadCase{"compressed on the way", CODED("gzip"), "501"},
        BadCase{"a coding that is none", CODED("identity"), "501"},
        BadCase{"chunked, and something after it", CODED("chunked, gzip"), "501"},
        BadCase{"chunked, and something before it", CODED("gzip, chunked"), "501"},
        BadCase{"chunked in two lines", CODED("gzip\r\ntransfer-encoding: chunked"), "400"},
        BadCase{"chunked by an old client",
                "POST / HTTP/1.0\r\nconnection: keep-alive\r\ntransfer-encoding: "
                "chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: x\r\n\r\n",
                "400"},
        BadCase{"one length twice",
                "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\na",
                "400"},
        BadCase{"a list of lengths", "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1, 1\r\n\r\na",
                "400"},
        BadCase{"an empty host", "GET / HTTP/1.1\r\nhost:\r\n\r\n", "400"},
        BadCase{"a host that is none", "GET / HTTP/1.1\r\nhost: a/b@c d\r\n\r\n", "400"},
        BadCase{"an expectation nobody knows",
                "GET / HTTP/1.1\r\nhost: x\r\nexpect: 200-ok\r\n\r\n", "417"},
        BadCase{"blank in a name", "GET / HTTP/1.1\r\nhost : x\r\n\r\n", "400"},
        BadCase{"bare line feed smuggling", "GET / HTTP/1.1\nhost: x\n\n", "400"},
        BadCase{"folded header", "GET / HTTP/1.1\r\nhost: x\r\na: b\r\n c\r\n\r\n", "400"},
        BadCase{"no host", "GET / HTTP/1.1\r\n\r\n", "400"},
        BadCase{"two hosts", "GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n", "400"},
        BadCase{"absolute target", "GET http://a/ HTTP/1.1\r\nhost: a\r\n\r\n", "400"},
        BadCase{"negative length", "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
                "400"},
        BadCase{"too large a body",
                "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999\r\n\r\n", "413"},
        BadCase{
            "broken chunk",
            "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n",
            "400"}));

TEST(Server, RefusesMoreHeadersThanAnybodyNeeds) {
  TestHost host(echo);
  std::string head = "GET / HTTP/1.1\r\nhost: x\r\n";
  for (int i = 0; i < 99; ++i) head += "a: b\r\n";
  EXPECT_TRUE(talk(host.port, head + "\r\n").starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(talk(host.port, head + "a: b\r\n\r\n").starts_with("HTTP/1.1 431"));
}

TEST(Server, DropsTrailersWhateverTheSizeOfTheBody) {
  std::string seen = "nothing";
  TestHost host([&](Request& request) {
    auto response = echo(request);
    seen = request.headers.get("x-account-id");
    return response;
  });
  for (std::size_t size : {5u, 5'000u, 100'000u}) {
    char length[16];
    std::snprintf(length, sizeof length, "%zx", size);
    auto answer =
        talk(host.port, "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n" +
                            std::string(length) + "\r\n" + std::string(size, 'b') +
                            "\r\n0\r\nx-account-id: theirs\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200")) << size << answer.substr(0, 200);
    EXPECT_EQ(seen, "") << size;
  }
}

TEST(Server, LeavesNothingOfABodyThatWasRead) {
  const char* first = nullptr;
  std::string early, late;
  TestHost host([&](Request& request) {
    auto piece = request.body.source->next();
    first = piece->data();
    early = *piece;
    EXPECT_TRUE(request.body.source->next()->empty());
    late.assign(first, early.size());
    return json_response(200, "{}");
  });
  EXPECT_TRUE(talk(host.port, "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 6\r\n\r\nsecret")
                  .starts_with("HTTP/1.1 200"));
  EXPECT_EQ(early, "secret");
  EXPECT_EQ(late, std::string(6, '\0'));
}

TEST(Server, SurvivesAHandlerThatThrows) {
  TestHost host([](Request& request) -> Response {
    if (request.target == "/throws") throw std::runtime_error("a mistake");
    Response response;
    struct Throws final : Source {
      Result<std::string_view> next() override { throw std::runtime_error("a mistake"); }
      std::optional<std::uint64_t> left() const override { return 5; }
    };
    response.body.source = std::make_unique<Throws>();
    return response;
  });
  EXPECT_TRUE(
      talk(host.port, "GET /throws HTTP/1.1\r\nhost: x\r\n\r\n").starts_with("HTTP/1.1 500"));
  EXPECT_TRUE(talk(host.port, "GET /body HTTP/1.1\r\nhost: x\r\n\r\n").starts_with("HTTP/1.1 500"));
}

TEST(Server, GivesASmallAnswerOfUnknownSizeALength) {
  TestHost host([](Request&) {
    Response response;
    response.body.source =
        std::make_unique<Pieces>(std::vector<std::string>{"ab", "cd"}, false, std::nullopt);
    return response;
  });
  auto answer = talk(host.port, "GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  EXPECT_TRUE(answer.ends_with("content-length: 4\r\n\r\nabcd")) << answer;
  EXPECT_EQ(answer.find("chunked"), std::string::npos);
}

TEST(Server, SendsALargeAnswerOfUnknownSizeInChunks) {
  std::string large(40'000, 'z');
  TestHost host([&](Request&) {
    Response response;
    response.body.source = std::make_unique<Pieces>(std::vector<std::string>{"start", large, "end"},
                                                    false, std::nullopt);
    return response;
  });
  auto answer = talk(host.port, "GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  EXPECT_NE(answer.find("transfer-encoding: chunked"), std::string::npos);
  EXPECT_NE(answer.find("9c45\r\nstart"), std::string::npos);  // 40,005 bytes
  EXPECT_TRUE(answer.ends_with("end\r\n0\r\n\r\n"));
}

TEST(Server, CutsAnAnswerThatFailsHalfWay) {
  std::string large(40'000, 'z');
  TestHost host([&](Request&) {
    Response response;
    response.body.source =
        std::make_unique<Pieces>(std::vector<std::string>{large}, true, std::nullopt);
    return response;
  });
  auto answer = talk(host.port, "GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  EXPECT_FALSE(answer.ends_with("0\r\n\r\n"));
}

TEST(Server, SendsWhatIsEagerAsItComes) {
  struct Eager final : Source {
    explicit Eager(Gate& seen) : seen(seen) {}
    Result<std::string_view> next() override {
      if (given++ == 0) return std::string_view("first");
      seen.wait();
      return fail(Fault::figma_broken, "cut", "");
    }
    bool eager() const override { return true; }
    Gate& seen;
    int given = 0;
  };
  Gate seen;
  TestHost host([&](Request&) {
    Response response;
    response.body.source = std::make_unique<Eager>(seen);
    return response;
  });
  Plain plain(host.port);
  plain.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  EXPECT_TRUE(plain.until("first\r\n").ends_with("\r\n\r\n5\r\nfirst\r\n"));
  seen.open();
  EXPECT_EQ(plain.rest(), "") << "broken off, with no last chunk";
}

TEST(Server, TurnsASourceThatFailsAtOnceIntoAnAnswer) {
  TestHost host([&](Request&) {
    Response response;
    response.body.source = std::make_unique<Pieces>(std::vector<std::string>{}, true, 10);
    return response;
  });
  EXPECT_TRUE(talk(host.port, "GET / HTTP/1.1\r\nhost: x\r\n\r\n").starts_with("HTTP/1.1 502"));
}

TEST(Server, SendsNoBodyToHead) {
  TestHost host(echo);
  auto answer = talk(host.port, "HEAD / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc");
  EXPECT_TRUE(answer.ends_with("content-length: 3\r\n\r\n")) << answer;
}

TEST(Server, SpeaksToOldClients) {
  TestHost host(echo);
  EXPECT_NE(talk(host.port, "GET / HTTP/1.0\r\n\r\n").find("connection: close"), std::string::npos);
  EXPECT_NE(talk(host.port, "GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n")
                .find("connection: keep-alive"),
            std::string::npos);
}

TEST(Server, CutsSlowClientsOff) {
  ServerLimits limits;
  limits.head_ms = 1;
  limits.idle_ms = 1;
  TestHost host(echo, limits);
  Plain plain(host.port);
  plain.send("GET / HT");
  EXPECT_EQ(plain.rest(), "");  // returns because the server closes
  Plain idle(host.port);
  EXPECT_EQ(idle.rest(), "");
}

TEST(Server, CutsABodyThatTakesForEverThoughItNeverStalls) {
  ServerLimits limits;
  limits.stall_ms = 300;
  limits.rate_min = 1'000'000'000'000;
  TestHost host(echo, limits);
  Plain trickle(host.port);
  trickle.send("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 16000000\r\n\r\n");
  int sent = 0;
  while (sent < 16'000'000 && trickle.send("a")) ++sent;
  EXPECT_LT(sent, 16'000'000) << "each byte was progress, and all together far too slow";
  EXPECT_EQ(trickle.rest(), "");
}

TEST(Server, GivesALongTextToAReaderThatSips) {
  const std::string text(24u << 20, 't');
  TestHost host([&](Request&) { return json_response(200, text); });
  Plain reader(host.port);
  reader.send("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
  EXPECT_GT(reader.rest_in_sips(), text.size());
}

TEST(Pace, AllowsAStallAndTheTimeThatTheBytesNeed) {
  Pace pace(1000, 100);  // a second without progress, 100 bytes a second in all
  EXPECT_EQ(pace.begin(5000), 6000);
  EXPECT_EQ(pace.moved(5900, 500), 6900) << "progress renews the second";
  EXPECT_EQ(pace.moved(6800, 500), 7800);
  // Ten seconds were earned; as long as something moves each second, they last that long.
  SteadyMs now = 6800;
  for (int i = 0; i < 9; ++i) {
    now += 1000;
    pace.moved(now, 1);
  }
  EXPECT_EQ(pace.moved(now + 200, 0), now + 290) << "then only what single bytes earn is left";
}

TEST(Pace, CountsOnlyTheTimeSpentWaiting) {
  Pace pace(1000, 100);
  pace.begin(0);
  pace.end(900, 0);
  EXPECT_EQ(pace.begin(60'000), 60'100) << "an hour of our own costs nobody anything";
}

TEST(Server, EndsTheOneThatIdlesLongestWhenThereIsNoRoom) {
  ServerLimits limits;
  limits.connections_max = 2;
  TestHost host(echo, limits);
  auto ask = [](Plain& plain) {
    plain.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
    return plain.until("content-length: 0\r\n\r\n");
  };
  Plain first(host.port), second(host.port);
  EXPECT_TRUE(ask(first).starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(ask(second).starts_with("HTTP/1.1 200"));
  Plain third(host.port);
  EXPECT_TRUE(ask(third).starts_with("HTTP/1.1 200"));
  EXPECT_EQ(first.rest(), "") << "ended for the third";
  EXPECT_TRUE(ask(second).starts_with("HTTP/1.1 200"));
}

TEST(Server, DeliversARefusalToAClientThatIsStillSending) {
  ServerLimits limits;
  limits.body_max = 10;
  TestHost host(echo, limits);
  Plain plain(host.port);
  plain.send("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 200000\r\n\r\n" +
             std::string(200'000, 'b'));
  plain.end();
  EXPECT_TRUE(plain.rest().starts_with("HTTP/1.1 413"));
}

TEST(Server, CutsWhatStillRunsAfterTheDrainAndWaitsForItsFibers) {
  Gate asked, end;
  TestHost figma([&](Request&) {
    asked.open();
    end.wait();
    return json_response(200, "{}");
  });
  ServerLimits limits;
  limits.drain_ms = 10;
  limits.unwind_ms = 60'000;
  SystemClock clock;
  std::unique_ptr<Transport> client;
  const auto origin = Origin::parse(figma.url()).value();
  Fault fault = Fault::bug;
  TestHost host(
      [&](Request&) {
        Request onwards;
        onwards.method = "GET";
        onwards.target = "/";
        auto answer = client->send(origin, onwards);
        if (!answer) fault = answer.error().fault;
        return json_response(200, "{}");
      },
      limits);
  client = make_client(host.loops(), clock);
  Plain plain(host.port);
  plain.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  asked.wait();
  host.stop();
  EXPECT_TRUE(host.emptied());
  EXPECT_EQ(host.server().connections(), 0u);
  EXPECT_EQ(fault, Fault::too_slow) << "the call was cut, not forgotten";
  end.open();
}

TEST(Server, SaysWhenAHandlerOutlivesTheStop) {
  Gate begun, end;
  ServerLimits limits;
  limits.drain_ms = limits.unwind_ms = 10;
  TestHost host(
      [&](Request&) {
        begun.open();
        end.wait();
        return json_response(200, "{}");
      },
      limits);
  Plain plain(host.port);
  plain.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  begun.wait();
  bool empty = true;
  Gate told;
  host.loops().spawn([&] {
    empty = host.server().stop();
    told.open();
  });
  told.wait();
  EXPECT_FALSE(empty);
  end.open();
}

TEST(Server, FinishesWhatRunsBeforeItStops) {
  Gate begun, go;
  TestHost host([&](Request&) {
    begun.open();
    go.wait();
    return json_response(200, "{\"done\":true}");
  });
  Plain busy(host.port);
  busy.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  begun.wait();
  Plain idle(host.port);
  std::thread stopper([&] { host.stop(); });
  EXPECT_EQ(idle.rest(), "");  // ended at once
  go.open();
  auto answer = busy.rest();
  stopper.join();
  EXPECT_NE(answer.find("{\"done\":true}"), std::string::npos) << answer;
  EXPECT_NE(answer.find("connection: close"), std::string::npos) << answer;
}

TEST(Server, RefusesAnAddressThatIsTaken) {
  TestHost host(echo);
  SystemClock clock;
  QuietLog log;
  FunctionHandler handler(echo);
  Loops loops(1);
  Server second(loops, handler, clock, log);
  auto got = second.listen("127.0.0.1:" + std::to_string(host.port));
  ASSERT_FALSE(got);
  EXPECT_NE(got.error().message.find("Cannot listen on 127.0.0.1:"), std::string::npos);
  EXPECT_FALSE(second.listen("nowhere"));
  EXPECT_FALSE(second.listen("127.0.0.1:99999"));
}

}  // namespace
}  // namespace figlink
