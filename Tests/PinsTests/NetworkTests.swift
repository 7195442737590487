import Foundation
import Support
import Testing

/// How the built tool comes to the network: libcurl, proxies, certificates.
@Suite(.enabled(if: LocalRegistry.isInstalled, "docker-registry is not installed"))
struct NetworkTests {
  /// Pins where those libraries cannot be loaded: the loader looks for them first where they are broken.
  private func pin(_ shop: Shop, without libraries: String...) throws -> Outcome {
    for library in libraries { try shop.scratch.write("", to: "broken/\(library)") }
    return try shop.pin(environment: ["LD_LIBRARY_PATH": shop.scratch.url.appending(path: "broken").path])
  }

  @Test func startsWithoutWhatOnlyPinNeeds() throws {
    let libraries = try run(tool, ["--version"], environment: ["LD_TRACE_LOADED_OBJECTS": "1"]).output
    #expect(libraries.contains("libyaml") && !libraries.contains("libcurl") && !libraries.contains("libFoundation.so"))
  }

  @Test func saysThatItNeedsLibcurl() throws {
    let shop = try Shop()
    let pin = try pin(shop, without: "libcurl.so.4", "libcurl-gnutls.so.4")
    #expect(
      pin.status == 74 && pin.errors.contains("error: libcurl cannot be loaded: ")
        && pin.errors.contains("Debian and Ubuntu have it in the package libcurl4\n"), "\(pin.errors)")
    #expect(!shop.scratch.exists("specs/scantling.lock"))
    // What is built in needs no registry.
    try shop.scratch.write("service: api\nbuild:\n  go: { version: \"1.27.0\" }\n", to: "specs/api.yaml")
    try shop.scratch.edit("specs/workspace.yaml") { $0.replacing("16.9", with: "16.14") }
    let builtIn = try self.pin(shop, without: "libcurl.so.4", "libcurl-gnutls.so.4")
    #expect(builtIn.status == 0, "\(builtIn.errors)")
  }

  /// Debian's git brings along the flavour that uses GnuTLS.
  @Test func takesEitherFlavourOfLibcurl() throws {
    let shop = try Shop()
    let pin = try pin(shop, without: "libcurl.so.4")
    #expect(pin.status == 0, "\(pin.errors)")
  }

  /// Loading anything into a static program crashes it.
  @Test func refusesToLoadLibcurlIntoAStaticProgram() throws {
    let scratch = try Scratch()
    try scratch.write(
      "#include \"CCurl.h\"\n#include <stdio.h>\nint main(void) { return connection_open() || !puts(connection_problem()); }\n",
      to: "main.c")
    let sources = repository.appending(path: "Sources/CCurl").path
    let program = scratch.url.appending(path: "program").path
    let compilation = try run(
      "/usr/bin/env",
      [
        "clang", "-std=c2x", "-w", "-static", "-I\(sources)/include", "\(sources)/curl.c",
        scratch.url.appending(path: "main.c").path, "-o", program,
      ])
    #expect(compilation.status == 0, "\(compilation.errors)")
    let outcome = try run(program, [])
    #expect(outcome.status == 0 && outcome.output == "this program is linked statically\n")
  }

  @Test func takesTheProxyAndCertificatesThatTheEnvironmentNames() throws {
    let shop = try Shop()
    let scratch = try Scratch()
    let certificate = try Certificate(of: "registry.test", in: scratch)
    let proxy = try FaultyProxy(to: shop.registry, certificate: certificate)
    var environment = ["https_proxy": "http://\(proxy.host)", "no_proxy": ""]
    let distrusted = try shop.pin(host: "registry.test", environment: environment)
    #expect(distrusted.status == 74 && distrusted.errors.contains("certificate"), "\(distrusted.errors)")
    #expect(try Set(proxy.requests()) == ["CONNECT registry.test:443 -"])
    environment["SSL_CERT_FILE"] = certificate.path
    let trusted = try shop.pin(host: "registry.test", environment: environment)
    #expect(trusted.status == 0, "\(trusted.errors)")
    #expect(try proxy.requests().contains("GET /v2/library/golang/manifests/1.26.9-alpine -"))
  }

  @Test func keepsWhatIsNotEncryptedOnThisMachine() throws {
    let shop = try Shop()
    let pin = try shop.pin(
      environment: ["http_proxy": "http://127.0.0.1:1", "all_proxy": "http://127.0.0.1:1", "no_proxy": ""])
    #expect(pin.status == 0, "\(pin.errors)")
  }
}
