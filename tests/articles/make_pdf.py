"""PDF articles of our own writing, set as papers, newsletters and reports set them. Each function gives a file's bytes."""

from __future__ import annotations

import io
from collections.abc import Callable

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
SERIF, ITALIC, BOLD, SANS = "Times-Roman", "Times-Italic", "Times-Bold", "Helvetica"


class Sheet:
    """A canvas with a place to write on that moves down."""

    def __init__(self, title: str = "", author: str = "") -> None:
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=A4, invariant=1)
        if title:
            self.canvas.setTitle(title)
        if author:
            self.canvas.setAuthor(author)
        self.x, self.y, self.size = 72.0, HEIGHT - 100, 11.0

    def write(
        self, *lines: str, font: str = SERIF, size: float = 0, x: float | None = None, indent: float = 0
    ) -> None:
        size = size or self.size
        for at, line in enumerate(lines):
            self.canvas.setFont(font, size)
            self.canvas.drawString((self.x if x is None else x) + (indent if at == 0 else 0), self.y, line)
            self.y -= 1.3 * size

    def pieces(self, *pieces: tuple[str, str]) -> float:
        """One line in several fonts; gives the end of it."""
        x = self.x
        for font, words in pieces:
            self.canvas.setFont(font, self.size)
            self.canvas.drawString(x, self.y, words)
            x += self.canvas.stringWidth(words, font, self.size)
        self.y -= 1.3 * self.size
        return x

    def raised(self, before: str, mark: str, after: str) -> None:
        self.canvas.setFont(SERIF, self.size)
        self.canvas.drawString(self.x, self.y, before)
        x = self.x + self.canvas.stringWidth(before, SERIF, self.size)
        self.canvas.setFont(SERIF, 7)
        self.canvas.drawString(x, self.y + 4, mark)
        x += self.canvas.stringWidth(mark, SERIF, 7)
        self.canvas.setFont(SERIF, self.size)
        self.canvas.drawString(x, self.y, after)
        self.y -= 1.3 * self.size

    def gap(self, points: float = 9) -> None:
        self.y -= points

    def at(self, x: float, y: float, words: str, size: float = 9, font: str = SANS) -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, words)

    def next_page(self, top: float = HEIGHT - 100) -> None:
        self.canvas.showPage()
        self.y = top

    def bytes(self) -> bytes:
        self.canvas.save()
        return self.buffer.getvalue()


def report() -> bytes:
    """Running heads, page numbers, hyphens, and a sentence over the end of a page."""
    sheet = Sheet("Dredging the lagoon", "Maren Holt")

    def edges(number: int) -> None:
        sheet.at(72, HEIGHT - 50, "Lagoon Post · Report 12/2025")
        sheet.at(WIDTH / 2, 40, str(number))

    edges(1)
    sheet.write("Dredging the lagoon", font=BOLD, size=20)
    sheet.gap()
    sheet.write(
        "The harbour board wants to dredge the lagoon to a depth of nine metres, twice as deep as to-",
        "day. “We don’t have a choice,” said its head, Ina Voss (, July 25). The cost – some €14 mil-",
        "lion by the board’s own count – would be shared with the Kessel–",
        "Ostra district, which has not been asked.",
    )
    sheet.gap()
    sheet.write("What the board says", font=BOLD, size=14)
    sheet.gap(4)
    sheet.write(
        "Ships of the new class draw eight metres and a half. Without the dredging, the board writes, they",
        "would go elsewhere: “and with them a third of the work.” Nobody at the board could say who had",
        "counted the third. The well-known study of 2019 did not; it speaks of a fifth, at most, and of a well-",
        "known uncertainty. The figures for the years since are kept by the customs office, which",
    )
    sheet.next_page()
    edges(2)
    sheet.write(
        "does not give them out. A second study was promised for the spring. It has not been seen, and the",
        "university that was to write it says that it was never ordered.",
    )
    sheet.gap()
    sheet.write("What the fishermen say", font=BOLD, size=14)
    sheet.gap(4)
    sheet.write(
        "They say little. “They come, they measure, they go,” one of them told us in the café by the mole; he",
        "would not give his name.",
    )
    sheet.next_page()
    edges(3)
    sheet.write(
        "The hearing is in June. Until then the plans lie open in the town hall, on weekdays from nine to",
        "eleven.",
    )
    return sheet.bytes()


