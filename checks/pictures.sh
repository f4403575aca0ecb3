#!/usr/bin/env bash
# Makes the pictures of the documentation, docs/pictures/*.png, from the pages of the example.
#
#   bash checks/pictures.sh
#
# Needs a Chromium, and pngquant to make them small; without it they are as the browser writes them.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
program=${APPRAISE:-$root/target/debug/appraise}
[ -x "$program" ] || cargo build --locked --manifest-path "$root/Cargo.toml"
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$root/docs/pictures"

# picture NAME HEIGHT PAGE COMMAND…: of the page below $work that the command writes there
picture() {
  local name=$1 height=$2 page=$3
  shift 3
  (cd "$root/examples/handbook" && "$program" "$@" --period 2026-10 -q)
  timeout 120 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/kept" \
    --window-size="1100,$height" --screenshot="$work/$name.png" "file://$work/$page" >/dev/null 2>&1
  if command -v pngquant >/dev/null; then
    pngquant --force --output "$root/docs/pictures/$name.png" 64 "$work/$name.png"
  else
    cp "$work/$name.png" "$root/docs/pictures/$name.png"
  fi
}

picture index 1250 october/index.html report --lang en -o "$work/october"
picture statement 1250 statement.html statement 王雅琴 --lang en -o "$work/statement.html"
picture progress 1050 progress.html progress --as-of 2026-10-20 --lang zh-Hans -o "$work/progress.html"
