# Sourced by the commands of tools/: installs what is missing of the Debian packages named as arguments.
need() {
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
  done
  if [ ${#missing[@]} -eq 0 ]; then return 0; fi
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "These packages are missing and neither root nor sudo is at hand: ${missing[*]}" >&2; return 1; }
    root=(sudo)
  fi
  echo "Installing ${missing[*]}" >&2
  "${root[@]}" apt-get update -q </dev/null
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" </dev/null
}

build_packages=(gcc libc6-dev cmake ninja-build pkg-config liblua5.4-dev libsqlite3-dev libgsl-dev libnlopt-dev librandom123-dev libcmocka-dev sqlite3 ca-certificates)
check_packages=("${build_packages[@]}" g++ binutils git clang libomp-dev libclang-rt-14-dev clang-format clang-tidy openmpi-bin libopenmpi-dev)
