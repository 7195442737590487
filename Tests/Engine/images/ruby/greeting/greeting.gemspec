Gem::Specification.new do |spec|
  spec.name = "greeting"
  spec.version = "1.0.0"
  spec.summary = "Says hello"
  spec.authors = ["Scantling"]
  spec.files = ["ext/extconf.rb", "ext/greeting.c"]
  spec.extensions = ["ext/extconf.rb"]
end
