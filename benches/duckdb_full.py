"""The full job in DuckDB: duckdb_full.py FOLDER [WAY]. Five measures by month and person, by month and product, by month and region;
the amount of each customer, and how many customers make up 70 and 90 % of the whole.

The measures: amount in cents (returned rows are negative in the file), different orders, different customers, amount returned, customers
whose first row it is. `table` first reads the file into a table, `keys` also numbers its texts; side_by_side.sh takes the faster.
"""
import sys

import duckdb

folder, way = (sys.argv[1:] + ['table'])[:2]
db = duckdb.connect()
db.execute("SET threads = 2")
db.execute("SET preserve_insertion_order = false")
file = f"""read_csv('{folder}/sales.csv', header = true, delim = ',', quote = '"', auto_detect = false, dateformat = '%Y-%m-%d',
    columns = {{'order': 'VARCHAR', 'date': 'DATE', 'person': 'VARCHAR', 'customer': 'VARCHAR', 'product': 'VARCHAR', 'region': 'VARCHAR',
                'channel': 'VARCHAR', 'quantity': 'INTEGER', 'amount': 'DECIMAL(18,2)', 'status': 'VARCHAR'}})"""
# The numbers in orders and customers are their own keys, where the job may know that.
keys = {'table': '"order", customer',
        'keys': 'CAST("order"[3:] AS INTEGER) AS "order", CAST(customer[2:] AS INTEGER) AS customer'}[way]
db.execute(f"""CREATE TABLE sales AS SELECT {keys}, date, CAST(year(date) * 100 + month(date) AS INTEGER) AS month, person, product, region,
    CAST(amount * 100 AS BIGINT) AS cents, status = 'won' AS won FROM {file}""")
db.execute("""CREATE TABLE firsts AS SELECT customer, min((date, "order", person, product, region)) AS first FROM sales WHERE won GROUP BY customer""")
out = []
for number, label in enumerate(['person', 'product', 'region'], 3):
    rows = db.execute(f"""SELECT month, {label}, sum(cents), count(DISTINCT "order") FILTER (won), count(DISTINCT customer) FILTER (won),
        coalesce(sum(cents) FILTER (NOT won), 0) FROM sales GROUP BY month, {label}""").fetchall()
    new = {(month, key): count for month, key, count in db.execute(
        f"SELECT year(first[1]) * 100 + month(first[1]), first[{number}], count(*) FROM firsts GROUP BY 1, 2").fetchall()}
    out += [f'{label},{month},{key},{cents},{orders},{customers},{returned},{new.get((month, key), 0)}'
            for month, key, cents, orders, customers, returned in sorted(rows)]
amounts = db.execute("SELECT customer, sum(cents) AS cents FROM sales GROUP BY customer ORDER BY cents DESC, customer").fetchall()
whole, running, needed = sum(cents for _, cents in amounts if cents > 0), 0, {}
for number, (customer, cents) in enumerate(amounts, 1):
    running += cents
    for share in (70, 90):
        if share not in needed and running * 100 >= whole * share:
            needed[share] = number
out += [f'customer,{customer if isinstance(customer, str) else f"C{customer:06}"},{cents}' for customer, cents in amounts]
out += [f'pareto,{share},{needed[share]}' for share in (70, 90)]
print('\n'.join(out))
