"""A report's tables agree with its JSON, look behind findings, and can be saved."""

import datetime
import json
from decimal import Decimal

import dudao
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet
import pytest


def close(cell, number):
    """Whether they are the same: a table keeps ten digits behind the point, JSON all of them."""
    return cell == number if None in (cell, number) else abs(cell - Decimal(number)) < Decimal("1e-9")


def test_tables_say_what_json_says(example):
    _, _, report = example
    whole = json.loads(report.to_json(), parse_float=Decimal)
    rows = report.findings.to_dicts()
    assert len(rows) == len(whole["findings"]) == len(report) > 500
    for row, finding in zip(rows, whole["findings"], strict=True):
        for key in ("fingerprint", "rule", "clauses", "level", "entity", "entity_name", "period", "status", "message", "remedy", "unit", "note", "local"):
            assert row[key] == finding[key], key
        for key in ("period_start", "period_end", "due"):
            assert row[key] == (finding[key] and datetime.date.fromisoformat(finding[key])), key
        assert close(row["gap"], finding["gap"])
        measured = finding["measured"]
        ends = measured if isinstance(measured, list) else [measured, measured]
        if ends and all(end is None or (isinstance(end, (int, Decimal)) and not isinstance(end, bool)) for end in ends):
            assert close(row["measured_low"], ends[0]) and close(row["measured_high"], ends[-1])
        assert {item["reading"]: item["choice"] for item in row["readings"]} == finding["readings"]
        assert [item["text"] for item in row["reason"]] == [item["text"] for item in finding["reason"]]
        assert row["counted"] == finding["evidence"]["counted"]
    scores = report.scores.to_dicts()
    assert [(row["card"], row["entity"], row["band"]) for row in scores] == [(score["card"], score["entity"], score["band"]) for score in whole["scores"]]
    assert {row["entity"] for row in report.matrix.to_dicts()} == {finding["entity"] for finding in whole["findings"]}
    assert report.receipt == whole["receipt"]
    assert report.counts == {status: sum(row["status"] == status for row in rows) for status in report.counts}


def test_every_library_reads_the_same(example):
    _, _, report = example
    findings = table = report.findings  # DuckDB looks for the name
    arrow = table.to_arrow()
    assert isinstance(arrow, pa.Table) and arrow.schema.field("gap").type == pa.decimal128(38, 10)
    assert pl.DataFrame(table).equals(table.to_polars(exact=True))
    assert table.to_polars()["gap"].dtype == pl.Float64
    pandas = table.to_pandas()
    assert pandas["gap"].dtype == "float64" and pd.api.types.is_datetime64_any_dtype(pandas["due"])
    assert all(isinstance(gap, Decimal) for gap in table.to_pandas(exact=True)["gap"].dropna())
    assert duckdb.sql("select count(*) from findings").fetchall() == [(len(table),)]
    assert len(table) == len(pandas) == len(table.to_polars())
    assert table.columns == list(pandas.columns)


def test_empty_tables_keep_their_columns(example):
    pack, _, full = example
    report = pack.evaluate({}, as_of="2021-09-01")
    assert len(report) == 0
    for name in ("findings", "scores", "issues", "worklist", "only_under"):
        table = getattr(report, name)
        assert len(table) == 0 and table.columns == getattr(full, name).columns
        assert table.to_arrow().num_rows == 0 and len(table.to_pandas()) == 0 and len(table.to_polars()) == 0


def test_a_finding_by_number_fingerprint_or_row(example):
    _, _, report = example
    row = report.findings.to_dicts()[10]
    finding = report.finding(10)
    assert (finding.rule, finding.entity, finding.period, finding.status) == (row["rule"], row["entity"], row["period"], row["status"])
    ways = [10 - len(report), row["fingerprint"], row, report.findings.to_pandas().iloc[10], report.findings.to_polars().row(10, named=True), finding]
    for way in ways:
        assert report.finding(way).to_dict() == finding.to_dict()
    with pytest.raises(IndexError):
        report.finding(len(report))
    with pytest.raises(KeyError):
        report.finding("no such fingerprint")
    with pytest.raises(TypeError):
        report.finding(None)


