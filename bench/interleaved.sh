#!/usr/bin/env bash
# CPU per call at saturation, both programs warm: bare YARP and this gateway (and the gateway with every gate on) take turns
# of a few seconds under the same load, so that what disturbs the machine disturbs all of them. Prints the median of each and
# of its ratio to YARP in the same round. Needs what bench/gateway.sh
# has built, wrk, and two cores: gateways run on the first, the rest on the second.
#   bench/interleaved.sh [WARM_SECONDS=30] [ROUNDS=6] [SECONDS_EACH=3]
set -euo pipefail
cd "$(dirname "$0")/.."
warm=${1:-30} rounds=${2:-6} each=${3:-3}
cache=${PEERS_CACHE:-/tmp/peers-cache}
[[ -x $cache/mockllm && -e $cache/bin/yarp/peers-yarp.dll ]] || { echo "Run bench/gateway.sh first: it builds the peers." >&2; exit 1; }

work=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2> /dev/null; wait 2> /dev/null; rm -rf "$work"' EXIT
dotnet publish src/TokenLedger -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true \
  -p:RestorePackagesWithLockFile=false -p:NuGetLockFilePath="$work/none.json" -o "$work/program" -v quiet --nologo

upstream=http://127.0.0.1:18080
taskset -c 1 "$cache/mockllm" --port 18080 > /dev/null 2>&1 & pids+=($!)
cat > "$work/post.lua" <<'LUA'
wrk.method = "POST"
wrk.body = '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"'..string.rep("hello ledger ", 70)..'"}]}'
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer bench"
LUA

declare -A port process
start() { # NAME PORT COMMAND...
  local name=$1; port[$name]=$2; shift 2
  taskset -c 0 "$@" > "$work/$name.log" 2>&1 & pids+=($!)
  process[$name]=$!
}
serve() { # NAME PORT [OPTION...]
  local name=$1 at=$2; shift 2
  start "$name" "$at" "$work/program/tokenledger" serve --listen "127.0.0.1:$at" --data "$work/$name" \
    --upstream "openai=$upstream" --upstream "anthropic=$upstream" "$@"
}
# YARP is compiled for good as soon as the gateway is, see src/TokenLedger/TokenLedger.csproj.
start yarp 5100 env DOTNET_TC_CallCountingDelayMs=1 dotnet "$cache/bin/yarp/peers-yarp.dll" --mode yarp --port 5100 --upstream "$upstream"
serve tokenledger 5101
serve gates 5102 -c bench/gates.yaml
sleep 3

load() { taskset -c 1 wrk -t1 -c64 "-d${1}s" -s "$work/post.lua" "http://127.0.0.1:${port[$2]}/v1/chat/completions"; }
# Of the whole process, threads that have ended included; in nanoseconds, to the 10 ms.
cpu() { awk '{print ($14 + $15) * 10000000}' "/proc/${process[$1]}/stat"; }
for name in yarp tokenledger gates; do load "$warm" $name > /dev/null; done
for _ in $(seq "$rounds"); do
  for name in yarp tokenledger gates; do
    before=$(cpu $name)
    calls=$(load "$each" $name | awk '/requests in/ {print $1}')
    echo "$name $(awk "BEGIN {print ($(cpu $name) - $before) / 1000 / $calls, $calls / $each}")"
  done
done | tee "$work/rounds" | awk '
  $1 == "yarp" {base = $2; rate = $3}
  {cpu[$1] = cpu[$1] " " $2; times[$1] = times[$1] " " $2 / base; share[$1] = share[$1] " " $3 / rate}
  function median(text,   n, list, i, j, held) {
    n = split(text, list, " ")
    for (i = 2; i <= n; i++) for (j = i; j > 1 && list[j - 1] + 0 > list[j] + 0; j--) {
      held = list[j]; list[j] = list[j - 1]; list[j - 1] = held
    }
    return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
  }
  END {
    for (name in cpu)
      printf "%-12s %6.1f us of CPU a call, %.2f times YARP, %.2f of its calls per second\n",
        name, median(cpu[name]), median(times[name]), median(share[name])
  }'
