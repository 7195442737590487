# shellcheck shell=bash disable=SC2154
# Starting, entering and stopping the engine: sourced by `engine`.
#
# The engine is one process tree in mount, network and process namespaces of its own. Its first process is `init`;
# when that ends, the kernel ends the rest, and every mount and network device of the engine goes with it.

# Prints the process id of the engine's first process, as the machine sees it; fails if the engine is not running.
init_pid() {
  local pid
  pid=$(cat "$run/init.pid" 2>/dev/null) && grep -qzFx -- "$cache" "/proc/$pid/cmdline" 2>/dev/null && echo "$pid"
}

start() {
  ! init_pid >/dev/null || return 0
  ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null ||
    die "port $port is taken; SCANTLING_ENGINE_PORT says which to use"
  say "starting the registry and dockerd"
  rm -rf --one-file-system "$run"
  mkdir -p "$run" "$cache"/{registry,data,tls,config,client}
  write_configuration
  local log=$run/init.log outer pid=
  detached "$log" unshare --mount --net --pid --fork --propagation slave "$here/lib/init" "$cache" &
  outer=$!
  until [[ -n $pid ]]; do
    kill -0 "$outer" 2>/dev/null || die "the engine did not start: $(tail -n1 "$log")"
    pid=$(pgrep -P "$outer") || sleep 0.05
  done
  echo "$pid" >"$run/init.pid"
  detached "$run/forward.log" python3 "$here/lib/forward.py" "$port" "$pid" &
  wait_for "dockerd" "$run/dockerd.log" "$cache/client/docker" version
  wait_for "the registry at localhost:$port" "$run/forward.log" \
    python3 -c "import urllib.request as u; u.urlopen('http://localhost:$port/v2/', timeout=2)"
}

# detached LOG COMMAND...: becomes COMMAND, holding nothing of the caller's: no terminal, no pipe, no lock.
detached() {
  exec </dev/null >"$1" 2>&1
  shift
  local fd
  for fd in /proc/self/fd/*; do
    fd=${fd##*/}
    ((fd <= 2)) || eval "exec $fd>&-"
  done
  exec setsid "$@"
}

# wait_for WHAT LOG COMMAND...: until COMMAND succeeds, for a minute.
wait_for() {
  local what=$1 log=$2 deadline=$((SECONDS + 60))
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS > deadline)) || ! init_pid >/dev/null; then
      stop
      die "$what does not answer: $(tail -n1 "$log" 2>/dev/null || tail -n1 "$run/init.log")"
    fi
    sleep 0.2
  done
}

write_configuration() {
  local hosts
  # Every registry that a stand-in is named after, and ghcr.io to push to; all are the engine's own registry.
  mapfile -t hosts < <({
    echo ghcr.io
    stand_in_references | sed 's|/.*||; s|^docker.io$|registry-1.docker.io|'
  } | sort -u)
  printf '127.0.0.1 %s\n' localhost "${hosts[@]}" >"$run/hosts"
  local names
  names=$(printf ',DNS:%s' localhost "${hosts[@]}")
  if [[ $(cat "$cache/tls/names" 2>/dev/null) != "$names" ]]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=scantling engine" \
      -addext "subjectAltName=${names#,}" -keyout "$cache/tls/key.pem" -out "$cache/tls/cert.pem" 2>"$run/openssl.log"
    echo "$names" >"$cache/tls/names"
  fi
  cat >"$cache/config/registry.yml" <<EOF
version: 0.1
log: { level: warn, accesslog: { disabled: true } }
storage: { filesystem: { rootdirectory: "$cache/registry" }, delete: { enabled: true } }
http: { addr: ":$port" }
EOF
  cat >"$run/daemon.json" <<EOF
{
  "features": { "containerd-snapshotter": true },
  "cgroup-parent": "/scantling-engine",
  "shutdown-timeout": 5,
  "builder": { "gc": { "enabled": true, "defaultKeepStorage": "20GB" } }
}
EOF
  echo "{ \"cliPluginsExtraDirs\": [\"$cache/plugins\"] }" >"$cache/config/config.json"
  cat >"$cache/client/docker" <<EOF
#!/bin/bash
# The docker client, run where the daemon runs, so that both mean the same thing by a registry's name or a port.
export DOCKER_HOST=\${DOCKER_HOST:-$(printf %q "unix://$run/docker.sock")}
export DOCKER_CONFIG=\${DOCKER_CONFIG:-$(printf %q "$cache/config")}
export SCANTLING_ENGINE_CACHE=$(printf %q "$cache") SCANTLING_ENGINE_PORT=$port
exec $(printf %q "$here/engine") exec $(printf %q "$cache/bin/docker") "\$@"
EOF
  chmod +x "$cache/client/docker"
}

# Runs a command in the engine's namespaces and the caller's folder; a signal that ends the caller ends it too.
enter() {
  local pid
  pid=$(init_pid) || die "not running; start it with: $here/engine up"
  # shellcheck disable=SC2016 # expanded inside
  SSL_CERT_FILE=$cache/tls/cert.pem exec nsenter --target "$pid" --mount --net --pid -- \
    /bin/sh -c 'cd -- "$0" && exec setpriv --pdeathsig TERM -- "$@"' "$PWD" "$@"
}

print_environment() {
  init_pid >/dev/null || die "not running; start it with: $here/engine up"
  printf 'export %s=%q\n' \
    DOCKER_HOST "unix://$run/docker.sock" \
    DOCKER_CONFIG "$cache/config" \
    DOCKER "$cache/client/docker" \
    DOCKER_BUILDKIT 1 \
    SCANTLING_STANDIN_LOCK "$lock_file" \
    SCANTLING_ENGINE_REGISTRY "localhost:$port"
  printf 'export PATH=%q:"$PATH"\n' "$cache/client"
}

stop() {
  local pid containers deadline=$((SECONDS + 15))
  if pid=$(init_pid); then
    containers=$(timeout 10 "$cache/client/docker" ps -aq 2>/dev/null || true)
    # shellcheck disable=SC2086 # one word each
    [[ -z $containers ]] || timeout 30 "$cache/client/docker" rm -fv $containers >/dev/null 2>&1 || true
    timeout 60 "$cache/client/docker" image prune --force >/dev/null 2>&1 || true
    kill -TERM "$pid" 2>/dev/null || true
    while [[ -e /proc/$pid ]] && ((SECONDS < deadline)); do sleep 0.1; done
    kill -KILL "$pid" 2>/dev/null || true
    while [[ -e /proc/$pid ]] && ((SECONDS < deadline + 5)); do sleep 0.1; done
  fi
  find /sys/fs/cgroup -depth -type d -path '*/scantling-engine*' -exec rmdir {} + 2>/dev/null || true
  rm -rf --one-file-system "$run"
  drop_pushed_images
}
