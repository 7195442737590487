import Foundation
import Support
import Testing

/// `scantling init`: from a repository as it is to specs that compile.
@Suite struct InitTests {
  /// Files of small repositories, and what each spec that is made of them has to hold.
  struct Sample: Sendable, CustomTestStringConvertible {
    let description: String
    let files: [String: String]
    let specs: [String: [String]]

    var testDescription: String { description }
  }

  static let samples = [
    Sample(
      description: "go",
      files: [
        "services/api/go.mod": "module example.com/api\n\ngo 1.25\n\nrequire github.com/jackc/pgx/v5 v5.7.0\n",
        "services/api/main.go": "package main\n\nfunc main() { http.ListenAndServe(\":9090\", nil) }\n",
        "tools/go.mod": "module example.com/tools\n\ngo 1.25\n",
        "tools/cmd/sync/main.go": "package main\n", "tools/cmd/load/main.go": "package main\n",
        "lib/go.mod": "module example.com/lib\n", "lib/lib.go": "package lib\n",
      ],
      specs: [
        "api": ["version: 1.27.0", "path: services/api", "port: 9090", "says 1.25 or later", "seems to use postgres"],
        "sync": ["main: ./cmd/sync", "path: tools"], "load": ["main: ./cmd/load", "path: tools"],
      ]),
    Sample(
      description: "rust",
      files: [
        "Cargo.toml": "[workspace]\nmembers = [\"engine\", \"core\"]\n", "Cargo.lock": "",
        "engine/Cargo.toml": "[package]\nname = \"eng\"\nrust-version = \"1.80\" # least\n",
        "engine/src/main.rs": "fn main() {}\n",
        "core/Cargo.toml": "[package]\nname = \"core\"\n", "core/src/lib.rs": "",
      ],
      specs: ["eng": ["version: 1.97.1", "path: engine"]]),
    Sample(
      description: "node",
      files: [
        "package.json": "{ \"workspaces\": [\"apps/*\"], \"scripts\": { \"start\": \"turbo\" } }\n",
        "package-lock.json": "{}\n", ".nvmrc": "v22.11.0\n",
        "apps/api/package.json": """
        {
        \t"scripts": { "start": "node dist/main.js", "build": "tsc" },
        \t"dependencies": { "pg": "^8" }
        }
        """,
        "apps/next/package.json": "{}", "apps/next/next.config.mjs": "export default {}\n",
        "apps/web/package.json": "{ \"scripts\": { \"build\": \"vite build\", \"start\": \"vite\" } }",
        "apps/web/vite.config.ts": "export default {}\n", "apps/web/index.html": "<html></html>\n",
        "packages/ui/package.json": "{ \"main\": \"index.js\" }\n",
      ],
      specs: [
        "api": ["version: 22.11.0", "package-manager: npm", "main: dist/main.js", "build: build", "use postgres"],
        "next": ["framework: next", "port: 3001"],
        "web": ["  static:", "build: build", "fallback: /index.html", "path: apps/web"],
      ]),
    Sample(
      description: "python",
      files: [
        "api/requirements.txt": "fastapi\nredis\n", "api/main.py": "app = FastAPI()\n", "api/.python-version": "3.13\n",
        "jobs/pyproject.toml": "[project]\nname = \"jobs\"\nrequires-python = \">=3.12\"\n", "jobs/uv.lock": "",
        "jobs/src/jobs/__main__.py": "", "docs/requirements.txt": "sphinx\n",
      ],
      specs: [
        "api": ["version: 3.13", "module: uvicorn", "installer: pip", "port: 8000", "seems to use redis"],
        "jobs": ["version: 3.14.7", "module: jobs", "installer: uv"],
      ]),
    Sample(
      description: "java",
      files: [
        "shop/pom.xml": """
        <project><properties><java.version>21</java.version></properties>
        <artifactId>spring-boot-maven-plugin</artifactId></project>
        """,
        "shop/src/main/resources/application.properties": "server.port=8085\n",
        "bills/build.gradle.kts": "plugins { id(\"org.springframework.boot\") }\nkotlin { jvmToolchain(17) }\n",
        "parent/pom.xml": "<project><modules><module>a</module></modules></project>",
      ],
      specs: [
        "shop": ["build-tool: maven", "spring-boot: true", "version: 21", "port: 8085"],
        "bills": ["build-tool: gradle", "spring-boot: true", "version: 17"],
      ]),
    Sample(
      description: "dotnet",
      files: [
        "Shop.Api/Shop.Api.csproj": """
        <Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net9.0</TargetFramework></PropertyGroup></Project>
        """,
        "Shop.Core/Shop.Core.csproj": "<Project Sdk=\"Microsoft.NET.Sdk\"></Project>",
      ],
      specs: ["shop-api": ["version: 9.0", "runtime: aspnet", "assembly: Shop.Api", "path: Shop.Api"]]),
    Sample(
      description: "ruby",
      files: [
        "web/Gemfile": "gem 'rails'\ngem 'pg'\n", "web/config/application.rb": "",
        "web/.ruby-version": "ruby-3.4.1\n",
      ],
      specs: ["web": ["rails: true", "version: 3.4.1", "packages: [libpq5]"]]),
    Sample(
      description: "php",
      files: ["composer.json": "{ \"require\": { \"php\": \"^8.3\" } }", "public/index.php": "<?php"],
      specs: ["shop": ["server: fpm", "path: .", "version: 8.5.9"]]),
    Sample(
      description: "elixir",
      files: [
        "live/mix.exs": "app: :live,\nelixir: \"~> 1.17\",\nmod: {Live.Application, []}\n{:phoenix, \"1\"}\n:phoenix,\n"
      ],
      specs: ["live": ["release: live", "phoenix: true", "otp:"]]),
    Sample(
      description: "deno, swift, c++, static",
      files: [
        "edge/deno.json": "{}", "edge/main.ts": "Deno.serve()\n",
        "sw/Package.swift": "// swift-tools-version:6.0\n.executableTarget(\n  name: \"Serve\")\n",
        "fast/CMakeLists.txt": "add_executable(fastd main.cpp)\ninstall(TARGETS fastd)\n",
        "fast/sub/CMakeLists.txt": "add_executable(other main.cpp)\n",
        "pages/index.html": "<html></html>\n",
      ],
      specs: [
        "edge": ["main: main.ts"], "sw": ["product: Serve", "version: 6.3.3"], "fast": ["program: fastd"],
        "pages": ["  static:"],
      ]),
  ]

