"""The codebooks that come with the package, and the example in the documentation."""

from __future__ import annotations

import json
import re
from itertools import combinations
from pathlib import Path

import jsonschema
import pytest

from annotator.codebook import Codebook, CodebookError, Value, built_in
from annotator.codebook_rules import PAPERS, RESERVED, contrast, linear
from annotator.schemas import load_schema

ROOT = Path(__file__).parents[1]
BOOKS = {name: Codebook.load(name) for name in built_in()}
every_book = pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS)

# Linear RGB as people without one type of cone see it, severity 1.0. Source: G. M. Machado, M. M. Oliveira and
# L. A. F. Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE Transactions on
# Visualization and Computer Graphics 15 (6), 2009.
VISION = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
# CIE 1976 color difference: 2.3 is just noticeable; ten times that is told apart at a glance.
TOLD_APART = 25


def lab(rgb: list[float]) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of linear RGB."""
    red, green, blue = rgb
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (
        part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116 for part in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def seen(color: str, vision: str) -> tuple[float, float, float]:
    rgb = linear(color)
    return lab(
        [min(1.0, max(0.0, sum(a * b for a, b in zip(row, rgb, strict=True)))) for row in VISION[vision]]
    )


def difference(one: str, other: str, vision: str) -> float:
    pairs = zip(seen(one, vision), seen(other, vision), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


def ids(values: tuple[Value, ...], *, missing: bool = False) -> list[str]:
    return [value.id for value in values if value.missing == missing]


def test_there_are_four() -> None:
    assert built_in() == ("argument", "claims", "factcheck", "intelligence")


@every_book
def test_it_fits_the_schema_and_comes_back_whole(book: Codebook) -> None:
    raw = book.to_dict()
    jsonschema.Draft202012Validator(load_schema("codebook")).validate(raw)
    assert json.loads(json.dumps(raw)) == raw
    assert Codebook.from_dict(json.loads(json.dumps(raw))) == book
    assert book.warnings == ()


@every_book
def test_everything_is_defined_and_has_an_example(book: Codebook) -> None:
    assert len(book.description) > 100
    assert book.language == "en"
    values = [value for field in book.fields for value in field.values]
    for part in (*book.kinds, *values, *book.relations):
        texts = (part.definition, part.include, part.exclude, part.example)
        assert all(len(text) >= 8 for text in texts), part
        assert len(set(texts)) == 4, part
    for field in book.fields:
        assert len(field.definition) > 15, field


@every_book
def test_every_field_lets_readers_say_that_it_cannot_be_judged(book: Codebook) -> None:
    for field in book.fields:
        assert len(ids(field.values, missing=True)) == 1, field.id
        assert field.values[-1].missing, field.id


@every_book
def test_every_answer_about_a_passage_has_a_key(book: Codebook) -> None:
    assert all(kind.key for kind in book.kinds)
    for kind in book.kinds:
        keys = [value.key for field in book.fields_of(kind.id) for value in field.values]
        assert None not in keys
        assert len(set(keys)) == len(keys)
        assert not set(keys) & set(RESERVED)


@every_book
def test_kinds_are_told_apart_without_color(book: Codebook) -> None:
    marks = [kind.mark for kind in book.kinds]
    assert None not in marks
    assert len(set(marks)) == len(marks)
    assert all(kind.mark == "line" for kind in book.kinds if kind.strength), "only a line shows weight"


@every_book
def test_colors_show_on_light_and_dark_pages(book: Codebook) -> None:
    for kind in book.kinds:
        for paper in PAPERS.values():
            assert contrast(str(kind.color), paper) >= 3, (kind.id, paper)


@every_book
@pytest.mark.parametrize("vision", VISION)
def test_colors_differ_for_the_color_blind(book: Codebook, vision: str) -> None:
    for one, other in combinations(book.kinds, 2):
        assert difference(str(one.color), str(other.color), vision) >= TOLD_APART, (one.id, other.id)


def test_the_simulation_finds_what_the_color_blind_confuse() -> None:
    assert difference("#c04040", "#5a7a20", "full") > TOLD_APART
    assert difference("#c04040", "#5a7a20", "deuteranopia") < TOLD_APART


def test_claims_is_what_the_design_says() -> None:
    book = BOOKS["claims"]
    assert {kind.id: kind.key for kind in book.kinds} == {"claim": "c", "evidence": "e", "source": "s"}
    assert book.kind("claim").strength == "evidence_strength"
    assert [field.id for field in book.fields_of("claim")] == [
        "claim_type",
        "evidence_strength",
        "source_type",
    ]
    assert [field.id for field in book.fields_of("source")] == ["source_type"]
    claim_type, strength, source_type = book.fields_of("claim")
    assert {value.key: value.id for value in claim_type.values} == {
        "1": "fact", "2": "interpretation", "3": "prediction", "4": "normative", "5": "reported", "0": "cannot_judge",
    }  # fmt: skip
    assert strength.level == "ordinal"
    assert ids(strength.values) == ["none", "thin", "partial", "solid"]
    assert "".join(value.key or "" for value in strength.values) == "qwert"
    assert "as shown in the text, not truth" in strength.definition.lower()
    assert ids(source_type.values) == [
        "official", "state_media", "other_media", "research", "data", "named_person", "unnamed", "social", "author",
        "damaged_citation",
    ]  # fmt: skip
    assert "".join(value.key or "" for value in source_type.values) == "asdfgzxcvbh"
    assert all(field.optional for field in book.document_fields)
    ends = {relation.id: (set(relation.from_), set(relation.to)) for relation in book.relations}
    assert ends["supports"] == ({"evidence", "claim"}, {"claim"})
    assert ends["contradicts"] == ({"evidence"}, {"claim"})
    assert ends["attributes"] == ({"source"}, {"claim", "evidence"})
    assert ends["attacks"] == ({"claim"}, {"claim"})
    assert book.relation("same_as").symmetric


def test_intelligence_has_the_scales_of_its_sources() -> None:
    book = BOOKS["intelligence"]
    assert ids(book.field("reliability").values) == ["E", "D", "C", "B", "A"]
    assert ids(book.field("reliability").values, missing=True) == ["F"]
    assert ids(book.field("credibility").values) == ["5", "4", "3", "2", "1"]
    assert ids(book.field("credibility").values, missing=True) == ["6"]
    assert ids(book.field("confidence").values) == ["low", "moderate", "high"]
    ranges = [
        [int(number) for number in re.findall(r"\d+", value.definition)]
        for value in book.field("likelihood").values
        if not value.missing
    ]
    assert ranges == [[1, 5], [5, 20], [20, 45], [45, 55], [55, 80], [80, 95], [95, 99]]


def test_factcheck_rates_in_five_steps_and_counts_not_enough_as_a_finding() -> None:
    book = BOOKS["factcheck"]
    assert ids(book.field("verdict").values) == ["supported", "refuted", "not_enough", "conflicting"]
    rating = book.field("rating")
    assert rating.level == "ordinal"
    assert [f"({step} of 5)" in value.definition for step, value in enumerate(rating.values[:5], 1)] == [
        True
    ] * 5


def test_argument_links_premises_and_claims() -> None:
    book = BOOKS["argument"]
    assert ids(book.field("role").values) == ["major_claim", "claim"]
    assert ids(book.field("stance").values) == ["for", "against"]
    assert {"supports", "attacks"} <= {relation.id for relation in book.relations}


def test_the_example_of_the_documentation_loads(tmp_path: Path) -> None:
    page = (ROOT / "docs/codebooks.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    path = tmp_path / "letters.yaml"
    path.write_text(example, encoding="utf-8")
    book = Codebook.load(path)
    assert book.warnings == ()
    assert [field.level for field in book.fields] == ["ordinal", "boolean", "text"]
    assert all(f"`{name}`" in page for name in built_in())
    for definition in load_schema("codebook")["$defs"].values():
        for member in definition.get("properties", {}):
            assert member in page, f"{member} is not in the documentation"


@pytest.mark.parametrize("name", ["codebook", "reading"])
def test_schemas_are_sound_schemas(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(load_schema(name))


@pytest.mark.parametrize("name", ["other", "../pyproject", ""])
def test_there_are_no_other_schemas(name: str) -> None:
    with pytest.raises(LookupError, match="'codebook' and 'reading'"):
        load_schema(name)


def test_the_messages_in_the_documentation_are_those_that_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs/codebooks.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (shown,) = re.findall(r"CodebookError: (.*?)```", page, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    broken = example.replace("level: ordinal", "level: ordnal").replace("{id: low", "{id: no")
    Path("letters.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(CodebookError) as caught:
        Codebook.load("letters.yaml")
    assert str(caught.value) == shown.strip()
