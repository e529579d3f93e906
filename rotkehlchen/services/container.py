"""The services that routes can reach: those of the application, and those of the open profile.

Wired in `app.wiring`. A field is a use case's service; routes take what they need from here and nothing else.
"""

from dataclasses import dataclass
from pathlib import Path

from rotkehlchen.core.time import Clock
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.profile import ProfileService
from rotkehlchen.services.session import Session
from rotkehlchen.services.setting import SettingService
from rotkehlchen.services.task import TaskService
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.issue import IssueRepository


@dataclass(frozen=True)
class RunInformation:
    """How this process was started."""

    version: str
    data_directory: Path
    log_level: str


@dataclass(frozen=True)
class UserServices:
    """What belongs to the open profile."""

    name: str
    database: Database
    settings: SettingService
    issues: IssueRepository


@dataclass(frozen=True)
class AppServices:
    """What there is without a profile."""

    run: RunInformation
    clock: Clock
    notifier: Notifier
    tasks: TaskService
    session: Session[UserServices]
    profiles: ProfileService
