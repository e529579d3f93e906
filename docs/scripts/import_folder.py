"""Imports every CSV file of a folder, and says what was left out and why. A second run changes nothing.

    PYTHONPATH=clients/python python docs/scripts/import_folder.py --profile anna ~/downloads/exports

Files that leave something open (whose they are, the time zone, the decimal sign) are not imported: the reason says what has to be told.
Ends with 1 if a file or a row was not taken in.
"""

import argparse
import getpass
import sys
from pathlib import Path

from rotkehlchen_client import ApiError, Client


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', type=Path)
    parser.add_argument('--data-dir', default=None, help="the application's data directory")
    parser.add_argument('--port', type=int, default=4242)
    parser.add_argument('--profile', required=True)
    parser.add_argument('--timezone', default=None, help='of times that name none')
    found = parser.parse_args()
    if not found.folder.is_dir():
        parser.error(f'there is no folder {found.folder}')
    try:
        client = Client.local(found.data_dir, found.port)
        if client.get_users().get(found.profile) != 'loggedin':
            client.log_in(found.profile, getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip('\n'))
    except ApiError as error:
        print(error, file=sys.stderr)
        return 1
    outcomes = [import_one(client, path, found.timezone) for path in sorted(found.folder.glob('*.csv'))]
    print(f'{len(outcomes)} files, {outcomes.count(True)} of them taken in whole.')
    return 0 if all(outcomes) else 1


def import_one(client: Client, path: Path, timezone: 'str | None') -> bool:
    """Whether every row was taken in, or left out for a good reason. The file is uploaded: it need not be where the application runs."""
    try:
        result = client.post_import_runs(file=path, timezone=timezone)
    except ApiError as error:
        print(f'{path.name}: not imported: {error}')
        return False
    print(f'{path.name}: {result["format"]}, {result["imported"]} imported, {result["unchanged"]} there already')
    for row in result['skipped']:
        print(f'  line {row["line"]} left out: {row["message"]}')
    for row in result['problems']:
        print(f'  line {row["line"]} not understood: {row["message"]}')
    for asset in result['unknown_assets']:
        print(f'  {asset["symbol"]} is no known asset; perhaps {", ".join(asset["candidates"][:3]) or "one to add"}')
    return not result['problem_count']


if __name__ == '__main__':
    sys.exit(main())
