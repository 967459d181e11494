# Build folders: build/debug, build/release, build/asan, build/tsan, build/bench; build/web holds the pages.
#
# build/asan is clang's where there is one that reads C++23: it compiles sanitized code three times as fast as g++, and the same
# objects serve the fuzz targets.

# As many compilers at once as there are cores, and as memory allows: the largest source takes about 1 GB.
jobs_max() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/MemAvailable/ {print int($2 / 1200000)}' /proc/meminfo)
  [ "$memory" -ge 1 ] || memory=1
  echo $((cores < memory ? cores : memory))
}

configuration() {
  case $1 in
    debug) echo "-DCMAKE_CXX_COMPILER=g++ -DCMAKE_BUILD_TYPE=Debug" ;;
    release) echo "-DCMAKE_CXX_COMPILER=g++ -DCMAKE_BUILD_TYPE=Release -DFIGLINK_TESTS=OFF" ;;
    bench) echo "-DCMAKE_CXX_COMPILER=g++ -DCMAKE_BUILD_TYPE=Release -DFIGLINK_TESTS=OFF -DFIGLINK_BENCH=ON" ;;
    tsan) echo "-DCMAKE_CXX_COMPILER=g++ -DCMAKE_BUILD_TYPE=Debug -DFIGLINK_SANITIZE=thread" ;;
    asan)
      if [ -n "${clang_version:-}" ]; then
        echo "-DCMAKE_CXX_COMPILER=clang++-$clang_version -DCMAKE_BUILD_TYPE=Debug -DFIGLINK_SANITIZE=address -DFIGLINK_FUZZ=ON"
      else
        echo "-DCMAKE_CXX_COMPILER=g++ -DCMAKE_BUILD_TYPE=Debug -DFIGLINK_SANITIZE=address"
      fi
      ;;
  esac
}

# What the pages are made of, as one number. Tests and the package for other products do not change them.
web_fingerprint() {
  find web \( -name node_modules -o -path web/packages -o -path web/dev \) -prune -o \
    -type f ! -name '*.test.ts' ! -name '*.test.tsx' ! -name '*.md' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum |
    sha256sum
}

# The pages, into build/web, from where CMake takes them into the binary. A failed build leaves the last good one.
build_web() {
  local fingerprint node stamp=build/web.stamp
  fingerprint=$(web_fingerprint)
  [ ! -f build/web/dashboard.html ] || [ "$(cat "$stamp" 2>/dev/null)" != "$fingerprint" ] || return 0
  want_web && node=$(web_node) || return 1
  rm -rf build/web.next
  local vite=("$node" web/node_modules/vite/bin/vite.js build web --outDir "$PWD/build/web.next")
  step build-web "building the pages" "${vite[@]}" || return 1
  # By itself: what it shared with the Hub would make the Hub larger.
  step build-dashboard "building the dashboard" "${vite[@]}" --mode dashboard || return 1
  rm -rf build/web && mv build/web.next build/web
  echo "$fingerprint" >"$stamp"
}

# build KIND [TARGET...]: what fails to compile does not keep the rest from being built.
build() {
  local kind=$1
  shift
  build_web || return 1
  # shellcheck disable=SC2046
  [ -f "build/$kind/build.ninja" ] || step "configure-$kind" "configuring build/$kind" \
    cmake -S . -B "build/$kind" -G Ninja $(configuration "$kind") || return 1
  step "build-$kind" "building $kind: ${*:-everything}" \
    cmake --build "build/$kind" -j "$(jobs_max)" --target "${@:-all}" -- -k 0
}
