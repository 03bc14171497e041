"""Have the grade of a recipe written as a file for other systems."""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from restoration.recipe import Recipe
from restoration.recipe.grade import CDL_FORMATS, GRADE_FORMATS, STAGE, GradeFormat, GradeParts, grade_parts
from restoration.recipe.keys import digest
from restoration.recipe.resolve import Setting, resolve
from restoration.recipe.treatments import Intent
from restoration.stages.registry import stage_spec
from restoration.timebase import FrameRange
from review.accounts.models import User
from review.looks.contracts import GradeSubject
from review.looks.errors import GradeEmpty, GradeFailed, GradeNotCdl, GradeWithoutScan
from review.looks.models import GradeFile
from review.restorations.axis import stretch_at
from review.restorations.errors import FrameOutside
from review.restorations.models import Restoration
from review.restorations.queries import Axis, axis_of, recipe_of, visible_restoration
from review.runs.dispatch import request_media_job
from review.runs.leases import LeasedJob
from review.runs.models import MediaJob
from review.scans.models import Artefact, Scan
from review.scans.queries import shots_of

# What failed is not tried again while the page that asked for it still asks.
FAILURE_IS_NEWS = timedelta(seconds=30)
_BEYOND_CDL = {
    "points": gettext_noop("printer points on display codes bend the picture"),
    "look": gettext_noop("its look file is no CDL, or is not all of the grade"),
    "strength": gettext_noop("colour is mixed in by less than its full strength"),
}


@dataclass(frozen=True)
class GradeOrder:
    """The grade at assembly frame ``frame``, of recipe revision ``recipe`` (None: the newest)."""

    frame: int
    format: GradeFormat
    recipe: int | None = None


@dataclass(frozen=True)
class WrittenGrade:
    """``file`` is None until it is written. ``left_out``: parts that go by what each shot shows, by code."""

    file: GradeFile | None
    name: str
    left_out: tuple[str, ...]


@transaction.atomic
def request_grade(*, actor: User, restoration_id: UUID, order: GradeOrder) -> WrittenGrade:
    """Return the grade as a file, worker-media asked to write it where it is not there.

    Raises ``FrameOutside``, ``GradeWithoutScan``, ``GradeEmpty``, ``GradeNotCdl`` and ``GradeFailed``.
    """
    restoration = visible_restoration(actor, restoration_id)
    recipe = recipe_of(restoration, order.recipe)
    scan, setting = _setting(restoration, Recipe.model_validate(recipe.body), order.frame)
    parts = _parts(scan, setting, order)
    subject = GradeSubject(
        restoration=str(restoration.public_id),
        format=order.format,
        title=f"Answerprint recipe {recipe.number}, reel {scan.reel}, {scan.coding}",
        parameters=(setting.parameters or {}) if setting else {},
        look=setting.look if setting else None,
        coding=scan.coding,
        is_negative=scan.is_negative,
    )
    key = digest({**subject.model_dump(mode="json"), "stage_version": stage_spec(STAGE).version})
    name = f"{restoration.name} {recipe.number} r{scan.reel}.{order.format}"
    file = GradeFile.objects.select_related("artefact").filter(key=key).first()
    if file is None:
        _request(subject, key)
    return WrittenGrade(file, name, parts.measured)


def _setting(restoration: Restoration, recipe: Recipe, frame: int) -> tuple[Scan, Setting | None]:
    """Return the scan that is shown at ``frame``, and how the color stage works there; None where it does not."""
    axis = axis_of(restoration)
    scan, place = _place(axis, frame)
    _revision, shots = shots_of(scan)
    ranges = [FrameRange(shot["first"], shot["first"] + shot["count"]) for shot in shots]
    shot = next(one for one in ranges if one.contains(place))
    chain = resolve(
        recipe,
        [],
        scan=str(scan.public_id),
        shot=shot,
        frames=FrameRange(place, place + 1),
        intent=cast(Intent, restoration.intent),
    )
    graded = next((stage for stage in chain.stages if stage.stage == STAGE), None)
    return scan, graded.settings[0] if graded else None


def _place(axis: Axis, frame: int) -> tuple[Scan, int]:
    stretch = stretch_at(axis.stretches, frame)
    if stretch is None:
        raise FrameOutside(last=axis.assembly.frame_count - 1)
    scan = next((scan for scan in axis.scans if scan.pk == stretch.axis), None)
    if scan is None:
        raise GradeWithoutScan(frame=frame)
    return scan, stretch.first + frame - stretch.shown_first


def _parts(scan: Scan, setting: Setting | None, order: GradeOrder) -> GradeParts:
    parameters = (setting.parameters or {}) if setting else {}
    parts = grade_parts(parameters, coding=scan.coding, look=_look_format(setting))
    if parts.is_empty:
        raise GradeEmpty(frame=order.frame)
    if order.format in CDL_FORMATS and parts.beyond_cdl:
        raise GradeNotCdl(parts="; ".join(gettext(_BEYOND_CDL[part]) for part in parts.beyond_cdl))
    return parts


def _look_format(setting: Setting | None) -> GradeFormat | None:
    """Return the format of the look file that the stage names: a look is stored under its own ending."""
    digest_of_look = setting.look if setting else None
    artefact = Artefact.objects.filter(digest=digest_of_look).first() if digest_of_look else None
    return next((one for one in GRADE_FORMATS if artefact is not None and artefact.extension == one), None)


def _request(subject: GradeSubject, key: str) -> None:
    last = MediaJob.objects.filter(kind=MediaJob.Kind.GRADE, subject_key=key).order_by("-pk").first()
    is_news = last is not None and (last.finished_at is None or last.finished_at > timezone.now() - FAILURE_IS_NEWS)
    if last is not None and last.state == LeasedJob.State.FAILED and is_news:
        raise GradeFailed(reason=last.error_detail or last.error_code)
    request_media_job(kind=MediaJob.Kind.GRADE, subject=subject, subject_key=key)
