"""Articles are read as they are, or it is said why not."""

import hashlib
import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.records import Document, Failure
from pipeline.stages import ingest as module
from pipeline.stages.ingest import EMPTY, decoded, document, ingest

SEEDS = Path(__file__).parents[2] / "seeds"
ARTICLE = "The lake rose by two metres in a week, the authority said. It warned of floods.\n"


def test_the_seeds_are_read_with_what_they_say_of_themselves() -> None:
    documents = ingest([SEEDS]).documents

    assert [doc.id[:3] for doc in documents] == ["000", "001", "002", "003", "004"]
    assert documents[1].byline == "Gram Slattery and Humeyra Pamuk"
    assert documents[1].publisher == "Reuters"
    assert documents[1].published is None
    assert [str(doc.published) for doc in documents[2:]] == ["2025-12-06", "None", "2025-12-05"]
    for doc in documents:
        raw = (SEEDS / doc.id).read_bytes()
        assert doc.text == raw.decode("utf-8")
        assert doc.sha256 == hashlib.sha256(raw).hexdigest()


@pytest.mark.parametrize(
    "raw",
    [
        ARTICLE,
        ARTICLE.replace("\n", "\r\n") * 2,
        "\ufeff" + ARTICLE,
        "漢字。" + ARTICLE,
        "e\u0301é 👨\u200d👩\u200d👧 " + ARTICLE,
    ],
)
def test_the_text_is_the_files_bytes_decoded_and_nothing_else(tmp_path: Path, raw: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(raw.encode("utf-8"))

    (doc,) = ingest([path]).documents

    assert doc.text == raw
    assert "".join(one.span.of(raw) for one in doc.clutter) + "".join(span.of(raw) for span in doc.body) in (
        raw,
        raw[::1],
    )


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_bytes_are_decoded_or_refused_with_a_reason(data: bytes) -> None:
    try:
        outcome = decoded(data)
    except ValueError as error:
        outcome = str(error)

    assert isinstance(outcome, str)


@given(st.text(max_size=200), st.sampled_from(["a.txt", "a.md", "a.html"]))
@settings(deadline=None, max_examples=60)
def test_any_text_is_a_document_or_a_failure(text: str, name: str) -> None:
    outcome = document(name, name, text, b"")

    assert isinstance(outcome, Failure) == (not any(char.isalnum() for char in text))


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-16", ARTICLE),
        ("utf-32", ARTICLE),
        ("utf-8-sig", "\ufeff" + ARTICLE),
        ("cp1252", "L’été à Paris a été très chaud, déjà – “quoted”."),
        ("cp1252", "The £5 plan was “good”, he said. It wasn’t."),
        ("latin-1", "El niño comió piñatas mañana, señor."),
        ("cp1250", "Zażółć gęślą jaźń, powiedział minister w Łodzi."),
        ("cp1251", "Привет, это обычный русский текст о политике."),
        ("shift_jis", "これは日本語のテキストです。今日は天気がいい。"),
        ("gb18030", "这是一个中文文本，今天天气很好。"),
    ],
)
def test_text_is_read_in_its_encoding(encoding: str, text: str) -> None:
    data = text.encode("utf-8") if encoding == "utf-8-sig" else text.encode(encoding)

    assert decoded(data) == text


def test_a_page_is_read_in_the_encoding_that_it_declares() -> None:
    page = "<html><head><meta charset='iso-8859-2'></head><p>Łódź čeká.</p></html>"

    assert decoded(page.encode("iso-8859-2"), is_html=True) == page


def test_folders_are_read_to_the_bottom_sorted_and_without_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "sub/c.html", "sub/deeper/d.TXT", ".git/x.txt", ".hidden.txt", "data.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(ARTICLE)

    assert [doc.id for doc in ingest([tmp_path]).documents] == ["a.txt", "b.md", "c.html", "d.TXT"]


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(ARTICLE + folder)
    (tmp_path / "one" / "b.txt").write_text(ARTICLE)

    ids = [doc.id for doc in ingest([tmp_path]).documents]
    turned = [doc.id for doc in ingest([tmp_path / "two", tmp_path / "one"]).documents]

    assert ids == ["one/a.txt", "b.txt", "two/a.txt"]
    assert sorted(turned) == sorted(ids)


