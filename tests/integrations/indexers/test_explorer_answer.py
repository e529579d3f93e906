"""What explorers answer, in the shapes that their documentation shows, and what is no answer: never an empty list."""

from typing import Any

import pytest
from hypothesis import given, settings

from rotkehlchen.contracts.explorer_api import parse_internal, parse_listing, parse_rows, parse_rpc, parse_staking
from rotkehlchen.contracts.indexer import ListedTransaction, Listing
from rotkehlchen.core.errors import AuthRejectedError, BadResponseError, RateLimitedError, RemoteError, UnavailableError
from rotkehlchen.core.time import TimestampS
from tests.integrations.oracles.mutation import damaged

HASH = '0x' + 'Ab' * 32
ME, OTHER = '0x' + 'aA' * 20, '0x' + 'bB' * 20
ROW: dict[str, Any] = {
    'blockNumber': '14923678', 'timeStamp': '1654646411', 'hash': HASH, 'from': ME, 'to': OTHER, 'value': '1000', 'isError': '0',
}
INNER: dict[str, Any] = {
    'blockNumber': '1', 'timeStamp': '1', 'from': ME, 'to': OTHER, 'value': '5', 'contractAddress': '', 'type': 'call', 'isError': '0', 'errCode': '',
}
LISTING = Listing('normal', ME, 0, 20_000_000)


