"""E-mails, read by Python's own parser: the newsletter in one, or the messages of a whole mailbox.

The HTML part is read first, because a newsletter's plain text is a poor copy of it. A forwarded newsletter is read as
the newsletter itself.
"""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.headerregistry import AddressHeader, DateHeader
from email.message import Message

from corpus.describing.first_lines import leading_date
from corpus.model import Block, Item
from corpus.reading.draft import BOLD_LEVEL, Draft, Dropped, Link, UnreadableFileError
from corpus.reading.html import read_page
from corpus.reading.text import read_text
from corpus.reading.web.charset import decode_declared

_KNOWN = frozenset({"from", "subject", "date", "received", "mime-version", "content-type", "message-id"})
"""A file without any of these headers is no e-mail."""
_BULK = ("list-id", "list-unsubscribe", "list-post", "feedback-id")
_FORWARDED = re.compile(r"(?:fwd?|doorgestuurd|doorst|wg|tr)\s*:", re.IGNORECASE)
_SAVED = re.compile(r"[\"<]?saved by ", re.IGNORECASE)
"""What browsers write in the place of a sender."""
_PREFIX = re.compile(
    r"(?:\s*(?:fwd?|re|antw(?:oord)?|aw|doorgestuurd|doorst|wg|tr)\s*(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE
)
_SENDER_LINE = re.compile(
    r"^[*\s]*(?:van|from)[*\s]*:[*\s]*\"?([^<>\n\"]{2,80}?)\"?\s*[<\[(]", re.IGNORECASE | re.MULTILINE
)
_DATE_LINE = re.compile(
    r"^[*\s]*(?:datum|date|verzonden|sent)[*\s]*:[*\s]*(?:[a-z]{2,9}[.,]?\s+)?([^\n]{6,40})",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED = re.compile(r"\s?>")
_QUOTES = re.compile(r"^(?:\s?>)+ ?")
_WROTE = re.compile(r"(?:op|on)\b.{5,150}\b(?:schreef|wrote)\b.{0,80}:\s*", re.IGNORECASE)
_POSTMARK = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]{0,200}\d\d:\d\d[^\n]{0,100}\r?\n")
_ESCAPED_POSTMARK = re.compile(rb"^>(>*From )", re.MULTILINE)
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]+")
_MAX_HEADER = 2_000
_MAX_BOUNDARIES = 20_000
_MAX_BYTES = 5_000_000
"""Of the text of one mail."""
_MAX_PARTS = 2_000
_MAX_MESSAGES = 5_000
_MAX_NAMES, _MAX_NAME = 10, 100
_HEAD = 2_000
"""Characters in which the headers of a forwarded mail stand."""
_NEWSLETTER_HEADINGS = 3
"""A mail with so many headings is a newsletter, whoever sent it."""
_TOO_DEEP = "de mail is te diep genest om te lezen; sla het bericht dat u zoekt apart op"


def read_email(raw: bytes) -> Draft:
    """Return the draft of one e-mail: of the newsletter in it, when that was forwarded as an attachment.

    A web page that a browser saved with its pictures (``.mhtml``) has the form of a mail, and is read as the page.

    Raises:
        UnreadableFileError: If it is no e-mail, or has no text.
    """
    try:
        message = _parse(raw)
        return _read_page(message) or _read_message(message)
    except RecursionError as error:
        raise UnreadableFileError(_TOO_DEEP) from error


def read_mbox(raw: bytes) -> Draft:
    """Return the draft of a mailbox: each message is an item below a heading with its subject, by its sender.

    What the messages share is what is known about the mailbox. One that cannot be read is named in the notes.

    Raises:
        UnreadableFileError: If no message in it can be read.
    """
    drafts, failures = [], []
    for number, message in enumerate(_split(raw), start=1):
        if number > _MAX_MESSAGES:
            failures.append(f"alles na bericht {_MAX_MESSAGES} (splits de mailbox)")
            break
        try:
            drafts.append((number, read_email(message)))
        except UnreadableFileError as error:
            failures.append(f"bericht {number} ({error})")
    if not drafts:
        raise UnreadableFileError(
            "in deze mailbox staat geen bericht dat gelezen kan worden; bewaar hem opnieuw als MBOX"
        )
    return _join(drafts, failures)


def _split(raw: bytes) -> Iterator[bytes]:
    """Yield the messages of a mailbox without their postmarks."""
    marks = list(_POSTMARK.finditer(raw))
    ends = [mark.start() for mark in marks[1:]] + [len(raw)]
    for mark, end in zip(marks, ends, strict=False):  # without a mark there is one end too many
        yield _ESCAPED_POSTMARK.sub(rb"\1", raw[mark.end() : end])


