from workers.rendering.pace import Pace


def test_the_wait_for_the_first_frame_is_no_speed() -> None:
    pace = Pace()
    assert pace.at(0, 5.0) is None
    assert pace.at(1, 20.0) is None
    assert pace.at(3, 21.0) is None
    assert pace.at(5, 22.0) == 2.0
    assert pace.at(11, 25.0) == 2.0


def test_frames_finished_at_once_are_no_speed_yet() -> None:
    pace = Pace()
    assert pace.at(4, 1.0) is None
    assert pace.at(9, 1.0) is None
