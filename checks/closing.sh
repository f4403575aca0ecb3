#!/usr/bin/env bash
# Closing under bad luck: 50 closes at once, a hundred that are killed, a disk that is full, a folder that may not be written.
#
#   bash checks/closing.sh
#
# A folder of a closed period must be there whole or not at all, whatever happens, and the next run must go on from it. APPRAISE names the program;
# without it the debug build is taken. KILLS says how many are killed.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
program=$(realpath "${APPRAISE:-$root/target/debug/appraise}")
kills=${KILLS:-100}
. "$root/checks/company.sh"
place=$(mktemp -d)
trap 'chmod -R u+w "$place"; rm -rf "$place"' EXIT
faults=0
fault() { echo "fault: $*" >&2; faults=$((faults + 1)); }

company() {
  company_in "$1"
  awk 'BEGIN { print "date,person,order,amount"
    for (row = 0; row < 20000; row++) printf "2026-01-%02d,%s,S%d,%d\n", row % 31 + 1, row % 2 ? "ann" : "bob", row, row % 97 + 1 }' > sales.csv
}

# The closed folder is as it was written, and nothing of an unfinished run is left.
whole() {
  (cd closed/2026-01 && sha256sum --quiet --strict -c SHA256SUMS) || fault "$1: the folder is not whole"
  "$program" verify --only evidence > /dev/null 2>&1 || fault "$1: verify finds something"
  [ -z "$(find . -name '*.appraise*')" ] || fault "$1: something is left: $(find . -name '*.appraise*')"
}

company "$place/at-once"
for run in $(seq 50); do
  { code=0; "$program" close --period 2026-01 > /dev/null 2>&1 || code=$?; echo $code > "code.$run"; } &
done
wait
codes=$(sort -n code.* | uniq -c | awk '{ printf "%s×%s ", $1, $2 }')
[ "$(grep -lx 0 code.* | wc -l)" = 1 ] || fault "at once: not one wins: $codes"
[ -z "$(grep -Lx -e 0 -e 1 -e 75 code.*)" ] || fault "at once: other exits: $codes"
whole "at once"
echo "50 at once: $codes"

company "$place/killed"
began=$(date +%s%N)
"$program" close --period 2026-01 > /dev/null 2>&1 || fault "killed: it does not close"
took=$((($(date +%s%N) - began) / 1000000))
"$program" close --reopen 2026-01 --reason again > /dev/null 2>&1 || fault "killed: it cannot be opened again"
old=0 new=0
for run in $(seq "$kills"); do
  "$program" close --period 2026-01 > /dev/null 2>&1 &
  child=$!
  # At any moment of a run, and now and then after its end.
  pause=$((RANDOM * took * 13 / 10 / 32768))
  sleep "$((pause / 1000)).$(printf %03d $((pause % 1000)))"
  kill -9 $child 2> /dev/null || true
  wait $child 2> /dev/null || true
  if [ -e closed/2026-01 ]; then
    (cd closed/2026-01 && sha256sum --quiet --strict -c SHA256SUMS) || fault "kill $run: half"
    new=$((new + 1))
    "$program" close --reopen 2026-01 --reason again > /dev/null 2>&1 || fault "kill $run: cannot be opened again"
  else
    old=$((old + 1))
  fi
  "$program" close --list > /dev/null 2>&1 || fault "kill $run: the chain is not read"
done
"$program" close --period 2026-01 > /dev/null 2>&1 || fault "killed: the next close fails"
whole "killed"
echo "killed: $old old, $new new"

company "$place/full"
for blocks in 0 1 8 64 256; do
  code=0
  { (ulimit -f $blocks; exec "$program" close --period 2026-01 > /dev/null 2>&1) || code=$?; } 2> /dev/null
  [ $code -ne 0 ] || fault "full at $blocks: it ends with 0"
  [ ! -e closed/2026-01 ] || fault "full at $blocks: something is closed"
done
if mkdir -p disk && mount -t tmpfs -o size=1m tmpfs disk 2> /dev/null; then
  cp policy.toml staff.csv sales.csv disk/
  (
    cd disk
    head -c 400000 /dev/zero > filler
    code=0
    "$program" close --period 2026-01 > /dev/null 2>&1 || code=$?
    echo "full disk: exit $code"
    [ $code = 74 ] && [ ! -e closed/2026-01 ]
  ) || fault "a full disk"
  rm disk/filler
  mount -o remount,ro disk
  (
    cd disk
    code=0
    "$program" close --period 2026-01 > /dev/null 2>&1 || code=$?
    echo "read-only disk: exit $code"
    [ $code = 74 ] && [ ! -e closed/2026-01 ]
  ) || fault "a read-only disk"
  mount -o remount,rw disk
  (cd disk && "$program" close --period 2026-01 > /dev/null 2>&1 && sha256sum --quiet -c SHA256SUMS 2> /dev/null; [ -e closed/2026-01 ]) ||
    fault "the disk has room again, and nothing is closed"
  umount disk
else
  echo "no disk of one's own: not tried"
fi
"$program" close --period 2026-01 > /dev/null 2>&1 || fault "full: the next close fails"
whole "full"
echo "full: told, nothing half"

company "$place/read-only"
chmod a-w .
if touch probe 2> /dev/null; then
  rm -f probe
  echo "read-only: who may write everywhere is not kept out"
else
  code=0
  "$program" close --period 2026-01 > /dev/null 2>&1 || code=$?
  [ $code = 74 ] || fault "read-only: exit $code"
fi
chmod u+w .

[ $faults = 0 ] || { echo "$faults faults" >&2; exit 1; }
