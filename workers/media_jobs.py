"""Which handler carries out which kind of ``MediaJob``."""

from review.runs.models import MediaJob
from workers.finishing import FinishRun, MakeProxies
from workers.hand_repair import SendFrames, TakeInFrames
from workers.ingest import AnalyzeScan, IngestScan, ViewScan
from workers.leases import Handler
from workers.looks import CheckLook, WriteGrade
from workers.pictures import MakeOverlay, MakeRung, MakeStill, MakeWindow
from workers.planning import PlanRun
from workers.references import AlignReference
from workers.sound import MakeSound

HANDLERS: dict[str, Handler[MediaJob]] = {
    MediaJob.Kind.INGEST: IngestScan(),
    MediaJob.Kind.ANALYZE: AnalyzeScan(),
    MediaJob.Kind.VIEW: ViewScan(),
    MediaJob.Kind.SOUND: MakeSound(),
    MediaJob.Kind.PLAN: PlanRun(),
    MediaJob.Kind.PROXY: MakeProxies(),
    MediaJob.Kind.FINISH: FinishRun(),
    MediaJob.Kind.STILL: MakeStill(),
    MediaJob.Kind.WINDOW: MakeWindow(),
    MediaJob.Kind.OVERLAY: MakeOverlay(),
    MediaJob.Kind.RUNG: MakeRung(),
    MediaJob.Kind.ALIGN: AlignReference(),
    MediaJob.Kind.LOOK: CheckLook(),
    MediaJob.Kind.GRADE: WriteGrade(),
    MediaJob.Kind.HAND_SEND: SendFrames(),
    MediaJob.Kind.HAND_RETURN: TakeInFrames(),
}


def handler_of(job: MediaJob) -> Handler[MediaJob]:
    """Return the handler of ``job``."""
    return HANDLERS[job.kind]
