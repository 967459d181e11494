# Build folders: build/debug, build/release, build/asan, build/tsan, build/fuzz, build/bench.

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
    debug) echo "-DCMAKE_BUILD_TYPE=Debug" ;;
    release) echo "-DCMAKE_BUILD_TYPE=Release -DFIGLINK_TESTS=OFF" ;;
    asan) echo "-DCMAKE_BUILD_TYPE=Debug -DFIGLINK_SANITIZE=address" ;;
    tsan) echo "-DCMAKE_BUILD_TYPE=Debug -DFIGLINK_SANITIZE=thread" ;;
    bench) echo "-DCMAKE_BUILD_TYPE=Release -DFIGLINK_TESTS=OFF -DFIGLINK_BENCH=ON" ;;
    fuzz) echo "-DCMAKE_BUILD_TYPE=Debug -DFIGLINK_SANITIZE=address -DFIGLINK_FUZZ=ON -DFIGLINK_TESTS=OFF
      -DCMAKE_CXX_COMPILER=clang++-$clang_version" ;;
  esac
}

# build KIND [TARGET...]
build() {
  local kind=$1 compiler=(-DCMAKE_CXX_COMPILER=g++)
  shift
  [ "$kind" != fuzz ] || compiler=()
  # shellcheck disable=SC2046
  [ -f "build/$kind/build.ninja" ] || step "configure-$kind" "configuring build/$kind" \
    cmake -S . -B "build/$kind" -G Ninja "${compiler[@]}" $(configuration "$kind") || return 1
  step "build-$kind" "building $kind: ${*:-everything}" \
    cmake --build "build/$kind" -j "$(jobs_max)" --target "${@:-all}"
}
