"""`pip install .` gives the `rotkehlchen` command. Versions are pinned in requirements.txt; here are the direct needs."""

from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent
NEEDS = [line.split('#')[0].strip() for line in (HERE / 'requirements.in').read_text().splitlines()]
VERSION = next(
    line.split('=')[1].strip().strip("'\"") for line in (HERE / 'rotkehlchen' / '__init__.py').read_text().splitlines()
    if line.startswith('__version__')
)

setup(
    name='rotkehlchen',
    version=VERSION,
    description='A local-first portfolio tracker: one encrypted ledger for balances, history and taxes.',
    packages=find_packages(include=['rotkehlchen', 'rotkehlchen.*']),
    package_data={'rotkehlchen': ['integrations/**/*.py', '**/*.toml', '**/*.svg', '**/*.sql', '**/*.jsonl', '**/*.json', '**/*.md', '**/*.ttf']},
    python_requires='>=3.11',
    install_requires=[need for need in NEEDS if need],
    entry_points={'console_scripts': ['rotkehlchen = rotkehlchen.app.command:main']},
)
