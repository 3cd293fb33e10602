from __future__ import annotations

import time
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.records import Document, Lineage
from pipeline.sources.lineage import coefficients, lineage
from tests.sources.fit_lineage import fit, score, signals
from tests.sources.groups import articles, document, pairs


def together(found: Lineage) -> set[frozenset[str]]:
    return {frozenset(pair) for cluster in found.clusters for pair in combinations(cluster, 2)}


# --- labelled groups -------------------------------------------------------------------------------------


def test_the_test_split_holds_enough_pairs_of_every_sort() -> None:
    held_out = pairs(articles("test"))

    assert sum(pair.is_dependent for pair in held_out) >= 30
    assert sum(pair.is_same_event and not pair.is_dependent for pair in held_out) >= 30
    assert sum(not pair.is_same_event for pair in held_out) >= 30


def test_no_event_is_in_both_splits() -> None:
    events = [{labelled.event for labelled in articles(split)} for split in ("dev", "test")]

    assert all(events)
    assert not events[0] & events[1]


def test_pairs_that_were_not_tuned_on_are_told_apart() -> None:
    found = score(signals("test"), coefficients())

    assert found["f1"] >= 0.9
    assert found["precision"] >= 0.95


def test_clusters_of_articles_that_were_not_tuned_on_are_right() -> None:
    held_out = articles("test")

    told = together(lineage([labelled.document for labelled in held_out]))

    true = {frozenset((p.left.document.id, p.right.document.id)) for p in pairs(held_out) if p.is_dependent}
    assert 2 * len(told & true) / (len(told) + len(true)) >= 0.95


def test_the_first_of_a_cluster_is_its_original() -> None:
    held_out = articles("test")
    originals = {f"{labelled.event}-{labelled.source}" for labelled in held_out}

    found = lineage([labelled.document for labelled in held_out])

    first = [cluster[0] for cluster in found.clusters if len(cluster) > 1]
    assert sum(name in originals for name in first) >= 0.9 * len(first)


def test_the_coefficients_are_those_of_the_dev_split() -> None:
    fitted = fit(signals("dev"))

    assert fitted["bias"] == pytest.approx(coefficients()["bias"], abs=0.02)
    assert fitted["weights"] == pytest.approx(coefficients()["weights"], abs=0.02)


# --- seeds/ ----------------------------------------------------------------------------------------------


def test_the_wire_report_is_the_original_of_the_seeds(seeds: dict[str, Document]) -> None:
    found = lineage(list(seeds.values()))

    assert found.primary == seeds["001"].id
    assert [set(cluster) for cluster in found.clusters] == [{document.id for document in seeds.values()}]
    assert {(edge.parent, edge.child) for edge in found.edges} == {
        (seeds["001"].id, seeds[name].id) for name in ("000", "002", "003", "004")
    }


def test_an_article_that_credits_an_agency_derives_from_its_report(seeds: dict[str, Document]) -> None:
    found = lineage([seeds["001"], seeds["002"]])

    assert found.edges[0].reasons[0] == "names its source: “Reuters first reported”"


def test_only_the_request_to_nato_is_taken_from_the_wire_report(seeds: dict[str, Document]) -> None:
    found = lineage([seeds["001"], seeds["004"]])

    taken = " ".join(passage.child.of(seeds["004"].text) for passage in found.edges[0].passages)
    assert "withdrawing from key NATO defense coordination mechanisms" in taken
    assert "Norfolk" not in taken


def test_the_order_of_the_files_changes_nothing(seeds: dict[str, Document]) -> None:
    forth, back = lineage(list(seeds.values())), lineage(list(seeds.values())[::-1])

    assert set(forth.edges) == set(back.edges)
    assert forth.primary == back.primary


