"""Three directions that never run the other way, read from the files themselves."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENGINE = ROOT / "frontend/src/engine"


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.split(".")[0]


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [("inference", {"django", "channels", "editor"}), ("editor", {"torch", "transformers"})],
)
def test_a_package_does_not_import_what_is_not_its_own(package, forbidden):
    files = sorted((ROOT / package).rglob("*.py"))
    assert files
    wrong = {str(path.relative_to(ROOT)): names for path in files if (names := forbidden & set(imported(path)))}
    assert wrong == {}


def test_the_preview_engine_imports_no_ui():
    files = sorted([*ENGINE.rglob("*.ts"), *ENGINE.rglob("*.tsx")])
    assert files
    pattern = re.compile(r"""(?:from|import)\s*\(?\s*['"]([^'"]+)['"]""")
    own = re.compile(r"(?:^|/)(?:ui|state|gestures|net)(?:/|$)|^react|^radix-ui|^zustand")
    wrong = {
        str(path.relative_to(ROOT)): bad
        for path in files
        if (bad := [name for name in pattern.findall(path.read_text()) if own.search(name)])
    }
    assert wrong == {}
