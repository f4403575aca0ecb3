#!/usr/bin/env python3
"""Closes 24 months of 200 people and ten components one after the other, and verifies them: a line for each with its time.

    benches/months.py [--months 24] [--people 200] [--rows 1000] [--runs 3] [--keep FOLDER]

Needs python3 and a built `appraise`: that of APPRAISE, else target/release/appraise. Each month comes with a file of its own of so many sales, and one of
what was collected; targets and staff are there from the beginning. Once with `corrections = "next"`, `look_back = 3`, once without. The data are the same
on any machine. A close is run so many times with --dry-run, which computes and writes nothing, and then in earnest; the least of these times counts. At
the end: the last close beside the second, and what `verify` says."""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time

PRODUCTS = ['desk', 'chair', 'lamp', 'shelf', 'service']
POLICY = '''schema = 1
[policy]
name = "Months"
version = "1"
currency = "EUR"
period = "month"
outside = ["Office"]
[close]
{close}
[input]
staff = "staff.csv"
targets = "targets.csv"
collections = "collections-*.csv"
[input.sales]
files = "sales-*.csv"
returns = {{ status = ["returned"], sign = "flip" }}
[measures.revenue]
sum = "sales.amount"
[measures.service]
sum = "sales.amount"
where = {{ product = ["service"] }}
[measures.furniture]
sum = "sales.amount"
where = {{ product = ["desk", "chair", "shelf"] }}
[measures.orders]
distinct = "sales.order"
[measures.customers]
first = "sales.customer"
[[pay]]
name = "Salary"
kind = "bonus"
roles = ["Sales", "Lead"]
amount = "staff.base_pay"
[[pay]]
name = "Commission"
kind = "commission"
roles = ["Sales"]
base = "furniture"
over = "period"
rate = "3%"
negative = "carry"
[[pay]]
name = "Held"
kind = "commission"
roles = ["Sales"]
base = "service"
over = "period"
rate = "5%"
negative = "carry"
hold_back = {{ share = "20%", release = {{ days = 45 }}, leavers = "release" }}
[[pay]]
name = "Collected"
kind = "commission"
roles = ["Sales"]
base = "revenue"
over = "deal"
rate = "1%"
negative = "pay"
hold_back = {{ share = "50%", release = "collected", leavers = "release" }}
[[pay]]
name = "Year"
kind = "commission"
roles = ["Sales"]
base = "revenue"
over = "year_to_date"
apply = "marginal"
tiers_by = "amount"
tiers = [{{ from = 0, rate = "1%" }}, {{ from = 30000, rate = "2%" }}, {{ from = 60000, rate = "3%" }}]
negative = "pay"
[[pay]]
name = "Attained"
kind = "commission"
roles = ["Sales"]
base = "revenue"
over = "period"
apply = "marginal"
tiers_by = "attainment"
tiers = [{{ from = 0, rate = "0.5%" }}, {{ from = "100%", rate = "1%" }}]
negative = "zero"
[[pay]]
name = "Quota"
kind = "bonus"
roles = ["Sales"]
amount = 150
when = [{{ attainment = "revenue", from = "100%" }}]
[[pay]]
name = "New customers"
kind = "bonus"
roles = ["Sales"]
amount = 10
each = "customers"
[[pay]]
name = "Override"
kind = "override"
roles = ["Lead"]
base = "revenue"
of = "direct"
include_own = false
rate = "0.5%"
[[pay]]
name = "Draw"
kind = "draw"
roles = ["Sales"]
components = ["Commission", "Held", "Attained"]
minimum = 100
recover_at_most = {{ share = "50%" }}
'''
CORRECTED = 'corrections = "next"\nlook_back = 3'


def mix(number):
    number = (number + 0x9E3779B97F4A7C15) & ((1 << 64) - 1)
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & ((1 << 64) - 1)
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & ((1 << 64) - 1)
    return number ^ (number >> 31)


def month_of(index):
    return f'{2024 + index // 12}-{index % 12 + 1:02}'


def person(index):
    return f'P{index:03}'


