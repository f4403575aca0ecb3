#!/usr/bin/env bash
# Shows every page of the example to a browser: the folder of a month, and the pages that no folder has, in three languages, at 360 and 1280 px,
# light and dark, with scripts and without, and on paper. checks/pages.mjs says what it looks for.
#
#   bash checks/pages.sh [FOLDER]             pages, and their PDFs in FOLDER/paper (default: a temporary one)
#   LANGUAGES=en bash checks/pages.sh         of one language alone
#   PICTURES='en/(index|pay)' bash checks/pages.sh FOLDER     also pictures of the pages whose path matches, in FOLDER/pictures
#
# Needs a Chromium, poppler-utils, and npm, which fetches axe-core and puppeteer-core into a temporary folder:
#   apt-get install --no-install-recommends chromium fonts-noto-cjk poppler-utils npm
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$(mktemp -d)}
mkdir -p "$out"
out=$(cd "$out" && pwd)
program=${APPRAISE:-$root/target/debug/appraise}
[ -x "$program" ] || cargo build --locked --manifest-path "$root/Cargo.toml"
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)

modules=$(mktemp -d)
trap 'rm -rf "$modules"' EXIT
npm install --silent --no-audit --no-fund --prefix "$modules" axe-core puppeteer-core >/dev/null

cd "$root/examples/handbook"
pages=()
for language in ${LANGUAGES:-en zh-Hans zh-Hant}; do
  "$program" report --period 2026-10 --lang "$language" -q -o "$out/$language"
  more=$out/$language-more
  mkdir -p "$more"
  "$program" check -v --period 2026-10 --lang "$language" -o "$more/check.html" 2>/dev/null
  "$program" explain 高远 --period 2026-10 --lang "$language" -q -o "$more/explain.html"
  "$program" pay --lines --period 2026-10 --lang "$language" -q -o "$more/lines.html"
  "$program" progress --period 2026-10 --as-of 2026-10-20 --lang "$language" -q -o "$more/part.html"
  "$program" customers K033 --period 2026-10 --lang "$language" -q -o "$more/customer.html"
  "$program" verify --lang "$language" -q -o "$more/verify.html"
  "$program" close --list --lang "$language" -q -o "$more/closes.html"
  while IFS= read -r page; do
    pages+=("${page#"$out"/}")
  done < <(find "$out/$language" "$more" -name '*.html' | LC_ALL=C sort)
done
node "$root/checks/pages.mjs" "$browser" "$modules" "$out" "${pages[@]}"
echo "pages are in $out"
