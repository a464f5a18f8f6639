"""The table of agreement, the plan, readers' habits and pictures, of whole datasets."""

from __future__ import annotations

import itertools
import json
import math
import pickle
import random
from typing import Any

import numpy as np
import pandas as pd
import pytest

import annotator as an
from annotator.pictures.picture import MIME
from annotator.reliability import (
    agreement_of,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    sums_of,
    u_alpha,
)
from annotator.reliability.planning import documents_needed
from reliability_material import (
    CLAIMS,
    COUNT,
    DOCUMENT,
    GRANT,
    GUILD,
    LOG,
    SAVED,
    WAITS,
    dataset,
    five,
    link,
    mark,
    reading,
)

QUOTES = (SAVED, WAITS, GUILD, LOG, COUNT, GRANT)
STRENGTHS = ("none", "thin", "partial", "solid")
TYPES = ("fact", "reported", "prediction")


def articles(count: int) -> list[an.Document]:
    return [an.Document.from_text(f"Report {at}\n\n{DOCUMENT.text}") for at in range(count)]


def corpus(count: int = 8, seed: int = 1, readers: str = "ada ben cleo") -> an.Dataset:
    """Articles that are hard to different degrees; each reader errs now and then."""
    random_ = random.Random(seed)
    found = []
    for document in articles(count):
        hard = random_.random() * 0.6
        truth = [(random_.choice(TYPES), random_.randrange(4)) for _ in QUOTES]
        for name in readers.split():
            marks = []
            for quote, (type_, strength) in zip(QUOTES, truth, strict=True):
                if random_.random() < 0.15:
                    continue
                seen = random_.choice(TYPES) if random_.random() < hard else type_
                graded = min(
                    3, max(0, strength + (random_.choice([-1, 1]) if random_.random() < hard else 0))
                )
                values = {"claim_type": seen, "evidence_strength": STRENGTHS[graded]}
                start = document.text.index(quote)
                cut = random_.randrange(6)
                marks.append(mark((start, start + len(quote) - cut), document=document, **values))
            found.append(reading(name, *marks, document=document))
    return an.Dataset.from_readings(found, articles(count))


def row(table: pd.DataFrame, measure: str, about: str, kind: str = "claim", field: str = "") -> pd.Series:
    chosen = table.query("measure == @measure and about == @about and kind == @kind and field == @field")
    assert len(chosen) == 1, chosen
    return chosen.iloc[0]


def ratings(ds: an.Dataset, field: str) -> pd.DataFrame:
    """Readers by units, as `align` puts them together."""
    table = an.align(ds)
    table = table[table["kind"] == "claim"]
    return (
        table.pivot(index="reader", columns="unit", values=field)
        .astype(object)
        .where(lambda each: each.notna(), None)
    )


def test_figures_are_those_of_the_plain_functions() -> None:
    ds = corpus()
    table = an.agreement(ds, measures="all")
    units = an.align(ds).query("kind == 'claim'").drop_duplicates("unit").set_index("unit")["document"]
    for field, level, values in (
        ("claim_type", "nominal", None),
        ("evidence_strength", "ordinal", STRENGTHS),
    ):
        cells = ratings(ds, field)
        expected = krippendorff_alpha(cells, level, values=values, documents=units[cells.columns])
        found = row(table, "alpha", "what", field=field)
        assert found["value"] == pytest.approx(expected.value)
        assert (found["low"], found["high"]) == pytest.approx(expected.interval)
        assert found["units"] == expected.n
    cells = ratings(ds, "claim_type")
    kinds = [value.id for value in an.Codebook.load("claims").field("claim_type").values if not value.missing]
    assert row(table, "ac1", "what", field="claim_type")["value"] == pytest.approx(
        gwet_ac1(cells, values=kinds).value
    )
    counts = np.stack([(cells == kind).sum(axis=0) for kind in kinds], axis=1)
    assert row(table, "fleiss", "what", field="claim_type")["value"] == pytest.approx(
        fleiss_kappa(counts).value
    )
    pairs = [cohen_kappa(cells.iloc[i], cells.iloc[j]).value for i, j in itertools.combinations(range(3), 2)]
    assert row(table, "cohen", "what", field="claim_type")["value"] == pytest.approx(np.mean(pairs))


