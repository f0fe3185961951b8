#!/usr/bin/env bash
# The one command that installs what is missing, builds everything and runs all tests, without a display.
set -euo pipefail

cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
packaging/install_deps.sh all
cmake --preset dev
cmake --build --preset dev
export QT_QPA_PLATFORM=offscreen
# Two at a time, because some tests run a whole fleet. Benchmarks prove nothing on a loaded machine: run them apart.
exec ctest --test-dir build/dev --label-exclude '^bench$' --parallel 2 --output-on-failure --no-tests=error
