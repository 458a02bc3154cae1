#!/bin/sh
# Checks the dependencies against deny.toml; installs cargo-deny into the project's own folder where it is missing.
# Advisories are checked where their database can be fetched; where it cannot, that is said and the rest still counts.
set -eu
version=$1
tools=$2

deny=$(command -v cargo-deny || true)
if [ -z "$deny" ]; then
    deny="$tools/bin/cargo-deny"
    if [ ! -x "$deny" ]; then
        cargo install --quiet --locked --version "$version" --root "$tools" cargo-deny
    fi
fi

"$deny" --log-level error check licenses bans sources
if timeout 60 "$deny" --log-level off fetch db >/dev/null 2>&1; then
    "$deny" --log-level error check advisories
else
    echo "advisories: their database cannot be reached from here; licences, bans and sources were checked"
fi
