"""Word files of our own writing: the parts that Word puts into them, written out in XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
STYLES = {
    "Title": "Title", "Heading1": "heading 1", "Heading2": "heading 2", "Quote": "Quote", "Caption": "caption",
    "ListBullet": "List Bullet", "FootnoteText": "footnote text", "Subtitle": "Subtitle",
}  # fmt: skip
TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROOT = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>"""
NUMBERING = f"""<w:numbering {SPACES}><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>"""


def run(words: str, look: str = "") -> str:
    looks = "".join({"b": "<w:b/>", "i": "<w:i/>"}.get(one, "") for one in look)
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def p(*runs: str, style: str = "", numbered: tuple[int, int] | None = None, rtl: bool = False) -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbered:
        properties += f'<w:numPr><w:ilvl w:val="{numbered[1]}"/><w:numId w:val="{numbered[0]}"/></w:numPr>'
    if rtl:
        properties += "<w:bidi/>"
    inner = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def note(number: int) -> str:
    return (
        f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>'
    )


def link(target: int, words: str) -> str:
    return f'<w:hyperlink r:id="rId{target}">{run(words)}</w:hyperlink>'


def picture(alt: str) -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="p" descr="{escape(alt)}"/><a:graphic><a:graphicData>'
        '<pic:pic><pic:blipFill><a:blip r:embed="rId90"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def table(*rows: tuple[str, ...]) -> str:
    made = "".join("<w:tr>" + "".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
    return f"<w:tbl>{made}</w:tbl>"


def file(
    *body: str,
    notes: tuple[str, ...] = (),
    links: tuple[str, ...] = (),
    core: str = "",
    extra: dict[str, str] | None = None,
) -> bytes:
    """The bytes of a Word file with these paragraphs and tables."""
    related = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/hyperlink" Target="{escape(target)}" TargetMode="External"/>'
        for at, target in enumerate(links, 10)
    )
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "word/document.xml": f"<w:document {SPACES}><w:body>{''.join(body)}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {SPACES}>"
        + "".join(
            f'<w:style w:type="paragraph" w:styleId="{id_}"><w:name w:val="{name}"/></w:style>'
            for id_, name in STYLES.items()
        )
        + "</w:styles>",
        "word/numbering.xml": NUMBERING,
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/numbering" Target="numbering.xml"/>'
        f'<Relationship Id="rId3" Type="{OFFICE}/footnotes" Target="footnotes.xml"/>'
        f'<Relationship Id="rId90" Type="{OFFICE}/image" Target="media/p.png"/>{related}</Relationships>',
        "word/footnotes.xml": f"<w:footnotes {SPACES}>"
        + "".join(
            f'<w:footnote w:id="{at}">{p(words, style="FootnoteText")}</w:footnote>'
            for at, words in enumerate(notes, 1)
        )
        + "</w:footnotes>",
        "word/media/p.png": "\x89PNG",
        **(extra or {}),
    }
    if core:
        parts["docProps/core.xml"] = core
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def core(title: str = "", author: str = "", language: str = "") -> str:
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title>'
        f"<dc:creator>{escape(author)}</dc:creator><dc:language>{language}</dc:language></cp:coreProperties>"
    )


def article() -> bytes:
    return file(
        p("The dredgers are coming", style="Title"),
        p("Nine metres deep, and nobody was asked", style="Subtitle"),
        p(
            "The harbour board wants to dredge the lagoon (, July 25). “We don’t have a choice,” said its head, ",
            run("Ina Voss", "b"),
            "; the cost – €14 million – would be shared.",
        ),
        p("What the board says", style="Heading1"),
        p(
            "Ships of the new class draw ",
            run("eight metres and a half", "i"),
            ". The rest is in the ",
            link(10, "board’s letter"),
            ".",
        ),
        p("What it does not say", style="Heading2"),
        p("Who counted, and when—and whether the Kessel–Ostra district will pay."),
        links=("https://board.example/letter?no=7&year=2026",),
        core=core("Dredging DRAFT 3", "Maren Holt", "en-GB"),
    )