def two_columns() -> bytes:
    """A newsletter: a headline over two columns, a sentence from one column to the next."""
    sheet = Sheet()
    sheet.write("The last ferryman", font=BOLD, size=22)
    sheet.gap(2)
    sheet.write(
        "For forty years he took the island’s children to school. Now there is a bridge, and nobody to take.",
        font=ITALIC,
    )
    sheet.gap(10)
    top = sheet.y
    left = [
        "Every morning at ten past seven the",
        "Alma left the mole with twelve chil-",
        "dren on board, and every morning at",
        "half past she was back for the teach-",
        "ers, who never were on time.",
        "    “I never lost one,” says Jo Kramm.",
        "He means the children; of the teach-",
        "ers he isn’t so sure. He sold the boat",
        "in May (Island Letter, May 3; , May 9)",
        "to a man from the mainland who",
    ]
    right = [
        "paid in cash and did not say what",
        "he wanted her for.",
        "    The bridge cost 2.1 million. It was",
        "opened by a minister, who came by",
        "helicopter, and it is closed whenever",
        "the wind is stronger than force six –",
        "that is, by the count of the weather",
        "service, on ninety-one days of 2024–",
        "2025. On those days the children of",
        "the island stay at home.",
    ]
    sheet.write(*left, x=72)
    sheet.y = top
    sheet.write(*right, x=320)
    return sheet.bytes()


def footnotes() -> bytes:
    """Notes at the foot of the page, between two halves of a sentence."""
    sheet = Sheet(author="Pär Öberg")
    sheet.write("On the age of the salt road", font=BOLD, size=18)
    sheet.gap()
    sheet.raised(
        "The road is older than the town.", "1", " The monks of Ostra paid toll on it in the year 1187, and"
    )
    sheet.raised(
        "complained of it in the same breath.", "2", " What they paid was not written down before the four-"
    )
    sheet.write("teenth century, when the toll was let to a family of merchants who kept their books")
    sheet.canvas.line(72, 150, 200, 150)
    sheet.y = 135
    for mark, words in (
        ("1", "Charters of Ostra, no. 14; the date is disputed."),
        ("2", "Ibid., no. 15: “propter viam pessimam”."),
    ):
        sheet.canvas.setFont(SERIF, 6)
        sheet.canvas.drawString(72, sheet.y + 3, mark)
        sheet.canvas.setFont(SERIF, 8.5)
        sheet.canvas.drawString(77, sheet.y, words)
        sheet.y -= 11
    sheet.at(WIDTH / 2, 40, "– 7 –")
    sheet.next_page()
    sheet.write("with care.")
    sheet.gap()
    sheet.raised("Of these books one volume is left.", "3", " It covers 10")
    sheet.write("years and weighs eleven kilograms.")
    sheet.canvas.line(72, 150, 200, 150)
    sheet.y = 135
    sheet.canvas.setFont(SERIF, 6)
    sheet.canvas.drawString(72, sheet.y + 3, "3")
    sheet.canvas.setFont(SERIF, 8.5)
    sheet.canvas.drawString(77, sheet.y, "State archive, StA 41/7. The others were lost in")
    sheet.canvas.drawString(77, sheet.y - 11, "the flood of 1954.")
    sheet.at(WIDTH / 2, 40, "– 8 –")
    return sheet.bytes()


def table() -> bytes:
    """A table with its caption, between two paragraphs."""
    sheet = Sheet()
    sheet.write("Passengers on the lagoon line", font=BOLD, size=16)
    sheet.gap()
    sheet.write(
        "The line has lost more than half of its passengers since 2019, the council’s own figures show."
    )
    sheet.gap()
    sheet.write("Table 1. Passengers and cost, by year", font=ITALIC, size=10)
    sheet.gap(4)
    for row in (
        ("Year", "Passengers", "Cost, € million"),
        ("2019", "41,200", "1.1"),
        ("2022", "22,940", "1.3"),
        ("2025", "18,350", "1.6"),
    ):
        for x, cell in zip((72, 200, 330), row, strict=True):
            sheet.canvas.setFont(SERIF, 10)
            sheet.canvas.drawString(x, sheet.y, cell)
        sheet.y -= 14
    sheet.gap()
    sheet.write(
        "The council does not say what the figure for 2022 leaves out: from March to June no boat ran at all,",
        "and those months are counted as if one had.",
    )
    return sheet.bytes()


