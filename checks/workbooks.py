"""The workbooks of the examples against their CSV, read by openpyxl and by LibreOffice; called by workbooks.sh.

Every cell of the CSV is looked up in the sheet that has its titles. Terms stand as ids in CSV and as words in a workbook, and a fraction that no decimal
writes in full has six or twelve decimals there and 15 digits here; all else is the same. Formulas are calculated again by LibreOffice: each must come to the
stored value.
"""

import csv
import datetime
import io
import pathlib
import re
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal

import openpyxl

HANDBOOK = [
    "score --period 2026-09", "pay --period 2026-09", "pay --period 2026-09 --lines", "pay --period 2026-09 --lines deals", "pay --closed",
    "score --closed", "check --period 2026-09", "customers --period 2026-09", "progress --period 2026-09 --as-of 2026-09-15",
    "targets --period 2026-09 --check", "trend --period 2026-09 --by customer", "trend --period 2026-09 --by team", "watch --period 2026-09",
    "verify --only evidence", "close --list",
]
OTHERS = ["score", "pay", "pay --lines", "check"]
COMMANDS = {"handbook": HANDBOOK, "chinook": OTHERS + ["trend --by customer"], "adventureworks": OTHERS}
LIVE = ["pay --period 2026-09", "pay --period 2026-09 --lines", "pay --period 2026-09 --lines deals"]
LIVE = {"handbook": LIVE, "chinook": ["pay", "pay --lines"], "adventureworks": ["pay", "pay --lines"]}
TERM = re.compile(r"[a-z][a-z_ ]*")
RATIO = Decimal("0.000001")
# Half of the last of twelve decimals, and of 15 digits.
LAST, DIGITS = Decimal("5e-13"), Decimal("5e-15")
# LibreOffice calculates every formula again when it opens a file.
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def run(program, example, command, *options):
    line = [program, *command.split(), "--lang", "en", "--quiet", *options]
    done = subprocess.run(line, cwd=f"examples/{example}", capture_output=True, check=False)
    assert done.returncode in (0, 4), (line, done.stderr.decode())
    return done.stdout


def text(cell):
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)


def is_same(cell, expected):
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        try:
            wanted, found = Decimal(expected), Decimal(repr(cell))
        except ArithmeticError:
            return False
        if wanted in (found, found.quantize(RATIO, ROUND_HALF_UP)):
            return True
        is_fraction = -wanted.as_tuple().exponent > 6
        return is_fraction and abs(found - wanted) <= LAST + abs(wanted) * DIGITS
    words = text(cell)
    if words in (expected, expected.replace("_", " ")) or (expected == "" and words == "–"):
        return True
    return bool(TERM.fullmatch(expected)) and words != ""


def titled(book, titles):
    for sheet in book.worksheets:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        if titles is None:
            yield rows[1:]
            continue
        header = [text(cell) for cell in rows[0][: len(titles)]] if rows else []
        if len(header) == len(titles) and all(t == h or t.startswith(h + " (") for t, h in zip(titles, header)):
            yield rows[1:]


def differences(book, records):
    """How many cells were compared, and those that differ, on the sheet that fits best."""
    best = None
    for rows in titled(book, records[0]):
        wrong = []
        for number, record in enumerate(records[1:]):
            row = rows[number] if number < len(rows) else []
            for column, expected in enumerate(record):
                cell = row[column] if column < len(row) else None
                if not is_same(cell, expected):
                    wrong.append((number + 2, column + 1, cell, expected))
        best = wrong if best is None or len(wrong) < len(best) else best
    return sum(map(len, records[1:])), best if best is not None else [("no sheet has these titles", records[0])]


def converted(files, folder, profile):
    """The workbooks as LibreOffice saves them."""
    line = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run([*line, "--outdir", str(folder), *map(str, files)], check=True, capture_output=True)


def calculated(before, after):
    """How many formulas there are, and those whose value LibreOffice calculates otherwise."""
    count, wrong = 0, []
    formulas, stored = openpyxl.load_workbook(before), openpyxl.load_workbook(before, data_only=True)
    again = openpyxl.load_workbook(after, data_only=True)
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                count += 1
                was, now = stored[sheet.title][cell.coordinate].value, again[sheet.title][cell.coordinate].value
                is_number = isinstance(was, (int, float)) and isinstance(now, (int, float))
                if not is_number or abs(now - was) > 1e-9 * max(1.0, abs(was)) or round(now, 2) != round(was, 2):
                    wrong.append((sheet.title, cell.coordinate, cell.value, was, now))
    return count, wrong


def main():
    program, work = sys.argv[1], pathlib.Path(sys.argv[2])
    made, again, profile = work / "made", work / "again", work / "profile"
    for folder in (made, again, profile / "user"):
        folder.mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS)
    plain, live = [], []
    for example, commands in COMMANDS.items():
        for command in commands:
            file = made / f"plain{len(plain):02}.xlsx"
            file.write_bytes(run(program, example, command, "--format", "xlsx"))
            # What is closed stands as it was written, with ids above: its sheet is found by its cells.
            titles = [] if "--closed" in command else ["--titles"]
            records = list(csv.reader(io.StringIO(run(program, example, command, "--format", "csv", *titles).decode())))
            records[0] = records[0] if titles else None
            plain.append((example, command, file, records))
    for example, commands in LIVE.items():
        for command in commands:
            file = made / f"live{len(live):02}.xlsx"
            file.write_bytes(run(program, example, command, "--format", "xlsx", "--formulas"))
            live.append((example, command, file))
    converted([file for *_, file, _ in plain] + [file for *_, file in live], again, profile)
    cells, formulas, wrong = 0, 0, []
    for example, command, file, records in plain:
        for who, path in (("openpyxl", file), ("LibreOffice", again / file.name)):
            count, different = differences(openpyxl.load_workbook(path, data_only=True), records)
            cells += count
            wrong += [(who, example, command, *one) for one in different]
    for example, command, file in live:
        count, different = calculated(file, again / file.name)
        formulas += count
        wrong += [("LibreOffice", example, command, *one) for one in different]
    for one in wrong[:50]:
        print(*one)
    print(f"{len(plain) + len(live)} workbooks, {cells} cells compared with CSV, {formulas} formulas calculated again")
    print(f"{len(wrong)} cells differ")
    sys.exit(1 if wrong else 0)


main()