def test_where_is_u_alpha_over_all_documents() -> None:
    ds = corpus(1)
    spans = [(r.reader, r.start, r.end, 1) for r in ds.annotations.itertuples()]
    found = row(an.agreement(ds), "u_alpha", "where")
    length = int(ds.documents["length"].iloc[0])
    assert found["value"] == pytest.approx(u_alpha(spans, length).value)
    typed = [(r.reader, r.start, r.end, r.claim_type) for r in ds.annotations.itertuples()]
    both = row(an.agreement(ds), "u_alpha", "both", field="claim_type")
    assert both["value"] == pytest.approx(u_alpha(typed, length).value)


def test_f1_and_what_has_no_partner() -> None:
    table = an.agreement(
        dataset(
            reading("ada", mark(SAVED), mark(WAITS), mark(GRANT)),
            reading("ben", mark(SAVED), mark((141, 180)), mark(GUILD)),
        )
    )
    assert row(table, "f1_exact", "where")["value"] == pytest.approx(1 / 3)
    assert row(table, "f1_overlap", "where")["value"] == pytest.approx(2 / 3)
    assert row(table, "alone", "where")["value"] == pytest.approx(2 / 6)


def test_basis_is_told() -> None:
    found = row(an.agreement(corpus(8)), "alpha", "what", field="claim_type")
    assert (found["readers"], found["documents"]) == (3, 8)
    assert 0 < found["units"] <= 48
    assert found["pairs"] > found["units"]
    assert found["low"] < found["value"] < found["high"]
    assert "95 % interval" in found["meaning"]
    assert "8 documents" in found["meaning"]


def test_order_of_readings_changes_nothing() -> None:
    ds = corpus(4)
    readings = ds.readings_raw
    random.Random(3).shuffle(readings)
    other = an.Dataset.from_readings(readings, articles(4))
    pd.testing.assert_frame_equal(an.agreement(ds, measures="all"), an.agreement(other, measures="all"))


def test_sets_by_masi_numbers_and_yes_or_no() -> None:
    book = {
        **CLAIMS, "id": "levels",
        "fields": [
            {"id": "topics", "title": "Topics", "level": "multiple", "on": ["claim"],
             "values": [{"id": value, "title": value} for value in ("law", "money", "water")]},
            {"id": "litres", "title": "Litres", "level": "interval", "on": ["claim"]},
            {"id": "checked", "title": "Checked", "level": "boolean", "on": ["claim"]},
            {"id": "words", "title": "Words", "level": "text", "on": ["claim"]},
        ],
        "kinds": [{"id": "claim", "title": "Claim"}], "relations": [],
    }  # fmt: skip
    topics = [["law"], ["law", "money"], ["water"], [], ["money"], ["law", "water"]]

    def of(name: str, shift: int) -> dict[str, Any]:
        return reading(
            name,
            *(mark(quote, topics=topics[(at + shift * (at % 2)) % 6], litres=10.5 * at + shift, checked=at % 2 == shift % 2,
                   words=f"{name} {at}") for at, quote in enumerate(QUOTES)),
            codebook=book,
        )  # fmt: skip

    table = an.agreement(dataset(of("ada", 0), of("ben", 1), of("cleo", 0)))
    assert list(table["field"].replace("", pd.NA).dropna().unique()) == ["topics", "litres", "checked"]
    assert row(table, "alpha", "what", field="topics")["level"] == "set"
    numbers = [[10.5 * at + shift for at in range(6)] for shift in (0, 1, 0)]
    assert row(table, "alpha", "what", field="litres")["value"] == pytest.approx(
        krippendorff_alpha(numbers, "interval").value
    )
    from nltk.metrics import agreement as nltk_agreement
    from nltk.metrics import masi_distance

    triples = [
        (name, str(at), frozenset(topics[(at + shift * (at % 2)) % 6]) or frozenset(["none of them"]))
        for name, shift in (("ada", 0), ("ben", 1), ("cleo", 0))
        for at in range(6)
    ]
    expected = nltk_agreement.AnnotationTask(triples, distance=masi_distance).alpha()
    assert row(table, "alpha", "what", field="topics")["value"] == pytest.approx(expected)
    assert row(table, "alpha", "what", field="checked")["value"] < 0