def lists_and_styles() -> bytes:
    """Lists, emphasis, and a link that one can click in the file."""
    sheet = Sheet()
    sheet.write("Three questions to the water board", font=BOLD, size=16)
    sheet.gap()
    sheet.pieces(
        (SERIF, "We asked the board "),
        (BOLD, "three times"),
        (SERIF, " and had one answer, in the "),
        (ITALIC, "Coast & Country"),
        (SERIF, " of Nov. 2:"),
    )
    sheet.gap(4)
    sheet.write(
        "1. Who measured the lake? “A firm.”",
        "2. When was that? “Recently, or",
        "    as recently as possible.”",
        "3. What did it find? “Water.”",
    )
    sheet.gap(6)
    sheet.write("We still do not know:")
    sheet.gap(4)
    sheet.write("• the name of the firm,", "• the day of the measurement,", "• who paid for it.")
    sheet.gap(6)
    start = sheet.x + sheet.canvas.stringWidth("The board’s ", SERIF, sheet.size)
    y = sheet.y
    end = sheet.pieces((SERIF, "The board’s letter"))
    sheet.canvas.linkURL("https://water.example/letter?no=7", (start, y - 2, end, y + 9))
    sheet.y = y
    sheet.write(" " * 20 + "", "")
    sheet.y = y - 1.3 * sheet.size
    sheet.write("is two lines long and is reproduced here in full.")
    return sheet.bytes()


def messy_quotes() -> bytes:
    """Lost outlets, dashes and apostrophes of every kind; a passage that is set in."""
    sheet = Sheet()
    sheet.write("How the toll was lost", font=BOLD, size=16)
    sheet.gap()
    sheet.write(
        "The toll on the Kessel pass rose by 12½ per cent (, July 25). A spokesman for the ‘road ministry’",
        "called that “overdue”; the drivers’ union (, ; Harbour Weekly, June 3, 2024) called it theft. In 1998–",
        "1999 the toll was suspended—nobody remembers why—and the queue was gone.",
    )
    sheet.gap(6)
    sheet.write(
        "“It wasn’t the toll,” the retired clerk told us, “it never was. It was the",
        "paper: three forms, two stamps.”",
        x=110,
    )
    sheet.gap(6)
    sheet.write(
        "The ministry says it’s looking into forms. It has looked into them since 2003 (, Aug. 2; , Aug. 9)."
    )
    return sheet.bytes()


def odd_and_even() -> bytes:
    """A journal: other heads on left and right pages, its own page numbers, a picture with a caption, no new paragraph at the page's end."""
    sheet = Sheet("untitled")
    body = {
        57: [
            "The photograph shows the mole in 1921, the year in which the line was opened. There are eleven",
            "people on it. Nine of them are known by name; the tenth is thought to be the engineer’s brother,",
        ],
        58: [
            "and the eleventh has turned away. Why the picture was taken is not known: no newspaper of the",
            "time printed it, and its maker, Otto Lind, kept no list of his plates before 1930.",
        ],
        59: [
            "It was found in 2011 in a cupboard of the harbour office, behind the fuses. The office had moved",
            "twice since the war, and the cupboard, it seems, with it.",
        ],
        60: ["Copies are sold at the kiosk."],
    }
    for number, lines in body.items():
        if number > 57:
            sheet.next_page()
        head = f"{number}     Archive of the Coast 9" if number % 2 == 0 else f"Eleven on a mole     {number}"
        sheet.at(72, HEIGHT - 45, head)
        if number == 57:
            sheet.write("Eleven on a mole", font=BOLD, size=19)
            sheet.gap()
        sheet.write(*lines)
        if number == 59:
            sheet.gap(12)
            sheet.canvas.rect(72, sheet.y - 80, 200, 80)
            sheet.y -= 94
            sheet.write(
                "Fig. 1. The mole in 1921. Photo: O. Lind, harbour", "office, Sandhaven.", font=ITALIC, size=9
            )
    return sheet.bytes()


ALL: dict[str, Callable[[], bytes]] = {
    "1-report": report,
    "2-two-columns": two_columns,
    "3-footnotes": footnotes,
    "4-table": table,
    "5-lists-and-styles": lists_and_styles,
    "6-messy-quotes": messy_quotes,
    "7-odd-and-even": odd_and_even,
}
