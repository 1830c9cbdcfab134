#!/bin/sh
# Installs the Debian packages that are missing: to build and run (bootstrap.sh run), and to test (bootstrap.sh test).
set -eu

profile=${1:-run}
build="ca-certificates cmake ninja-build g++ ccache mold pkg-config"
libraries="libarchive-dev libblas-dev libcairo2-dev libcli11-dev libcpp-httplib-dev libedit-dev libexpected-dev libfaiss-dev libfmt-dev libicu-dev
    liblapack-dev libopenblas-dev libpoppler-cpp-dev libpugixml-dev libqpdf-dev libsentencepiece-dev libspdlog-dev
    libsqlite3-dev libsqlitecpp-dev libssl-dev libstemmer-dev libtesseract-dev libtomlplusplus-dev libtorch-dev libuchardet-dev
    libxml2-dev libxxhash-dev nlohmann-json3-dev poppler-data tesseract-ocr tesseract-ocr-eng"
desktop="libgl-dev qt6-base-dev qt6-l10n-tools qt6-svg-dev qt6-tools-dev qt6-tools-dev-tools"
tests="bash groff libgmock-dev libgtest-dev man-db poppler-utils"
case $profile in
    run) packages="$build $libraries $desktop" ;;
    test) packages="$build $libraries $desktop $tests" ;;
    *)
        echo "usage: $0 [run|test]" >&2
        exit 2
        ;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "This is not Debian or a system made from it. Install what these packages hold, then run again:" $packages >&2
    exit 1
fi

missing=
for package in $packages; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || state=
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null; then
    as_root=sudo
else
    echo "These packages are missing, and only root can install them:$missing" >&2
    echo "Run as root: apt-get install$missing" >&2
    exit 1
fi

echo "Installing$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
run_apt() { # quiet, unless it fails
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 \
        -o Acquire::Retries=3 "$@" </dev/null >"$log" 2>&1 || {
        cat "$log" >&2
        return 1
    }
}
run_apt update || echo "The package lists could not be brought up to date; going on with those that are there." >&2
run_apt install --no-install-recommends $missing
