#!/bin/sh
# Installs the peers of the overlay benchmark that Debian and Ubuntu have: GEOS with its headers, a compiler, and the newest
# PostGIS. To be run as root. The benchmark makes a database cluster of its own; the one that Debian's package makes and starts
# by itself is not used, and may be stopped.
set -eu
if [ "$(id -u)" -ne 0 ]; then
  echo 'install-peers.sh wants root: sudo sh bench/install-peers.sh' >&2
  exit 2
fi
apt-get update
postgis=$(apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' | sort --version-sort | tail -n 1 | cut -d ' ' -f 1)
# shellcheck disable=SC2086 -- no PostGIS is no argument
DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends g++ libgeos++-dev $postgis
