# Build folders: build/debug, build/release, build/asan, build/tsan, build/bench.
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

# build KIND [TARGET...]: what fails to compile does not keep the rest from being built.
build() {
  local kind=$1
  shift
  # shellcheck disable=SC2046
  [ -f "build/$kind/build.ninja" ] || step "configure-$kind" "configuring build/$kind" \
    cmake -S . -B "build/$kind" -G Ninja $(configuration "$kind") || return 1
  step "build-$kind" "building $kind: ${*:-everything}" \
    cmake --build "build/$kind" -j "$(jobs_max)" --target "${@:-all}" -- -k 0
}
