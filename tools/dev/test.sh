# ./dev and ./dev test: every suite runs, whatever the one before it did, and the last line is the sum.

readonly kSuiteSecondsMax=600
readonly kConcurrentRooms=(base store net figma gateway)
passed=0
failed=0

count() { passed=$((passed + $1)) failed=$((failed + $2)); }

# suite NAME SENTENCE COMMAND...: one thing that passes or fails as a whole.
suite() {
  if step "$@"; then count 1 0; else count 0 1; fi
}

# Counts the cases of a gtest report. What a case printed may look like anything, so lines are told by their indentation.
count_gtest() {
  local report=$1 tests failures skipped
  tests=$(grep -c '^    <testcase name=' "$report" || true)
  skipped=$(grep -c '^    <testcase name=.*\(status="notrun"\|result="skipped"\)' "$report" || true)
  failures=$(awk '/^    <testcase name=/ {open = 1} /^      <failure / {n += open; open = 0} END {print n + 0}' "$report")
  count $((tests - failures - skipped)) "$failures"
}

# ctest_suites KIND [CTEST OPTION...]: runs the tests of a build folder and counts what they report.
ctest_suites() {
  local kind=$1 reports=build/reports/$1 name verdict report failed_before log=$kLogs/test-$1.log
  shift
  rm -rf "$reports" && mkdir -p "$reports"
  step "test-$kind" "testing $kind" env GTEST_OUTPUT="xml:$PWD/$reports/" \
    ASAN_OPTIONS=detect_stack_use_after_return=0:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1 \
    TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1 FIGLINK_SIM_RUNS="${sim_runs:-}" \
    ctest --test-dir "build/$kind" -j "$(jobs_max)" --timeout "$kSuiteSecondsMax" --output-on-failure \
    --no-tests=error "$@" || true
  # ctest's own lines: "3/9 Test #3: net_test ....   Passed    1.2 sec". A suite that died has no report, or one that hides
  # how it ended: it counts as one failure more.
  local seen=0
  while read -r name verdict; do
    seen=$((seen + 1))
    report=$reports/$name.xml
    failed_before=$failed
    [ ! -f "$report" ] || count_gtest "$report"
    if [ "$verdict" = good ]; then
      [ -f "$report" ] || count 1 0
    elif [ "$failed" -eq "$failed_before" ]; then
      count 0 1
    fi
  done < <(awk '/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: / {
      sub(/^.*Test +#[0-9]+: /, "")
      print $1, / Passed +[0-9.]+ sec/ ? "good" : "bad"
    }' "$log")
  [ "$seen" -gt 0 ] || count 0 1
}

# Node's own runner prints a sum; a suite that died before it has none and counts as one failure.
node_suites() {
  local log=$kLogs/test-node.log node pass fail files
  files=$(git ls-files -co --exclude-standard -- 'tests/*.test.mjs' 'tests/*/run.mjs')
  [ -n "$files" ] || return 0
  if ! node=$(test_node); then
    count 0 1
    return
  fi
  # shellcheck disable=SC2086
  step test-node "testing the release binary from outside" env FIGLINK_BINARY="$PWD/build/release/figlink" \
    PATH="$(dirname "$node"):$PATH" "$node" --test --test-concurrency="$(nproc)" --test-reporter=tap $files || true
  pass=$(sed -n 's/^# pass //p' "$log" | tail -1)
  fail=$(sed -n 's/^# \(fail\|cancelled\) //p' "$log" | awk '{n += $1} END {print n + 0}')
  if [ -z "$pass" ] || [ $((pass + fail)) -eq 0 ]; then count 0 1; else count "$pass" "$fail"; fi
}

# The pages: types, then logic. Vitest prints "      Tests  1 failed | 41 passed (42)".
web_suites() {
  local log=$kLogs/test-web.log node pass fail
  if ! want_web || ! node=$(web_node); then
    count 0 1
    return
  fi
  suite check-web "the types of the pages" env PATH="$(dirname "$node"):$PATH" npm --prefix web run check
  step test-web "testing the logic of the pages" env NO_COLOR=1 \
    "$node" web/node_modules/vitest/vitest.mjs run --root web || true
  pass=$(sed -n 's/^ *Tests .* \([0-9]*\) passed.*/\1/p' "$log" | tail -1)
  fail=$(sed -n 's/^ *Tests .* \([0-9]*\) failed.*/\1/p' "$log" | tail -1)
  if [ $((${pass:-0} + ${fail:-0})) -eq 0 ]; then count 0 1; else count "${pass:-0}" "${fail:-0}"; fi
}

fuzz_suites() {
  [ -n "$(fuzz_targets)" ] || return 0
  step fuzz "fuzzing $(fuzz_targets | wc -l) targets for $kFuzzSecondsInTest s each" fuzz_all "$kFuzzSecondsInTest" "$kFuzzSeedInTest"
  fuzz_verdicts
  count "$fuzz_held" "$fuzz_broke"
}

sum_up() {
  [ $((passed + failed)) -gt 0 ] || count 0 1
  say
  say "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

quick() {
  want_build
  want "what the tests are made of" "${kTestPackages[@]}"
  build debug || count 0 1
  ctest_suites debug
  sum_up
}

test_all() {
  local room targets=() sim_runs=$kSimRunsSanitized
  want_build
  want "what the tests are made of" "${kTestPackages[@]}"
  want "what the pages are looked at with" "${kPagePackages[@]}"
  want_clang
  want_node_modules || count 0 1

  suite format "the format of the sources" format_check
  web_suites
  build asan || count 0 1
  ctest_suites asan

  for room in "${kConcurrentRooms[@]}"; do
    ! compgen -G "src/$room/*_test.cpp" >/dev/null || targets+=("${room}_test")
  done
  if [ ${#targets[@]} -gt 0 ]; then
    local pattern
    pattern="^($(IFS='|'; echo "${targets[*]}"))\$"
    build tsan "${targets[@]}" || count 0 1
    ctest_suites tsan -R "$pattern"
  fi

  build release figlink figlink_sim || count 0 1
  suite sim "the roads under $kSimRuns seeds" build/release/figlink_sim 1 "$kSimRuns" "$(nproc)"
  node_suites
  suite demo "the demo, from nothing to its answer" "$PWD/dev" demo --once
  if [ -n "$clang_version" ]; then
    suite tidy "clang-tidy over the sources" tidy_sources --all
    fuzz_suites
  else
    say "no clang here reads C++23: neither tidy nor fuzzing was run"
  fi
  sum_up
}
