# shellcheck shell=bash disable=SC2154
# What the engine needs of the machine, and how it gets it: sourced by `engine`.
#
# Nothing here starts a service or edits the machine's configuration. The engine's own programs (dockerd, containerd,
# docker-registry, the docker client with buildx and compose) are unpacked into the cache, not installed.

# Commands the machine must have, each with the Debian package that brings it.
tools=(debootstrap:debootstrap iptables:iptables ip:iproute2 nsenter:util-linux openssl:openssl python3:python3)
programs=(docker.io docker-cli docker-buildx docker-compose containerd runc docker-registry tini-static)

# Prints one line that says why the engine cannot run here; prints nothing if it can.
why_not() {
  [[ $(uname -sm) == "Linux x86_64" ]] || { echo "needs Linux on x86_64, this is $(uname -sm)" && return; }
  ((EUID == 0)) || { echo "needs root: it makes mount, network and process namespaces" && return; }
  [[ $(getconf GNU_LIBC_VERSION 2>/dev/null) =~ ^glibc\ 2\.([0-9]+) ]] && ((BASH_REMATCH[1] >= 34)) ||
    { echo "needs glibc 2.34 or later, which the engine's programs are linked with" && return; }
  unshare --mount --net --pid --fork true 2>/dev/null || { echo "cannot make namespaces with unshare" && return; }
  grep -qw overlay /proc/filesystems || { echo "the kernel has no overlay file system" && return; }
  mountpoint -q /sys/fs/cgroup || { echo "no control groups are mounted at /sys/fs/cgroup" && return; }
  ((${#run} < 90)) || { echo "the cache's path is too long for a socket: $cache" && return; }
  [[ $cache != /run/* && $cache != /etc/* ]] || { echo "the cache cannot be under /run or /etc" && return; }
  [[ -e $lock_file ]] && return
  command -v apt-get >/dev/null || { echo "needs apt-get to fetch packages" && return; }
  [[ -n $(mirror) ]] || { echo "no Debian mirror in apt's sources; set SCANTLING_ENGINE_MIRROR" && return; }
  [[ -e $keyring ]] || { echo "no $keyring (package debian-archive-keyring)" && return; }
  (($(df -Pk "$(nearest "$cache")" | awk 'NR == 2 { print $4 }') > 10 << 20)) ||
    { echo "needs 10 GiB of disk for $cache" && return; }
}

keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# The nearest folder to a path, going up, that exists.
nearest() {
  local path=$1
  until [[ -d $path ]]; do path=$(dirname -- "$path"); done
  echo "$path"
}

mirror() {
  [[ -z ${SCANTLING_ENGINE_MIRROR:-} ]] || { echo "$SCANTLING_ENGINE_MIRROR" && return; }
  # shellcheck disable=SC2016 # apt's own variables
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -m1 '/debian/\?$' || true
}

install_tools() {
  local pair missing=()
  for pair in "${tools[@]}"; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}")
  done
  [[ -x $cache/bin/runc ]] || command -v runc >/dev/null || missing+=(runc)
  python3 -m pip --version >/dev/null 2>&1 || missing+=(python3-pip)
  ((${#missing[@]})) || return 0
  say "installing ${missing[*]}"
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=120 \
    "${missing[@]}" </dev/null >"$cache/install.log" 2>&1 ||
    die "apt-get install failed: $(tail -n1 "$cache/install.log")"
}

# apt with sources, lists and package state of its own; the machine's settings for downloads (a proxy) still hold.
private_apt() {
  local command=$1
  shift
  [[ -n $(find "$cache/apt/updated" -mmin -720 2>/dev/null) ]] || update_apt
  APT_CONFIG=$cache/apt/apt.conf "$command" -qq "$@"
}

update_apt() {
  say "reading Debian's package lists ($suite)"
  mkdir -p "$cache"/apt/{lists/partial,archives/partial}
  : >"$cache/apt/no-packages"
  echo "deb [signed-by=$keyring] $(mirror) $suite main" >"$cache/apt/sources.list"
  cat >"$cache/apt/apt.conf" <<EOF
$(apt-config dump | grep '^Acquire::')
Dir::Etc { Parts "/dev/null"; Main "/dev/null"; SourceParts "/dev/null"; };
Dir::Etc { PreferencesParts "/dev/null"; Preferences "/dev/null"; };
Dir::Etc::SourceList "$cache/apt/sources.list";
Dir::State "$cache/apt";
Dir::State::Status "$cache/apt/no-packages";
Dir::Cache "$cache/apt";
APT::Architecture "amd64";
APT::Architectures { $(printf '"%s"; ' "${architectures[@]}")};
APT::Sandbox::User "root";
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::Retries "3";
EOF
  local try
  for try in 1 2 3; do
    APT_CONFIG=$cache/apt/apt.conf apt-get -qq update >"$cache/apt/update.log" 2>&1 && break
    ((try < 3)) || die "apt-get update failed: $(tail -n1 "$cache/apt/update.log")"
    sleep 5
  done
  touch "$cache/apt/updated"
}

install_programs() {
  [[ ! -e $cache/bin/.complete ]] || return 0
  say "unpacking ${programs[*]}"
  local unpack=$cache/unpack deb
  rm -rf "$unpack" "$cache/bin"
  mkdir -p "$unpack/debs" "$cache/bin" "$cache/plugins"
  (cd "$unpack/debs" && private_apt apt-get download "${programs[@]}")
  for deb in "$unpack"/debs/*.deb; do dpkg-deb -x "$deb" "$unpack/root"; done
  find "$unpack"/root/usr/{bin,sbin} \( -type f -o -type l \) ! -name docker-compose ! -lname '*sbin/runc' \
    -exec mv -t "$cache/bin" {} +
  mv "$unpack"/root/usr/libexec/docker/cli-plugins/* "$cache/plugins/"
  # runc needs a newer glibc than the rest; an older machine has one of its own.
  "$cache/bin/runc" --version >/dev/null 2>&1 || { rm "$cache/bin/runc" && install_tools; }
  rm -rf "$unpack"
  touch "$cache/bin/.complete"
}
