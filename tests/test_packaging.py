"""The wheel: one version, everything inside that a user needs, no Node to build it again, works where it is installed."""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import annotator

ROOT = Path(__file__).parents[1]
SHARE = "share/jupyter/labextensions/jupyter-annotator"


def version() -> str:
    return str(json.loads((ROOT / "labextension" / "package.json").read_text(encoding="utf-8"))["version"])


def test_the_version_stands_in_one_place() -> None:
    assert importlib.metadata.version("jupyter-annotator") == annotator.__version__ == version()
    lock = json.loads((ROOT / "labextension" / "package-lock.json").read_text(encoding="utf-8"))
    assert lock["version"] == lock["packages"][""]["version"] == version()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made where neither Node nor npm can be found: what is built is there already."""
    target = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(ROOT)],
        check=True,
        capture_output=True,
        env={**os.environ, "PATH": str(Path(sys.executable).parent)},
    )
    (made,) = target.glob("*.whl")
    return made


def test_what_is_inside(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert wheel.name == f"jupyter_annotator-{version()}-py3-none-any.whl"
    for needed in (
        "annotator/py.typed",
        "annotator/schemas/reading.schema.json",
        "annotator/schemas/codebook.schema.json",
        "annotator/codebooks/claims.yaml",
        "annotator/notebooks/01-annotate-an-article.ipynb",
        "annotator/notebooks/articles/harbour-bridge.txt",
        "annotator/notebooks/readers/ada.ipynb",
        "annotator/static/anywidget.js",
        "annotator/static/review.js",
    ):
        assert needed in names
    shared = [name.split(f".data/data/{SHARE}/")[1] for name in names if f".data/data/{SHARE}/" in name]
    assert {"install.json", "package.json", "static/style.js"} <= set(shared)
    assert any(name.startswith("static/remoteEntry") for name in shared)
    unwanted = (
        "node_modules",
        "/labextension/",
        ".ipynb_checkpoints",
        "reading.json",
        "tests/",
        "__pycache__",
    )
    inside = [name for name in names if not name.startswith("annotator/schemas/") and ".data/" not in name]
    assert [name for name in inside if any(part in name for part in unwanted)] == []


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment that has the wheel, and borrows everything else from ours."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False, symlinks=True)
    bin_folder = home / "bin"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "--python",
            str(bin_folder / "python"),
            "install",
            "--quiet",
            "--no-deps",
            str(wheel),
        ],
        check=True,
    )
    site = subprocess.check_output(
        [bin_folder / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    ).strip()
    # A folder named in a .pth file is searched for modules; the .pth files inside it, our editable install, are not read.
    (Path(site) / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return bin_folder


def test_the_installed_wheel_finds_its_files(installed: Path, tmp_path: Path) -> None:
    code = (
        "import annotator as an, json\n"
        "doc = an.Document.from_text('A title\\n\\nSome words.')\n"
        "raw = an.Reading.new(doc, an.Codebook.load('claims'), 'ada').to_dict()\n"
        "print(json.dumps([an.__file__, raw['codebook']['id']]))\n"
    )
    done = subprocess.run(
        [installed / "python", "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    file, codebook = json.loads(done.stdout)
    assert Path(file).is_relative_to(installed.parent)
    assert codebook == "claims"
    assert (installed.parent / SHARE / "package.json").is_file()


def test_demo_puts_the_tutorials_into_a_folder_of_the_user(installed: Path, tmp_path: Path) -> None:
    target = tmp_path / "my tutorials"
    subprocess.run(
        [installed / "jupyter-annotator", "demo", str(target), "--no-open"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert (target / "01-annotate-an-article.ipynb").is_file()
    assert (target / "articles" / "harbour-bridge.txt").is_file()
    assert (target / "readers" / "ada.ipynb").is_file()
