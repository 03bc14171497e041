"""The grade of a recipe at a frame, as a file: asked for, there, or refused in words."""

from dataclasses import replace
from typing import Any

import pytest

from restoration.recipe import Recipe
from restoration.stages.registry import stage_spec
from review.looks.models import GradeFile, Look
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.runs.leases import LeasedJob
from review.runs.models import MediaJob
from review.scans.models import Scan
from tests.factories.looks import LookFactory
from tests.factories.runs import scan_of
from tests.factories.scans import ArtefactFactory
from tests.people import People
from tests.review.looks.conftest import post

pytestmark = pytest.mark.django_db
POINTS = {"strength": 1000, "density": 2000}


def grade(restoration: Restoration, color: dict[str, int], *, look: Look | None = None, elsewhere: Any = ()) -> None:
    """Make this the newest recipe."""
    entry = {
        "stage": "color",
        "parameters": color,
        "look": look.artefact_id if look else None,
        "overrides": list(elsewhere),
    }
    body = Recipe.model_validate({"format": 1, "stages": [entry]}).body()
    restoration.recipes.create(
        number=restoration.recipes.count() + 1,
        body=body,
        digest="0" * 64,
        created_by=axis_of(restoration).assembly.created_by,
    )


def ask(people: People, restoration: Restoration, name: str | None = "dita", **body: Any) -> Any:
    client = people.client(getattr(people, name) if name else None)
    return post(client, f"/restorations/{restoration.public_id}/grades", **{"frame": 10, "format": "clf", **body})


@pytest.fixture
def log_scan(restoration: Restoration) -> Scan:
    """Reel 1, of printing density."""
    scan: Scan = scan_of(restoration)
    scan.color = {**scan.color, "overrides": {"coding": "printing_density"}}
    scan.save()
    return scan


def test_a_grade_is_asked_for_once_and_then_there(people: People, restoration: Restoration) -> None:
    grade(restoration, {**POINTS, "fade": 300})
    first = ask(people, restoration)
    assert (first.status_code, first.json()) == (
        202,
        {"state": "pending", "name": "Restoration 2 r1.clf", "file": None, "left_out": ["fade"]},
    )
    assert ask(people, restoration).status_code == 202
    job = MediaJob.objects.get()
    assert (job.kind, job.subject["parameters"]) == ("grade", {"density": 2000, "fade": 300, "strength": 1000})
    artefact = ArtefactFactory.create(extension="clf")
    GradeFile.objects.create(key=job.subject_key, artefact=artefact)
    ready = ask(people, restoration)
    assert (ready.status_code, ready.json()["state"]) == (200, "ready")
    assert ready.json()["file"] == {"url": f"/media/{artefact.digest}.clf", "bytes": artefact.size}


def test_a_newer_color_stage_writes_it_anew(
    people: People, restoration: Restoration, monkeypatch: pytest.MonkeyPatch
) -> None:
    grade(restoration, POINTS)
    ask(people, restoration)
    GradeFile.objects.create(key=MediaJob.objects.get().subject_key, artefact=ArtefactFactory.create(extension="clf"))
    assert ask(people, restoration).status_code == 200
    newer = replace(stage_spec("color"), version=99)
    monkeypatch.setattr("review.looks.services.grades.stage_spec", lambda _name: newer)
    assert ask(people, restoration).status_code == 202


@pytest.mark.parametrize(("name", "status"), [("clara", 202), ("dita", 202), ("eve", 404), (None, 401)])
def test_who_may_ask(people: People, restoration: Restoration, name: str | None, status: int) -> None:
    grade(restoration, POINTS)
    assert ask(people, restoration, name).status_code == status


def test_the_grade_is_that_of_the_shot_and_its_scan(people: People, restoration: Restoration, log_scan: Scan) -> None:
    there = {"scope": {"kind": "frames", "scan": str(log_scan.public_id), "first": 20, "end": 30}}
    grade(restoration, POINTS, elsewhere=[{**there, "parameters": {"density": -500}}])
    expected = [(10, 2000, "printing_density"), (25, -500, "printing_density"), (150, 2000, "display")]
    for frame, density, coding in expected:
        assert ask(people, restoration, frame=frame).status_code == 202
        subject = MediaJob.objects.latest("pk").subject
        assert (subject["parameters"]["density"], subject["coding"]) == (density, coding)


def test_points_on_log_codes_are_a_cdl_and_on_display_codes_none(
    people: People, restoration: Restoration, log_scan: Scan
) -> None:
    grade(restoration, POINTS)
    assert ask(people, restoration, frame=10, format="cc").status_code == 202
    refused = ask(people, restoration, frame=150, format="cc")
    assert (refused.status_code, refused.json()["code"]) == (409, "grade_not_cdl")
    assert refused.json()["detail"] == (
        "No ASC CDL can hold this grade: printer points on display codes bend the picture. Take it as .cube or .clf."
    )


def test_a_look_is_more_than_a_cdl(people: People, restoration: Restoration) -> None:
    look = LookFactory.create(restoration=restoration, uploaded_by=people.arno)
    grade(restoration, {"strength": 1000, "look": 500}, look=look)
    assert (
        "its look file is no CDL, or is not all of the grade" in ask(people, restoration, format="ccc").json()["detail"]
    )
    assert ask(people, restoration, format="cube").status_code == 202
    assert MediaJob.objects.get().subject["look"] == look.artefact_id


def test_a_look_that_is_a_cdl_and_all_of_the_grade_leaves_as_one(people: People, restoration: Restoration) -> None:
    look = LookFactory.create(
        restoration=restoration, uploaded_by=people.arno, artefact=ArtefactFactory.create(extension="cc")
    )
    grade(restoration, {"strength": 1000, "look": 1000}, look=look)
    assert ask(people, restoration, format="cdl").status_code == 202


@pytest.mark.parametrize(
    ("color", "asked", "told"),
    [
        ({"strength": 1000}, {}, (409, "grade_empty")),
        ({"density": 2000}, {}, (409, "grade_empty")),
        (POINTS, {"frame": 130}, (409, "grade_without_scan")),
        (POINTS, {"frame": 192}, (404, "frame_outside")),
        (POINTS, {"recipe_number": 9}, (404, "not_found")),
        (POINTS, {"format": "3dl"}, (422, "invalid")),
    ],
)
def test_refusals(
    people: People, restoration: Restoration, color: dict[str, int], asked: dict[str, Any], told: tuple[int, str]
) -> None:
    grade(restoration, color)
    answer = ask(people, restoration, **asked)
    assert (answer.status_code, answer.json()["code"]) == told
    assert not MediaJob.objects.exists()


def test_a_failure_is_told(people: People, restoration: Restoration) -> None:
    grade(restoration, POINTS)
    ask(people, restoration)
    MediaJob.objects.update(state=LeasedJob.State.FAILED, error_detail="The disk is full.")
    answer = ask(people, restoration)
    assert (answer.status_code, answer.json()["code"]) == (409, "grade_failed")
    assert answer.json()["detail"] == "Writing the grade failed: The disk is full."
