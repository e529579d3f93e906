"""Routes of asynchronous tasks: what runs, how far it is, its outcome (given once), cancel."""

from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.envelope import envelope
from rotkehlchen.api.field import Flag, Number, OneOf, RequestSchema
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import flag, records
from rotkehlchen.core.errors import ConflictError, NotFoundError
from rotkehlchen.services.task import Outcome, Task

routes = RouteTable('tasks')


class TaskId(RequestSchema):
    task_id = Number(required=True)


class Progress(Schema):
    done = fields.Integer(required=True)
    total = fields.Integer(required=True, allow_none=True)
    step = fields.String(required=True)


class TaskState(Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    status = fields.String(required=True)
    started = fields.Integer(required=True)
    progress = fields.Nested(Progress, allow_none=True)


class TaskList(Schema):
    pending = fields.List(fields.Integer())
    completed = fields.List(fields.Integer())
    tasks = records(TaskState)


class TaskOutcome(Schema):
    status = OneOf(['pending', 'completed', 'not-found'], required=True)
    outcome = fields.Dict(allow_none=True, required=True)
    status_code = fields.Integer()
    progress = fields.Nested(Progress, allow_none=True)


class SchedulerState(Schema):
    enabled = fields.Boolean(required=True)


class SchedulerRequest(RequestSchema):
    enabled = Flag(required=True)


def progress_of(task: Task) -> dict[str, Any] | None:
    if task.done == 0 and task.total is None:
        return None
    return {'done': task.done, 'total': task.total, 'step': task.step}


@routes.get('/tasks', summary='Tasks that run or whose outcome nobody has read', login=False, response=TaskList)
def list_tasks(context: Context, arguments: Any) -> dict[str, Any]:
    tasks = context.app.tasks.list()
    return {
        'pending': [task.identifier for task in tasks if task.status == 'pending'],
        'completed': [task.identifier for task in tasks if task.status != 'pending'],
        'tasks': [
            {'id': task.identifier, 'name': task.name, 'status': task.status, 'started': int(task.started), 'progress': progress_of(task)}
            for task in tasks
        ],
    }


@routes.get('/tasks/<int:task_id>', summary='Status of a task, and its outcome once', login=False, request=TaskId, response=TaskOutcome)
def take_outcome(context: Context, arguments: Any) -> Any:
    task = context.app.tasks.take(arguments['task_id'])
    if task is None:
        error = {'code': 'not_found', 'params': {'task_id': arguments['task_id']}, 'retry': 'never'}
        return Outcome({'status': 'not-found', 'outcome': None}, f'No task with id {arguments["task_id"]} found', 404, error)
    if task.outcome is None:
        return {'status': 'pending', 'outcome': None, 'progress': progress_of(task)}
    return {'status': 'completed', 'outcome': envelope(task.outcome), 'status_code': task.outcome.status_code}


@routes.delete('/tasks/<int:task_id>', summary='Cancel a running task', login=False, request=TaskId, response=flag())
def cancel_task(context: Context, arguments: Any) -> bool:
    if not context.app.tasks.cancel(arguments['task_id']):
        raise NotFoundError(f'No running task with id {arguments["task_id"]} found', task_id=arguments['task_id'])
    return True


@routes.delete('/tasks', summary='Cancel every running task', login=False, response=flag())
def cancel_all_tasks(context: Context, arguments: Any) -> bool:
    for task in context.app.tasks.list():
        context.app.tasks.cancel(task.identifier)
    return True


@routes.put('/tasks/scheduler', summary='Switch periodic background work on or off', request=SchedulerRequest, response=SchedulerState)
def switch_scheduler(context: Context, arguments: Any) -> dict[str, bool]:
    context.user.scheduler.enabled = arguments['enabled']
    return {'enabled': context.user.scheduler.enabled}


class TriggerRequest(RequestSchema):
    task = fields.String(required=True)


@routes.post('/tasks/trigger', summary='Run a periodic piece of work now', request=TriggerRequest, response=flag(), async_capable=True)
def trigger(context: Context, arguments: Any) -> bool:
    if not context.user.scheduler.run_now(arguments['task']):
        known = ', '.join(context.user.scheduler.names())
        raise ConflictError(f'{arguments["task"]} is not a piece of periodic work; known are: {known}', code='unknown_task')
    return True
