"""Figures of the source, without running it: ``python tools/measure.py [FOLDER]`` prints them.

Lines, modules, modules per 10,000 lines, modules that one other imports, private functions of at most three lines that
are used once, import lines and comment lines, as shares of all.
"""

from __future__ import annotations

import ast
import re
import sys
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

SHORT = 3
"""Up to how many lines of body a function counts as short."""


def name_of(path: Path) -> str:
    """The dotted name of a module."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.AST, modules: set[str]) -> Iterator[str]:
    """The modules of the package that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in modules else node.module


def short_functions(tree: ast.AST) -> Iterator[str]:
    """Private functions whose body has at most `SHORT` lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and re.match(r"_[a-z]", node.name):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            if body and (body[-1].end_lineno or 0) - body[0].lineno < SHORT:
                yield node.name


def comments(path: Path) -> int:
    """How many lines hold a comment that is not addressed to a linter."""
    with path.open("rb") as file:
        texts = [token.string for token in tokenize.tokenize(file.readline) if token.type == tokenize.COMMENT]
    return sum(not re.match(r"#\s*(noqa|type:|pragma)", text) for text in texts)


def main(folder: Path) -> None:
    """Print the figures of a package."""
    paths = {name_of(path.relative_to(folder.parent)): path for path in folder.rglob("*.py")}
    trees = {name: ast.parse(path.read_text("utf-8")) for name, path in paths.items()}
    importers: dict[str, set[str]] = defaultdict(set)
    uses = Counter[str]()
    for name, tree in trees.items():
        for target in imported(tree, set(paths)):
            importers[target].add(name)
        uses.update(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
        uses.update(node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    lines = sum(len(path.read_text("utf-8").splitlines()) for path in paths.values())
    imports = sum(
        (node.end_lineno or 0) - node.lineno + 1
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    )
    once = sum(uses[name] == 1 for tree in trees.values() for name in short_functions(tree))
    print(f"lines                              {lines:6}")
    print(f"modules                            {len(paths):6}")
    print(f"modules per 10,000 lines           {len(paths) * 10_000 / lines:6.0f}")
    print(f"modules with exactly one importer  {sum(len(found) == 1 for found in importers.values()):6}")
    print(f"private functions <= {SHORT} lines, one use {once:4}")
    print(f"import lines, percent              {imports * 100 / lines:6.1f}")
    print(f"comment lines per thousand         {sum(map(comments, paths.values())) * 1000 / lines:6.1f}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "fake_itop"))
