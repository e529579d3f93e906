"""The interface that Etherscan made customary, which Blockscout, Routescan and many other explorers answer, too.

An answer is {status, message, result}; status '1' is good, and '0' is both "nothing found" and every failure, told apart by words.
Sources (read 2026-11-25): docs.etherscan.io (API v2: account, proxy; error messages), docs.blockscout.com/devs/apis/rpc,
routescan.io/documentation.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from rotkehlchen.contracts.indexer import IndexerContext, ListedTransaction, Listing, ListingKind, StakingKind, StakingRow
from rotkehlchen.core.errors import AuthRejectedError, BadResponseError, RateLimitedError, RemoteError, UnavailableError
from rotkehlchen.core.time import TimestampS

ACTIONS: Final = {'normal': 'txlist', 'internal': 'txlistinternal', 'token': 'tokentx', 'nft': 'tokennfttx', 'multi': 'token1155tx'}
STAKING_ACTIONS: Final = {'withdrawal': 'txsBeaconWithdrawal', 'block': 'getminedblocks'}
CHAIN_OF_OWN_URL: Final = 1  # of an address without a place for the chain's id that is not asked by chain either
MAX_BLOCK: Final = 2**53
LAST_BLOCK: Final = '99999999'  # further than any block of Ethereum for decades
LATEST_TIME: Final = 253_402_300_799
MOVES_NOTHING: Final = frozenset({'delegatecall', 'staticcall', 'callcode'})  # their value is that of the call around them

_HASH: Final = re.compile(r'0x[0-9a-fA-F]{64}')
_ADDRESS: Final = re.compile(r'0x[0-9a-fA-F]{40}')
_NUMBER: Final = re.compile(r'[0-9]{1,78}')
_NOTHING: Final = re.compile(r'no\b.{0,60}\bfound\b', re.IGNORECASE)
_SLOWER: Final = re.compile(r'rate limit|too many|calls? per (?:second|sec|day)|max calls|daily limit|throttl|limit reached', re.IGNORECASE)
_NO_ACCESS: Final = re.compile(
    r'api ?key|api access|not supported for this chain|upgrade your|subscription|unauthori[sz]ed|forbidden|api ?pro', re.IGNORECASE)
_LATER: Final = re.compile(
    r'time-?out|timed out|try again|temporar|unavailable|maintenance|busy|internal (?:server )?error|overload|not (?:yet )?(?:been )?(?:indexed|processed)|'
    r'have not yet', re.IGNORECASE)


class ExplorerApi:
    """An `Indexer` by this interface. `names_chain`: the chain is an argument of each call ('chainid'), as in Etherscan's version 2."""

    def __init__(self, context: IndexerContext, *, names_chain: bool = False) -> None:
        self.id = context.info.id
        self.page_rows = context.info.page_rows
        self._context = context
        self._names_chain = names_chain

    def serves(self, chain_id: int) -> bool:
        return self._find_url(chain_id) is not None

    def fetch_listing(self, chain_id: int, listing: Listing) -> list[ListedTransaction]:
        answer = self._ask(chain_id, {
            'module': 'account', 'action': ACTIONS[listing.kind], 'address': listing.address, 'startblock': str(listing.first),
            'endblock': str(listing.last), 'page': str(listing.page), 'offset': str(self.page_rows), 'sort': 'asc',
        })
        return parse_listing(answer, self.id, listing)

    def fetch_internal(self, chain_id: int, tx_hash: str) -> list[dict[str, str]]:
        return parse_internal(self._ask(chain_id, {'module': 'account', 'action': 'txlistinternal', 'txhash': tx_hash}), self.id)

    def fetch_rpc(self, chain_id: int, method: str, params: Mapping[str, str]) -> object:
        return parse_rpc(self._ask(chain_id, {'module': 'proxy', 'action': method, **params}), self.id)

    def fetch_staking(self, chain_id: int, kind: StakingKind, address: str, first: int, page: int) -> list[StakingRow]:
        blocks = {'blocktype': 'blocks'} if kind == 'block' else {'startblock': str(first), 'endblock': LAST_BLOCK, 'sort': 'asc'}
        answer = self._ask(chain_id, {
            'module': 'account', 'action': STAKING_ACTIONS[kind], 'address': address, **blocks, 'page': str(page), 'offset': str(self.page_rows),
        })
        return parse_staking(answer, self.id, kind)

    def _ask(self, chain_id: int, params: dict[str, str]) -> object:
        url = self._find_url(chain_id)
        if url is None:
            raise UnavailableError(f'{self.id} does not know chain {chain_id}.', source=self.id, code='chain_not_served')
        key = self._context.credential('api_key')
        if self._names_chain:
            params = {'chainid': str(chain_id), **params}
        return self._context.client.get_json(url, params={**params, **({'apikey': key} if key else {})})

    def _find_url(self, chain_id: int) -> str | None:
        own = self._context.own_url()
        if not own:
            return self._context.info.url_of(chain_id)
        filled = own.replace('{chain_id}', str(chain_id)).replace('%7Bchain_id%7D', str(chain_id))
        return filled if filled != own or self._names_chain or chain_id == CHAIN_OF_OWN_URL else self._context.info.url_of(chain_id)


# -- pure reading of answers

def parse_rows(raw: object, source: str) -> list[Mapping[str, Any]]:
    """The rows of an answer, none where it says that nothing was found. Raises the four leaves of RemoteError."""
    if not isinstance(raw, dict):
        raise BadResponseError(f'{source} answered something else than the documented object.', source=source)
    status, message, result = str(raw.get('status')), raw.get('message'), raw.get('result')
    words = message if isinstance(message, str) else ''
    if status == '1' and isinstance(result, list):
        if not all(isinstance(row, dict) for row in result):
            raise BadResponseError(f'{source} gave rows that are no objects.', source=source)
        return result
    if status == '0' and not result and _NOTHING.match(words):
        return []
    raise find_failure(f'{words} {result if isinstance(result, str) else ""}', source)


