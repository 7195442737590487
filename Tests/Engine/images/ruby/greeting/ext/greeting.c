#include <ruby.h>

static VALUE hello(VALUE self, VALUE name) { return rb_sprintf("hello from %" PRIsVALUE, name); }

void Init_greeting(void) { rb_define_module_function(rb_define_module("Greeting"), "hello", hello, 1); }
