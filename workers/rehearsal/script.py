"""The rehearsal itself: register, ingest, run, two notes, triage, re-run, accept, approve."""

import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from workers.rehearsal.api_client import ApiClient, Refused
from workers.rehearsal.pictures import check_frames, check_protected
from workers.rehearsal.report import Report

PATIENCE_SECONDS = 1800.0
MISSED = {"x": 8192, "y": 8192, "width": 8192, "height": 8192}
PROTECTED = {"x": 40960, "y": 32768, "width": 12288, "height": 12288}
# Without it every picture moves by a fraction of a pixel, and "protected pixels equal the scan's" could not be
# asked from outside.
STEADY = "stabilise"


@dataclass
class Rehearsal:
    """One rehearsal by an archivist and a curator on one medium."""

    archivist: ApiClient
    curator: ApiClient
    report: Report

    def perform(self, medium: Path, *, rate: str) -> None:
        """Go through the whole loop; every promise kept or broken is in ``report``."""
        film = self._register_film(medium)
        restoration = self._ingest(film, medium, rate)
        self._keep_still(restoration)
        first = self._run(restoration, step="run")
        self._check_complete(restoration, first)
        with self.report.step("right frames"):
            check_frames(self.curator, restoration, first, self.report)
        notes = self._note(restoration, first)
        second = self._re_run(restoration, first, notes)
        self._check_containment(first, second, notes)
        with self.report.step("protected pixels"):
            check_protected(self.curator, restoration, second, notes["protect"], self.report)
        self._check_nothing_to_do(restoration, second)
        self._accept(notes)
        self._approve(second)

    def _register_film(self, medium: Path) -> str:
        names = {"en": f"Rehearsal {medium.name} {uuid.uuid4().hex[:6]}"}
        return str(self.archivist.post("/films", {"names": names, "year": 1985})["id"])

    def _ingest(self, film: str, medium: Path, rate: str) -> dict[str, Any]:
        with self.report.step("register"):
            row = self.archivist.post(f"/films/{film}/scans", self._place(medium, film, rate))
        with self.report.step("ingest"):
            scan = self.archivist.wait(
                lambda: self._finished_scan(row["id"]), seconds=PATIENCE_SECONDS, waiting_for="the ingest"
            )
        self.report.promise("ingest", kept=True, reason=f"{scan['frame_count']} frames, {scan['codec']}")
        [restoration] = self.archivist.get(f"/films/{film}/material")["restorations"]
        return dict(self.archivist.get(f"/restorations/{restoration['id']}"))

    def _place(self, medium: Path, film: str, rate: str) -> dict[str, Any]:
        """Return how to register ``medium``: by root where it lies in one, else sent there first."""
        for root_id, root in settings.MEDIA_ROOTS.items():
            if medium.resolve().is_relative_to(root.resolve()):
                return {"root_id": root_id, "path": str(medium.resolve().relative_to(root.resolve())), "rate": rate}
        if medium.is_file():
            return {"upload_id": self.archivist.upload(medium, film=film)}
        root_id, root = next(iter(settings.MEDIA_ROOTS.items()))
        place = Path("rehearsals") / f"{medium.name}-{uuid.uuid4().hex[:6]}"
        shutil.copytree(medium, root / place)
        return {"root_id": root_id, "path": str(place), "rate": rate}

    def _finished_scan(self, scan_id: str) -> dict[str, Any] | None:
        scan: dict[str, Any] = self.archivist.get(f"/scans/{scan_id}")
        if scan["state"] == "refused":
            raise Refused(f"The scan was refused: {scan['error']['detail']}")
        return scan if scan["state"] == "ready" else None

    def _keep_still(self, restoration: dict[str, Any]) -> None:
        recipe = self.archivist.get(f"/restorations/{restoration['id']}/recipe")
        body = recipe["body"]
        for stage in body["stages"]:
            if stage["stage"] == STEADY:
                stage["enabled"] = False
        self.archivist.post(
            f"/restorations/{restoration['id']}/recipes",
            {"base_revision": recipe["number"], "body": body, "summary": "Rehearsal: picture not moved"},
        )

    def _run(self, restoration: dict[str, Any], *, step: str, **request: Any) -> dict[str, Any]:
        with self.report.step(step):
            run = self.archivist.post(
                f"/restorations/{restoration['id']}/runs", {"start_when_planned": True, **request}
            )
            done = self.archivist.wait(
                lambda: self._finished_run(run["id"]), seconds=PATIENCE_SECONDS, waiting_for=f"the {step}"
            )
        return {**self.archivist.get(f"/versions/{done['version']['id']}"), "run": run["id"]}

    def _finished_run(self, run_id: str) -> dict[str, Any] | None:
        run: dict[str, Any] = self.archivist.get(f"/runs/{run_id}")
        if run["state"] in {"failed", "refused", "cancelled"}:
            detail = (run.get("error") or {}).get("detail", "")
            raise Refused(f"The run ended as {run['state']}: {detail}")
        return run if run["state"] == "done" else None

    def _check_complete(self, restoration: dict[str, Any], version: dict[str, Any]) -> None:
        covered = sum(segment["count"] for segment in version["segments"])
        expected = restoration["assembly"]["frame_count"]
        self.report.promise(
            "every frame rendered", kept=version["is_complete"] and covered == expected, reason=f"{covered}/{expected}"
        )

    def _note(self, restoration: dict[str, Any], version: dict[str, Any]) -> dict[str, Any]:
        """Return the two triaged notes: a defect the machine missed, and a region to leave alone."""
        frame = version["segments"][0]["count"] // 2
        side = f"version:{version['id']}:restored"
        notes: dict[str, Any] = {}
        wishes = {
            "missed_defect": (MISSED, "damage", {"kind": "missed_defect", "defect_class": "dust"}),
            "protect": (PROTECTED, "as_made", {"kind": "protect", "level": "hard"}),
        }
        with self.report.step("notes and triage"):
            for kind, (region, cause, treatment) in wishes.items():
                place = {"side": side, "first": frame, "end": frame + 1, "region": region}
                body = {**place, "text": f"Rehearsal: {kind}"}
                note = self.curator.post(f"/restorations/{restoration['id']}/notes", body)
                verdict = {"row_version": note["row_version"], "cause": cause, "treatment": treatment}
                notes[kind] = self.archivist.post(f"/notes/{note['id']}/triage", verdict)
        return notes

    def _re_run(self, restoration: dict[str, Any], base: dict[str, Any], notes: dict[str, Any]) -> dict[str, Any]:
        ids = [note["id"] for note in notes.values()]
        return self._run(restoration, step="re-run", base_version=base["id"], note_ids=ids)

    def _check_containment(self, first: dict[str, Any], second: dict[str, Any], notes: dict[str, Any]) -> None:
        frame = notes["protect"]["first"]
        before = {segment["assembly_first"]: segment["restored"]["digest"] for segment in first["segments"]}
        # A segment the plan lists may have been rendered earlier, for equal notes on equal material.
        listed = {part["position"] for part in self.archivist.get(f"/runs/{second['run']}/segments") if part["reasons"]}
        touched = [segment for segment in second["segments"] if segment["position"] in listed]
        untouched = [segment for segment in second["segments"] if segment["position"] not in listed]
        same = [part for part in untouched if part["restored"]["digest"] == before[part["assembly_first"]]]
        around = all(part["assembly_first"] <= frame < part["assembly_first"] + part["count"] for part in touched)
        stray = [segment for segment in untouched if segment["is_rendered"]]
        self.report.promise(
            "only touched segments rendered",
            kept=len(touched) == 1 and around and not stray,
            reason=f"{len(touched)} of {len(second['segments'])} segments",
        )
        self.report.promise(
            "untouched digests identical", kept=len(same) == len(untouched), reason=f"{len(same)}/{len(untouched)}"
        )
        leaked = sum(segment["leak"].get("frames", 0) for segment in second["segments"])
        self.report.promise(
            "leak 0", kept=leaked == 0 and second["is_contained"], reason=f"{leaked} frames changed outside the reach"
        )

    def _check_nothing_to_do(self, restoration: dict[str, Any], version: dict[str, Any]) -> None:
        again = self._run(restoration, step="identical run", base_version=version["id"])
        rendered = sum(1 for segment in again["segments"] if segment["is_rendered"])
        self.report.promise("identical run renders nothing", kept=rendered == 0, reason=f"{rendered} rendered")

    def _accept(self, notes: dict[str, Any]) -> None:
        with self.report.step("accept"):
            for note in notes.values():
                current = self.curator.get(f"/notes/{note['id']}")
                self.curator.post(f"/notes/{note['id']}/accept", {"row_version": current["row_version"]})
            states = [self.curator.get(f"/notes/{note['id']}")["state"] for note in notes.values()]
        self.report.promise(
            "notes accepted by their author", kept=set(states) == {"accepted"}, reason=", ".join(states)
        )

    def _approve(self, version: dict[str, Any]) -> None:
        with self.report.step("approve"):
            decision = self.curator.post(
                f"/versions/{version['id']}/decisions",
                {
                    "aspect": "damage",
                    "verdict": "approve",
                    "plane": "restored",
                    "version_hash": version["hash"],
                    "engine": "exact",
                    "viewing": {"device": "rehearsal", "stills": True},
                    "statement": "Rehearsal.",
                },
            )
            approved = self.curator.get(f"/versions/{version['id']}")
        kept = decision["version_hash"] == version["hash"] and approved["is_approved"]
        self.report.promise("approved by hash", kept=kept, reason=version["hash"][:12])
