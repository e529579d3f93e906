"""Real transactions through the whole program: its REST API, its database, a node and an explorer that replay them.

`floor.json` holds the shares that must not be missed. It only rises: a change that makes decoding better writes the new figures down.
"""

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tests.backend import Backend

pytestmark = pytest.mark.conformance

PACK = Path(__file__).parents[3] / 'shared' / 'conformance'
FLOOR = Path(__file__).with_name('floor.json')
REPLAY_PORT = 18_899
SCORE_SECONDS = 1200


@pytest.mark.skipif(not (PACK / 'score.py').is_file(), reason='the reference data are not beside the project')
def test_real_transactions_are_explained_at_least_as_well_as_before(tmp_path: Path) -> None:
    report = tmp_path / 'report.json'
    with Backend(tmp_path / 'data') as backend:
        done = subprocess.run(
            [sys.executable, str(PACK / 'score.py'), '--base-url', backend.url, '--report', str(report), '--replay-port', str(REPLAY_PORT)],
            capture_output=True, text=True, timeout=SCORE_SECONDS, env={**os.environ, 'ROTKI_API_TOKEN': backend.token or ''}, check=False,
        )
    print(done.stdout)
    assert report.is_file(), done.stderr
    totals = json.loads(report.read_text())['totals']
    floor = {name: Decimal(share) for name, share in json.loads(FLOOR.read_text()).items()}
    assert totals['errors'] == 0, done.stdout
    assert Decimal(totals['strict']) / totals['cases'] >= floor['strict'], done.stdout
    assert Decimal(2 * totals['common']) / (totals['wanted'] + totals['got']) >= floor['f1'], done.stdout
