"""The job of policy.toml in DuckDB: duckdb_job.py FOLDER MONTH. Prints a line per person."""
import sys

import duckdb

from plan import lines

folder, month = sys.argv[1:]
db = duckdb.connect()
db.execute("SET threads = 2")
db.execute(f"""CREATE TABLE sales AS SELECT "order", date, person, customer, amount, status FROM read_csv('{folder}/sales.csv', header = true,
    columns = {{'order': 'VARCHAR', 'date': 'DATE', 'person': 'VARCHAR', 'customer': 'VARCHAR', 'product': 'VARCHAR', 'region': 'VARCHAR',
                'channel': 'VARCHAR', 'quantity': 'INTEGER', 'amount': 'DECIMAL(18,2)', 'status': 'VARCHAR'}})""")
month_is = f"strftime(date, '%Y-%m') = '{month}'"
rows = db.execute(f"""SELECT person, CAST(sum(amount) * 100 AS BIGINT), count(DISTINCT "order") FILTER (status = 'won'),
    count(DISTINCT customer) FILTER (status = 'won'), CAST(coalesce(sum(amount) FILTER (status = 'returned'), 0) * 100 AS BIGINT)
    FROM sales WHERE {month_is} GROUP BY person""").fetchall()
new = dict(db.execute(f"""SELECT person, count(*) FROM (SELECT arg_min(person, (date, "order")) AS person, min(date) AS date FROM sales
    WHERE status = 'won' GROUP BY customer) WHERE {month_is} GROUP BY person""").fetchall())
target = dict(db.execute(f"SELECT id, CAST(target AS VARCHAR) FROM read_csv('{folder}/targets.csv', all_varchar = true) WHERE period = '{month}'").fetchall())
staff = [p for p, in db.execute(f"SELECT person_id FROM read_csv('{folder}/staff.csv', all_varchar = true)").fetchall()]
people = {p: (0, 0, 0, 0, 0) for p in staff}
people.update({p: (cents, orders, customers, returned, new.get(p, 0)) for p, cents, orders, customers, returned in rows})
print('\n'.join(lines(people, target)))
