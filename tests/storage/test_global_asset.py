"""The asset repositories on a real database file."""

import json
import time
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from rotkehlchen import data
from rotkehlchen.core.errors import ConflictError, InputError, NotFoundError
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.global_db.asset import AssetRepository, new_identifier
from rotkehlchen.storage.global_db.asset_mapping import AssetMapping, AssetMappingRepository, MappingFilter
from rotkehlchen.storage.global_db.asset_page import AssetFilter, PageRequest
from rotkehlchen.storage.global_db.asset_row import Asset, UnderlyingToken
from rotkehlchen.storage.global_db.custom_asset import CustomAssetFilter, CustomAssetRepository
from rotkehlchen.storage.global_db.shipped_asset import AssetData
from rotkehlchen.storage.global_db.user_asset import export_user_assets, import_user_assets

USDC = 'eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'
BASE_USDC = 'eip155:8453/erc20:0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913'
POOL = 'eip155:1/erc20:0xB4e16d0168e52d35CaCD2c6185b44281Ec28C9Dc'


def shipped_token(identifier: str, symbol: str, collection: int | None = None) -> data.ShippedAsset:
    chain, _, address = identifier[7:].partition('/erc20:')
    return data.ShippedAsset(
        identifier, 'evm token', f'{symbol} coin', symbol, 6, int(chain), address, 'erc20', None, None, None, None, None, collection,
    )  # fmt: skip


def shipped_coin(identifier: str, name: str) -> data.ShippedAsset:
    return data.ShippedAsset(identifier, 'own chain', name, identifier, 8, None, None, None, None, None, None, None, None, None)


def shipment(version: int, *assets: data.ShippedAsset) -> AssetData:
    collection = data.ShippedCollection(2, 'USD Coin', 'USDC', USDC)
    return AssetData(version, lambda: assets, lambda: [collection])


FIRST = (shipped_token(USDC, 'USDC', 2), shipped_token(BASE_USDC, 'USDC', 2), shipped_coin('BTC', 'Bitcoin'), shipped_coin('ETH', 'Ether'))


@pytest.fixture
def assets(global_database: Database) -> AssetRepository:
    repository = AssetRepository(global_database, shipment(1, *FIRST))
    assert repository.load_shipped()
    return repository


def pool_token() -> Asset:
    parts = (UnderlyingToken(USDC, '0.5'), UnderlyingToken(BASE_USDC, '0.5'))
    return Asset(POOL, 'evm token', 'Pool', 'LP', 18, 1, POOL[15:], 'erc20', protocol='UNI-V2', underlying=parts)


def test_load_shipped_whole_data_is_fast_and_complete(global_database: Database) -> None:
    repository = AssetRepository(global_database)
    started = time.perf_counter()
    assert repository.load_shipped()
    assert time.perf_counter() - started < 4  # 0.4 s on a free machine
    assert repository.load_page(AssetFilter(), PageRequest(limit=0)).total == sum(1 for _ in data.load_assets())
    assert not repository.load_shipped()
    with global_database.read() as connection:
        indexes = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")}
    assert {'asset_by_name', 'asset_by_symbol', 'asset_by_address', 'asset_by_collection'} <= indexes


def test_load_shipped_newer_data_keeps_what_the_user_did(global_database: Database, assets: AssetRepository) -> None:
    bitcoin = assets.find('BTC')
    assert bitcoin is not None
    assets.edit(replace(bitcoin, name='My Bitcoin'))
    assets.delete('ETH')
    assets.add(Asset('own-1', 'other', 'Mine', 'MINE'))
    newer = AssetRepository(global_database, shipment(2, shipped_token(USDC, 'USDC.new', 2), *FIRST[1:], shipped_coin('LTC', 'Litecoin')))
    assert newer.load_shipped()
    after = newer.load_many(['BTC', 'ETH', 'own-1', 'LTC', USDC])
    assert {one.identifier: (one.name, one.origin) for one in after.values()} == {
        'BTC': ('My Bitcoin', 'user'), 'own-1': ('Mine', 'user'), 'LTC': ('Litecoin', 'shipped'), USDC: ('USDC.new coin', 'shipped'),
    }  # fmt: skip


def test_load_shipped_failing_midway_changes_nothing(global_database: Database, assets: AssetRepository) -> None:
    broken = AssetRepository(global_database, shipment(2, shipped_coin('NEW', 'New'), shipped_coin('NEW', 'x')._replace(name=None)))  # type: ignore[arg-type]
    with pytest.raises(Exception, match='NOT NULL'):
        broken.load_shipped()
    assert assets.find('NEW') is None
    assert assets.load_shipped() is False


