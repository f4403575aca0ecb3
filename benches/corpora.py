"""Collections of small CSV files: whether each is read as its authors say, or refused at the line that they broke.

    benches/corpora.py FOLDER… [--appraise PATH] [--records PATH]

Each FOLDER is a copy of `csv-spectrum` (repository maxogden/csv-spectrum), of `csv-test-data` (sineemore/csv-test-data), or of the
folder `data/csv/rejects` of duckdb/duckdb; which one it is, its files tell. The first two have the records beside every file as JSON:
they are compared with what `cargo build --release --example records` reads. Files that are broken are given to `appraise check` with a
policy that uses all of their columns, and the lines that it names are compared with those that are broken. Python 3, standard library
only.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter

HERE = os.path.dirname(os.path.abspath(__file__))

# The files of csv-test-data without records: what is wrong, and on which line; 0 is the file as a whole.
BROKEN = {
    'bad-header-less-fields': [2], 'bad-header-more-fields': [2], 'bad-header-no-header': [0], 'bad-header-wrong-header': [1],
    'bad-missing-quote': [2], 'bad-quotes-with-unescaped-quote': [2], 'bad-unescaped-quote': [2],
}

# The files with records that are no clean CSV, and why nothing is compared.
REFUSED = {'location_coordinates': 'a bare quote and bytes of no encoding; its records have another telephone number than the file'}

# The rejects of DuckDB: the columns, and the lines that are wrong. Lines that are only longer than some limit are right here.
LABELS = {'name': 'category', 'age': 'qty', 'current_day': 'date', 'barks': 'amount', 'tomorrow': 'due', 'last_name': 'region'}
MIXED = {'a': 'qty', 'b': 'cost', 'c': 'amount', 'd': 'margin'}
TWO = {'a': 'category', 'b': 'amount'}
REJECTS = {
    'dr_who.csv': ({'date': 'date'}, [2]),
    'flush.csv': ({'number': 'amount'}, [2, 3, 5, 6]),
    'frankstein/nightmare.csv': ({'a': 'qty', 'b': 'amount', 'c': 'category'}, [10, 14, 19, 22, 38]),
    'incorrect_columns/few_columns.csv': (MIXED, [1814, 1823, 2378, 2762]),
    'incorrect_columns/many_columns.csv': (MIXED, [1096, 1159, 1206, 2769]),
    'incorrect_columns/mix_columns.csv': (MIXED, [1604, 1671, 2751, 2768]),
    'incorrect_columns/small_mix.csv': (MIXED, [3, 4]),
    'maximum_line/max_10.csv': (TWO, []),
    'maximum_line/over_vector.csv': (TWO, []),
    'multiple_errors/cast_and_less_col.csv': (LABELS, [4, 5]),
    'multiple_errors/cast_and_maxline.csv': (LABELS, [4]),
    'multiple_errors/cast_and_more_col.csv': (LABELS, [4, 5]),
    'multiple_errors/invalid_utf_cast.csv': (LABELS, [3]),
    'multiple_errors/invalid_utf_less.csv': (LABELS, [3]),
    'multiple_errors/invalid_utf_max_line.csv': (LABELS, [3]),
    'multiple_errors/invalid_utf_more.csv': (LABELS, [3]),
    'multiple_errors/invalid_utf_unquoted.csv': (LABELS, [3]),
    'multiple_errors/less_col_and_max_line.csv': (LABELS, [4]),
    'multiple_errors/more_col_and_max_line.csv': (LABELS, [4]),
    'multiple_errors/multiple_cast_implicit.csv': (LABELS, [4]),
    'multiple_errors/multiple_casts_flush.csv': (LABELS, [4]),
    'multiple_errors/multiple_casts_mixed.csv': (LABELS, [4]),
    'multiple_errors/multiple_errors.csv': (LABELS, [4, 5, 6, 7, 8]),
    'multiple_errors/unquoted_cast.csv': (LABELS, [3]),
    'multiple_errors/unquoted_less.csv': (LABELS, [3]),
    'multiple_errors/unquoted_maxline.csv': (LABELS, [3]),
    'multiple_errors/unquoted_more.csv': (LABELS, [3]),
    'unquoted/basic.csv': (TWO, [5]),
    # The quote of line 5 is closed by that of line 6, behind which there is text.
    'unquoted/unquoted_new_line.csv': (TWO, [5]),
    # The first line is data; as a header it names the column.
    'unquoted/unquoted_last_value.csv': ({'blaaaaaaaaaaaaaa': 'category'}, [5]),
}


def lines_named(appraise, path, columns):
    """The lines of the errors that `check` tells, 0 for the file as a whole, and their codes."""
    with open(path, 'rb') as file:
        header = file.readline().decode('utf-8', 'replace')
    present = {label: column for label, column in columns.items() if label in header} or columns
    given = {'person': 'Sample', 'date': '2023-01-01', 'amount': '1'}
    constants = ', '.join(f'{column} = {json.dumps(text)}' for column, text in given.items() if column not in present.values())
    used = ''.join(f'[measures.sum_of_{column}]\nsum = "sales.{column}"\n' for column in ('amount', 'qty', 'cost', 'margin') if column in present.values())
    rates = [column for column in ('category', 'region') if column in present.values()]
    pay = ''.join(f'[[pay]]\nname = "{column}"\nkind = "commission"\nbase = "sum_of_amount"\nover = "period"\nnegative = "pay"\n'
                  f'rates = {{ by = "{column}", none = 1, default = 1 }}\n' for column in rates)
    measure = '' if 'amount' in present.values() else '[measures.sum_of_amount]\nsum = "sales.amount"\n'
    policy = ('schema = 1\n[policy]\nname = "Corpus"\nversion = "1"\ncurrency = "USD"\nperiod = "year"\n[input]\nstaff = "staff.csv"\n'
              f'[input.sales]\nfiles = "sales.csv"\nencoding = "utf-8"\ndelimiter = ","\nconstants = {{ {constants} }}\ncolumns = {{ '
              + ', '.join(f'{column} = {json.dumps(label)}' for label, column in present.items())
              + f' }}\n[crediting]\nunassigned = "error"\n{used}{measure}{pay}')
    with tempfile.TemporaryDirectory() as folder:
        for name, text in [('policy.toml', policy), ('staff.csv', 'person,role,hired\nSample,rep,2010-01-01\n')]:
            with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
                file.write(text)
        os.symlink(os.path.abspath(path), os.path.join(folder, 'sales.csv'))
        done = subprocess.run([appraise, 'check', '--period', '2023', '--message-format', 'json'], cwd=folder, capture_output=True, timeout=60)
    errors = [json.loads(line) for line in done.stderr.decode().splitlines() if line.startswith('{')]
    errors = [error for error in errors if error['severity'] == 'error']
    if (done.returncode == 0) == bool(errors) or any(place['file'] == 'policy.toml' and error['code'] != 'column-not-in-header'
                                                     for error in errors for place in error['places']):
        sys.exit(f'{path}: exit {done.returncode} {done.stderr.decode()[:2000]}')
    lines = {place['line'] for error in errors for place in error['places'][-1:] if place['file'] == 'sales.csv'}
    lines |= {place['line'] for error in errors for place in error['places'][:1] if place['file'] == 'sales.csv' and error['code'] == 'column-not-in-header'}
    return sorted(lines), sorted({error['code'] for error in errors})


def records_of(records, path):
    done = subprocess.run([records, path], capture_output=True, timeout=60, check=True)
    return json.loads(done.stdout)


def compare_with_json(records, folder, inner):
    """Of every file with records beside it: whether the same are read."""
    for name in sorted(os.listdir(os.path.join(folder, 'json'))):
        with open(os.path.join(folder, 'json', name), encoding='utf-8') as file:
            expected = json.load(file)
        # A single record stands by itself.
        expected = [expected] if isinstance(expected, dict) else expected
        read = records_of(records, os.path.join(folder, inner, name[:-4] + 'csv'))
        rows = [record['fields'] for record in read]
        faults = [record['fault'] for record in read if record['fault']]
        if not expected or isinstance(expected[0], dict):
            rows = [dict(zip(rows[0], row)) for row in rows[1:]]
        same = rows == expected and not faults
        if faults and name[:-5] in REFUSED:
            yield name[:-5], 'refused', f'{", ".join(faults)}; {REFUSED[name[:-5]]}'
            continue
        yield name[:-5], 'read right' if same else 'READ WRONG', '' if same else f'{faults} {rows} for {expected}'


def refused_rightly(appraise, path, name, columns, expected):
    lines, codes = lines_named(appraise, path, columns)
    if lines == expected:
        return name, 'refused at the right lines' if lines else 'read right', ', '.join(codes)
    return name, 'OTHER LINES' if lines else 'READ WRONG', f'{", ".join(codes)}: {lines} for {expected}'


def test_data(appraise, records, folder):
    yield from compare_with_json(records, folder, 'csv')
    for name, lines in BROKEN.items():
        path = os.path.join(folder, 'csv', f'{name}.csv')
        yield refused_rightly(appraise, path, name, {'foo': 'qty', 'bar': 'category', 'baz': 'amount'}, lines)


def rejects(appraise, folder):
    for name, (columns, lines) in REJECTS.items():
        yield refused_rightly(appraise, os.path.join(folder, name), name, columns, lines)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('folders', nargs='+')
    arguments.add_argument('--appraise', default=os.path.join(HERE, '..', 'target', 'release', 'appraise'))
    arguments.add_argument('--records', default=os.path.join(HERE, '..', 'target', 'release', 'examples', 'records'))
    options = arguments.parse_args()
    appraise, records = os.path.abspath(options.appraise), os.path.abspath(options.records)
    wrong = 0
    for folder in options.folders:
        if os.path.isdir(os.path.join(folder, 'csvs')):
            title, outcomes = 'csv-spectrum', list(compare_with_json(records, folder, 'csvs'))
        elif os.path.isdir(os.path.join(folder, 'csv')):
            title, outcomes = 'csv-test-data', list(test_data(appraise, records, folder))
        elif os.path.exists(os.path.join(folder, 'dr_who.csv')):
            title, outcomes = 'rejects of DuckDB', list(rejects(appraise, folder))
        else:
            sys.exit(f'{folder} is none of the collections that are known here')
        counts = Counter(outcome for _, outcome, _ in outcomes)
        print(f'{title}: {len(outcomes)} files; ' + ', '.join(f'{count} {outcome}' for outcome, count in sorted(counts.items())))
        for name, outcome, why in outcomes:
            if outcome.isupper():
                wrong += 1
                print(f'  {outcome}: {name}: {why}')
    sys.exit(1 if wrong else 0)


if __name__ == '__main__':
    main()
