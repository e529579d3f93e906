from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from rotkehlchen.core.errors import AppError, ConflictError, InputError, NotFoundError
from rotkehlchen.core.ids import to_checksum_address
from rotkehlchen.core.time import TimestampS
from rotkehlchen.services.address_book import AddressBookService, ChainWords
from rotkehlchen.services.name import BestName, NameParts, NameService, load_well_known
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.setting import DEFAULTS
from rotkehlchen.storage.account import Account, AccountRepository
from rotkehlchen.storage.address_name import AddressKey, AddressName, AddressNameFilter, AddressNameRepository
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.global_db.asset import AssetRepository
from rotkehlchen.storage.global_db.asset_row import Asset
from rotkehlchen.storage.page import Page

A = '0x52908400098527886E0F7030069857D2E4169EE7'
B = '0x8617E340B3D01FA5F11F306F4090FD50E238070D'
BTC = 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq'
DAI = '0x6B175474E89094C44Da98b954EedeAC495271d0F'
MULTICALL = '0xcA11bde05977b3631167028862bE2a173976CA11'
PRIORITY: tuple[str, ...] = tuple(DEFAULTS['address_name_priority'])


@dataclass(frozen=True)
class Facts:
    id: str
    chain_id: int


CHAINS = ChainWords(lambda: [Facts('eth', 1), Facts('optimism', 10), Facts('my_chain', 4242)])


class Ens:
    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def cached(self, addresses: Sequence[str]) -> dict[str, str]:
        return {address: self.names[address] for address in addresses if address in self.names}


@dataclass
class Fixture:
    book: AddressBookService
    names: NameService
    accounts: AccountRepository
    assets: AssetRepository
    ens: Ens
    priority: list[str]


@pytest.fixture
def made(user_database: Database, global_database: Database) -> Fixture:
    private, shared = AddressNameRepository(user_database), AddressNameRepository(global_database)
    accounts, assets, ens, priority = AccountRepository(user_database), AssetRepository(global_database), Ens(), list(PRIORITY)
    parts = NameParts(private, shared, accounts, assets, ens, CHAINS)
    return Fixture(
        AddressBookService(private, shared, CHAINS, Notifier()), NameService(parts, lambda: priority), accounts, assets, ens, priority,
    )


def track(made: Fixture, chain: str, address: str, label: str | None) -> None:
    made.accounts.add([Account(chain, address, label, (), TimestampS(1))])


def found(made: Fixture, **options: object) -> list[str]:
    return [entry.name for entry in made.book.find('private', AddressNameFilter(**options), Page())[0]]  # type: ignore[arg-type]


def test_books_are_apart_and_addresses_are_checksummed(made: Fixture) -> None:
    made.book.add('private', [AddressName(A.lower(), 'eth', ' mine ')], update_existing=False)
    made.book.add('global', [AddressName(A, None, 'ours')], update_existing=False)
    assert made.book.find('private', AddressNameFilter(), Page()) == ([AddressName(A, 'eth', 'mine')], 1, 1)
    assert made.book.find('global', AddressNameFilter(), Page()) == ([AddressName(A, None, 'ours')], 1, 1)


@pytest.mark.parametrize(('entry', 'field'), [
    (AddressName('0x12', 'eth', 'x'), 'entries.1.address'),
    (AddressName(BTC, 'optimism', 'x'), 'entries.1.address'),
    (AddressName('0x' + A[2:].replace('E', 'e', 1), None, 'x'), 'entries.1.address'),
    (AddressName('two words', None, 'x'), 'entries.1.address'),
    (AddressName(A, 'mars', 'x'), 'entries.1.blockchain'),
])
def test_add_with_a_wrong_entry_names_it_and_adds_nothing(made: Fixture, entry: AddressName, field: str) -> None:
    with pytest.raises(InputError) as caught:
        made.book.add('private', [AddressName(B, 'eth', 'x'), entry], update_existing=False)
    assert caught.value.field == field
    assert found(made) == []


def test_add_existing_is_a_conflict_unless_it_may_be_updated(made: Fixture) -> None:
    made.book.add('private', [AddressName(A, None, 'one')], update_existing=False)
    with pytest.raises(ConflictError) as caught:
        made.book.add('private', [AddressName(B, None, 'new'), AddressName(A, None, 'two')], update_existing=False)
    assert caught.value.params['field'] == 'entries.1.address'
    assert found(made) == ['one']
    made.book.add('private', [AddressName(B, None, 'new'), AddressName(A, None, 'two')], update_existing=True)
    assert found(made) == ['new', 'two']


