"""Published tables, to their printed digits."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import annotator.reliability as rel
from annotator.reliability.unitizing import continuum, expected_of

_ = None


def rows(text: str) -> list[list[float | None]]:
    return [[_ if letter == "*" else float(ord(letter)) for letter in line] for line in text.split("/")]


@pytest.mark.parametrize(
    ("table", "figures"),
    [
        # Krippendorff (2011), Computing Krippendorff's alpha-reliability: A, B, and C with D
        ("0100000010/1110010000", {"nominal": 0.095238}),
        ("aabbdcccedda/babbbccceddd", {"nominal": 0.691964}),
        (
            "123321412***/1233224125*3/*3332342251*/12332441251*",
            {"nominal": 0.743421, "ordinal": 0.815388, "interval": 0.849107},
        ),
        # an example of public encyclopedias, from Krippendorff's course notes
        (
            "*****34121133*3/1*213343*******/**21344*21133*4",
            {"nominal": 0.691358, "ordinal": 0.806721, "interval": 0.810845},
        ),
    ],
)
def test_alpha_as_printed(table: str, figures: dict[str, float]) -> None:
    for level, figure in figures.items():
        assert rel.krippendorff_alpha(rows(table), level).value == pytest.approx(figure, abs=5e-7)


def test_ratio_level_as_printed() -> None:
    table = rows("123321412***/1233224125*3/*3332342251*/12332441251*")
    numbers = [[_ if cell is None else cell - ord("0") for cell in row] for row in table]
    assert rel.krippendorff_alpha(numbers, "ratio").value == pytest.approx(0.797403, abs=5e-7)


def test_hayes_and_krippendorff_style_numbers() -> None:
    """Four readers, five units, numbers with decimals: nominal .0364, ordinal .5482, interval .5905 (SPSS macro KALPHA)."""
    table = [[1.1, 2.1, 5, 1.1, 2], [2, 3.1, 4, 1.9, 2.3], [1.5, 2.9, 4.5, 4.4, 2.1], [_, 2.6, 4.3, 1.1, 2.3]]
    found = [
        round(rel.krippendorff_alpha(table, level).value, 4) for level in ("nominal", "ordinal", "interval")
    ]
    assert found == [0.0364, 0.5482, 0.5905]


def test_fleiss_as_printed() -> None:
    # Fleiss (1971), table of the method's usual example: 10 subjects, 14 raters, 5 categories, kappa .210
    counts = [[0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
              [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7]]  # fmt: skip
    assert rel.fleiss_kappa(counts).value == pytest.approx(0.210, abs=5e-4)


def test_cohen_and_scott_as_printed() -> None:
    table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    a, b = zip(*[(i, j) for i in range(3) for j in range(3) for _ in range(table[i][j])], strict=True)
    assert rel.cohen_kappa(a, b).value == pytest.approx(0.492, abs=5e-4)
    # Krippendorff (2011) A beside Scott: alpha is pi with the correction for small samples, 1 - (n-1)/n (1 - pi).
    one, other = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    pi, alpha = rel.scott_pi(one, other).value, rel.krippendorff_alpha([one, other]).value
    assert 1 - 19 / 20 * (1 - pi) == pytest.approx(alpha)


def two_raters(table: list[list[int]]) -> tuple[list[int], list[int]]:
    """The answers behind a contingency table."""
    cells = [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]
    return [i for i, _j in cells], [j for _i, j in cells]


def printed(value: float, figure: str) -> None:
    """Rounded to the digits of the printed figure it is that figure."""
    assert f"{value:.{len(figure.partition('.')[2])}f}" == figure


def test_artstein_and_poesio_as_printed() -> None:
    """Artstein and Poesio (2008), Computational Linguistics 34: the examples of pages 558 and 568."""
    a, b = two_raters([[20, 10], [20, 50]])
    printed(rel.percent_agreement([a, b]).value, "0.700")
    printed(rel.scott_pi(a, b).value, "0.341")
    printed(rel.cohen_kappa(a, b).value, "0.348")
    a, b = two_raters([[46, 0, 0], [6, 32, 6], [0, 0, 10]])
    printed(rel.scott_pi(a, b).value, "0.7995")
    printed(rel.cohen_kappa(a, b).value, "0.8013")


def test_hayes_and_krippendorff_2007_as_printed() -> None:
    """Hayes and Krippendorff (2007), Communication Methods and Measures 1, table 1: 40 items, 5 observers, ordinal .7598."""
    items = """112*2 1101* 2333* *00*0 000*0 000*0 102*1 1*20* 222*2 2111* *100* 0000* 1222* 33223 111*1 111*1 212*2 1233*
        1101* 000*0 0011* 00*00 2333* 0000* 12*22 0111* 00010 1212* 1122* 112*2 110*0 2121* 22*22 3222* 222*2 223*2 222*2
        22*12 2222* 111*1""".split()
    observers = list(zip(*rows("/".join(items)), strict=True))
    printed(rel.krippendorff_alpha(observers, "ordinal").value, "0.7598")


# Gwet (2014), Handbook of inter-rater reliability, 4th ed.; the figures as the vignette of his irrCAC prints them.
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
PSYCHIATRISTS = [
    [0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0], [2, 0, 4, 0, 0], [0, 0, 4, 0, 2],
    [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6], [1, 0, 0, 5, 0], [1, 1, 0, 4, 0], [0, 3, 3, 0, 0], [1, 0, 0, 5, 0],
    [0, 2, 0, 3, 1],
]  # fmt: skip
FOUR_RATERS = "123321412***/1233224125*3/*3332342251*/12332441251*"


def test_gwet_as_printed() -> None:
    a, b = two_raters(ABSTRACTORS)
    printed(rel.cohen_kappa(a, b).value, "0.7964094")
    printed(rel.scott_pi(a, b).value, "0.7962397")
    printed(rel.gwet_ac1([a, b]).value, "0.8493305")
    printed(rel.krippendorff_alpha([a, b]).value, "0.7972585")
    printed(rel.percent_agreement([a, b]).value, "0.89")
    six = [[value for value, count in enumerate(row) for _ in range(count)] for row in PSYCHIATRISTS]
    table = list(zip(*six, strict=True))
    printed(rel.gwet_ac1(table).value, "0.4448007")
    printed(rel.fleiss_kappa(PSYCHIATRISTS).value, "0.4139265")
    printed(rel.krippendorff_alpha(table).value, "0.4204384")
    table = rows(FOUR_RATERS)
    printed(rel.gwet_ac1(table).value, "0.77544")
    printed(rel.percent_agreement(table).value, "0.8181818")
    counts = [
        [sum(row[unit] == value for row in table) for value in map(float, range(49, 54))]
        for unit in range(12)
    ]
    printed(rel.fleiss_kappa(counts).value, "0.76117")


BOOK = {  # Krippendorff (2019), Content analysis, 4th ed., figure 12.11; a continuum of 60
    "Alex": [(0, 7, 1), (7, 13, 2), (30, 32, 5), (32, 37, 6), (37, 44, 6), (44, 60, 7)],
    "Paul": [(0, 7, 1), (7, 13, 3), (13, 21, 5), (32, 44, 6)],
    "Suzan": [(0, 7, 1), (7, 13, 4), (13, 21, 5), (32, 37, 6), (37, 41, 6), (41, 44, 6)],
}
SPANS = [(reader, *span) for reader, spans in BOOK.items() for span in spans]


def test_unitizing_as_printed() -> None:
    """He prints .510 with values and .413 without. The first is our figure rounded, the second is not: it is .4136.

    His equation 35 divides the observed coincidences of gap and mark, 26, by the expected, 44.338; with one decimal as in
    a table, 26 / 44.3, it gives .413, and the first figure stays .510. So does no other reading of the definition:
    stretches that touch, joined before they are counted, give .417 (same value) or .438, gaps by their squares .432.
    """
    printed(rel.u_alpha(SPANS, 60).value, "0.510")
    exact = rel.u_alpha(SPANS, 60, values=False).value
    assert exact == pytest.approx(float(Fraction(144_038, 348_255)), abs=1e-15)
    columns = [np.array(column) for column in zip(*SPANS, strict=True)]
    reader, start, end = (
        np.unique(columns[0], return_inverse=True)[1],
        columns[1].astype(int),
        columns[2].astype(int),
    )
    one = np.ones(len(SPANS), dtype=np.int64)
    state = continuum(0 * one, reader, start, end, one, 1, [3], np.array([60]))
    observed = state.observed[0, 0, 1]
    expected = (
        expected_of(state.observed[0], state.self_pairs[0]) / 2
    )  # of gap with mark: half of all that is unlike
    assert observed == 26
    assert exact == pytest.approx(1 - observed / expected, abs=1e-15)
    printed(expected, "44.338")
    printed(1 - observed / round(expected, 1), "0.413")
    with_values = continuum(0 * one, reader, start, end, columns[3].astype(int), 7, [3], np.array([60]))
    unlike = expected_of(with_values.observed[0], with_values.self_pairs[0])
    printed(1 - 70 / round(unlike, 1), "0.510")


def test_dawid_and_skene_1979() -> None:
    """Anaesthetists: the answer of crowd-kit 1.4.2 to the data of the paper, after 500 iterations."""
    # Observer 1 saw each patient three times, 2 to 5 once: Dawid and Skene (1979), table 1.
    seen = """111 1 1 1 1,333 4 3 3 4,112 2 1 2 2,222 3 1 2 1,222 3 2 2 2,222 3 3 2 2,122 2 1 1 1,333 3 4 3 3,222 2 2 2 3,
    232 2 2 2 3,444 4 4 4 4,222 3 3 4 3,111 1 1 1 1,222 3 2 1 2,121 1 1 1 1,111 2 1 1 1,111 1 1 1 1,111 1 1 1 1,
    222 2 2 2 1,222 1 3 2 2,222 2 2 2 2,222 2 2 2 1,222 3 2 2 2,221 2 2 2 2,111 1 1 1 1,111 1 1 1 1,232 2 2 2 2,
    111 1 1 1 1,111 1 1 1 1,112 1 1 2 1,111 1 1 1 1,333 3 2 3 3,111 1 1 1 1,222 2 2 2 2,222 3 2 3 2,433 3 4 3 3,
    221 2 2 3 2,232 3 2 3 3,333 3 4 3 2,111 1 1 1 1,111 1 1 1 1,121 2 1 1 1,232 2 2 2 2,121 1 1 1 1,222 2 2 2 2"""
    tasks, readers, labels = [], [], []
    for patient, line in enumerate(seen.replace("\n", "").split(",")):
        for observer, answers in enumerate(line.split()):
            for label in answers:
                tasks.append(patient)
                readers.append(observer + 1)
                labels.append(int(label))
    found = rel.dawid_skene(tasks, readers, labels, iterations=1000, tolerance=1e-12)
    assert (len(found.tasks), found.n) == (45, 315)
    assert found.prior == pytest.approx([0.399656, 0.449680, 0.106220, 0.044444], abs=5e-7)
    assert found.confusion[0, 0] == pytest.approx([0.89, 0.11, 0.0, 0.0], abs=0.005)
