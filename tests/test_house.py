"""Rules of the house that neither ruff nor mypy nor import-linter can hold."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
SOURCES = sorted((ROOT / "pipeline").rglob("*.py"))
MOST_LINES = 500
MOST_PACKAGES = 50


def test_the_changelog_has_a_section_for_the_version() -> None:
    assert f"\n## [{PROJECT['version']}]" in (ROOT / "CHANGELOG.md").read_text()


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in SOURCES}

    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "misc"])
def test_no_module_is_named_after_nothing(name: str) -> None:
    assert [path for path in SOURCES if path.stem == name] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [path.name for path in SOURCES if not path.read_text().lstrip().startswith('"""')]

    assert silent == []


def test_the_readme_marks_its_test_command_for_ci() -> None:
    marked = r"^<!-- test-command -->\n```\w*\n(?:(?!```).+\n)+```$"

    assert re.search(marked, (ROOT / "README.md").read_text(), re.MULTILINE)


def test_links_between_the_documents_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    links = [
        (page, target)
        for page in pages
        for target in re.findall(r"\]\((?!\w+:|#)([^)\s#]+)", page.read_text())
    ]

    assert [f"{page.name}: {target}" for page, target in links if not (page.parent / target).exists()] == []


def test_the_wheel_holds_prompts_data_and_the_mark_of_types(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = pytest.importorskip("hatchling.build")
    monkeypatch.chdir(ROOT)

    with zipfile.ZipFile(tmp_path / build.build_wheel(str(tmp_path))) as wheel:
        held = set(wheel.namelist())

    prompts = {f"pipeline/_prompts/{path.name}" for path in (ROOT / "prompts").iterdir()}
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "pipeline").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert prompts | package <= held
    assert {"pipeline/py.typed"} <= held


def test_the_core_needs_few_packages_and_no_torch() -> None:
    needed = _closure(PROJECT["name"])

    assert "torch" not in needed
    assert len(needed) <= MOST_PACKAGES, sorted(needed)


def _closure(name: str) -> set[str]:
    """The names of all distributions that an installation of `name` brings, without extras, itself included."""
    requirements = pytest.importorskip("packaging.requirements")
    found: set[tuple[str, str]] = set()
    waiting = {(name, "")}
    while waiting:
        wanted, extra = waiting.pop()
        try:
            lines = distribution(wanted).requires or []
        except PackageNotFoundError:
            continue
        found.add((wanted, extra))
        for requirement in map(requirements.Requirement, lines):
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                waiting |= {
                    (_canonical(requirement.name), each) for each in ("", *requirement.extras)
                } - found
    return {name for name, _ in found}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _seconds(*command: str) -> float:
    """The least of five: what the command needs when nothing else disturbs it."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run([sys.executable, *command], check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    return min(times)


def test_help_comes_before_one_can_wait() -> None:
    """Under 0.4 s where `python -c pass` takes 0.02 s, so under twenty times that on any machine."""
    assert _seconds("-m", "pipeline", "--help") < 20 * max(_seconds("-c", "pass"), 0.02)


def test_help_imports_nothing_heavy() -> None:
    heavy = ["openai", "tiktoken", "vcr", "trafilatura", "jinja2", "numpy", "pydantic", "httpx2"]
    code = (
        "import contextlib, io, sys\n"
        "from pipeline.cli import main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()): main(['--help'])\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )

    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout

    assert out == "[]\n"
