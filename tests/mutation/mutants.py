"""Mutants: one small wrong change each, made on the syntax tree of a module.

Comparisons, signs, constants, and/or, not, truth values, rounding and extremes are swapped;
conditions are turned round, results become None, what is yielded is swallowed. Texts, annotations
and what a decorator declares stay as they are.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

COMPARISONS = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
SIGNS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
}
NAMES = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "ceil": "floor",
    "ROUND_CEILING": "ROUND_FLOOR",
    "ROUND_HALF_UP": "ROUND_DOWN",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A module with one change; ``name`` stays the same when other lines move."""

    path: Path
    line: int
    name: str
    source: Callable[[], str]


Change = dict[str, Any]  # what is set on a node of the tree


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every mutant of the module, in order of its lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    seen: Counter[str] = Counter()
    for number, (node, where) in enumerate(_nodes(tree)):
        before = ast.unparse(node)
        for change in _changes(node):
            kept = _set(node, change)
            after = ast.unparse(ast.fix_missing_locations(node))
            _set(node, kept)
            name = f"{path.parent.name}/{path.stem}.{where}: {_short(before)} -> {_short(after)}"
            seen[name] += 1
            if seen[name] > 1:
                name += f" ({seen[name]})"
            source = partial(_changed, path, number, change)
            yield Mutant(path=path, line=node.lineno, name=name, source=source)


def _set(node: ast.AST, change: Change) -> Change:
    kept = {name: getattr(node, name) for name in change}
    for name, value in change.items():
        setattr(node, name, value)
    return kept


def _changed(path: Path, number: int, change: Change) -> str:
    """The source of the module with the change on its node of that number."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    node, _where = next(islice(_nodes(tree), number, None))
    _set(node, change)
    return ast.unparse(ast.fix_missing_locations(tree))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else f"{line[:60]}...{line[-27:]}"


def _nodes(tree: ast.AST, where: str = "module") -> Iterator[tuple[ast.stmt | ast.expr, str]]:
    """Statements and expressions that are run, with the function or class they stand in."""
    for node in _parts(tree):
        inner = node.name if isinstance(node, ast.FunctionDef | ast.ClassDef) else where
        if isinstance(node, ast.stmt | ast.expr):
            yield node, inner
        yield from _nodes(node, inner)


def _parts(node: ast.AST) -> list[ast.AST]:
    """What is run: no decorators, annotations or defaults."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return list(node.body)
    if isinstance(node, ast.AnnAssign):
        return [node.value] if node.value else []
    return list(ast.iter_child_nodes(node))


def _changes(node: ast.AST) -> Iterator[Change]:
    for kind, changes in (
        (ast.Compare, _of_comparison),
        (ast.BinOp, _of_sign),
        (ast.BoolOp, _of_connective),
        (ast.UnaryOp, _of_negation),
        (ast.Constant, _of_constant),
        ((ast.Name, ast.Attribute), _of_name),
        ((ast.If, ast.IfExp), _of_condition),
        (ast.Return, _of_result),
        (ast.Expr, _of_yield),
    ):
        if isinstance(node, kind):
            yield from changes(node)


def _setting(**values: Any) -> Change:
    return values


def _of_comparison(node: ast.Compare) -> Iterator[Change]:
    for at, op in enumerate(node.ops):
        for other in COMPARISONS[type(op)]:
            yield _setting(ops=[*node.ops[:at], other(), *node.ops[at + 1 :]])


def _of_sign(node: ast.BinOp) -> Iterator[Change]:
    if type(node.op) in SIGNS:
        yield _setting(op=SIGNS[type(node.op)]())


def _of_connective(node: ast.BoolOp) -> Iterator[Change]:
    yield _setting(op=ast.Or() if isinstance(node.op, ast.And) else ast.And())


def _of_negation(node: ast.UnaryOp) -> Iterator[Change]:
    if isinstance(node.op, ast.Not):
        # twice not is the truth value alone
        yield _setting(operand=ast.UnaryOp(op=ast.Not(), operand=node.operand))
    elif isinstance(node.op, ast.USub):
        yield _setting(op=ast.UAdd())


def _of_constant(node: ast.Constant) -> Iterator[Change]:
    if isinstance(node.value, bool):
        yield _setting(value=not node.value)
    elif isinstance(node.value, int):
        yield _setting(value=node.value + 1)
        yield _setting(value=node.value - 1)


def _of_name(node: ast.Name | ast.Attribute) -> Iterator[Change]:
    field = "id" if isinstance(node, ast.Name) else "attr"
    other = NAMES.get(getattr(node, field))
    if other is not None:
        yield _setting(**{field: other})


def _of_condition(node: ast.If | ast.IfExp) -> Iterator[Change]:
    # comparisons and connectives are changed by themselves
    if not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
        yield _setting(test=ast.UnaryOp(op=ast.Not(), operand=node.test))


def _of_result(node: ast.Return) -> Iterator[Change]:
    if node.value is not None and not (
        isinstance(node.value, ast.Constant) and node.value.value is None
    ):
        yield _setting(value=ast.Constant(value=None))


def _of_yield(node: ast.Expr) -> Iterator[Change]:
    if isinstance(node.value, ast.Yield | ast.YieldFrom):
        # still a generator, one that says nothing
        nothing = ast.YieldFrom(value=ast.Tuple(elts=[], ctx=ast.Load()))
        yield _setting(value=nothing)