def _parse(raw: bytes) -> Message:
    if raw.count(b"\n--") > _MAX_BOUNDARIES:
        raise UnreadableFileError(f"de mail heeft meer dan {_MAX_BOUNDARIES} delen; sla het deel dat u zoekt apart op")
    # Not policy.default: that parses each content type in full, and fails on some (IndexError on "name*1*").
    message = message_from_bytes(raw.lstrip(), policy=policy.compat32)
    if not _KNOWN & {name.lower() for name in message.keys()}:  # noqa: SIM118 - a message is no mapping
        raise UnreadableFileError("dit is geen e-mail: de kop met afzender en onderwerp ontbreekt; sla hem op als EML")
    return message


def _read_page(message: Message) -> Draft | None:
    """Return the draft of a web page that a browser saved; None when the message is none."""
    location = _header(message, "snapshot-content-location")
    page = next((part for part in _parts(message) if part.get_content_type() == "text/html"), None)
    if page is None or not (location or _SAVED.match(_header(message, "from"))):
        return None
    draft = read_page(_text(page), is_mail=False)
    known = {"title": _header(message, "subject"), "url": location or _header(page, "content-location")}
    # Its date is the day of saving.
    return replace(draft, found={**{name: value for name, value in known.items() if value}, **draft.found})


def _read_message(message: Message) -> Draft:
    """Return the draft of a message; of the ones attached to it, when there are any."""
    parts = _parts(message)
    inner = [payload for part in parts if (payload := _attached_message(part)) is not None]
    if not inner:
        return _read_parts(message, parts)
    drafts, failures = [], []
    for number, each in enumerate(inner, start=1):
        try:
            drafts.append((number, _read_message(each)))
        except UnreadableFileError as error:
            failures.append(f"bericht {number} ({error})")
    if not drafts:
        return _read_parts(message, parts)
    draft = drafts[0][1] if len(drafts) == 1 else _join(drafts, [])
    notes = _failure_notes(failures) + _attachment_notes(parts)
    return replace(draft, notes=draft.notes + notes, dropped=_covering_mail(parts) + draft.dropped)


def _parts(message: Message) -> list[Message]:
    """Return the parts of a message in their order, those of attached messages left out."""
    parts: list[Message] = []
    queue = [message]
    while queue and len(parts) < _MAX_PARTS:
        part = queue.pop()
        parts.append(part)
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            queue += reversed([each for each in payload if isinstance(each, Message)])
    return parts


def _attached_message(part: Message) -> Message | None:
    payload = part.get_payload()
    if part.get_content_type() != "message/rfc822" or not isinstance(payload, list):
        return None
    return next((each for each in payload if isinstance(each, Message) and each.keys()), None)


def _read_parts(message: Message, parts: Sequence[Message]) -> Draft:
    draft = _body(parts)
    notes = _attachment_notes(parts)
    if draft is None:
        named = f" ({notes[0]})" if notes else ""
        raise UnreadableFileError(f"in deze mail staat geen tekst{named}; bewaar de bijlagen apart en lees die in")
    found = {**draft.found, **_headers(message, draft)}
    return replace(draft, found=found, notes=draft.notes + notes)


def _body(parts: Sequence[Message]) -> Draft | None:
    """Return the draft of the first HTML part with text in it, or else of the first plain one; None without either."""
    texts = [part for part in parts if not _is_attachment(part)]
    for part in texts:
        if _type(part) == "text/html":
            try:
                return read_page(_text(part), is_mail=True)
            except UnreadableFileError:
                continue  # a picture of a newsletter, whose words stand in the plain part
    plain = (_read_plain(part) for part in texts if _type(part) == "text/plain")
    return next((draft for draft in plain if draft.blocks), None)


def _type(part: Message) -> str:
    """Return the content type of a part; of parts whose boundary is lost, that of the text that they are in."""
    payload = part.get_payload()
    if part.get_content_maintype() == "multipart" and isinstance(payload, str):
        return "text/html" if "<html" in payload.lower() else "text/plain"
    return part.get_content_type()


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if _header(part, "content-transfer-encoding").lower() == "base64":
        payload = _decode_base64(str(part.get_payload()))
    raw = payload if isinstance(payload, bytes) else b""
    if len(raw) > _MAX_BYTES:
        raise UnreadableFileError(f"de tekst van de mail is te groot (hoogstens {_MAX_BYTES / 1e6:.0f} MB); splits hem")
    return decode_declared(raw, _parameter(part, "charset"))


