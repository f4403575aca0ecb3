#!/usr/bin/env bash
# Shows the pages of the example to a browser: at 360 and 1280 px, light and dark, and on paper.
#
#   bash checks/pages.sh [FOLDER]      pictures and PDFs into FOLDER (default: a temporary one)
#   LANGUAGES=en bash checks/pages.sh  of one language alone
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
for language in ${LANGUAGES:-en zh-Hans zh-Hant}; do
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

# Copies in which a script of ours may run: how wide each is in windows of both widths, and what axe-core finds with everything opened.
probes="$out/.probes"
mkdir -p "$probes"
has_axe=no
if command -v npm >/dev/null && npm install --silent --no-audit --no-fund --prefix "$probes" axe-core >/dev/null 2>&1; then
  cp "$probes/node_modules/axe-core/axe.min.js" "$probes/axe.js"
  has_axe=yes
else
  echo "axe-core was not run: npm could not install it"
fi
cat >"$probes/probe.js" <<'JS'
addEventListener("load", function () {
  document.body.dataset.width = document.documentElement.scrollWidth;
  if (!window.axe || innerWidth < 1000) { document.body.dataset.axe = "nothing"; return; }
  document.querySelectorAll("details").forEach(function (one) { one.open = true; });
  axe.run(document, { resultTypes: ["violations"] }).then(function (found) {
    var said = found.violations.map(function (one) { return one.id + " in " + one.nodes.length + ": " + one.nodes[0].html.slice(0, 150); });
    document.body.dataset.axe = said.join("; ") || "nothing";
  });
});
JS
for name in "${pages[@]}"; do
  sed -e '/Content-Security-Policy/d' "$out/$name.html" >"$probes/$name.html"
  [ $has_axe = no ] || echo '<script src="axe.js"></script>' >>"$probes/$name.html"
  echo '<script src="probe.js"></script>' >>"$probes/$name.html"
done
wrong=0
for mode in light dark; do
  for name in "${pages[@]}"; do
    {
      echo "<meta name=\"color-scheme\" content=\"$mode\"><body>"
      for width in 360 1280; do
        echo "<iframe src=\"$name.html\" style=\"width:${width}px;height:800px;border:0;color-scheme:$mode\"></iframe>"
      done
      cat <<'JS'
<script>
addEventListener("load", function () {
  var frames = Array.prototype.slice.call(document.querySelectorAll("iframe"));
  (function look() {
    var said = frames.map(function (frame) { return frame.contentDocument.body.dataset; });
    if (!said.every(function (one) { return one.axe; })) { setTimeout(look, 50); return; }
    document.body.dataset.said = said.map(function (one) { return one.width + " px, axe: " + one.axe; }).join("; ");
  })();
});
</script>
JS
    } >"$probes/.frame.html"
    found=$(browse --allow-file-access-from-files --virtual-time-budget=60000 --dump-dom "file://$probes/.frame.html" | grep -o 'data-said="[^"]*"' | head -1 || true)
    [ "$found" = 'data-said="360 px, axe: nothing; 1280 px, axe: nothing"' ] || { echo "$name, $mode: $found"; wrong=1; }
  done
done
rm -rf "$probes"

for name in "${pages[@]}"; do
  case $name in score* | pay* | progress* | customers* | trend*) ;; *) continue ;; esac
  for width in 360 1280; do
    # The narrowest window of the browser is wider than a telephone, so a frame stands for it.
    for mode in light dark; do
      frame="$out/.frame.html"
      echo "<body style=\"margin:0\"><iframe src=\"file://$out/$name.html\" style=\"width:${width}px;height:2200px;border:0;color-scheme:$mode\"></iframe>" >"$frame"
      browse --window-size="$((width < 500 ? 500 : width)),2200" --screenshot="$out/$name.$width.$mode.png" "file://$frame" >/dev/null
    done
  done
  browse --no-pdf-header-footer --print-to-pdf="$out/$name.pdf" "file://$out/$name.html" >/dev/null
done
rm -f "$out/.frame.html"

echo "pages, pictures and PDFs are in $out"
exit $wrong
