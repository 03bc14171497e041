"""From a registered scan to a version, in one process, on real files."""

from restoration.analysis import KINDS
from review.audit.models import Event
from review.catalog.models import FilmStatus
from review.restorations.models import Restoration
from review.runs.models import Master, MasterProxy, MediaJob, Run, Version
from review.scans.models import Scan, SourceProxy
from tests.people import People
from tests.workers.material import register_tiny_film, request_tiny_run, work_here
from tests.workers.stack import Stack


def test_a_scan_is_read_and_restored(stack: Stack, people: People) -> None:
    scan = register_tiny_film(people, stack.roots)
    work_here()
    scan.refresh_from_db()
    assert (scan.state, scan.frame_count, scan.width, scan.height, scan.bit_depth) == ("ready", 100, 64, 48, 10)
    assert scan.files.get().name == "tiny-100.mkv"
    assert [(shot["first"], shot["count"]) for shot in scan.shot_lists.get().shots] == [(0, 60), (60, 40)]
    assert set(scan.analyses.values_list("kind", flat=True)) == set(KINDS)
    assert list(SourceProxy.objects.values_list("first", "count")) == [(0, 48), (48, 48), (96, 4)]
    assert not MediaJob.objects.exclude(state="done").exists()

    restoration = Restoration.objects.get()
    run = request_tiny_run(people, restoration)
    work_here()
    run.refresh_from_db()
    assert (run.state, run.error_detail) == (Run.State.DONE, "")
    version = Version.objects.get()
    assert (version.number, version.is_complete, version.is_contained) == (1, True, True)
    places = list(version.segments.values_list("assembly_first", "count", "is_rendered"))
    assert places == [(0, 48, True), (48, 12, True), (60, 36, True), (96, 4, True)]
    assert all(segment.restored is not None for segment in version.segments.select_related("restored"))
    assert MasterProxy.objects.count() == len(set(Master.objects.values_list("artefact_id", flat=True)))
    restoration.film.refresh_from_db()
    assert restoration.film.status == FilmStatus.IN_REVIEW
    kinds = list(Event.objects.order_by("seq").values_list("kind", flat=True))
    for kind in ("scan.registered", "scan.ready", "run.planned", "run.started", "version.created", "run.done"):
        assert kind in kinds


def test_an_identical_run_renders_nothing(tiny_version: Version, people: People) -> None:
    restoration = tiny_version.restoration
    masters = set(Master.objects.values_list("key", "artefact_id"))
    again = request_tiny_run(people, restoration)
    work_here()
    again.refresh_from_db()
    assert again.state == Run.State.DONE
    assert again.estimate["segments"] == 0
    assert not again.segments.filter(is_touched=True).exists()
    assert set(Master.objects.values_list("key", "artefact_id")) == masters
    first, second = Version.objects.order_by("number")
    assert first.hash == second.hash


def test_a_scan_that_is_not_a_film_is_refused_whole(stack: Stack, people: People) -> None:
    scan = register_tiny_film(people, stack.roots, frames=10)
    (stack.roots / "tiny-10.mkv").unlink()
    (stack.roots / "tiny-10.mkv").write_bytes(b"no film at all" * 100)
    work_here()
    (stack.roots / "tiny-10.mkv").unlink()
    scan.refresh_from_db()
    assert scan.state == Scan.State.REFUSED
    assert scan.error_code
    assert str(stack.roots) not in scan.error_detail
    assert not scan.files.exists()
    assert not scan.shot_lists.exists()
    assert Event.objects.filter(kind="scan.refused").count() == 1
