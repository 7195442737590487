// swift-tools-version: 6.2
import PackageDescription

// Targets depend downwards only. Nothing below Workspace imports Foundation or touches the disk.
let package = Package(
  name: "scantling",
  products: [.executable(name: "scantling", targets: ["scantling"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
  ],
  targets: [
    .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
    .target(name: "CTemplates"),
    .target(name: "Diagnostics"),
    .target(name: "YAML", dependencies: ["Diagnostics", "CYAML"]),
    .target(name: "Spec", dependencies: ["Diagnostics", "YAML"]),
    .target(name: "IR", dependencies: ["Diagnostics", "Spec", "YAML"]),
    .target(name: "Emit", dependencies: ["Diagnostics", "IR", "YAML"]),
    .target(
      name: "Driver",
      dependencies: [
        "Diagnostics", "YAML", "Spec", "IR", "Emit", "CTemplates",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(name: "Onboarding", dependencies: ["Diagnostics", "Driver", "Spec", "YAML"]),
    .target(
      name: "Workspace", dependencies: ["Diagnostics", "Driver", "Emit", "IR", "Onboarding", "Spec", "YAML"]),
    .target(name: "LanguageServer", dependencies: ["Diagnostics", "YAML", "Spec", "Driver", "Workspace"]),
    .target(
      name: "Pins",
      dependencies: [
        "Diagnostics", "Spec",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]),
    .executableTarget(
      name: "scantling",
      dependencies: [
        "Diagnostics", "Driver", "IR", "LanguageServer", "Onboarding", "Pins", "Spec", "Workspace",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(name: "Support", path: "Tests/Support"),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics", "Support"]),
    .testTarget(name: "YAMLTests", dependencies: ["Diagnostics", "Support", "YAML"]),
    .testTarget(name: "EmitTests", dependencies: ["Diagnostics", "Emit", "IR", "Spec", "Support", "YAML"]),
    .testTarget(
      name: "DriverTests", dependencies: ["Diagnostics", "Driver", "Spec", "Support", "YAML"], exclude: ["Fixtures"]),
    .testTarget(
      name: "GoldenTests", dependencies: ["Diagnostics", "Driver", "Support", "scantling"], exclude: ["Fixtures"]),
    .testTarget(name: "WorkspaceTests", dependencies: ["Diagnostics", "Driver", "Support", "Workspace", "YAML"]),
    .testTarget(name: "LanguageServerTests", dependencies: ["LanguageServer", "Support", "scantling"]),
    .testTarget(name: "OnboardingTests", dependencies: ["Diagnostics", "Driver", "Onboarding", "Spec", "Support"]),
    .testTarget(name: "CLITests", dependencies: ["Support", "scantling"]),
    .testTarget(name: "PinsTests", dependencies: ["Pins", "Spec", "Support", "scantling"], exclude: ["servers.py"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)

for target in package.targets where target.type != .system && target.name != "CTemplates" {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"), .treatAllWarnings(as: .error), .strictMemorySafety(),
  ]
}
