#!/bin/sh
# Succeeds when the server answers over TCP, which is all that is asked of it here.
set -eu
for wanted; do
  case $wanted in
    --connect | --innodb_initialized) ;;
    *) echo "healthcheck.sh: no $wanted here" >&2 && exit 1 ;;
  esac
done
# A refused login is an answer, too.
exec mariadb-admin --protocol=tcp --host=127.0.0.1 --user=healthcheck ping
