import Diagnostics
import IR

extension ContainerJobs {
  /// Decides whether to publish, and under which tags.
  var tags: Workflow.Step {
    let branch = plan.pipeline.branch
    return Workflow.Step(
      name: "Name the tags", id: "tags",
      environment: [.init("BRANCH", Workflow.Scalar(branch.value), from: branch.range)],
      action: .run(.init([.text(Self.newest), .text(Self.tagScript)])))
  }

  /// The newest release whose tag fits a pattern.
  static let newest: StaticString = #"""
    newest() { git tag --list "$1" | grep -Ex 'v[0-9]+\.[0-9]+\.[0-9]+' | sort -V | tail -n 1; }

    """#

  var tagOutputs: [Workflow.Setting] {
    ["publish", "created", "tag", "floating"].map { .init($0, .output($0, ofStep: "tags")) }
  }

  private static let tagScript: StaticString = #"""
    publish=false
    if [[ $GITHUB_EVENT_NAME == push || $GITHUB_EVENT_NAME == workflow_dispatch ]] &&
      [[ $GITHUB_REF == "refs/heads/$BRANCH" || $GITHUB_REF == refs/tags/v* ]]; then
      publish=true
    fi

    # The tag that never moves, and the floating ones that come to it once its image is scanned and signed.
    tag=sha-$GITHUB_SHA
    floating=edge
    if [[ $GITHUB_REF == refs/tags/v* ]]; then
      tag=${GITHUB_REF_NAME#v}
      tag=${tag//+/-}
      floating=
      if [[ ! $tag =~ ^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$ ]]; then
        echo "::error title=tags::'$tag' cannot be the tag of an image"
        exit 1
      fi
    fi

    # A release moves tags only if it is the newest of its line: a late fix of an old line is not 'latest'.
    if [[ $GITHUB_REF == refs/tags/v* && $tag =~ ^([0-9]+\.[0-9]+)\.[0-9]+$ ]]; then
      line=${BASH_REMATCH[1]}
      if [[ $(newest "v$line.*") == "$GITHUB_REF_NAME" ]]; then floating=$line; fi
      if [[ $(newest 'v*') == "$GITHUB_REF_NAME" ]]; then floating+=" latest"; fi
    fi

    {
      echo "publish=$publish"
      echo "created=$(git show --no-patch --format=%cI HEAD)"
      echo "tag=$tag"
      echo "floating=$floating"
    } | tee -a "$GITHUB_OUTPUT"
    """#
}