def test_edit_and_delete_are_all_or_nothing(made: Fixture) -> None:
    made.book.add('private', [AddressName(A, 'eth', 'a'), AddressName(B, None, 'b')], update_existing=False)
    calls: list[Callable[[], None]] = [
        lambda: made.book.edit('private', [AddressName(A, 'eth', 'changed'), AddressName(A, None, 'none')]),
        lambda: made.book.delete('private', [AddressKey(B), AddressKey(A)]),
    ]
    for call in calls:
        with pytest.raises(NotFoundError):
            call()
    assert found(made) == ['a', 'b']
    made.book.edit('private', [AddressName(A, 'eth', 'c')])
    made.book.delete('private', [AddressKey(B)])
    assert found(made) == ['c']


def test_find_filters_by_text_chain_and_addresses(made: Fixture) -> None:
    made.book.add('private', [
        AddressName(A, 'eth', 'a_eth'), AddressName(A, 'optimism', 'a opt'), AddressName(A, None, 'a all'), AddressName(BTC, 'btc', 'b'),
    ], update_existing=False)
    assert found(made, name_substring='A_') == ['a_eth']
    assert found(made, blockchain='eth') == ['a_eth']
    assert found(made, blockchain='eth', strict=False) == ['a all', 'a_eth']
    assert found(made, addresses=[AddressKey(A.lower())]) == ['a all', 'a opt', 'a_eth']
    assert found(made, addresses=[AddressKey(A, 'optimism'), AddressKey(BTC)]) == ['a opt', 'b']
    assert found(made, addresses=[]) == []
    entries, matching, total = made.book.find('private', AddressNameFilter(name_substring='a'), Page(1, 1, (('name', False),)))
    assert ([entry.name for entry in entries], matching, total) == (['a opt'], 3, 4)


def test_best_name_follows_the_order_of_the_setting(made: Fixture) -> None:
    key = AddressKey(DAI, 'eth')
    token = Asset(f'eip155:1/erc20:{DAI}', 'evm token', 'Dai Stablecoin', 'DAI', 18, chain_id=1, address=DAI, token_kind='erc20')
    made.assets.add(token)
    made.ens.names[DAI] = 'dai.eth'
    track(made, 'eth', DAI, 'label')
    made.book.add('global', [AddressName(DAI, None, 'global')], update_existing=False)
    made.book.add('private', [AddressName(DAI, None, 'private'), AddressName(DAI, 'eth', 'private eth')], update_existing=False)
    expected = {
        'private_addressbook': 'private eth', 'blockchain_account': 'label', 'global_addressbook': 'global',
        'ethereum_tokens': 'Dai Stablecoin', 'ens_names': 'dai.eth',
    }
    for source in [word for word in PRIORITY if word in expected]:
        assert made.names.find_names([key]) == [BestName(DAI, 'eth', expected[source], source)]
        made.priority.remove(source)
    assert made.names.find_names([key]) == []


def test_names_keep_the_order_and_leave_out_what_has_none(made: Fixture) -> None:
    track(made, 'btc', BTC, 'savings')
    track(made, 'eth', A, None)
    keys = [AddressKey(A.lower(), 'eth'), AddressKey(MULTICALL, 'my_chain'), AddressKey(BTC, 'btc'), AddressKey(MULTICALL)]
    assert made.names.find_names(keys) == [
        BestName(MULTICALL, 'my_chain', 'Multicall3', 'hardcoded_mappings'), BestName(BTC, 'btc', 'savings', 'blockchain_account'),
        BestName(MULTICALL, None, 'Multicall3', 'hardcoded_mappings'),
    ]


def test_well_known_contract_of_one_chain_has_no_name_on_another(made: Fixture) -> None:
    address = '0x00000000219ab540356cBB839Cbe05303d7705Fa'
    assert [best.blockchain for best in made.names.find_names([AddressKey(address, 'optimism'), AddressKey(address, 'eth')])] == ['eth']


def test_names_of_everything_are_those_of_books_and_labels(made: Fixture) -> None:
    track(made, 'eth', A, 'label')
    made.book.add('global', [AddressName(A, 'eth', 'global'), AddressName(B, None, 'b')], update_existing=False)
    assert made.names.find_names(None) == [BestName(A, 'eth', 'label', 'blockchain_account'), BestName(B, None, 'b', 'global_addressbook')]


@pytest.mark.parametrize(('key', 'field'), [
    (AddressKey('0x1', 'eth'), 'addresses.0.address'), (AddressKey(A, 'mars'), 'addresses.0.blockchain'),
])
def test_names_of_a_wrong_key_name_its_field(made: Fixture, key: AddressKey, field: str) -> None:
    with pytest.raises(AppError) as caught:
        made.names.find_names([key])
    assert caught.value.params['field'] == field


def test_shipped_addresses_are_checksummed() -> None:
    assert len(load_well_known()) > 30
    assert [address for address in load_well_known() if to_checksum_address(address) != address] == []