def find_failure(words: str, source: str) -> RemoteError:
    """What the words of a refusal mean. They are not passed on: they may quote the key."""
    if _SLOWER.search(words):
        return RateLimitedError(f'{source} wants fewer requests.', source=source)
    if _NO_ACCESS.search(words):
        return AuthRejectedError(f'{source} refuses access: a key is missing, wrong, or not enough for this chain.', source=source)
    if _LATER.search(words):
        return UnavailableError(f'{source} cannot answer at the moment.', source=source)
    return BadResponseError(f'{source} refused the question.', source=source)


def parse_listing(raw: object, source: str, listing: Listing) -> list[ListedTransaction]:
    """Rows oldest first. Raises BadResponseError for rows out of the blocks that were asked for, or out of order."""
    found = [_parse_listed(row, source, listing.kind) for row in parse_rows(raw, source)]
    numbers = [row.block_number for row in found]
    if numbers != sorted(numbers) or (numbers and not listing.first <= numbers[0] <= numbers[-1] <= listing.last):
        raise BadResponseError(f'{source} gave other blocks than those asked for.', source=source)
    return found


def _parse_listed(row: Mapping[str, Any], source: str, kind: ListingKind) -> ListedTransaction:
    tx_hash = row.get('hash') or row.get('transactionHash')
    if not isinstance(tx_hash, str) or not _HASH.fullmatch(tx_hash):
        raise BadResponseError(f'{source} gave a row without the hash of its transaction.', source=source)
    block = _parse_number(row, 'blockNumber', source, MAX_BLOCK)
    seconds = _parse_number(row, 'timeStamp', source, LATEST_TIME) if row.get('timeStamp') else None
    moves = kind == 'internal' and not _is_failed(row) and bool(_parse_number(row, 'value', source, 2**256 - 1))
    return ListedTransaction(tx_hash.lower(), block, None if seconds is None else TimestampS(seconds), moves)


def parse_internal(raw: object, source: str) -> list[dict[str, str]]:
    """Successful transfers with a value, in order of execution: from, to (lower case), value (decimal text), isError ('0')."""
    rows = parse_rows(raw, source)
    if all(_position_of(row) for row in rows):
        rows = sorted(rows, key=_position_of)
    found = []
    for row in rows:
        value = _parse_number(row, 'value', source, 2**256 - 1)
        if value and not _is_failed(row) and row.get('index') != '0':
            sender, receiver = row.get('from'), row.get('to') or row.get('contractAddress')
            if not all(isinstance(one, str) and _ADDRESS.fullmatch(one) for one in (sender, receiver)):
                raise BadResponseError(f'{source} gave an internal transfer without its addresses.', source=source)
            found.append({'from': str(sender).lower(), 'to': str(receiver).lower(), 'value': str(value), 'isError': '0'})
    return found


def _is_failed(row: Mapping[str, Any]) -> bool:
    """Whether it moved nothing: it failed, or is a call whose value is only that of the call around it."""
    kinds = {str(row.get(name, '')).lower() for name in ('type', 'callType')}
    return str(row.get('isError', '0')) not in ('0', '') or bool(kinds & MOVES_NOTHING)


def _position_of(row: Mapping[str, Any]) -> tuple[int, ...]:
    """Where in the execution, as traceId ('0_1_2') or index ('12') tells; empty where neither does."""
    text = str(row.get('traceId') or row.get('index') or '')
    return tuple(int(part) for part in text.split('_')) if re.fullmatch(r'\d{1,9}(_\d{1,9})*', text) else ()


def parse_rpc(raw: object, source: str) -> object:
    """`result` of a call that was passed on to a node, null included. Raises the leaves of RemoteError."""
    if not isinstance(raw, dict):
        raise BadResponseError(f'{source} answered something else than the documented object.', source=source)
    if raw.get('error') is not None:
        error = raw['error']
        raise find_failure(str(error.get('message', '')) if isinstance(error, dict) else str(error), source)
    if 'jsonrpc' in raw and 'result' in raw and 'status' not in raw:
        return raw['result']
    raise find_failure(f'{raw.get("message", "")} {raw.get("result", "")}'[:1000], source)


def parse_staking(raw: object, source: str, kind: StakingKind) -> list[StakingRow]:
    """Rows as they came, with what is read of each. Raises BadResponseError for one that is not understood."""
    rows = parse_rows(raw, source)
    for row in rows:
        for name in ('blockReward',) if kind == 'block' else ('amount', 'validatorIndex'):
            _parse_number(row, name, source, 2**256 - 1)
    identifier = 'withdrawalIndex' if kind == 'withdrawal' else 'blockNumber'
    return [
        StakingRow(
            kind, _parse_number(row, identifier, source, MAX_BLOCK), _parse_number(row, 'blockNumber', source, MAX_BLOCK),
            TimestampS(_parse_number(row, 'timestamp' if 'timestamp' in row else 'timeStamp', source, LATEST_TIME)), dict(row))
        for row in rows
    ]


def _parse_number(row: Mapping[str, Any], name: str, source: str, most: int) -> int:
    text = str(row.get(name, ''))
    if isinstance(row.get(name), bool) or not _NUMBER.fullmatch(text) or int(text) > most:
        raise BadResponseError(f'{source} gave a row whose {name} is no number.', source=source)
    return int(text)
