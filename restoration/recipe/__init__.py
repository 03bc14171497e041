"""Recipes, scopes and treatments: what is to be done, as exact values. Imports no picture library."""

from restoration.recipe.difference import diff_recipes
from restoration.recipe.drawing import drawing_stages
from restoration.recipe.model import NETWORK_MISSING, Recipe, ScopedParameters, StageEntry, recipe_schema
from restoration.recipe.proposal import ScanFindings, propose_recipe
from restoration.recipe.resolve import Order, PatchOrder, PlacedPatch, ResolvedChain, ResolvedStage, Setting, resolve
from restoration.recipe.scope import FilmScope, FramesScope, Region, Scope, ShotScope
from restoration.recipe.treatments import (
    FalseRepair,
    Intent,
    Keep,
    MissedDefect,
    PlacedTreatment,
    Protect,
    Reject,
    Remark,
    Role,
    Strength,
    Treatment,
)

__all__ = [
    "NETWORK_MISSING",
    "FalseRepair",
    "FilmScope",
    "FramesScope",
    "Intent",
    "Keep",
    "MissedDefect",
    "Order",
    "PatchOrder",
    "PlacedPatch",
    "PlacedTreatment",
    "Protect",
    "Recipe",
    "Region",
    "Reject",
    "Remark",
    "ResolvedChain",
    "ResolvedStage",
    "Role",
    "ScanFindings",
    "Scope",
    "ScopedParameters",
    "Setting",
    "ShotScope",
    "StageEntry",
    "Strength",
    "Treatment",
    "diff_recipes",
    "drawing_stages",
    "propose_recipe",
    "recipe_schema",
    "resolve",
]
