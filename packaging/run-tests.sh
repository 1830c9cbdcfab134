#!/bin/sh
# Installs what is missing, builds the preset 'dev' and runs the tests. PRESET=light leaves LibTorch out.
set -eu
cd "$(dirname "$0")/.."
preset=${PRESET:-dev}

packaging/bootstrap.sh test
cmake --preset "$preset"
cmake --build --preset "$preset"
ctest --preset "$preset" --parallel "$(nproc)" "$@"
