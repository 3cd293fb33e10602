"""One frozen `Settings`, merged from layers; each value knows where it came from.

The layers, the strongest first: flags, environment, project file, user file, defaults. The project file is
`pipeline.toml`, or `[tool.pipeline]` in `pyproject.toml`, of the current folder; the user file is
`config.toml` in their configuration folder. Where the model is can be said in three ways (base_url, preset,
gguf): the strongest layer that says it decides, and what weaker layers say of it is dropped.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

import platformdirs
from pydantic import (
    AfterValidator,
    AnyHttpUrl,
    ConfigDict,
    Field,
    PlainSerializer,
    SecretStr,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    WrapValidator,
    field_validator,
)
from pydantic.functional_validators import ModelWrapValidatorHandler

from pipeline.errors import SettingsError
from pipeline.records import Record


class Tier(StrEnum):
    """How far a check goes. AUTO is the judge where there is a model to ask, else the rules."""

    AUTO = "auto"
    RULES = "rules"
    JUDGE = "judge"


class Preset(StrEnum):
    """A name for where the model is: a local server at its usual address, or no server at all."""

    OLLAMA = "ollama"
    LMSTUDIO = "lmstudio"
    VLLM = "vllm"
    LLAMACPP = "llamacpp"
    EMBEDDED = "embedded"
    EXTRACTIVE = "extractive"

    @property
    def base_url(self) -> str | None:
        """The address of the server; None for EMBEDDED and EXTRACTIVE, which have none."""
        return PRESET_URLS.get(self)


PRESET_URLS = {
    Preset.OLLAMA: "http://127.0.0.1:11434/v1",
    Preset.LMSTUDIO: "http://127.0.0.1:1234/v1",
    Preset.VLLM: "http://127.0.0.1:8000/v1",
    Preset.LLAMACPP: "http://127.0.0.1:8080/v1",
}


class Threshold(Record):
    """How many bad claims make a run fail: `least` is a count or a share of all claims; None means never."""

    least: float | None
    is_share: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `any`, `never`, a count such as `3`, or a share such as `10%`. Raises ValueError otherwise."""
        match = re.fullmatch(r"(any|never)|([1-9][0-9]*)|([0-9]+(?:\.[0-9]+)?)%", text.strip().lower())
        if match is None:
            raise ValueError(
                "must be 'any', 'never', a count of at least 1 such as '3', or a share such as '10%'"
            )
        word, count, percent = match.groups()
        if percent is not None:
            if not 0 < float(percent) <= 100:
                raise ValueError("must be a share above 0% and up to 100%")
            return cls(least=float(percent) / 100, is_share=True)
        if count is not None:
            return cls(least=int(count))
        return cls(least=1 if word == "any" else None)

    def reached(self, bad: int, total: int) -> bool:
        """Whether `bad` of `total` claims are enough to fail."""
        if self.least is None or bad == 0:
            return False
        return bad / total >= self.least if self.is_share else bad >= self.least

    def __str__(self) -> str:
        if self.least is None:
            return "never"
        if self.is_share:
            return f"{self.least * 100:.10g}%"
        return "any" if self.least == 1 else f"{self.least:.0f}"


def _threshold(value: object, handler: ModelWrapValidatorHandler[Threshold]) -> Threshold:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return Threshold.parse(value) if isinstance(value, str) else handler(value)


def _url(text: str) -> str:
    url = TypeAdapter(AnyHttpUrl).validate_python(text)
    if url.username or url.password:
        raise ValueError("must not hold a user name or a password; a key goes into OPENAI_API_KEY")
    return text.rstrip("/")


Url = Annotated[str, AfterValidator(_url)]
FailOn = Annotated[Threshold, WrapValidator(_threshold), PlainSerializer(str)]


