#!/bin/sh
# Starts Valkey as its own user, open to the container's network as the image is, unless a setting says otherwise.
set -eu

case ${1:-valkey-server} in
  -* | *.conf) set -- valkey-server "$@" ;;
esac
if [ "$1" = valkey-server ]; then
  umask 0077
  if [ "$(id -u)" = 0 ]; then
    find . \! -user valkey -exec chown valkey:valkey {} +
    exec setpriv --reuid valkey --regid valkey --clear-groups -- "$0" "$@"
  fi
  case " $* " in
    *" --protected-mode "*) ;;
    *) set -- "$@" --protected-mode no ;;
  esac
fi
exec "$@"
