"""Net worth by location as CSV, from what the application knows now: nobody is asked for anything new unless --refresh is given.

    PYTHONPATH=clients/python python docs/scripts/net_worth_by_location.py --profile anna > worth.csv

A location whose `complete` is no holds assets without a known price: they are in no value, and standard error names them.
"""

import argparse
import csv
import getpass
import sys

from rotkehlchen_client import ApiError, Client


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data-dir', default=None, help="the application's data directory")
    parser.add_argument('--port', type=int, default=4242)
    parser.add_argument('--profile', required=True)
    parser.add_argument('--refresh', action='store_true', help='ask chains and price sources first')
    found = parser.parse_args()
    try:
        client = Client.local(found.data_dir, found.port)
        open_profile(client, found.profile)
        balances = client.get_balances(ignore_cache=found.refresh, only_cache=not found.refresh)
    except ApiError as error:
        print(error, file=sys.stderr)
        return 1
    writer = csv.writer(sys.stdout, lineterminator='\n')
    writer.writerow(['location', 'value', 'currency', 'complete'])
    for location, worth in sorted(balances['location'].items()):
        writer.writerow([location, worth['value'], balances['currency'], 'yes' if worth['complete'] else 'no'])
    for asset in balances['unknown_prices']:
        print(f'No price is known of {asset}.', file=sys.stderr)
    return 0


def open_profile(client: Client, name: str) -> None:
    """The password is asked for only where the profile is not open yet; it is read from standard input where that is no terminal."""
    if client.get_users().get(name) != 'loggedin':
        client.log_in(name, getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip('\n'))


if __name__ == '__main__':
    sys.exit(main())
