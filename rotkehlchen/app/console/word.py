"""What a word of the command line is, what it gets, and what it gives back."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rotkehlchen.api.direct import DirectApi
from rotkehlchen.app.configuration import Configuration, add_data_directory, parse_directory
from rotkehlchen.app.console import secret
from rotkehlchen.app.console.secret import Secret
from rotkehlchen.app.console.status import DONE
from rotkehlchen.core.errors import NotFoundError
from rotkehlchen.core.money import set_decimal_context
from rotkehlchen.core.progress import Job
from rotkehlchen.services.container import AppServices, UserServices
from rotkehlchen.storage.private_file import check_data_directory

NO_DIRECTORY = 'There is no data directory {path}. Name the right one with --data-dir, or start the application once.'


@dataclass(frozen=True, slots=True)
class Answer:
    """`result`: for programs, as the API has it. `lines`: for people. `status`: how the process ends."""

    result: Any
    lines: Sequence[str] = ()
    status: int = DONE


@dataclass(frozen=True, slots=True)
class Call:
    options: Namespace
    secrets: Mapping[str, str]
    job: Job

    @contextmanager
    def services(self, *, makes_directory: bool = False) -> Iterator[AppServices]:
        """The services of the application, wired as for the server. Raises NotFoundError without a data directory, StorageError."""
        from rotkehlchen.app.wiring import wire

        directory = self.options.data_dir.expanduser().absolute()
        if not makes_directory and not directory.exists():
            raise NotFoundError(NO_DIRECTORY.format(path=directory), code='no_data_directory')
        check_data_directory(directory)
        set_decimal_context()
        services = wire(Configuration(directory, 0, frozenset(), True, 'warning', None, None))
        try:
            yield services
        finally:
            services.close()

    @contextmanager
    def profile(self) -> Iterator[tuple[DirectApi, UserServices]]:
        """The API with the profile of `--profile` open. Nothing runs by itself meanwhile: a command does what it was told and ends."""
        with self.services() as services:
            yield self.log_in(services)

    def log_in(self, services: AppServices) -> tuple[DirectApi, UserServices]:
        api = DirectApi(services, self.job)
        api.call('POST', '/users/<string:name>', name=self.options.profile, password=self.secrets['password'])
        user = services.session.require()
        user.scheduler.stop()
        return api, user


def _no_secrets(_options: Namespace) -> Sequence[Secret]:
    return ()


@dataclass(frozen=True, slots=True)
class Word:
    """`secrets(options)`: what has to be asked for before the work begins, in this order."""

    name: str
    summary: str
    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Call], Answer]
    secrets: Callable[[Namespace], Sequence[Secret]] = field(default=_no_secrets)

    def parser(self) -> ArgumentParser:
        parser = ArgumentParser(prog=f'rotkehlchen {self.name}', description=self.summary)
        add_common(parser)
        self.add_arguments(parser)
        return parser


def add_common(parser: ArgumentParser) -> None:
    add_data_directory(parser)
    parser.add_argument('--json', action='store_true', help='answer with one JSON object on standard output, as the API does')


def add_common_again(parser: ArgumentParser) -> None:
    """The same for a word after a word; what was given before that stays."""
    parser.add_argument('--data-dir', type=parse_directory, default=SUPPRESS, help='where profiles and the asset database are kept')
    parser.add_argument('--json', action='store_true', default=SUPPRESS, help='answer with one JSON object on standard output, as the API does')


def add_profile(parser: ArgumentParser) -> None:
    parser.add_argument('--profile', required=True, metavar='NAME', help='name of the profile')
    secret.add_options(parser, secret.PASSWORD)


def profile_secrets(_options: Namespace) -> Sequence[Secret]:
    return (secret.PASSWORD,)
