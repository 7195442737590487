# Set-up that the scripts share. Sourced, not run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${SCANTLING_CACHE:-$root/.cache}

# Says what is being done; on standard error, because standard output belongs to the tool.
say() { printf '%s\n' "$*" >&2; }

# Installs Debian packages that are not there yet. Asks for nothing and starts no service.
need_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing ${missing[*]}"
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get install --yes --quiet --no-install-recommends "${missing[@]}" >&2 \
    || { "${as_root[@]}" apt-get update --quiet >&2 \
      && "${as_root[@]}" apt-get install --yes --quiet --no-install-recommends "${missing[@]}" >&2; }
}

need_swift() {
  command -v swift >/dev/null && return 0
  say "error: no Swift toolchain on the PATH; install Swift 6.2 or later from swift.org"
  exit 1
}
