"""The Dockerfile and the compose file, as far as they can be checked without Docker: what they name exists, and nothing gives more than is needed."""

import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import yaml

from rotkehlchen import __version__
from rotkehlchen.app.configuration import DEFAULT_PORT, server_parser

PROJECT = Path(__file__).parents[2]
DOCKERFILE = PROJECT / 'Dockerfile'
KNOWN = {'FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'VOLUME', 'STOPSIGNAL', 'HEALTHCHECK', 'CMD'}
VERSIONED = re.compile(r'[a-z]+:\d+\.\d+\.\d+-[a-z-]+')


def instructions() -> list[tuple[str, str]]:
    """(word, rest) of each instruction, continued lines joined."""
    joined = re.sub(r'\\\n\s*', '', '\n'.join(line for line in DOCKERFILE.read_text().splitlines() if not line.startswith('#')))
    return [(line.partition(' ')[0], line.partition(' ')[2]) for line in joined.splitlines() if line.strip()]


def stages() -> list[list[tuple[str, str]]]:
    found: list[list[tuple[str, str]]] = []
    for word, rest in instructions():
        if word == 'FROM':
            found.append([])
        found[-1].append((word, rest))
    return found


def last_stage() -> dict[str, str]:
    return dict(stages()[-1])


def test_every_instruction_is_one_that_this_test_knows() -> None:
    assert {word for word, _ in instructions()} == KNOWN


def test_bases_are_pinned_and_there_are_several_stages() -> None:
    bases = [rest.split(' AS ') for word, rest in instructions() if word == 'FROM']
    assert len(bases) == 3
    assert all(VERSIONED.fullmatch(base[0]) for base in bases)
    assert bases[1][0] == bases[2][0], 'the environment is used by the Python that made it'
    assert bases[0][0].startswith('node:20.')


def test_what_is_copied_exists_and_is_not_ignored() -> None:
    ignore = (PROJECT / '.dockerignore').read_text().splitlines()
    allowed = {line.removeprefix('!') for line in ignore if line.startswith('!')}
    made = {rest.partition(' AS ')[2] for word, rest in instructions() if word == 'FROM'}
    for word, rest in instructions():
        if word != 'COPY':
            continue
        parts = rest.split()
        if parts[0].startswith('--from='):
            assert parts[0].removeprefix('--from=') in made
            continue
        for source in parts[:-1]:
            assert (PROJECT / source).exists(), source
            assert any(source == one or source.startswith(f'{one}/') for one in allowed), f'{source} is kept out by .dockerignore'
    assert ignore[1] == '*', 'what is not named stays outside: profiles, keys, node_modules'


def test_last_stage_runs_without_root_and_builds_nothing() -> None:
    stage = stages()[-1]
    words = [word for word, _ in stage]
    assert int(last_stage()['USER'].partition(':')[0]) > 0
    assert words.index('USER') > max(number for number, word in enumerate(words) if word == 'RUN')
    assert not re.search(r'apt-get|npm|gcc|pip ', ' '.join(rest for _, rest in stage))


def test_command_starts_the_server_with_options_that_exist_and_with_the_token() -> None:
    shell, flag, line = json.loads(last_stage()['CMD'])
    assert (shell, flag) == ('sh', '-c')
    assert line.startswith('exec '), 'signals must reach the application'
    options = {action.option_strings[-1] for action in server_parser()._actions if action.option_strings}
    given = [word for word in shlex.split(line) if word.startswith('--')]
    assert set(given) <= options
    assert '--api-auth' not in given
    assert f'--rest-api-port {DEFAULT_PORT}' in line
    assert subprocess.run(['sh', '-n', '-c', line], check=False).returncode == 0


def test_shell_lines_can_be_parsed() -> None:
    for word, rest in instructions():
        if word == 'RUN':
            assert subprocess.run(['sh', '-n', '-c', rest], check=False).returncode == 0, rest


def test_health_check_asks_the_folder_and_port_of_the_command() -> None:
    options, _, command = last_stage()['HEALTHCHECK'].partition(' CMD ')
    assert '--interval=' in options
    assert json.loads(command) == ['python', '/opt/rotkehlchen/health.py', '/data', str(DEFAULT_PORT)]
    assert ('COPY', 'docker/health.py /opt/rotkehlchen/health.py') in stages()[-1]
    assert '/api/1/ping' in (PROJECT / 'docker/health.py').read_text()


def test_compose_file_gives_no_more_than_is_needed() -> None:
    composed: dict[str, Any] = yaml.safe_load((PROJECT / 'docker-compose.yml').read_text())
    assert set(composed) == {'services', 'volumes'}
    service = composed['services']['rotkehlchen']
    assert service['image'].endswith(f':{__version__}')
    assert service['network_mode'] == 'host', 'the application listens on 127.0.0.1 alone'
    assert 'ports' not in service
    assert 'privileged' not in service
    assert (service['read_only'], service['cap_drop'], service['security_opt']) == (True, ['ALL'], ['no-new-privileges:true'])
    assert service['volumes'] == ['data:/data']
    assert 'data' in composed['volumes']
    assert last_stage()['VOLUME'] == '/data'
    assert not {'environment', 'env_file', 'secrets', 'command'} & set(service), 'no secret goes in by the environment'
