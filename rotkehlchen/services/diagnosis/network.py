"""Checks of what the open profile asks: nodes, indexers and price sources, and the clock against what they say.

Asked are only hosts that the profile is set up to ask, and about nothing of the user's: indexers about the zero address, price sources
about ether.
"""

import threading
import time
from collections.abc import Callable, Collection, Sequence
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar

from rotkehlchen.contracts.indexer import Indexer, Listing
from rotkehlchen.contracts.oracle import EUR, FIAT_TYPE, USD, AssetRef, Oracle, Pair
from rotkehlchen.core.errors import AppError, AuthRejectedError, InputError, RemoteError
from rotkehlchen.core.money import to_text
from rotkehlchen.core.progress import Job
from rotkehlchen.net.http import HttpClient, HttpRequest, Limits
from rotkehlchen.net.outbound import OutboundLog
from rotkehlchen.services.container import UserServices
from rotkehlchen.services.diagnosis.check import Check, Status
from rotkehlchen.services.node import NodeView
from rotkehlchen.services.price import PriceService

ZERO: Final = '0x' + '0' * 40
SAMPLE: Final = 'ETH'
OLD_BLOCK_SECONDS: Final = 900
TOLERATED_SECONDS: Final = 30  # of the clock: what exchanges and certificates forgive
BAD_SECONDS: Final = 300
CLOCK_HOSTS: Final = 5
POLL_SECONDS: Final = 0.1
STEP: Final = 'checks'
MOST_TOLD: Final = 3
CLOCK_LIMITS: Final = Limits(connect_seconds=5, read_seconds=5, total_seconds=10, attempts=1)
QUESTION: Final = b'{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}'
Result = TypeVar('Result')


def side_by_side(works: Sequence[Callable[[], Result]], job: Job) -> list[Result]:
    """What each returns, in order. A slow host is not waited for once the job is cancelled."""
    results: dict[int, Result] = {}
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            results[number] = works[number]()
        except BaseException as error:  # noqa: BLE001 boundary: raised again in the caller's thread
            failures.append(error)

    threads = [threading.Thread(target=run, args=(number,), name='check', daemon=True) for number in range(len(works))]
    for thread in threads:
        thread.start()
    while waiting := [thread for thread in threads if thread.is_alive()]:
        job.report(len(works) - len(waiting), len(works), STEP)
        job.check()
        waiting[0].join(POLL_SECONDS)
    if failures:
        raise failures[0]
    return [results[number] for number in range(len(works))]


# ------------------------------------------------------------------ nodes
def check_nodes(user: UserServices, chains: Sequence[str], now: Callable[[], float], job: Job) -> list[Check]:
    return side_by_side([lambda chain=chain: _check_chain(user, chain, now) for chain in chains], job)  # type: ignore[misc]


def _check_chain(user: UserServices, chain: str, now: Callable[[], float]) -> Check:
    try:
        user.nodes.reconnect(chain)
    except InputError as error:
        return Check('nodes', chain, 'failed', error.message, 'The chains are called as in the addresses of the API: eth, base, arbitrum_one.')
    nodes = [node for node in user.nodes.load(chain) if node.active]
    working = [node for node in nodes if node.runtime_status == 'connected']
    facts: dict[str, object] = {'nodes': [_facts_of(node) for node in nodes], 'block_age_seconds': None}
    if not nodes:
        return Check('nodes', chain, 'failed', 'This chain has no active node.', 'Add one on the page of nodes, or switch one on.', facts)
    if not working:
        return Check('nodes', chain, 'failed', f'None of {len(nodes)} nodes works: {_tell_failures(nodes)}',
                     'Look whether the computer is online; add another node, or wait if they are overloaded.', facts)
    words = f'{len(working)} of {len(nodes)} nodes answer'
    wrong = [node for node in nodes if node.runtime_status == 'wrong_chain']
    if wrong:
        return Check('nodes', chain, 'warning', f'{words}; {_names(wrong)} serves another chain.',
                     'Correct its address on the page of nodes, or delete it.', facts)
    owned = [node for node in nodes if node.owned and node.runtime_status != 'connected']
    if owned:
        return Check('nodes', chain, 'warning', f'{words}; your own does not: {_tell_failures(owned)}', 'Start your node, or correct its address.', facts)
    return _check_block(user, chain, words, facts, now)


