#include "CTemplates.h"

// The one list of what is compiled in: a new built-in template is a file and a line here.
#define TEMPLATES(FILE) \
  FILE(defaults, "defaults.yaml") \
  FILE(platforms, "platforms.yaml") \
  FILE(images, "images.yaml") \
  FILE(actions, "actions.yaml") \
  FILE(cpp, "languages/cpp.yaml") \
  FILE(deno, "languages/deno.yaml") \
  FILE(dotnet, "languages/dotnet.yaml") \
  FILE(elixir, "languages/elixir.yaml") \
  FILE(go, "languages/go.yaml") \
  FILE(java, "languages/java.yaml") \
  FILE(node, "languages/node.yaml") \
  FILE(php, "languages/php.yaml") \
  FILE(python, "languages/python.yaml") \
  FILE(ruby, "languages/ruby.yaml") \
  FILE(rust, "languages/rust.yaml") \
  FILE(static_site, "languages/static.yaml") \
  FILE(swift, "languages/swift.yaml") \
  FILE(postgres, "resources/postgres.yaml") \
  FILE(redis, "resources/redis.yaml")

// #embed is a directive, so each file has one of its own; the table below refuses to compile without it.
static const unsigned char defaults[] = {
#embed "../../templates/defaults.yaml"
};
static const unsigned char platforms[] = {
#embed "../../templates/platforms.yaml"
};
static const unsigned char images[] = {
#embed "../../templates/images.yaml"
};
static const unsigned char actions[] = {
#embed "../../templates/actions.yaml"
};
static const unsigned char cpp[] = {
#embed "../../templates/languages/cpp.yaml"
};
static const unsigned char deno[] = {
#embed "../../templates/languages/deno.yaml"
};
static const unsigned char dotnet[] = {
#embed "../../templates/languages/dotnet.yaml"
};
static const unsigned char elixir[] = {
#embed "../../templates/languages/elixir.yaml"
};
static const unsigned char go[] = {
#embed "../../templates/languages/go.yaml"
};
static const unsigned char java[] = {
#embed "../../templates/languages/java.yaml"
};
static const unsigned char node[] = {
#embed "../../templates/languages/node.yaml"
};
static const unsigned char php[] = {
#embed "../../templates/languages/php.yaml"
};
static const unsigned char python[] = {
#embed "../../templates/languages/python.yaml"
};
static const unsigned char ruby[] = {
#embed "../../templates/languages/ruby.yaml"
};
static const unsigned char rust[] = {
#embed "../../templates/languages/rust.yaml"
};
static const unsigned char static_site[] = {
#embed "../../templates/languages/static.yaml"
};
static const unsigned char swift[] = {
#embed "../../templates/languages/swift.yaml"
};
static const unsigned char postgres[] = {
#embed "../../templates/resources/postgres.yaml"
};
static const unsigned char redis[] = {
#embed "../../templates/resources/redis.yaml"
};

#define ENTRY(name, file) {"templates/" file, name, sizeof name},
static const EmbeddedFile files[] = {TEMPLATES(ENTRY)};

size_t embedded_file_count(void) { return sizeof files / sizeof files[0]; }
EmbeddedFile embedded_file(size_t index) { return files[index]; }
