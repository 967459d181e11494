// A server on loops of its own for the net room's tests, and a plain socket to speak to it byte by
// byte.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <thread>

#include "base/fiber.h"
#include "net/client.h"
#include "net/loops.h"
#include "net/server.h"

namespace figlink {

class FunctionHandler final : public Handler {
 public:
  explicit FunctionHandler(std::function<Response(Request&)> serve) : serve_(std::move(serve)) {}
  Response handle(Request& request) override { return serve_(request); }

 private:
  std::function<Response(Request&)> serve_;
};

class TestHost {
 public:
  explicit TestHost(std::function<Response(Request&)> serve, ServerLimits limits = {},
                    const TlsFiles* tls = nullptr)
      : handler_(std::move(serve)), loops_(1), server_(loops_, handler_, clock_, log_, limits) {
    auto got = server_.listen("127.0.0.1:0", tls);
    port = got ? *got : std::uint16_t{0};
    thread_ = std::thread([this] { loops_.run(); });
  }
  ~TestHost() { stop(); }
  void stop() {
    if (!thread_.joinable()) return;
    loops_.spawn([this] {
      emptied_ = server_.stop();
      loops_.stop();
    });
    thread_.join();
  }
  std::string url(bool secure = false) const {
    return (secure ? "https://localhost:" : "http://127.0.0.1:") + std::to_string(port);
  }
  Server& server() { return server_; }
  Loops& loops() { return loops_; }
  bool emptied() const { return emptied_; }  // after stop()

  std::uint16_t port = 0;

 private:
  SystemClock clock_;
  QuietLog log_;
  FunctionHandler handler_;
  Loops loops_;
  Server server_;
  std::thread thread_;
  bool emptied_ = false;
};

class Plain {  // a blocking socket
 public:
  explicit Plain(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to);
  }
  ~Plain() { ::close(fd_); }
  // False: the server has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void end() { ::shutdown(fd_, SHUT_WR); }
  // Everything until the server closes.
  std::string rest() {
    std::string all;
    char part[8192];
    for (ssize_t got; (got = ::recv(fd_, part, sizeof part, 0)) > 0;)
      all.append(part, static_cast<std::size_t>(got));
    return all;
  }
  // Counts the same, taken in small sips.
  std::size_t rest_in_sips() {
    std::size_t all = 0;
    char part[1024];
    for (ssize_t got; (got = ::recv(fd_, part, sizeof part, 0)) > 0;)
      all += static_cast<std::size_t>(got);
    return all;
  }
  // Until `mark` has been seen.
  std::string until(std::string_view mark) {
    std::string all;
    char byte;
    while (all.find(mark) == std::string::npos && ::recv(fd_, &byte, 1, 0) == 1) all += byte;
    return all;
  }

 private:
  int fd_;
};

}  // namespace figlink
