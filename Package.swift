// swift-tools-version: 6.2
import PackageDescription

// Targets depend downwards only. Nothing below Workspace touches the disk, and nothing imports Foundation.
let package = Package(
  name: "scantling",
  products: [.executable(name: "scantling", targets: ["scantling"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
    .target(name: "CCurl"),
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
      dependencies: ["CCurl", "Diagnostics", "Spec", .product(name: "Crypto", package: "swift-crypto")]),
    .executableTarget(
      name: "scantling",
      dependencies: [
        "Diagnostics", "Driver", "IR", "LanguageServer", "Onboarding", "Pins", "Spec", "Workspace",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      // With the Swift libraries linked in, what nobody calls would be kept all the same, for others to look up by name.
      linkerSettings: [
        .unsafeFlags(["-Xlinker", "--no-export-dynamic"], .when(platforms: [.linux], configuration: .release))
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

for target in package.targets where target.type != .system && !["CCurl", "CTemplates"].contains(target.name) {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"), .treatAllWarnings(as: .error), .strictMemorySafety(),
  ]
}