def _decode_base64(text: str) -> bytes:
    """Return the bytes of base64 that may be cut off; Python's own parser then gives it back as it stands."""
    digits = _NOT_BASE64.sub("", text)
    digits = digits[: len(digits) - (len(digits) % 4 == 1)]
    return b64decode(digits + "=" * (-len(digits) % 4))


def _parameter(part: Message, name: str) -> str:
    """Return a parameter of the content type; "" when it is left out or cannot be read."""
    found = re.search(rf"\b{name}\s*=\s*\"?([\w.:-]{{1,40}})", _header(part, "content-type"), re.IGNORECASE)
    return found[1].lower() if found else ""


def _read_plain(part: Message) -> Draft:
    """Return the draft of plain text, without the mail that it answers and without its signature."""
    text = _text(part)
    if _parameter(part, "format") == "flowed":
        text = _unflow(text, is_split=_parameter(part, "delsp") == "yes")
    kept, quoted, signature = _own_lines(text.split("\n"))
    if not any(line.strip() for line in kept):  # a forwarded mail, quoted as a whole
        kept, quoted = [_QUOTES.sub("", line) for line in quoted], []
    gone = [("\n".join(quoted), "geciteerde mail"), ("\n".join(signature), "ondertekening")]
    dropped = tuple(Dropped(words.strip(), reason) for words, reason in gone if words.strip())
    return replace(read_text("\n".join(kept).strip().encode("utf-8", "replace")), dropped=dropped)


