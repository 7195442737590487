#!/bin/bash
# Makes a database cluster on the first start, from the variables that the postgres image documents, and runs the server
# as its own user. A variable can be given as a file, with _FILE after its name.
set -euo pipefail

from_file() {
  local file=${1}_FILE
  [[ -z ${!file:-} ]] || { [[ -z ${!1:-} ]] || { echo "error: both $1 and $file are set" >&2 && exit 1; } }
  [[ -z ${!file:-} ]] || printf -v "$1" %s "$(<"${!file}")"
  printf -v "$1" %s "${!1:-${2:-}}"
  unset "$file"
}

initialise() {
  [[ -n $POSTGRES_PASSWORD || ${POSTGRES_HOST_AUTH_METHOD:-} == trust ]] ||
    { echo "error: the database is empty and POSTGRES_PASSWORD is not set" >&2 && exit 1; }
  local script
  # shellcheck disable=SC2086 # one word each
  initdb --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") --auth-local=trust \
    --auth-host=scram-sha-256 ${POSTGRES_INITDB_ARGS:-}
  printf '\nhost all all all %s\n' "${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"
  # Not on the network until all is made, or a health check would pass too early.
  pg_ctl --wait --options="-c listen_addresses=''" start
  [[ $POSTGRES_DB == postgres ]] || psql --no-psqlrc -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    -v db="$POSTGRES_DB" <<<'create database :"db";'
  for script in /docker-entrypoint-initdb.d/*; do
    case $script in
      *.sh) bash "$script" ;;
      *.sql) psql --no-psqlrc -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" -f "$script" ;;
    esac
  done
  pg_ctl --wait --mode=fast stop
}

[[ ${1:-} != -* ]] || set -- postgres "$@"
if [[ ${1:-} == postgres ]]; then
  if ((EUID == 0)); then
    mkdir -p "$PGDATA" /var/run/postgresql
    chmod 700 "$PGDATA"
    chown -R postgres:postgres "$PGDATA" /var/run/postgresql
    exec setpriv --reuid postgres --regid postgres --clear-groups -- "${BASH_SOURCE[0]}" "$@"
  fi
  from_file POSTGRES_PASSWORD
  from_file POSTGRES_USER postgres
  from_file POSTGRES_DB "$POSTGRES_USER"
  if [[ ! -s $PGDATA/PG_VERSION ]]; then initialise; fi
  unset POSTGRES_PASSWORD
  set -- "$@" -c listen_addresses='*'
fi
exec "$@"
