# shellcheck shell=bash
# What a Makefile does where it is used as it says it may be: with `make -f` in the workspace root, and included.
#
#   make_judge <how> <Makefile>   <how> is dry-run, included, recipes or help; the Makefile's path is from the root
#
# Nothing but `make help` is run for real.

: "${scratch:?a folder for whatever is written}"

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

# dry_run <folder> <file there> <Makefile that is judged> <target>...
dry_run() {
  local folder=$1 file=$2 makefile=$3 target status=0
  shift 3
  (($# > 0)) || { echo "$makefile: no targets"; return 1; }
  for target; do
    if ! (cd "$folder" && plain_make --warn-undefined-variables -n -f "$file" "$target") \
      >/dev/null 2>"$scratch/stderr" || [[ -s $scratch/stderr ]]; then
      sed "s|^|$makefile: make $target: |" "$scratch/stderr"
      status=1
    fi
  done
  return "$status"
}

# What make would run, in a file for each recipe, named after its target.
check_recipes() {
  local makefile=$1 recipes=$scratch/recipes findings
  shift
  mkdir "$recipes"
  plain_make -n --trace -f "$makefile" "$@" | awk -v recipes="$recipes" -v makefile="$makefile:" "
    index(\$0, makefile) == 1 && match(\$0, /target '[^']*'/) {
      name = substr(\$0, RSTART + 8, RLENGTH - 9); gsub(\"/\", \"-\", name); file = recipes \"/\" name; next
    }
    /^make: / { next } file { print >file }" || return
  if ! findings=$(cd "$recipes" && find . -type f -exec shellcheck --norc --shell sh --format gcc -- {} + 2>&1); then
    sort -V <<<"${findings//.\//$makefile: recipe of }"
    return 1
  fi
  find "$recipes" -type f | grep -q . || { echo "$makefile: no recipes"; return 1; }
}

# Every target is listed, or is one that is listed for a single service or platform: container-size-api.
check_help() {
  local makefile=$1 copy=$2 target shorter listed status=0
  if ! (cd "$copy" && plain_make --warn-undefined-variables -f including.mk help) >"$scratch/help" 2>&1; then
    sed "s|^|$makefile: make help: |" "$scratch/help"
    return 1
  fi
  listed=$(sed -n 's/^  \([a-z][^ ]*\)  .*/\1/p' "$scratch/help")
  while read -r target; do
    shorter=$target
    while [[ $shorter == container-* ]] && ! grep -qxF -e "$shorter" <<<"$listed"; do shorter=${shorter%-*}; done
    [[ $shorter == container ]] && echo "$makefile: make help says nothing of $target" && status=1
  done < <(phony_targets "$makefile")
  if [[ $(cd "$copy" && plain_make -n -f "$makefile" help 2>&1) != "$(cd "$copy" && plain_make -n -f "$makefile" 2>&1)" ]]; then
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
    dry-run) dry_run . "$makefile" "$makefile" "${targets[@]}" ;;
    included)
      copy=$(included_copy "$makefile")
      dry_run "$copy" including.mk "$makefile" "${targets[@]}" || status=1
      dry_run "$copy" own.mk "$makefile" all help generate check || status=1
      return "$status"
      ;;
    recipes) check_recipes "$makefile" "${targets[@]}" ;;
    help) check_help "$makefile" "$(included_copy "$makefile")" ;;
  esac
}
