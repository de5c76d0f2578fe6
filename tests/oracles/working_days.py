"""Compares our working days with two calendars of other people, day by day, for T+0 to T+30.

Reads the CSV of `tests/examples/working-days.rs` from standard input: day, working (1, 0, or empty for unknown), T+0 .. T+30.
Prints how much was compared, and fails on every difference that the exception below does not explain.
"""

import csv
import sys
from datetime import date, timedelta
from functools import cache

import chinese_calendar
import holidays

FIRST, LAST = date(2006, 12, 25), date(2026, 12, 31)
FARTHEST = 30

# The one exception. After this day we answer "unknown", while both others go on: to the end of 2026, and by rule without end. The notice for 2027 is
# not out, and those for 2007, 2008, 2012, 2019 and 2023 each named days in the last week of the December before.
# The known mistake of chinesecalendar, 2005-12-31, needs none: no T+n from the first day on reaches it.
KNOWN_UNTIL = date(2026, 12, 24)

CHINA = holidays.country_holidays("CN", years=range(FIRST.year, LAST.year + 2))


@cache
def next_by_chinesecalendar(day):
    try:
        return chinese_calendar.find_workday(0, day + timedelta(days=1))
    except NotImplementedError:  # after 2026
        return None


@cache
def next_by_holidays(day):
    return CHINA.get_nth_working_day(day, 1)


ORACLES = {
    "chinesecalendar": (chinese_calendar.is_workday, next_by_chinesecalendar),
    "holidays": (CHINA.is_working_day, next_by_holidays),
}


def expected(day, is_working, next_working_day):
    """The cells of a day as an oracle has them."""
    working = str(int(is_working(day))) if day <= KNOWN_UNTIL else ""
    later = [day]
    for _ in range(FARTHEST):
        later.append(later[-1] and next_working_day(later[-1]))
    # T+0 is the day itself, known or not.
    return [working, str(day)] + [str(then) if then and then <= KNOWN_UNTIL else "" for then in later[1:]]


def main():
    header, *rows = csv.reader(sys.stdin)
    columns = ["working"] + [f"T+{n}" for n in range(FARTHEST + 1)]
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    if header != ["day", *columns] or [row[0] for row in rows] != [str(day) for day in days]:
        sys.exit(f"the CSV must have the columns day,{','.join(columns)} and a row for each day from {FIRST} to {LAST}")
    differences = 0
    for name, oracle in ORACLES.items():
        same = unknown = different = 0
        for day, (_, *ours) in zip(days, rows, strict=True):
            for column, our, their in zip(columns, ours, expected(day, *oracle), strict=True):
                if our != their:
                    different += 1
                    print(f"{name}: {day} {column}: ours {our or 'unknown'}, theirs {their or 'unknown'}")
                elif our:
                    same += 1
                else:
                    unknown += 1
        print(f"working days against {name}: {len(days)} days, {same} answers the same, {unknown} unknown after {KNOWN_UNTIL}, {different} different")
        differences += different
    sys.exit(1 if differences else 0)


main()
