# Makes a folder that serves the gems of this one: 'ruby index.rb <folder>'.
require "fileutils"
require "rubygems/package"

folder = ARGV.fetch(0)
gems = Dir["*.gem"]
specs = gems.map { |gem| Gem::Package.new(gem).spec }
names = specs.map { |spec| [spec.name, spec.version, "ruby"] }

FileUtils.mkdir_p(["#{folder}/gems", "#{folder}/quick/Marshal.4.8"])
FileUtils.cp(gems, "#{folder}/gems")
File.binwrite("#{folder}/specs.4.8.gz", Gem::Util.gzip(Marshal.dump(names)))
File.binwrite("#{folder}/latest_specs.4.8.gz", Gem::Util.gzip(Marshal.dump(names)))
File.binwrite("#{folder}/prerelease_specs.4.8.gz", Gem::Util.gzip(Marshal.dump([])))
specs.each do |spec|
  File.binwrite("#{folder}/quick/Marshal.4.8/#{spec.full_name}.gemspec.rz", Gem.deflate(Marshal.dump(spec)))
end
