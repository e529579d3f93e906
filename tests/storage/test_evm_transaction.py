"""Raw facts of transactions: kept as they came, each once, decoded again when anything about them changes, gone with their owners."""

from collections.abc import Sequence
from typing import Any

import pytest

from rotkehlchen.contracts.indexer import LISTING_KINDS, ListedTransaction
from rotkehlchen.core.span import Span, find_holes, merge_spans
from rotkehlchen.core.time import TimestampS
from rotkehlchen.storage.account import Account, AccountRepository
from rotkehlchen.storage.database import Connection, Database
from rotkehlchen.storage.evm_transaction import EvmTransactionRepository, NewTransaction, unlink_accounts
from rotkehlchen.storage.transaction_range import ListedPage, TransactionRangeRepository

NOW = TimestampS(1_750_000_000)
ADA, BOB = '0x' + 'A' * 40, '0x' + 'B' * 40
ROW = {'from': ADA.lower(), 'to': BOB.lower(), 'value': '5', 'isError': '0'}


def new(number: int, *addresses: str, chain: str = 'eth', internal: Any = (), **receipt: Any) -> NewTransaction:
    return NewTransaction(
        chain, f'0x{number:064X}', TimestampS(1_000 + number), number, {'hash': number, 'input': '0x' + 'ab' * 500}, {'logs': [], **receipt}, internal,
        addresses or (ADA,),
    )


def hash_of(number: int) -> str:
    return f'0x{number:064x}'


@pytest.fixture
def store(user_database: Database) -> EvmTransactionRepository:
    AccountRepository(user_database).add([Account(chain, one, None, (), NOW) for chain in ('eth', 'base') for one in (ADA, BOB)])
    return EvmTransactionRepository(user_database)


def read(store: EvmTransactionRepository, chain: str | None = None, **options: Any) -> list[int]:
    return [one.block_number for batch in store.iter_stored(chain, **options) for one in batch]


def test_facts_are_read_back_as_they_came(store: EvmTransactionRepository) -> None:
    given = new(1, ADA, internal=[ROW], status='0x1')
    assert store.save([given], NOW) == 1
    found = store.find('eth', hash_of(1))
    assert found is not None
    assert (found.transaction, found.receipt, found.internal, found.is_internal_known) == (given.transaction, given.receipt, [ROW], True)
    assert (found.timestamp, found.block_number, found.tx_hash) == (1_001, 1, hash_of(1))
    assert store.find('base', hash_of(1)) is None


def test_batches_are_of_the_chain_the_hashes_or_the_undecoded(store: EvmTransactionRepository) -> None:
    store.save([new(number) for number in range(1, 8)] + [new(number, chain='base') for number in (20, 21)], NOW)
    assert read(store, 'eth', batch=3) == [1, 2, 3, 4, 5, 6, 7]
    assert [len(batch) for batch in store.iter_stored('eth', batch=3)] == [3, 3, 1]
    assert read(store) == [1, 2, 3, 4, 5, 6, 7, 20, 21]
    assert read(store, 'eth', hashes=[hash_of(2).upper().replace('0X', '0x'), hash_of(20), hash_of(99)]) == [2]
    assert read(store, hashes=[]) == []
    first = next(store.iter_stored('eth', batch=2))
    store.mark_decoded([one.id for one in first], '1')
    assert read(store, 'eth', undecoded_only=True) == [3, 4, 5, 6, 7]
    assert (store.count('eth'), store.count('base'), store.chains()) == ((5, 7), (2, 2), ['base', 'eth'])
    assert store.mark_undecoded('eth', [hash_of(1)]) == 1
    assert store.mark_undecoded('eth') == 7
    assert store.count('eth') == (7, 7)


def test_many_hashes_are_found_in_portions(store: EvmTransactionRepository) -> None:
    store.save([new(number) for number in range(1, 1_200)], NOW)
    assert sorted(read(store, 'eth', hashes=[hash_of(number) for number in range(1, 1_200)], batch=100)) == list(range(1, 1_200))


@pytest.mark.parametrize('change', ['content', 'internal', 'owner'])
def test_decoding_of_old_facts_marks_nothing_of_new_ones(store: EvmTransactionRepository, change: str) -> None:
    store.save([new(1, ADA)], NOW)
    [[before]] = store.iter_stored('eth')
    if change == 'content':
        store.save([new(1, ADA, status='0x0')], NOW)
    elif change == 'internal':
        assert store.save_internal('eth', hash_of(1), [ROW])
    else:
        assert store.link('eth', hash_of(1), [BOB])
    store.mark_decoded([before.id], '1')
    assert store.count('eth') == (1, 1)
    [[after]] = store.iter_stored('eth', undecoded_only=True)
    assert after.id > before.id
    assert store.addresses_of([after.id])[after.id] == ([ADA, BOB] if change == 'owner' else [ADA])


def test_same_facts_again_stay_decoded(store: EvmTransactionRepository) -> None:
    store.save([new(1, internal=[ROW])], NOW)
    [[one]] = store.iter_stored('eth')
    store.mark_decoded([one.id], '1')
    assert store.save([new(1, internal=[ROW])], NOW) == 0
    assert store.save([new(1, internal=None)], NOW) == 0  # what is known stays known
    assert not store.save_internal('eth', hash_of(1), [ROW])
    assert not store.link('eth', hash_of(1), [ADA])
    assert store.count('eth') == (0, 1)


