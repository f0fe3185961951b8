#!/usr/bin/env bash
# The one command that shows the main job: installs what is missing, builds a release, starts a simulated fleet and
# opens the console on it.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: packaging/quickstart.sh [--nodes N] [--seconds S] [--screenshot FILE]

  --nodes N          simulated nodes, 1 to 20000 (default 500)
  --seconds S        stop S seconds after the console listens (default: when its window is closed)
  --screenshot FILE  write a PNG of the console's window
  --help             this text

Without a display the console runs under Xvfb, stops after 30 s and writes isochrone-quickstart.png, unless told
otherwise. Ctrl-C ends everything that was started. Only the workspace is left; its path is printed.
Exit codes: 0 done, 1 something failed, 2 wrong arguments, 3 system not supported, 4 packages missing and no way to
install them, 130 and 143 stopped by a signal.
TEXT
}

refuse() {
    echo "quickstart.sh: $1" >&2
    echo "Try: packaging/quickstart.sh --help" >&2
    exit 2
}

fail() {
    echo "quickstart.sh: $1" >&2
    exit 1
}

nodes=500
seconds=
screenshot=
while [[ $# -gt 0 ]]; do
    option=$1
    shift
    case "$option" in
        -h | --help)
            usage
            exit 0
            ;;
        --*=*) # --nodes=500 is the same as --nodes 500
            set -- "${option%%=*}" "${option#*=}" "$@"
            continue
            ;;
        --nodes | --seconds | --screenshot)
            [[ $# -gt 0 ]] || refuse "$option needs a value"
            ;;
        *) refuse "unknown argument \"$option\"" ;;
    esac
    case "$option" in
        --nodes) nodes=$1 ;;
        --seconds) seconds=$1 ;;
        --screenshot) screenshot=$1 ;;
    esac
    shift
done
if [[ ! $nodes =~ ^[1-9][0-9]{0,4}$ || $nodes -gt 20000 ]]; then
    refuse "--nodes \"$nodes\" is not a number from 1 to 20000"
fi
if [[ -n $seconds && ! $seconds =~ ^[1-9][0-9]{0,6}$ ]]; then
    refuse "--seconds \"$seconds\" is not a number of whole seconds from 1 to 9999999"
fi

headless=false
if [[ -z ${DISPLAY:-} && -z ${WAYLAND_DISPLAY:-} ]]; then
    headless=true
    seconds=${seconds:-30}
    screenshot=${screenshot:-isochrone-quickstart.png}
fi
if [[ -n $screenshot ]]; then
    screenshot=$(realpath -m -- "$screenshot")
    [[ -d $(dirname -- "$screenshot") ]] || refuse "--screenshot: there is no folder $(dirname -- "$screenshot")"
    [[ ! -d $screenshot ]] || refuse "--screenshot: $screenshot is a folder"
fi
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
bin=$root/build/release/bin

