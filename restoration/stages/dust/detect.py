"""Finding dirt: candidates whose evidence is strong enough."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.stages.dust.behind import Places
from restoration.stages.dust.candidates import Candidates, candidates
from restoration.stages.dust.evidence import LEAST_UNLIKE, Measures, Values, measured, unlikeness
from restoration.stages.dust.learned import Learned
from restoration.stages.dust.passage import passages
from restoration.stages.dust.spec import POLARITY_BOTH, POLARITY_BRIGHT, POLARITY_DARK, DustParameters
from restoration.stages.dust.streaks import streaks
from restoration.stages.dust.view import Mask, View

EXCESS, DEPTH, MISFIT = 1.0, 0.8, 1.5
UNLIKE, UNLIKE_FAR = 2.4, 0.6
COMPANY, CROWD, AREA = 1.7, 1.6, 0.75
"""Weights of the logarithms of what is measured on a speck."""
BLURRED, BLUR = 0.32, 2.0
"""A speck whose edge is less sharp than this counts less by this weight of the logarithm: rather a thing that moves."""
TINT, AT_BORDER = 5.1, 3.4
"""Weights against a speck with more colour than the scene, for dirt is grey, and one that may be the picture's edge."""
BROAD, THICK = 12.0, 4.0
"""A thing of more than so many pixels in the mean across counts less by this weight of the logarithm: rather a limb."""
ENOUGH = -1.1
"""The sum that makes a speck dirt."""
PLAIN = 20.0
"""Excess in grains beyond which a speck is no plainer."""
SOME_COMPANY, SMALL_AREA = 60, 20
"""Pixels below which company and area of a speck count little."""
FEW, FEWEST = 1.2, 2
"""Weight of the logarithm of a smaller speck's area, down to so many pixels: grain and texture are small too."""
CLIPPED, PEAKED, GLOWING = 0.985, 0.6, 2.0
"""A highlight reaches this code, this relief and this glow: dirt on a negative is sharp, and prints as it is thick."""
ONE_SIDED = 2.4
"""What is asked for in addition next to a cut."""
ON_LETTERS = 2.0
"""What is asked for in addition on letters: only plain dirt is taken out of them."""
FAINT_DROPS = 2.0
"""Streaks that lack so much to be dirt are still looked at when rain is told from it."""
OTHER_COLOUR = -0.1
"""Dirt takes light from all colours or from none; a thing that adds to one and takes from another is no dirt."""

LEARNED, MORE_ASKED, DOUBTED, SUREST = 2.5, 1.25, -0.75, 2.0
"""With the network: the weight of its log-odds on a speck, what is asked for in addition, the least odds, and the most
that both come to. Where it has doubts, plain dirt is dirt all the same; however sure it is, what the neighbours show of
the same kind (wires that swing across a scene) speaks against dirt."""

STAIN_AREA, STAIN_DEPTH, STAIN_COMPANY = (200, 1000), 0.04, 64
"""A stain of one picture has an area between these (pixels of a small picture), this depth and no more company: what is
larger may be a limb. It may have any colour, and take light from one and add to another..."""
SETTLED, STAIN_UNLIKE = 0.12, 0.8
"""...if both nearest pictures agree on the scene behind it to this part of its depth and nothing nearby is like it."""

EDGE_GRAINS, EDGE_DEPTH, EDGE_LEAST = 1.5, 0.12, 0.01
"""A speck goes on where the picture differs from the scene behind by so many grains, part of its depth, and codes."""

GROWTH = 3
"""It goes on for at most so many pixels, on a small picture."""

_NEAR = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))


def detect(view: View, parameters: DustParameters, letters: Mask | None = None, network: Learned | None = None) -> Mask:
    """Return where dirt lies (HxW bool); `letters` (HxW) is where burned-in text stands.

    Candidates stand out from both nearest pictures (see candidates.py). A candidate is dirt if a sum of logarithms is
    large enough: its excess in grains, how unlike it is to anything nearby in the neighbours, and how well the nearest
    fit the ring around it against its depth; less for being large, tiny or blurred, for the company of things that
    stand out alone in a neighbour nearby (blades, rain and limbs have it, dirt has little), for colour and for lying on
    the border. Stains of one picture are larger and coloured: they may be, where they are alone and both nearest
    pictures agree on the scene behind them. `network`: where it sees dirt less excess makes a candidate, and its
    log-odds on a candidate count in the sum.
    """
    ease = 2.0 ** ((parameters.sensitivity - 500) / 500)
    found = candidates(view, _signs(view, parameters), ease, letters, network)
    measures, at = measured(view, found, parameters.min_area, parameters.max_area)
    asked = _asked(view, measures, ease) + ON_LETTERS * _stands_on(letters, found, measures)
    weight = _without_passage(view, measures) - asked
    if network is not None:
        said = np.maximum(_said(network, view, found, measures, at), DOUBTED)
        weight += np.minimum(LEARNED * said - MORE_ASKED, SUREST)
    stain, is_grey = _may_be_stain(view, measures), measures.colour > OTHER_COLOUR
    eased = TINT * np.clip(measures.tint, 0, 1)
    hopeful = (weight + eased * stain > 0) & (is_grey | stain) & ~_is_highlight(view, found, measures)
    if not hopeful.any():
        return np.zeros(view.current.shape, bool)
    may_be_rain = weight > -FAINT_DROPS
    for through, counts in zip(passages(view), (UNLIKE, UNLIKE_FAR), strict=False):
        unlike = unlikeness(found, measures, through, hopeful)
        weight += counts * np.log(np.maximum(unlike, LEAST_UNLIKE))
        stain &= unlike > STAIN_UNLIKE
        hopeful &= (unlike > 0) & (weight + eased * stain > 0) & (is_grey | stain)
        if not hopeful.any():
            break
    is_rain = streaks(measures, at, found.sign[measures.number], may_be_rain)
    return _extent(view, found, measures, at, hopeful & ~is_rain)


