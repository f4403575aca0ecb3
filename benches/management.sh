#!/usr/bin/env bash
# The tables of management beside DuckDB: the same file, equal answers, whole processes in turn.
#   benches/management.sh [ROWS] [RUNS]
# `customers`, `trend --by product` and `--by customer` over 24 months, and `watch` with ten watches, each beside `score`; DuckDB makes the three tables in
# one process. Needs python3; installs duckdb into benches/out/venv where it cannot be imported.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
rows=${1:-10000000}
runs=${2:-3}
month=2024-12
data=$here/out/$rows
mkdir -p "$here/out"
python=python3
if ! python3 -c 'import duckdb' 2>/dev/null; then
  [ -x "$here/out/venv/bin/python" ] || python3 -m venv "$here/out/venv"
  python=$here/out/venv/bin/python
  "$python" -c 'import duckdb' 2>/dev/null || "$python" -m pip install --quiet duckdb
fi
[ -f "$data/sales.csv" ] || "$python" "$here/generate_sales.py" "$data" --rows "$rows" --jobs 2 >/dev/null
policy=$data/management.toml
sed 's/^staff = "staff.csv"/staff = "staff.csv"\ncustomers = "customers.csv"/' "$here/policy.toml" > "$policy"
cat "$here/watches.toml" >> "$policy"
cd "$here/.."
appraise=${APPRAISE:-$PWD/target/release/appraise}
cd "$here/out"
ask() { "$appraise" "$@" --policy "$policy" --period $month -q --format csv; }
ask trend --by product --measure revenue --periods 24 > products.csv
ask trend --by customer --measure revenue --periods 24 > by_customer.csv
ask customers > customers.csv
"$python" "$here/appraise_management.py" products.csv by_customer.csv customers.csv | sort > appraise_management.txt
"$python" "$here/duckdb_management.py" "$data" $month | sort > duckdb_management.txt
cmp appraise_management.txt duckdb_management.txt
echo "Equal answers in $(wc -l < appraise_management.txt) lines, $month, $rows rows."
time_of() { /usr/bin/time -f "%e s  %M KB  $1" "${@:2}" > /dev/null; }
for _ in $(seq "$runs"); do
  time_of score "$appraise" score --policy "$policy" --period $month -q --format csv
  time_of customers "$appraise" customers --policy "$policy" --period $month -q --format csv
  time_of "trend --by product" "$appraise" trend --by product --measure revenue --periods 24 --policy "$policy" --period $month -q --format csv
  time_of "trend --by customer" "$appraise" trend --by customer --measure revenue --periods 24 --policy "$policy" --period $month -q --format csv
  time_of watch "$appraise" watch --policy "$policy" --period $month -q --format csv
  time_of DuckDB "$python" "$here/duckdb_management.py" "$data" $month
done
