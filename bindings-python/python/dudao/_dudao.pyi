"""
The compiled half of the package; `dudao` hands on what is public.
"""

import collections.abc
import datetime
import os
import typing
from datetime import date
from typing import Any, final

__all__ = ["Coverage", "Dataset", "Diagnostic", "Explanation", "Finding", "Form", "Pack", "Report", "Table", "TestReport", "packs", "statuses"]

@final
class Coverage:
    """
    What a report covers: which rules ran and why others did not, which clauses have a rule, which cards were scored, and what depends on a
    reading.
    """
    def __repr__(self, /) -> str: ...
    def _repr_html_(self, /) -> str: ...
    @property
    def cards(self, /) -> Table:
        """
        The scorecards: `card`, `title`, `asked`, `scored`, `why` (it was not scored).
        """
    @property
    def clauses(self, /) -> Table:
        """
        The clauses: `clause`, `article`, `force`, `kind`, `says`, `rules`, `scoring`, `unruled`.
        """
    @property
    def readings(self, /) -> Table:
        """
        The readings and what another choice would change; empty unless the run was asked for `all_readings`.
        """
    @property
    def rules(self, /) -> Table:
        """
        The rules: `rule`, `title`, `asked`, `ran`, `why` (it did not run), `findings`.
        """

@final
class Dataset:
    """
    A record book, bound to the record book that a pack declares. It is built once and serves any number of runs, also of other packs with
    the same tables, and on several threads at a time. Columns are read when a pack first asks for them, and measures are kept: a run
    with another threshold measures nothing twice.
    """
    def __repr__(self, /) -> str: ...
    def _repr_html_(self, /) -> str: ...
    @property
    def issues(self, /) -> Table:
        """
        Everything that is wrong with the records, cell by cell: `severity`, `code`, `message`, `help`, `table`, `row` (from 1), `id`, `column`.
        """
    @property
    def tables(self, /) -> list[str]:
        """
        The names of the tables that were supplied.
        """

