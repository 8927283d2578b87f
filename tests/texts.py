"""Texts for property tests: lines as converters leave them, and anything at all."""

from hypothesis import strategies as st

_LINES = [
    "Inhoud",
    "INHOUD",
    "# Kop",
    "## Kop twee",
    "#",
    "# ",
    "# #",
    "Kop een",
    "Kop een 3",
    "KOP IN KAPITALEN",
    "**Vet**",
    "**",
    "**half",
    "- punt",
    "1. punt",
    "  - dieper",
    "-",
    "De buren drinken elke week samen koffie in het buurthuis van de wijk.",
    "Zij komen o.a. voor dr. A. Verzonnen. Hij niet!",
    "Meer info",
    "€ 3,50",
    "Vragen",
    "---",
    "title: x",
    "| a | b |",
    "|---|---|",
    "> citaat",
    "```",
    "<b>los",
    "</div>",
    "<!--",
    "&amp;",
    "[tekst](adres",
    "![beeld](adres)",
    "\t",
    "",
    "\x0c",
    "\x1c",
    "\x85",
    "\u2028",
    "\u200b",
    "\r",
    "x" * 2_000,
    ". " * 50,
    "woord " * 300,
]

any_text = st.text(max_size=120) | st.lists(st.sampled_from(_LINES) | st.text(max_size=20), max_size=16).map("\n".join)
"""Any text, control characters and unpaired surrogates included."""

file_text = any_text.map(lambda text: text.encode("utf-8", "ignore").replace(b"\x00", b"").decode())
"""What a text file can hold: no surrogates and no NUL."""
