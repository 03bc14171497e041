"""What waits for a slow page is bounded, and progress gives way first."""

from typing import Any

from review.audit.messages import EventMessage
from review.audit.outbox import Outbox


def _event(seq: int) -> EventMessage:
    return {"seq": seq, "kind": "film.changed", "payload": {}, "actor": None, "at": "2026-01-01T00:00:00Z"}


def _progress(outbox: Outbox, **payload: Any) -> None:
    outbox.put_progress({"kind": "run.progress", "payload": payload})


async def test_everything_that_waits_is_taken_at_once_and_only_once() -> None:
    outbox = Outbox()
    outbox.put_event(_event(1))
    outbox.put_event(_event(2))
    _progress(outbox, run="a", frames_done=3)
    waiting = await outbox.take(wait_seconds=1)
    assert [event["seq"] for event in waiting.events] == [1, 2]
    assert [word["payload"]["frames_done"] for word in waiting.progress] == [3]
    empty = await outbox.take(wait_seconds=0.01)
    assert (empty.events, empty.progress, empty.incomplete) == ([], [], False)


async def test_of_progress_only_the_newest_word_about_a_subject_waits() -> None:
    outbox = Outbox()
    for frames_done in range(1000):
        _progress(outbox, run="a", frames_done=frames_done)
    _progress(outbox, run="b", frames_done=1)
    waiting = await outbox.take(wait_seconds=1)
    assert [(word["payload"]["run"], word["payload"]["frames_done"]) for word in waiting.progress] == [
        ("a", 999),
        ("b", 1),
    ]


async def test_what_is_said_once_is_not_taken_for_older_news() -> None:
    outbox = Outbox()
    for frame in (1, 2, 3):
        outbox.put_progress({"kind": "still.ready", "payload": {"frame": frame}})
    waiting = await outbox.take(wait_seconds=1)
    assert [word["payload"]["frame"] for word in waiting.progress] == [1, 2, 3]


async def test_of_too_many_subjects_the_oldest_is_dropped() -> None:
    outbox = Outbox(progress=2)
    for run in "abc":
        _progress(outbox, run=run)
    waiting = await outbox.take(wait_seconds=1)
    assert [word["payload"]["run"] for word in waiting.progress] == ["b", "c"]


async def test_too_many_events_are_let_go_and_said_to_be() -> None:
    outbox = Outbox(events=3)
    for seq in range(1, 6):
        outbox.put_event(_event(seq))
    waiting = await outbox.take(wait_seconds=1)
    assert waiting.incomplete
    assert len(waiting.events) <= 3
    assert not (await outbox.take(wait_seconds=0.01)).incomplete
