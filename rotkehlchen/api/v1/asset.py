"""Routes of the asset database: find, add, change, delete, merge; names for identifiers; collections; updates."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from marshmallow import Schema, fields, post_load

from rotkehlchen.api.field import Address, Amount, Asset, Flag, Many, Number, OneOf, Page, RequestSchema, Text, Timestamp
from rotkehlchen.api.paging import collection_of, collection_shape, page_of
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, flag, records, texts
from rotkehlchen.api.v1.price import require_known
from rotkehlchen.core.errors import ConflictError, InputError, NotFoundError
from rotkehlchen.core.ids import parse_evm_address
from rotkehlchen.core.money import to_text
from rotkehlchen.data import DATA_VERSION
from rotkehlchen.services.assets.search import AssetQuery
from rotkehlchen.storage.global_db.asset import new_identifier
from rotkehlchen.storage.global_db.asset_page import AssetFilter, PageRequest
from rotkehlchen.storage.global_db.asset_row import ASSET_TYPES, CUSTOM_ASSET, EVM_TOKEN, UnderlyingToken
from rotkehlchen.storage.global_db.asset_row import Asset as AssetRow

routes = RouteTable('assets')
HANDLING = ('none', 'exclude', 'show_only')
TOKEN_KINDS = ('erc20', 'erc721')


class LooseFlag(Flag):
    """The established client writes some switches as words: 'none' is off, 'show_only' on."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> bool:
        if value in ('none', 'show_only'):
            return bool(value == 'show_only')
        return super()._deserialize(value, attr, data, **options)


class AssetSearchRequest(Page):
    name = Text(load_default=None, allow_none=True)
    symbol = Text(load_default=None, allow_none=True)
    asset_type = Text(load_default=None, allow_none=True)
    address = Text(load_default=None, allow_none=True)
    evm_chain = Text(load_default=None, allow_none=True)
    ignored_assets_handling = OneOf(HANDLING, load_default='none')
    show_user_owned_assets_only = LooseFlag(load_default=False)
    show_whitelisted_assets_only = LooseFlag(load_default=False)
    identifiers = Many(Asset(), load_default=None, allow_none=True)


class UnderlyingShape(Schema):
    address = fields.String(required=True)
    token_kind = fields.String(required=True)
    weight = fields.String(required=True)


class AssetShape(Schema):
    identifier = fields.String(required=True)
    asset_type = fields.String(required=True)
    name = fields.String(required=True)
    symbol = fields.String(required=True)
    address = fields.String()
    evm_chain = fields.String(allow_none=True)
    token_kind = fields.String(allow_none=True)
    decimals = fields.Integer(allow_none=True)
    collectible_id = fields.String()
    protocol = fields.String(allow_none=True)
    underlying_tokens = fields.List(fields.Nested(UnderlyingShape), allow_none=True)
    started = fields.Integer(allow_none=True)
    swapped_for = fields.String(allow_none=True)
    forked = fields.String(allow_none=True)
    cryptocompare = fields.String(allow_none=True)
    coingecko = fields.String(allow_none=True)
    custom_asset_type = fields.String(allow_none=True)
    notes = fields.String(allow_none=True)
    collection_id = fields.String()
    origin = fields.String(metadata={'description': 'shipped, user or chain'})


class Underlying(RequestSchema):
    address = Address(required=True)
    token_kind = OneOf(TOKEN_KINDS, load_default='erc20')
    weight = Amount(required=True, positive=True)


