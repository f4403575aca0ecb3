"""The job of policy.toml in Polars, streaming: polars_job.py FOLDER MONTH. Prints a line per person."""
import os
import sys

os.environ.setdefault('POLARS_MAX_THREADS', '2')
import polars as pl  # noqa: E402

from plan import lines  # noqa: E402

folder, month = sys.argv[1:]
sales = pl.scan_csv(f'{folder}/sales.csv', schema={
    'order': pl.String, 'date': pl.Date, 'person': pl.String, 'customer': pl.String, 'product': pl.String, 'region': pl.String,
    'channel': pl.String, 'quantity': pl.Int32, 'amount': pl.Decimal(18, 2), 'status': pl.String},
    try_parse_dates=True).select('order', 'date', 'person', 'customer', 'amount', 'status')
in_month = pl.col('date').dt.strftime('%Y-%m') == month
won = pl.col('status') == 'won'
cents = (pl.col('amount').sum() * 100).cast(pl.Int64)
totals = sales.filter(in_month).group_by('person').agg(
    cents.alias('cents'), pl.col('order').filter(won).n_unique().alias('orders'),
    pl.col('customer').filter(won).n_unique().alias('customers'),
    (pl.col('amount').filter(pl.col('status') == 'returned').sum() * 100).cast(pl.Int64).alias('returned'))
key = pl.concat_str(pl.col('date').cast(pl.String), pl.lit('|'), 'order', pl.lit('|'), 'person')
first = sales.filter(won).group_by('customer').agg(key.min().alias('first')).with_columns(
    pl.col('first').str.slice(0, 10).str.to_date().alias('date'), pl.col('first').str.split('|').list.last().alias('person'))
new = first.filter(in_month).group_by('person').agg(pl.len().alias('new'))
totals, new = pl.collect_all([totals, new], engine='streaming')
new = dict(new.rows())
target = dict(pl.read_csv(f'{folder}/targets.csv', infer_schema=False).filter(pl.col('period') == month).select('id', 'target').rows())
people = {p: (0, 0, 0, 0, 0) for p in pl.read_csv(f'{folder}/staff.csv', infer_schema=False)['person_id']}
people.update({p: (cents, orders, customers, returned, new.get(p, 0)) for p, cents, orders, customers, returned in totals.rows()})
print('\n'.join(lines(people, target)))
