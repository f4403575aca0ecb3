#!/usr/bin/env bash
# appraise beside DuckDB and Polars: the same job on the same file, the same answers, whole processes.
#   benches/side_by_side.sh [ROWS] [RUNS]
# Needs python3; installs duckdb and polars into benches/out/venv where they cannot be imported. Both appraise commands are timed: `score` is
# the job, `pay` the same job asked for money. The bound is a vector reader that finds fields on two threads and computes nothing. The
# same rows with Chinese names are read in UTF-8 and in GB18030.
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
for encoding in utf-8 gb18030; do
  [ -f "$data-$encoding/sales.csv" ] || "$python" "$here/generate_sales.py" "$data-$encoding" --rows "$rows" --chinese --encoding $encoding --jobs 2 >/dev/null
  sed -e 's/\["won"\]/["已签收"]/; s/\["returned"\]/["退货"]/; s/^roles = .*/roles = ["业务员", "高级业务员", "组长"]/' "$here/policy.toml" > "$data-$encoding/policy.toml"
done
cd "$here/.."
cargo build --release --quiet
appraise=$PWD/target/release/appraise
bound=$PWD/$(cargo bench --bench bound --no-run 2>&1 | sed -n 's/.*Executable.*(\(.*\))/\1/p')
cd "$here/out"

"$appraise" score --policy "$data/policy.toml" --period $month -o score.csv
"$appraise" pay --policy "$data/policy.toml" --period $month -o pay.csv
"$python" "$here/appraise_job.py" score.csv pay.csv > appraise.txt
"$python" "$here/duckdb_job.py" "$data" $month > duckdb.txt
"$python" "$here/polars_job.py" "$data" $month > polars.txt
cmp appraise.txt duckdb.txt
cmp appraise.txt polars.txt
echo "Equal answers for $(wc -l < appraise.txt) people, $month, $rows rows ($(stat -c %s "$data/sales.csv") bytes)."
for encoding in utf-8 gb18030; do
  "$appraise" score --policy "$data-$encoding/policy.toml" --period $month -o "score-$encoding.csv"
done
cmp score-utf-8.csv score-gb18030.csv
echo "Equal answers in UTF-8 and GB18030 ($(stat -c %s "$data-utf-8/sales.csv") and $(stat -c %s "$data-gb18030/sales.csv") bytes)."

"$python" - "$runs" "$appraise" "$python" "$here" "$data" "$month" "$bound" <<'PY'
import os, platform, subprocess, sys, time
runs, appraise, python, here, data, month, bound = int(sys.argv[1]), *sys.argv[2:]
def score(folder, *more):
    return [appraise, 'score', '--policy', f'{folder}/policy.toml', '--period', month, '--format', 'csv', *more]
jobs = {
    'appraise score': score(data),
    'appraise pay': [appraise, 'pay', '--policy', f'{data}/policy.toml', '--period', month, '--format', 'csv'],
    'appraise score, one thread': score(data, '--threads', '1'),
    'the bound: fields found, nothing computed': [bound, f'{data}/sales.csv'],
    'DuckDB': [python, f'{here}/duckdb_job.py', data, month],
    'Polars': [python, f'{here}/polars_job.py', data, month],
    'appraise score, Chinese names, UTF-8': score(f'{data}-utf-8'),
    'appraise score, Chinese names, GB18030': score(f'{data}-gb18030'),
}
def run(command):
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, command
    return time.perf_counter() - start, usage.ru_maxrss / 1024
results = {name: [] for name in jobs}
for command in jobs.values():
    run(command)
for _ in range(runs):
    for name, command in jobs.items():
        results[name].append(run(command))
medians = {name: sorted(s for s, _ in found)[len(found) // 2] for name, found in results.items()}
own = medians['appraise score']
print(f'\n{os.cpu_count()} processors, {platform.machine()}, median of {runs} runs in turn\n\n'
      '| who | seconds | times `appraise score` | peak memory, MB |\n|---|---:|---:|---:|')
for name, found in results.items():
    print(f'| {name} | {medians[name]:.2f} | {medians[name] / own:.1f} | {max(m for _, m in found):.0f} |')
PY