class Settings(Record):
    """Every setting of a run. `None` means: no limit, or the program finds it out by itself."""

    model_config = ConfigDict(allow_inf_nan=False)

    base_url: Url | None = Field(
        None, description="Address of an OpenAI-compatible endpoint, up to and with /v1."
    )
    api_key: SecretStr | None = Field(None, description="Key for the endpoint; a local one needs none.")
    model: str | None = Field(
        None, min_length=1, description="Model to ask; may be left out where the endpoint serves just one."
    )
    preset: Preset | None = Field(
        None,
        description="Where the model is, by name: ollama, lmstudio, vllm or llamacpp (a server here), "
        "embedded (this program starts it), extractive (no model).",
    )
    gguf: Path | None = Field(None, description="Another GGUF file for the embedded model.")
    concurrency: int = Field(4, ge=1, le=1024, description="Model calls in flight at a time.")
    workers: int | None = Field(
        None,
        ge=0,
        le=64,
        description="Processes for what asks no model; left out, one a core (4 at most) where there is much to do.",
    )
    timeout: float = Field(120.0, gt=0, description="Seconds to wait for one model call.")
    attempts: int = Field(5, ge=1, le=100, description="Tries of one model call before it counts as failed.")
    retry_after_cap: float = Field(
        120.0, ge=0, description="Seconds to wait at most when an endpoint says to come back later."
    )
    requests_per_minute: int | None = Field(
        None, ge=1, description="Model calls started in a minute at most."
    )
    tokens_per_minute: int | None = Field(
        None, ge=1, description="Tokens sent and received in a minute at most."
    )
    max_requests: int | None = Field(None, ge=1, description="Stop after this many model calls.")
    max_tokens: int | None = Field(None, ge=1, description="Stop after this many tokens, sent and received.")
    max_cost: float | None = Field(
        None, gt=0, description="Stop at this cost, in the currency of the prices; needs both prices."
    )
    price_prompt: float | None = Field(None, ge=0, description="Price of a million tokens sent.")
    price_completion: float | None = Field(None, ge=0, description="Price of a million tokens received.")
    chunk_tokens: int = Field(700, ge=50, description="Tokens of an article in one model call at most.")
    tier: Tier = Field(
        Tier.AUTO,
        description="How claims are checked: rules, judge (rules and a model), auto (judge if there is one).",
    )
    votes: int = Field(
        1, ge=1, le=99, description="How often the judge is asked about a claim; the majority counts."
    )
    repair_rounds: int = Field(
        1, ge=0, le=10, description="How often a drifted claim may be mended and checked again."
    )
    summary_sentences: int = Field(15, ge=1, description="Sentences of the summary at most.")
    primary: str | None = Field(
        None, min_length=1, description="Path of the article that the others derive from, if it is known."
    )
    prompts: Path | None = Field(None, description="Folder with prompts to use instead of the program's own.")
    cache: bool = Field(
        True,
        description="Go on from the answers in the output folder, or of your checks; else ask everything anew.",
    )
    out: Path = Field(Path("vetted"), description="Folder to write the summary and the reports into.")
    fail_on: FailOn = Field(
        Threshold(least=1),
        description="Exit with 1 at this many bad claims: any, never, a count (3) or a share of all (10%).",
    )

    @field_validator("*", mode="before")
    @classmethod
    def _no_truth_for_a_number(cls, value: object, field: ValidationInfo) -> object:
        is_truth = cls.model_fields[field.field_name or ""].annotation is bool
        if isinstance(value, bool) and not is_truth:
            raise ValueError("must not be true or false")
        if is_truth and str(value).lower() not in _TRUTHS:
            raise ValueError("must be true or false")
        return value

    @classmethod
    def load(
        cls,
        flags: Mapping[str, object] | None = None,
        environ: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        user_file: Path | None = None,
    ) -> Loaded:
        """Merge all layers, the strongest first. A flag that is None counts as not given.

        Without arguments these are the settings of this process: its environment, its current folder, the
        user's own file. Raises SettingsError for an unknown key, a value that cannot be used, and a file that
        cannot be read.
        """
        layers = (
            _flag_layer(flags or {}),
            _environment_layer(os.environ if environ is None else environ),
            _project_layer(cwd or Path()),
            _user_layer(user_file or default_user_file()),
        )
        values: dict[str, _Value] = {}
        for layer in layers:
            for key, value in _without_weaker_places(layer, values).items():
                values.setdefault(key, value)
        return _validated(values)

    def shaping(self) -> dict[str, str]:
        """The settings that a report's content depends on, as text: what its provenance names."""
        return {key: _shown(getattr(self, key)) for key in _SHAPING if getattr(self, key) is not None}


class Loaded(Record):
    """Settings, and where each value came from: `--model`, `OPENAI_BASE_URL`, a file's path, or `default`."""

    settings: Settings
    origins: dict[str, str]


def default_user_file() -> Path:
    """Where the user's own settings are looked for."""
    return platformdirs.user_config_path("pipeline") / "config.toml"


def cache_folder() -> Path:
    """Where models and the answers of checks are kept: PIPELINE_CACHE_DIR, or the user's cache folder."""
    chosen = os.environ.get("PIPELINE_CACHE_DIR")
    return Path(chosen) if chosen else platformdirs.user_cache_path("pipeline")


def variable(key: str) -> str:
    """The environment variable that sets `key`."""
    return _VARIABLES.get(key, f"PIPELINE_{key.upper()}")


def flag(key: str, *, given: bool = True) -> str:
    """The command line's spelling of `key`, or of its opposite where it is not `given`."""
    return f"--{'' if given else 'no-'}{key.replace('_', '-')}"


_VARIABLES = {"base_url": "OPENAI_BASE_URL", "api_key": "OPENAI_API_KEY"}
_TRUTHS = ("true", "false", "yes", "no", "on", "off", "1", "0")
_PLACES = ("base_url", "preset", "gguf")
_SHAPING = ("chunk_tokens", "tier", "votes", "repair_rounds", "summary_sentences", "primary")


class _Value(Record):
    """A value as it was given, and where."""

    given: Any
    origin: str


_Layer = dict[str, _Value]