def _signs(view: View, parameters: DustParameters) -> list[int]:
    """Return which signs of difference to look for: bright codes are dark in the scene on a negative scan."""
    bright = -1 if view.raster.is_negative else 1
    wanted = {POLARITY_BOTH: [bright, -bright], POLARITY_BRIGHT: [bright], POLARITY_DARK: [-bright]}
    return wanted[parameters.polarity]


def _asked(view: View, measures: Measures, ease: float) -> Values:
    """Return what the evidence on each speck must outweigh."""
    asked = ENOUGH - np.log(ease) + AT_BORDER * measures.at_border
    return np.asarray(asked + ONE_SIDED * view.is_one_sided, np.float64)


def _without_passage(view: View, measures: Measures) -> Values:
    """Return the evidence but for the costly part, which can only lower it."""
    depth = np.maximum(measures.depth, 1e-3)
    return np.asarray(
        EXCESS * np.log(np.minimum(measures.excess / measures.grain, PLAIN))
        + DEPTH * np.log(depth / view.raster.contrast)
        - MISFIT * np.log(np.clip(measures.misfit / depth, 0.01, 5.0))
        - COMPANY * np.log1p(measures.company / SOME_COMPANY)
        - CROWD * np.log1p(measures.crowd / SOME_COMPANY)
        - AREA * np.log1p(measures.area / SMALL_AREA)
        + FEW * np.log(np.clip(measures.area, FEWEST, SMALL_AREA) / SMALL_AREA)
        - THICK * np.log(np.maximum(measures.thickness / BROAD, 1))
        - TINT * np.clip(measures.tint, 0, 1)
        + BLUR * np.log(np.clip(measures.sharp / BLURRED, 0.1, 1)),
        np.float64,
    )


def _said(network: Learned, view: View, found: Candidates, measures: Measures, at: Places) -> Values:
    """Return by speck the mean of the network's log-odds on it."""
    sign = found.sign[measures.number]
    by_sign = {
        one: at.mean(network.of_sign(one, is_negative=view.raster.is_negative)[at.rows, at.columns], at.inside)[1:]
        for one in (1, -1)
    }
    return np.where(sign > 0, by_sign[1], by_sign[-1])


def _may_be_stain(view: View, measures: Measures) -> Mask:
    """Return which specks may be mould or a drop on this picture alone."""
    least, most = STAIN_AREA
    is_plain = (measures.area > least) & (measures.area < most) & (measures.depth > STAIN_DEPTH * view.raster.contrast)
    is_alone = (measures.company < STAIN_COMPANY) & (measures.unsettled < SETTLED)
    return np.asarray(is_plain & is_alone & (not view.is_one_sided), bool)


def _is_highlight(view: View, found: Candidates, measures: Measures) -> Mask:
    """Return which specks are rather reflections of a lamp."""
    is_bright = (found.sign[measures.number] > 0) & (not view.raster.is_negative)
    is_peaked = (measures.relief > PEAKED) & (measures.glow > GLOWING)
    return np.asarray(is_bright & (measures.peak > CLIPPED) & is_peaked, bool)


def _stands_on(letters: Mask | None, found: Candidates, measures: Measures) -> npt.NDArray[np.bool_]:
    """Return which specks have their middle on letters."""
    if letters is None:
        return np.zeros(len(measures.number), bool)
    left, top, width, height = found.box[measures.number].T
    return np.asarray(letters[top + height // 2, left + width // 2], bool)


def _extent(view: View, found: Candidates, measures: Measures, at: Places, is_dirt: Mask) -> Mask:
    """Return the specks that are dirt, grown over their soft edges as far as both nearest pictures differ."""
    limit = np.maximum(EDGE_GRAINS * measures.grain, EDGE_DEPTH * measures.depth)
    limit = np.where(is_dirt, np.maximum(limit, EDGE_LEAST * view.raster.contrast), np.inf)
    sign = found.sign[measures.number]
    own, of_speck = view.current[at.rows, at.columns], sign[at.speck - 1]
    least = np.minimum.reduce([of_speck * (own - seen) for seen in at.lumas.values()])
    differs = least > limit[at.speck - 1]
    dirt = np.zeros(len(found.area), np.uint8)
    dirt[measures.number[is_dirt]] = 1
    grown = dirt[found.labels]
    open_to = grown.copy()
    open_to[at.rows[differs], at.columns[differs]] = 1
    for _ in range(GROWTH * view.raster.reduction):
        grown = np.asarray(cv2.dilate(grown, _NEAR), np.uint8) & open_to
    return np.asarray(grown > 0)
