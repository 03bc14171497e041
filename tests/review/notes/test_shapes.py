"""What is drawn on a note: kept on the scan as it was drawn, and the shape that steers makes the region."""

from typing import Any

import pytest
from django.test import Client

from restoration.recipe.scope import Region
from review.audit.models import Event
from review.notes.models import Note
from review.notes.shapes import MOST_POINTS, MOST_SHAPES, Shape, region_around, written_in
from review.restorations.models import Restoration
from tests.factories.notes import LEFT_HALF, fresh, state_of
from tests.people import People

ONE = 65536


def drawn(kind: str, *points: tuple[int, int], **more: Any) -> dict[str, Any]:
    """Return a shape as the API gives it."""
    return {"kind": kind, "points": [{"x": x, "y": y} for x, y in points], "text": "", "steers": False, **more}


CIRCLE = drawn("ellipse", (30000, 1000), (20000, 5000), steers=True)
AROUND_CIRCLE = {"x": 20000, "y": 1000, "width": 10000, "height": 4000}
ARROW = drawn("arrow", (0, 0), (ONE, ONE))
WORDS = drawn("text", (400, 500), text="Here")
LINE = drawn("freehand", *[(at, at) for at in range(MOST_POINTS)])


@pytest.mark.parametrize(
    ("points", "region"),
    [
        ([(20, 10), (10, 40)], Region(x=10, y=10, width=10, height=30)),
        ([(0, 0), (ONE, ONE)], Region(x=0, y=0, width=ONE, height=ONE)),
        ([(7, 9), (7, 9)], Region(x=7, y=9, width=1, height=1)),
        ([(ONE, ONE), (ONE, ONE)], Region(x=ONE - 1, y=ONE - 1, width=1, height=1)),
    ],
)
def test_the_region_is_the_smallest_one_around_a_shape(points: list[tuple[int, int]], region: Region) -> None:
    for kind in ("rectangle", "ellipse"):
        assert region_around(Shape.model_validate(drawn(kind, *points))) == region


def test_the_region_of_a_polygon_reaches_its_outermost_corners() -> None:
    polygon = Shape.model_validate(drawn("polygon", (50, 10), (90, 30), (20, 80)))
    assert region_around(polygon) == Region(x=20, y=10, width=70, height=70)


def test_words_on_the_picture_are_read_in_the_order_they_were_written() -> None:
    assert written_in([WORDS, ARROW, {**WORDS, "text": "There"}]) == ["Here", "There"]


def _write(client: Client, restoration: Restoration, **body: Any) -> Any:
    address = f"/api/v1/restorations/{restoration.public_id}/notes"
    return client.post(address, {"first": 10, "end": 12, **body}, content_type="application/json")


def _edit(client: Client, note: Note, **body: Any) -> Any:
    body = {"row_version": fresh(note).row_version, **body}
    return client.patch(f"/api/v1/notes/{note.public_id}", body, content_type="application/json")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["clara", "arno", "dita", "ada"])
def test_everyone_on_the_film_draws(people: People, restoration: Restoration, name: str) -> None:
    shapes = [CIRCLE, ARROW, WORDS, LINE]
    answer = _write(people.client(getattr(people, name)), restoration, shapes=shapes)
    assert answer.status_code == 201
    assert (answer.json()["shapes"], answer.json()["region"]) == (shapes, AROUND_CIRCLE)
    assert (Note.objects.get().shapes, Note.objects.get().region) == (shapes, AROUND_CIRCLE)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "status"), [("eve", 404), (None, 401)])
def test_others_do_not(people: People, restoration: Restoration, name: str | None, status: int) -> None:
    client = people.client(getattr(people, name) if name else None)
    assert _write(client, restoration, shapes=[CIRCLE]).status_code == status
    assert not Note.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "status"), [("clara", 403), ("arno", 403), ("ada", 403), ("eve", 404), (None, 401)])
def test_nobody_draws_on_what_another_wrote(people: People, note: Note, name: str | None, status: int) -> None:
    before = state_of(note)
    assert _edit(people.client(getattr(people, name) if name else None), note, shapes=[ARROW]).status_code == status
    assert state_of(note) == before


@pytest.mark.django_db
def test_an_arrow_alone_says_something_and_steers_nothing(people: People, restoration: Restoration) -> None:
    body = _write(people.client(people.dita), restoration, shapes=[ARROW]).json()
    assert (body["shapes"], body["region"], body["text"]) == ([ARROW], None, "")
    assert _write(people.client(people.dita), restoration, shapes=[]).json()["code"] == "note_says_nothing"


@pytest.mark.django_db
def test_shapes_explain_a_region_that_is_given_by_itself(people: People, restoration: Restoration) -> None:
    body = _write(people.client(people.dita), restoration, shapes=[ARROW], region=LEFT_HALF).json()
    assert (body["shapes"], body["region"]) == ([ARROW], LEFT_HALF)
    refused = _write(people.client(people.dita), restoration, shapes=[CIRCLE], region=LEFT_HALF)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "region")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("_case", "shapes"),
    [
        ("outside the frame", [drawn("arrow", (0, 0), (ONE + 1, 0))]),
        ("before the frame", [drawn("arrow", (-1, 0), (10, 0))]),
        ("not a whole number", [{**ARROW, "points": [{"x": 0.5, "y": 0}, {"x": 1, "y": 1}]}]),
        ("a corner too few", [drawn("polygon", (0, 0), (1, 1))]),
        ("a point too many", [drawn("freehand", *[(0, 0)] * (MOST_POINTS + 1))]),
        ("no such shape", [drawn("star", (0, 0), (1, 1))]),
        ("a shape too many", [ARROW] * (MOST_SHAPES + 1)),
        ("an open line that steers", [{**LINE, "steers": True}]),
        ("two that steer", [CIRCLE, CIRCLE]),
        ("a text without words", [drawn("text", (0, 0), text="  ")]),
        ("an arrow with words", [{**ARROW, "text": "Here"}]),
        ("too many letters", [{**WORDS, "text": "x" * 201}]),
        ("something else besides", [{**ARROW, "colour": "red"}]),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    people: People, restoration: Restoration, _case: str, shapes: list[dict[str, Any]]
) -> None:
    answer = _write(people.client(people.dita), restoration, shapes=shapes)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert not Note.objects.exists()


@pytest.mark.django_db
def test_the_author_draws_anew_and_the_log_says_so(people: People, note: Note) -> None:
    body = _edit(people.client(people.dita), note, shapes=[CIRCLE, ARROW]).json()
    assert (body["shapes"], body["region"], body["text"]) == ([CIRCLE, ARROW], AROUND_CIRCLE, note.text)
    assert Event.objects.get().payload["fields"] == ["shapes"]


@pytest.mark.django_db
def test_the_region_goes_with_the_shape_that_made_it(people: People, note: Note) -> None:
    client = people.client(people.dita)
    assert _edit(client, note, shapes=[ARROW]).json()["region"] == LEFT_HALF
    assert _edit(client, note, shapes=[CIRCLE]).json()["region"] == AROUND_CIRCLE
    assert _edit(client, note, text="Smaller").json()["region"] == AROUND_CIRCLE
    freed = _edit(client, note, region=LEFT_HALF).json()
    assert (freed["region"], freed["shapes"]) == (LEFT_HALF, [{**CIRCLE, "steers": False}])
    _edit(client, note, shapes=[CIRCLE])
    emptied = _edit(client, note, shapes=[]).json()
    assert (emptied["region"], emptied["shapes"]) == (None, [])
    assert _edit(client, note, text="").json()["code"] == "note_says_nothing"
