"""Five invented readers of three articles, with habits that the third tutorial finds in their figures.

All start from the same claims, and each from a habit of her own:

- Ada and Eve are careful. They differ from each other now and then, as careful readers do.
- Ben is lenient: he gives evidence one step more than it has.
- Cleo misses short claims.
- Dan takes state media for an official source.

Each claim is (quote, claim type, evidence strength, source type).
"""

from __future__ import annotations

from collections.abc import Iterator

Claim = tuple[str, str, str, str]

SHORT = 45  # characters: a claim that Cleo does not see
STEPS = ("none", "thin", "partial", "solid")

CLAIMS: dict[str, list[Claim]] = {
    "harbour-bridge": [
        ("Ferry number four ran aground for the second time this spring on 11 May", "fact", "partial", "other_media"),
        ("Nobody was hurt", "fact", "none", "author"),
        ("The age of the ferry ended on that sandbank", "interpretation", "none", "official"),
        ("the government would lay the foundation stone of a 2.3-kilometre bridge before the end of the year",
         "prediction", "none", "official"),
        ("the whole of Orrick rejoices", "reported", "none", "state_media"),
        ("the Institute for Coastal Works put the price at 410 million crowns", "fact", "thin", "research"),
        ("which would bring the same bridge to roughly 566 million crowns", "interpretation", "partial", "data"),
        ("“at least 700 million”", "reported", "thin", "unnamed"),
        ("The harbour board lost 19 million crowns on the crossing last year", "fact", "solid", "data"),
        ("the island is split", "interpretation", "partial", "research"),
        ("the piers would slow the tide and choke the oyster beds in the western channel", "prediction", "thin",
         "named_person"),
        ("trade would double within five years of the opening", "prediction", "none", "unnamed"),
        ("a decision worth half a billion should not be prepared by those who stand to be paid for it", "normative",
         "thin", "author"),
        ("nothing much will happen by December", "prediction", "partial", "author"),
    ],
    "sweet-well": [
        ("The water company blames a landslip", "reported", "none", "other_media"),
        ("The water is safe", "fact", "none", "official"),
        ("the ministry’s laboratory had tested the spring eleven times this winter and found nothing", "reported",
         "none", "official"),
        ("the spring cures gout", "fact", "none", "state_media"),
        ("the whole valley drinks it gladly", "reported", "none", "state_media"),
        ("Nitrate stood at 61 milligrams a litre below the company’s barns, more than the legal limit of 50", "fact",
         "solid", "research"),
        ("the barns are the most likely source", "interpretation", "partial", "research"),
        ("“foreign bottlers paid for the study.”", "reported", "none", "state_media"),
        ("it was paid for by a fund of the valley’s own councils", "reported", "partial", "research"),
        ("stomach complaints doubled in February", "fact", "thin", "unnamed"),
        ("she has boiled every drop since Christmas", "reported", "thin", "named_person"),
        ("The governor promises that the spring will be open again by Easter", "prediction", "none", "official"),
        ("State Radio promises the same", "prediction", "none", "state_media"),
        ("The tests should be published before anyone drinks there again", "normative", "thin", "author"),
    ],
    "night-train": [
        ("The night train from Port Askel to Velm will be cut in December", "prediction", "partial", "official"),
        ("It is the last sleeper in the country", "fact", "none", "author"),
        ("the train runs two-thirds empty and costs the taxpayer nine million a year", "fact", "thin", "official"),
        ("counted 41 free berths in all of August", "fact", "thin", "unnamed"),
        ("Without them the train was 83 percent full last year", "fact", "solid", "data"),
        ("The board’s figure and the passengers’ are about two different trains", "interpretation", "partial",
         "author"),
        ("Sleepers are a luxury for foreigners", "normative", "none", "state_media"),
        ("the country has outgrown its sleepers", "interpretation", "none", "state_media"),
        ("travellers prefer the motorway", "fact", "none", "state_media"),
        ("The Herald gave the loss as fifteen million", "fact", "none", "state_media"),
        ("buses will replace the train from 14 December", "prediction", "thin", "official"),
        ("the journey will be shorter by an hour", "prediction", "none", "official"),
        ("The road over Kast Pass was closed on 38 days last winter", "fact", "solid", "data"),
        ("The buses will stand still on some of these days as well", "prediction", "partial", "author"),
        ("The board should count berths, and count them again", "normative", "thin", "author"),
    ],
}  # fmt: skip

FIVE = ("ada", "ben", "cleo", "dan", "eve")


def claims_of(reader: str, article: str) -> Iterator[Claim]:
    """What one of the five made of an article."""
    for at, (quote, kind, strength, source) in enumerate(CLAIMS[article]):
        step = STEPS.index(strength)
        if reader == "ben":
            step = min(step + 1, len(STEPS) - 1)
        if reader == "cleo" and len(quote) < SHORT:
            continue
        if reader == "dan" and source == "state_media":
            source = "official"
        # What careful people differ in: a word more, a neighbouring step, one thing overlooked.
        if reader == "eve" and at % 7 == 3:
            step = max(step - 1, 0)
        if reader == "ada" and at % 7 == 5 and quote.startswith(("the ", "The ")):
            quote = quote[4:]
        if reader == "eve" and at == 9:
            kind = "interpretation"
        if reader == "ada" and at == 12:
            continue
        yield quote, kind, STEPS[step], source
