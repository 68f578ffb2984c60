#!/usr/bin/env bash
# Builds everything and runs all tests. Needs only the .NET SDK. What some tests use beyond it (Prometheus, tmux, Chromium) is
# installed where that can be done, as root on Debian; tests of what is not there skip themselves and say so.
#
# The last line says "N passed, N failed" (and ", N skipped" when there are any).
# Exit: 0 all passed, 1 something failed, 3 no test ran.
set -euo pipefail
cd "$(dirname "$0")/.."

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
results=artifacts/test-results

# Programs that some tests drive: promtool and prometheus scrape the gateway, tmux shows its terminal screens, Chromium its
# pages. Without them these tests skip themselves and say so.
install_missing() {
  local -A packages=([promtool]=prometheus [tmux]=tmux [chromium]=chromium)
  local missing=() program
  for program in "${!packages[@]}"; do
    command -v "$program" >/dev/null || missing+=("${packages[$program]}")
  done
  if ((${#missing[@]} == 0)) || [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then return; fi
  echo "== packages: ${missing[*]}"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o DPkg::Lock::Timeout=300 "${missing[@]}" >/dev/null; } ||
    echo "not all could be installed; tests that need them skip themselves"
}
install_missing

echo "== format"
dotnet tool restore
dotnet csharpier check .

echo "== build"
dotnet build TokenLedger.slnx -c Release -v quiet

rm -rf "$results"
mkdir -p "$results"

# The number an attribute of a TRX file's <Counters> element holds.
counter() { grep -o "<Counters [^>]*" "$1" | grep -o " $2=\"[0-9]*\"" | grep -o "[0-9]*"; }

passed=0 failed=0 skipped=0

# Adds one TRX file to the sums. A crashed test host leaves counters without a failure behind, so the outcome counts too.
# (The counter "notExecuted" is always 0: what was skipped is the total less what was executed.)
add_results() {
  local file=$1 code=$2 ok executed total bad
  ok=$(counter "$file" passed) executed=$(counter "$file" executed) total=$(counter "$file" total)
  bad=$((executed - ok))
  if ((bad == 0)) && { ((code != 0)) || ! grep -q '<ResultSummary outcome="Completed"' "$file"; }; then
    echo "the test host of $file ended abnormally; counted as one failure"
    bad=1
  fi
  passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + total - executed))
}

for project in tests/*/*.csproj; do
  name=$(basename "$project" .csproj)
  echo "== $name"
  code=0
  dotnet test "$project" -c Release --no-build --results-directory "$results/$name" --logger "trx;LogFileName=tests.trx" \
    --blame-hang-timeout 5m --blame-hang-dump-type none || code=$?
  if [[ -f $results/$name/tests.trx ]]; then
    add_results "$results/$name/tests.trx" "$code"
  elif ((code != 0)); then
    echo "$name ended without results; counted as one failure"
    failed=$((failed + 1))
  else
    echo "$name holds no test"
  fi
done

line="$passed passed, $failed failed"
if ((skipped > 0)); then line+=", $skipped skipped"; fi
echo "$line"

if ((failed > 0)); then exit 1; fi
if ((passed == 0)); then exit 3; fi