def test_relations_of_matched_ends() -> None:
    marks = [mark(LOG, "evidence"), mark(SAVED), mark(WAITS), mark(GRANT)]
    same = {"r-1": link("supports", "a-0", "a-1")}
    table = an.agreement(
        dataset(reading("ada", *marks, relations=same), reading("ben", *marks, relations=same))
    )
    assert row(table, "alpha", "relations", kind="")["value"] == 1
    other = {"r-1": link("contradicts", "a-0", "a-1")}
    table = an.agreement(
        dataset(reading("ada", *marks, relations=same), reading("ben", *marks, relations=other))
    )
    assert row(table, "f1", "relations", kind="")["value"] == 0
    assert row(table, "alpha", "relations", kind="")["value"] < 1
    alone = an.agreement(dataset(reading("ada", *marks, relations=same), reading("ben", *marks[1:])))
    assert row(alone, "alone", "relations", kind="")["value"] == 1
    assert math.isnan(row(alone, "alpha", "relations", kind="")["value"])


def test_questions_about_the_document() -> None:
    genres = ("analysis", "analysis", "opinion")
    table = an.agreement(
        dataset(*(reading(f"r{at}", answers={"genre": genre}) for at, genre in enumerate(genres)))
    )
    found = row(table, "alpha", "what", kind="document", field="genre")
    assert (found["units"], found["pairs"]) == (1, 3)
    only = an.agreement(
        dataset(*(reading(f"r{at}", answers={"genre": g}) for at, g in enumerate(genres))), kinds=["document"]
    )
    assert set(only["kind"]) == {"document"}


# --- groups


def test_by_pair_document_column_and_own_groups() -> None:
    ds = corpus(4)
    pairs = an.agreement(ds, by="pair")
    assert set(zip(pairs["reader_a"], pairs["reader_b"], strict=True)) == {
        ("ada", "ben"),
        ("ada", "cleo"),
        ("ben", "cleo"),
    }
    assert set(pairs["readers"]) == {2}
    cells = ratings(ds, "claim_type")
    expected = krippendorff_alpha(cells.loc[["ada", "ben"]]).value
    chosen = pairs.query(
        "reader_a == 'ada' and reader_b == 'ben' and measure == 'alpha' and field == 'claim_type'"
    )
    assert chosen["value"].iloc[0] == pytest.approx(expected)
    assert an.agreement(ds, by="document")["document"].nunique() == 4
    groups = {id_: "early" if at < 2 else "late" for at, id_ in enumerate(ds.documents["document"])}
    mine = an.agreement(ds, by=groups)
    assert list(mine["group"].unique()) == ["early", "late"]
    whole = dict.fromkeys(groups, "all")
    pd.testing.assert_frame_equal(
        an.agreement(ds, by=whole).drop(columns="group"), an.agreement(ds), check_like=True
    )
    pd.testing.assert_frame_equal(an.agreement(ds, by=pd.Series(groups)), mine)
    with pytest.raises(ValueError, match="no group 'topic': choose pair, or one of"):
        an.agreement(ds, by="topic")
    with pytest.raises(ValueError, match="no document 'doc-none'"):
        an.agreement(ds, by={"doc-none": "a"})


def test_mixed_versions_warn_and_can_be_told_apart() -> None:
    newer = {**CLAIMS, "version": "2.0"}
    ds = dataset(*(reading(name, mark(SAVED, claim_type="fact"), codebook=book)
                   for name, book in (("ada", CLAIMS), ("ben", CLAIMS), ("cleo", newer), ("dan", newer))))  # fmt: skip
    with pytest.warns(UserWarning, match="Mixed versions of the codebook claims: 1.0, 2.0"):
        table = an.agreement(ds)
    assert "Mixed versions" in table.attrs["notes"][0]
    with pytest.warns(UserWarning, match="Mixed versions"):
        apart = an.agreement(ds, by="codebook_version")
    assert set(apart["codebook_version"]) == {"1.0", "2.0"}
    assert set(apart["readers"]) == {2}


# --- missing, undefined