def _flag_layer(flags: Mapping[str, object]) -> _Layer:
    given = {key: value for key, value in flags.items() if value is not None}
    for key in given:
        _known(key, "the command line")
    return {
        key: _Value(given=value, origin=flag(key, given=value is not False)) for key, value in given.items()
    }


def _environment_layer(environ: Mapping[str, str]) -> _Layer:
    """An empty variable is not set. A foreign PIPELINE_… variable is let be, a misspelt one is an error."""
    names = {variable(key): key for key in Settings.model_fields}
    for name in environ:
        if name.startswith("PIPELINE_") and name not in names:
            other = name.removeprefix("PIPELINE_").lower()
            near = (
                [variable(other)]
                if other in Settings.model_fields
                else get_close_matches(name, names, n=1, cutoff=0.9)
            )
            if near:
                raise SettingsError(
                    f"The environment sets {name}, which is no setting; did you mean {near[0]}?"
                )
    return {
        key: _Value(given=environ[name].strip(), origin=name)
        for name, key in names.items()
        if environ.get(name, "").strip()
    }


def _project_layer(cwd: Path) -> _Layer:
    own, shared = cwd / "pipeline.toml", cwd / "pyproject.toml"
    tables = _toml(shared).get("tool", {}) if shared.is_file() else {}
    section = tables.get("pipeline") if isinstance(tables, dict) else None
    if section is None:
        return _file_layer(own, _toml(own), root=cwd) if own.is_file() else {}
    if own.is_file():
        raise SettingsError(
            "Both ./pipeline.toml and [tool.pipeline] in ./pyproject.toml hold settings; keep one of the two."
        )
    if not isinstance(section, dict):
        raise SettingsError(f"'tool.pipeline' in ./pyproject.toml must be a table, got {section!r}.")
    return _file_layer(shared, section, root=cwd)


def _user_layer(path: Path) -> _Layer:
    return _file_layer(path, _toml(path)) if path.is_file() else {}


def _file_layer(path: Path, table: Mapping[str, object], root: Path | None = None) -> _Layer:
    """The settings of a file. Paths in the user file start from its folder, `~` is the home folder."""
    place = f"./{path.name}" if root is not None else str(path)
    layer = {}
    for spelt, value in table.items():
        key = _known(spelt.replace("-", "_"), place)
        if key in ("gguf", "prompts", "out") and isinstance(value, str):
            expanded = Path(value).expanduser()
            value = str(expanded if root is not None else path.parent / expanded)
        layer[key] = _Value(given=value, origin=place)
    return layer


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"The settings file {str(path)!r} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"The settings file {str(path)!r} must be UTF-8 text: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The settings file {str(path)!r} is not valid TOML: {error}.") from error


def _known(key: str, place: str) -> str:
    if key in Settings.model_fields:
        return key
    near = get_close_matches(key, Settings.model_fields, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"the settings are: {', '.join(Settings.model_fields)}."
    raise SettingsError(f"{key!r} ({place}) is no setting; {hint}")


def _without_weaker_places(layer: _Layer, stronger: Mapping[str, _Value]) -> _Layer:
    """`layer` without base_url, preset and gguf where a stronger layer has said where the model is."""
    places = [key for key in _PLACES if key in layer]
    if len(places) > 1:
        names = " and ".join(f"{key} ({layer[key].origin})" for key in places)
        raise SettingsError(f"{names} each say where the model is; give one of them.")
    if any(key in stronger for key in _PLACES):
        return {key: value for key, value in layer.items() if key not in _PLACES}
    return layer


def _validated(values: Mapping[str, _Value]) -> Loaded:
    try:
        settings = Settings.model_validate({key: value.given for key, value in values.items()})
    except ValidationError as error:
        raise SettingsError(_explained(error, values)) from error
    origins = {key: values[key].origin if key in values else "default" for key in Settings.model_fields}
    if settings.preset is not None and settings.preset.base_url is not None:
        settings = settings.model_copy(update={"base_url": settings.preset.base_url})
        origins["base_url"] = f"{origins['preset']} {settings.preset}"
    if settings.max_cost is not None and None in (settings.price_prompt, settings.price_completion):
        raise SettingsError(
            f"max_cost ({origins['max_cost']}) needs prices: set price_prompt and price_completion as well."
        )
    return Loaded(settings=settings, origins=origins)


def _explained(error: ValidationError, values: Mapping[str, _Value]) -> str:
    """One line for each unusable value: its key, its origin, the value (never a secret), what is right."""
    lines = []
    for problem in error.errors(include_url=False):
        key = str(problem["loc"][0])
        value = values[key]
        given = "what it is" if key == "api_key" else re.sub(r"//[^/@]*@", "//***@", repr(value.given))
        wanted = re.sub(r"^(Input |Value error, (?=must))", "it ", problem["msg"])
        wanted = wanted.partition(", unable to parse")[0].partition(" for <class")[0]
        lines.append(f"{key} ({value.origin}) cannot be {given}: {wanted}.")
    return "\n".join(lines)


def _shown(value: object) -> str:
    return value.value if isinstance(value, StrEnum) else str(value)
