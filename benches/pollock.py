"""Polluted files: what becomes of every file of the Pollock benchmark (repository HPI-Information-Systems/Pollock).

    benches/pollock.py FOLDER [--appraise PATH] [--files PATTERN] [--list]

FOLDER is a copy of that repository, or its folder `polluted_files` with `csv`, `clean` and `parameters`. Every polluted file is
read as `sales.csv` by a small policy, and what is read – every cell of every row, told by the deals that are paid – is compared
with the clean file beside it. The label columns are made visible by a rate of their own for each label of the clean file, dates
by one more run for each month.

A file is read twice with all of its columns in use, once without a word about its form and once with what a user would say
who has looked at it (delimiter, line of the header), and once more with only three columns in use, so that as little as possible
can be noticed. Python 3, standard library only.
"""
import argparse
import csv
import fnmatch
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

LABELS = {'product': 'ProductType', 'category': 'ProductDescription', 'region': 'URL', 'channel': 'TIME'}
COLUMNS = {
    'all': {'date': 'DATE', 'amount': 'Price', 'qty': 'Qty', 'order': 'PRODUCTID', 'note': 'Comments', **LABELS},
    'few': {'date': 'DATE', 'amount': 'Price', 'order': 'PRODUCTID'},
}
HEADER = ['DATE', 'TIME', 'Qty', 'PRODUCTID', 'Price', 'ProductType', 'ProductDescription', 'URL', 'Comments']
SAME, WHOLE, NAMED, ELSEWHERE, SILENT = 'same rows', 'refused whole', 'line named', 'other line', 'SILENT'
OUTCOMES = [SAME, WHOLE, NAMED, ELSEWHERE, SILENT]


def text(value):
    """A TOML string."""
    return json.dumps(value, ensure_ascii=False)


def clean_rows(path):
    """The rows of a clean file, by position: its labels may be polluted on purpose."""
    with open(path, encoding='utf-8', newline='') as file:
        rows = [row for row in csv.reader(file, strict=True) if row]
    if rows and not re.match(r'\d', rows[0][0]):
        rows = rows[1:]
    return [dict(zip(HEADER, row)) for row in rows]


class Case:
    """One polluted file under one policy."""

    def __init__(self, folder, name, known):
        self.name, self.folder, self.known = name, folder, known
        self.rows = clean_rows(os.path.join(folder, 'clean', name))
        with open(os.path.join(folder, 'parameters', f'{name}_parameters.json'), encoding='utf-8') as file:
            self.parameters = json.load(file)
        match = re.match(r'row_(?:extra_quote|less_sep_row|more_sep_row|field_delimiter_)(\d+)', name)
        self.line = int(match[1]) + 1 if match else None

    def kind(self):
        return re.sub(r'\d+', 'N', re.sub(r'_0x.*', '', self.name)) if self.line else self.name

    def hints(self):
        """What a user would write about the form of the file."""
        hints = []
        if self.parameters.get('delimiter') in (',', ';', '\t', '|'):
            hints.append(f'delimiter = {text(self.parameters["delimiter"])}')
        if self.parameters.get('preamble_lines', 0) > 0:
            hints.append(f'header_row = {self.parameters["preamble_lines"] + 1}')
        return hints

    def policy(self, columns, hints):
        lines = ['schema = 1', '[policy]', 'name = "Pollock"', 'version = "1"', 'currency = "USD"', 'period = "year"',
                 '[rounding]', 'money = { to = "0.01", mode = "half_up" }', '[input]', 'staff = "staff.csv"', '[input.sales]', 'files = "sales.csv"',
                 'date_format = "dmy"', 'constants = { person = "Sample" }', *hints,
                 'columns = { ' + ', '.join(f'{column} = {text(label)}' for column, label in columns.items()) + ' }',
                 '[crediting]', 'unassigned = "error"', '[measures.revenue]', 'sum = "sales.amount"']
        pay = ['kind = "commission"', 'over = "deal"', 'negative = "pay"']
        for column in (column for column in columns if column in LABELS):
            rates = ', '.join(f'{text(label)} = {rate}' for label, rate in self.known[column].items())
            lines += ['[[pay]]', f'name = "{column}"', 'base = "revenue"', *pay, f'rates = {{ by = "{column}", {rates}, default = 0 }}']
        lines += ['[[pay]]', 'name = "amount"', 'base = "revenue"', *pay, 'rate = 1']
        if 'qty' in columns:
            lines += ['[measures.qty]', 'sum = "sales.qty"', '[[pay]]', 'name = "qty"', 'base = "qty"', *pay, 'rate = 1']
        return '\n'.join(lines) + '\n'

    def expected(self, columns, period):
        """The rows of the clean file that are dated in that year or month."""
        rows = []
        for row in self.rows:
            if not '-'.join(reversed(row['DATE'].split('/'))).startswith(period):
                continue
            price = Decimal(row['Price'].lstrip('$'))
            cells = {column: price * self.known[column].get(row[LABELS[column]], 0) for column in columns if column in LABELS}
            cells['amount'] = price
            if 'qty' in columns:
                cells['qty'] = Decimal(row['Qty'])
            rows.append((row['PRODUCTID'], price, tuple(sorted(cells.items()))))
        return sorted(rows)

    def outcome(self, appraise, columns, hints):
        """What became of the file, and what to say about it."""
        with tempfile.TemporaryDirectory() as folder:
            place = lambda name: os.path.join(folder, name)
            with open(place('policy.toml'), 'w', encoding='utf-8') as file:
                file.write(self.policy(columns, hints))
            with open(place('staff.csv'), 'w', encoding='utf-8') as file:
                file.write('person,role,hired\nSample,rep,2010-01-01\n')
            os.symlink(os.path.abspath(os.path.join(self.folder, 'csv', self.name)), place('sales.csv'))
            command = [appraise, 'pay', '--lines', 'deals', '--format', 'csv', '--message-format', 'json', '--period']
            for period in ['2018'] + [f'2018-{month:02}' for month in range(1, 13)]:
                done = subprocess.run([*command, period], cwd=folder, capture_output=True, timeout=60)
                if done.returncode != 0:
                    break
                expected, read = self.expected(columns, period), paid(done.stdout.decode())
                if read != expected:
                    return SILENT, differences(expected, read)
        messages = [json.loads(line) for line in done.stderr.decode().splitlines() if line.startswith('{')]
        errors = [message for message in messages if message['severity'] == 'error']
        said = sorted({message['code'] for message in errors or messages})
        if done.returncode == 0:
            return SAME, said
        if done.returncode != 1 or not errors:
            raise SystemExit(f'{self.name}: exit {done.returncode} {done.stderr.decode()[:2000]}')
        if any(message['places'] and message['places'][0]['file'] == 'policy.toml' for message in errors):
            raise SystemExit(f'{self.name}: the policy is refused: {done.stderr.decode()[:2000]}')
        lines = {place['line'] for message in errors for place in message['places'] if place['file'] == 'sales.csv'}
        if self.line in lines:
            return NAMED, said
        of_rows = self.line is not None and lines - {0, 1}
        return (ELSEWHERE if of_rows else WHOLE), said


