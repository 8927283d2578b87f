"""What stands around the main text of a page: menus, banners, footers, cookie bars, and the small print of e-mails."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from lxml import etree

from corpus.reading.web.flow import Piece
from corpus.reading.web.look import is_hidden

_TAGS = {"nav": "menu", "dialog": "venster over de pagina", "button": "knop"}
_ROLES = {
    "navigation": "menu",
    "menu": "menu",
    "menubar": "menu",
    "search": "zoekvak",
    "banner": "kop van de website",
    "contentinfo": "voet van de website",
    "dialog": "venster over de pagina",
    "alertdialog": "venster over de pagina",
}
_OUTSIDE = {"header": "kop van de website", "footer": "voet van de website", "aside": "zijkolom"}
"""Of the page when nothing holds them; inside an article they are its own."""
_HOLDERS = ("article", "blockquote", "figure", "main", "section", "details", "li", "td")
_LABELS = ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt")
_CLASSES = {
    "cookiemelding": r"cookies?(?:-?(?:bar|banner|melding|consent|notice|wall))?|consent|gdpr|avg-melding",
    "kruimelpad": r"bread-?crumbs?|kruimel(?:pad|spoor)",
    "menu": r"nav(?:bar|igation|igatie)?|(?:main|sub|hoofd|top|mega)-?(?:menu|nav)|menu|pagination|paginering"
    r"|skip-?links?|toc|inhoudsopgave",
    "kop van de website": r"(?:site|page|top)-?(?:header|bar)|masthead|topbar",
    "voet van de website": r"(?:site|page|main)?-?footer|colophon|bottom-?bar",
    "zijkolom": r"side-?bar|zijkolom|zijbalk|widgets?",
    "delen op sociale media": r"shar(?:e|ing)|delen|deel-?knoppen|addtoany"
    r"|social-?(?:media|share|links|icons?|buttons)",
    "verwijzing naar andere pagina's": r"related(?:-?(?:posts?|articles?|content|items?))?|gerelateerd|lees-?ook"
    r"|(?:post|page|nav)-?(?:links?|navigation)|recent-?posts|aanbevolen",
    "reacties": r"comments?(?:-?(?:area|list|form))?|reacties|respond|disqus",
    "venster over de pagina": r"pop-?up|modal|overlay|lightbox",
    "advertentie": r"advert(?:isement|entie)?s?|ad-?banner|banner-?ad",
}
_CLASS = {reason: re.compile(pattern) for reason, pattern in _CLASSES.items()}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MAX_ATTRIBUTE = 500
_MENU_ITEM_WORDS = 3
_LINK_RUN = 3
_LINKED = 0.8
"""A piece of which a larger share leads elsewhere only points to other pages."""

_SMALL_PRINT = re.compile(
    r"""(?: (?:bekijk|lees|open|view|toon)\b.{0,80}\b(?:browser|online|webversie|webpagina|website)\b.{0,40}
      | (?:kunt|kun|kan|lukt|wordt|werkt|ziet|zie)\b.{0,80}\b(?:niet\ (?:goed|lezen|weergegeven)|browser|online)\b.*
      | (?:webversie|online\ versie|view\ in\ browser)
      | (?:u|je|jij|you)\ (?:ontvangt|krijgt|receive|ontvangen)\b.*
      | (?:deze|this)\ (?:e-?mail|nieuwsbrief|mail|newsletter)\ (?:is|wordt|werd|was)\b.{0,40}\b(?:verzonden|verstuurd
          |gestuurd|sent)\b.*
      | (?:uitschrijven|afmelden|unsubscribe|abonnement\ opzeggen)
      | .*\b(?:unsubscribe|uit\ te\ schrijven|af\ te\ melden|afmelden|uitschrijven|(?:voorkeuren|gegevens|profiel)
          \ (?:te\ )?(?:wijzigen|aanpassen|aan\ te\ passen)|wijzig\ (?:je|uw)\ (?:voorkeuren|gegevens))\b.*
      | (?:volg\ ons|deel\ (?:dit|deze)|stuur\ (?:dit|deze|door)|doorsturen|forward)\b.*
      | (?:(?:copyright|©|\(c\))\W.* | .*\balle\ rechten\ voorbehouden\b.*) )\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_MAX_SMALL_PRINT = 300
"""Characters; the longest way in which newsletters say how to leave them is half of it."""
_NEEDS_LINK = re.compile(
    r"afmelden|uitschrijven|af te melden|uit te schrijven|wijzig|volg|deel|stuur|bekijk|lees|open|view|toon|ka?n|zie"
)
HIDDEN = "niet zichtbaar in de mail"
SMALL_PRINT = "kleine letters van de mail"
MENU = "menu"
LINKS = "verwijzing naar andere pagina's"


