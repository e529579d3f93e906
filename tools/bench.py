"""`make bench`: measures a backend of this checkout and prints what docs/benchmarks.md holds.

The figures over HTTP are taken with `shared/bench/bench_http.py`, which lies beside the project; without it only our own
cases run (`tools.bench_stall`). Machines are noisy: compare ratios of one run, and quote medians.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from tools import bench_history, bench_report, bench_stall

HERE = Path(__file__).resolve().parent.parent
REFERENCE = HERE.parent / 'shared' / 'bench' / 'bench_http.py'
PORT = 4377
PHASES: tuple[tuple[str, list[str]], ...] = (('user', []), ('stats', ['--user', 'bench']), ('search', ['--user', 'bench']))


def start(data_directory: Path) -> 'subprocess.Popen[bytes]':
    process = subprocess.Popen(
        [sys.executable, '-m', 'rotkehlchen', '--data-dir', str(data_directory), '--rest-api-port', str(PORT), '--api-auth', 'off', '--loglevel', 'error'],
        stdout=subprocess.DEVNULL, cwd=HERE,
    )
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urlopen(f'http://127.0.0.1:{PORT}/api/1/ping', timeout=2):
                return process
        except (URLError, ConnectionError):
            time.sleep(0.05)
    raise RuntimeError('the backend did not start')


def measure_over_http(folder: Path) -> dict[str, Any]:
    out = folder / 'figures.json'
    command = [sys.executable, str(REFERENCE)]
    common = ['--out', str(out), '--label', 'here', '--work', str(folder / 'work')]
    start_command = f'{sys.executable} -m rotkehlchen --data-dir {{data_dir}} --rest-api-port {{port}} --api-auth off --loglevel error'
    subprocess.run(
        [*command, 'coldstart', '--start-cmd', start_command, '--data-dir', str(folder / 'cold'), '--port', str(PORT), '--runs', '5', *common],
        check=True, cwd=HERE,
    )
    process = start(folder / 'data')
    try:
        for phase, options in PHASES:
            subprocess.run(
                [*command, phase, '--base-url', f'http://127.0.0.1:{PORT}', '--pid', str(process.pid), *options, *common], check=True, cwd=HERE,
            )
    finally:
        process.terminate()
        process.wait(20)
    figures: dict[str, Any] = json.loads(out.read_text())
    return figures


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        if REFERENCE.exists():
            measure_over_http(Path(folder))
        else:
            print('shared/bench is not beside the project: its phases are left out')
    print('While the backend does something heavy:')
    bench_stall.run(seconds=4, megabytes=50)
    print('A long history:')
    bench_history.run(transactions=10_000, events=100_000)
    print('Reports on gains:')
    bench_report.run(events=100_000)
    return 0


if __name__ == '__main__':
    sys.exit(main())
