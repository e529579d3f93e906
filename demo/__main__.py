"""`python -m demo`: builds the demo in a directory that goes with it, and serves it until it is stopped."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from demo.files import DAY, Exchanges, trade_for_three_years
from demo.market import DAYS, Market
from demo.portfolio import NAME, PASSWORD, Api, DemoError, fill
from demo.scenario import Story
from rotkehlchen.core.money import set_decimal_context
from tests.evm.local_chain import LocalChain
from tests.evm.protocol_chain import ProtocolChain

HERE: Final = Path(__file__).resolve().parent.parent
START_SECONDS: Final = 60
BEFORE_DAYS: Final = 7  # in which the contracts are made
STEPS: Final = {
    'chain': 'a local chain with real contracts', 'story': 'three years of transactions', 'profile': 'a profile',
    'transactions': 'its transactions, fetched and decoded',
    'files': 'files of two exchanges', 'prices': 'prices', 'balances': 'balances', 'report': 'tax reports and a check of balances',
}


def tell(step: str) -> None:
    print(f'  {STEPS.get(step, step)} …', flush=True)


def make_story(first_day: int) -> Story:
    """The chain with all that happened on it. `first_day`: midnight of it, in seconds since 1970."""
    tell('chain')
    chain = ProtocolChain(LocalChain(1, '--timestamp', str(first_day - BEFORE_DAYS * DAY)))
    tell('story')
    market = Market()
    exchanges = Exchanges(first_day, market)
    trade_for_three_years(exchanges)
    story = Story(chain, market, exchanges, first_day)
    story.tell()
    return story


@contextmanager
def backend(folder: Path, port: int) -> Iterator[Api]:
    """Our own server over `folder`. It ends with this process, however that ends: it holds the other end of a pipe."""
    reading, writing = os.pipe()
    log = (folder / 'demo.log').open('w')
    process = subprocess.Popen(
        [sys.executable, '-m', 'rotkehlchen', '--data-dir', str(folder / 'data'), '--rest-api-port', str(port), '--parent-fd', str(reading)],
        cwd=HERE, stdout=subprocess.PIPE, stderr=log, text=True, pass_fds=(reading,))
    os.close(reading)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if '#token=' not in line:
            process.wait(START_SECONDS)
            raise DemoError((folder / 'demo.log').read_text().strip() or 'the server did not start')
        url, _, token = line.strip().rpartition(' ')[2].partition('/#token=')
        yield Api(url, token)
    finally:
        os.close(writing)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        log.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog='python -m demo', description='A made-up portfolio on a local chain, to look around in.')
    parser.add_argument('--port', type=int, default=4243, help='of the application; 0 takes a free one')
    parser.add_argument('--build-only', action='store_true', help='stop when all is built')
    arguments = parser.parse_args()
    set_decimal_context()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix='portfolio-demo-'))
    story: Story | None = None
    try:
        print('The demo is built, in a directory of its own that goes when it ends:', flush=True)
        first_day = int(time.time()) // DAY * DAY - DAYS * DAY
        story = make_story(first_day)
        with backend(folder, arguments.port) as api:
            fill(api, story, folder, tell)
            print(f'Ready after {time.monotonic() - began:.0f} s.\n\nPortfolio tracker (demo): {api.url}/#token={api.token}\n'
                  f'Profile "{NAME}", password "{PASSWORD}". Ctrl+C ends it and leaves nothing.', flush=True)
            while not arguments.build_only:
                time.sleep(3600)
    except KeyboardInterrupt:
        pass
    except DemoError as error:
        print(f'The demo could not be built: {error}', file=sys.stderr)
        return 1
    finally:
        if story is not None:
            story.chain.close()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == '__main__':
    sys.exit(main())