  @Test(arguments: samples) func tellsServicesByTheirFiles(_ sample: Sample) throws {
    let scratch = try Scratch()
    for (path, text) in sample.files { try scratch.write(text, to: "shop/\(path)") }
    let root = scratch.url.appending(path: "shop")
    let outcome = try run(tool, ["init"], in: root)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let specs = Set(files(below: root.appending(path: "specs")).filter { $0.hasSuffix(".yaml") })
    #expect(specs == Set(sample.specs.keys.map { "\($0).yaml" } + ["workspace.yaml"]), "\(outcome.output)")
    for (name, lines) in sample.specs where specs.contains("\(name).yaml") {
      let spec = try scratch.read("shop/specs/\(name).yaml").replacing("\"", with: "")
      for line in lines { #expect(spec.contains(line), "\(line)\n\(spec)") }
    }
    // All that may be missing are the digests, and then the command that finds them is named.
    let generate = try run(tool, ["generate"], in: root)
    let errors = generate.errors.split(separator: "\n").filter { $0.contains(": error: ") }
    #expect(errors.allSatisfy { $0.hasSuffix("[unpinned-image]") }, "\(generate.errors)")
    #expect(errors.isEmpty == (generate.status == 0))
    #expect(errors.isEmpty != outcome.errors.contains("'scantling pin'"))
  }

  @Test func needsNoNetworkForWhatIsPinned() throws {
    let scratch = try Scratch()
    try scratch.write("module a\n\ngo 1.24\n", to: "api/go.mod")
    try scratch.write("package main\n\nfunc main() {}\n", to: "api/main.go")
    #expect(try scratch.scantling("init").status == 0)
    #expect(try scratch.scantling("generate").status == 0)
    #expect(try scratch.scantling("check").status == 0)
  }

  @Test func saysWhatItWouldDo() throws {
    let scratch = try Scratch()
    try scratch.write("module a\n", to: "api/go.mod")
    try scratch.write("package main\n", to: "api/main.go")
    let outcome = try scratch.scantling("init", "--dry-run")
    #expect(outcome.status == 0 && !scratch.exists("specs"))
    #expect(
      outcome.output == """
        api: go, because of api/go.mod; service 'api'
          version 1.27.0: no file says which
          main .: there is api/main.go
        would be created: specs/service.schema.json
        would be created: specs/workspace.schema.json
        would be created: specs/workspace.yaml
        would be created: specs/api.yaml

        """)
  }

