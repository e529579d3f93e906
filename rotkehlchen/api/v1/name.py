"""Routes of names of addresses: the address books, the best name, and ENS."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields

from rotkehlchen.api.field import Address, Flag, Many, OneOf, Page, RequestSchema, Text
from rotkehlchen.api.paging import collection_of, collection_shape, page_of
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, flag, records
from rotkehlchen.core.errors import NotFoundError
from rotkehlchen.services.address_book import BOOKS
from rotkehlchen.storage.address_name import AddressKey, AddressName, AddressNameFilter

routes = RouteTable('addressbook')
BOOK_PATH = '/names/addressbook/<string:book_type>'


class KeyEntry(RequestSchema):
    address = Text(required=True, minimum=1, maximum=200)
    blockchain = Text(load_default=None, allow_none=True, minimum=1)


class NameEntry(KeyEntry):
    name = Text(required=True, minimum=1, maximum=200)


class BookType(RequestSchema):
    book_type = OneOf(BOOKS, required=True)


class BookSearch(Page, BookType):
    addresses = Many(fields.Nested(KeyEntry), load_default=None, allow_none=True)
    name_substring = Text(load_default=None, allow_none=True)
    blockchain = Text(load_default=None, allow_none=True, minimum=1)
    strict_blockchain = Flag(load_default=True)


class ChangedNames(BookType):
    entries = Many(fields.Nested(NameEntry), required=True, minimum=1)


class NewNames(ChangedNames):
    update_existing = Flag(load_default=False)


class DeletedNames(BookType):
    addresses = Many(fields.Nested(KeyEntry), required=True, minimum=1)


class NameQuery(RequestSchema):
    addresses = Many(fields.Nested(KeyEntry), load_default=None, allow_none=True)


class ReverseQuery(RequestSchema):
    ethereum_addresses = Many(Address(), required=True, minimum=1, maximum=10_000)
    ignore_cache = Flag(load_default=False)


class ResolveQuery(RequestSchema):
    name = Text(required=True, minimum=1, maximum=255)
    ignore_cache = Flag(load_default=False)


class AvatarQuery(RequestSchema):
    ens_name = Text(required=True, minimum=1, maximum=255)


class NameShape(Schema):
    address = fields.String(required=True)
    blockchain = fields.String(required=True, allow_none=True, metadata={'description': 'null: every chain'})
    name = fields.String(required=True)


class BestNameShape(NameShape):
    source = fields.String(required=True)


def keys_of(entries: Any) -> list[AddressKey] | None:
    return None if entries is None else [AddressKey(entry['address'], entry['blockchain']) for entry in entries]


def names_of(entries: Any) -> list[AddressName]:
    return [AddressName(entry['address'].strip(), entry['blockchain'], entry['name']) for entry in entries]


@routes.post('/names', summary='The best name of each address that has one', request=NameQuery, response=records(BestNameShape))
def post_names(context: Context, arguments: Any) -> list[dict[str, Any]]:
    return [
        {'address': best.address, 'blockchain': best.blockchain, 'name': best.name, 'source': best.source}
        for best in context.user.names.find_names(keys_of(arguments['addresses']))
    ]


@routes.post(BOOK_PATH, summary='Find names in an address book', request=BookSearch, response=collection_shape(NameShape))
def find_names(context: Context, arguments: Any) -> dict[str, Any]:
    wanted = AddressNameFilter(
        keys_of(arguments['addresses']), arguments['name_substring'], arguments['blockchain'], arguments['strict_blockchain'],
    )
    entries, found, total = context.user.address_book.find(arguments['book_type'], wanted, page_of(arguments))
    rows = [{'address': entry.address, 'blockchain': entry.blockchain, 'name': entry.name} for entry in entries]
    return collection_of(rows, found, total)


@routes.put(BOOK_PATH, summary='Name addresses', request=NewNames, response=flag())
def put_names(context: Context, arguments: Any) -> bool:
    entries = names_of(arguments['entries'])
    context.user.address_book.add(arguments['book_type'], entries, update_existing=arguments['update_existing'])
    return True


@routes.patch(BOOK_PATH, summary='Rename addresses', request=ChangedNames, response=flag())
def patch_names(context: Context, arguments: Any) -> bool:
    context.user.address_book.edit(arguments['book_type'], names_of(arguments['entries']))
    return True


@routes.delete(BOOK_PATH, summary='Remove names of addresses', request=DeletedNames, response=flag())
def delete_names(context: Context, arguments: Any) -> bool:
    context.user.address_book.delete(arguments['book_type'], keys_of(arguments['addresses']) or [])
    return True


@routes.post(
    '/names/ens/reverse', summary='ENS names by address', request=ReverseQuery, response=by_name(fields.String()), async_capable=True,
)
def post_reverse(context: Context, arguments: Any) -> dict[str, str]:
    return context.user.ens.reverse(arguments['ethereum_addresses'], ignore_cache=arguments['ignore_cache'])


@routes.post('/names/ens/resolve', summary='Address of an ENS name', request=ResolveQuery, response=fields.String(), async_capable=True)
def post_resolve(context: Context, arguments: Any) -> str:
    address = context.user.ens.resolve(arguments['name'])
    if address is None:
        raise NotFoundError(f'The name {arguments["name"]} has no address.', code='unknown_name', field='name', name=arguments['name'])
    return address


@routes.get(
    '/avatars/ens/<string:ens_name>', summary='Picture that the owner of an ENS name set', request=AvatarQuery, raw=True, embeddable=True,
)
def get_avatar(context: Context, arguments: Any) -> Response:
    avatar = context.user.ens.avatar(arguments['ens_name'])
    return Response(avatar.content, content_type=avatar.content_type, headers={'Cache-Control': 'private, max-age=86400'})
