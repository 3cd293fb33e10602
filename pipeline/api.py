"""The verbs of the program: run, check, compare; the order of the stages, and the output folder."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    ExitStack,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from pipeline import reports
from pipeline.between import Between
from pipeline.checks.reading import Sources
from pipeline.errors import BudgetExceeded, InputError
from pipeline.journal import Journal, opened, shared
from pipeline.llm import cassette
from pipeline.llm.connect import Connection, connect, unconnected
from pipeline.progress import Progress, Silent
from pipeline.records import (
    CheckedClaim,
    Chunk,
    Claim,
    Comparison,
    Document,
    Failure,
    Provenance,
    Report,
    Usage,
)
from pipeline.settings import Settings, Tier
from pipeline.sources.comparison import compare as compare_articles
from pipeline.sources.comparison import originals
from pipeline.sources.coverage import gaps, unsourced
from pipeline.sources.disputes import without_disputed
from pipeline.sources.lineage import chosen, lineage
from pipeline.sources.objections import objections
from pipeline.sources.statements import claims_of
from pipeline.stages.chunk import chunk
from pipeline.stages.compose import compose
from pipeline.stages.ingest import Ingested, ingest
from pipeline.stages.merge import merge
from pipeline.stages.vet import vet
from pipeline.work import Work
from pipeline.workers import Workers, usual


def run(
    paths: Sequence[str | Path],
    settings: Settings | None = None,
    *,
    record: Path | None = None,
    replay: Path | None = None,
    used: Path | None = None,
    out: Path | None = None,
    resume: bool = True,
    progress: Progress | None = None,
) -> Report:
    """Read the articles at `paths` and give a report with a vetted summary.

    `record` and `replay` name the folder of a cassette; a replay adds what it used of it to the list in `used`. With
    `out`, summary.md, report.html and the other files are written there, and so is a journal: what the model has
    answered for this folder before is not asked again, unless `resume` or the setting `cache` is false. A cassette
    takes the place of the journal. Raises InputError for what the user can mend, EndpointError when the model cannot be
    reached, BudgetExceeded; what befalls one article, chunk or claim stands in the report. Starts an event loop of its
    own.
    """
    settings, progress = settings or Settings.load().settings, progress or Silent()
    kept_in = out if record is None and replay is None else None
    with (
        cassette.taped(record, replay, used, progress.note),
        _journal(kept_in, resume and settings.cache) as journal,
    ):
        report = _finished(_run(ingest(paths, sys.stdin), settings, replay, progress, journal), kept_in)
        if out is not None:
            _write(report, out)
    return report


def check(
    claims: Sequence[Claim | str],
    against: Sequence[str | Path],
    settings: Settings | None = None,
    *,
    record: Path | None = None,
    replay: Path | None = None,
    used: Path | None = None,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> Checked:
    """Check `claims` against the articles at `against`; see `run` for the rest.

    Tier `auto` asks the judge only where an endpoint is set; `judge` falls back on the embedded model. `cache` is the
    folder of a journal that any number of processes may use, unless the setting `cache` is false; a cassette takes its
    place. Where it cannot be had, that is noted, and everything is asked.
    """
    settings, progress = settings or Settings.load().settings, progress or Silent()
    kept_in = cache if settings.cache and record is None and replay is None else None
    given = [Claim.of(claim) if isinstance(claim, str) else claim for claim in claims]
    with cassette.taped(record, replay, used, progress.note):
        judge = _judge(settings, replay, progress, kept_in)
        return _finished(_check(given, ingest(against, sys.stdin), settings, progress, judge), kept_in)


def compare(
    paths: Sequence[str | Path],
    settings: Settings | None = None,
    *,
    record: Path | None = None,
    replay: Path | None = None,
    used: Path | None = None,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Say who derives from whom among the articles at `paths`, and what each rewrite changed; see `run` for the rest.

    The tier is chosen, and `cache` is used, as in `check`.
    """
    settings, progress = settings or Settings.load().settings, progress or Silent()
    kept_in = cache if settings.cache and record is None and replay is None else None
    with cassette.taped(record, replay, used, progress.note):
        judge = _judge(settings, replay, progress, kept_in)
        return _finished(_compare(ingest(paths, sys.stdin), settings, progress, judge), kept_in)


