import Diagnostics
import IR

extension Workflow.Job {
  /// Finds the services that a change concerns, and puts out their rows for the matrices of later jobs, each with the
  /// script that makes its rows. `workflow` is the path of the workflow that the job is in.
  static func changes(
    _ plan: BuildPlan, _ table: Workflow.ServiceTable, of workflow: String,
    for matrices: [(shards: Workflow.Shards, rows: StaticString)]
  ) -> Self {
    let shards = matrices.map(\.shards)
    let scripts: [Workflow.Script.Piece] = [
      .table(table), .text(base), .text(ownChange), .text(affected), .text(summary), .text(putOut),
    ]
    let rows = Workflow.Step(
      name: "Find the services that the change concerns", id: "rows",
      environment: [
        .init("BASE", changeBase, comment: "What a push comes after, or a group of the merge queue."),
        .init("WORKFLOW", Workflow.Scalar(workflow)),
      ] + shards.map { .init("\($0.name.uppercased())_MATRICES", .integer($0.count)) },
      action: .run(.init(scripts + matrices.map { .text($0.rows) })))
    return Self(
      id: "changes", name: "changes", runner: plan.pipeline.jobRunner, timeoutMinutes: 10, permissions: [.checkout],
      outputs: shards.flatMap(\.outputs).map { .init($0, .output($0, ofStep: "rows")) },
      steps: [.checkout(plan, history: true), rows], origin: table.origin)
  }

  private static let changeBase = Workflow.Expression.any([
    .property("github.event.merge_group.base_sha"), .property("github.event.before"),
  ])

  private static let base: StaticString = #"""
    # Where there is nothing to compare with, everything is built: for a tag, on demand, after a first or a forced push.
    base=
    case $GITHUB_EVENT_NAME in
      # What is checked out is the merge; its first parent is what the change would be merged into.
      pull_request) if git rev-parse --quiet --verify HEAD^2 >/dev/null; then base=$(git rev-parse HEAD^1); fi ;;
      merge_group | push)
        if [[ $GITHUB_REF == refs/heads/* ]] && git cat-file -e "$BASE^{commit}" 2>/dev/null; then base=$BASE; fi ;;
    esac

    """#

  /// A new service changes the table in the workflow, which is no reason to build the others.
  private static let ownChange: StaticString = #"""
    # The workflow is an input too: for a service its row of the table, for all of them the rest.
    table="/<<'JSON'\$/,/^ *JSON\$/"
    rest() { git show "$1:$WORKFLOW" | sed "1,2d;${table}d"; }
    reason=
    echo '[]' >"$RUNNER_TEMP/before.json"
    if [[ -z $base ]]; then
      reason='there is nothing to compare with'
    elif ! git cat-file -e "$base:$WORKFLOW" 2>/dev/null || [[ $(rest "$base") != "$(rest HEAD)" ]]; then
      reason='the workflow changed'
    else
      git show "$base:$WORKFLOW" | sed -n "${table}p" | sed '1d;$d' >"$RUNNER_TEMP/before.json"
    fi

    """#

  /// Leaves the rows of the services that have to be built in affected.json.
  private static let affected: StaticString = #"""
    # A service a line: its name, its platforms, whether its row is another, and its inputs as git takes them.
    jq -r --slurpfile before "$RUNNER_TEMP/before.json" '
      def pathspec($but): if contains("*") then ":(top,glob\($but))\(.)", ":(top,glob\($but))\(.)/**"
        else ":(top,literal\($but))\(.)" end;
      .[] | [.service, (.builds | map(.platform + if .emulated then " (emulated)" else "" end) | join(", ")),
        (IN($before[0][]) | not), (.inputs[] | pathspec("")), (.ignored[] | pathspec(",exclude"))] | @tsv
      ' "$RUNNER_TEMP/services.json" >"$RUNNER_TEMP/inputs.tsv"

    affected=()
    : >"$RUNNER_TEMP/reasons"
    while IFS=$'\t' read -r -a row; do
      why=$reason
      if [[ -z $why && ${row[2]} == true ]]; then why='its row in the workflow changed'; fi
      if [[ -z $why ]]; then
        git diff --name-only --no-renames "$base" HEAD -- "${row[@]:3}" >"$RUNNER_TEMP/changed"
        if [[ ! -s $RUNNER_TEMP/changed ]]; then continue; fi
        read -r path <"$RUNNER_TEMP/changed"
        more=$(($(wc -l <"$RUNNER_TEMP/changed") - 1))
        why="\`${path//[\`|]/?}\`"
        if ((more > 0)); then why+=" and $more more"; fi
      fi
      affected+=("${row[0]}")
      echo "| ${row[0]} | ${row[1]} | $why |" >>"$RUNNER_TEMP/reasons"
    done <"$RUNNER_TEMP/inputs.tsv"
    jq 'map(select(.service | IN($ARGS.positional[])))' "$RUNNER_TEMP/services.json" \
      --args "${affected[@]}" >"$RUNNER_TEMP/affected.json"

    """#

  private static let summary: StaticString = #"""
    echo "compared with ${base:-nothing}, to build: ${affected[*]:-nothing}"
    if ((${#affected[@]} == 0)); then
      echo "Nothing to build: no image depends on what changed since $base."
    else
      printf '%s\n' '| Image | Platforms | Because of |' '| --- | --- | --- |'
      cat "$RUNNER_TEMP/reasons"
    fi >>"$GITHUB_STEP_SUMMARY"

    """#

  private static let putOut: StaticString = #"""
    # Puts rows out under a name; a matrix has at most 256, so there may be NAME-1, NAME-2 and on.
    put_out() {
      jq -r --arg name "$1" --argjson count "$2" '. as $rows | range($count) |
        "\($name)\(if $count > 1 then "-\(. + 1)" else "" end)=\($rows[. * 256:(. + 1) * 256] | tojson)"
        ' >>"$GITHUB_OUTPUT"
    }
    """#
}
