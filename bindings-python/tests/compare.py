"""How a shared case is compared: `tests/cases/README.md` says it, and this does it. Every difference is a line of text."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from typing import Any

FINDING = ("rule", "entity", "period")
SCORE = ("card", "entity", "period")
COVERED_BY = {"rules": "rule", "clauses": "clause", "cards": "card", "readings": "reading"}


def differences(expected: Any, found: Any, at: str) -> list[str]:
    """Where `found` is not what is expected. An object may leave keys out; the other side's missing keys count as null."""
    if isinstance(expected, dict):
        keys = set(expected)
        if keys and keys <= {"contains", "lacks"}:
            text = found if isinstance(found, str) else ""
            lacking = [f"{at}: “{part}” is not in {found!r}" for part in expected.get("contains", []) if part not in text]
            return lacking + [f"{at}: “{part}” is in {found!r}" for part in expected.get("lacks", []) if part in text]
        if keys == {"within"}:
            low, high = expected["within"]
            return [] if is_number(found) and low <= found <= high else [f"{at}: {found!r} is not within {low} and {high}"]
        if isinstance(found, dict):
            return [line for key, value in expected.items() for line in differences(value, found.get(key), f"{at}: {key}")]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = enumerate(zip(expected, found, strict=True), start=1)
        return [line for number, (value, there) in pairs for line in differences(value, there, f"{at} {number}")]
    return [] if same(expected, found) else [f"{at}: expected {expected!r}, found {found!r}"]


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def same(a: Any, b: Any) -> bool:
    """Numbers are equal by value, and nothing else equals a number: to Python, True is 1."""
    if is_number(a) and is_number(b):
        return float(a) == float(b) and math.copysign(1, a) == math.copysign(1, b)
    return type(a) is type(b) and a == b and not isinstance(a, (dict, list))


def listed(what: str, expected: list[Any], found: list[Any]) -> list[str]:
    """Compares a complete list, in order."""
    wrong = []
    for number, (wanted, there) in enumerate(zip(expected, found, strict=False), start=1):
        lines = differences(wanted, there, f"{what} {number}")
        wrong += [*lines, f"   it is {there}"] if lines else []
    wrong += [f"{what} {number} is lacking: {wanted}" for number, wanted in enumerate(expected, 1) if number > len(found)]
    return wrong + [f"{what} {number} is one too many: {there}" for number, there in enumerate(found, 1) if number > len(expected)]


def rows(what: str, keys: tuple[str, str, str], expected: list[Any], found: list[Any], partial: bool) -> list[str]:
    """Compares findings or scores with those that are expected. The list is complete for the rules or cards in it, unless `partial`."""
    wrong, met = [], set()
    for wanted in expected:
        unit = tuple(wanted.get(key) for key in keys)
        if None in unit:
            wrong.append(f"expected {what} name their {', '.join(keys)}: {wanted}")
            continue
        there = [number for number, row in enumerate(found) if tuple(row[key] for key in keys) == unit]
        if len(there) != 1:
            wrong.append(f"{unit}: there are {len(there)} such {what}")
            continue
        if there[0] in met:
            wrong.append(f"{unit}: expected twice")
        met.add(there[0])
        row = found[there[0]]
        lines = differences(wanted, row, " ".join(unit)) + [f"{unit}: {what} have no `{key}`" for key in wanted if key not in row]
        wrong += [*lines, f"   it is {row}"] if lines else []
    named = {wanted.get(keys[0]) for wanted in expected}
    surplus = (row for number, row in enumerate(found) if number not in met and row[keys[0]] in named)
    return wrong if partial else wrong + [f"not expected: {row}" for row in surplus]


def in_order(what: str, keys: tuple[str, str, str], declared: Iterable[Any], found: list[Any]) -> list[str]:
    """Every report is sorted: by rule or card as declared, entity by its bytes, first day and id of the period."""
    declared = list(declared)

    def place(row: Any) -> tuple[int, bytes, str, bytes]:
        known = declared.index(row[keys[0]]) if row[keys[0]] in declared else -1
        return known, row["entity"].encode(), row.get("period_start") or "", row["period"].encode()

    return [f"{what} out of order: {a} before {b}" for a, b in itertools.pairwise(found) if place(a) >= place(b)]


def report(found: dict[str, Any], expected: dict[str, Any]) -> tuple[list[str], int]:
    """Compares a report's JSON with what a case or a variant expects; also says how many findings that were."""
    if expected.get("error") is not None:
        return [f"it should have been refused with {[problem.get('code') for problem in expected['error']]}"], 0
    partial = expected.get("partial", False)
    findings, scores, coverage = found["findings"], found.get("scores") or [], found["coverage"]
    wrong = in_order("findings", FINDING, (rule["rule"] for rule in coverage["rules"]), findings)
    wrong += in_order("scores", SCORE, (card["card"] for card in coverage.get("cards", [])), scores)
    if len({finding["fingerprint"] for finding in findings}) < len(findings):
        wrong.append("two findings have one fingerprint")
    if expected.get("findings") is not None:
        wrong += rows("findings", FINDING, expected["findings"], findings, partial)
    if expected.get("scores") is not None:
        wrong += rows("scores", SCORE, expected["scores"], scores, partial)
    for absent in expected.get("absent") or []:
        wrong += [f"there must be none: {finding}" for finding in findings if not differences(absent, finding, "")]
    if expected.get("only_under") is not None:
        wrong += differences(expected["only_under"], found.get("only_under"), "only_under")
    if expected.get("data_issues") is not None:
        wrong += listed("data issue", expected["data_issues"], found["data_issues"])
    for kind, entries in (expected.get("coverage") or {}).items():
        for entry in entries:
            key = COVERED_BY[kind]
            there = [covered for covered in coverage.get(kind, []) if covered[key] == entry[key]]
            wrong += differences(entry, there[0], f"coverage of {entry[key]}") if there else [f"coverage says nothing of {entry}"]
    if expected.get("receipt") is not None:
        wrong += differences(expected["receipt"], found.get("receipt"), "receipt")
    counted = ("findings", "scores", "absent", "only_under")
    return wrong, sum(len(expected.get(key) or []) for key in counted)