def test_a_file_met_twice_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(ARTICLE)

    assert len(ingest([path, tmp_path, str(path)]).documents) == 1


def test_standard_input_is_an_article() -> None:
    (doc,) = ingest(["-"], io.StringIO(ARTICLE)).documents

    assert (doc.id, doc.path, doc.text) == ("stdin", "-", ARTICLE)


# --- what cannot be read ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7 and more", b"PK\x03\x04zip", b"\x00\x01\x02\x03", b"\xff\xfe\x00"]
)
def test_a_named_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)

    with pytest.raises(InputError, match=r"a\.txt.*it is not"):
        ingest([path])


def test_a_file_in_a_folder_that_is_no_text_is_a_named_failure(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "b.txt").write_bytes(b"\x00\x01")

    result = ingest([tmp_path])

    assert [doc.id for doc in result.documents] == ["a.txt"]
    assert result.failures == (
        Failure(stage="ingest", subject=str(tmp_path / "b.txt"), reason="it is not text but binary data"),
    )


def test_an_empty_file_is_a_failure_that_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(" \n--\n")

    result = ingest([path])

    assert result.documents == ()
    assert [failure.reason for failure in result.failures] == [EMPTY]


def test_a_path_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is nothing at"):
        ingest([tmp_path / "nowhere"])


def test_a_folder_without_an_article_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y")

    with pytest.raises(InputError, match=r"There is no article in .*\.txt, \.md, \.html"):
        ingest([tmp_path])


def test_a_folder_of_unusable_files_is_refused_with_their_reasons(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x00")

    with pytest.raises(InputError, match="None of the 1 files can be used"):
        ingest([tmp_path])


def test_no_path_and_no_standard_input_are_refused() -> None:
    with pytest.raises(InputError, match="No path is given"):
        ingest([])
    with pytest.raises(InputError, match="standard input"):
        ingest(["-"])


def test_a_link_out_of_the_folder_is_a_failure_and_one_within_is_read_once(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text(ARTICLE)
    (folder / "a.txt").write_text(ARTICLE)
    (folder / "again.txt").symlink_to(folder / "a.txt")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "loop").symlink_to(folder)
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "older.txt").write_text(ARTICLE + "Older.")
    (folder / "archive").symlink_to(tmp_path / "archive")
    (folder / "broken.txt").symlink_to(tmp_path / "nowhere.txt")

    result = ingest([folder])

    assert [doc.id for doc in result.documents] == ["a.txt"]
    assert sorted(Path(failure.subject).name for failure in result.failures) == [
        "archive",
        "broken.txt",
        "out.txt",
    ]


def test_a_file_too_large_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 100)
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "b.txt").write_text(ARTICLE * 2)

    (failure,) = ingest([tmp_path]).failures

    assert failure.subject.endswith("b.txt")
    assert "more than 100 are not read" in failure.reason


def test_a_pipe_in_a_folder_is_a_failure_and_never_waited_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    os.mkfifo(tmp_path / "pipe.txt")

    (failure,) = ingest([tmp_path]).failures

    assert failure.reason == "it is no regular file"


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")
def test_a_name_that_is_no_text_is_spelt_out(tmp_path: Path) -> None:
    for name in (b"\xff.txt", b"\xfe.txt", b"\\udcff.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(ARTICLE)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/empty\xff.txt")).write_text("")

    result = ingest([tmp_path])

    assert [document.id for document in result.documents] == [r"\udcff.txt", r"\udcfe.txt"]
    told = {failure.reason for failure in result.failures}
    assert told == {EMPTY, "its name cannot be told from that of another file"}
    assert "empty" in result.model_dump_json().encode("utf-8").decode("utf-8")


def test_odd_names_are_names(tmp_path: Path) -> None:
    for name in ("a b.txt", "ü’“.txt", "<b>&.txt", "-x.txt", "line\nbreak.txt"):
        (tmp_path / name).write_text(ARTICLE)

    assert len(ingest([tmp_path]).documents) == 5


def test_a_very_deep_page_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body>" + "<div>" * 20_000 + ARTICLE + "</body></html>")

    (doc,) = ingest([tmp_path]).documents

    assert isinstance(doc, Document)
    assert any("two metres" in span.of(doc.text) for span in doc.body)
