#!/bin/sh
# Starts memcached, with arguments of its own or as they are.
set -eu
case ${1:-} in
  -*) set -- memcached "$@" ;;
esac
exec "$@"