def _unflow(text: str, *, is_split: bool) -> str:
    """Return text whose lines were broken for display with its paragraphs on one line each (RFC 3676)."""
    lines: list[str] = []
    is_open = False
    for line in text.split("\n"):
        line = line.removeprefix(" ") if not line.startswith(" >") else line
        if is_open and not _QUOTED.match(line) and line != "-- ":
            lines[-1] += line
        else:
            lines.append(line)
        is_open = line.endswith(" ") and line != "-- " and not _QUOTED.match(line)
        if is_open and is_split:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def _own_lines(lines: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """Return the lines of the mail itself, those of mails that it quotes, and its signature."""
    end = next((index for index, line in enumerate(lines) if line in ("-- ", "--")), len(lines))
    kept: list[str] = []
    quoted: list[str] = []
    for index, line in enumerate(lines[:end]):
        following = next((later for later in lines[index + 1 : index + 3] if later.strip()), "")
        is_quoted = _QUOTED.match(line) or (_QUOTED.match(following) and _WROTE.fullmatch(line))
        (quoted if is_quoted else kept).append(line)
    return kept, quoted, list(lines[end:])


# Headers ---------------------------------------------------------------------------------------------------------


def _headers(message: Message, draft: Draft) -> dict[str, str]:
    """Return what the headers say: title, date, author, and of a newsletter its kind and who publishes it."""
    subject = " ".join(_header(message, "subject").split())
    headings = sum(block.kind == "heading" for block in draft.blocks)
    is_newsletter = any(_header(message, name) for name in _BULK) or headings >= _NEWSLETTER_HEADINGS
    sender, date = _sender(message), _date(message)
    if _FORWARDED.match(subject):
        # Whoever forwards a newsletter neither made it nor dates it; its own headers stand above it.
        head = draft.text[:_HEAD]
        sender = found[1].strip() if (found := _SENDER_LINE.search(head)) else ""
        date = (leading_date(found[1]) or "") if (found := _DATE_LINE.search(head)) else ""
    known = {"title": _PREFIX.sub("", subject, count=1) if _PREFIX.match(subject) else subject, "date": date}
    known |= {"kind": "newsletter", "publisher": sender} if is_newsletter else {"authors": sender}
    return {name: value for name, value in known.items() if value}


def _header(message: Message, name: str) -> str:
    """Return a header's value, its encoded words decoded; "" when it is left out."""
    return _decoded(_raw_header(message, name))


def _decoded(value: str) -> str:
    return str(policy.default.header_factory("subject", value))


def _raw_header(message: Message, name: str) -> str:
    """Return the first value of a header on one line, its bytes beyond ASCII read as they can be."""
    values = (str(value) for key, value in message.raw_items() if key.lower() == name)
    value = " ".join(next(values, "")[:_MAX_HEADER].split())
    return decode_declared(value.encode("utf-8", "surrogateescape"), None)


def _sender(message: Message) -> str:
    """Return the name of the sender; "" when only an address is known."""
    header = _structured(message, "from")
    addresses = header.addresses if isinstance(header, AddressHeader) else ()
    name = " ".join(addresses[0].display_name.split()) if addresses else ""
    return "" if "@" in name else name


def _date(message: Message) -> str:
    """Return the day of sending in the sender's own time zone; "" when it is unknown."""
    header = _structured(message, "date")
    moment = header.datetime if isinstance(header, DateHeader) else None
    return moment.date().isoformat() if moment else ""


def _structured(message: Message, name: str) -> object:
    """Return a header in its parts; None when Python's parser fails on it, as on some that no standard knows."""
    try:
        return policy.default.header_factory(name, _raw_header(message, name))
    except (HeaderParseError, LookupError, ValueError, AttributeError, TypeError, RecursionError):
        return None


def _is_attachment(part: Message) -> bool:
    return _header(part, "content-disposition").lower().startswith("attachment") or bool(_file_name(part))


def _file_name(part: Message) -> str:
    name = " ".join(part.get_filename("").split())
    return decode_declared(_decoded(name).encode("utf-8", "surrogateescape"), None)[:_MAX_NAME]


def _attachment_notes(parts: Sequence[Message]) -> tuple[str, ...]:
    """Return the line of the report that names the attachments; pictures in the text of the mail are none."""
    names = []
    for part in parts:
        is_picture = part.get_content_maintype() == "image" and not _header(
            part, "content-disposition"
        ).lower().startswith("attachment")
        is_leaf = part.get_content_maintype() != "multipart" and part.get_content_type() != "message/rfc822"
        if is_leaf and _is_attachment(part) and not is_picture:
            names.append(_file_name(part) or part.get_content_type())
    if not names:
        return ()
    listed = ", ".join(names[:_MAX_NAMES]) + (" en andere" if len(names) > _MAX_NAMES else "")
    return (f"{len(names)} bijlage{'n' if len(names) > 1 else ''} niet gelezen: {listed}",)


def _failure_notes(failures: Sequence[str]) -> tuple[str, ...]:
    if not failures:
        return ()
    listed = "; ".join(failures[:_MAX_NAMES]) + ("; en andere" if len(failures) > _MAX_NAMES else "")
    return (f"niet gelezen: {listed}",)


def _covering_mail(parts: Sequence[Message]) -> tuple[Dropped, ...]:
    """Return what somebody wrote above a mail that he attached."""
    draft = _body(parts)
    return (Dropped(draft.text, "begeleidende mail"),) if draft is not None and draft.text.strip() else ()


# Mailboxes -------------------------------------------------------------------------------------------------------


def _join(drafts: Sequence[tuple[int, Draft]], failures: Sequence[str]) -> Draft:
    """Return one draft in which each message stands below a heading with its subject."""
    texts: list[str] = []
    blocks: list[Block] = []
    links: list[Link] = []
    length = 0
    for number, draft in drafts:
        title = draft.found.get("title") or f"Bericht {number}"
        own = draft.blocks
        if own and own[0].kind == "heading" and own[0].title == title:
            shift, own = length - own[0].start, own[1:]
            texts.append(draft.text[draft.blocks[0].start :])
        else:
            shift = length + len(title) + 2
            texts += [title, draft.text]
        holds_works = any(block.item is not None for block in own)
        item = None if holds_works else Item(authors=_authors(draft), date=draft.found.get("date"))
        blocks.append(Block("heading", length, length + len(title), 1, title, item=item))
        length = shift + len(draft.text) + 2
        blocks += [replace(each, start=each.start + shift, end=each.end + shift, level=_lowered(each)) for each in own]
        links += [Link(link.start + shift, link.end + shift, link.url) for link in draft.links]
    return Draft(
        "\n\n".join(texts),
        tuple(blocks),
        _shared([draft.found for _, draft in drafts]),
        links=tuple(links),
        dropped=tuple(each for _, draft in drafts for each in draft.dropped),
        notes=_failure_notes(failures) + tuple(f"bericht {number}: {note}" for number, d in drafts for note in d.notes),
    )


def _authors(draft: Draft) -> tuple[str, ...]:
    return (draft.found["authors"],) if "authors" in draft.found else ()


def _lowered(block: Block) -> int:
    """Return the level of a block below the heading of its message; what is only bold stays below all others."""
    return block.level if block.kind != "heading" or block.level >= BOLD_LEVEL else min(block.level + 1, BOLD_LEVEL - 1)


def _shared(founds: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return what all messages say alike; the name of their sender is the title."""
    first = founds[0]
    names = [name for name in ("publisher", "kind", "language") if name in first]
    shared = {name: first[name] for name in names if all(found.get(name) == first[name] for found in founds)}
    return shared | ({"title": shared["publisher"]} if "publisher" in shared else {})