def test_marked_nothing_is_not_marked_and_not_read_is_missing() -> None:
    marks = [mark(SAVED), mark(WAITS)]
    two = [reading("ada", *marks), reading("ben", *marks)]
    assert row(an.agreement(dataset(*two)), "u_alpha", "where")["value"] == 1
    nothing = an.agreement(dataset(*two, reading("cleo")))
    assert row(nothing, "u_alpha", "where")["value"] < 0.5
    elsewhere = an.Document.from_text("Another article")
    unread = an.Dataset.from_readings([*two, reading("cleo", document=elsewhere)], [DOCUMENT])
    found = row(an.agreement(unread), "u_alpha", "where")
    assert (found["value"], found["documents"]) == (1, 1)


def test_cannot_be_judged_is_missing_and_never_the_lowest() -> None:
    def by(third: str) -> float:
        strengths = ("none", "solid", "none", "solid", "thin")
        ds = dataset(
            *(reading(name, *(mark(q, evidence_strength=s) for q, s in zip(QUOTES, given, strict=False)))
              for name, given in (("ada", strengths), ("ben", strengths), ("cleo", (third, *strengths[1:]))))
        )  # fmt: skip
        return float(row(an.agreement(ds), "alpha", "what", field="evidence_strength")["value"])

    assert by("cannot_judge") == 1
    assert by("solid") < 1


def test_empty_readings_that_are_not_done_are_told() -> None:
    ds = dataset(reading("ada", mark(SAVED)), reading("ben", mark(SAVED)), reading("cleo", done=False))
    table = an.agreement(ds)
    assert "cleo" in table.attrs["notes"][0]
    assert row(table, "u_alpha", "where")["readers"] == 3
    done = an.agreement(ds, done_only=True)
    assert row(done, "u_alpha", "where")["readers"] == 2
    assert "1 readings that are not marked as done" in done.attrs["notes"][0]


def test_undefined_is_said_and_explained() -> None:
    same = [mark(quote, claim_type="fact") for quote in QUOTES[:3]]
    table = an.agreement(dataset(reading("ada", *same), reading("ben", *same)), measures="all")
    for measure in ("alpha", "cohen", "fleiss", "scott", "ac1"):
        found = row(table, measure, "what", field="claim_type")
        assert math.isnan(found["value"])
        assert "every reader chose 'fact'" in found["note"]
        assert "undefined" in found["meaning"]
    alone = row(an.agreement(dataset(reading("ada", *same))), "u_alpha", "where")
    assert math.isnan(alone["value"])
    assert "nothing to compare" in alone["note"]
    everything = mark((0, DOCUMENT.length))
    full = an.agreement(dataset(reading("ada", everything), reading("ben", everything)))
    assert "everybody marked everything" in row(full, "u_alpha", "where")["note"]
    assert len(an.agreement(dataset())) == 0
    assert len(an.agreement(dataset(reading("ada"), reading("ben")))) == 0


def test_one_document_has_no_interval_and_says_so() -> None:
    found = row(an.agreement(five()), "alpha", "what", field="claim_type")
    assert math.isnan(found["low"])
    assert found["note"] == "no interval: it takes at least two documents"


def test_spans_of_one_reader_that_overlap_are_no_trouble() -> None:
    overlapping = [mark((29, 80)), mark((40, 100)), mark((29, 60)), mark((29, 80))]
    table = an.agreement(dataset(reading("ada", *overlapping), reading("ben", mark((29, 100)))))
    assert row(table, "u_alpha", "where")["value"] > 0.8
    assert 0 <= row(table, "f1_exact", "where")["value"] <= 1


def test_bad_measure() -> None:
    with pytest.raises(ValueError, match="no measure 'kappa': choose some of percent, cohen"):
        an.agreement(five(), measures="kappa")


# --- plan


def test_plan_says_how_many_more_documents() -> None:
    table = an.plan(corpus(8), 0.2)
    found = table.query("field == 'claim_type' and measure == 'alpha'").iloc[0]
    assert found["needed"] > 8
    assert found["more"] == found["needed"] - 8
    assert f"about {found['more']} more document" in found["meaning"]
    wide = an.plan(an.agreement(corpus(8)), 1.5).query("field == 'claim_type' and measure == 'alpha'").iloc[0]
    assert wide["more"] == 0
    one = an.plan(five(), 0.2)
    assert one["needed"].isna().all()
    assert one["meaning"].str.contains("cannot be said").all()
    with pytest.raises(ValueError, match="between 0 and 2"):
        an.plan(five(), 0)