def with_footnotes() -> bytes:
    return file(
        p("On the age of the salt road", style="Heading1"),
        p(
            "The road is older than the town.",
            note(1),
            " The monks paid toll on it in 1187, and complained of it.",
            note(2),
        ),
        p("Of their books one volume is left."),
        notes=("Charters of Ostra, no. 14; the date is disputed.", "Ibid., no. 15: “propter viam pessimam”."),
    )


def with_table() -> bytes:
    return file(
        p("Passengers on the lagoon line", style="Title"),
        p("The line has lost more than half of its passengers."),
        p("Table 1. Passengers and cost, by year", style="Caption"),
        table(
            ("Year", "Passengers", "Cost"),
            ("2019", "41,200", "€1.1 m"),
            ("2022", "", "€1.3 m"),
            ("2025", "18,350", "€1.6 m"),
        ),
        p("The figure for 2022 is missing: “lost”, says the council."),
    )


def with_lists() -> bytes:
    return file(
        p("Three questions to the water board", style="Title"),
        p("Who measured the lake?", numbered=(2, 0)),
        p("When was that?", numbered=(2, 0)),
        p("We still do not know:"),
        p("the name of the firm,", numbered=(1, 0)),
        p("the day of the measurement:", numbered=(1, 0)),
        p("spring, says the board;", numbered=(1, 1)),
        p("autumn, says its letter;", numbered=(1, 1)),
        p("who paid for it.", numbered=(1, 0)),
    )


def with_quotes_and_picture() -> bytes:
    return file(
        p("Eleven on a mole", style="Heading1"),
        p(picture("The mole in 1921, with eleven people on it")),
        p("Fig. 1. The mole. Photo: O. Lind", style="Caption"),
        p("The clerk remembered it:"),
        p("“It wasn’t the toll. It was the paper: three forms, two stamps.”", style="Quote"),
        p("“And a queue,” he added.", style="Quote"),
        p("Nine of them are known by name."),
    )


def with_tracked_changes() -> bytes:
    deleted = '<w:del w:id="1" w:author="x"><w:r><w:delText xml:space="preserve">hundreds of </w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2" w:author="x">{run("twelve ")}</w:ins>'
    return file(
        p("The last ferryman", style="Title"),
        p(
            "Every morning the Alma left with ",
            deleted,
            inserted,
            "children on board (Island Letter, May 3; , May 9).",
        ),
        p(run("Soft\u00adly"), " does it, in 2024–2025, over 40\u00a0% of the way; cafe\u0301 included."),
        core=core(author="python-docx"),
    )


def right_to_left() -> bytes:
    return file(
        p("المعبر يعود إلى العمل", style="Title", rtl=True),
        p(
            "قال مدير الميناء: «العمل عاد كما كان» (صحيفة المرسى، 25 يوليو)، ولم تعلّق شركة ",
            run("Blue Anchor Ltd.", "b"),
            " على ذلك.",
            rtl=True,
        ),
        p("ماذا بعد؟", style="Heading1", rtl=True),
        p("ينتظر الصيادون قرار البلدية.", rtl=True),
        core=core("المعبر", "ليلى حداد", "ar"),
    )


def without_styles() -> bytes:
    line = "<w:r><w:br/></w:r>"
    return file(
        p(run("BRIDGE TOLL GOES, QUEUE STAYS", "b")),
        p(),
        p(
            "(Ostra Bote, 7 May) – The toll is gone since Monday.",
            line,
            "The queue is as long as ever <212 cars & counting>.",
        ),
        p("  “It’s the lights,” says Jo Kramm.  "),
        core=core("Bridge toll goes, queue stays"),
    )


ALL: dict[str, Callable[[], bytes]] = {
    "1-article": article,
    "2-footnotes": with_footnotes,
    "3-table": with_table,
    "4-lists": with_lists,
    "5-quotes-and-picture": with_quotes_and_picture,
    "6-tracked-changes": with_tracked_changes,
    "7-right-to-left": right_to_left,
    "8-without-styles": without_styles,
}