@dataclass(frozen=True)
class Checked:
    """What `check` gives: each claim with its verdict, the articles it was held against, and how it was done."""

    claims: tuple[CheckedClaim, ...]
    documents: tuple[Document, ...]
    failures: tuple[Failure, ...]
    tiers: tuple[str, ...]
    usage: Usage = field(default_factory=Usage)


# --- the stages in their order ---------------------------------------------------------------------------


async def _run(
    ingested: Ingested,
    settings: Settings,
    replay: Path | None,
    progress: Progress,
    journal: Journal | None,
) -> Report:
    documents = ingested.documents
    chosen(documents, settings.primary)  # a wrong one is told before anything is asked

    with Workers(Sources(documents), _workers(settings, documents)) as workers:
        between = Between(workers, settings.primary)
        chunks = asyncio.create_task(asyncio.to_thread(_chunks, documents, settings.chunk_tokens))
        async with connect(settings, replay, progress.note, journal) as connection:
            _refuse_no_judge(settings, connection)
            work = Work(settings, connection, progress)
            extracted = await work.extract(await chunks, workers)
            origins, differing = await between.found
            claims = merge(_primary_first([c for c in extracted if isinstance(c, Claim)], origins.primary))
            between.expect(len(claims))
            checked, former = await work.check_and_mend(claims, workers, between.hold)
            _tell_spent(connection, progress)

        progress.stage("compare articles", 0)
        matrix = await between.matrix(checked)

    vetted = vet(checked, matrix, former, objections(checked, documents, origins))
    vetted = without_disputed(vetted, differing, documents, origins)
    summary = compose(vetted, matrix, documents, origins.primary, settings.summary_sentences)
    return Report(
        documents=documents,
        summary=summary,
        claims=tuple(vetted),
        lineage=origins,
        matrix=matrix,
        conflicts=differing,
        unsourced=unsourced(vetted, matrix, documents, origins),
        left_out=gaps([sentence.text for sentence in summary], documents, origins),
        failures=(*ingested.failures, *(f for f in extracted if isinstance(f, Failure))),
        usage=work.usage,
        provenance=Provenance(
            version=version("pipeline"),
            mode=connection.mode,
            model=connection.name,
            prompts={prompt.id: prompt.fingerprint for prompt in work.prompts_used},
            tiers=work.tiers,
            settings=settings.shaping(),
        ),
    )


async def _check(
    claims: Sequence[Claim],
    ingested: Ingested,
    settings: Settings,
    progress: Progress,
    judge: AbstractAsyncContextManager[Connection],
) -> Checked:
    sources = Sources(ingested.documents)
    async with judge as connection:
        with Workers(sources, _workers(settings, sources.documents)) as workers:
            work = Work(settings, connection, progress)
            checked = await work.check(claims, workers)
        _tell_spent(connection, progress)
    usage = sum(work.usage.values(), start=Usage())
    return Checked(tuple(checked), ingested.documents, ingested.failures, work.tiers, usage)


async def _compare(
    ingested: Ingested,
    settings: Settings,
    progress: Progress,
    judge: AbstractAsyncContextManager[Connection],
) -> Comparison:
    documents = {document.id: document for document in ingested.documents}
    origins = lineage(ingested.documents, settings.primary)
    against = originals(ingested.documents, origins, settings.primary)
    async with judge as connection:
        work = Work(settings, connection, progress)
        checked: dict[str, list[CheckedClaim]] = {}
        for original in dict.fromkeys(against.values()):
            names = [name for name, held in against.items() if held == original]
            count = _workers(settings, [documents[name] for name in (original, *names)])
            with Workers(Sources([documents[original]]), count) as workers:
                for name in names:
                    checked[name] = await work.check(claims_of(documents[name]), workers)
        _tell_spent(connection, progress)
    in_order = {name: checked[name] for name in against}
    found = compare_articles(ingested.documents, origins, against, in_order)
    return found.model_copy(update={"tiers": work.tiers, "failures": ingested.failures})


