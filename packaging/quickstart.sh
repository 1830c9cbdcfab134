#!/bin/sh
# Installs what is missing, builds a release, and asks the sample book a question.
set -eu
cd "$(dirname "$0")/.."

packaging/bootstrap.sh run
cmake --preset release >build-release.log 2>&1 || { cat build-release.log >&2; exit 1; }
rm build-release.log
cmake --build --preset release --target memlong
program=build/release/bin/memlong

"$program" ingest --session sample resources/sample/treasure_island.pdf
echo
"$program" ask --session sample "Who tapped with a stick and wore a shade over his eyes?"
echo
echo "The program is $PWD/$program; 'cmake --install build/release' installs it. It goes on with:"
echo "  $program chat --session sample"
