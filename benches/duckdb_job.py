"""The job of policy.toml in DuckDB: duckdb_job.py FOLDER MONTH [WAY]. Prints a line per person.

Three ways, of which side_by_side.sh takes the fastest: `table` reads the file once into a table and asks that; `scan` reads it once for
each question; `pass` reads it once, in one query that first reduces the rows to people, orders and customers.
"""
import datetime
import sys

import duckdb

from plan import lines

folder, month, way = (sys.argv[1:] + ['table'])[:3]
first = datetime.date.fromisoformat(f'{month}-01')
behind = (first + datetime.timedelta(days=32)).replace(day=1)
db = duckdb.connect()
db.execute("SET threads = 2")
db.execute("SET preserve_insertion_order = false")
file = f"""read_csv('{folder}/sales.csv', header = true, delim = ',', quote = '"', auto_detect = false, dateformat = '%Y-%m-%d',
    columns = {{'order': 'VARCHAR', 'date': 'DATE', 'person': 'VARCHAR', 'customer': 'VARCHAR', 'product': 'VARCHAR', 'region': 'VARCHAR',
                'channel': 'VARCHAR', 'quantity': 'INTEGER', 'amount': 'DECIMAL(18,2)', 'status': 'VARCHAR'}})"""
columns = '"order", date, person, customer, amount, status'
# A range of days, so that days are compared as numbers.
month_is = f"date >= DATE '{first}' AND date < DATE '{behind}'"
if way == 'table':
    db.execute(f"CREATE TABLE sales AS SELECT {columns} FROM {file}")
elif way == 'scan':
    db.execute(f"CREATE VIEW sales AS SELECT {columns} FROM {file}")
if way == 'pass':
    # A customer's first row and the rows of the month are all that is asked for: one pass keeps both.
    db.execute(f"""CREATE TABLE kept AS SELECT customer, min((date, "order", person)) FILTER (status = 'won') AS first,
        list((person, "order", amount, status)) FILTER ({month_is}) AS rows FROM (SELECT {columns} FROM {file}) GROUP BY customer""")
    db.execute("""CREATE TABLE sales AS SELECT customer, r[1] AS person, r[2] AS "order", r[3] AS amount, r[4] AS status
        FROM (SELECT customer, unnest(rows) AS r FROM kept)""")
    month_is = 'true'
    new = f"SELECT first[3], count(*) FROM kept WHERE first[1] >= DATE '{first}' AND first[1] < DATE '{behind}' GROUP BY 1"
else:
    new = f"""SELECT person, count(*) FROM (SELECT arg_min(person, (date, "order")) AS person, min(date) AS date FROM sales
        WHERE status = 'won' GROUP BY customer) WHERE {month_is} GROUP BY person"""
rows = db.execute(f"""SELECT person, CAST(sum(amount) * 100 AS BIGINT), count(DISTINCT "order") FILTER (status = 'won'),
    count(DISTINCT customer) FILTER (status = 'won'), CAST(coalesce(sum(amount) FILTER (status = 'returned'), 0) * 100 AS BIGINT)
    FROM sales WHERE {month_is} GROUP BY person""").fetchall()
new = dict(db.execute(new).fetchall())
target = dict(db.execute(f"SELECT id, CAST(target AS VARCHAR) FROM read_csv('{folder}/targets.csv', all_varchar = true) WHERE period = '{month}'").fetchall())
staff = [p for p, in db.execute(f"SELECT person_id FROM read_csv('{folder}/staff.csv', all_varchar = true)").fetchall()]
people = {p: (0, 0, 0, 0, 0) for p in staff}
people.update({p: (cents, orders, customers, returned, new.get(p, 0)) for p, cents, orders, customers, returned in rows})
print('\n'.join(lines(people, target)))