def answer(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {'status': '1', 'message': 'OK', 'result': rows}


def test_row_becomes_hash_block_and_time() -> None:
    assert parse_listing(answer([ROW]), 'x', LISTING) == [ListedTransaction(HASH.lower(), 14_923_678, TimestampS(1_654_646_411))]


@pytest.mark.parametrize(('row', 'moves'), [
    ({}, True), ({'value': '0'}, False), ({'isError': '1'}, False), ({'callType': 'delegatecall'}, False), ({'type': 'staticcall'}, False),
])
def test_internal_listing_says_where_the_coin_moves(row: dict[str, Any], moves: bool) -> None:
    [found] = parse_listing(answer([{**ROW, 'type': 'call', **row}]), 'x', Listing('internal', ME, 0, 20_000_000))
    assert found.has_internal is moves


def test_blockscout_names_the_hash_of_internal_rows_otherwise() -> None:
    row = {name: value for name, value in ROW.items() if name != 'hash'} | {'transactionHash': HASH}
    assert parse_listing(answer([row]), 'x', LISTING)[0].tx_hash == HASH.lower()


@pytest.mark.parametrize('message', [
    'No transactions found', 'No internal transactions found', 'No token transfers found', 'No records found', 'No blocks found', 'no tokens found',
])
@pytest.mark.parametrize('result', [[], None, ''])
def test_nothing_found_is_an_empty_list(message: str, result: Any) -> None:
    assert parse_rows({'status': '0', 'message': message, 'result': result}, 'x') == []


@pytest.mark.parametrize(('raw', 'leaf'), [
    ({'status': '0', 'message': 'NOTOK', 'result': 'Max calls per sec rate limit reached (3/sec)'}, RateLimitedError),
    ({'status': '0', 'message': 'NOTOK', 'result': 'Max daily rate limit reached. 100000 (100%) of 100000 day/limit'}, RateLimitedError),
    ({'status': '0', 'message': 'Too many requests', 'result': None}, RateLimitedError),
    ({'status': '0', 'message': 'NOTOK', 'result': 'Invalid API Key (#err2)|x-'}, AuthRejectedError),
    ({'status': '0', 'message': 'NOTOK', 'result': 'Missing/Invalid API Key'}, AuthRejectedError),
    ({'status': '0', 'message': 'NOTOK', 'result': 'Free API access is not supported for this chain. Please upgrade your api plan'}, AuthRejectedError),
    ({'status': '0', 'message': 'Query Timeout occured. Please select a smaller result dataset', 'result': []}, UnavailableError),
    ({'status': '0', 'message': 'NOTOK', 'result': 'Unexpected error, timeout or server too busy. Please try again later'}, UnavailableError),
    ({'status': '2', 'message': 'Internal transactions for this block range have not been processed yet', 'result': []}, UnavailableError),
    ({'status': '0', 'message': 'NOTOK', 'result': []}, BadResponseError),
    ({'status': '0', 'message': 'NOTOK', 'result': 'Result window is too large, PageNo x Offset size must be less than or equal to 10000'}, BadResponseError),
    ({'status': '0', 'message': 'NOTOK', 'result': 'Error! Invalid address format'}, BadResponseError),
    ({'status': '0', 'message': 'No transactions found', 'result': [ROW]}, BadResponseError),
    ({'status': '1', 'message': 'OK', 'result': 'text'}, RemoteError),
    ({'status': '1', 'message': 'OK', 'result': None}, RemoteError),
    ({'status': '1', 'message': 'OK', 'result': [1]}, BadResponseError),
    ({}, BadResponseError), ([], BadResponseError), (None, BadResponseError), ('<html>', BadResponseError), (5, BadResponseError),
])
def test_refusal_is_one_of_the_four_failures(raw: Any, leaf: type[RemoteError]) -> None:
    with pytest.raises(leaf) as caught:
        parse_rows(raw, 'x')
    assert 'Key (#err2)|x-' not in str(caught.value)  # words of others may quote a key


@pytest.mark.parametrize('rows', [
    [{**ROW, 'blockNumber': '20000001'}], [{**ROW, 'blockNumber': '7'}, {**ROW, 'blockNumber': '6'}], [{**ROW, 'blockNumber': '-1'}],
    [{**ROW, 'blockNumber': '1e3'}], [{**ROW, 'hash': '0x12'}], [{**ROW, 'hash': None}], [{**ROW, 'timeStamp': 'soon'}], [{**ROW, 'blockNumber': True}],
    [{}],
])
def test_row_that_makes_no_sense_fails_the_whole_page(rows: list[dict[str, Any]]) -> None:
    with pytest.raises(BadResponseError):
        parse_listing(answer(rows), 'x', LISTING)


def test_internal_transfers_are_those_that_moved_something_in_order() -> None:
    rows = [
        {**INNER, 'value': '3', 'traceId': '1_10'}, {**INNER, 'value': '1', 'traceId': '0'}, {**INNER, 'value': '2', 'traceId': '1_9'},
        {**INNER, 'value': '0', 'traceId': '2'}, {**INNER, 'isError': '1', 'traceId': '3'}, {**INNER, 'callType': 'delegatecall', 'traceId': '4'},
        {**INNER, 'value': '4', 'traceId': '5', 'to': '', 'contractAddress': OTHER, 'type': 'create'},
    ]
    found = parse_internal(answer(rows), 'x')
    assert [row['value'] for row in found] == ['1', '2', '3', '4']
    assert found[-1] == {'from': ME.lower(), 'to': OTHER.lower(), 'value': '4', 'isError': '0'}


def test_internal_rows_without_places_keep_their_order() -> None:
    rows = [{**INNER, 'value': '2'}, {**INNER, 'value': '1'}]
    assert [row['value'] for row in parse_internal(answer(rows), 'x')] == ['2', '1']
    assert [row['value'] for row in parse_internal(answer([{**row, 'index': str(5 - i)} for i, row in enumerate(rows)]), 'x')] == ['1', '2']
    assert parse_internal(answer([{**INNER, 'index': '0'}]), 'x') == []  # the transaction itself


@pytest.mark.parametrize(('raw', 'result'), [({'jsonrpc': '2.0', 'id': 1, 'result': None}, None), ({'jsonrpc': '2.0', 'id': 1, 'result': '0x1'}, '0x1')])
def test_call_that_was_passed_on_gives_its_result(raw: Any, result: Any) -> None:
    assert parse_rpc(raw, 'x') == result


@pytest.mark.parametrize(('raw', 'leaf'), [
    ({'status': '0', 'message': 'NOTOK', 'result': 'Max rate limit reached'}, RateLimitedError),
    ({'jsonrpc': '2.0', 'id': 1, 'error': {'code': -32000, 'message': 'header not found'}}, BadResponseError),
    ({'result': '0x1'}, BadResponseError), ('<html>', BadResponseError), ({'error': 'api key'}, AuthRejectedError),
])
def test_call_that_was_refused_is_a_failure(raw: Any, leaf: type[RemoteError]) -> None:
    with pytest.raises(leaf):
        parse_rpc(raw, 'x')


def test_staking_rows_are_kept_as_they_came() -> None:
    row = {'withdrawalIndex': '14', 'validatorIndex': '119023', 'address': ME, 'amount': '3402931175', 'blockNumber': '17034877', 'timestamp': '1681338599'}
    [found] = parse_staking(answer([row]), 'x', 'withdrawal')
    assert (found.identifier, found.block_number, found.timestamp, found.raw) == (14, 17_034_877, 1_681_338_599, row)
    block = {'blockNumber': '17034877', 'timeStamp': '1681338599', 'blockReward': '44133000000000000'}
    [found] = parse_staking(answer([block]), 'x', 'block')
    assert (found.identifier, found.timestamp) == (17_034_877, 1_681_338_599)
    with pytest.raises(BadResponseError):
        parse_staking(answer([{**block, 'blockReward': '-1'}]), 'x', 'block')


DOCUMENTED = answer([{**ROW, 'type': 'call', 'traceId': '0', 'contractAddress': ''}])


@given(raw=damaged(DOCUMENTED))
@settings(max_examples=300, deadline=None)
def test_damaged_answers_give_rows_or_one_of_the_four_failures(raw: Any) -> None:
    for parse in (lambda one: parse_listing(one, 'x', LISTING), lambda one: parse_internal(one, 'x'), lambda one: parse_rpc(one, 'x')):
        try:
            parse(raw)
        except RemoteError:
            continue
