#!/bin/bash
# Starts RabbitMQ as its own user. Like the image's, it knows no file for the password.
set -euo pipefail
if [[ ${1:-} == rabbitmq* ]] && ((EUID == 0)); then
  find /var/lib/rabbitmq \! -user rabbitmq -exec chown rabbitmq {} +
  exec setpriv --reuid rabbitmq --regid rabbitmq --clear-groups -- "${BASH_SOURCE[0]}" "$@"
fi
exec "$@"
