"""Routes of notes."""

from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.field import Flag, Number, Page, RequestSchema, Text, Timestamp
from rotkehlchen.api.paging import collection_of, collection_shape, page_of
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import flag
from rotkehlchen.services.note import NoteText
from rotkehlchen.storage.note import Note, NoteFilter

routes = RouteTable('notes')


class NoteSearch(Page):
    from_timestamp = Timestamp(load_default=0)
    to_timestamp = Timestamp(load_default=None, allow_none=True)
    title_substring = Text(load_default=None, allow_none=True)
    location = Text(load_default=None, allow_none=True)


class NoteId(RequestSchema):
    identifier = Number(required=True)


class NewNote(RequestSchema):
    title = Text(required=True, maximum=1000)
    content = Text(required=True, maximum=100_000, lines=True)
    location = Text(required=True)
    is_pinned = Flag(required=True)


class ChangedNote(NewNote, NoteId):
    """`last_update_timestamp` is taken for compatibility; the change is dated by the clock here."""

    last_update_timestamp = Timestamp(load_default=None, allow_none=True)


class NoteShape(Schema):
    identifier = fields.Integer(required=True)
    title = fields.String(required=True)
    content = fields.String(required=True)
    location = fields.String(required=True)
    is_pinned = fields.Boolean(required=True)
    last_update_timestamp = fields.Integer(required=True)


def entry_of(note: Note) -> dict[str, Any]:
    return {
        'identifier': note.identifier, 'title': note.title, 'content': note.content, 'location': note.location,
        'is_pinned': note.is_pinned, 'last_update_timestamp': note.updated_at,
    }


def text_of(arguments: Any) -> NoteText:
    return NoteText(arguments['title'], arguments['content'], arguments['location'], arguments['is_pinned'])


@routes.post('/notes', summary='Find notes', request=NoteSearch, response=collection_shape(NoteShape))
def find_notes(context: Context, arguments: Any) -> dict[str, Any]:
    wanted = NoteFilter(
        arguments['from_timestamp'], arguments['to_timestamp'], arguments['title_substring'] or None, arguments['location'] or None,
    )
    notes, found, total = context.user.notes.find(wanted, page_of(arguments))
    return collection_of([entry_of(note) for note in notes], found, total)


@routes.put('/notes', summary='Write a note; answers its identifier', request=NewNote, response=fields.Integer())
def put_note(context: Context, arguments: Any) -> int:
    return context.user.notes.add(text_of(arguments))


@routes.patch('/notes', summary='Change a note', request=ChangedNote, response=flag())
def patch_note(context: Context, arguments: Any) -> bool:
    context.user.notes.edit(arguments['identifier'], text_of(arguments))
    return True


@routes.delete('/notes', summary='Delete a note', request=NoteId, response=flag())
def delete_note(context: Context, arguments: Any) -> bool:
    context.user.notes.delete(arguments['identifier'])
    return True