# What was started, first to stop first.
started=()
scratch=
workspace=
# Where no session gave the user a runtime folder, the hub and Qt make one each under the folder for temporary files.
runtime_folders=()
stop_all() {
    local status=$? pid i
    trap - EXIT
    trap '' INT TERM HUP
    for pid in "${started[@]}"; do
        kill -TERM -- "-$pid" 2>/dev/null || true
        for ((i = 0; i < 100; i++)); do
            kill -0 -- "-$pid" 2>/dev/null || break
            sleep 0.1
        done
        kill -KILL -- "-$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    [[ -z $scratch ]] || rm -rf -- "$scratch"
    # Fails, as it should, when somebody else uses one by now.
    [[ ${#runtime_folders[@]} -eq 0 ]] || rmdir -- "${runtime_folders[@]}" 2>/dev/null || true
    [[ -z $workspace ]] || echo "Left behind: the workspace $workspace"
    exit "$status"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# launch COMMAND...: starts it in the background and puts its process id in $launched. Job control, on for that moment,
# makes it a process group of its own: one signal ends it with all its children, and Ctrl-C in the terminal reaches
# this script alone, which then stops things in order.
launch() {
    set -m
    "$@" &
    launched=$!
    set +m
    started=("$launched" "${started[@]}")
}

# run COMMAND...: to its end, but it can be stopped meanwhile.
run() {
    local status=0
    launch "$@" </dev/null
    wait "$launched" || status=$?
    started=("${started[@]:1}")
    return "$status"
}

alive() {
    kill -0 -- "$1" 2>/dev/null
}

# wait_for_line FILE PATTERN PID: the first line of FILE that matches; fails when PID ends or a minute passes before.
wait_for_line() {
    local file=$1 pattern=$2 pid=$3 i
    for ((i = 0; i < 600; i++)); do
        if grep -m 1 -E -- "$pattern" "$file" 2>/dev/null; then
            return 0
        fi
        alive "$pid" || return 1
        sleep 0.1
    done
    return 1
}

# show_log FILE: the end of a program's log, where its reason stands.
show_log() {
    tail -n 15 -- "$1" >&2 || true
}

# A fresh workspace: the folder of an earlier run is emptied, unless that run is still going on or the folder is not
# ours. The lock is inherited by what is started from here on, so it lasts as long as the last of them.
make_workspace() {
    local base=${XDG_DATA_HOME:-$HOME/.local/share}/isochrone n=1 candidate
    mkdir -p -- "$base"
    while true; do
        candidate=$base/quickstart
        [[ $n -eq 1 ]] || candidate+=-$n
        if mkdir -m 700 -- "$candidate" 2>/dev/null; then
            : >"$candidate/.quickstart"
        fi
        if [[ -f $candidate/.quickstart ]]; then
            exec 9<"$candidate/.quickstart"
            if flock -n 9; then
                find "$candidate" -mindepth 1 ! -name .quickstart -delete
                workspace=$candidate
                return
            fi
            exec 9<&-
        fi
        n=$((n + 1))
    done
}

"$root/packaging/install_deps.sh" build
cd -- "$root"
run cmake --preset release || fail "configuring failed; the messages are above"
run cmake --build --preset release || fail "building failed; the messages are above"

make_workspace
scratch=$(mktemp -d)
for folder in "${TMPDIR:-/tmp}/isochrone-$(id -u)" "${TMPDIR:-/tmp}/runtime-$(id -un)"; do
    if [[ -z ${XDG_RUNTIME_DIR:-} && ! -e $folder ]]; then
        runtime_folders+=("$folder")
    fi
done

console_options=(--workspace "$workspace" --telemetry-port 0 --control-port 0)
if $headless; then
    launch Xvfb -displayfd 8 -screen 0 1920x1080x24 -nolisten tcp 8>"$scratch/display" 2>"$scratch/xvfb.log" </dev/null
    if ! display=$(wait_for_line "$scratch/display" '^[0-9]+$' "$launched"); then
        show_log "$scratch/xvfb.log"
        fail "Xvfb did not start; its messages are above"
    fi
    export DISPLAY=:$display QT_QPA_PLATFORM=xcb
    console_options+=(--size 1920x1080)
    echo "No display: running under Xvfb for $seconds s, screenshot to $screenshot"
fi
if [[ -n $seconds ]]; then
    console_options+=(--quit-after "$seconds")
fi
if [[ -n $screenshot ]]; then
    # What is found at the end must be of this run.
    rm -f -- "$screenshot"
    console_options+=(--screenshot "$screenshot")
fi

launch "$bin/isochrone" "${console_options[@]}" >"$scratch/console.out" 2>"$workspace/console.log" </dev/null
console=$launched
if ! line=$(wait_for_line "$scratch/console.out" '^listening telemetry=[^ ]+ control=[^ ]+' "$console"); then
    show_log "$workspace/console.log"
    fail "the console does not listen; its log is $workspace/console.log"
fi
read -r _ telemetry control _ <<<"$line"

launch "$bin/isochrone-sim" --nodes "$nodes" --telemetry "${telemetry#telemetry=}" --control "${control#control=}" \
    >"$workspace/sim.log" 2>&1 </dev/null
sim=$launched

echo "Running: $nodes simulated nodes on ${telemetry#telemetry=}, workspace $workspace"
echo "Ask it from another shell: $bin/isochronectl --workspace $workspace nodes --json"
if [[ -n $seconds ]]; then
    echo "Stops after $seconds s; Ctrl-C stops it sooner."
    # The console stops by itself. This is for a console that hangs.
    launch sleep $((seconds + 30)) 9<&-
    watchdog=$launched
else
    echo "Close the window or press Ctrl-C to stop."
fi

wait -n "$console" "$sim" ${watchdog:+"$watchdog"} 2>/dev/null || true
if alive "$console"; then
    alive "$sim" || {
        show_log "$workspace/sim.log"
        fail "the simulator ended; its log is $workspace/sim.log"
    }
    fail "the console did not stop after $seconds s; its log is $workspace/console.log"
fi
status=0
wait "$console" 2>/dev/null || status=$?
if [[ $status -ne 0 ]]; then
    show_log "$workspace/console.log"
    fail "the console ended with exit code $status; its log is $workspace/console.log"
fi
if [[ -n $screenshot ]]; then
    [[ -s $screenshot ]] || fail "the console wrote no screenshot; its log is $workspace/console.log"
    echo "Screenshot: $screenshot"
fi
