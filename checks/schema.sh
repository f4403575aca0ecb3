#!/usr/bin/env bash
# Shows the schema of policies to the tools that editors of TOML use, taplo and tombi: what the program reads they accept, and a key that is
# spelled wrong they refuse, also where the policy alone names the schema.
#
#   bash checks/schema.sh
#
# Needs python3 and npm (taplo), and takes tombi too where pip can install it. APPRAISE names the program; without it the debug build is taken.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
program=${APPRAISE:-$root/target/debug/appraise}
[ -x "$program" ] || cargo build --locked --manifest-path "$root/Cargo.toml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$work" && npm install --silent --no-fund --no-audit @taplo/cli >/dev/null)
taplo=$work/node_modules/.bin/taplo
tombi=
if python3 -m venv "$work/python" && "$work/python/bin/pip" --quiet install tombi 2>/dev/null; then
  tombi=$work/python/bin/tombi
fi
schema=$work/policy.schema.json
"$program" schema -o "$schema"

# Every policy that there is, each as a file of its own: of the examples, the documents, `init`, the cases, the findings.
mkdir "$work/all"
for language in en zh-Hans zh-Hant; do "$program" init "$work/init-$language" --lang "$language" >/dev/null; done
python3 - "$root" "$work" <<'PYTHON'
import glob, json, os, sys
root, work = sys.argv[1:]
def keep(name, text):
    with open(f"{work}/all/{name}.toml", "w", encoding="utf-8", newline="") as file:
        file.write(text)
patterns = ["policy.toml", "examples/*/policy.toml", "docs/cookbook/*.toml", "tests/findings/*/policy.toml", "tests/*/policy.toml"]
paths = [path for pattern in patterns for path in glob.glob(f"{root}/{pattern}")] + glob.glob(f"{work}/init-*/policy.toml")
for path in paths:
    try:
        keep(os.path.relpath(path, root if path.startswith(root) else work).replace("/", "+")[:-5], open(path, encoding="utf-8", newline="").read())
    except UnicodeDecodeError:
        pass  # No TOML for other programs; ours reads it.
for path in glob.glob(f"{root}/tests/worked/*.json") + glob.glob(f"{root}/tests/truth/*.json") + glob.glob(f"{root}/tests/management/*.json"):
    policy = json.load(open(path, encoding="utf-8")).get("policy")
    if isinstance(policy, str):
        keep(os.path.relpath(path, root).replace("/", "+")[:-5], policy)
PYTHON

# What one of the tools refuses the program must refuse too, whatever the files say.
lint() { "$taplo" lint --schema "file://$schema" "$@" >"$work/said" 2>&1; }
failed=0
count=0
cd "$work/all"
lint ./*.toml || true
refused=$(sed 's/\x1b\[[0-9;]*m//g' "$work/said" | grep -ao "┌─ [^:]*" | sed 's/.*\///' | sort -u)
for file in *.toml; do
  count=$((count + 1))
  grep -qxF "$file" <<<"$refused" || continue
  "$program" check --policy "$file" --message-format json >/dev/null 2>"$work/told" || true
  if grep '"severity":"error"' "$work/told" | grep -cF "\"file\":\"$file\"" >/dev/null; then continue; fi
  echo "refused by the schema, and the program reads it: $file"
  failed=1
done
echo "$count policies; $(wc -l <<<"$refused") of them are refused by taplo and by the program"

# A key that is spelled wrong, of each table of the policy that `init` writes.
cd "$work/init-en"
for key in currency fiscal_year_starts amount roles weight score steps ties base rate pace step severity; do
  grep -q "^$key = " policy.toml || continue
  sed "0,/^$key = /s//${key}x = /" policy.toml >misspelt.toml
  if "$taplo" lint misspelt.toml >/dev/null 2>&1; then echo "taplo takes ${key}x"; failed=1; fi
  if [ -n "$tombi" ] && "$tombi" lint --offline misspelt.toml >/dev/null 2>&1; then echo "tombi takes ${key}x"; failed=1; fi
done
for language in en zh-Hans zh-Hant; do
  cd "$work/init-$language"
  "$taplo" lint policy.toml >/dev/null 2>&1 || { echo "taplo refuses the policy of init in $language"; failed=1; }
  [ -z "$tombi" ] || "$tombi" lint --offline policy.toml >/dev/null 2>&1 || { echo "tombi refuses the policy of init in $language"; failed=1; }
done
exit $failed
