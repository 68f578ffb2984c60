#!/usr/bin/env bash
# Takes pictures of every page, full and empty, at 1440 and 390 pixels, light and dark, and puts the few that the
# documentation shows into docs/screenshots. Needs Chromium (on Debian: apt-get install chromium).
#
# eng/screenshots.sh [FOLDER]     all pictures go to FOLDER (artifacts/screenshots when none is named)
set -euo pipefail
cd "$(dirname "$0")/.."

export TOKENLEDGER_SCREENSHOTS
TOKENLEDGER_SCREENSHOTS=$(realpath -m "${1:-artifacts/screenshots}")
dotnet test tests/TokenLedger.Browser.Tests --nologo -v quiet --filter FullyQualifiedName~Screenshots

shown=(full-now-1440-light full-month-1440-light full-three-1440-dark full-session-1440-light full-budget-1440-light full-now-390-dark full-compare-1440-light stopped-now-1440-light)
mkdir -p docs/screenshots
for name in "${shown[@]}"; do
  if [[ -f $TOKENLEDGER_SCREENSHOTS/$name.png ]]; then cp "$TOKENLEDGER_SCREENSHOTS/$name.png" docs/screenshots/; fi
done
echo "pictures are in $TOKENLEDGER_SCREENSHOTS; those of the documentation in docs/screenshots"
