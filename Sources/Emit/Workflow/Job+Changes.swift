import Diagnostics
import IR

extension Workflow.Job {
  /// Finds the services that a change concerns, and puts out their rows for the matrices of later jobs.
  static func changes(
    _ plan: BuildPlan, _ table: Workflow.ServiceTable, builds: Workflow.Shards, merges: Workflow.Shards? = nil
  ) -> Self {
    let shards = [builds] + (merges.map { [$0] } ?? [])
    let scripts = [Workflow.Script.Piece.table(table), .text(affected), .text(buildRows)]
    let rows = Workflow.Step(
      name: "Find the services that the change concerns", id: "rows",
      environment: [.init("BASE", changeBase, comment: "What the change is merged into, or comes after.")]
        + shards.map { .init("\($0.name.uppercased())_MATRICES", .integer($0.count)) },
      action: .run(.init(scripts + (merges == nil ? [] : [.text(mergeRows)]))))
    return Self(
      id: "changes", name: "changes", runner: plan.pipeline.jobRunner, timeoutMinutes: 10, permissions: [.checkout],
      outputs: shards.flatMap(\.outputs).map { .init($0, .output($0, ofStep: "rows")) },
      steps: [.checkout(plan, history: true), rows], origin: table.origin)
  }

  private static let changeBase = Workflow.Expression.any([
    .property("github.event.pull_request.base.sha"), .property("github.event.merge_group.base_sha"),
    .property("github.event.before"),
  ])

  /// Leaves the rows of the services that have to be built in affected.json.
  private static let affected: StaticString = #"""
    # Where the base is not known, everything is built: for a tag, on demand, and after a first or a forced push.
    base=
    case $GITHUB_EVENT_NAME in
      pull_request | merge_group) base=$(git merge-base "$BASE" HEAD) || base= ;;
      push) if [[ $GITHUB_REF == refs/heads/* ]] && git cat-file -e "$BASE^{commit}" 2>/dev/null; then base=$BASE; fi ;;
    esac

    # A service and its inputs a line. Git fails where an input differs, and also where it cannot tell.
    affected=()
    while IFS=$'\t' read -r -a row; do
      if [[ -z $base ]] || ! git diff --quiet "$base" HEAD -- "${row[@]:1}"; then affected+=("${row[0]}"); fi
    done < <(jq -r '.[] | [.service, (.inputs[] |
      if contains("*") then ":(top,glob)\(.)", ":(top,glob)\(.)/**" else ":(top,literal)\(.)" end)] | @tsv
      ' "$RUNNER_TEMP/services.json")
    echo "to build, compared with ${base:-nothing}: ${affected[*]:-none}"
    jq 'map(select(.service | IN($ARGS.positional[])))' "$RUNNER_TEMP/services.json" \
      --args "${affected[@]}" >"$RUNNER_TEMP/affected.json"

    # Puts rows out under a name; a matrix has at most 256, so there may be NAME-1, NAME-2 and on.
    put_out() {
      jq -r --arg name "$1" --argjson count "$2" '. as $rows | range($count) |
        "\($name)\(if $count > 1 then "-\(. + 1)" else "" end)=\($rows[. * 256:(. + 1) * 256] | tojson)"
        ' >>"$GITHUB_OUTPUT"
    }
    """#

  private static let buildRows: StaticString = #"""
    jq 'map({service, image, dockerfile, budget} + .builds[])' "$RUNNER_TEMP/affected.json" |
      put_out build "$BUILD_MATRICES"
    """#

  private static let mergeRows: StaticString = #"""
    jq 'map({service, image, platforms: (.builds | length)})' "$RUNNER_TEMP/affected.json" |
      put_out merge "$MERGE_MATRICES"
    """#
}