def test_the_plan_comes_true() -> None:
    """As many documents as planned give about the wanted width."""
    small, seeds = 12, range(6)
    planned = [an.plan(corpus(small, seed), 0.15).query("field == 'claim_type' and measure == 'alpha'")["needed"].iloc[0]
               for seed in seeds]  # fmt: skip
    needed = int(np.median(planned))
    found = row(an.agreement(corpus(needed, 77)), "alpha", "what", field="claim_type")
    assert found["high"] - found["low"] == pytest.approx(0.15, rel=0.4)


def test_documents_needed_grow_with_the_square() -> None:
    few, many = documents_needed(0.7, 0.1, 50, 0.1), documents_needed(0.7, 0.1, 50, 0.05)
    assert few
    assert many
    assert many / few == pytest.approx(4, rel=0.1)


# --- readers


def test_habits_are_found() -> None:
    table = an.readers(five(), method="majority").set_index(["reader", "kind", "question"])
    assert table.loc[("ben", "claim", "evidence_strength"), "bias"] == 1.0
    assert "lenient" in table.loc[("ben", "claim", "evidence_strength"), "meaning"]
    cleo = table.loc[("cleo", "claim", "source_type")]
    assert (cleo["usual"], cleo["usual_true"]) == ("named_person", "unnamed")
    eve = table.loc[("eve", "claim", "marked")]
    assert (eve["bias"], eve["annotations"]) == (pytest.approx(-4 / 6), 0)
    assert "missed 4 of 4" in eve["meaning"]


@pytest.mark.parametrize("method", ["majority", "dawid_skene", "mace"])
def test_against_a_consensus_or_a_gold_reading(method: str) -> None:
    found = an.readers(five(), method=method)
    assert set(found["reader"]) == {"ada", "ben", "cleo", "dan", "eve"}
    assert found.attrs["against"] == f"the consensus ({method}) of 5 readers"


def test_gold() -> None:
    found = an.readers(five(), gold="ada")
    assert "ada" not in set(found["reader"])
    assert found.attrs["against"] == "the readings of ada"
    dan = found.set_index(["reader", "kind", "question"]).loc[("dan", "claim", "marked")]
    assert (dan["answers"], dan["accuracy"]) == (6, pytest.approx(4 / 6))
    judged = [
        {**record, "origin": "adjudication"} for record in five().readings_raw[0]["annotations"].values()
    ]
    again = an.readers(dataset(*five().readings_raw[1:], reading("judge", *judged)), gold="judge")
    assert set(again["reader"]) == {"ben", "cleo", "dan", "eve"}
    with pytest.raises(ValueError, match="no reader 'zoe'"):
        an.readers(five(), gold="zoe")


def test_confusion_has_true_values_in_rows() -> None:
    table = an.confusion(five(), "source_type", method="majority")
    assert table.loc["unnamed", "named_person"] == 3
    assert (
        an.confusion(five(), "source_type", reader="cleo", method="majority").loc["unnamed", "named_person"]
        == 2
    )
    assert list(an.confusion(five(), "evidence_strength").index) == list(STRENGTHS)
    assert an.confusion(five(), "marked", kind="claim", method="majority").loc["marked", "not marked"] == 6
    with pytest.raises(ValueError, match="no confusion of 'mood'"):
        an.confusion(five(), "mood")


def test_pace_is_told_where_times_are_kept() -> None:
    times = ["10:00:00", "10:00:30", "10:02:00", "11:30:00"]
    marks = [{**mark(q), "created": f"2026-03-01T{time}Z"} for q, time in zip(QUOTES, times, strict=False)]
    found = an.readers(dataset(reading("ada", *marks), reading("ben", mark(SAVED))), method="majority")
    assert found.set_index("reader").loc["ada", "seconds"] == 60
    assert math.isnan(found.set_index("reader").loc["ben", "seconds"])


# --- pictures


