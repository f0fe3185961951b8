#!/usr/bin/env bash
# Installs what Isochrone needs on Debian 12 or newer. Does nothing, and touches no network, when all of it is there.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: packaging/install_deps.sh [build|test|all] [--list]

  build    what building and running the programs needs (the default)
  test     what the tests need beyond that
  all      both
  --list   print the package names, one a line, and stop

Exit codes: 0 all is there, 1 apt failed, 2 wrong arguments, 3 system not supported, 4 neither root nor sudo.
TEXT
}

# Compiler and tools, libraries, what the console needs at run time (platform plugins, SVG, fonts), a display without
# a screen for quickstart.sh.
build_packages=(
    g++ cmake ninja-build pkg-config ccache mold
    qt6-base-dev qt6-charts-dev qt6-svg-dev
    libqt6opengl6-dev libxkbcommon-dev libvulkan-dev libopengl-dev libegl-dev libgl-dev
    libzmq3-dev cppzmq-dev libsqlite3-dev libprotobuf-dev protobuf-compiler libsodium-dev libzstd-dev libxxhash-dev
    libexpected-dev libtomlplusplus-dev libfmt-dev nlohmann-json3-dev libcli11-dev libcurl4-openssl-dev
    qt6-qpa-plugins libqt6svg6 fonts-noto-core fonts-noto-mono
    xvfb xauth
)
# Python speaks the contract to a hub as an integrator's script would; the rest looks at sockets, and works a window as a
# user would.
test_packages=(python3 python3-zmq python3-protobuf iproute2 xdotool openbox)

group=build
list=false
for argument in "$@"; do
    case "$argument" in
        build | test | all) group=$argument ;;
        --list) list=true ;;
        -h | --help)
            usage
            exit 0
            ;;
        *)
            echo "install_deps.sh: unknown argument \"$argument\" (allowed: build, test, all, --list, --help)" >&2
            exit 2
            ;;
    esac
done

case "$group" in
    build) packages=("${build_packages[@]}") ;;
    test) packages=("${test_packages[@]}") ;;
    all) packages=("${build_packages[@]}" "${test_packages[@]}") ;;
esac
if $list; then
    printf '%s\n' "${packages[@]}"
    exit 0
fi

# Name and version of the system, from a file that the tests replace.
os_release=${ISOCHRONE_OS_RELEASE:-/etc/os-release}
os_field() {
    if [[ -r $os_release ]]; then
        sed -n "s/^$1=//p" "$os_release" | head -n 1 | tr -d "\"'"
    fi
}
system=$(os_field ID)
version=$(os_field VERSION_ID)
# testing and sid carry no VERSION_ID; they are newer than any release.
if [[ $system != debian || ! ${version:-99} =~ ^[0-9]+$ || ${version:-99} -lt 12 ]]; then
    name=$(os_field PRETTY_NAME)
    echo "install_deps.sh: ${name:-this system} is not supported; Isochrone is built on Debian 12 or newer" >&2
    exit 3
fi

missing=()
for package in "${packages[@]}"; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    # A multi-arch package answers once for each architecture.
    if [[ $status != installed* ]]; then
        missing+=("$package")
    fi
done
if [[ ${#missing[@]} -eq 0 ]]; then
    exit 0
fi

if [[ $(id -u) -eq 0 ]]; then
    as_root=()
elif command -v sudo >/dev/null; then
    as_root=(sudo)
else
    echo "install_deps.sh: packages are missing, and neither root nor sudo is here to install them. As root, run:" >&2
    echo "apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}" >&2
    exit 4
fi

echo "Installing: ${missing[*]}"
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get)
if ! "${apt[@]}" update -qq || ! "${apt[@]}" install --yes -qq --no-install-recommends "${missing[@]}"; then
    echo "install_deps.sh: apt-get failed; its messages are above" >&2
    exit 1
fi
