#!/bin/sh
# Creates configure and the Makefile.in files from their sources.
set -eu
cd "$(dirname "$0")"
exec autoreconf --install --warnings=all
