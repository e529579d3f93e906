"""`python -m demo`: builds the demo in a directory that goes with it, and serves it until it is stopped."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from demo.files import DAY, Exchanges, trade_for_three_years
from demo.folder import demo_folder
from demo.local_chain import LocalChain
from demo.market import DAYS, Market
from demo.portfolio import NAME, PASSWORD, fill
from demo.protocol_chain import ProtocolChain
from demo.scenario import Story
from rotkehlchen.app import parent
from rotkehlchen.app.configuration import HOST, parse_port
from rotkehlchen.core.money import set_decimal_context
from tools.python_client.base import ApiError, Transport

HERE: Final = Path(__file__).resolve().parent.parent
START_SECONDS: Final = 60
SERVER_END_SECONDS: Final = parent.GRACE_SECONDS - 3  # after which this process itself is ended by force
BEFORE_DAYS: Final = 7  # in which the contracts are made
STEPS: Final = {
    'chain': 'a local chain with real contracts', 'story': 'three years of transactions', 'profile': 'a profile',
    'transactions': 'its transactions, fetched and decoded',
    'files': 'files of two exchanges', 'prices': 'prices', 'balances': 'balances', 'report': 'tax reports and a check of balances',
}


Tell = Callable[[str], None]


@contextmanager
def story(first_day: int, tell: Tell) -> Iterator[Story]:
    """The chain with all that happened on it. `first_day`: midnight of it, in seconds since 1970."""
    tell('chain')
    with closing(ProtocolChain(LocalChain(1, '--timestamp', str(first_day - BEFORE_DAYS * DAY)))) as chain:
        tell('story')
        market = Market()
        exchanges = Exchanges(first_day, market)
        trade_for_three_years(exchanges)
        told = Story(chain, market, exchanges, first_day)
        told.tell()
        yield told


@contextmanager
def backend(folder: Path, port: int) -> Iterator[Transport]:
    """Our own server over `folder`. It ends with this process, however that ends: it holds the other end of a pipe."""
    reading, writing = os.pipe()
    log = (folder / 'demo.log').open('w')
    process = subprocess.Popen(
        [sys.executable, '-m', 'rotkehlchen', '--data-dir', str(folder / 'data'), '--rest-api-port', str(port), '--parent-fd', str(reading),
         '--offline', '--demo'],
        cwd=HERE, stdout=subprocess.PIPE, stderr=log, text=True, pass_fds=(reading,))
    os.close(reading)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if '#token=' not in line:
            process.wait(START_SECONDS)
            raise ApiError((folder / 'demo.log').read_text().strip() or 'the server did not start')
        url, _, token = line.strip().rpartition(' ')[2].partition('/#token=')
        yield Transport(url, token)
    finally:
        os.close(writing)
        try:
            process.wait(SERVER_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog='python -m demo', description='A made-up portfolio on a local chain, to look around in.')
    parser.add_argument('--port', type=parse_port, default=4243, help='of the application; 0 takes a free one')
    parser.add_argument('--parent-fd', type=int, help='stop when this inherited pipe ends; what is printed is then for a program')
    arguments = parser.parse_args()
    is_for_people = arguments.parent_fd is None
    if not is_free(arguments.port):  # before the work of building, and in words of this command
        print(f'The demo could not be built: port {arguments.port} cannot be used.\n'
              'Choose another with --port, or by make demo DEMO_PORT=…; 0 takes a free one.', file=sys.stderr)
        return 1
    set_decimal_context()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if not is_for_people:
        parent.watch(arguments.parent_fd, lambda: os.kill(os.getpid(), signal.SIGTERM))
    try:
        with demo_folder() as folder:
            serve(folder, arguments.port, is_for_people=is_for_people)
    except KeyboardInterrupt:
        pass
    except ApiError as error:
        print(f'The demo could not be built: {error}', file=sys.stderr)
        return 1
    return 0


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does, or a demo that just ended would still be in the way
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def serve(folder: Path, port: int, *, is_for_people: bool) -> None:
    """Builds all in `folder` and stays until it is interrupted. Raises ApiError."""
    def tell(step: str) -> None:
        print(f'  {STEPS[step]} …' if is_for_people else f'step {step}', flush=True)

    began = time.monotonic()
    if is_for_people:
        print('The demo is built, in a directory of its own that goes when it ends:', flush=True)
    with story(int(time.time()) // DAY * DAY - DAYS * DAY, tell) as told, backend(folder, port) as api:
        fill(api, told, folder, tell)
        url = f'{api.url}/#token={api.token}'
        print(f'Ready after {time.monotonic() - began:.0f} s.\n\nPortfolio tracker (demo): {url}\n'
              f'Profile "{NAME}", password "{PASSWORD}". Ctrl+C ends it and leaves nothing.' if is_for_people else f'url {url}', flush=True)
        while True:
            time.sleep(3600)


if __name__ == '__main__':
    sys.exit(main())