def write_registers(folder, people, months):
    lines = ['person_id,name,role,team,manager,base_pay']
    for index in range(people):
        lead = index % 10 == 0
        manager = '' if lead else person(index - index % 10)
        role = 'Lead' if lead else 'Sales'
        lines.append(f'{person(index)},Name {index},{role},T{index // 10},{manager},{1500 + index % 7 * 50}')
    lines.append('Z,Nobody,Office,,,')
    (folder / 'staff.csv').write_text('\n'.join(lines) + '\n')
    lines = ['scope,id,period,measure,target']
    for month in range(months):
        for index in range(people):
            target = 2000 + mix(month * people + index) % 4000
            lines.append(f'person,{person(index)},{month_of(month)},revenue,{target}')
    (folder / 'targets.csv').write_text('\n'.join(lines) + '\n')


def write_month(folder, month, people, rows):
    name, sales, collected = month_of(month), ['order,date,person,customer,product,amount,status'], ['order,date,amount']
    sellers = [index for index in range(people) if index % 10]
    sold = rows * 49 // 50
    for row in range(rows):
        # The last rows are returns in part, of the first orders of the month.
        is_return = row >= sold
        first = row - sold if is_return else row
        number = mix(month * rows + first)
        day, cents = 1 + number % 28, 5000 + number // 31 % 150000
        if is_return:
            day, cents = 28, cents // 3
        seller, product, customer = sellers[number // 7 % len(sellers)], PRODUCTS[number // 11 % 5], number // 13 % 3000
        amount, status = f'{cents // 100}.{cents % 100:02}', 'returned' if is_return else 'won'
        sales.append(f'A{month:02}{first:05},{name}-{day:02},{person(seller)},C{customer},{product},{amount},{status}')
    for row in range(sold):
        source = month - row % 3
        if source < 0:
            continue
        number = mix(source * rows + row)
        cents = 5000 + number // 31 % 150000
        collected.append(f'A{source:02}{row:05},{name}-28,{cents // 100}.{cents % 100:02}')
    (folder / f'sales-{name}.csv').write_text('\n'.join(sales) + '\n')
    (folder / f'collections-{name}.csv').write_text('\n'.join(collected) + '\n')


def timed(appraise, arguments, folder):
    began = time.perf_counter()
    run = subprocess.run([appraise, *arguments], cwd=folder, capture_output=True, text=True)
    took = time.perf_counter() - began
    if run.returncode:
        sys.exit(f'{arguments} ended with {run.returncode}: {run.stderr[:2000]}')
    return took


def measured(appraise, folder, close, options):
    (folder / 'policy.toml').write_text(POLICY.format(close=close))
    write_registers(folder, options.people, options.months)
    took = []
    for month in range(options.months):
        write_month(folder, month, options.people, options.rows)
        arguments = ['close', '--period', month_of(month), '-q', '--format', 'csv']
        tried = [timed(appraise, [*arguments, '--dry-run'], folder) for _ in range(options.runs)]
        took.append(min([*tried, timed(appraise, arguments, folder)]))
        print(f'close {month_of(month)}  {took[-1]:.3f} s', flush=True)
    last = f'{took[-1]:.3f} s, {took[-1] / took[1]:.2f} of the second' if options.months > 1 else ''
    print(f'the last  {last}')
    for look in [[], ['--only', 'evidence'], ['--only', 'rerun'], ['--only', 'files'], ['--only', 'effect']]:
        print(' '.join(['verify', *look]), f' {timed(appraise, ["verify", "-q", "--format", "csv", *look], folder):.3f} s', flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--months', type=int, default=24)
    parser.add_argument('--people', type=int, default=200)
    parser.add_argument('--rows', type=int, default=1000)
    parser.add_argument('--runs', type=int, default=3)
    parser.add_argument('--keep', type=pathlib.Path, help='a folder that is not there yet, in which files and closed folders stay')
    options = parser.parse_args()
    built = pathlib.Path(__file__).resolve().parent.parent / 'target/release/appraise'
    appraise = os.path.abspath(os.environ.get('APPRAISE', built))
    with tempfile.TemporaryDirectory() as temporary:
        root = options.keep or pathlib.Path(temporary)
        for name, close in (('corrected', CORRECTED), ('listed', 'corrections = "list"')):
            folder = root / name
            folder.mkdir(parents=True)
            print(close.replace('\n', ', '))
            measured(appraise, folder, close, options)


main()