class AssetInput(RequestSchema):
    """An asset to add or to change; for tokens of EVM chains `address` and `evm_chain` make the identifier."""

    identifier = Asset(load_default=None, allow_none=True)
    asset_type = OneOf(ASSET_TYPES, required=True)
    name = Text(minimum=1, required=True)
    symbol = Text(minimum=1, maximum=100, load_default='')
    address = Text(load_default=None, allow_none=True)
    evm_chain = Text(load_default=None, allow_none=True)
    token_kind = Text(load_default=None, allow_none=True)
    decimals = Number(load_default=None, allow_none=True, maximum=77)
    collectible_id = Text(load_default=None, allow_none=True)
    protocol = Text(load_default=None, allow_none=True)
    underlying_tokens = fields.List(fields.Nested(Underlying), load_default=None, allow_none=True)
    started = Timestamp(load_default=None, allow_none=True)
    swapped_for = Asset(load_default=None, allow_none=True)
    forked = Asset(load_default=None, allow_none=True)
    coingecko = Text(load_default=None, allow_none=True)
    cryptocompare = Text(load_default=None, allow_none=True)

    @post_load
    def tidy(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        return {name: value.strip() if isinstance(value, str) else value for name, value in data.items()}


class IdentifierRequest(RequestSchema):
    identifier = Asset(required=True)


class IdentifierShape(Schema):
    identifier = fields.String(required=True)


class MappingsRequest(RequestSchema):
    identifiers = Many(Text(minimum=1), required=True, maximum=50_000)


class AssetName(Schema):
    name = fields.String(required=True)
    symbol = fields.String(required=True)
    asset_type = fields.String(required=True)
    collection_id = fields.String()
    evm_chain = fields.String()
    coingecko = fields.String()
    cryptocompare = fields.String()
    custom_asset_type = fields.String()
    is_custom_asset = fields.Boolean()
    is_spam = fields.Boolean()
    protocol = fields.String()
    collectible_id = fields.String()


class FoundAsset(AssetName):
    identifier = fields.String(required=True)


class CollectionShape(Schema):
    name = fields.String(required=True)
    symbol = fields.String(required=True)
    main_asset = fields.String(required=True)


class Mappings(Schema):
    assets = by_name(fields.Nested(AssetName))
    asset_collections = by_name(fields.Nested(CollectionShape))


class TextSearch(Page):
    search_column = OneOf(('name', 'symbol'), required=True)
    value = Text(required=True)
    evm_chain = Text(load_default=None, allow_none=True)
    return_exact_matches = Flag(load_default=False)


class FuzzySearch(RequestSchema):
    value = Text(load_default=None, allow_none=True)
    evm_chain = Text(load_default=None, allow_none=True)
    address = Text(load_default=None, allow_none=True)
    asset_type = Text(load_default=None, allow_none=True)
    limit = Number(required=True, minimum=1, maximum=1000)
    search_nfts = Flag(load_default=False)


class ReplaceRequest(RequestSchema):
    source_identifier = Asset(required=True)
    target_asset = Asset(required=True)


class UpdateState(Schema):
    local = fields.Integer(required=True)
    remote = fields.Integer(required=True)
    new_changes = fields.Integer(required=True)


class ResetRequest(RequestSchema):
    reset = OneOf(('soft', 'hard'), required=True)
    ignore_warnings = Flag(load_default=False)


@routes.get('/assets', summary='Assets that the profile has or had', response=texts())
def owned_assets(context: Context, arguments: Any) -> list[str]:
    return context.user.owned_assets.load_all()


@routes.get('/assets/types', summary='Words for kinds of assets', login=False, response=texts())
def asset_types(context: Context, arguments: Any) -> list[str]:
    return list(ASSET_TYPES)


@routes.post('/assets/all', summary='Find assets', login=False, request=AssetSearchRequest, response=collection_shape(AssetShape))
def find_assets(context: Context, arguments: Any) -> dict[str, Any]:
    wanted = _filter(context, arguments)
    page = context.app.assets.load_page(wanted, _page(arguments, default='name'))
    words = context.app.evm_names.names_of(asset.chain_id for asset in page.assets)
    return collection_of([asset_entry(asset, words) for asset in page.assets], page.found, page.total)


@routes.put('/assets/all', summary='Add an asset; answers its identifier', request=AssetInput, response=IdentifierShape)
def add_asset(context: Context, arguments: Any) -> dict[str, str]:
    asset = _row(context, arguments)
    context.app.assets.add(asset)
    _tell(context)
    return {'identifier': asset.identifier}


@routes.patch('/assets/all', summary='Change an asset', login=False, request=AssetInput, response=flag())
def edit_asset(context: Context, arguments: Any) -> bool:
    if arguments['identifier'] is None and arguments['asset_type'] != EVM_TOKEN:
        raise InputError('identifier: says which asset is changed', field='identifier')
    context.app.assets.edit(_row(context, arguments))
    _tell(context)
    return True


@routes.delete('/assets/all', summary='Delete an asset', request=IdentifierRequest, response=flag())
def delete_asset(context: Context, arguments: Any) -> bool:
    identifier = arguments['identifier']
    if identifier in context.user.owned_assets.load_used():
        raise ConflictError(
            f'{identifier} is in use: in a balance, a snapshot or an event. Replace it by another asset instead.', code='in_use', asset=identifier)
    context.app.assets.delete(identifier)
    _tell(context)
    return True


@routes.post(
    '/assets/mappings', summary='Names, symbols and collections of identifiers',
    request=MappingsRequest, response=Mappings, aliases=('/assets/mappings',),
)
def map_assets(context: Context, arguments: Any) -> dict[str, Any]:
    found = context.app.assets.load_many(arguments['identifiers'])
    words = context.app.evm_names.names_of(asset.chain_id for asset in found.values())
    numbers = {asset.collection_id for asset in found.values() if asset.collection_id is not None}
    return {
        'assets': {identifier: asset_name(asset, words) for identifier, asset in found.items()},
        'asset_collections': {
            str(item.identifier): {'name': item.name, 'symbol': item.symbol, 'main_asset': item.main_asset}
            for item in context.app.assets.load_collections(numbers)
        } if numbers else {},
    }


@routes.get(
    '/assets/collections', summary='Collections: one coin on several chains', login=False,
    response=by_name(fields.Nested(CollectionShape)), aliases=('/assets/collections',),
)
def list_collections(context: Context, arguments: Any) -> dict[str, Any]:
    return {
        str(item.identifier): {'name': item.name, 'symbol': item.symbol, 'main_asset': item.main_asset}
        for item in context.app.assets.load_collections()
    }


@routes.post('/assets/search', summary='Assets by a part of their name or symbol', login=False, request=TextSearch, response=records(FoundAsset))
def search_assets(context: Context, arguments: Any) -> list[dict[str, Any]]:
    wanted = AssetFilter(
        name=arguments['value'] if arguments['search_column'] == 'name' else None,
        symbol=arguments['value'] if arguments['search_column'] == 'symbol' else None,
        exact=arguments['return_exact_matches'], chain_id=_chain_id(context, arguments['evm_chain']), without=_ignored(context),
    )
    return _found(context, context.app.assets.search(wanted, _page(arguments, default=arguments['search_column'])))


@routes.post(
    '/assets/search/levenshtein', summary='Assets that what was typed may mean, the likeliest first', login=False,
    request=FuzzySearch, response=records(FoundAsset), aliases=('/assets/search/levenshtein',),
)
def search_assets_fuzzily(context: Context, arguments: Any) -> list[dict[str, Any]]:
    return _found(context, context.app.asset_search.search(AssetQuery(
        text=arguments['value'], chain_id=_chain_id(context, arguments['evm_chain']), address=arguments['address'] or None,
        type=arguments['asset_type'] or None, limit=arguments['limit'], without=_ignored(context),
    )))


@routes.put('/assets/replace', summary='Put one asset in the place of another, everywhere', request=ReplaceRequest, response=flag())
def replace_asset(context: Context, arguments: Any) -> bool:
    source, target = arguments['source_identifier'], arguments['target_asset']
    if source == target:
        raise InputError('target_asset: is the asset that is to be replaced', field='target_asset')
    require_known(context, target, 'target_asset')
    context.user.history.editor.replace_asset(source, target)
    context.user.owned_assets.replace(source, target)
    if context.app.assets.find(source) is not None:
        context.app.assets.replace(source, target)
    _tell(context)
    context.app.notifier.data_changed('balances')
    return True


@routes.get(
    '/assets/updates', summary='State of the shipped asset data; it comes with the application, nobody is asked', login=False,
    response=UpdateState, async_capable=True,
)
def asset_updates(context: Context, arguments: Any) -> dict[str, int]:
    return {'local': DATA_VERSION, 'remote': DATA_VERSION, 'new_changes': 0}


class UpdateRequest(RequestSchema):
    up_to_version = Number(load_default=None, allow_none=True)
    conflicts = fields.Dict(load_default=None, allow_none=True)


@routes.post(
    '/assets/updates', summary='Bring the asset data to that of this version; changes made by hand stay', login=False,
    request=UpdateRequest, response=flag(), async_capable=True,
)
def update_assets(context: Context, arguments: Any) -> bool:
    if context.app.assets.load_shipped():
        _tell(context)
    return True


@routes.delete(
    '/assets/updates', summary='Back to the shipped assets; hard also removes those added by hand',
    request=ResetRequest, response=flag(), async_capable=True,
)
def reset_assets(context: Context, arguments: Any) -> bool:
    hard = arguments['reset'] == 'hard'
    if hard and not arguments['ignore_warnings']:
        used = context.user.owned_assets.load_used()
        gone = [asset.identifier for asset in context.app.assets.load_many(used).values() if asset.origin != 'shipped' and not asset.is_custom]
        if gone:
            raise ConflictError(
                f'{len(gone)} assets that would go are in balances, snapshots or events, {gone[0]} among them. Send ignore_warnings to go on.',
                code='in_use', assets=gone[:100],
            )
    context.app.assets.reset(hard=hard)
    _tell(context)
    return True


# ------------------------------------------------------------------ parts
def _filter(context: Context, arguments: Mapping[str, Any]) -> AssetFilter:
    user = context.app.session.find()
    within = set(arguments['identifiers']) if arguments['identifiers'] is not None else None
    without: set[str] = set()
    if user is not None:
        handling = arguments['ignored_assets_handling']
        if handling == 'exclude':
            without = set(user.asset_marks.ignored())
        elif handling == 'show_only':
            within = _narrow(within, user.asset_marks.ignored())
        if arguments['show_user_owned_assets_only']:
            within = _narrow(within, user.owned_assets.load_all())
        if arguments['show_whitelisted_assets_only']:
            within = _narrow(within, user.asset_marks.whitelisted())
    return AssetFilter(
        name=arguments['name'] or None, symbol=arguments['symbol'] or None, type=arguments['asset_type'] or None,
        chain_id=_chain_id(context, arguments['evm_chain']), address=arguments['address'] or None, within=within, without=without,
    )


def _narrow(within: set[str] | None, others: Iterable[str]) -> set[str]:
    return set(others) if within is None else within & set(others)


def _page(arguments: Mapping[str, Any], default: str) -> PageRequest:
    page = page_of(arguments)
    return PageRequest(page.order or ((default, True),), page.limit, page.offset)


def _ignored(context: Context) -> frozenset[str]:
    user = context.app.session.find()
    return frozenset() if user is None else frozenset(user.asset_marks.ignored())


def _chain_id(context: Context, word: str | None, field: str = 'evm_chain') -> int | None:
    if not word:
        return None
    found = context.app.evm_names.find_id(word)
    if found is None:
        raise InputError(f'{field}: {word} is not a known EVM chain', field=field)
    return found


def _found(context: Context, assets: list[AssetRow]) -> list[dict[str, Any]]:
    words = context.app.evm_names.names_of(asset.chain_id for asset in assets)
    return [{'identifier': asset.identifier, **asset_name(asset, words)} for asset in assets]


def asset_name(asset: AssetRow, words: Mapping[int | None, str | None]) -> dict[str, Any]:
    """What clients show of an asset."""
    row: dict[str, Any] = {'name': asset.name, 'symbol': asset.symbol, 'asset_type': asset.type}
    optional = {
        'collection_id': None if asset.collection_id is None else str(asset.collection_id), 'evm_chain': words[asset.chain_id],
        'coingecko': asset.coingecko, 'cryptocompare': asset.cryptocompare, 'custom_asset_type': asset.custom_type,
        'protocol': asset.protocol, 'collectible_id': asset.collectible_id,
    }
    row.update({name: value for name, value in optional.items() if value is not None})
    if asset.is_custom:
        row['is_custom_asset'] = True
    if asset.protocol == 'spam':
        row['is_spam'] = True
    return row


def asset_entry(asset: AssetRow, words: Mapping[int | None, str | None]) -> dict[str, Any]:
    """The whole asset, as the list of all assets has it."""
    row: dict[str, Any] = {'identifier': asset.identifier, 'asset_type': asset.type, 'name': asset.name, 'symbol': asset.symbol, 'origin': asset.origin}
    if asset.address is not None:
        row.update(
            address=asset.address, evm_chain=words[asset.chain_id], token_kind=asset.token_kind, decimals=asset.decimals, protocol=asset.protocol,
            underlying_tokens=[
                {'address': token.identifier.rpartition(':')[2], 'token_kind': 'erc20', 'weight': token.weight} for token in asset.underlying
            ] or None,
        )
    if asset.collectible_id is not None:
        row['collectible_id'] = asset.collectible_id
    if asset.collection_id is not None:
        row['collection_id'] = str(asset.collection_id)
    if asset.is_custom:
        row.update(custom_asset_type=asset.custom_type, notes=asset.notes)
        return row
    row.update(started=asset.started, swapped_for=asset.swapped_for, forked=asset.forked, cryptocompare=asset.cryptocompare, coingecko=asset.coingecko)
    return row


def _row(context: Context, arguments: Mapping[str, Any]) -> AssetRow:
    """The asset that the arguments describe; an existing one's icon and collection stay."""
    kind = arguments['asset_type']
    if kind == CUSTOM_ASSET:
        raise InputError('asset_type: custom assets have routes of their own (/assets/custom)', field='asset_type')
    if not arguments['symbol']:
        raise InputError('symbol: must not be empty', field='symbol')
    chain_id = _chain_id(context, arguments['evm_chain'])
    if kind == EVM_TOKEN:
        if chain_id is None:
            raise InputError('evm_chain: a token of an EVM chain needs its chain', field='evm_chain')
        arguments = {**arguments, 'address': parse_evm_address(arguments['address'] or '', field='address')}
    row = AssetRow(
        arguments['identifier'] or '', kind, arguments['name'], arguments['symbol'], decimals=arguments['decimals'],
        chain_id=chain_id, address=arguments['address'] or None, token_kind=arguments['token_kind'] or ('erc20' if kind == EVM_TOKEN else None),
        collectible_id=arguments['collectible_id'] or None, protocol=arguments['protocol'] or None, coingecko=arguments['coingecko'],
        cryptocompare=arguments['cryptocompare'], started=arguments['started'], swapped_for=arguments['swapped_for'], forked=arguments['forked'],
        underlying=tuple(
            UnderlyingToken(f'eip155:{chain_id}/{token["token_kind"]}:{token["address"]}', to_text(token['weight']))
            for token in arguments['underlying_tokens'] or ()
        ),
    )
    identifier = arguments['identifier'] or new_identifier(row)
    known = context.app.assets.find(identifier)
    if arguments['identifier'] is not None and known is None and kind != EVM_TOKEN:
        raise NotFoundError(f'{identifier} is not a known asset.', asset=identifier)
    return replace(row, identifier=identifier, icon=known.icon if known else None, collection_id=known.collection_id if known else None)


def _tell(context: Context) -> None:
    context.app.notifier.data_changed('assets')