def test_transaction_of_nobody_is_not_kept(store: EvmTransactionRepository) -> None:
    assert store.save([new(1, '0x' + 'C' * 40)], NOW) == 0
    assert store.count('eth') == (0, 0)


def test_what_only_removed_accounts_took_part_in_goes_with_them(store: EvmTransactionRepository, user_database: Database) -> None:
    store.save([new(1, ADA), new(2, ADA, BOB), new(3, BOB), new(4, ADA, chain='base')], NOW)
    gone: list[tuple[str, str]] = []

    def forget(connection: Connection, keys: Any) -> None:
        gone.extend(unlink_accounts(connection, keys))

    AccountRepository(user_database).delete([('eth', ADA)], forget)
    assert gone == [('eth', hash_of(1))]
    assert sorted(read(store)) == [2, 3, 4]


def test_deleting_tells_inside_the_same_transaction(store: EvmTransactionRepository, user_database: Database) -> None:
    store.save([new(1), new(2), new(3, chain='base')], NOW)

    def refuse(_connection: Connection, gone: Sequence[tuple[str, str]]) -> None:
        assert gone
        raise ValueError('events cannot be removed')

    with pytest.raises(ValueError):
        store.delete('eth', on_delete=refuse)
    assert len(read(store)) == 3
    assert store.delete('eth', hash_of(1)) == [('eth', hash_of(1))]
    assert store.delete('eth') == [('eth', hash_of(2))]
    assert store.delete() == [('base', hash_of(3))]


def test_ranges_grow_together_and_stop_where_blocks_may_change(store: EvmTransactionRepository, user_database: Database) -> None:
    ranges = TransactionRangeRepository(user_database)
    for first, last in ((0, 4), (10, 20), (5, 9), (40, 60), (70, 80)):
        ranges.save_page('eth', ADA, ['normal'], ListedPage([], Span(first, last)), settled=55)
    assert ranges.load_done('eth', ADA) == {kind: [Span(0, 20), Span(40, 55)] if kind == 'normal' else [] for kind in LISTING_KINDS}
    ranges.forget('eth', ADA, Span(8, 45))
    assert ranges.load_done('eth', ADA)['normal'] == [Span(0, 7), Span(46, 55)]
    assert ranges.load_done('eth', BOB)['normal'] == []


def test_listed_transaction_is_wanted_once_until_it_is_stored(store: EvmTransactionRepository, user_database: Database) -> None:
    ranges = TransactionRangeRepository(user_database)
    row = ListedTransaction(hash_of(7), 7, TimestampS(1_007))
    assert ranges.save_page('eth', ADA, ['normal'], ListedPage([row, row], Span(0, 7)), 9) == 2
    assert ranges.save_page('eth', BOB, ['token'], ListedPage([row], Span(0, 7)), 9) == 1
    [wanted] = ranges.load_wanted('eth', 10)
    assert (wanted.tx_hash, wanted.timestamp, wanted.has_internal) == (hash_of(7), 1_007, False)
    store.save([new(7, ADA)], NOW)
    assert ranges.count_wanted('eth') == 0
    [[one]] = store.iter_stored('eth')
    assert store.addresses_of([one.id]) == {one.id: [ADA, BOB]}
    assert ranges.save_page('eth', ADA, ['normal'], ListedPage([row], None), 9) == 0


def test_listing_that_tells_more_than_is_stored_has_it_fetched_again(store: EvmTransactionRepository, user_database: Database) -> None:
    ranges = TransactionRangeRepository(user_database)
    store.save([new(7, ADA)], NOW)
    assert ranges.save_page('eth', ADA, ['internal'], ListedPage([ListedTransaction(hash_of(7), 7, None, True)], None), 9) == 1
    store.save([new(7, ADA, internal=[ROW])], NOW)
    assert ranges.save_page('eth', ADA, ['internal'], ListedPage([ListedTransaction(hash_of(7), 7, None, True)], None), 9) == 0
    assert ranges.save_page('eth', ADA, ['normal'], ListedPage([ListedTransaction(hash_of(7), 8)], None), 9) == 1  # its block was replaced


def test_page_for_an_account_that_is_gone_stores_nothing(store: EvmTransactionRepository, user_database: Database) -> None:
    ranges = TransactionRangeRepository(user_database)
    AccountRepository(user_database).delete([('eth', ADA)])
    assert ranges.save_page('eth', ADA, ['normal'], ListedPage([ListedTransaction(hash_of(7), 7)], Span(0, 7)), 9) is None
    assert ranges.count_wanted('eth') == 0


@pytest.mark.parametrize(('done', 'holes'), [
    ([], [(0, 9)]), ([(0, 9)], []), ([(3, 4)], [(0, 2), (5, 9)]), ([(0, 2), (3, 5)], [(6, 9)]), ([(8, 20)], [(0, 7)]), ([(20, 30)], [(0, 9)]),
    ([(7, 7), (1, 2)], [(0, 0), (3, 6), (8, 9)]),
])
def test_holes_are_what_no_span_covers(done: list[tuple[int, int]], holes: list[tuple[int, int]]) -> None:
    assert find_holes(0, 9, done) == holes
    assert merge_spans([*done, *holes])[0].first == 0
    assert len([span for span in merge_spans([*done, *holes]) if span.first <= 9]) == 1
