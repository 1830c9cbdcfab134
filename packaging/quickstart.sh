#!/bin/sh
# Installs what is missing, builds a release, asks the sample book a question, then builds the rest.
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
echo "Building the rest: language models and the desktop program"
cmake --build --preset release
echo
echo "'cmake --install build/release' installs both programs. From here they start with:"
echo "  $PWD/$program chat --session sample"
echo "  $PWD/build/release/bin/memlong-desktop"
