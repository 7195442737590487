#!/bin/sh
# Starts the server, with arguments of its own or as they are.
set -eu
case ${1:-} in
  -*) set -- nats-server "$@" ;;
esac
exec "$@"
