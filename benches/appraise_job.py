"""Brings the two CSVs of appraise into the form of the other jobs: appraise_job.py SCORE.csv PAY.csv. Not timed."""
import csv
import sys

score, pay = ({row['person']: row for row in csv.DictReader(open(path, encoding='utf-8'))} for path in sys.argv[1:])
for person in sorted(score):
    row = score[person]
    print(','.join([person] + [row[f'{name}_actual'] for name in ('revenue', 'orders', 'customers', 'returned', 'new_customers')]
                   + [row['score'], row['rank'], pay[person]['Commission']]))
