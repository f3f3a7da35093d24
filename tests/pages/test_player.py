"""The player of pages finds blocks that are wrong, and programs that nothing runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.pages.player import PagePlayer

PROGRAM = '```python title="one.py"\nprint(1)\n```\n'


def play(text: str, folder: Path) -> PagePlayer:
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    with PagePlayer(page, folder) as player:
        player.play()
        player.check()
    return player


@pytest.mark.parametrize(
    "text",
    [
        "```python\nprint(1)\nprint(2)\n```\n```text\n1\n2\n```\n",
        "```console\n$ echo fN1SbArXTPSVFNUvaOlinQ\nVFNUvaOlinQfN1SbArXTPS\n```\n",
        "```console\n$ echo 2026-01-02T03:04:05.678Z\n2027-01-02T03:04:05.678Z\n```\n",
        "```console\n$ export NAME=1; cd /\n$ echo $NAME in $PWD    # a comment\n1 in /\n```\n",
        "```console\n$ echo one; \\\n> echo two\none\ntwo\n```\n",
        "```console\n$ ls absent\nls: …absent…\n```\n",
        "```sh\nfor each in 1 2; do\n  echo $each\ndone\n```\n```text\n1\n2\n```\n",
        PROGRAM + "```console\n$ python one.py\n1\n```\n",
        "1. In a list:\n\n    ```python\n    print(1)\n    ```\n",
        "```python\ndef f() -> None:\n    '''Do it.'''\n\n\nf()\n```\n",
        "```python\nimport asyncio\n\nawait asyncio.sleep(0)\n```\n",
        "```python\nimport os\n\nassert os.environ['TASKCLUSTER_ROOT_URL']\n```\n",
        "```console\n$ pip install '.[cli,testing]' tc-typed[pulse] httpx\n```\n",
    ],
)
def test_right_pages_pass(text: str, tmp_path: Path) -> None:
    play(text, tmp_path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("```python\nprint(1)\n```\n```text\n2\n```\n", "the page shows"),
        ("```python\ndef unused() -> None:\n    print(1)\n```\n", "never calls unused"),
        ("```python\nasync def unused() -> None:\n    print(1)\n```\n", "never calls unused"),
        ("```python\nraise ValueError('at the top')\n```\n", "at the top"),
        ("```console\n$ false\n```\n", "ended with status 1"),
        ("```console\n$ echo 1\n2\n```\n", "the page shows"),
        ("```console\n$ exit 3\n```\n", "ended the shell"),
        ("```console\n$ scripts/absent\n```\n", "ended with status 127"),
        ("```console\n$ pip install '.[absent]'\n```\n", "has no extra absent"),
        ("```console\n$ pip install absent-from-pypi\n```\n", "absent-from-pypi"),
        ("```yaml\na: 1\n```\n", "no test runs yaml"),
        ("```\na\n```\n", "each needs a language"),
        (PROGRAM, "uses one.py"),
    ],
)
def test_wrong_pages_fail(text: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises((AssertionError, ValueError), match=problem):
        play(text, tmp_path)


def test_a_server_in_the_background_is_used_by_later_commands(tmp_path: Path) -> None:
    text = (
        '```console\n$ eval "$(tc-typed serve & echo server=$!)"\n'
        "status page: http://127.0.0.1:8080/\nstop it with kill 4711\n"
        "$ curl --silent --fail $TASKCLUSTER_ROOT_URL/api/queue/v1/ping\n"
        '{"alive":true,…}\n$ kill $server\n```\n'
    )
    play(text, tmp_path)
