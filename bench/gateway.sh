#!/usr/bin/env bash
# Measures the gateway beside a direct connection, nginx and a bare YARP in one run, with the load harness kept beside the
# repository in ../shared/peers (read its README first). Arguments go to the harness:
#   bench/gateway.sh                      all scenarios, about 5 minutes
#   bench/gateway.sh --rounds 3 --only j1k-1000,j1k-sat,sse-40
# Only ratios within a run mean something on a shared machine.
set -euo pipefail
cd "$(dirname "$0")/.."
peers=$PWD/../shared/peers
[[ -x $peers/run.sh ]] || { echo "The load harness is not at $peers." >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# As it is distributed: compiled ahead of time, framework-dependent.
dotnet publish src/TokenLedger -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true \
  -p:PublishReadyToRunComposite=false -p:RestorePackagesWithLockFile=false -p:NuGetLockFilePath="$work/none.json" -o "$work/program" -v quiet --nologo

cat > "$work/start" <<START
#!/bin/sh
rm -rf "$work/data"
exec "$work/program/tokenledger" serve --listen 127.0.0.1:\$PEERS_PORT --data "$work/data" \
  --upstream openai=\$PEERS_UPSTREAM --upstream anthropic=\$PEERS_UPSTREAM
START
chmod +x "$work/start"
"$peers/run.sh" direct nginx yarp --url http://127.0.0.1:5000 --cmd "$work/start" --name tokenledger \
  --header 'Authorization: Bearer bench' "$@"
