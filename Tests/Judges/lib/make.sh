# shellcheck shell=bash
# What a Makefile does where it is used as it says it may be: with `make -f` in the workspace root, and included.
#
#   make_judge <how> <Makefile>   <how> is dry-run, included, recipes or help; the Makefile's path is from the root
#
# Nothing but `make help` is run for real. The caller has set $scratch, a folder of its own.

# make without what a make around this one hands down.
plain_make() { env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u MAKEFILES make "$@"; }

phony_targets() {
  sed -e ':join' -e '/\\$/{N;s/\\\n//;b join' -e '}' "$1" | sed -n 's/^\.PHONY://p' | tr -s ' \t' '\n' | sed '/^$/d'
}

# A copy of what the Makefile needs, in a folder with spaces in its name, included by another Makefile.
included_copy() {
  local copy="$scratch/a folder with spaces/included $RANDOM"
  mkdir -p "$copy/specs" "$copy/$(dirname "$1")"
  cp "$1" "$copy/$1"
  if [[ -f specs/workspace.yaml ]]; then cp specs/workspace.yaml "$copy/specs/"; else : >"$copy/specs/workspace.yaml"; fi
  printf 'include %s\n' "$1" >"$copy/including.mk"
  # One with a default target of its own, and recipes for the names that are left to it.
  printf '.PHONY: all\nall help generate check:\n\t@echo mine\n\ninclude %s\n' "$1" >"$copy/own.mk"
  printf '%s\n' "$copy"
}

# dry_run <folder> <Makefile there> <folder for what would run> <target>...
dry_run() {
  local folder=$1 makefile=$2 recipes=$3 target status=0
  shift 3
  mkdir -p "$recipes"
  (($# > 0)) || { echo "$makefile: no targets"; return 1; }
  for target; do
    if ! (cd "$folder" && plain_make --warn-undefined-variables -n -f "$makefile" "$target") \
      >"$recipes/$target" 2>"$scratch/stderr" || [[ -s $scratch/stderr ]]; then
      sed "s|^|$makefile: make $target: |" "$scratch/stderr"
      status=1
    fi
    sh -n "$recipes/$target" || status=1
  done
  return "$status"
}

# Every target is listed, or is one that is listed for a single service or platform: container-size-api.
check_help() {
  local makefile=$1 copy=$2 target listed status=0
  if ! (cd "$copy" && plain_make --warn-undefined-variables -f including.mk help) >"$scratch/help" 2>&1; then
    sed "s|^|$makefile: make help: |" "$scratch/help"
    return 1
  fi
  listed=$(sed -n 's/^  \([a-z][^ ]*\)  .*/\1/p' "$scratch/help")
  while read -r target; do
    while [[ $target == container-* ]] && ! grep -qxF -e "$target" <<<"$listed"; do target=${target%-*}; done
    [[ $target == container ]] && echo "$makefile: help says nothing of some container-* target" && status=1
  done < <(phony_targets "$makefile")
  if ! diff <(cd "$copy" && plain_make -n -f "$makefile" help 2>&1) <(cd "$copy" && plain_make -n -f "$makefile" 2>&1) >/dev/null; then
    echo "$makefile: make without a target does something else than make help"
    status=1
  fi
  return "$status"
}

make_judge() {
  local how=$1 makefile=$2 copy status=0
  local -a targets
  mapfile -t targets < <(phony_targets "$makefile")
  case $how in
    dry-run) dry_run . "$makefile" "$scratch/recipes" "${targets[@]}" ;;
    included)
      copy=$(included_copy "$makefile")
      dry_run "$copy" including.mk "$scratch/included" "${targets[@]}" || status=1
      dry_run "$copy" own.mk "$scratch/own" all help generate check || status=1
      return "$status"
      ;;
    recipes)
      dry_run . "$makefile" "$scratch/recipes" "${targets[@]}" >/dev/null
      # Each line is a shell of its own; read as one script, some seem to be out of reach.
      (cd "$scratch/recipes" && shellcheck --norc --shell sh --format gcc --exclude SC2317,SC2329 -- "${targets[@]}") ||
        { echo "$makefile: findings in what its targets run"; return 1; }
      ;;
    help) check_help "$makefile" "$(included_copy "$makefile")" ;;
  esac
}
