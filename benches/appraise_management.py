"""What appraise wrote for management, as the lines of duckdb_management.py: appraise_management.py PRODUCTS CUSTOMERS FILES (CSV of `trend --by product`,
`trend --by customer`, `customers`)."""
import csv
import sys


def cents(text):
    sign, text = ('-', text[1:]) if text.startswith('-') else ('', text)
    whole, _, part = text.partition('.')
    return int(sign + whole + (part + '00')[:2]) if text else 0


for label, name in (('product', sys.argv[1]), ('customer', sys.argv[2])):
    with open(name, newline='', encoding='utf-8') as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row['label'])
    for row in rows:
        print(label, row['label'], *(cents(row[f'p_{index}']) for index in range(1, 25)), sep=',')
with open(sys.argv[3], newline='', encoding='utf-8') as file:
    rows = sorted(csv.DictReader(file), key=lambda row: row['customer'])
for row in rows:
    if row['first_order']:
        print('file', row['customer'], cents(row['amount']), row['orders'], row['first_order'], row['last_order'], sep=',')
