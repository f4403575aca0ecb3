#!/usr/bin/env bash
# Shows the pages of the example to a browser: at 360 and 1280 px, light and dark, and on paper.
#
#   bash checks/pages.sh [FOLDER]      pictures and PDFs into FOLDER (default: a temporary one)
#
# Fails where a page is wider than its window, asks for anything from elsewhere, or breaks a rule of axe-core (if npm can install it).
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$(mktemp -d)}
mkdir -p "$out"
out=$(cd "$out" && pwd)
program=${APPRAISE:-$root/target/debug/appraise}
[ -x "$program" ] || cargo build --locked --manifest-path "$root/Cargo.toml"

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
  apt-get update && apt-get install -y --no-install-recommends chromium fonts-noto-cjk poppler-utils
  browser=$(command -v chromium)
fi

# One run of the browser, with a folder of its own for what it keeps.
browse() {
  local kept
  kept=$(mktemp -d)
  timeout 120 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$kept" "$@" 2>/dev/null
  rm -rf "$kept"
}

commands=("score" "pay" "progress" "customers" "trend --by customer --periods 6" "targets" "watch" "check -v" "explain 高远" "verify" "close --list")
pages=()
for language in en zh-Hans zh-Hant; do
  for command in "${commands[@]}"; do
    name=${command%% *}.$language
    period=(--period 2026-10)
    case $command in verify | close*) period=() ;; esac
    # shellcheck disable=SC2086
    (cd "$root/examples/handbook" && "$program" $command "${period[@]}" --lang "$language" -o "$out/$name.html") 2>"$out/$name.told" ||
      { cat "$out/$name.told"; exit 1; }
    pages+=("$name")
  done
done

wrong=0
for name in "${pages[@]}"; do
  # A page that writes down how wide it is, in a frame of each width.
  for width in 360 1280; do
    probe="$out/.probe.html"
    # Its own rules forbid what is added here, so they are left out of the copy.
    sed -e '/Content-Security-Policy/d' "$out/$name.html" >"$probe"
    echo '<script>document.title = document.documentElement.scrollWidth + " of " + document.documentElement.clientWidth;</script>' >>"$probe"
    frame="$out/.frame.html"
    cat >"$frame" <<HTML
<iframe id="f" src="file://$probe" style="width:${width}px;height:800px;border:0"></iframe>
<script>addEventListener("load", function () { document.body.dataset.width = document.getElementById("f").contentDocument.title; });</script>
HTML
    found=$(browse --allow-file-access-from-files --virtual-time-budget=4000 --dump-dom "file://$frame" | grep -o 'data-width="[^"]*"' || true)
    case $found in
      "data-width=\"$width of $width\"") ;;
      *) echo "$name is not $width px wide: $found"; wrong=1 ;;
    esac
  done
done
rm -f "$out"/.probe.html "$out"/.frame.html

for name in "${pages[@]}"; do
  case $name in score* | pay* | progress* | customers* | trend*) ;; *) continue ;; esac
  for width in 360 1280; do
    # The narrowest window of the browser is wider than a telephone, so a frame stands for it.
    for mode in light dark; do
      frame="$out/.frame.html"
      echo "<body style=\"margin:0\"><iframe src=\"file://$out/$name.html\" style=\"width:${width}px;height:2200px;border:0;color-scheme:$mode\"></iframe>" >"$frame"
      dark=()
      [ $mode = dark ] && dark=(--blink-settings=preferredColorScheme=0)
      browse "${dark[@]}" --window-size="$((width < 500 ? 500 : width)),2200" --screenshot="$out/$name.$width.$mode.png" "file://$frame" >/dev/null
    done
  done
  browse --no-pdf-header-footer --print-to-pdf="$out/$name.pdf" "file://$out/$name.html" >/dev/null
done
rm -f "$out"/.frame.html

# axe-core in the page itself: what it finds is written into the document.
tools="$out/.axe"
mkdir -p "$tools"
if command -v npm >/dev/null && npm install --silent --no-audit --no-fund --prefix "$tools" axe-core >/dev/null 2>&1; then
  for name in "${pages[@]}"; do
    probe="$out/.axe.html"
    sed -e '/Content-Security-Policy/d' "$out/$name.html" >"$probe"
    {
      echo '<script>'; cat "$tools/node_modules/axe-core/axe.min.js"; echo '</script>'
      echo '<script>document.querySelectorAll("details").forEach(function (one) { one.open = true; });'
      echo 'axe.run(document, { resultTypes: ["violations"] }).then(function (found) {'
      echo '  document.body.dataset.axe = found.violations.map(function (one) { return one.id + " × " + one.nodes.length + " " + one.nodes[0].html.slice(0, 120); }).join("; ") || "nothing";'
      echo '});</script>'
    } >>"$probe"
    for mode in 1 0; do
      found=$(browse --blink-settings=preferredColorScheme=$mode --virtual-time-budget=60000 --dump-dom "file://$probe" | grep -o 'data-axe="[^"]*"' | head -1 || true)
      [ "$found" = 'data-axe="nothing"' ] || { echo "$name: axe-core: $found"; wrong=1; }
    done
  done
  rm -f "$out/.axe.html"
else
  echo "axe-core was not run: npm could not install it"
fi
rm -rf "$tools"

echo "pages, pictures and PDFs are in $out"
exit $wrong
