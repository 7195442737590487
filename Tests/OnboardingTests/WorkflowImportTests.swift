import Onboarding
import Testing

/// Workflows in, settings of the workspace out.
@Suite struct WorkflowImportTests {
  private let git = [
    "api/Dockerfile": "FROM alpine:3.24\n",
    ".git/config": "[remote \"origin\"]\n\turl = https://github.com/Acme/shop.git\n",
  ]

  private func imported(_ steps: String) throws -> (workspace: String, specs: ImportedSpecs) {
    let text = """
      on: { push: { branches: [trunk, 'v*'] } }
      env: { REGISTRY: quay.io }
      jobs:
        image:
          runs-on: ubuntu-latest
          steps:
            - uses: actions/checkout@v4
      \(steps.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n"))
      """
    let specs = try OnboardingTests.imported(git.merging([".github/workflows/image.yml": text]) { $1 })
    return (specs.text("specs/workspace.yaml"), specs)
  }

  @Test(arguments: [
    (
      "- uses: docker/build-push-action@v6\n  with: { tags: 'ghcr.io/${{ github.repository_owner }}/api:${{ github.sha }}' }",
      "registry: ghcr.io/acme\n"
    ),
    ("- uses: docker/build-push-action@v6\n  with: { tags: 'acme/api:1' }", "registry: docker.io/acme\n"),
    (
      "- uses: docker/metadata-action@v5\n  with: { images: '${{ env.REGISTRY }}/a/b' }\n- uses: docker/build-push-action@v6",
      "registry: quay.io/a\n"
    ),
    (
      "- uses: docker/build-push-action@v6\n  with: { platforms: 'linux/amd64,linux/arm/v7' }",
      "platforms: [linux/amd64, linux/arm/v7]\n"
    ),
    (
      "- uses: docker/build-push-action@v6\n  with: { provenance: mode=max, sbom: true }",
      "  provenance: max\n  sbom: true\n"
    ),
    ("- run: docker build -t x .", "ci:\n  branch: trunk\n"),
    ("- run: docker build -t x .\n- uses: sigstore/cosign-installer@v3", "  sign: keyless\n"),
    (
      "- run: docker build -t x .\n- uses: aquasecurity/trivy-action@0.30.0\n  with: { severity: 'CRITICAL,HIGH' }",
      "    severity: [critical, high]\n"
    ),
    ("- run: docker build -t x .\n- uses: actions/attest-build-provenance@v2", "  attest: always\n"),
  ])
  func readsWhatImagesAre(_ steps: String, _ expected: String) throws {
    let (workspace, specs) = try imported(steps)
    #expect(workspace.contains(expected), "\(workspace)\(specs.report)")
    #expect(specs.figures.steps[.missing] == nil, "\(specs.report)")
  }

  @Test(arguments: [
    ("- run: make test", "image.yml:8:9: a command is not carried over: it is a command of this workflow's own"),
    ("- uses: acme/notify@v1", "acme/notify is not carried over: there is no key for 'acme/notify'"),
    ("- run: cosign sign --key k x", "is not carried over: write the path of the public key"),
  ])
  func gradesSteps(_ step: String, _ expected: String) throws {
    let specs = try imported("\(step)\n- run: docker build .").specs
    #expect(specs.report.contains(expected), "\(specs.report)")
    #expect(specs.figures.steps[.missing] == 1 && specs.figures.steps[.expressed] == 2)
  }

  @Test func leavesOthersAlone() throws {
    let (workspace, specs) = try imported("- run: make test")
    #expect(
      specs.report.contains(".github/workflows/image.yml: builds no image, and is left alone\n"), "\(specs.report)")
    #expect(!workspace.contains("\nci:") && workspace.contains("registry: ghcr.io/acme/shop\n"), "\(workspace)")
  }

  @Test func knowsBots() throws {
    let specs = try OnboardingTests.imported(
      git.merging([".github/dependabot.yml": "version: 2\n", "renovate.json": "{}"]) { $1 })
    #expect(specs.text("specs/workspace.yaml").contains("ci:\n  bots: [dependabot, renovate]\n"))
  }

  @Test(arguments: [
    "jobs: 1", "jobs: { a: { steps: [1, [], { run: [] }, { uses: docker/build-push-action, with: 1 }] } }",
    "on: []\njobs: { a: { uses: 7, with: { images: ${{ } } }", ": :",
  ])
  func staysCalm(_ text: String) throws {
    let specs = try OnboardingTests.imported(git.merging([".github/workflows/x.yaml": text]) { $1 })
    #expect(!specs.files.isEmpty)
  }
}
