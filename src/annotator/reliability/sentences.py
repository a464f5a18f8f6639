"""What a figure means, in plain words."""

from __future__ import annotations

import math

RELY, TENTATIVE = 0.8, 0.667  # Krippendorff's custom, not a law
CUSTOM = "by Krippendorff's custom .800 is enough to rely on and .667 for tentative conclusions"
NAMES = {
    "alpha": "Krippendorff's alpha",
    "u_alpha": "u-alpha",
    "percent": "percent agreement",
    "cohen": "Cohen's kappa, mean over pairs of readers",
    "weighted_kappa": "Cohen's kappa with quadratic weights, mean over pairs of readers",
    "fleiss": "Fleiss' kappa",
    "scott": "Scott's pi, mean over pairs of readers",
    "ac1": "Gwet's AC1",
    "ac2": "Gwet's AC2 with quadratic weights",
    "f1": "F1, mean over pairs of readers",
    "f1_exact": "F1 of exactly equal spans, mean over pairs of readers",
    "f1_overlap": "F1 of overlapping spans, mean over pairs of readers",
    "alone": "share without a partner",
}


def meaning(
    about: str, measure: str, title: str, kind: str, value: float, interval: tuple[float, float] | None,
    documents: int, why: str,
) -> str:  # fmt: skip
    """A sentence about a figure.

    Args:
        about: where, what, both or relations.
        measure: A key of `NAMES`.
        title: What is compared, in people's words.
        kind: Title of the kind.
        value: The figure; NaN where it is undefined.
        interval: Its 95 % interval; None where there is none.
        documents: How many documents it rests on.
        why: Why it is undefined, if it is.

    Examples:
        >>> meaning("what", "alpha", "Claim type", "Claim", 0.71, (0.6, 0.82), 12, "")
        'Claim type of claim: readers agree fairly well (alpha .71, 95 % interval .60 to .82, 12 documents); enough for \
tentative conclusions, but the true figure may lie on either side of .667 or .800.'
        >>> meaning("where", "u_alpha", "Claim", "Claim", float("nan"), None, 3, "no variation: nobody marked anything")
        'Where claim is marked: undefined; no variation: nobody marked anything.'
    """
    subject = _subject(about, title, kind)
    if math.isnan(value):
        return f"{subject}: undefined; {why}."
    between = f", 95 % interval {figure(interval[0])} to {figure(interval[1])}" if interval else ""
    basis = f"{documents} document{'s' if documents != 1 else ''}"
    if measure == "alone" and about == "relations":
        return f"Relations: {_percent(value)} start or end at a passage that only one reader marked{_shares(interval)}, {basis}."
    if measure == "alone":
        return f"{subject}: {_percent(value)} of the annotations have no partner{_shares(interval)}, {basis}."
    if measure in ("f1", "f1_exact", "f1_overlap"):
        how = {
            "f1_exact": "with exactly the same limits",
            "f1_overlap": "with limits that overlap",
            "f1": "in the same way",
        }
        verb = "link" if measure == "f1" else "mark"
        return (
            f"{subject}: of what one reader marks, {_percent(value)} is marked by another {how[measure]}"
            f" (F1 {figure(value)}{between}, {basis})."
            if verb == "mark"
            else f"{subject}: of what one reader links, {_percent(value)} is linked by another {how[measure]}"
            f" (F1 {figure(value)}{between}, {basis})."
        )
    if measure == "percent":
        return (
            f"{subject}: two readers give the same answer in {_percent(value)} of cases{_shares(interval)}, {basis}; "
            "not corrected for chance."
        )
    name = {"alpha": "alpha", "u_alpha": "u-alpha"}.get(measure, NAMES[measure])
    return f"{subject}: {_words(value)} ({name} {figure(value)}{between}, {basis}); {_use(value, interval)}."


def figure(value: float) -> str:
    """A coefficient as papers print it.

    Examples:
        >>> figure(0.8), figure(-0.25), figure(1.0)
        ('.80', '-.25', '1.00')
    """
    text = f"{value:.2f}"
    return text.replace("0.", ".", 1) if abs(value) < 0.995 else text


def _subject(about: str, title: str, kind: str) -> str:
    if about == "where":
        return f"Where {kind.lower()} is marked"
    if about == "both":
        return f"Where {kind.lower()} is marked, and with which {title.lower()}"
    if about == "relations":
        return "Relations between passages that both readers marked"
    return f"{title} of {kind.lower()}"


def _words(value: float) -> str:
    if value >= 0.9999995:
        return "readers agree fully"
    if value >= RELY:
        return "readers agree well"
    if value >= TENTATIVE:
        return "readers agree fairly well"
    if value >= 0.4:
        return "readers agree only in part"
    if value > 0.1:
        return "readers agree little"
    return "readers agree no better than chance" if value > -0.1 else "readers agree less than chance would"


def _use(value: float, interval: tuple[float, float] | None) -> str:
    if value >= RELY:
        use = "enough to rely on"
    elif value >= TENTATIVE:
        use = "enough for tentative conclusions"
    else:
        return "too little to draw conclusions from" + (
            f", though the true figure may be above {_limit(TENTATIVE)}"
            if interval and interval[1] >= TENTATIVE
            else ""
        )
    if interval is None:
        return use + ", but one figure without an interval says little about other documents"
    crossed = [limit for limit in (TENTATIVE, RELY) if interval[0] < limit <= interval[1]]
    if crossed:
        return f"{use}, but the true figure may lie on either side of {' or '.join(map(_limit, crossed))}"
    return use


def _limit(value: float) -> str:
    return f"{value:.3f}".lstrip("0")


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def _shares(interval: tuple[float, float] | None) -> str:
    return f" (95 % interval {_percent(interval[0])} to {_percent(interval[1])})" if interval else ""