@final
class Diagnostic:
    """
    One problem: what is wrong, where it is, and how to mend it.
    """
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...
    def __str__(self, /) -> str: ...
    def _repr_html_(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable code, the same in every language, such as `data.cell`.
        """
    @property
    def fix(self, /) -> dict | None:
        """
        The repair, where there is exactly one: put `insert` where `place` is.
        """
    @property
    def help(self, /) -> str | None:
        """
        How to mend it, in Chinese, if that can be said.
        """
    @property
    def help_en(self, /) -> str | None:
        """
        How to mend it, in English.
        """
    @property
    def message(self, /) -> str:
        """
        What is wrong, in Chinese.
        """
    @property
    def message_en(self, /) -> str:
        """
        What is wrong, in English.
        """
    @property
    def place(self, /) -> dict | None:
        """
        Where it is. `kind` tells the other keys: `script` (file, line, column, length), `data` (table, row, id, column) or
        `argument` (name). Lines, columns and rows count from 1.
        """
    @property
    def severity(self, /) -> str:
        """
        `error`, `warning` or `note`.
        """
    def to_dict(self, /) -> dict:
        """
        The same as a dictionary, in the shape that it has in JSON: messages and helps as `{"zh": …, "en": …}`.
        """

@final
class Explanation:
    """
    What stands behind one finding: the clauses, parameters and readings that it rests on, its measures, and their records.
    """
    def __repr__(self, /) -> str: ...
    def _repr_html_(self, /) -> str: ...
    @property
    def finding(self, /) -> Finding:
        """
        The finding.
        """
    @property
    def findings(self, /) -> Table:
        """
        The findings behind measures of findings: `measure`, `fingerprint`, `rule`, `entity`, `entity_name`, `period`, `status`, `certain`.
        """
    @property
    def measures(self, /) -> Table:
        """
        The measures: `name`, `label`, `unit`, `low`, `high`, `date`, `text` (the value), `from`, `to` (the days that it covers), `open`, `table`,
        `counted`, `uncertain` (how many records).
        """
    @property
    def records(self, /) -> Table:
        """
        The records behind the measures: `measure`, `table`, `id`, `row` (from 1), `certain` (whether it certainly counts, or may).
        """
    def to_dict(self, /) -> dict:
        """
        The whole as a dictionary, in the shape that it has in JSON.
        """

@final
class Finding:
    """
    A verdict on one unit by one rule, with what a person needs to act on it.
    """
    def __repr__(self, /) -> str: ...
    def _repr_html_(self, /) -> str: ...
    @property
    def clauses(self, /) -> list[str]:
        """
        The clauses that it rests on.
        """
    @property
    def due(self, /) -> date | None:
        """
        The last day on which it can be made good.
        """
    @property
    def entity(self, /) -> str:
        """
        The id of who is judged.
        """
    @property
    def entity_name(self, /) -> str:
        """
        The name of who is judged.
        """
    @property
    def fingerprint(self, /) -> str:
        """
        Tells the finding from others in every run: of pack, rule and unit.
        """
    @property
    def gap(self, /) -> Any | None:
        """
        How much is lacking: an `int` where it is whole, a `Decimal` where it is not.
        """
    @property
    def level(self, /) -> str:
        """
        How binding it is: `mandatory`, `planned`, `expected`, `optional` or `aim`.
        """
    @property
    def measured(self, /) -> Any:
        """
        How large it is: a number, a date, a text, or a pair of ends of which either may be open.
        """
    @property
    def message(self, /) -> str:
        """
        All of it in one sentence.
        """
    @property
    def period(self, /) -> str:
        """
        The id of the period.
        """
    @property
    def readings(self, /) -> dict[str, str]:
        """
        The readings that it rests on, and the choices taken.
        """
    @property
    def remedy(self, /) -> str | None:
        """
        The least change that would make it pass.
        """
    @property
    def required(self, /) -> Any:
        """
        How large it must be.
        """
    @property
    def rule(self, /) -> str:
        """
        The rule's id.
        """
    @property
    def status(self, /) -> str:
        """
        What was found: `pass`, `fail`, `not_due`, `not_applicable`, `unknown`, `needs_review`, `informational` or `error`.
        """
    @property
    def title(self, /) -> str:
        """
        The rule's title.
        """
    def to_dict(self, /) -> dict:
        """
        The whole finding as a dictionary, in the shape that it has in JSON.
        """
    @property
    def unit(self, /) -> str | None:
        """
        The unit of counting of both.
        """

@final
class Form:
    """
    A form that was filled in for one unit and period: what stands in each line and cell, and the same as a page of HTML that prints on A4.
    """
    def __repr__(self, /) -> str: ...
    def _repr_html_(self, /) -> str:
        """
        The page in a frame of its own, which runs nothing and reaches nothing of the notebook.
        """
    @property
    def entity(self, /) -> str:
        """
        Id of the unit.
        """
    @property
    def html(self, /) -> str:
        """
        The form as a page of HTML that prints on A4: it needs nothing from outside and runs nothing.
        """
    @property
    def period(self, /) -> str:
        """
        Id of the period.
        """
    def save(self, /, path: "str | os.PathLike[str]") -> "None":
        """
        Writes the page to a file.

        Raises `OSError` if the file cannot be written.
        """
    @property
    def title(self, /) -> str:
        """
        Its title.
        """
    def to_dict(self, /) -> dict:
        """
        The whole as a dictionary, in the shape that it has in JSON: `title`, `blocks`, `values`, what it was filled in for, `left_out` (records
        of which it is not certain whether they belong in it) and `not_judged` (rules whose findings belong in it).
        """
    def to_json(self, /) -> str:
        """
        The form as JSON, byte for byte what Rust and JavaScript write.
        """

@final
class Pack:
    """
    A policy that was loaded: clauses, rules, parameters and readings. It can be shared between threads.

    `Pack.load` makes one. Nothing about it changes; `with_params` gives another.
    """
    def __repr__(self, /) -> str: ...
    def _repr_html_(self, /) -> str: ...
    def check(self, /) -> list[Diagnostic]:
        """
        What is odd about it without being wrong, such as a parameter that nothing uses. What is wrong raises in `load`.
        """
    @property
    def clauses(self, /) -> Table:
        """
        Its clauses: `clause`, `article`, `says`, `says_en`, `force`, `kind`, `unruled` (why it has no rule).
        """
    @property
    def columns(self, /) -> Table:
        """
        The record book that it reads: `table`, `table_label`, `column`, `label`, `kind`, `target` (of a link), `choices`. Tables and columns
        answer to their names and to their labels.
        """
    def dataset(self, data: "typing.Any" = None, /, *, strict: "bool" = False, **tables: "typing.Any") -> "Dataset":
        """
        Reads a record book.

        `data` is a dictionary of tables, or the path of a folder with one `.csv` file for each table or of one `.json` file; tables may also
        be given by name: `pack.dataset("records", waivers=frame)`. A table is a pandas or polars frame, a pyarrow table, a DuckDB relation or
        whatever else speaks Arrow, a list of dictionaries, a dictionary of columns, the path or the bytes of a `.csv` file. Missing cells are
        `None`, `NaN`, `NaT`, null or empty; a time with a zone is the one that its clocks show. The frames may be changed afterwards.

        A cell that cannot be used is set aside and listed in `Dataset.issues`; with `strict` it raises.

        Raises `DataError` with everything that is wrong.
        """
    def evaluate(self, data: "typing.Any", /, *, as_of: "datetime.date | str | None" = None, params: "collections.abc.Mapping[str, typing.Any] | None" = None, readings: "collections.abc.Mapping[str, str] | None" = None, profile: "str | None" = None, rules: "collections.abc.Sequence[str] | None" = None, statuses: "collections.abc.Sequence[str] | None" = None, language: "str" = "zh", evidence: "bool" = False, all_readings: "bool" = False, threads: "int | None" = None, progress: "bool | collections.abc.Callable[[int, int], object] | None" = None) -> "Report":
        """
        Judges a record book.

        - `data`: a `Dataset`, or whatever `dataset` takes. Build a `Dataset` once to judge it several times.
        - `as_of`: the day on which it is judged, a date or text such as `"2021-09-01"`; today if it is not given.
        - `params`: values of parameters by id; `readings`: choices by id; `profile`: the set of rules to judge by.
        - `rules`: ids, or patterns such as `"T3*"`; `statuses`: which findings to report.
        - `language`: of the messages, `"zh"` or `"en"`.
        - `evidence`: whether each finding lists the ids of its records; `all_readings`: whether each other choice of each reading is tried too.
        - `threads`: how many to use; the answer does not depend on it.
        - `progress`: `True` shows a bar (needs tqdm); a function is called with the steps done and the steps in all.

        Other threads of Python go on meanwhile, and Ctrl-C ends the run.

        Raises `DataError` or `OptionError`. A rule that is broken does not raise: its findings have the status `error`.
        """
    @property
    def forms(self, /) -> Table:
        """
        Its forms, which a report fills in: `form`, `title`, `title_en`, `entity` (for whom), `period`, `template` (the file that lays it out).
        """
    @property
    def hash(self, /) -> str:
        """
        The hash of its files and of those that they use: equal hashes judge alike.
        """
    @property
    def id(self, /) -> str:
        """
        The policy's id.
        """
    @staticmethod
    def load(source: "str | os.PathLike[str] | collections.abc.Mapping[str, str]", *, library: "collections.abc.Mapping[str, str] | None" = None) -> "Pack":
        """
        Loads a pack.

        `source` is the path of a folder with `.rhai` files, the name of a pack that comes with the package (`dudao.packs()` lists them),
        or a dictionary of the files themselves: path to text. `library` has further files that `uses` may name, beside those that come with
        the package.

        Raises `PackError` with everything that is wrong with it.
        """
    @property
    def params(self, /) -> Table:
        """
        Its parameters, one row for each value and the day from which it holds: `param`, `label`, `value`, `from`, `unit`, `clauses`, `set`
        (by `with_params`), `local` (why it is not from the source), `unset` (why it has no value).
        """
    @property
    def profiles(self, /) -> Table:
        """
        Its profiles, which are named sets of rules: `profile`, `title`, `title_en`, `usual`, `rules`.
        """
    @property
    def readings(self, /) -> Table:
        """
        Its readings, which are choices between honest interpretations: `reading`, `asks`, `usual`, `choices`, `clauses`.
        """
    @property
    def rules(self, /) -> Table:
        """
        Its rules: `rule`, `title`, `title_en`, `says` (how it is judged), `says_en`, `clauses`, `level`, `entities` (who is judged), `periods`.
        """
    def test(self, /, filter: "str | None" = None, *, language: "str" = "zh") -> TestReport:
        """
        Runs the tests that stand in the pack; with `filter` only those whose name, or one of whose rules, contains it.
        """
    @property
    def title(self, /) -> str:
        """
        The policy's title.
        """
    def with_params(self, params: "collections.abc.Mapping[str, typing.Any] | None" = None, /, **more: "typing.Any") -> "Pack":
        """
        The same pack with other values of parameters, by id: `pack.with_params({"demo_lessons": 12})` or `pack.with_params(demo_lessons=12)`.
        A value is a number, a text, a flag, a date, or a list of these. A `Dataset` serves both packs.

        Raises `OptionError` if there is no such parameter, or it cannot have such a value.
        """

@final
class Report:
    """
    What a run found: findings, scores, what it covers and what it rests on. Tables are made when they are first asked for.
    """
    def __len__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...
    def _repr_html_(self, /) -> str: ...
    @property
    def as_of(self, /) -> date:
        """
        The day on which it was judged.
        """
    @property
    def counts(self, /) -> dict[str, int]:
        """
        How many findings have each status.
        """
    @property
    def coverage(self, /) -> Coverage:
        """
        What it covers: rules, clauses, cards, readings.
        """
    def explain(self, finding: "int | str | Finding | collections.abc.Mapping[str, typing.Any]", /) -> "Explanation":
        """
        What stands behind a finding: its clauses, parameters and readings, its measures, and the ids of their records, also where the run
        was not asked for evidence. Takes what `finding` takes.
        """
    def finding(self, finding: "int | str | Finding | collections.abc.Mapping[str, typing.Any]", /) -> "Finding":
        """
        One finding: by its number, its fingerprint, or a row of `findings`.

        Raises `IndexError` or `KeyError` if there is none.
        """
    @property
    def findings(self, /) -> Table:
        """
        The findings, one a row, sorted by rule, unit and period. `measured_low` and `measured_high` are the ends between which the measured
        number lies, equal where it is certain; `measured_date` and `measured_text` hold what is no number. `gap` is how much is lacking,
        `due` the last day to make it good. `reason`, `measures`, `readings`, `depends_on` are lists.
        """
    def form(self, /, name: "str", unit: "str", period: "str | None" = None) -> "Form":
        """
        Fills a form of the pack in for a unit, which is given by its id; over a period where the form has several for it.

        Raises `OptionError` if the pack has no such form, or the form no such unit or period.
        """
    def form_units(self, /, name: "str") -> "Table":
        """
        For whom a form of the pack can be filled in: `form`, `entity`, `entity_name`, `period`, `period_name`.

        Raises `OptionError` if the pack has no such form.
        """
    @property
    def issues(self, /) -> Table:
        """
        What is wrong with the records that the pack reads; columns as in `Dataset.issues`.
        """
    @property
    def language(self, /) -> str:
        """
        The language of its messages: `zh` or `en`.
        """
    @property
    def matrix(self, /) -> Table:
        """
        The units by rules: `table`, `entity`, `name`, `overall`, and a column with the status for each rule.
        """
    @property
    def only_under(self, /) -> Table:
        """
        The findings that only another choice of a reading has; empty unless the run was asked for `all_readings`.
        """
    @property
    def receipt(self, /) -> dict:
        """
        What it rests on: the hashes of pack and data, the day, parameters, readings. Equal receipts have equal reports.
        """
    def save(self, /, path: "str | os.PathLike[str]", *, table: "str" = "findings") -> "None":
        """
        Writes it to a file: `.json` the whole report, `.csv` or `.parquet` one table, which is `findings`, or `scores`, or `readings`
        (what depends on a reading; `.csv` only). Parquet needs pyarrow.

        Raises `OptionError` if the name has another ending or there is no such table, `OSError` if the file cannot be written.
        """
    @property
    def scores(self, /) -> Table:
        """
        The scores, one a row for each card, unit and period. `score_low` and `score_high` are the ends between which the score lies; `band`
        is null where that could be called one thing or another.
        """
    def to_json(self, /) -> str:
        """
        The report as JSON, byte for byte what Rust and JavaScript write.
        """
    @property
    def view(self, /) -> dict:
        """
        The report as people read it: counts, rules, matrix, worklist, scores, as a dictionary.
        """
    @property
    def worklist(self, /) -> Table:
        """
        What is to be done, unit by unit: `kind` (`due`, `missed`, `unclear`), `entity`, `name`, `rule`, `title`, `period`, `status`, `due`,
        `message`, `remedy`.
        """

@final
class Table:
    """
    A table of results. It speaks Arrow, so that polars, DuckDB, pyarrow and pandas read it without a copy: `polars.DataFrame(table)`,
    `duckdb.sql("from table")` of its `to_arrow()`, `pyarrow.table(table)`.

    Numbers are exact decimals with ten digits behind the point, days are dates, and what a row does not have is null.
    """
    def __arrow_c_schema__(self, /) -> "object":
        """
        The table's Arrow schema.
        """
    def __arrow_c_stream__(self, /, requested_schema: "object | None" = None) -> "object":
        """
        The table as an Arrow C stream, which is how other libraries read it.
        """
    def __len__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...
    def _repr_html_(self, /) -> str: ...
    @property
    def columns(self, /) -> list[str]:
        """
        The names of its columns.
        """
    def to_arrow(self, /) -> "typing.Any":
        """
        The table as a `pyarrow.Table`. Needs pyarrow.
        """
    def to_dicts(self, /) -> "list[dict[str, typing.Any]]":
        """
        The rows as dictionaries, with nothing else installed: whole numbers are `int`, others `Decimal`, days `date`.
        """
    def to_pandas(self, /, *, exact: "bool" = False) -> "typing.Any":
        """
        The table as a `pandas.DataFrame`: days as `datetime64`, numbers as `float64`; with `exact=True` numbers are `Decimal` objects, which
        keep every digit. Needs pandas and pyarrow.
        """
    def to_polars(self, /, *, exact: "bool" = False) -> "typing.Any":
        """
        The table as a `polars.DataFrame`, numbers as `Float64`; with `exact=True` as decimals that keep every digit. Needs polars.
        """

@final
class TestReport:
    """
    What the tests that stand in a pack came to.
    """
    def __repr__(self, /) -> str: ...
    @property
    def expectations(self, /) -> int:
        """
        How many expectations the tests have.
        """
    @property
    def failed(self, /) -> int:
        """
        How many did not.
        """
    @property
    def passed(self, /) -> int:
        """
        How many tests came out as they say.
        """
    def to_dict(self, /) -> dict:
        """
        The whole as a dictionary: `tests` with their `name`, `place`, `differences` (what was expected and what was found), `data_issues`.
        """
    def to_json(self, /) -> str:
        """
        The same as JSON.
        """

def packs() -> list[str]:
    """
    The names of the packs that come with the package.
    """

def statuses(language: "str" = "zh") -> list[tuple[str, str, str]]:
    """
    The statuses, from the best known to the rarest: name, mark in a narrow column, and the words that people read.
    """