def test_an_explanation_names_every_record(example):
    pack, data, report = example
    told = pack.evaluate(data, as_of="2021-09-01", evidence=True)
    looked = 0
    for number in range(0, len(report), 50):
        explained = report.explain(number)
        evidence = told.finding(number).to_dict()["evidence"]
        records = explained.records.to_dicts()
        certain = {record["id"] for record in records if record["certain"]}
        certain |= {other["fingerprint"] for measure in explained.to_dict()["measures"] for other in measure["findings"] if other["certain"]}
        # What is told of the unit's own cells rests on no record.
        assert set(evidence.get("records", ())) <= certain
        assert explained.finding.to_dict() == report.finding(number).to_dict()
        looked += len(records)
    assert looked > 10


def test_saving(example, tmp_path):
    _, _, report = example
    report.save(tmp_path / "report.json")
    assert (tmp_path / "report.json").read_text("utf-8") == report.to_json()
    report.save(str(tmp_path / "findings.CSV"))
    assert len(pd.read_csv(tmp_path / "findings.CSV")) == len(report)
    report.save(tmp_path / "scores.csv", table="scores")
    assert len(pd.read_csv(tmp_path / "scores.csv")) == len(report.scores)
    report.save(tmp_path / "findings.parquet")
    assert pyarrow.parquet.read_table(tmp_path / "findings.parquet").equals(report.findings.to_arrow())
    for wrong, table in [("report.xlsx", "findings"), ("report.csv", "rules"), ("report.parquet", "readings")]:
        with pytest.raises(dudao.OptionError):
            report.save(tmp_path / wrong, table=table)
    with pytest.raises(OSError, match="没有这个文件或文件夹"):
        report.save(tmp_path / "no" / "such" / "folder.json")


def test_other_parameters_and_profiles(example):
    pack, data, report = example
    easier = pack.with_params(demo_lessons=12)
    assert [row["value"] for row in easier.params.to_dicts() if row["set"]] == ["12"]
    by_pack = easier.evaluate(data, as_of="2021-09-01", rules=["demo-lessons"])
    by_run = pack.evaluate(data, as_of=datetime.date(2021, 9, 1), rules=["demo-lessons"], params={"demo_lessons": Decimal("12.0")})
    assert by_pack.to_json() == by_run.to_json() != report.to_json()
    assert by_pack.counts["pass"] > pack.evaluate(data, as_of="2021-09-01", rules=["demo-lessons"]).counts["pass"]
    assert easier.with_params(demo_lessons=15).evaluate(data, as_of="2021-09-01").to_json() == report.to_json()


def test_readings_are_told_apart(example):
    pack, data, _ = example
    report = pack.evaluate(data, as_of="2021-09-01", all_readings=True)
    readings = {row["reading"]: row for row in report.coverage.readings.to_dicts()}
    assert readings["trip_size"]["others"][0]["changed"] == sum(
        any(other["reading"] == "trip_size" for other in row["depends_on"]) for row in report.findings.to_dicts()
    )
    assert len(report.only_under) == sum(other["only"] for row in readings.values() for other in row["others"])


def test_the_tests_of_a_pack(example):
    pack, _, _ = example
    tests = pack.test()
    assert tests.failed == 0 and tests.passed > 10
    assert json.loads(tests.to_json()) == tests.to_dict()
    assert 0 < pack.test("demo-lessons").passed < tests.passed


def test_small_tables_of_a_pack(example):
    pack, _, _ = example
    assert pack.id == "fenghua-2019" and pack.id in dudao.packs()
    assert len(pack.rules) == 87 and len(pack.clauses) == 89
    assert {row["param"] for row in pack.params.to_dicts()} >= {"demo_lessons"}
    assert [row["usual"] in [choice["choice"] for choice in row["choices"]] for row in pack.readings.to_dicts()] == [True] * len(pack.readings)
    columns = {(row["table"], row["column"]): row for row in pack.columns.to_dicts()}
    assert columns["activities", "host"]["target"] == "schools"
