#!/bin/bash
# Makes a database on the first start, from the variables that the mariadb image documents, and runs the server as its
# own user. A variable can be given as a file, with _FILE after its name.
set -euo pipefail

from_file() {
  local file=MARIADB_${1}_FILE
  [[ -z ${!file:-} ]] || printf -v "MARIADB_$1" %s "$(<"${!file}")"
  unset "$file"
}

quoted() { printf "'%s'" "${1//\'/\'\'}"; }

initialise() {
  [[ -n ${MARIADB_ROOT_PASSWORD:-} ]] || { echo 'error: MARIADB_ROOT_PASSWORD is not set' >&2 && exit 1; }
  mariadb-install-db --datadir=/var/lib/mysql --auth-root-authentication-method=normal --skip-test-db >/dev/null
  # Not on the network until all is made, or a health check would pass too early.
  mariadbd --skip-networking --socket=/run/mysqld/first.sock &
  until mariadb-admin --socket=/run/mysqld/first.sock ping >/dev/null 2>&1; do sleep 0.2; done
  mariadb --socket=/run/mysqld/first.sock --user=root <<SQL
create database if not exists \`${MARIADB_DATABASE}\`;
create user $(quoted "$MARIADB_USER")@'%' identified by $(quoted "$MARIADB_PASSWORD");
grant all on \`${MARIADB_DATABASE}\`.* to $(quoted "$MARIADB_USER")@'%';
create user root@'%' identified by $(quoted "$MARIADB_ROOT_PASSWORD");
grant all on *.* to root@'%' with grant option;
alter user root@localhost identified by $(quoted "$MARIADB_ROOT_PASSWORD");
SQL
  mariadb-admin --socket=/run/mysqld/first.sock --user=root --password="$MARIADB_ROOT_PASSWORD" shutdown
  wait
}

[[ ${1:-} != -* ]] || set -- mariadbd "$@"
if [[ ${1:-} == mariadbd ]]; then
  if ((EUID == 0)); then
    find /var/lib/mysql /run/mysqld \! -user mysql -exec chown mysql: {} +
    exec setpriv --reuid mysql --regid mysql --clear-groups -- "${BASH_SOURCE[0]}" "$@"
  fi
  from_file ROOT_PASSWORD
  from_file PASSWORD
  if [[ ! -d /var/lib/mysql/mysql ]]; then initialise; fi
  unset MARIADB_ROOT_PASSWORD MARIADB_PASSWORD
fi
exec "$@"
