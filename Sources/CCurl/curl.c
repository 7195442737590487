#include "CCurl.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/auxv.h>
#endif

// What is used of libcurl. It is loaded when the first connection is opened: linked, it would bring some thirty
// libraries into every start. Types and numbers are those of its header and never change.
#define FUNCTIONS(FUNCTION) \
  FUNCTION(global_init) \
  FUNCTION(easy_init) \
  FUNCTION(easy_setopt) \
  FUNCTION(easy_perform) \
  FUNCTION(easy_getinfo) \
  FUNCTION(easy_strerror) \
  FUNCTION(easy_reset) \
  FUNCTION(easy_cleanup) \
  FUNCTION(slist_append) \
  FUNCTION(slist_free_all)

#define DECLARE(name) typeof(curl_##name) *name;
#define FIND(name) && (curl.name = dlsym(library, "curl_" #name))

static struct { FUNCTIONS(DECLARE) } curl;
static char problem[256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static bool find_functions(void *library) { return true FUNCTIONS(FIND); }

// Debian has the library in two flavours; the last name is that on macOS.
static void load(void) {
  static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib"};
#ifdef __linux__
  // Without a loader a program would get a second C library along with libcurl, and crash.
  if (!getauxval(AT_BASE)) {
    strcpy(problem, "this program is linked statically");
    return;
  }
#endif
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (library && find_functions(library) && curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) {
      *problem = 0;
      return;
    }
    const char *reason = library ? "it lacks what is needed" : dlerror();
    if (!*problem) snprintf(problem, sizeof problem, "%s", reason);
  }
}

struct Connection {
  CURL *handle;
  struct curl_slist *lines;
  CURLcode failure;
  size_t limit;
  Received headers, body;
  char message[CURL_ERROR_SIZE];
};

Connection *connection_open(void) {
  pthread_once(&once, load);
  if (*problem) return NULL;
  Connection *connection = calloc(1, sizeof *connection);
  if (!connection || !(connection->handle = curl.easy_init())) abort();
  return connection;
}

const char *connection_problem(void) { return problem; }

void connection_close(Connection *connection) {
  connection_reset(connection);
  curl.easy_cleanup(connection->handle);
  free(connection);
}

static void keep(Connection *connection, CURLcode code) {
  if (!connection->failure) connection->failure = code;
}

void connection_set_text(Connection *connection, CURLoption option, const char *value) {
  keep(connection, curl.easy_setopt(connection->handle, option, value));
}

void connection_set_number(Connection *connection, CURLoption option, long value) {
  keep(connection, curl.easy_setopt(connection->handle, option, value));
}

void connection_add_header(Connection *connection, const char *line) {
  struct curl_slist *lines = curl.slist_append(connection->lines, line);
  if (lines) connection->lines = lines;
  else keep(connection, CURLE_OUT_OF_MEMORY);
}

// Fewer bytes taken than there are tell libcurl to stop.
static size_t take(Connection *connection, Received *part, const char *bytes, size_t count) {
  if (count > connection->limit - connection->headers.count - connection->body.count) return 0;
  unsigned char *grown = realloc(part->bytes, part->count + count);
  if (!grown) return 0;
  memcpy(grown + part->count, bytes, count);
  *part = (Received){grown, part->count + count};
  return count;
}

static size_t take_header(const char *bytes, size_t size, size_t count, void *connection) {
  Received *headers = &((Connection *)connection)->headers;
  if (count >= 5 && !memcmp(bytes, "HTTP/", 5)) headers->count = 0;
  return take(connection, headers, bytes, size * count);
}

static size_t take_body(const char *bytes, size_t size, size_t count, void *connection) {
  return take(connection, &((Connection *)connection)->body, bytes, size * count);
}

CURLcode connection_send(Connection *connection, size_t limit) {
  CURL *handle = connection->handle;
  connection->limit = limit;
  keep(connection, curl.easy_setopt(handle, CURLOPT_HTTPHEADER, connection->lines));
  keep(connection, curl.easy_setopt(handle, CURLOPT_ERRORBUFFER, connection->message));
  keep(connection, curl.easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header));
  keep(connection, curl.easy_setopt(handle, CURLOPT_HEADERDATA, connection));
  keep(connection, curl.easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body));
  keep(connection, curl.easy_setopt(handle, CURLOPT_WRITEDATA, connection));
  if (!connection->failure) connection->failure = curl.easy_perform(handle);
  return connection->failure;
}

long connection_status(const Connection *connection) {
  long status = 0;
  curl.easy_getinfo(connection->handle, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

Received connection_headers(const Connection *connection) { return connection->headers; }

Received connection_body(const Connection *connection) { return connection->body; }

const char *connection_message(const Connection *connection) {
  return *connection->message ? connection->message : curl.easy_strerror(connection->failure);
}

void connection_reset(Connection *connection) {
  curl.easy_reset(connection->handle);
  curl.slist_free_all(connection->lines);
  free(connection->headers.bytes);
  free(connection->body.bytes);
  *connection = (Connection){.handle = connection->handle};
}
