#!/usr/bin/env bash
# Every call that writes, once killed at and once refused by a full or a broken disk: `close` of a month, `report` of a folder that is new and of one
# that is there, and a report in one file.
#
#   bash checks/calls.sh [close|report|replace|file]...
#
# What is written must be there whole or not at all (a folder that was there: old or new), nothing may be called done that is not, and the next run must
# go on from it. checks/closing.sh tries the same at random moments and on a real disk. APPRAISE names the program; without it the debug build is taken.
#
# Needs strace: apt-get install --no-install-recommends strace
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
program=$(realpath "${APPRAISE:-$root/target/debug/appraise}")
. "$root/checks/company.sh"
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
faults=0 tried=0
fault() { echo "fault: $*" >&2; faults=$((faults + 1)); }

# Calls by which a file comes to be, is filled, named or thrown away.
calls=(write pwrite64 writev copy_file_range fsync fdatasync ftruncate rename renameat renameat2 mkdir mkdirat link linkat fchmod chmod unlink unlinkat rmdir)

company() {
  rm -rf "$1" && company_in "$1"
  printf 'date,person,order,amount\n2026-01-05,ann,S1,1000\n2026-01-06,bob,S2,500\n' > sales.csv
}

sums() { (cd "$1" && sha256sum --quiet --strict -c SHA256SUMS > /dev/null 2>&1); }

# What each job begins from, what it runs, and in which state its place is: none, old, new or half.
begin_close() { company "$place/job"; }
run_close() { echo close --period 2026-01 -q; }
state_close() {
  if [ ! -e closed/2026-01 ]; then echo none; elif sums closed/2026-01 && "$program" verify --only evidence > /dev/null 2>&1; then echo new; else echo half; fi
}

begin_report() { company "$place/job"; }
run_report() { echo report --period 2026-01 -q -o out; }
state_report() { if [ ! -e out ]; then echo none; elif sums out; then echo new; else echo half; fi; }

begin_replace() {
  company "$place/job"
  "$program" report --period 2026-01 -q -o out
  echo '2026-01-07,bob,S3,77' >> sales.csv
}
run_replace() { echo report --period 2026-01 -q -o out; }
state_replace() {
  if ! [ -e out ] || ! sums out; then echo half; elif grep -q 57.70 out/data/pay.csv; then echo new; else echo old; fi
}

begin_file() { company "$place/job"; echo before > pay.csv; }
run_file() { echo pay --period 2026-01 -q -o pay.csv; }
state_file() {
  case "$(cat pay.csv 2> /dev/null || true)" in before) echo old ;; *bob*50.00*) echo new ;; *) echo half ;; esac
}

# Tries one job with one call spoilt: JOB WHAT CALL WHICH.
try() {
  local code=0 state again=0
  "begin_$1"
  { strace -f -qq -o /dev/null -e "trace=$3" -e "inject=$3:$2:when=$4" "$program" $("run_$1") > said 2>&1 || code=$?; } 2> /dev/null
  tried=$((tried + 1))
  state=$("state_$1")
  [ "$state" != half ] || fault "$1: $2 at $3 $4: half (exit $code)"
  if [ $code = 0 ] && [ "$state" != new ]; then fault "$1: $2 at $3 $4: exit 0, and it is $state"; fi
  case "$2:$code" in
    signal=KILL:137 | signal=KILL:0 | error=*:0 | error=*:74) ;;
    *) fault "$1: $2 at $3 $4: exit $code: $(head -c 300 said)" ;;
  esac
  if grep -q panicked said; then fault "$1: $2 at $3 $4: $(head -c 300 said)"; fi
  if [ "$1" = close ] && [ "$state" = new ]; then
    "$program" close --list > /dev/null 2>&1 || fault "$1: $2 at $3 $4: the chain is not read"
  else
    "$program" $("run_$1") > said 2>&1 || again=$?
    [ $again = 0 ] || fault "$1: after $2 at $3 $4 the next run fails ($again): $(head -c 300 said)"
    [ "$("state_$1")" = new ] || fault "$1: after $2 at $3 $4 the next run leaves it $("state_$1")"
    [ -z "$(find . -name '*.appraise-*')" ] || fault "$1: after $2 at $3 $4 something is left: $(find . -name '*.appraise-*')"
  fi
}

for job in "${@:-close report replace file}"; do
  for job in $job; do
    before=$tried
    "begin_$job"
    strace -f -qq -o "$place/log" -e "trace=$(IFS=,; echo "${calls[*]}")" "$program" $("run_$job") > /dev/null 2>&1 || fault "$job: it does not run"
    for call in "${calls[@]}"; do
      count=$(grep -c "[ ]$call(" "$place/log" || true)
      for which in $(seq "$count"); do
        try "$job" signal=KILL "$call" "$which"
        case $call in
          unlink* | rmdir) ;;
          *)
            try "$job" error=ENOSPC "$call" "$which+"
            try "$job" error=EIO "$call" "$which"
            ;;
        esac
      done
    done
    echo "$job: $((tried - before)) runs"
  done
done
[ $tried -gt 0 ] && [ $faults = 0 ] || { echo "$faults faults in $tried runs" >&2; exit 1; }
