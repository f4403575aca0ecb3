#!/bin/bash
# Compares the workbooks of every report with its CSV, cell by cell: as openpyxl reads them, and as LibreOffice does after calculating every formula
# again. Ends with `0 cells differ`, or with what differs and exit code 1.
#
# Needs python3 with venv, and LibreOffice: `apt-get install libreoffice-calc python3-venv`.
# APPRAISE names the program; without it the debug build is made and taken.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v soffice > /dev/null || { echo "LibreOffice is needed: apt-get install libreoffice-calc" >&2; exit 2; }
if [ -z "${APPRAISE:-}" ]; then
    cargo build --quiet --locked
    APPRAISE=$PWD/target/debug/appraise
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/python"
"$work/python/bin/pip" --quiet install openpyxl
"$work/python/bin/python" checks/workbooks.py "$APPRAISE" "$work"
