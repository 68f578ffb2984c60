#!/usr/bin/env bash
# Runs Claude Code and Codex, unmodified, from npm, through the gateway against the simulated provider, and shows their
# calls in the ledger: first under an elastic budget far below what their output limits could cost, then under one that is
# used up, which must stop each after one request. Opt-in: it downloads about 650 MB into a cache folder and is not part
# of any test run.
# Needs: the .NET SDK, node and npm. The agents get a dummy key, a home of their own and no other environment.
set -euo pipefail
cd "$(dirname "$0")/../.."

claude_code=2.1.197
codex=0.169.0
cache="${XDG_CACHE_HOME:-$HOME/.cache}/tokenledger/agents-$claude_code-$codex"
work="$(mktemp -d)"
demo=""

# TERM, not INT: a shell starts background programs with INT ignored.
finish() {
  if [ -n "$demo" ] && kill -0 "$demo" 2>/dev/null; then
    kill -TERM "$demo"
    wait "$demo" || true
  fi
  rm -rf "$work"
}
trap finish EXIT

if [ ! -e "$cache/installed" ]; then
  echo "Installing Claude Code $claude_code and Codex $codex into $cache"
  npm install --silent --no-audit --no-fund --prefix "$cache" \
    "@anthropic-ai/claude-code@$claude_code" "@openai/codex@$codex"
  touch "$cache/installed"
fi

dotnet build src/TokenLedger --nologo -v quiet -o "$work/program"
tokenledger() { dotnet "$work/program/tokenledger.dll" "$@"; }

dotnet "$work/program/tokenledger.dll" demo --no-agents --for 5m --data "$work/data" >"$work/demo.txt" 2>&1 &
demo=$!
for _ in $(seq 100); do
  gateway="$(sed -n 's/^A gateway listens at \(http[^,]*\)\/,.*/\1/p' "$work/demo.txt")"
  [ -n "$gateway" ] && break
  kill -0 "$demo" 2>/dev/null || { cat "$work/demo.txt"; exit 1; }
  sleep 0.1
done
[ -n "$gateway" ] || { echo "The demo did not start:"; cat "$work/demo.txt"; exit 1; }
echo "Gateway: $gateway"

# Nothing of this user's environment or home reaches the agents; updates and telemetry are off.
isolated() {
  env -i PATH="$cache/node_modules/.bin:$PATH" HOME="$work/home" TERM=dumb LANG=C.UTF-8 \
    DISABLE_AUTOUPDATER=1 DISABLE_TELEMETRY=1 DISABLE_ERROR_REPORTING=1 \
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 "$@"
}
mkdir -p "$work/home/.codex" "$work/project"
cd "$work/project"
git init -q .

claude_code() {
  isolated ANTHROPIC_BASE_URL="$gateway" ANTHROPIC_API_KEY=sk-dummy ANTHROPIC_MODEL=claude-opus-4-8 \
    ANTHROPIC_CUSTOM_HEADERS="X-TokenLedger-Feature: agents-check" \
    timeout 120 claude -p "Say one sentence about ledgers." --output-format json </dev/null
}
codex() {
  isolated OPENAI_API_KEY=sk-dummy timeout 120 codex exec --json --skip-git-repo-check \
    "Say one sentence about ledgers." </dev/null
}
cat >"$work/home/.codex/config.toml" <<TOML
model = "gpt-5-mini"
model_provider = "tokenledger"
[model_providers.tokenledger]
name = "TokenLedger"
base_url = "$gateway/v1"
env_key = "OPENAI_API_KEY"
wire_api = "responses"
[analytics]
enabled = false
TOML

# Opus with the 64,000 tokens that Claude Code allows could cost 2.4 USD.
tokenledger budgets set agents --usd 1 --window day --hold elastic --data "$work/data"
echo
echo "== Claude Code $claude_code"
claude_code | tee "$work/claude.json"
echo
echo "== Codex $codex"
codex

echo
echo "== Both again, with the budget used up"
tokenledger budgets set agents --usd 0.0001 --window day --hold elastic --data "$work/data"
claude_code && { echo "Claude Code was not refused."; exit 1; }
codex && { echo "Codex was not refused."; exit 1; }
cd - >/dev/null
kill -TERM "$demo"
wait "$demo"
demo=""

# Repetitions within a minute are one entry with their count, written at the latest when the gateway stops.
refused="$(tokenledger entries --kind rejection --json --data "$work/data")"
[ "$(grep -c . <<<"$refused")" = 2 ] && ! grep -q '"repeats"' <<<"$refused" ||
  { echo "Not one request each was refused:"; echo "$refused"; exit 1; }
echo "Each asked once and stopped."

echo
echo "== In the ledger"
tokenledger entries --last 1h --data "$work/data"
tokenledger costs --by session --data "$work/data"
tokenledger costs --by model --data "$work/data"
echo "Claude Code itself counts: $(node -p 'JSON.parse(fs.readFileSync(process.argv[1])).total_cost_usd' "$work/claude.json") USD"
