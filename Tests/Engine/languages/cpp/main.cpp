#include <csignal>
#include <cstdlib>
#include <iostream>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace {

sockaddr_in address(in_addr_t host) {
  const char *port = std::getenv("PORT");
  sockaddr_in it{};
  it.sin_family = AF_INET;
  it.sin_port = htons(port ? std::stoi(port) : 0);
  it.sin_addr.s_addr = htonl(host);
  return it;
}

std::string receive(int from) {
  std::string text(4096, '\0');
  ssize_t length = read(from, text.data(), text.size());
  text.resize(length > 0 ? length : 0);
  return text;
}

void send(int to, const std::string &text) {
  if (write(to, text.data(), text.size()) < 0) std::cerr << "cannot write\n";
}

// 'cpp health': whether the service answers.
int health() {
  sockaddr_in to = address(INADDR_LOOPBACK);
  int client = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(client, reinterpret_cast<sockaddr *>(&to), sizeof to)) return 1;
  send(client, "GET /health HTTP/1.1\r\n\r\n");
  return receive(client).starts_with("HTTP/1.1 200") ? 0 : 1;
}

int serve() {
  sockaddr_in here = address(INADDR_ANY);
  int server = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(server, reinterpret_cast<sockaddr *>(&here), sizeof here) || listen(server, 16)) return 1;
  std::cout << "listening on " << std::getenv("PORT") << std::endl;
  for (;;) {
    int client = accept(server, nullptr, nullptr);
    if (client < 0) continue;
    std::string body = receive(client).starts_with("GET /health ") ? "ok\n" : "{\"service\": \"cpp\"}\n";
    send(client, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body);
    close(client);
  }
}

}  // namespace

int main(int count, char **arguments) {
  std::signal(SIGTERM, [](int) { _exit(0); });
  return count > 1 && std::string(arguments[1]) == "health" ? health() : serve();
}