  @Test func addsWhatIsMissingAndOverwritesNothing() throws {
    let scratch = try Scratch()
    for name in ["api", "jobs"] {
      try scratch.write("module a\n", to: "\(name)/go.mod")
      try scratch.write("package main\n", to: "\(name)/main.go")
      let outcome = try scratch.scantling("init")
      #expect(outcome.status == 0 && outcome.output.contains("created specs/\(name).yaml\n"))
      try scratch.edit("specs/\(name).yaml") { "# mine\n" + $0 }
    }
    #expect(try scratch.read("specs/api.yaml").hasPrefix("# mine\n"))
    let again = try scratch.scantling("init")
    #expect(again.status == 0 && again.errors == "nothing to add\n")
    #expect(again.output.contains("api: described by specs/api.yaml already\n"))
  }

  @Test func saysWhatToDoWhereNothingIsFound() throws {
    let scratch = try Scratch()
    try scratch.write("hello\n", to: "README")
    try scratch.write("module a\n", to: "node_modules/x/go.mod")
    try scratch.write("package main\n", to: "node_modules/x/main.go")
    let outcome = try scratch.scantling("init")
    #expect(outcome.status == 1 && outcome.output.isEmpty && scratch.files().count == 3)
    #expect(outcome.errors.contains("note: looked for ") && outcome.errors.contains("scantling new api"))
  }

  @Test func followsNoLinksAndStaysCalm() throws {
    let scratch = try Scratch()
    try scratch.write("module a\n", to: "elsewhere/go.mod")
    try scratch.write("package main\n", to: "elsewhere/main.go")
    try scratch.write("{ not json", to: "shop/web/package.json")
    try scratch.write("\u{0}\u{1}\n[[[", to: "shop/eng/Cargo.toml")
    try scratch.write("", to: "shop/eng/src/main.rs")
    let (fileManager, root) = (FileManager.default, scratch.url.appending(path: "shop"))
    try fileManager.createSymbolicLink(
      at: root.appending(path: "link"), withDestinationURL: scratch.url.appending(path: "elsewhere"))
    let outcome = try run(tool, ["init"], in: root)
    #expect(outcome.status == 0 && outcome.output.contains("eng: rust") && !outcome.output.contains("link"))
  }

  @Test func namesTheRegistryAfterTheRemote() throws {
    let scratch = try Scratch()
    try scratch.write("module a\n", to: "api/go.mod")
    try scratch.write("package main\n", to: "api/main.go")
    try scratch.write(
      "[core]\n\tbare = false\n[remote \"origin\"]\n\turl = git@github.com:Acme/Shop.git\n", to: ".git/config")
    #expect(try scratch.scantling("init").status == 0)
    let workspace = try scratch.read("specs/workspace.yaml")
    #expect(workspace.contains("registry: ghcr.io/acme/shop\n"))
    #expect(workspace.contains("repository: https://github.com/Acme/Shop\n"))
  }
}
