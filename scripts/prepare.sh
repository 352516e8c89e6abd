# shellcheck shell=bash
# Sourced by scripts/demo and scripts/test: finds what they need, says what is missing, installs it.
# On a machine that has everything, nothing here writes or reaches the network.

readonly RUST_WANTED=1.95

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# at_least 1.95 1.96.0: the second version is not older than the first.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# Installs Debian or Ubuntu packages, as root or through sudo.
apt_install() {
    say "missing on this machine; installing with apt-get: $*"
    have apt-get || fail "no apt-get here: install the equivalent of '$*' and run this again"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        have sudo || fail "neither root nor sudo: as root run 'apt-get install $*' and run this again"
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get update -q >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "$@" </dev/null >&2
}

rust_is_there() {
    have cargo && have rustc || return 1
    local version
    version=$(rustc --version 2>/dev/null | cut -d ' ' -f 2) || return 1
    at_least "$RUST_WANTED" "$version"
}

# A Rust toolchain, by rustup where the machine has none or an older one.
need_rust() {
    if [ -d "${CARGO_HOME:-$HOME/.cargo}/bin" ]; then
        PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
    fi
    rust_is_there && return
    say "no Rust toolchain $RUST_WANTED or newer; installing one with rustup, for this user only"
    if ! have rustup; then
        have curl || apt_install curl ca-certificates
        curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs |
            sh -s -- -y --profile minimal --default-toolchain none --no-modify-path >&2 ||
            fail "rustup could not be installed; install Rust $RUST_WANTED by hand and run this again"
        PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
    fi
    rustup toolchain install stable --profile minimal >&2 ||
        fail "rustup could not install a toolchain; see the messages above"
    export RUSTUP_TOOLCHAIN=stable
    rust_is_there || fail "rustup gave no Rust $RUST_WANTED; see the messages above"
}

# SQLite is built from its C source.
need_c_compiler() {
    have cc || have gcc || have clang || apt_install gcc libc6-dev
}
