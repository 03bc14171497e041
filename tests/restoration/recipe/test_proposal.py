"""What is proposed for a film: stages where there is something for them to do, and nothing for people to decide."""

from typing import Any

from restoration.models.registry import using_models
from restoration.recipe import Recipe, ShotScope, resolve
from restoration.recipe.proposal import ScanFindings, propose_recipe
from restoration.stages.upscale.spec import CLASSICAL, FAITHFUL
from restoration.timebase import FrameRange

CLEAN: dict[str, dict[str, Any]] = {
    "weave": {"typical": 0.0},
    "flicker": {"typical": 0.02, "uneven": 0.0},
    "defects": {"dark_ppm": 3, "bright_ppm": 1},
    "scratch": {"scratches": 0},
    "splice": {"taped_frames": 0},
}
WORN: dict[str, dict[str, Any]] = {
    "weave": {"typical": 0.6},
    "flicker": {"typical": 2.5, "uneven": 0.4},
    "defects": {"dark_ppm": 300, "bright_ppm": 120},
    "scratch": {"scratches": 1},
    "splice": {"taped_frames": 2},
}


def findings(*shots: dict[str, dict[str, Any]], **more: Any) -> ScanFindings:
    summaries = {kind: {"shots": [shot[kind] for shot in shots]} for kind in CLEAN}
    return ScanFindings(scan="s", shots=[48 * number for number in range(len(shots))], summaries=summaries, **more)


def stages_on(recipe: Recipe, first: int) -> list[str]:
    frames = FrameRange(first, first + 48)
    chain = resolve(recipe, [], scan="s", shot=frames, frames=frames, intent="as_first_released")
    return [stage.stage for stage in chain.stages]


def test_a_good_scan_stays_as_it_is() -> None:
    recipe = propose_recipe([findings(CLEAN, CLEAN)])
    assert stages_on(recipe, 0) == stages_on(recipe, 48) == []
    dust = recipe.entry("dust")
    assert dust is not None
    assert not dust.enabled
    assert dust.overrides == ()


def test_a_worn_scan_gets_every_repair_and_keeps_its_grain_and_colour() -> None:
    recipe = propose_recipe([findings(WORN)])
    assert stages_on(recipe, 0) == ["stabilise", "deflicker", "dust", "scratch", "tear"]


def test_each_shot_gets_what_it_needs() -> None:
    recipe = propose_recipe([findings(WORN, CLEAN, CLEAN | {"defects": WORN["defects"]})])
    assert stages_on(recipe, 0) == ["stabilise", "deflicker", "dust", "scratch", "tear"]
    assert stages_on(recipe, 48) == []
    assert stages_on(recipe, 96) == ["dust"]
    scratch = recipe.entry("scratch")
    assert scratch is not None
    assert [(one.scope, one.enabled) for one in scratch.overrides] == [
        (ShotScope(scan="s", first=48), False),
        (ShotScope(scan="s", first=96), False),
    ]


def test_what_was_not_measured_proves_nothing() -> None:
    recipe = propose_recipe([ScanFindings(scan="s", shots=[0, 48])])
    assert stages_on(recipe, 48) == ["stabilise", "deflicker", "dust", "scratch"]
    short = CLEAN | {"defects": {"dark_ppm": None, "bright_ppm": None}}
    assert stages_on(propose_recipe([findings(short)]), 0) == ["dust"]


def test_what_is_enlarged_of_2k_and_smaller_scans_is_enlarged_by_the_faithful_tier_and_nothing_is_by_itself() -> None:
    def proposed(*widths: int) -> tuple[int, int]:
        upscale = propose_recipe([findings(WORN, width=width) for width in widths]).entry("upscale")
        assert upscale is not None
        return upscale.parameters["scale"], upscale.parameters["tier"]

    assert proposed(2048) == proposed(720, 1920) == (1, FAITHFUL)
    assert proposed(4096) == proposed(2048, 4096) == proposed(0) == (1, CLASSICAL)
    with using_models({}):
        assert proposed(2048) == (1, CLASSICAL)


def test_an_infrared_plane_is_used_and_the_element_is_told_to_the_colour_stage() -> None:
    recipe = propose_recipe([findings(WORN, has_infrared=True, element="print")])
    prepare, color = recipe.entry("prepare"), recipe.entry("color")
    assert prepare is not None
    assert prepare.parameters["strength"] == 1000
    assert color is not None
    assert (color.parameters["strength"], color.parameters["element"]) == (0, 3)


def test_measured_fade_is_written_down_for_people_to_try_and_nothing_is_graded() -> None:
    lost = {"unknown": [0, 0, 0], "print": [450, 0, 900]}
    fade = {"film": {"display": {"trust": 0.8, "lost": lost}, "log": {"trust": 0.0, "lost": lost}}, "shots": [{}]}
    scan = ScanFindings("s", [0], {"fade": fade}, element="print")
    color = propose_recipe([scan]).entry("color")
    assert color is not None
    named = ("strength", "cyan_loss", "magenta_loss", "yellow_loss")
    assert [color.parameters[name] for name in named] == [0, 450, 0, 850]
    log = propose_recipe([ScanFindings("s", [0], {"fade": fade}, element="print", coding="printing_density")])
    color = log.entry("color")
    assert color is not None
    assert color.parameters["cyan_loss"] == 0


def test_scans_of_different_elements_leave_the_element_open() -> None:
    two = [findings(WORN, element="print"), ScanFindings(scan="t", shots=[0], element="camera_negative")]
    color = propose_recipe(two).entry("color")
    assert color is not None
    assert color.parameters["element"] == 0


def test_a_proposal_writes_every_parameter_out() -> None:
    recipe = propose_recipe([findings(WORN, CLEAN)])
    assert recipe.completed() == recipe
    assert Recipe.model_validate_json(recipe.model_dump_json()) == recipe
