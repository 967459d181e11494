# What the benches share. Sourced; $binary and $bench are set by start().
#
# The server under test is pinned to core 0, the load and the upstream to core 1. Each bench prints a part of a Markdown page on
# standard output, ratios first, and its progress on standard error.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
binary=$(realpath "${1:-build/release/figlink}")
seconds=${FIGLINK_BENCH_SECONDS:-5}
rounds=${FIGLINK_BENCH_ROUNDS:-3}
work=$(mktemp -d)
mkdir -p "$work/logs"
export FIGLINK_FIGMA_LIMITS=off  # the load is far beyond what Figma would take
export FIGLINK_FIGMA_RETRIES=0
pids=()
cleanup() {
  for pid in "${pids[@]:-}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}
await_port() {
  for _ in $(seq 200); do
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
    sleep 0.05
  done
  echo "nothing listens on port $1" >&2
  exit 1
}
say() { printf '%s\n' "$*" >&2; }
median() { sort -n | awk '{a[NR]=$1} END {print (NR%2) ? a[(NR+1)/2] : (a[NR/2]+a[NR/2+1])/2}'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", b ? a/b : 0}'; }

now_ns() { date +%s%N; }
rss_kb() { awk '/VmRSS/ {print $2}' "/proc/$1/status"; }
peak_kb() { awk '/VmHWM/ {print $2}' "/proc/$1/status"; }
forget_peak() { echo 5 > "/proc/$1/clear_refs"; }

document() {  # bytes -> a document of about that size
  awk -v size="$1" 'BEGIN {
    printf "{\"name\":\"Bench\",\"lastModified\":\"2026-01-01T00:00:00Z\",\"version\":\"1\",\"role\":\"viewer\",\"editorType\":\"figma\",\"thumbnailUrl\":\"\",\"schemaVersion\":0,\"components\":{},\"componentSets\":{},\"styles\":{},\"document\":{\"id\":\"0:0\",\"name\":\"Document\",\"type\":\"DOCUMENT\",\"scrollBehavior\":\"SCROLLS\",\"children\":[{\"id\":\"0:1\",\"name\":\"Page 1\",\"type\":\"CANVAS\",\"scrollBehavior\":\"SCROLLS\",\"backgroundColor\":{\"r\":0.9,\"g\":0.9,\"b\":0.9,\"a\":1},\"children\":["
    out = 450
    for (i = 1; out < size - 200; ++i) {
      node = sprintf("%s{\"id\":\"1:%d\",\"name\":\"Rectangle %d\",\"type\":\"RECTANGLE\",\"scrollBehavior\":\"SCROLLS\",\"blendMode\":\"PASS_THROUGH\",\"absoluteBoundingBox\":{\"x\":%d.5,\"y\":%d.25,\"width\":100,\"height\":40},\"fills\":[{\"blendMode\":\"NORMAL\",\"type\":\"SOLID\",\"color\":{\"r\":0.85,\"g\":0.25,\"b\":0.125,\"a\":1}}],\"strokes\":[],\"strokeWeight\":1,\"effects\":[]}", i > 1 ? "," : "", i, i, i * 7 % 4001, i * 13 % 9001)
      printf "%s", node
      out += length(node)
    }
    printf "]}]}}"
  }'
}
nginx_conf() {  # name port body
  cat > "$work/$1.conf" <<CONF
daemon off; master_process off; worker_processes 1; pid $work/$1.pid; error_log $work/logs/$1.log error;
events { worker_connections 30000; }
http {
  access_log off; keepalive_requests 100000000; keepalive_timeout 300s; sendfile on; tcp_nopush on;
  client_body_temp_path $work/$1.body; proxy_temp_path $work/$1.proxy; fastcgi_temp_path $work/$1.f; uwsgi_temp_path $work/$1.u; scgi_temp_path $work/$1.s;
  open_file_cache max=100;
  $3
}
CONF
}

# start_upstream: an nginx that plays Figma with the files in $work/www.
start_upstream() {
  mkdir -p "$work/www/v1/files"
  upstream_port=$(free_port)
  nginx_conf upstream "$upstream_port" "server { listen 127.0.0.1:$upstream_port reuseport backlog=16384; default_type application/json; root $work/www;
    location ~ ^/v1/files/[a-z]+/meta\$ { default_type application/json; return 200 '{\"file\":{\"name\":\"Bench\",\"version\":\"1\",\"last_touched_at\":\"2026-01-01T00:00:00Z\"}}'; } }"
  taskset -c 1 nginx -p "$work" -c "$work/upstream.conf" & pids+=($!)
  await_port "$upstream_port"
  upstream_url=http://127.0.0.1:$upstream_port
}

