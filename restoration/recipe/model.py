"""The recipe: ordered stages with their parameters, and where other parameters hold."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field, StrictBool, StrictInt, ValidationError
from pydantic import field_validator as field_rule
from pydantic import model_validator as model_rule
from pydantic_core import PydanticCustomError

from restoration.models.contract import NAMED
from restoration.models.registry import generative_models, has_model
from restoration.recipe.scope import Exact, Scope
from restoration.stages.contract import StageSpec
from restoration.stages.registry import UnknownStage, stage_spec, stage_specs

FORMAT = 1
NETWORK_MISSING = "network_missing"
"""Type of the validation error of a recipe that asks for a network which is not installed."""


LookDigest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 (hex) of a look file: .cube, .clf or ASC CDL."""
ModelName = Annotated[str, Field(pattern=NAMED)]
"""A name from an installation's declarations."""


class ScopedParameters(Exact):
    """Parameters that differ within ``scope``. ``enabled`` switches the stage on or off there; null leaves it.

    ``look``: another look file there; null leaves it.
    """

    scope: Scope
    parameters: dict[str, StrictInt] = Field(default_factory=dict)
    enabled: StrictBool | None = None
    look: LookDigest | None = None


class StageEntry(Exact):
    """One stage of a recipe. A parameter that is not named has its neutral value (see ``Recipe.completed``).

    ``look``: the look file of a stage that takes one. ``model``: the name of the generative model, of a stage that may
    use one, as this installation declares it; null takes the one that ships.
    """

    stage: str
    enabled: StrictBool = True
    parameters: dict[str, StrictInt] = Field(default_factory=dict)
    overrides: tuple[ScopedParameters, ...] = ()
    look: LookDigest | None = None
    model: ModelName | None = None

    @model_rule(mode="after")
    def _fits_the_stage(self) -> "StageEntry":
        spec = _known(self.stage)
        if self.model is not None and not spec.takes_model:
            raise ValueError(f"{self.stage} takes no generative model")
        if not spec.takes_look and (self.look or any(override.look for override in self.overrides)):
            raise ValueError(f"{self.stage} takes no look file")
        for override in self.overrides:
            if spec.resizes and (spec.amount in override.parameters or override.enabled is not None):
                raise ValueError(f"{self.stage}: the size of the picture ({spec.amount}) holds for the whole film")
            if override.scope.kind == "film":
                raise ValueError(f"{self.stage}: what holds for the whole film belongs in parameters")
        for parameters in self.everywhere():
            check_parameters(spec, parameters, self.model)
        return self

    def everywhere(self) -> Iterator[dict[str, int]]:
        """Yield the parameters that hold for the film, and those of each place that has its own."""
        yield self.parameters
        yield from (self.parameters | override.parameters for override in self.overrides)

    def networks(self) -> set[str]:
        """Return the names of the networks that it uses anywhere."""
        spec = stage_spec(self.stage)
        off = (None, spec.parameters.neutrals()[spec.amount])
        working = [one for one in self.everywhere() if one.get(spec.amount) not in off]
        return {name for parameters in working for name in spec.models_at(parameters, self.model)}


class Recipe(Exact):
    """Ordered stages with parameters and scopes.

    Whole numbers only, in the unit each stage declares; a float is an error. Stages stand in the order of the chain,
    each at most once; a stage that is not listed is off.
    """

    format: StrictInt = FORMAT
    stages: tuple[StageEntry, ...]

    @field_rule("format")
    @classmethod
    def _known_format(cls, value: int) -> int:
        if value != FORMAT:
            raise ValueError(f"this recipe has format {value}; known is {FORMAT}")
        return value

    @model_rule(mode="after")
    def _in_chain_order(self) -> "Recipe":
        order = [spec.name for spec in stage_specs()]
        places = [order.index(entry.stage) for entry in self.stages]
        if len(set(places)) != len(places):
            raise ValueError("a stage is listed twice")
        if places != sorted(places):
            raise ValueError(f"stages stand in the order of the chain: {', '.join(order)}")
        return self

    @classmethod
    def default(cls) -> "Recipe":
        """All stages with every parameter written out at its default."""
        return cls(
            stages=tuple(StageEntry(stage=spec.name, parameters=spec.parameters.defaults()) for spec in stage_specs())
        )

    def completed(self) -> "Recipe":
        """Return the same recipe with every parameter written out: what was not named gets today's default.

        For recipes that people write by hand. A stored recipe names everything and is never completed again, so a
        default that changes later does not change what it means.
        """
        return self.model_copy(
            update={
                "stages": tuple(
                    entry.model_copy(
                        update={"parameters": stage_spec(entry.stage).parameters.defaults() | entry.parameters}
                    )
                    for entry in self.stages
                )
            }
        )

    def entry(self, stage: str) -> StageEntry | None:
        """Return the entry of ``stage``, or None where the recipe does not list it."""
        return next((entry for entry in self.stages if entry.stage == stage), None)

    def body(self) -> dict[str, Any]:
        """Return the recipe as plain JSON values."""
        return self.model_dump(mode="json")


def _known(stage: str) -> StageSpec:
    try:
        return stage_spec(stage)
    except UnknownStage as error:
        raise ValueError(error.detail) from error


def check_parameters(spec: StageSpec, parameters: Mapping[str, int], model: str | None = None) -> None:
    """Raise ValueError if ``parameters`` are not the stage's, out of range, or ask for a network that is not here.

    ``model``: the generative model that is named beside them.
    """
    try:
        spec.parameters.model_validate(spec.parameters.neutrals() | dict(parameters))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{spec.name}.{name}: {first['msg']}") from error
    for network in spec.models_at(parameters, model):
        if not has_model(network) or (network == model and model not in generative_models()):
            raise PydanticCustomError(
                NETWORK_MISSING,
                "{stage}: this installation has no network {network}",
                {"stage": spec.name, "network": network},
            )


def recipe_schema() -> dict[str, Any]:
    """Return the JSON schema of a recipe, with each stage's parameters, ranges, units, defaults and neutrals.

    ``lacking``: values of a parameter for which this installation has no network. ``models``: names of the generative
    models that it has, for a stage that may use one.
    """
    schema = Recipe.model_json_schema()
    schema["x-stages"] = [_stage_schema(spec) for spec in stage_specs()]
    return schema


def _stage_schema(spec: StageSpec) -> dict[str, Any]:
    parameters = spec.parameters.model_json_schema()["properties"]
    for use in spec.models:
        if not (generative_models() if use.is_chosen else has_model(use.model)):
            lacking = parameters[use.parameter].get("lacking", [])
            parameters[use.parameter]["lacking"] = sorted({*lacking, *use.at})
    return {
        "stage": spec.name,
        "plane": spec.plane,
        "version": spec.version,
        "amount": spec.amount,
        "defect_classes": list(spec.defect_classes),
        "parameters": parameters,
        "models": list(generative_models()) if spec.takes_model else [],
    }