def _check_block(user: UserServices, chain: str, words: str, facts: dict[str, object], now: Callable[[], float]) -> Check:
    reader = user.chain_readers.find(chain)
    try:
        assert reader is not None  # a chain with nodes has one
        age = int(now()) - reader.client.block_timestamp(reader.client.block_number())
    except RemoteError as error:
        return Check('nodes', chain, 'warning', f'{words}, but not with the newest block: {error.message}', 'Try again later, or add another node.', facts)
    facts['block_age_seconds'] = age
    if age > OLD_BLOCK_SECONDS:
        return Check('nodes', chain, 'warning', f'{words}; the newest block is {age // 60} minutes old.',
                     "The node lags behind its chain, or this computer's clock is ahead.", facts)
    return Check('nodes', chain, 'ok', f'{words}; the newest block is {age} s old.', '', facts)


def _facts_of(node: NodeView) -> dict[str, object]:
    return {'name': node.name, 'owned': node.owned, 'status': node.runtime_status, 'is_archive': node.is_archive, 'error': node.last_error_message}


def _names(nodes: Sequence[NodeView]) -> str:
    return ', '.join(node.name for node in nodes)


def _tell_failures(nodes: Sequence[NodeView]) -> str:
    told = '; '.join(f'{node.name}: {(node.last_error_message or node.runtime_status).rstrip(".")}' for node in nodes[:MOST_TOLD])
    return f'{told}; and {len(nodes) - MOST_TOLD} more.' if len(nodes) > MOST_TOLD else f'{told}.'


# ------------------------------------------------------------------ indexers
def check_indexers(user: UserServices, chains: Sequence[str], job: Job) -> list[Check]:
    return side_by_side([lambda chain=chain: _check_indexers_of(user, chain, job) for chain in chains], job)  # type: ignore[misc]


def _check_indexers_of(user: UserServices, chain: str, job: Job) -> Check:
    directory = user.transaction_sync.indexers
    try:
        chain_id = user.chains.get(chain).chain_id
    except InputError as error:
        return Check('indexers', chain, 'failed', error.message)
    outcomes: dict[str, RemoteError | None] = {}
    for indexer in directory.of_chain(chain, chain_id):
        try:
            directory.ask_one(indexer, chain_id, _ask_indexer(chain_id), job)
            outcomes[indexer.id] = None
        except RemoteError as error:
            outcomes[indexer.id] = error
    facts = {'indexers': {name: None if error is None else {'code': error.error_code, 'message': error.message} for name, error in outcomes.items()}}
    working = [name for name, error in outcomes.items() if error is None]
    failures = '; '.join(f'{name}: {error.message}' for name, error in outcomes.items() if error is not None)
    if not outcomes:
        return Check('indexers', chain, 'warning', 'No indexer of your order serves this chain: your node alone is asked for transactions.',
                     'Add one to the order in the settings, or enter the address of your own.', facts)
    if not working:
        return Check('indexers', chain, 'failed', f'None answers. {failures}', 'Enter a key of Etherscan on the page of services, or try again later.', facts)
    refused = [name for name, error in outcomes.items() if isinstance(error, AuthRejectedError) and user.external_services.find_credential(name, 'api_key')]
    if refused:
        return Check('indexers', chain, 'warning', f'{", ".join(working)} answers. {failures}', f'Correct the key of {", ".join(refused)}.', facts)
    return Check('indexers', chain, 'ok', f'{", ".join(working)} answers.{f" {failures}" if failures else ""}', '', facts)


def _ask_indexer(chain_id: int) -> Callable[[Indexer], object]:
    return lambda indexer: indexer.fetch_listing(chain_id, Listing('normal', ZERO, 1, 1))


# ------------------------------------------------------------------ price sources
def check_oracles(user: UserServices, prices: PriceService, sample: AssetRef, job: Job) -> list[Check]:
    """Those that the settings name, each asked for one price of now."""
    able = {info.id for info in prices.desk.infos() if 'current' in info.capabilities}
    names = [*dict.fromkeys((*user.settings.get('current_price_oracles'), *user.settings.get('historical_price_oracles')))]
    found = side_by_side([lambda name=name: _check_oracle(prices.desk.load(name), sample) for name in names if name in able], job)  # type: ignore[misc]
    return [*found, _check_rates(prices)]


