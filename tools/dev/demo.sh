# ./dev demo: sandbox, gateway, a linked account, a real action and its answer.

readonly kStartSecondsMax=30
demo_children=()
demo_folder=''

# Ends what the demo started, by pid, the youngest first, and waits so that nothing outlives it.
demo_end() {
  local i
  for ((i = ${#demo_children[@]} - 1; i >= 0; --i)); do
    kill -TERM "${demo_children[i]}" 2>/dev/null || true
    wait "${demo_children[i]}" 2>/dev/null || true
  done
  demo_children=()
  [ -z "$demo_folder" ] || rm -rf "$demo_folder"
  demo_folder=''
}

# demo_start NAME LINE COMMAND...: starts a server in the background, sets `address` to what follows LINE on its output.
demo_start() {
  local name=$1 line=$2 began=$SECONDS child
  shift 2
  : >"$demo_folder/$name.out"  # here before it is looked into
  "$@" >"$demo_folder/$name.out" 2>"$demo_folder/$name.err" </dev/null &
  child=$!
  demo_children+=("$child")
  address=''
  while [ -z "$address" ]; do
    address=$(sed -n "s|^$line \(http://[^ ]*\)\$|\1|p" "$demo_folder/$name.out")
    [ -z "$address" ] || return 0
    if ! kill -0 "$child" 2>/dev/null || [ $((SECONDS - began)) -gt "$kStartSecondsMax" ]; then
      cat "$demo_folder/$name.out" "$demo_folder/$name.err" >&2
      die "$name did not start"
    fi
    sleep 0.05
  done
}

# The answer must be the document the sandbox holds, delivered whole.
demo_is_right() {
  local status=$1 answer=$2 direct=$3
  [ "$status" = 200 ] &&
    jq -e '(.data.name | length > 0) and (.data.document.children | length > 0)' "$answer" >/dev/null &&
    [ "$(jq -S .data "$answer")" = "$(jq -S . "$direct")" ]
}

demo() {
  local kind=$1 once=''
  shift
  case ${1:-} in
    '') ;;
    --once) once=yes ;;
    *) die "demo knows one option, --once" ;;
  esac
  want_build
  want "what the demo calls and shows with" curl jq ca-certificates
  build "$kind" figlink || exit 1

  local figlink=build/$kind/figlink sandbox gateway key account token team file status curl_line hub address
  trap demo_end EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  demo_folder=$(mktemp -d)
  local data=$demo_folder/data

  demo_start sandbox "figlink sandbox listening on" "$figlink" sandbox --listen 127.0.0.1:0
  sandbox=$address
  say "${kGreen}ok${kPlain}    a sandbox answers as Figma does at $sandbox"
  demo_start gateway "figlink listening on" \
    "$figlink" serve --listen 127.0.0.1:0 --metrics-listen 127.0.0.1:0 --data "$data" --figma-api "$sandbox"
  gateway=$address
  say "${kGreen}ok${kPlain}    the gateway listens on $gateway, SQLite in $data"

  key=$("$figlink" keys create demo --data "$data" 2>"$demo_folder/key.err") ||
    die "no key could be made: $(cat "$demo_folder/key.err")"
  read -r token team file < <("$figlink" sandbox --print-demo)
  printf '%s\n' "$token" | "$figlink" link --token-file - --team-id "$team" --owner demo --data "$data" \
    --figma-api "$sandbox" >"$demo_folder/link.json" || die "the demo account could not be linked"
  account=$(jq -r .id "$demo_folder/link.json")
  say "${kGreen}ok${kPlain}    account $account is linked"

  local body
  body=$(printf '{"action":"figma_get_file","path":{"file_key":"%s"},"query":{"depth":1}}' "$file")
  status=$(curl -sS -o "$demo_folder/answer.json" -w '%{http_code}' "$gateway/actions/rpc" \
    -H "Authorization: Bearer $key" -H "x-account-id: $account" -H 'content-type: application/json' -d "$body") ||
    die "the gateway did not answer"
  curl -sS -o "$demo_folder/direct.json" -H "X-Figma-Token: $token" "$sandbox/v1/files/$file?depth=1"
  if ! demo_is_right "$status" "$demo_folder/answer.json" "$demo_folder/direct.json"; then
    head -c 4000 "$demo_folder/answer.json"
    cat "$demo_folder/gateway.err" >&2
    die "figma_get_file answered $status, and not with the document the sandbox holds"
  fi
  say "${kGreen}ok${kPlain}    figma_get_file answered 200:"
  say
  demo_show "$demo_folder/answer.json"
  say
  say "${kBold}The same call again:${kPlain}"
  printf -v curl_line "curl -sS %s/actions/rpc \\\\\n  -H 'Authorization: Bearer %s' -H 'x-account-id: %s' \\\\\n  -H 'content-type: application/json' \\\\\n  -d '%s'" \
    "$gateway" "$key" "$account" "$body"
  say "$curl_line"
  say
  hub=$(curl -sS "$gateway/connect_sessions" -H "Authorization: Bearer $key" -H 'content-type: application/json' \
    -d '{"origin_owner_id":"demo-visitor","origin_owner_name":"Demo visitor"}' | jq -r '.auth_link_url // empty')
  # Only a page that is there is worth a link.
  [ -z "$hub" ] || ! curl -sf -o /dev/null "$hub" || say "${kBold}Link an account in a browser:${kPlain} $hub"
  [ -z "$once" ] || return 0
  say
  say "Serving until Ctrl-C. Everything it made is in $demo_folder and goes when it ends."
  wait -n "${demo_children[@]}" || true
  die "a server ended on its own: $(tail -n 5 "$demo_folder"/*.err)"
}

# Tables are left out, pages and long texts are shortened: the answer fits a terminal.
demo_show() {
  jq '.data |= (del(.components, .componentSets, .styles)
      | .document |= {id, name, type, children: [.children[] | {id, name, type}]})
    | walk(if type == "string" and length > 60 then .[:57] + "…" else . end)' "$1"
  say "${kDim}(shortened: the whole answer has $(wc -c <"$1") bytes)${kPlain}"
}