def paid(output):
    """The rows that the lines of deals tell: order, price, and what each label and the quantity came to."""
    deals = defaultdict(dict)
    prices = {}
    for line in csv.DictReader(io.StringIO(output)):
        key = (line['row'], line['order'])
        deals[key][line['component']] = Decimal(line['amount'])
        if line['component'] != 'qty':
            prices[key] = Decimal(line['base'])
    return sorted((order, prices.get((row, order)), tuple(sorted(cells.items()))) for (row, order), cells in deals.items())


def differences(expected, read):
    missing, more = [row for row in expected if row not in read], [row for row in read if row not in expected]
    return [f'{len(expected)} rows, read {len(read)}; not read {missing[:1]}, but {more[:1]}']


def labels_of(rows):
    """A rate for every label: 1, 2, 3 … in the order in which they come."""
    known = {column: {} for column in LABELS}
    for row in rows:
        for column, label in LABELS.items():
            known[column].setdefault(row[label], len(known[column]) + 1)
    return known


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('folder')
    arguments.add_argument('--appraise', default=os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'target', 'release', 'appraise'))
    arguments.add_argument('--files', default='*', help='only files whose name matches')
    arguments.add_argument('--list', action='store_true', help='say of every file what became of it')
    options = arguments.parse_args()
    appraise = os.path.abspath(options.appraise)
    inner = os.path.join(options.folder, 'polluted_files')
    folder = inner if os.path.isdir(inner) else options.folder
    known = labels_of(clean_rows(os.path.join(folder, 'clean', 'source.csv')))
    names = sorted(name for name in os.listdir(os.path.join(folder, 'csv')) if fnmatch.fnmatch(name, options.files))
    cases = [Case(folder, name, known) for name in names]
    ways = [('all columns, no hint', 'all', False), ('all columns, form named in the policy', 'all', True), ('three columns, no hint', 'few', False)]
    silent = 0
    for title, columns, hinted in ways:
        run = lambda case: case.outcome(appraise, COLUMNS[columns], case.hints() if hinted else [])
        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(run, cases))
        silent += report(title, cases, outcomes, options.list)
    sys.exit(1 if silent else 0)


def report(title, cases, outcomes, every):
    """Prints one table and what is wrong; returns how many files differ silently."""
    counts, codes = defaultdict(Counter), defaultdict(Counter)
    for case, (outcome, said) in zip(cases, outcomes):
        counts[case.kind()][outcome] += 1
        codes[case.kind()].update(said if outcome not in (SAME, SILENT) else [])
    total = sum(counts.values(), Counter())
    print(f'\n{title}: {len(cases)} files\n')
    print('| files | number | ' + ' | '.join(OUTCOMES) + ' | findings |')
    print('|---|---:|' + '---:|' * len(OUTCOMES) + '---|')
    for kind, count in sorted(counts.items(), key=lambda item: (item[0].startswith('row'), item[0])):
        said = ', '.join(f'{code} {number}' if number > 1 else code for code, number in codes[kind].most_common())
        print(f'| {kind} | {sum(count.values())} | ' + ' | '.join(str(count[outcome]) for outcome in OUTCOMES) + f' | {said} |')
    print(f'| all | {len(cases)} | ' + ' | '.join(str(total[outcome]) for outcome in OUTCOMES) + ' | |')
    faults = total[NAMED] + total[ELSEWHERE]
    if faults:
        print(f'\npolluted line named in {total[NAMED]} of {faults} row faults ({100 * total[NAMED] / faults:.2f} %)')
    for case, (outcome, said) in zip(cases, outcomes):
        if every or outcome in (SILENT, ELSEWHERE):
            print(f'{outcome}: {case.name}: {", ".join(said)}')
    return total[SILENT]


if __name__ == '__main__':
    main()
