#pragma once
// CURLOPT_PROTOCOLS is the name that every version knows.
#define CURL_DISABLE_DEPRECATION
#include <curl/curl.h>
#include <stddef.h>

/// A part of an answer as it came.
typedef struct {
  unsigned char *_Nullable bytes;
  size_t count;
} Received;

/// A handle of libcurl, which keeps connections open from one request to the next. One request at a time.
typedef struct Connection Connection;

/// NULL where libcurl cannot be loaded; then `connection_problem` says why.
Connection *_Nullable connection_open(void);
const char *_Nonnull connection_problem(void);
void connection_close(Connection *_Nonnull connection);

// A request: its options, its headers, then the request itself. The first failure of all is kept and given back.

void connection_set_text(Connection *_Nonnull connection, CURLoption option, const char *_Nonnull value);
void connection_set_number(Connection *_Nonnull connection, CURLoption option, long value);
/// A line without its end: 'Accept: text/html'.
void connection_add_header(Connection *_Nonnull connection, const char *_Nonnull line);
/// Takes no more than `limit` bytes, headers and body together, and fails with CURLE_WRITE_ERROR where there are more.
CURLcode connection_send(Connection *_Nonnull connection, size_t limit);

// The answer; pointers are good until `connection_reset`.

long connection_status(const Connection *_Nonnull connection);
/// The lines of the last answer, without those of answers before it that only say that it will come.
Received connection_headers(const Connection *_Nonnull connection);
Received connection_body(const Connection *_Nonnull connection);
/// What libcurl says of a failure.
const char *_Nonnull connection_message(const Connection *_Nonnull connection);
/// Forgets request and answer, and keeps what is open.
void connection_reset(Connection *_Nonnull connection);
