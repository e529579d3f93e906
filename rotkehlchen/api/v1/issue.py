"""Routes of issues: what could not be done or is not known, each with a way to solve it."""

from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.field import Number, RequestSchema
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import flag, records

routes = RouteTable('issues')


class IssueId(RequestSchema):
    identifier = Number(required=True)


class IssueShape(Schema):
    identifier = fields.Integer(required=True)
    kind = fields.String(required=True)
    subject = fields.String(required=True)
    severity = fields.String(required=True)
    time = fields.Integer(required=True, metadata={'description': 'last seen, UTC seconds'})
    first_seen = fields.Integer(required=True)
    params = fields.Dict(required=True)
    action = fields.String(required=True, metadata={'description': 'what can be done about it, a word for programs'})


class IssueList(Schema):
    entries = records(IssueShape)


@routes.get('/issues', summary='Open issues, the worst first', response=IssueList)
def get_issues(context: Context, arguments: Any) -> dict[str, Any]:
    return {'entries': [
        {
            'identifier': stored.identifier, 'kind': stored.issue.kind, 'subject': stored.issue.subject,
            'severity': stored.issue.severity.value, 'time': stored.issue.time, 'first_seen': stored.first_seen,
            'params': dict(stored.issue.params), 'action': stored.issue.action,
        }
        for stored in context.user.issue_list.open()
    ]}


@routes.delete('/issues/<int:identifier>', summary='Dismiss an issue until something about it changes', request=IssueId, response=flag())
def dismiss_issue(context: Context, arguments: Any) -> bool:
    context.user.issue_list.dismiss(arguments['identifier'])
    return True


@routes.put('/issues/<int:identifier>', summary='Take back that an issue was dismissed', request=IssueId, response=flag())
def restore_issue(context: Context, arguments: Any) -> bool:
    context.user.issue_list.restore(arguments['identifier'])
    return True