def page_reason(tree: etree._Element) -> Callable[[etree._Element], str]:
    """Return what says of an element of a web page why it is no main text; "" when it may be.

    What holds the main text by its tags is never dropped, whatever its class is called.
    """
    holding: set[etree._Element] = set()
    for main in tree.iter("main", "article", "h1"):
        for element in (main, *main.iterancestors()):
            if element in holding:
                break
            holding.add(element)

    def reason(element: etree._Element) -> str:
        tag, role = element.tag, element.get("role", "").lower()
        if tag == "button":
            return "" if next(element.iterancestors(*_LABELS), None) is not None else _TAGS[tag]
        if tag == "label":
            return "formulier" if next(element.iterancestors("form"), None) is not None else ""
        if element in holding:
            return ""
        if tag in _TAGS or role in _ROLES:
            return _TAGS.get(tag) or _ROLES[role]
        if tag in _OUTSIDE and next(element.iterancestors(*_HOLDERS), None) is None:
            return _OUTSIDE[tag]
        return "" if tag in ("html", "body", "form", *_LABELS) else _class_reason(element)

    return reason


def mail_reason(element: etree._Element) -> str:
    """Return why an element of an e-mail is no main text: it is not shown, as the preview of many newsletters."""
    return HIDDEN if is_hidden(element) else ""


def _class_reason(element: etree._Element) -> str:
    if "class" not in element.attrib and "id" not in element.attrib:
        return ""
    names = f"{element.get('class', '')[:_MAX_ATTRIBUTE]} {element.get('id', '')[:_MAX_ATTRIBUTE]}"
    for name in re.sub(r"[-_]+", "-", _CAMEL.sub("-", names)).lower().split():
        for reason, pattern in _CLASS.items():
            # The whole name, or the last part of one such as "site__footer": "with-sidebar" is the text beside it.
            if pattern.fullmatch(name) or pattern.fullmatch(name.rsplit("-", 1)[-1]):
                return "" if name.startswith(("has-", "with-", "no-", "zonder-", "met-")) else reason
    return ""


def drop_small_print(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of an e-mail with its small print and its menus marked as dropped."""
    marked = [
        replace(piece, reason=SMALL_PRINT) if not piece.reason and _is_small_print(piece) else piece for piece in pieces
    ]
    return _drop_links(marked, [_is_menu_item(piece) for piece in marked], reason=MENU)


def drop_link_lists(pieces: Sequence[Piece], is_main: Sequence[bool]) -> list[Piece]:
    """Return the pieces of a page with runs that only lead elsewhere, and are not main text, dropped."""
    is_link = [_is_link(piece) and (not main or _is_menu(piece)) for piece, main in zip(pieces, is_main, strict=True)]
    return _drop_links(pieces, is_link, reason=LINKS)


def restore_if_empty(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with the reason taken away that covers most words, if it leaves almost none of them."""
    words: Counter[str] = Counter()
    for piece in pieces:
        words[piece.reason] += len(piece.text)
    largest, count = max(words.items(), key=lambda item: item[1], default=("", 0))
    if not largest or words[""] * 4 > count or largest not in _CLASSES:
        return list(pieces)
    return [replace(piece, reason="") if piece.reason == largest else piece for piece in pieces]


def _is_small_print(piece: Piece) -> bool:
    text = " ".join(piece.text.split())
    if len(text) > _MAX_SMALL_PRINT or _SMALL_PRINT.fullmatch(text) is None:
        return False
    return bool(piece.links) or _NEEDS_LINK.search(text.lower()) is None


def _is_link(piece: Piece) -> bool:
    is_mail = any(link.url.startswith("mailto:") for link in piece.links)
    return piece.kind in ("text", "list") and piece.linked > _LINKED and not is_mail


def _is_menu(piece: Piece) -> bool:
    """Return whether a piece is a row of links of a few words each, as above old pages."""
    return len(piece.links) >= _LINK_RUN and len(piece.text.split()) <= (_MENU_ITEM_WORDS + 1) * len(piece.links)


def _is_menu_item(piece: Piece) -> bool:
    return _is_link(piece) and len(piece.text.split()) <= _MENU_ITEM_WORDS


def _drop_links(pieces: Sequence[Piece], is_link: Sequence[bool], *, reason: str) -> list[Piece]:
    """Return the pieces with each run with at least three links marked with the reason."""
    result = list(pieces)
    run: list[int] = []
    for index, piece in enumerate([*pieces, None]):
        if piece is not None and piece.reason:
            continue
        if piece is not None and is_link[index]:
            run.append(index)
            continue
        if sum(len(pieces[each].links) for each in run) >= _LINK_RUN:
            for each in run:
                result[each] = replace(pieces[each], reason=reason)
        run = []
    return result
