"""Settings: which layer wins, where a value came from, and what is said of one that cannot be used."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from pipeline.errors import SettingsError
from pipeline.settings import Preset, Settings, Threshold, Tier, flag, variable


@pytest.fixture(autouse=True)
def _a_clean_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of the machine that runs the tests."""
    for name in [name for name in os.environ if name.startswith(("PIPELINE_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)


def test_without_any_layer_every_value_is_the_default(tmp_path: Path) -> None:
    loaded = Settings.load(cwd=tmp_path)

    assert loaded.settings == Settings()
    assert set(loaded.origins) == set(Settings.model_fields)
    assert set(loaded.origins.values()) == {"default"}


def test_the_stronger_layer_wins_and_is_named(tmp_path: Path) -> None:
    user = tmp_path / "user.toml"
    user.write_text('model = "user"\nvotes = 2\nchunk_tokens = 100\nconcurrency = 1\n')
    (tmp_path / "pipeline.toml").write_text('model = "project"\nvotes = 3\nchunk_tokens = 200\n')
    environ = {"PIPELINE_MODEL": "environment", "PIPELINE_VOTES": "5"}

    loaded = Settings.load({"model": "flag", "tier": None}, environ, tmp_path, user)

    settings, origins = loaded.settings, loaded.origins
    assert (settings.model, origins["model"]) == ("flag", "--model")
    assert (settings.votes, origins["votes"]) == (5, "PIPELINE_VOTES")
    assert (settings.chunk_tokens, origins["chunk_tokens"]) == (200, "./pipeline.toml")
    assert (settings.concurrency, origins["concurrency"]) == (1, str(user))
    assert (settings.tier, origins["tier"]) == (Tier.AUTO, "default")


def test_pyproject_holds_settings_under_tool_pipeline(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n[tool.pipeline]\nfail-on = "10%"\n')

    loaded = Settings.load(cwd=tmp_path)

    assert loaded.settings.fail_on == Threshold(least=0.1, is_share=True)
    assert loaded.origins["fail_on"] == "./pyproject.toml"


def test_a_pyproject_without_a_section_of_ours_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n')
    (tmp_path / "pipeline.toml").write_text("votes = 3\n")

    assert Settings.load(cwd=tmp_path).origins["votes"] == "./pipeline.toml"


def test_settings_in_two_project_files_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.pipeline]\nvotes = 3\n")
    (tmp_path / "pipeline.toml").write_text("votes = 3\n")

    with pytest.raises(SettingsError, match="keep one of the two"):
        Settings.load(cwd=tmp_path)


@pytest.mark.parametrize("name", ["OPENAI_BASE_URL", "OPENAI_API_KEY", "PIPELINE_MODEL"])
@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_variable_is_not_set(name: str, empty: str) -> None:
    assert Settings.load(environ={name: empty}).settings == Settings()


def test_the_key_is_read_from_the_environment_and_never_shown() -> None:
    loaded = Settings.load(environ={"OPENAI_API_KEY": "sk-secret"})

    assert loaded.settings.api_key == SecretStr("sk-secret")
    assert "sk-secret" not in repr(loaded) + loaded.model_dump_json() + str(loaded.settings.shaping())


def test_without_arguments_the_settings_are_those_of_this_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config" / "pipeline").mkdir(parents=True)
    (tmp_path / "config" / "pipeline" / "config.toml").write_text("votes = 3\n")
    monkeypatch.setenv("PIPELINE_MODEL", "m")

    settings = Settings.load().settings

    assert (settings.model, settings.votes) == ("m", 3)


def test_a_preset_gives_the_address_and_is_named_as_its_origin() -> None:
    loaded = Settings.load({"preset": "ollama"})

    assert loaded.settings.base_url == "http://127.0.0.1:11434/v1"
    assert loaded.origins["base_url"] == "--preset ollama"


@pytest.mark.parametrize("preset", [Preset.EMBEDDED, Preset.EXTRACTIVE])
def test_a_preset_without_a_server_outdoes_an_address_in_the_environment(preset: Preset) -> None:
    settings = Settings.load({"preset": preset}, {"OPENAI_BASE_URL": "http://example.org/v1"}).settings

    assert (settings.preset, settings.base_url) == (preset, None)


def test_an_address_as_a_flag_outdoes_a_preset_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "pipeline.toml").write_text('preset = "ollama"\n')

    settings = Settings.load({"base_url": "http://example.org/v1/"}, {}, tmp_path).settings

    assert (settings.preset, settings.base_url) == (None, "http://example.org/v1")


def test_two_places_for_the_model_in_one_layer_are_an_error() -> None:
    with pytest.raises(SettingsError, match=r"base_url .--base-url. and preset .--preset. each say"):
        Settings.load({"preset": "ollama", "base_url": "http://example.org/v1"})


@pytest.mark.parametrize(
    ("key", "value", "wrong"),
    [
        ("concurrency", "0", "concurrency (PIPELINE_CONCURRENCY) cannot be '0': it should be greater than"),
        ("concurrency", "four", "it should be a valid integer."),
        ("timeout", "nan", "it should be a finite number."),
        ("tier", "judges", "it should be 'auto', 'rules' or 'judge'."),
        ("fail_on", "0", "it must be 'any', 'never', a count"),
        ("fail_on", "120%", "it must be a share above 0% and up to 100%"),
        (
            "base_url",
            "localhost:8080",
            "base_url (OPENAI_BASE_URL) cannot be 'localhost:8080': URL scheme should be",
        ),
        ("max_cost", "1", "max_cost (PIPELINE_MAX_COST) needs prices"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_its_origin_and_what_is_right(
    key: str, value: str, wrong: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.load(environ={variable(key): value})

    assert wrong in str(caught.value)


def test_all_unusable_values_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.load({"votes": "0", "attempts": "x"})

    assert len(str(caught.value).splitlines()) == 2


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.load(environ={"OPENAI_BASE_URL": "http://me:hunter2@example.org/v1"})

    assert "hunter2" not in str(caught.value)
    assert "OPENAI_API_KEY" in str(caught.value)


@pytest.mark.parametrize(
    ("written", "kept"), [("false", False), ("true", True), ('"off"', False), ("0", False), ('"Yes"', True)]
)
def test_whether_answers_are_kept_can_be_said_for_good(written: str, kept: bool, tmp_path: Path) -> None:
    (tmp_path / "pipeline.toml").write_text(f"cache = {written}\n")
    environ = {"PIPELINE_CACHE": written.strip('"')}

    assert Settings.load(environ={}).settings.cache is kept
    assert Settings.load(environ=environ, cwd=tmp_path / "elsewhere").settings.cache is kept
    assert Settings.load({"cache": not kept}, environ).settings.cache is not kept


def test_a_flag_that_denies_is_named_as_it_was_given() -> None:
    assert Settings.load({"cache": False}).origins["cache"] == "--no-cache"
    assert Settings.load({"cache": True}).origins["cache"] == "--cache"


def test_a_number_is_no_truth() -> None:
    with pytest.raises(SettingsError, match="cannot be '3': it must be true or false"):
        Settings.load(environ={"PIPELINE_CACHE": "3"})


def test_true_is_no_number(tmp_path: Path) -> None:
    (tmp_path / "pipeline.toml").write_text("votes = true\n")

    with pytest.raises(SettingsError, match="must not be true or false"):
        Settings.load(cwd=tmp_path)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("concurency = 4\n", "'concurency' (./pipeline.toml) is no setting; did you mean 'concurrency'?"),
        ("zzz = 4\n", "the settings are: base_url, "),
        ("votes = \n", "'pipeline.toml' is not valid TOML"),
        ("[tool.pipeline]\nvotes = 3\n", "'tool' (./pipeline.toml) is no setting"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, wrong: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pipeline.toml").write_text(text)

    with pytest.raises(SettingsError) as caught:
        Settings.load()

    assert wrong in str(caught.value)


def test_a_path_must_be_text(tmp_path: Path) -> None:
    (tmp_path / "pipeline.toml").write_text("out = 3\n")

    with pytest.raises(
        SettingsError, match=r"out \(./pipeline.toml\) cannot be 3: it is not a valid path\.$"
    ):
        Settings.load(cwd=tmp_path)


def test_a_file_that_is_no_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "pipeline.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(SettingsError, match="must be UTF-8"):
        Settings.load(cwd=tmp_path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\npipeline = 3\n")

    with pytest.raises(SettingsError, match="must be a table"):
        Settings.load(cwd=tmp_path)


def test_a_byte_order_mark_is_no_part_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "pipeline.toml").write_bytes("\ufeffvotes = 3\n".encode())

    assert Settings.load(cwd=tmp_path).settings.votes == 3


def test_paths_of_the_user_file_start_from_its_folder(tmp_path: Path) -> None:
    user = tmp_path / "config.toml"
    user.write_text('prompts = "mine"\ngguf = "~/x.gguf"\n')

    settings = Settings.load(cwd=tmp_path / "elsewhere", user_file=user).settings

    assert settings.prompts == tmp_path / "mine"
    assert settings.gguf == Path("~/x.gguf").expanduser()


def test_paths_of_the_project_file_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "pipeline.toml").write_text('out = "reports"\n')

    assert Settings.load(cwd=tmp_path).settings.out == Path("reports")


@pytest.mark.parametrize("name", ["PIPELINE_CONCURENCY", "PIPELINE_BASE_URL"])
def test_a_misspelt_variable_is_an_error_that_names_the_right_one(name: str) -> None:
    with pytest.raises(SettingsError, match=r"did you mean (PIPELINE_CONCURRENCY|OPENAI_BASE_URL)"):
        Settings.load(environ={name: "1"})


@pytest.mark.parametrize("name", ["PIPELINE_WORKSPACE", "PIPELINE_DEBUG", "PIPELINE_ID", "PIPELINE_NAME"])
def test_a_variable_of_somebody_else_is_let_be(name: str) -> None:
    assert Settings.load(environ={name: "1"}).settings == Settings()


def test_an_unknown_flag_is_named() -> None:
    with pytest.raises(SettingsError, match="did you mean 'max_cost'"):
        Settings.load({"max_cst": 1})


def test_what_shapes_a_report_holds_neither_speed_nor_place() -> None:
    loaded = Settings.load({"concurrency": 32, "out": "/elsewhere", "votes": 3})

    assert loaded.settings.shaping() == {
        "chunk_tokens": "700",
        "tier": "auto",
        "votes": "3",
        "repair_rounds": "1",
        "summary_sentences": "15",
    }


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())
    assert (flag("max_cost"), variable("max_cost")) == ("--max-cost", "PIPELINE_MAX_COST")


@pytest.mark.parametrize(
    ("text", "bad", "total", "fails"),
    [
        ("any", 1, 100, True),
        ("any", 0, 100, False),
        ("never", 100, 100, False),
        ("3", 2, 3, False),
        ("3", 3, 100, True),
        ("10%", 1, 10, True),
        ("10%", 1, 11, False),
        ("7%", 7, 100, True),
        ("100%", 0, 0, False),
    ],
)
def test_a_threshold_is_reached_at_its_count_or_share(text: str, bad: int, total: int, fails: bool) -> None:
    assert Threshold.parse(text).reached(bad, total) is fails


@given(
    st.one_of(
        st.sampled_from(["any", "never"]),
        st.integers(1, 10**6).map(str),
        st.integers(1, 100).map("{}%".format),
    )
)
def test_a_threshold_is_read_as_it_is_written(text: str) -> None:
    threshold = Threshold.parse(text)

    assert Threshold.parse(str(threshold)) == threshold


@given(st.integers(1, 1000), st.integers(0, 1000))
def test_without_a_bad_claim_no_threshold_is_reached(least: int, total: int) -> None:
    assert not Threshold(least=least).reached(0, total)
    assert not Threshold(least=least / 1000, is_share=True).reached(0, total)


def test_settings_written_as_json_are_read_as_the_same() -> None:
    settings = Settings(fail_on=Threshold.parse("10%"), tier=Tier.RULES, model="m")

    assert Settings.model_validate_json(settings.model_dump_json()) == settings