def test_reset_soft_undoes_edits_and_deletions(assets: AssetRepository) -> None:
    bitcoin = assets.find('BTC')
    assert bitcoin is not None
    assets.edit(replace(bitcoin, name='My Bitcoin'))
    assets.delete('ETH')
    assets.add(Asset('own-1', 'other', 'Mine', 'MINE'))
    assets.reset(hard=False)
    assert assets.find('BTC') == bitcoin
    assert assets.find('ETH') is not None
    assert assets.find('own-1') is not None


def test_reset_hard_keeps_only_shipped_and_custom_assets(assets: AssetRepository) -> None:
    assets.add(Asset('own-1', 'other', 'Mine', 'MINE'))
    house = CustomAssetRepository(assets).add('House', 'real estate', None)
    assets.reset(hard=True)
    assert assets.find('own-1') is None
    assert assets.find(house) is not None
    assert assets.load_page(AssetFilter(), PageRequest()).total == len(FIRST) + 1
    assert [one.identifier for one in assets.load_collections()] == [2]


def test_add_known_identifier_is_refused(assets: AssetRepository) -> None:
    with pytest.raises(ConflictError):
        assets.add(Asset('BTC', 'own chain', 'Another', 'BTC'))
    with pytest.raises(ConflictError):
        assets.add(Asset('other-id', 'own chain', 'bitcoin', 'btc'))


def test_add_asset_with_parts_reads_back_equal(assets: AssetRepository) -> None:
    before = assets.revision
    assets.add(pool_token())
    stored = assets.find(POOL)
    assert stored is not None
    assert replace(stored, underlying=()) == replace(pool_token(), underlying=())
    assert set(stored.underlying) == set(pool_token().underlying)
    assert assets.revision > before


def test_add_asset_of_itself_is_refused(assets: AssetRepository) -> None:
    with pytest.raises(InputError) as caught:
        assets.add(replace(pool_token(), underlying=(UnderlyingToken(POOL, '1'),)))
    assert caught.value.field == 'underlying_tokens'
    assert assets.find(POOL) is None


def test_add_from_chain_known_assets_stay(assets: AssetRepository) -> None:
    new = Asset('eip155:1/erc20:0x6B175474E89094C44Da98b954EedeAC495271d0F', 'evm token', 'Dai', 'DAI', 18, 1, None, 'erc20')
    assert assets.add_from_chain([new, replace(new, identifier=USDC, name='Fake')]) == 1
    found = assets.load_many([new.identifier, USDC])
    assert found[new.identifier].origin == 'chain'
    assert found[USDC].name == 'USDC coin'


def test_edit_unknown_asset_is_refused(assets: AssetRepository) -> None:
    with pytest.raises(NotFoundError):
        assets.edit(Asset('nothing', 'other', 'a', 'b'))


def test_delete_main_asset_hands_its_collection_on(assets: AssetRepository) -> None:
    assets.delete(USDC)
    assert [one.main_asset for one in assets.load_collections()] == [BASE_USDC]
    assets.delete(BASE_USDC)
    assert assets.load_collections() == []
    with pytest.raises(NotFoundError):
        assets.delete(BASE_USDC)


def test_delete_part_of_another_asset_is_refused(assets: AssetRepository) -> None:
    assets.add(pool_token())
    with pytest.raises(ConflictError) as caught:
        assets.delete(USDC)
    assert caught.value.params['parent'] == POOL


def test_replace_moves_every_reference(global_database: Database, assets: AssetRepository) -> None:
    assets.add(pool_token())
    assets.add(Asset('own-1', 'other', 'Mine', 'MINE', forked=BASE_USDC, swapped_for='ETH'))
    mappings = AssetMappingRepository(global_database, 'location')
    mappings.add([AssetMapping('kraken', 'ZUSDC', BASE_USDC)])
    with global_database.write() as connection:
        connection.executemany('INSERT INTO price (from_asset, to_asset, timestamp, source, price) VALUES (?, ?, ?, ?, ?)', [
            (BASE_USDC, 'EUR', 1, 'manual', '0.9'), (BASE_USDC, 'EUR', 2, 'coingecko', '0.8'), (USDC, 'EUR', 3, 'coingecko', '0.7'),
            (BASE_USDC, USDC, 4, 'manual', '1'),
        ])  # fmt: skip
        connection.execute('INSERT INTO manual_latest_price (from_asset, to_asset, price) VALUES (?, ?, ?)', (BASE_USDC, 'EUR', '0.91'))
    assets.replace(BASE_USDC, USDC)
    assert assets.find(BASE_USDC) is None
    assert mappings.find_asset('kraken', 'ZUSDC') == USDC
    own = assets.find('own-1')
    assert own is not None
    assert (own.forked, own.swapped_for) == (USDC, 'ETH')
    pool = assets.find(POOL)
    assert pool is not None
    assert pool.underlying == (UnderlyingToken(USDC, '1'),)
    with global_database.read() as connection:
        assert connection.execute('SELECT from_asset, to_asset, timestamp, source, price FROM price ORDER BY timestamp').fetchall() == [
            (USDC, 'EUR', 1, 'manual', '0.9'), (USDC, 'EUR', 3, 'coingecko', '0.7'),
        ]  # fmt: skip
        assert connection.execute('SELECT from_asset, to_asset, price FROM manual_latest_price').fetchall() == [(USDC, 'EUR', '0.91')]


