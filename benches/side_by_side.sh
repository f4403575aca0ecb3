#!/usr/bin/env bash
# appraise beside DuckDB and Polars: the same job on the same file, the same answers, whole processes.
#   benches/side_by_side.sh [ROWS] [RUNS]
# Needs python3; installs duckdb and polars into benches/out/venv where they cannot be imported. Both appraise commands are timed: `score` is
# the job, `pay` the same job asked for money.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
rows=${1:-10000000}
runs=${2:-5}
month=2024-12
data=$here/out/$rows
mkdir -p "$here/out"

python=python3
if ! python3 -c 'import duckdb, polars' 2>/dev/null; then
  [ -x "$here/out/venv/bin/python" ] || python3 -m venv "$here/out/venv"
  python=$here/out/venv/bin/python
  "$python" -c 'import duckdb, polars' 2>/dev/null || "$python" -m pip install --quiet duckdb polars
fi
[ -f "$data/sales.csv" ] || "$python" "$here/generate_sales.py" "$data" --rows "$rows" --jobs 2 >/dev/null
cp "$here/policy.toml" "$data/policy.toml"
(cd "$here/.." && cargo build --release --quiet)
appraise=$here/../target/release/appraise
cd "$here/out"

"$appraise" score --policy "$data/policy.toml" --period $month -o score.csv
"$appraise" pay --policy "$data/policy.toml" --period $month -o pay.csv
"$python" "$here/appraise_job.py" score.csv pay.csv > appraise.txt
"$python" "$here/duckdb_job.py" "$data" $month > duckdb.txt
"$python" "$here/polars_job.py" "$data" $month > polars.txt
cmp appraise.txt duckdb.txt
cmp appraise.txt polars.txt
echo "Equal answers for $(wc -l < appraise.txt) people, $month, $rows rows ($(stat -c %s "$data/sales.csv") bytes)."

"$python" - "$runs" "$appraise" "$python" "$here" "$data" "$month" <<'PY'
import os, platform, subprocess, sys, time
runs, appraise, python, here, data, month = int(sys.argv[1]), *sys.argv[2:]
jobs = {
    'appraise score': [appraise, 'score', '--policy', f'{data}/policy.toml', '--period', month, '--format', 'csv'],
    'appraise pay': [appraise, 'pay', '--policy', f'{data}/policy.toml', '--period', month, '--format', 'csv'],
    'appraise score, one thread': [appraise, 'score', '--policy', f'{data}/policy.toml', '--period', month, '--format', 'csv', '--threads', '1'],
    'DuckDB': [python, f'{here}/duckdb_job.py', data, month],
    'Polars': [python, f'{here}/polars_job.py', data, month],
}
def run(command):
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, command
    return time.perf_counter() - start, usage.ru_maxrss / 1024
results = {name: [] for name in jobs}
for _ in range(runs):
    for name, command in jobs.items():
        results[name].append(run(command))
print(f'\n{os.cpu_count()} processors, {platform.machine()}, median of {runs} runs in turn\n\n| who | seconds | peak memory, MB |\n|---|---:|---:|')
for name, found in results.items():
    seconds = sorted(s for s, _ in found)[len(found) // 2]
    print(f'| {name} | {seconds:.2f} | {max(m for _, m in found):.0f} |')
PY
