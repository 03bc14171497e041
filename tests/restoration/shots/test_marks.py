import pytest

from restoration.shots import Shot, with_cadence


def measured(first: int, count: int, *marks: str) -> dict[str, object]:
    return {"first": first, "count": count, "pattern": "even", "marks": list(marks)}


def test_marks_are_joined_each_once() -> None:
    shots = [Shot(0, 10, ("flash", "freeze")), Shot(10, 5)]
    rows = [measured(0, 10, "step_printed", "flash"), measured(10, 5)]
    assert with_cadence(shots, rows) == [Shot(0, 10, ("flash", "freeze", "step_printed")), Shot(10, 5)]


@pytest.mark.parametrize("rows", [[], [measured(0, 9)], [measured(0, 10), measured(10, 1)]])
def test_marks_of_other_shots_are_refused(rows: list[dict[str, object]]) -> None:
    with pytest.raises(ValueError, match="other shots"):
        with_cadence([Shot(0, 10)], rows)
