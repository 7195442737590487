#define _POSIX_C_SOURCE 200809L
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void stop(int number) {
  (void)number;
  _exit(0);
}

static struct sockaddr_in address(in_addr_t host) {
  const char *port = getenv("PORT");
  struct sockaddr_in it = {.sin_family = AF_INET, .sin_port = htons(port ? atoi(port) : 0)};
  it.sin_addr.s_addr = htonl(host);
  return it;
}

/* 'c health': whether the service answers. */
static int health(void) {
  struct sockaddr_in to = address(INADDR_LOOPBACK);
  int client = socket(AF_INET, SOCK_STREAM, 0);
  char answer[16] = "";
  if (connect(client, (struct sockaddr *)&to, sizeof to)) return 1;
  dprintf(client, "GET /health HTTP/1.1\r\n\r\n");
  return read(client, answer, sizeof answer - 1) < 12 || strncmp(answer, "HTTP/1.1 200", 12);
}

static void answer(int client) {
  char request[4096] = "";
  if (read(client, request, sizeof request - 1) <= 0) return;
  const char *body = strncmp(request, "GET /health ", 12) ? "{\"service\": \"c\"}\n" : "ok\n";
  dprintf(client, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s", strlen(body), body);
}

int main(int count, char **arguments) {
  if (count > 1 && !strcmp(arguments[1], "health")) return health();
  struct sigaction action = {.sa_handler = stop};
  sigaction(SIGTERM, &action, NULL);
  struct sockaddr_in here = address(INADDR_ANY);
  int server = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(server, (struct sockaddr *)&here, sizeof here) || listen(server, 16)) return 1;
  printf("listening on %s\n", getenv("PORT"));
  fflush(stdout);
  for (;;) {
    int client = accept(server, NULL, NULL);
    if (client < 0) continue;
    answer(client);
    close(client);
  }
}