# --- the primary article ---------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["id", "path"])
def test_a_chosen_primary_article_is_the_original(seeds: dict[str, Document], field: str) -> None:
    found = lineage(list(seeds.values()), primary=getattr(seeds["002"], field))

    assert found.primary == seeds["002"].id
    assert found.clusters[0][0] == seeds["002"].id
    assert seeds["002"].id not in {edge.child for edge in found.edges}


def test_a_primary_article_is_found_by_another_spelling_of_its_path(seeds: dict[str, Document]) -> None:
    path = Path(seeds["001"].path)

    found = lineage(list(seeds.values()), primary=str(path.parent / ".." / path.parent.name / path.name))

    assert found.primary == seeds["001"].id


def test_a_primary_article_that_is_not_there_is_named(seeds: dict[str, Document]) -> None:
    with pytest.raises(InputError, match=r"'other\.txt' is not among the articles"):
        lineage(list(seeds.values()), primary="other.txt")


# --- sizes and shapes ------------------------------------------------------------------------------------


def test_no_articles_have_no_lineage() -> None:
    assert lineage([]) == Lineage()


def test_one_article_is_its_own_original() -> None:
    assert lineage([document("a", "One sentence.")]) == Lineage(clusters=(("a",),), primary="a")


def test_two_unrelated_articles_stand_alone() -> None:
    first, second = (next(a for a in articles("dev") if a.event == event) for event in ("ferry", "schools"))

    found = lineage([first.document, second.document])

    assert found == Lineage(clusters=((first.document.id,), (second.document.id,)))


def test_an_empty_article_stands_alone() -> None:
    found = lineage([document("a", ""), document("b", "A storm hit the coast of Kalvik on Monday night.")])

    assert found.clusters == (("a",), ("b",))


def test_a_copy_derives_from_what_it_was_copied_from() -> None:
    text = articles("dev")[0].document.text

    found = lineage([document("a", text), document("b", text)])

    assert found.clusters == (("a", "b"),)
    assert found.edges[0].confidence > 0.99


def test_an_article_made_from_two_is_in_the_clusters_of_both() -> None:
    by_name = {labelled.document.id: labelled.document for labelled in articles("dev")}
    ferry, schools = by_name["ferry-a"], by_name["schools-a"]
    both = document("both", by_name["ferry-a1"].text + "\n" + by_name["schools-a1"].text)

    found = lineage([ferry, schools, both])

    assert {(edge.parent, edge.child) for edge in found.edges} == {("ferry-a", "both"), ("schools-a", "both")}
    assert set(found.clusters) == {("ferry-a", "both"), ("schools-a", "both")}


def test_what_a_site_prints_under_each_article_ties_none_together() -> None:
    footer = "\nPlease share your thoughts below and follow me to read more of my content every week.\n" * 2
    different = [
        next(a for a in articles("test") if a.event == e) for e in ("fire", "strike", "mayor", "museum")
    ]
    texts = [document(labelled.event, labelled.document.text + footer) for labelled in different]

    assert lineage(texts).edges == ()


def test_two_hundred_articles_take_seconds() -> None:
    labelled = articles("test") + articles("dev")
    many = [
        document(f"{number}-{one.document.id}", f"{one.document.text}\nEdition {number}.")
        for number in range(3)
        for one in labelled
    ][:200]

    began = time.perf_counter()
    found = lineage(many)

    assert len(many) == 200
    assert time.perf_counter() - began < 20
    assert len(found.clusters) >= 20


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([a.document for a in articles("dev")]), unique_by=lambda d: d.id, max_size=7))
def test_every_article_is_in_a_cluster_and_no_article_derives_from_itself(documents: list[Document]) -> None:
    found = lineage(documents)

    assert {name for cluster in found.clusters for name in cluster} == {each.id for each in documents}
    for edge in found.edges:
        cluster = next(c for c in found.clusters if edge.parent in c and edge.child in c)
        assert cluster.index(edge.parent) < cluster.index(edge.child)
        assert 0.5 <= edge.confidence <= 1
        assert edge.reasons
