"""`pip install .` gives the `rotkehlchen` command. Versions are pinned in requirements.txt; here are the direct needs.

The web client goes into the package where it was built (`make client`, or `npm run build` in frontend/); without it the command serves the API alone.
"""

import shutil
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent
CLIENT = HERE / 'frontend' / 'dist'
NEEDS = [line.split('#')[0].strip() for line in (HERE / 'requirements.in').read_text().splitlines()]
VERSION = next(
    line.split('=')[1].strip().strip("'\"") for line in (HERE / 'rotkehlchen' / '__init__.py').read_text().splitlines()
    if line.startswith('__version__')
)


class BuildWithClient(build_py):
    def run(self) -> None:
        # What an earlier build left would be packed, too: an integration whose folder is gone since would live on.
        shutil.rmtree(Path(self.build_lib) / 'rotkehlchen', ignore_errors=True)
        super().run()
        target = Path(self.build_lib) / 'rotkehlchen' / 'client'
        if (CLIENT / 'index.html').is_file():
            shutil.copytree(CLIENT, target)


setup(
    name='rotkehlchen',
    version=VERSION,
    description='A local-first portfolio tracker: one encrypted ledger for balances, history and taxes.',
    packages=find_packages(include=['rotkehlchen', 'rotkehlchen.*']),
    package_data={'rotkehlchen': ['integrations/**/*.py', '**/*.toml', '**/*.svg', '**/*.sql', '**/*.jsonl', '**/*.json', '**/*.md', '**/*.ttf']},
    python_requires='>=3.11',
    install_requires=[need for need in NEEDS if need],
    entry_points={'console_scripts': ['rotkehlchen = rotkehlchen.app.command:main']},
    cmdclass={'build_py': BuildWithClient},
)
