"""The licences of what a binary carries: Python and the pinned packages, each with its own text, as most of them ask for."""

import re
import sysconfig
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

NAMES: Final = re.compile(r'(^|/)(licen[cs]e|copying|notice|authors)[^/]*$', re.IGNORECASE)
PINNED: Final = re.compile(r'^([A-Za-z0-9_.-]+)==', re.MULTILINE)
RULE: Final = '=' * 100


def compose_notices(requirements: Path) -> str:
    """One text: name, version and licence texts of each package of a requirements file that is installed here, by name; Python's first."""
    python = Path(sysconfig.get_path('stdlib'), 'LICENSE.txt')
    parts = [_part(f'Python {sysconfig.get_python_version()}', [python.read_text(encoding='utf-8')] if python.is_file() else [])]
    for name in sorted(PINNED.findall(requirements.read_text(encoding='utf-8')), key=str.lower):
        try:
            found = distribution(name)
        except PackageNotFoundError:  # of another system
            continue
        files = sorted(str(file) for file in found.files or () if '.dist-info/' in str(file) and NAMES.search(str(file)))
        texts = [Path(str(found.locate_file(file))).read_text(encoding='utf-8', errors='replace') for file in files]
        declared = found.metadata.get_all('License-Expression') or found.metadata.get_all('License') or ['none']
        parts.append(_part(f'{found.metadata["Name"]} {found.version}', texts or [f'Licence as declared: {declared[0]}']))
    return '\n'.join(parts)


def _part(title: str, texts: list[str]) -> str:
    return '\n'.join([RULE, title, RULE, '', *(text.strip() + '\n' for text in texts)])