def test_replace_by_itself_or_by_unknown_is_refused(assets: AssetRepository) -> None:
    with pytest.raises(InputError):
        assets.replace('BTC', 'BTC')
    with pytest.raises(NotFoundError):
        assets.replace('BTC', 'nothing')
    assert assets.find('BTC') is not None


def test_load_page_pages_do_not_overlap(assets: AssetRepository) -> None:
    for number in range(30):
        assets.add(Asset(f'x{number}', 'other', 'Same name', f'S{number % 3}', forked=f'f{number}') if number == 0 else
                   Asset(f'x{number}', 'other', f'Name {number % 4}', f'S{number}'))  # fmt: skip
    for ascending in (True, False):
        order = (('name', ascending),)
        paged = [asset.identifier for start in range(0, 40, 7)
                 for asset in assets.load_page(AssetFilter(), PageRequest(order, 7, start)).assets]  # fmt: skip
        assert len(paged) == len(set(paged)) == 34
        names = [asset.name.lower() for asset in assets.load_page(AssetFilter(), PageRequest(order)).assets]
        assert names == sorted(names, reverse=not ascending)


@pytest.mark.parametrize(('wanted', 'found'), [
    (AssetFilter(symbol='usd'), {USDC, BASE_USDC}),
    (AssetFilter(symbol='usdc', exact=True, chain_id=8453), {BASE_USDC}),
    (AssetFilter(symbol='usd', exact=True), set()),
    (AssetFilter(name='%'), set()),
    (AssetFilter(name='_it'), set()),
    (AssetFilter(name='x' * 100_000), set()),
    (AssetFilter(type='own chain'), {'BTC', 'ETH'}),
    (AssetFilter(address='0xA0B86991C6218B36C1D19D4A2E9EB0CE3606EB48'), {USDC}),
    (AssetFilter(within=['BTC', 'ETH', 'nothing'], without=['ETH']), {'BTC'}),
    (AssetFilter(within=[]), set()),
    (AssetFilter(without=['BTC', 'nothing'], type='own chain'), {'ETH'}),
])  # fmt: skip
def test_load_page_filters(assets: AssetRepository, wanted: AssetFilter, found: set[str]) -> None:
    page = assets.load_page(wanted, PageRequest((('symbol', True), ('evm_chain', False))))
    assert {asset.identifier for asset in page.assets} == found
    assert (page.found, page.total) == (len(found), len(FIRST))


def test_load_page_unknown_order_is_refused(assets: AssetRepository) -> None:
    with pytest.raises(InputError):
        assets.load_page(AssetFilter(), PageRequest((('name; DROP TABLE asset', True),)))


def test_load_tokens_leaves_spam_out(assets: AssetRepository) -> None:
    assert [token.identifier for token in assets.load_tokens(1)] == [USDC]
    assert assets.set_protocol([USDC, 'nothing'], 'spam') == [USDC]
    assert assets.load_tokens(1) == []


def test_custom_assets_are_added_edited_and_deleted(assets: AssetRepository) -> None:
    custom = CustomAssetRepository(assets)
    house = custom.add('House', 'real estate', 'by the lake')
    with pytest.raises(ConflictError):
        custom.add('house', 'Real Estate', None)
    custom.edit(house, 'House', 'Home', None)
    custom.add('Painting', 'art', None)
    assert custom.load_types() == ['art', 'Home']
    page = custom.load_page(CustomAssetFilter(name='hou'), PageRequest())
    assert [(one.identifier, one.custom_type, one.notes) for one in page.assets] == [(house, 'Home', None)]
    assert (page.found, page.total) == (1, 2)
    for wrong in ('BTC', 'nothing'):
        with pytest.raises(NotFoundError):
            custom.delete(wrong)
    custom.delete(house)
    assert custom.load_page(CustomAssetFilter(), PageRequest()).total == 1