def _chunks(documents: Sequence[Document], size: int) -> list[Chunk]:
    return [piece for document in documents for piece in chunk(document, size)]


def _primary_first(claims: Sequence[Claim], primary: str | None) -> list[Claim]:
    """The claims of the original before those of its rewrites, so that merging keeps the original's words."""
    return sorted(claims, key=lambda claim: primary not in claim.documents)


# --- the edges -------------------------------------------------------------------------------------------


Found = TypeVar("Found")


def _finished(work: Coroutine[object, object, Found], kept_in: Path | None) -> Found:
    """What `work` gives. Where a budget ends it, the error says how to go on."""
    try:
        return asyncio.run(work)
    except BudgetExceeded as error:
        told = "Nothing is kept of it."
        if kept_in is not None:
            told = f"What has been answered is kept in {str(kept_in)!r}: the same command goes on from there."
        raise BudgetExceeded(f"{error} {told}") from error


def _workers(settings: Settings, documents: Sequence[Document]) -> int:
    """The processes to start: as many as are asked for, else as pay for the length of the articles."""
    if settings.workers is not None:
        return settings.workers
    return usual(sum(len(document.text) for document in documents))


def _journal(folder: Path | None, resume: bool) -> AbstractContextManager[Journal | None]:
    return nullcontext() if folder is None else opened(folder, fresh=not resume)


@contextmanager
def _cache(folder: Path | None, progress: Progress) -> Iterator[Journal | None]:
    """The journal of checks in `folder`; None where there is none to be had, which is no reason to check nothing."""
    with ExitStack() as stack:
        journal = None
        if folder is not None:
            try:
                journal = stack.enter_context(shared(folder))
            except InputError as error:
                progress.note(f"answers are not kept: {error}")
        yield journal


def _tell_spent(connection: Connection, progress: Progress) -> None:
    """Say what this process really asked, where that is less than what the report counts."""
    if connection.journalled is not None and connection.journalled.recalled:
        spent = connection.journalled.spent
        progress.note(
            f"answers from the journal: {connection.journalled.recalled:,}; asked now: {spent.requests:,} "
            f"({spent.prompt_tokens:,} tokens sent, {spent.completion_tokens:,} received)"
        )


@asynccontextmanager
async def _judge(
    settings: Settings, replay: Path | None, progress: Progress, cache: Path | None
) -> AsyncIterator[Connection]:
    """The model that judges claims: for tier `auto` only where the settings name one."""
    named = settings.base_url or settings.gguf or settings.preset or replay
    if settings.tier is Tier.JUDGE or (settings.tier is Tier.AUTO and named):
        with _cache(cache, progress) as journal:
            async with connect(settings, replay, progress.note, journal) as connection:
                _refuse_no_judge(settings, connection)
                yield connection
    else:
        yield unconnected()


def _refuse_no_judge(settings: Settings, connection: Connection) -> None:
    if settings.tier is Tier.JUDGE and connection.model is None:
        raise InputError(
            "Tier 'judge' needs a model: set OPENAI_BASE_URL, or install the embedded one "
            "(pip install 'pipeline[local]', then pipeline model pull)."
        )


def _write(report: Report, out: Path) -> None:
    """Write every file of a report into `out`; a file is replaced as a whole."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, pieces in reports.files(report):
            partial = out / f".{name}.partial"
            with partial.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(pieces)
            partial.replace(out / name)
    except OSError as error:
        raise InputError(f"The reports cannot be written to {str(out)!r}: {error.strerror}.") from error
