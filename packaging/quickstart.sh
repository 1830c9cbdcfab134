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
question="Who tapped with a stick and wore a shade over his eyes?"
"$program" ask --session sample "$question"
echo
echo "Building the rest: language models and the desktop program"
cmake --build --preset release
echo
echo "The same question with memlong-nano, a language model for trying out (far too small to understand a story):"
"$program" ask --session sample --model memlong-nano --max-tokens 40 "$question"
echo
echo "What it can do is tell a fact that its memory holds. One is added to the 271 pages:"
echo "The number of the house is 47113. Remember it." | "$program" ingest --session sample -
"$program" ask --session sample --model memlong-nano -k 3 "What is the number of the house?"
echo
echo "'cmake --install build/release' installs both programs. From here they start with:"
echo "  $PWD/$program chat --session sample"
echo "  $PWD/build/release/bin/memlong-desktop"
