"""The tax report of a year as XLSX, and what it could not know.

    PYTHONPATH=clients/python python docs/scripts/tax_report.py --profile anna germany 2024 report.xlsx

Ends with 1 if something is not known (a price, an acquisition): such figures are in no sum, and the file names them.
"""

import argparse
import getpass
import sys
from pathlib import Path

from rotkehlchen_client import ApiError, Client


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('jurisdiction', help='germany, united_kingdom, united_states, ...')
    parser.add_argument('year', help='as the country calls it: 2024, 2024/25')
    parser.add_argument('file', type=Path)
    parser.add_argument('--data-dir', default=None, help="the application's data directory")
    parser.add_argument('--port', type=int, default=4242)
    parser.add_argument('--profile', required=True)
    parser.add_argument('--offline', action='store_true', help='ask nobody for prices that are not stored')
    found = parser.parse_args()
    try:
        client = Client.local(found.data_dir, found.port, on_progress=show)
        if client.get_users().get(found.profile) != 'loggedin':
            client.log_in(found.profile, getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip('\n'))
        number = client.put_reports(jurisdiction=found.jurisdiction, year=found.year, fetch_prices=not found.offline)
        report = client.get_reports_by_report_id(number)['entries'][0]
        client.get_reports_by_report_id_download(number, format='xlsx', save_to=found.file)
    except (ApiError, OSError) as error:  # the latter where the file cannot be written; the report is kept in the profile
        print(error, file=sys.stderr)
        return 1
    print(f'{found.file}: {report["lines"]} lines in {report["settings"]["profit_currency"]}')
    for kind, total in report['overview'].items():
        print(f'  {kind}: taxable {total["taxable"]}, free {total["free"]}')
    for kind, count in report['findings'].items():
        print(f'  not known, {kind.replace("_", " ")}: {count}')
    return 1 if report['findings'] else 0


def show(progress: 'dict[str, object]') -> None:
    if sys.stderr.isatty():
        print(f'\r{progress["step"]} {progress["done"]}', end='', file=sys.stderr)


if __name__ == '__main__':
    sys.exit(main())
