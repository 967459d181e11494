# How ./dev speaks: one line a step, the noise in a log that is shown when the step fails.

if [ -t 1 ]; then kBold=$'\e[1m' kDim=$'\e[2m' kRed=$'\e[31m' kGreen=$'\e[32m' kPlain=$'\e[0m'; else
  kBold='' kDim='' kRed='' kGreen='' kPlain=''
fi
readonly kBold kDim kRed kGreen kPlain
readonly kLogs=build/logs
readonly kLogTailLines=60

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
die() {
  warn "${kRed}$*${kPlain}"
  exit 1
}

# step NAME SENTENCE COMMAND...: runs the command with its output in build/logs/NAME.log. A terminal sees the time pass.
step() {
  local name=$1 sentence=$2 began=$SECONDS status=0 log=$kLogs/$1.log
  shift 2
  mkdir -p "$kLogs"
  if [ -t 1 ]; then
    "$@" </dev/null >"$log" 2>&1 &
    local child=$!
    while kill -0 "$child" 2>/dev/null; do
      printf '\r%s … %ss\e[K' "$sentence" "$((SECONDS - began))"
      sleep 0.3
    done
    wait "$child" || status=$?
    printf '\r\e[K'
  else
    "$@" </dev/null >"$log" 2>&1 || status=$?
  fi
  if [ "$status" -eq 0 ]; then
    say "${kGreen}ok${kPlain}    $sentence ${kDim}($((SECONDS - began)) s)${kPlain}"
  else
    say "${kRed}failed${kPlain} $sentence ($((SECONDS - began)) s); the whole of it is in $log:"
    tail -n "$kLogTailLines" "$log" | sed 's/^/    /'
  fi
  return "$status"
}
