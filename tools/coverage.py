"""Writes docs/api-coverage.md: the route table against the established interface (reference/api.json beside the project).

`python -m tools.coverage` writes it, `--check` fails when the file is not what would be written. Where the reference
is not found, `--check` only makes sure that every route of ours stands in the file.
"""

import argparse
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from rotkehlchen.api.route import Route
from rotkehlchen.api.table import load_routes

HERE = Path(__file__).resolve().parent.parent
REFERENCE = HERE.parent / 'shared' / 'reference' / 'api.json'
TARGET = HERE / 'docs' / 'api-coverage.md'
PREFIX = '/api/1'
NOT_PLANNED = {
    'premium': 'belongs to a paid service; nothing here is paid',
    '/api/1/statistics/renderer': 'code of a paid service, loaded at run time',
}
INTRODUCTION = """# API coverage

Every method and path of the established interface, and where this project stands with it. Generated from the route
table by `python -m tools.coverage`; `make check` fails when it is out of date.

"""


def normal(path: str) -> str:
    """Path with its parameters' names taken out."""
    return re.sub(r'<[^>]*>', '<>', path.removeprefix(PREFIX))


def load_reference() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(REFERENCE.read_text())
    return rows


def status_of(row: dict[str, Any], method: str, ours: dict[tuple[str, str], Route]) -> str:
    if row['path'] == '/ws' or (method, normal(row['path'])) in ours:
        return 'done'
    reason = NOT_PLANNED.get(row['area']) or NOT_PLANNED.get(row['path'])
    return f'not planned: {reason}' if reason else 'open'


def compose(routes: tuple[Route, ...], reference: list[dict[str, Any]]) -> str:
    ours: dict[tuple[str, str], Route] = {(route.method, normal(route.path)): route for route in routes}
    table = ['| area | method | path | summary | state |', '| --- | --- | --- | --- | --- |']
    counts: Counter[str] = Counter()
    known: set[tuple[str, str]] = set()
    for row in sorted(reference, key=lambda item: (item['area'], item['path'])):
        for method in row['methods']:
            state = status_of(row, method, ours)
            counts[state.partition(':')[0]] += 1
            known.add((method, normal(row['path'])))
            table.append(f'| {row["area"]} | {method} | `{row["path"]}` | {row["summary"]} | {state} |')
    beyond = [
        f'| {route.area} | {route.method} | `{PREFIX}{route.path}` | {route.summary} |'
        for key, route in sorted(ours.items(), key=lambda item: (item[1].area, item[1].path, item[1].method)) if key not in known
    ]
    summary = ', '.join(f'{number} {state}' for state, number in sorted(counts.items()))
    return (
        INTRODUCTION + f'In short: {summary}; {len(beyond)} routes beyond it.\n\n' + '\n'.join(table)
        + '\n\n## Beyond the established interface\n\n| area | method | path | summary |\n| --- | --- | --- | --- |\n' + '\n'.join(beyond) + '\n'
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--check', action='store_true')
    check = parser.parse_args().check
    routes = load_routes()
    if not REFERENCE.exists():
        text = normal(TARGET.read_text()) if TARGET.exists() else ''
        missing = [route.name for route in routes if f'| {route.method} | `{PREFIX}{normal(route.path)}`' not in text]
        print('\n'.join(f'{TARGET.name} lacks {name}' for name in missing))
        return 1 if missing else 0
    text = compose(routes, load_reference())
    if check:
        if not TARGET.exists() or TARGET.read_text() != text:
            print(f'{TARGET.relative_to(HERE)} is out of date: run python -m tools.coverage', file=sys.stderr)
            return 1
        return 0
    TARGET.write_text(text)
    return 0


if __name__ == '__main__':
    sys.exit(main())
