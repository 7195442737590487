import Testing

@testable import Emit

@Suite struct RegistryTests {
  @Test(arguments: [
    ("ghcr.io", Registry.Access.jobToken),
    ("docker.io", .password),
    ("harbor.example.com:8443", .password),
    ("quay.io", .password),
    ("123456789012.dkr.ecr.eu-west-1.amazonaws.com", .awsRole(region: "eu-west-1")),
    ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", .awsRole(region: "cn-north-1")),
    ("dkr.ecr.amazonaws.com", .password),
    ("public.ecr.aws", .awsRole(region: "us-east-1")),
    ("europe-docker.pkg.dev", .googleAccount),
    ("eu.gcr.io", .googleAccount),
    ("acme.azurecr.io", .azureApplication(registry: "acme")),
    ("azurecr.io", .password),
  ])
  func isOpenedInItsOwnWay(host: String, access: Registry.Access) {
    #expect(Registry.Access(host: host) == access)
  }
}
