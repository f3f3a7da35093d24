"""Strategies for YAML documents: values in many notations, and damaged documents."""

from __future__ import annotations

from hypothesis import strategies as st

PLAIN = [
    *("a", "b c", "key", "x-y", "a:b", "a#b", "it's", "-a", "?a", ":a", "yes", "on", "null", "~"),
    *("Null", "nULL", "true", "True", "tRUE", "false", "0", "-0", "+1", "08", "0o17", "0x1F"),
    *("0X1f", "0b101", "-0x1", "1_000", "0o8", "1e3", "1e400", "1.", ".5", "-.5", "+.5", "1.0"),
    *("1.e3", "1e", "-1.5e-7", "12345678901234567890", "1e21", ".inf", "-.Inf", ".nan", "-.nan"),
    *("2026-01-01", "2026-1-1", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43 Z", "=", "<<"),
    *(
        "190:20:30",
        "é",
        "😀",
        "a\u0085b",
        "a\u2028b",
        "a\ufeffb",
        "a\tb",
        "__proto__",
        "$if",
        "1 day",
    ),
]
QUOTED = [
    *("''", '""', "'a'", '"a"', "'it''s'", r'"\n\t\x41\u00e9"', r'"\ud83d\ude00"', "'a\tb'", "'1'"),
    *('"# a"', "': '", '"<<"', r'"\N\L\e\/"'),
]
LINES_OF_QUOTED = [
    *("'a\n\n  b'", '"a\n  b"', '"a \\\n  b"', "'a  \n  b'", '"a\t\n\tb"', "'\n  a\n'"),
]
ODD = [
    *(
        "a: b",
        "- a",
        "[",
        "]",
        "a,b",
        "{",
        "}",
        "@a",
        "%a",
        "`a",
        "!",
        "&",
        "*",
        "---",
        "...",
        "a #",
    ),
    *(r'"\q"', r'"\ud800"', "'", '"a', "*c", "\x07", "!foo a", "!!int a", "!!seq a", "&a &b", "|"),
]
TAGS = {
    "scalar": ["!!str", "!", "!<tag:yaml.org,2002:str>", "!!%73tr"],
    "list": ["!!seq", "!", "!!omap", "!!pairs"],
    "map": ["!!map", "!", "!!set"],
    "any": ["!!int", "!!float", "!!bool", "!!null", "!!binary", "!!timestamp", "!!merge", "!foo"],
}
BITS = [
    *" \t\n:-?,[]{}#&*!|>'\"%@`\\~a1.",
    *("\n\n", "\n  ", "\n    ", ": ", "- ", "&a ", "*a", "!!str ", "|\n", "---\n", "...\n", "<<: "),
    *("# x", "\r\n", "\r", "\x07", "\x85", "\u2028", "? ", " #", "\n\t", " \t", "{}", "[]", ">-\n"),
]
SAMPLES = [
    """\
version: 1
reporting: checks-v1
policy: {pullRequests: public}
tasks:
  $let:
    head: {$if: 'tasks_for == "github-push"', then: "${event.after}", else: ''}
  in:
    - &build
      taskQueueId: proj/ci
      created: {$fromNow: ''}
      payload:
        command:
          - /bin/sh
          - -c
          - >-
            git clone ${url} &&
            cd repo

            make all
        script: |
          set -e
            make test

      scopes: [a:b, "c:*", 'd']
    - <<: *build
      # the other one
      metadata: {name: other, description: multi
          line}
""",
    "? [a]\n: - b\n  - c\nz: !!set {a, b}\n&k key: &v 1\nd: [*k, *v]\n",
    "a:\n- - 1\n  - x: y\n    z: |+\n      t\n\n-\n  'q': \"m\n  l\"\n",
]


class _Writer:
    """Writes random nodes."""

    def __init__(self, draw: st.DrawFn, *, hasAnchors: bool) -> None:
        self._draw = draw
        self._hasAnchors = hasAnchors  # whether `*a` and `*b` refer to mappings
        self._keys = 0

    def sequence(self, indent: int, depth: int) -> str:
        lines = [
            f"{' ' * indent}-{self._block(indent + 2, depth - 1)}{self._end()}"
            for _ in range(self._count())
        ]
        return "\n".join(lines)

    def mapping(self, indent: int, depth: int) -> str:
        return "\n".join(
            " " * indent + self._entry(indent, depth - 1) for _ in range(self._count())
        )

    def _entry(self, indent: int, depth: int) -> str:
        if self._hasAnchors and self._rarely(4):
            source = self._oneOf("*a", "*b", "[*a, *b]", "{m: 1, q: 2}", "[{m: 1}, *a]")
            return f"<<: {source}{self._end()}"
        if self._rarely(6):
            key = f"?{self._block(indent + 2, depth)}{self._end()}"
            if self._rarely(3):
                return key
            return f"{key}\n{' ' * indent}:{self._block(indent + 2, depth)}{self._end()}"
        key = self._key() + self._oneOf("", "", "", " ", "\t")
        return f"{self._properties('scalar')}{key}:{self._block(indent + 1, depth)}{self._end()}"

    def _key(self) -> str:
        self._keys += 1
        if self._rarely(5):
            return self._draw(st.sampled_from([*PLAIN, *QUOTED]))
        if self._rarely(8):
            return self._oneOf("m", "o", "q")  # same as a merged key
        return self._oneOf("k{}", "k {}", "'k {}'", '"k: {}"').format(self._keys)

    def _block(self, indent: int, depth: int) -> str:
        """Write a node that begins after a colon or a dash; its lines are indented by `indent`."""
        kinds = ["scalar", "lines", "quoted", "flow", "block scalar", "empty"]
        deep = ["list", "map", "compact"] if depth > 0 else []
        kind = self._draw(st.sampled_from([*kinds, *deep]))
        inside = indent + self._oneOf("", "", " ", "  ").count(" ")
        match kind:
            case "map":
                text = f"{self._properties('map')}\n{self.mapping(inside, depth)}"
            case "list":
                text = f"{self._properties('list')}\n{self.sequence(inside, depth)}"
            case "compact":
                return f" {self.mapping(indent, depth).lstrip(' ')}"
            case "block scalar":
                text = self._properties("scalar") + self._blockScalar(inside)
            case "flow":
                text = self._flow(2)
            case "lines":
                breaks = self._oneOf("\n", "\n\n")
                text = f"{self._plain()}{breaks}{' ' * inside}{self._plain()}"
            case "quoted":
                text = self._draw(st.sampled_from(LINES_OF_QUOTED))
            case "empty":
                text = self._oneOf("", self._properties("scalar"))
            case _:
                text = self._properties("scalar") + self._scalar()
        return self._oneOf(" ", " ", " ", " ", "  ", "\t") + text

    def _flow(self, depth: int) -> str:
        """Write a node that is allowed in brackets."""
        kinds = ["scalar", "alias"] if self._hasAnchors else ["scalar"]
        kind = self._draw(st.sampled_from([*kinds, "list", "map"] if depth else kinds))
        if kind == "alias":
            return f"*{self._oneOf('a', 'b')} "
        if kind == "scalar":
            return self._properties(kind) + self._scalar()
        entries = [self._flowEntry(depth, isPair=kind == "map") for _ in range(self._count() - 1)]
        text = ",".join(entries) + (self._oneOf("", "", "", ",") if entries else "")
        return self._properties(kind) + (f"[{text}]" if kind == "list" else "{" + text + "}")

    def _flowEntry(self, depth: int, *, isPair: bool) -> str:
        if isPair and not self._rarely(6):
            colon = self._oneOf(": ", ": ", ": ", ":", " : ", ":\n ")
            text = f"{self._key()}{colon}{self._flow(depth - 1)}"
        elif self._rarely(6):
            text = f"? {self._flow(depth - 1)} : {self._flow(depth - 1)}"
        else:
            text = self._key() if isPair else self._flow(depth - 1)
        return self._flowSpace() + text + self._flowSpace()

    def _flowSpace(self) -> str:
        return self._oneOf("", "", " ", " ", "\n      ", "\t", " # c\n   ")

    def _properties(self, kind: str) -> str:
        anchor = f"&{self._oneOf('c', 'd')}{self._oneOf(' ', ' ', '  ')}" if self._rarely(6) else ""
        if not self._rarely(8):
            return anchor
        tag = self._draw(st.sampled_from(TAGS["any" if self._rarely(8) else kind]))
        return self._oneOf(f"{anchor}{tag} ", f"{tag} {anchor}")

    def _scalar(self) -> str:
        return self._draw(st.sampled_from(QUOTED)) if self._rarely(3) else self._plain()

    def _plain(self) -> str:
        return self._draw(st.sampled_from(ODD if self._rarely(60) else PLAIN))

    def _blockScalar(self, indent: int) -> str:
        header = self._oneOf("|", ">") + self._oneOf("", "", "", "+", "-", "1", "1-", "-2")
        text = header + self._oneOf("", "", "", " ", " # c") + "\n"
        for number in range(self._count() + self._count()):
            lines = ["a", "b c", "a", "# d", "e: f", "- g", "  ", "", " more", "\tmore", "", ""]
            line = self._draw(st.sampled_from(lines if number else lines[:6]))
            text += (" " * indent + line if line else "") + "\n"
        return text[:-1]

    def _end(self) -> str:
        return self._oneOf("", "", "", "", "", " # c", "\t#c", " ", "\t", "\n", "\n# c", "\n   # c")

    def _count(self) -> int:
        return self._draw(st.sampled_from([1, 2, 2, 3]))

    def _rarely(self, oneIn: int) -> bool:
        return self._draw(st.integers(1, oneIn)) == oneIn

    def _oneOf(self, *choices: str) -> str:
        return self._draw(st.sampled_from(choices))


@st.composite
def written(draw: st.DrawFn) -> str:
    """Draw a document, mostly a valid one."""
    starts = ["---\n", "%YAML 1.2\n---\n", "# c\n", "\ufeff", "\n", "--- "]
    start = draw(st.sampled_from([*[""] * 9, *starts]))
    anchors = draw(st.sampled_from(["", "a: &a {m: n, o: 1}\nb: &b {m: p}\n"]))
    writer = _Writer(draw, hasAnchors=bool(anchors))
    text = anchors + writer.mapping(0, 3)
    ends = [*["\n"] * 9, "", "", "\n\n", "\n...\n", "\n---\n"]
    text = start + text + draw(st.sampled_from(ends))
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])))


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Draw a document in which parts were inserted, removed or moved."""
    text = draw(st.sampled_from(SAMPLES) | written())
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.integers(0, 12))
        match draw(st.sampled_from(["insert", "insert", "remove", "move", "noise"])):
            case "insert":
                text = text[:start] + draw(st.sampled_from(BITS)) + text[start:]
            case "remove":
                text = text[:start] + text[end:]
            case "move":
                target = draw(st.integers(0, len(text)))
                text = text[:target] + text[start:end] + text[target:]
            case _:
                text = text[:start] + draw(st.text(max_size=3)) + text[start:]
    return text
