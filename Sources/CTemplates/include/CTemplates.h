#pragma once
#include <stddef.h>

/// One file of templates/, as it was when Scantling was built.
typedef struct {
  const char *_Nonnull path;
  const unsigned char *_Nonnull bytes;
  size_t count;
} EmbeddedFile;

size_t embedded_file_count(void);
EmbeddedFile embedded_file(size_t index);

/// The pages of docs/rules one after the other, each ended by a NUL.
EmbeddedFile embedded_rule_pages(void);