@pytest.mark.parametrize(
    ("what", "options"),
    [
        ("pairs", {}),
        ("pairs", {"field": "evidence_strength"}),
        ("confusion", {"field": "evidence_strength"}),
        ("strip", {"document": DOCUMENT.title}),
        ("readers", {}),
    ],
)
def test_pictures_have_a_table_and_words(what: str, options: dict[str, Any], capsys: Any) -> None:
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    found = an.picture(five(), what, **options)
    assert len(found.table)
    assert found.spec["description"] == found.description
    json.dumps(found.spec, allow_nan=False)
    InteractiveShell.instance()
    with capture_output() as shown:
        found._ipython_display_()
    drawn, beside = shown.outputs
    assert drawn.data[MIME]["data"]["values"]
    assert found.description in drawn.data["text/plain"]
    assert "<table" in beside.data["text/html"]
    assert found.chart.to_dict(validate=False)["description"] == found.description


def test_pictures_say_the_main_thing() -> None:
    assert "Least: ada and eve" in an.picture(five()).description
    assert (
        "named_person where it is unnamed" in an.picture(five(), "confusion", field="source_type").description
    )
    assert "Most disputed: " in an.picture(five(), "strip").description


def test_text_of_articles_never_becomes_html() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    document = an.Document.from_text(f"{hostile}\n\nWater is wet.", title=hostile)
    ds = an.Dataset.from_readings(
        [
            reading(name, mark((0, len(hostile)), document=document), document=document)
            for name in (hostile, "ben")
        ],
        [document],
    )
    for found in (an.picture(ds, "strip"), an.picture(ds)):
        assert "<img" not in found.table_in_html()


def test_nothing_to_show_is_said() -> None:
    with pytest.raises(ValueError, match="no picture 'pie': choose one of pairs"):
        an.picture(five(), "pie")
    with pytest.raises(ValueError, match="takes two readers"):
        an.picture(dataset(reading("ada", mark(SAVED))))
    with pytest.raises(ValueError, match="read by 1 of the readers"):
        an.picture(dataset(reading("ada", mark(SAVED))), "strip")
    with pytest.raises(ValueError, match="no document 'x'"):
        an.picture(five(), "strip", document="x")


# --- in parts


def test_in_parts_it_is_the_same_to_the_last_digits() -> None:
    whole = corpus(6, readers="ada ben cleo dan")
    ids = list(whole.documents["document"])
    parts = [
        an.Dataset.from_readings([raw for raw in whole.readings_raw if raw["document"]["id"] in chosen])
        for chosen in (ids[:1], ids[1:4], ids[4:])
    ]
    one, many = an.agreement(whole, measures="all"), an.agreement(iter(parts), measures="all")
    pd.testing.assert_frame_equal(one, many, rtol=1e-9)
    pairs = an.agreement(whole, by="pair"), an.agreement(parts, by="pair")
    pd.testing.assert_frame_equal(*pairs, rtol=1e-9)
    with pytest.raises(ValueError, match="is in several datasets"):
        an.agreement([parts[0], parts[0]])
    sent = [pickle.loads(pickle.dumps(sums_of(part, measures="all"))) for part in parts]
    pd.testing.assert_frame_equal(one, agreement_of(sent), rtol=1e-9)


def test_sets_and_numbers_in_parts() -> None:
    book = {
        **CLAIMS, "id": "levels", "kinds": [{"id": "claim", "title": "Claim"}], "relations": [],
        "fields": [
            {"id": "topics", "title": "Topics", "level": "multiple", "on": ["claim"],
             "values": [{"id": value, "title": value} for value in ("law", "money", "water")]},
            {"id": "litres", "title": "Litres", "level": "interval", "on": ["claim"]},
        ],
    }  # fmt: skip
    random_ = random.Random(5)
    readings = [
        reading(
            name,
            *(mark((document.text.index(q), document.text.index(q) + len(q)), document=document,
                   topics=[t for t in ("law", "money", "water") if random_.random() < 0.5],
                   litres=1000 * at + random_.random()) for q in QUOTES),
            document=document, codebook=book,
        )
        for at, document in enumerate(articles(3))
        for name in ("ada", "ben")
    ]  # fmt: skip
    whole = an.Dataset.from_readings(readings)
    parts = [an.Dataset.from_readings(readings[at : at + 2]) for at in (0, 2, 4)]
    pd.testing.assert_frame_equal(an.agreement(whole), an.agreement(parts), rtol=1e-9)
