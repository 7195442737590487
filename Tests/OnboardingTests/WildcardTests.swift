import Onboarding
import Testing

@Suite struct WildcardTests {
  @Test(arguments: [
    ("*.csproj", "Api.csproj", "Api"), ("*.*proj", "Api.Web.fsproj", "Api.Web"), ("go.mod", "go.mod", ""),
    ("build.gradle*", "build.gradle", ""),
    ("a*a", "a", nil), ("*", "x", "x"), ("*.csproj", "Api.fsproj", nil),
  ])
  func tellsWhatAStarStandsFor(_ pattern: String, _ name: String, _ star: String?) {
    #expect(wildcard(pattern, name) == star)
  }
}