def _check_oracle(oracle: Oracle, sample: AssetRef) -> Check:
    currency = next((AssetRef(word, FIAT_TYPE, word) for word in (USD, EUR) if oracle.quotes(AssetRef(word, FIAT_TYPE, word))), None)
    if currency is None or not oracle.knows(sample):
        return Check('oracle', oracle.id, 'skipped', f'It cannot be asked for {sample.identifier}: it needs a node of Ethereum, or a key.')
    try:
        pages = list(oracle.fetch_current([Pair(sample, currency)]))
    except AuthRejectedError as error:
        return Check('oracle', oracle.id, 'warning', error.message, 'Correct its key on the page of services, or take it out of the order.')
    except RemoteError as error:
        return Check('oracle', oracle.id, 'warning', error.message, 'Try again later; others of the order are asked in its place.')
    price = next((one for page in pages for one in page if one.asset == sample.identifier), None)
    if price is None:
        return Check('oracle', oracle.id, 'warning', f'It answered without a price of {sample.identifier}.',
                     'Look whether the order of price sources has others.')
    return Check('oracle', oracle.id, 'ok', f'1 {sample.identifier} is {to_text(price.price)} {currency.identifier}.', '', {'price': price.price})


def _check_rates(prices: PriceService) -> Check:
    try:
        prices.desk.refresh_rates()
        stale = prices.desk.rates.is_stale()
    except AppError as error:
        return Check('exchange_rates', '', 'warning', error.message, 'Try again later.')
    if stale:
        return Check('exchange_rates', '', 'warning', 'The rates of the European Central Bank on this computer are not the newest ones.',
                     'Look whether www.ecb.europa.eu can be reached.')
    return Check('exchange_rates', '', 'ok', 'The rates of the European Central Bank are here.')


# ------------------------------------------------------------------ clock
def check_clock(endpoints: Collection[str], nodes: Sequence[Check], outbound: OutboundLog, now: Callable[[], float], job: Job) -> Check:
    """The computer's time against the Date of answers (RFC 9110, 6.6.1), or where none came against the times of blocks."""
    client = HttpClient(lambda: CLOCK_LIMITS, outbound=outbound)
    try:
        asked = list(endpoints)[:CLOCK_HOSTS]
        offsets = [one for one in side_by_side([lambda url=url: _find_offset(client, url, now) for url in asked], job) if one is not None]  # type: ignore[misc]
    finally:
        client.close()
    if offsets:
        offset = sorted(offsets)[len(offsets) // 2]
        return _judge(-offset, f'{len(offsets)} hosts', {'offset_seconds': -offset, 'hosts': len(offsets)})
    ages = [age for one in nodes if (age := one.facts.get('block_age_seconds')) is not None]
    if not ages:
        return Check('clock', '', 'skipped', 'Nobody could be asked for the time.')
    youngest = min(ages)
    # Blocks only bound it: one from the future means a clock that is behind, old ones everywhere may mean one that is ahead.
    ahead = youngest if youngest < 0 or youngest > OLD_BLOCK_SECONDS else 0
    return _judge(ahead, 'the newest blocks', {'offset_seconds': ahead, 'youngest_block_seconds': youngest})


def _find_offset(client: HttpClient, url: str, now: Callable[[], float]) -> int | None:
    """How many seconds the host's time is ahead of ours, None where it does not tell."""
    began = now()
    try:
        request = HttpRequest('POST', url, None, {'Content-Type': 'application/json'}, QUESTION)
        answer = client.send(request, attempts=1, find_error=lambda _answer: None, has_breaker=False)
        said = parsedate_to_datetime(answer.headers.get('date', ''))
    except (RemoteError, ValueError, TypeError):
        return None
    return round(said.timestamp() - (began + now()) / 2)


def _judge(ahead: int, by: str, facts: dict[str, object]) -> Check:
    if abs(ahead) <= TOLERATED_SECONDS:
        return Check('clock', '', 'ok', f'The clock is right by {by}.', '', facts)
    status: Status = 'warning' if abs(ahead) <= BAD_SECONDS else 'failed'
    return Check('clock', '', status, f'The clock is {abs(ahead)} s {"ahead" if ahead > 0 else "behind"} by {by}.',
                 'Let the system set its time by the network: exchanges refuse requests, and new events get wrong times.', facts)


def wall_clock() -> float:
    return time.time()