# start_sandbox [ARG...]: figlink's own Figma, as $sandbox_url, $sandbox_pid.
start_sandbox() {
  taskset -c 1 "$binary" sandbox --listen 127.0.0.1:0 "$@" > "$work/sandbox.out" 2>/dev/null & sandbox_pid=$!
  pids+=("$sandbox_pid")
  for _ in $(seq 400); do grep -q listening "$work/sandbox.out" && break; sleep 0.05; done
  sandbox_url=$(awk '{print $NF}' "$work/sandbox.out")
}

# link_account: $data, $key and $account, linked at a sandbox.
link_account() {
  local token team
  start_sandbox
  read -r token team _ < <("$binary" sandbox --print-demo)
  data="$work/data"
  key=$("$binary" keys create bench --data "$data" 2>/dev/null)
  account=$(printf '%s' "$token" | "$binary" link --token-file - --team-id "$team" --owner bench --data "$data" --figma-api "$sandbox_url" 2>/dev/null |
    grep -o '"id": *"[^"]*"' | head -1 | cut -d'"' -f4)
}

# start_figlink FIGMA_URL [ARG...]: $figlink_url, $figlink_pid.
start_figlink() {
  local figma=$1
  shift
  rm -f "$work/figlink.out"  # what an earlier one said
  taskset -c 0 "$binary" serve --listen 127.0.0.1:0 --metrics-listen 127.0.0.1:0 --data "$data" --figma-api "$figma" \
    --log-level warning "$@" > "$work/figlink.out" 2> "$work/logs/figlink.log" & figlink_pid=$!
  pids+=("$figlink_pid")
  for _ in $(seq 400); do grep -qs listening "$work/figlink.out" && break; sleep 0.01; done
  figlink_url=$(awk '{print $NF}' "$work/figlink.out")
}

# wish NAME BODY [CACHE_CONTROL]: a call for wrk, $work/NAME.lua.
wish() {
  cat > "$work/$1.lua" <<LUA
wrk.method = "POST"
wrk.headers["authorization"] = "Bearer $key"
wrk.headers["x-account-id"] = "$account"
wrk.headers["content-type"] = "application/json"
wrk.headers["cache-control"] = "${3:-}"
wrk.body = '$2'
LUA
}

# call BODY [CURL ARG...]: one call, its answer on standard output.
call() {
  local body=$1
  shift
  curl -sS "$figlink_url/actions/rpc" -H "authorization: Bearer $key" -H "x-account-id: $account" -d "$body" "$@"
}

# load CONNECTIONS URL [LUA]: prints requests/s, p50 and p99 in ms. Any answer but 2xx ends the run.
load() {
  taskset -c 1 wrk -t1 -c"$1" -d"${seconds}s" --latency ${3:+-s "$3"} "$2" > "$work/wrk.out"
  if grep -q 'Non-2xx' "$work/wrk.out"; then say "$2 failed:"; cat "$work/wrk.out" >&2; exit 1; fi
  awk 'function ms(t) {return t * (t ~ /us$/ ? 0.001 : t ~ /ms$/ ? 1 : 1000)}
    /Requests\/sec/ {r = $2} /^ *50%/ {half = ms($2)} /99%/ {most = ms($2)} END {print r, half, most}' "$work/wrk.out"
}
