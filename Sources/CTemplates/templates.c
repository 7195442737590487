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
  FILE(kafka, "resources/kafka.yaml") \
  FILE(mariadb, "resources/mariadb.yaml") \
  FILE(memcached, "resources/memcached.yaml") \
  FILE(mongodb, "resources/mongodb.yaml") \
  FILE(mysql, "resources/mysql.yaml") \
  FILE(nats, "resources/nats.yaml") \
  FILE(opensearch, "resources/opensearch.yaml") \
  FILE(postgres, "resources/postgres.yaml") \
  FILE(rabbitmq, "resources/rabbitmq.yaml") \
  FILE(redis, "resources/redis.yaml") \
  FILE(seaweedfs, "resources/seaweedfs.yaml") \
  FILE(valkey, "resources/valkey.yaml")

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
static const unsigned char kafka[] = {
#embed "../../templates/resources/kafka.yaml"
};
static const unsigned char mariadb[] = {
#embed "../../templates/resources/mariadb.yaml"
};
static const unsigned char memcached[] = {
#embed "../../templates/resources/memcached.yaml"
};
static const unsigned char mongodb[] = {
#embed "../../templates/resources/mongodb.yaml"
};
static const unsigned char mysql[] = {
#embed "../../templates/resources/mysql.yaml"
};
static const unsigned char nats[] = {
#embed "../../templates/resources/nats.yaml"
};
static const unsigned char opensearch[] = {
#embed "../../templates/resources/opensearch.yaml"
};
static const unsigned char postgres[] = {
#embed "../../templates/resources/postgres.yaml"
};
static const unsigned char rabbitmq[] = {
#embed "../../templates/resources/rabbitmq.yaml"
};
static const unsigned char redis[] = {
#embed "../../templates/resources/redis.yaml"
};
static const unsigned char seaweedfs[] = {
#embed "../../templates/resources/seaweedfs.yaml"
};
static const unsigned char valkey[] = {
#embed "../../templates/resources/valkey.yaml"
};

#define ENTRY(name, file) {"templates/" file, name, sizeof name},
static const EmbeddedFile files[] = {TEMPLATES(ENTRY)};

size_t embedded_file_count(void) { return sizeof files / sizeof files[0]; }
EmbeddedFile embedded_file(size_t index) { return files[index]; }
