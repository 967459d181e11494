# The parts of ./dev that look at the sources: format, tidy, fuzz, golden, bench.

readonly kFormatVersion=14
# Seeds of the simulator in `./dev test`: most of them at the speed of a release build, some under the sanitizers.
readonly kSimRuns=10000
readonly kSimRunsSanitized=300
readonly kFuzzSecondsInTest=10
# One commit is judged alike each time; `./dev fuzz` is the one that goes where nobody was.
readonly kFuzzSeedInTest=1

cxx_sources() { git ls-files -co --exclude-standard -- 'src/*.h' 'src/*.cpp' 'tests/*.h' 'tests/*.cpp' 'fuzz/*.cpp' \
  'bench/*.cpp' 'bench/*.h' 'tools/*.cpp' 'cmake/*.cpp' 'cmake/*.h'; }

format_sources() {
  want "the formatter" "clang-format-$kFormatVersion" git
  cxx_sources | xargs -r "clang-format-$kFormatVersion" -i
}

# Names each file that `./dev format` would change.
format_check() {
  local file bad=0
  while read -r file; do
    [ -f "$file" ] || continue
    "clang-format-$kFormatVersion" --dry-run -Werror "$file" >/dev/null 2>&1 || {
      say "$file: not formatted; run ./dev format"
      bad=$((bad + 1))
    }
  done < <(cxx_sources)
  return $((bad > 0))
}

# tidy_sources [--all]: sources that differ from the main branch's last commit, or all. Needs a configured build/debug.
tidy_sources() {
  local sources
  want_build
  want "what lists the sources" git
  want_clang
  [ -n "$clang_version" ] || die "this distribution has no clang that reads C++23"
  build_web || return 1
  # clang cannot use the precompiled header of g++, so tidy has a folder of its own, configured and never built.
  cmake -S . -B build/tidy -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_COMPILER="clang++-$clang_version" \
    -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON -DFIGLINK_TESTS=OFF >/dev/null
  if [ "${1:-}" = --all ]; then
    sources=$(git ls-files -co --exclude-standard -- 'src/*.cpp')
  else
    sources=$( (git diff --name-only HEAD -- 'src/*.cpp'; git ls-files -o --exclude-standard -- 'src/*.cpp') | sort -u)
  fi
  # Tests are run; reading them costs as much as reading all the rest.
  sources=$(grep -Ev '_(test|fuzz|bench)\.cpp$' <<<"$sources" || true)
  [ -n "$sources" ] || return 0
  # shellcheck disable=SC2086
  printf '%s\n' $sources | xargs -r -P "$(jobs_max)" -n 1 "clang-tidy-$clang_version" -p build/tidy --quiet \
    --warnings-as-errors='*' 2>/dev/null
}

fuzz_targets() { git ls-files -co --exclude-standard -- '*_fuzz.cpp' | sed 's|.*/||; s|\.cpp$||'; }

# fuzz_one NAME SECONDS SEED: new inputs stay in build/fuzz/found/NAME, a crash in build/fuzz/crash-NAME-*. A target without seed
# inputs fails. SEED 0 takes another one each time.
fuzz_one() {
  mkdir -p "build/fuzz/found/$1"
  "build/asan/fuzz/$1" "build/fuzz/found/$1" "fuzz/corpus/$1" -max_total_time="$2" -seed="$3" -timeout=10 -rss_limit_mb=2048 \
    -artifact_prefix="build/fuzz/crash-$1-" -verbosity=0 -print_funcs=0
}

# fuzz_all SECONDS SEED: as many targets at once as there are cores; build/reports/fuzz holds a file for each that held.
fuzz_all() {
  rm -rf build/reports/fuzz
  mkdir -p build/reports/fuzz
  export -f fuzz_one
  # shellcheck disable=SC2016
  fuzz_targets | xargs -P "$(jobs_max)" -I '{}' bash -c \
    'fuzz_one "$1" "$2" "$3" >"$4/fuzz-$1.log" 2>&1 && touch "build/reports/fuzz/$1"' fuzz '{}' "$1" "$2" "$kLogs" || true
}

# fuzz_verdicts: a line for each target; sets fuzz_held and fuzz_broke.
fuzz_verdicts() {
  local name
  fuzz_held=0 fuzz_broke=0
  for name in $(fuzz_targets); do
    if [ -f "build/reports/fuzz/$name" ]; then
      fuzz_held=$((fuzz_held + 1))
    else
      fuzz_broke=$((fuzz_broke + 1))
      say "${kRed}failed${kPlain} $name; keep the input as a file in fuzz/corpus/$name/ beside the fix:"
      tail -n "$kLogTailLines" "$kLogs/fuzz-$name.log" | sed 's/^/    /'
    fi
  done
}

fuzz() {
  local seconds=$1
  [[ $seconds =~ ^[0-9]+$ ]] || die "./dev fuzz takes a number of seconds"
  want_build
  want "what lists the targets, and the linker" git lld
  want_clang
  [ -n "$clang_version" ] || die "this distribution has no clang that reads C++23"
  build asan fuzzers || exit 1
  step fuzz "fuzzing $(fuzz_targets | wc -l) targets for $seconds s each" fuzz_all "$seconds" 0
  fuzz_verdicts
  [ "$fuzz_broke" -eq 0 ]
}

# sim [SEED]: replays one seed and tells what happened, or runs as many as ./dev test does.
sim() {
  [[ ${1:-0} =~ ^[0-9]*$ ]] || die "./dev sim takes a seed, which is a number"
  want_build
  if [ -n "${1:-}" ]; then
    build debug figlink_sim || exit 1
    build/debug/figlink_sim --story "$1"
  else
    build release figlink_sim || exit 1
    build/release/figlink_sim 1 "$kSimRuns" "$(nproc)"
  fi
}

# Golden files and generated pages are written by the tests that compare them, named *Golden*, when FIGLINK_GOLDEN says so.
golden() {
  want_build
  want "what the tests are made of" "${kTestPackages[@]}"
  build debug || exit 1
  step golden "rewriting golden files" env FIGLINK_GOLDEN=rewrite GTEST_FILTER='*Golden*' \
    ctest --test-dir build/debug --output-on-failure -R '_test$'
  git status --short -- tests/golden docs
}

bench() {
  want_build
  want "the load" "${kBenchPackages[@]}"
  # A Node.js from elsewhere brings its own npm and is no package of that name.
  command -v node >/dev/null && command -v npm >/dev/null || want "what runs the peers" nodejs npm
  build release figlink || exit 1
  bench/run build/release/figlink
  local results
  results=$(ls -t bench/results/*.md | head -1)
  step bench-build "measuring what a build costs" bench/build_time || exit 1
  printf '\n| What a developer waits for | |\n|---|---|\n%s\n' "$(cat "$kLogs/bench-build.log")" | tee -a "$results"
  # The small ones, of single parts.
  [ -n "$(git ls-files -co --exclude-standard -- 'src/*_bench.cpp')" ] || return 0
  want "the harness of the small benches" libbenchmark-dev
  build bench || exit 1
  local one
  for one in build/bench/*_bench; do
    printf '\n`%s`:\n\n```\n%s\n```\n' "$(basename "$one")" "$("$one" 2>/dev/null)" | tee -a "$results"
  done
}