def test_mappings_are_all_or_none(global_database: Database, assets: AssetRepository) -> None:
    mappings = AssetMappingRepository(global_database, 'location')
    mappings.add([AssetMapping('kraken', 'XBT', 'BTC'), AssetMapping(None, 'XBT', 'ETH')])
    with pytest.raises(ConflictError):
        mappings.add([AssetMapping('kraken', 'NEW', 'BTC'), AssetMapping('kraken', 'XBT', 'ETH')])
    with pytest.raises(NotFoundError):
        mappings.edit([AssetMapping('kraken', 'XBT', 'nothing')])
    with pytest.raises(NotFoundError):
        mappings.delete([('kraken', 'XBT'), ('kraken', 'NEW')])
    assert mappings.find_asset('kraken', 'XBT') == 'BTC'
    assert mappings.find_asset('binance', 'XBT') == 'ETH'
    assert mappings.find_asset('binance', 'NEW') is None
    assert mappings.load_for('kraken') == {'XBT': 'BTC'}
    page = mappings.load_page(MappingFilter(symbol='xb'), limit=1)
    assert (page.mappings, page.found, page.total) == ([AssetMapping(None, 'XBT', 'ETH')], 2, 2)
    mappings.delete([(None, 'XBT')])
    assert mappings.load_page(MappingFilter(place='kraken')).found == 1


def test_export_import_gives_the_same_assets_elsewhere(global_database: Database, assets: AssetRepository) -> None:
    assets.add(pool_token())
    assets.add(Asset('own-1', 'other', 'Mine "quoted" ✓', 'MINE', coingecko='', started=5))
    house = CustomAssetRepository(assets).add('House', 'real estate', 'by the lake')
    archive = export_user_assets(global_database)
    assert archive == export_user_assets(global_database)
    wanted = assets.load_many([POOL, 'own-1', house])
    for identifier in wanted:
        assets.delete(identifier)
    assert import_user_assets(assets, archive) == 3
    assert assets.load_many(list(wanted)) == wanted


@pytest.mark.parametrize('entry', [
    'text', {}, {'identifier': 'a', 'type': 'no type', 'name': 'a', 'symbol': 'a'},
    {'identifier': 'eip155:1/erc20:0x12', 'type': 'evm token', 'name': 'a', 'symbol': 'a'},
    {'identifier': 'a', 'type': 'other', 'name': 'a', 'symbol': 'a', 'decimals': 1.5},
    {'identifier': 'a', 'type': 'other', 'name': 'a', 'symbol': 'a', 'notes': 5},
    {'identifier': 'a', 'type': 'other', 'name': 'a', 'symbol': 'a', 'underlying_tokens': [{'identifier': 'b', 'weight': 'NaN'}]},
])  # fmt: skip
def test_import_wrong_entry_changes_nothing(assets: AssetRepository, entry: object) -> None:
    right = {'identifier': 'right', 'type': 'other', 'name': 'a', 'symbol': 'a'}
    document = {'format': 'rotkehlchen-user-assets', 'version': 1, 'assets': [right, entry]}
    with pytest.raises(InputError) as caught:
        import_user_assets(assets, json.dumps(document).encode())
    assert caught.value.field.startswith('file.assets[1]')
    assert assets.find('right') is None


def archive_of(member: str, content: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, 'w') as file:
        file.writestr(member, content)
    return made.getvalue()


@pytest.mark.parametrize('content', [
    b'', b'\xff\xfe', b'PK\x03\x04broken', b'[]', b'{"format": "other"}', b'[' * 100_000, archive_of('else.json', b'{}'),
    archive_of('assets.json', b'nothing'), archive_of('assets.json', b'{"format": "rotkehlchen-user-assets", "version": 9, "assets": []}'),
])  # fmt: skip
def test_import_of_another_file_is_refused(assets: AssetRepository, content: bytes) -> None:
    with pytest.raises(InputError):
        import_user_assets(assets, content)


def test_new_identifier_names_tokens_by_contract() -> None:
    token = Asset('', 'evm token', 'a', 'a', chain_id=1, address=USDC[15:].lower(), token_kind='erc20')
    assert new_identifier(token) == USDC
    assert new_identifier(replace(token, token_kind='erc721', collectible_id='7')) == USDC.replace('erc20', 'erc721') + '/7'
    assert new_identifier(Asset('', 'solana token', 'a', 'a', address='So1', token_kind='spl token')) == 'solana/token:So1'
    assert len(new_identifier(Asset('', 'other', 'a', 'a'))) == 36
