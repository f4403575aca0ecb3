"""The tables of management in DuckDB: duckdb_management.py FOLDER MONTH. By product and by customer: the amounts of 24 months up to MONTH; of each
customer in 12 months the amount, orders, first and last day of all time; each as a line of text.

Amounts are cents (returned rows are negative in the file); orders and days are of rows with status `won`.
"""
import sys

import duckdb

folder, month = sys.argv[1:3]
db = duckdb.connect()
db.execute("SET threads = 2")
db.execute("SET preserve_insertion_order = false")
file = f"""read_csv('{folder}/sales.csv', header = true, delim = ',', quote = '"', auto_detect = false, dateformat = '%Y-%m-%d',
    columns = {{'order': 'VARCHAR', 'date': 'DATE', 'person': 'VARCHAR', 'customer': 'VARCHAR', 'product': 'VARCHAR', 'region': 'VARCHAR',
                'channel': 'VARCHAR', 'quantity': 'INTEGER', 'amount': 'DECIMAL(18,2)', 'status': 'VARCHAR'}})"""
db.execute(f"""CREATE TABLE sales AS SELECT "order", customer, product, date, CAST(year(date) * 12 + month(date) AS INTEGER) AS month,
    CAST(amount * 100 AS BIGINT) AS cents, status = 'won' AS won FROM {file}""")
year, number = map(int, month.split('-'))
last = year * 12 + number
for label in ('product', 'customer'):
    sums = ', '.join(f'coalesce(sum(cents) FILTER (month = {last - back}), 0)' for back in range(23, -1, -1))
    for row in db.execute(f"SELECT {label}, {sums} FROM sales WHERE month > {last - 24} AND month <= {last} GROUP BY {label} ORDER BY {label}").fetchall():
        print(label, *row, sep=',')
query = f"""SELECT customer, coalesce(sum(cents) FILTER (month > {last - 12}), 0), count(DISTINCT "order") FILTER (won AND month > {last - 12}),
    min(date) FILTER (won), max(date) FILTER (won) FROM sales WHERE month <= {last} GROUP BY customer ORDER BY customer"""
for row in db.execute(query).fetchall():
    print('file', *row, sep=',')
