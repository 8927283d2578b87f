"""E-mails and mailboxes: the newsletter in them, what their headers say, and what is refused."""

from email.message import EmailMessage

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.model import Block, Document, Item, Metadata, Section, items
from corpus.reading.draft import Draft, Dropped, UnreadableFileError
from corpus.reading.email import read_email, read_mbox
from corpus.sections import build_sections
from tests.corpus.reading.web_pages import COFFEE, DEBTS, GARDEN, LETTERS, newsletter

POSTMARK = b"From roos@b.example Thu Feb  1 23:30:00 2024\n"
DEEP = "de mail is te diep genest om te lezen; sla het bericht dat u zoekt apart op"


def mail(text: str = COFFEE, *, html: str = "", **headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {"From": "Buurtkracht <info@b.example>", "Subject": "Nieuws", **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def letter(**headers: str) -> EmailMessage:
    """Return a newsletter in tables as its readers get it."""
    known = {"List_Id": "<nieuws.b.example>", "Date": "Thu, 01 Feb 2024 23:30:00 -0500"}
    return mail("Platte tekst", html=newsletter().html, **{**known, **headers})


def plain(text: str, header: str = "") -> Draft:
    return read_email(f"Subject: x\n{header}\n{text}".encode())


def works(draft: Draft) -> list[Section]:
    sections = build_sections(draft.text, draft.blocks, kind=draft.found.get("kind"))
    metadata = Metadata("x", None, None, (), None, None, None)
    return items(Document("x", metadata, draft.text, sections))


def titles(draft: Draft) -> list[str]:
    return [section.title for section in works(draft)]


def reason(raw: bytes) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read_email(raw)
    return str(caught.value)


# Newsletters


def test_the_html_of_a_newsletter_is_read_and_its_headers_say_what_it_is() -> None:
    draft = read_email(letter(Subject="Re: Eén nieuwsbrief – mei").as_bytes())
    assert draft.found == {
        "title": "Eén nieuwsbrief – mei",
        "publisher": "Buurtkracht",
        "date": "2024-02-01",
        "kind": "newsletter",
        "language": "nl",
    }
    assert titles(draft) == ["Koffie in de wijk", "Hulp bij schulden", "Een moestuin achter de school"]
    assert "Platte tekst" not in draft.text
    assert draft.notes == ()


def test_a_mail_of_a_person_is_no_newsletter_and_has_an_author_in_place_of_a_publisher() -> None:
    draft = read_email(mail(From="Roos Bakker <roos@b.example>").as_bytes())
    assert draft.found == {"title": "Nieuws", "authors": "Roos Bakker"}


def test_many_headings_make_a_mail_a_newsletter() -> None:
    html = "".join(f"<h2>{word}</h2><p>{COFFEE}</p>" for word in ("een", "twee", "drie"))
    assert read_email(mail(html=html).as_bytes()).found["kind"] == "newsletter"


@pytest.mark.parametrize("sender", ["info@b.example", '"info@b.example" <info@b.example>', "", ";;", "<>"])
def test_a_sender_without_a_name_is_no_publisher(sender: str) -> None:
    draft = plain(COFFEE, f"From: {sender}\nList-Id: x\n")
    assert draft.found == {"title": "x", "kind": "newsletter"}


@pytest.mark.parametrize("date", ["31 Feb 2024 99:00", "gisteren", "", "((((("])
def test_a_date_that_is_none_is_unknown(date: str) -> None:
    assert "date" not in plain(COFFEE, f"Date: {date}\n").found


@pytest.mark.parametrize(
    "subject", ["Fwd: Koffie", "FW: RE: Koffie", "Doorgestuurd: Koffie", "Re[2]: Koffie", "Antw: Koffie", "Koffie"]
)
def test_a_title_is_the_subject_without_its_prefixes(subject: str) -> None:
    assert read_email(mail(Subject=subject).as_bytes()).found["title"] == "Koffie"


def test_a_mail_without_a_subject_has_the_title_of_its_page_or_none() -> None:
    raw = b"From: a@b.example\nContent-Type: text/html\n\n<title>Titel</title><p>" + COFFEE.encode()
    assert read_email(raw).found == {"title": "Titel"}
    assert read_email(b"From: a@b.example\n\n" + COFFEE.encode()).found == {}


def test_who_forwards_a_newsletter_neither_made_nor_dated_it() -> None:
    head = "Van: Buurtkracht <info@b.example>\nVerzonden: donderdag 16 mei 2024 10:00\nOnderwerp: Koffie\n\n"
    headers = "From: Roos Verzonnen <roos@b.example>\nDate: Thu, 01 Feb 2025 10:00:00 +0100\nList-Id: x\n"
    forwarded = read_email(f"Subject: Fwd: Koffie\n{headers}\n{head}{COFFEE}".encode())
    assert forwarded.found == {
        "title": "Koffie",
        "kind": "newsletter",
        "publisher": "Buurtkracht",
        "date": "2024-05-16",
    }
    bare = read_email(f"Subject: Fwd: Koffie\n{headers}\n{COFFEE}".encode())
    assert bare.found == {"title": "Koffie", "kind": "newsletter"}


def test_a_newsletter_that_is_attached_to_a_mail_is_read_as_itself() -> None:
    covering = mail("Kijk eens, wat leuk.", Subject="FW: ter info", From="Roos <roos@b.example>")
    covering.add_attachment(letter(Subject="Nieuwsbrief mei"))
    draft = read_email(covering.as_bytes())
    assert draft.found == read_email(letter(Subject="Nieuwsbrief mei").as_bytes()).found
    assert draft.dropped[0] == Dropped("Kijk eens, wat leuk.", "begeleidende mail")


def test_several_attached_mails_are_sections_and_one_without_text_is_named() -> None:
    digest = mail("\n")
    for each in (letter(Subject="Mei"), letter(Subject="Juni"), mail(" ")):
        digest.add_attachment(each)
    draft = read_email(digest.as_bytes())
    assert [block.title for block in draft.blocks if block.level == 1] == ["Mei", "Juni"]
    assert draft.notes == (
        "niet gelezen: bericht 3 (in deze mail staat geen tekst; bewaar de bijlagen apart en lees die in)",
    )


def test_a_mail_is_read_when_the_one_attached_to_it_is_empty() -> None:
    covering = mail(COFFEE)
    covering.add_attachment(mail(" "))
    assert read_email(covering.as_bytes()).text == COFFEE


def test_attachments_are_named_and_pictures_in_the_text_are_not() -> None:
    message = letter()
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="verslag één.pdf")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="logo.png", disposition="inline")
    message.add_attachment(b"x", maintype="image", subtype="png", disposition="attachment")
    message.add_attachment("Niet lezen.", filename="notitie.txt")
    draft = read_email(message.as_bytes())
    assert draft.notes == ("3 bijlagen niet gelezen: verslag één.pdf, image/png, notitie.txt",)
    assert "Niet lezen" not in draft.text


def test_the_report_names_ten_attachments_at_most() -> None:
    message = mail()
    for number in range(12):
        message.add_attachment(b"x", maintype="application", subtype="pdf", filename=f"{number}.pdf")
    (note,) = read_email(message.as_bytes()).notes
    assert note == f"12 bijlagen niet gelezen: {', '.join(f'{number}.pdf' for number in range(10))} en andere"


# Plain text


def test_a_picture_of_a_newsletter_is_read_from_its_plain_part() -> None:
    assert read_email(mail(COFFEE, html="<p><img src='x.png'></p>").as_bytes()).text == COFFEE


def test_quoted_mail_and_signature_are_dropped() -> None:
    draft = plain("Ik kom.\n\nOp 1 mei 2024 schreef Sam:\n\n> Kom je?\n>> Ja?\n\nTot dan.\n-- \nRoos\nBuurtkracht\n")
    assert draft.text == "Ik kom.\n\n\n\nTot dan."
    assert draft.dropped == (
        Dropped("Op 1 mei 2024 schreef Sam:\n> Kom je?\n>> Ja?", "geciteerde mail"),
        Dropped("-- \nRoos\nBuurtkracht", "ondertekening"),
    )


def test_a_mail_that_is_quoted_as_a_whole_is_read() -> None:
    draft = plain(f"> {COFFEE}\n>\n> {DEBTS}\n")
    assert (draft.text, draft.dropped) == (f"{COFFEE}\n\n{DEBTS}", ())


def test_flowed_lines_are_joined() -> None:
    text = "De koffie \nis klaar.\n Kom \nbinnen.\n> oud \nNieuw \n-- \nRoos"
    draft = plain(text, "Content-Type: text/plain; format=flowed\n")
    assert draft.text == "De koffie is klaar.\nKom binnen.\nNieuw"
    split = plain("De kof \nfie.", "Content-Type: text/plain; format=flowed; delsp=yes\n")
    assert split.text == "De koffie."


@pytest.mark.parametrize("charset", ["utf-8", "us-ascii", "windows-1252", "bestaat-niet", "", ";"])
def test_a_part_that_lies_about_its_character_set_is_read_by_its_bytes(charset: str) -> None:
    header = f"Subject: x\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n".encode()
    assert read_email(header + "Eén café – ja.".encode()).text == "Eén café – ja."
    assert read_email(header + "Eén café – ja.".encode("cp1252")).text == "Eén café – ja."


def test_headers_with_bytes_beyond_ascii_are_read() -> None:
    raw = "Subject: Eén café\nFrom: Café Één <x@b.example>\nList-Id: x\n\n".encode("cp1252") + COFFEE.encode()
    assert read_email(raw).found == {"title": "Eén café", "publisher": "Café Één", "kind": "newsletter"}


def test_base64_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    header = "Content-Transfer-Encoding: base64\nContent-Type: text/plain\n"
    assert plain("RGUga29mZmllIGlzIGtsYWFyLg==", header).text == "De koffie is klaar."
    assert plain("RGUga29mZmllIGlzIGtsYW\nFyL", header).text == "De koffie is klaar"
    assert plain("RGUga29mZmllIGlzIGtsYWFyLg=", header).text == "De koffie is klaar."


# Bad input


def nested(depth: int) -> bytes:
    parts = (f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    return f"Subject: x\n{''.join(parts)}Content-Type: text/plain\n\n{COFFEE}\n".encode()


def attached(depth: int) -> bytes:
    return ("Subject: x\n" + "Content-Type: message/rfc822\n\nSubject: y\n" * depth + f"\n{COFFEE}").encode()


def test_parts_in_parts_are_read_or_refused() -> None:
    assert read_email(nested(20)).text == COFFEE
    assert read_email(attached(20)).found == {"title": "y"}
    assert reason(nested(3_000)) == DEEP
    assert reason(attached(3_000)) == DEEP


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"gewoon tekst", b"{}", b"<html><p>x</p></html>", b"\x00\xff"])
def test_what_is_no_mail_is_refused(raw: bytes) -> None:
    assert reason(raw) == "dit is geen e-mail: de kop met afzender en onderwerp ontbreekt; sla hem op als EML"


def test_a_mail_without_text_is_refused_with_the_names_of_its_attachments() -> None:
    message = EmailMessage()
    message["Subject"] = "x"
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
    assert reason(message.as_bytes()) == (
        "in deze mail staat geen tekst (1 bijlage niet gelezen: a.pdf); bewaar de bijlagen apart en lees die in"
    )


def test_a_mail_whose_boundary_is_lost_is_read_all_the_same() -> None:
    assert plain(COFFEE, "Content-Type: multipart/mixed\n").text == COFFEE
    assert plain(f"<html><p>{COFFEE}</p></html>", "Content-Type: multipart/mixed\n").text == COFFEE


def test_a_mail_with_too_many_parts_or_too_much_text_is_refused() -> None:
    assert reason(b"Subject: x\n\n" + b"--b\n\nx\n" * 20_001) == (
        "de mail heeft meer dan 20000 delen; sla het deel dat u zoekt apart op"
    )
    assert reason(b"Subject: x\n\n" + b"x" * 5_000_001) == (
        "de tekst van de mail is te groot (hoogstens 5 MB); splits hem"
    )


def test_headers_that_no_standard_knows_cost_only_themselves() -> None:
    deep = "(" * 3_000
    headers = f"From: {deep}\nDate: {deep}\nSubject: =?x?q?=E9?= =?utf-8?b?!?=\nContent-Type: ;;="
    assert read_email(f"{headers}\nContent-Disposition: {deep}\n\n{COFFEE}".encode()).text == COFFEE


def test_a_broken_attached_mail_is_passed_over() -> None:
    raw = b'Subject: x\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\n' + COFFEE.encode()
    raw += b"\n--b\nContent-Type: message/rfc822\n\n\n--b--\n"
    assert read_email(raw).text == COFFEE


@settings(max_examples=60)
@given(st.binary(max_size=300), st.binary(max_size=100))
@example(b"text/plain\n\nTot dinsdag in het buurthuis.", b"Koffie")
@example(b"", b"")
def test_any_bytes_are_read_or_refused(body: bytes, header: bytes) -> None:
    for raw in (
        body,
        b"Subject: " + header + b"\nFrom: " + header + b"\nDate: " + header + b"\nContent-Type: " + header + body,
    ):
        for read in (read_email, read_mbox):
            try:
                draft = read(raw)
            except UnreadableFileError:
                continue
            assert all(draft.text[block.start : block.end].strip() for block in draft.blocks)


# Web pages that were saved


@pytest.mark.parametrize(
    ("headers", "title"),
    [
        ("From: <Saved by Blink>\nSnapshot-Content-Location: https://fabelstad.example/team\nSubject: Team\n", "Team"),
        ('From: "Saved by Windows Internet Explorer 11"\n', None),
    ],
)
def test_a_web_page_that_was_saved_has_its_own_address_and_no_date(headers: str, title: str | None) -> None:
    raw = (
        f"{headers}Date: Thu, 19 Nov 2026 10:00:00 +0100\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n'
        "--b\nContent-Type: image/png\n\nx\n"
        "--b\nContent-Type: text/html\nContent-Location: https://fabelstad.example/team\n\n"
        f"<nav><a href='/'>Naar huis</a></nav><main><p>{COFFEE}</p><p>{DEBTS}</p></main>\n--b--\n"
    )
    draft = read_email(raw.encode())
    assert draft.text == f"{COFFEE}\n\n{DEBTS}"
    known = {"title": title, "url": "https://fabelstad.example/team"}
    assert draft.found == {name: value for name, value in known.items() if value}
    assert [(dropped.text, dropped.reason) for dropped in draft.dropped] == [("Naar huis", "menu")]


def test_a_saved_page_without_a_page_in_it_is_read_as_a_mail() -> None:
    assert plain(COFFEE, "From: <Saved by Blink>\n").text == COFFEE


# Mailboxes


def mbox(*messages: EmailMessage) -> bytes:
    return b"".join(POSTMARK + message.as_bytes() + b"\n\n" for message in messages)


def test_each_letter_in_a_mailbox_is_an_item_by_its_sender_whatever_it_is_called() -> None:
    draft = read_mbox(
        mbox(
            mail(COFFEE, From="Roos Bakker <r@b.example>", Subject="Koffie", Date="Mon, 1 Jul 2024 09:00:00 +0200"),
            mail(DEBTS, From="a@b.example", Subject="Vragen"),
            letter(Subject="Mei"),
        )
    )
    assert [(section.title, section.item) for section in works(draft)] == [
        ("Koffie", Item(authors=("Roos Bakker",), date="2024-07-01")),
        ("Vragen", Item()),
        ("Mei", Item(date="2024-02-01")),
    ]


def test_letters_with_the_same_subject_and_first_line_keep_their_senders() -> None:
    text = f"Nieuws\n\n{COFFEE}"
    draft = read_mbox(mbox(mail(text, From="Roos <r@b.example>"), mail(text, From="Bram <b@b.example>")))
    assert [section.item for section in works(draft)] == [Item(authors=("Roos",)), Item(authors=("Bram",))]


def test_mails_that_are_attached_to_one_in_a_mailbox_are_the_items() -> None:
    covering = mail("Zie de bijlagen.", Subject="Twee brieven")
    for name in ("Roos", "Bram"):
        covering.add_attachment(mail(DEBTS, From=f"{name} <a@b.example>", Subject=f"Van {name}"))
    draft = read_mbox(mbox(covering, mail(COFFEE, Subject="Koffie")))
    assert titles(draft) == ["Van Roos", "Van Bram", "Koffie"]


def test_each_newsletter_in_a_mailbox_is_a_section_with_items_of_its_date() -> None:
    draft = read_mbox(mbox(letter(Subject="Mei"), letter(Subject="Juni")))
    assert draft.found == {"title": "Buurtkracht", "publisher": "Buurtkracht", "kind": "newsletter", "language": "nl"}
    outline = [(block.level, block.title) for block in draft.blocks if block.kind == "heading"]
    stories = [(3, "Koffie in de wijk"), (3, "Hulp bij schulden"), (3, "Een moestuin achter de school")]
    assert outline == [
        *[(1, "Mei"), (2, "Buurtkracht Nieuwsbrief"), *stories],
        *[(1, "Juni"), (2, "Buurtkracht Nieuwsbrief"), *stories],
    ]
    assert titles(draft) == [title for _, title in stories] * 2
    assert {section.item for section in works(draft)} == {Item(date="2024-02-01")}
    for link in draft.links:
        assert draft.text[link.start : link.end] == "Lees meer"


def test_every_block_of_a_mailbox_lies_in_its_text_in_order() -> None:
    draft = read_mbox(mbox(letter(), mail(f"{COFFEE}\n\n{DEBTS}"), mail(html=f"<p><b>Kop</b><br>{GARDEN}</p>")))
    end = 0
    for block in draft.blocks:
        assert end <= block.start < block.end
        words = draft.text[block.start : block.end]
        assert words == words.strip()
        assert block.kind != "heading" or words == block.title
        end = block.end
    assert draft.blocks[-2] == Block("heading", draft.text.rindex("Kop"), draft.text.rindex("Kop") + 3, 6, "Kop")
    assert draft.found == {}


def test_a_message_that_opens_with_its_subject_has_it_once() -> None:
    draft = read_mbox(mbox(mail(html=f"<h1>Nieuws</h1><p>{COFFEE}</p>"), mail("", Subject="Leeg"), mail(LETTERS)))
    assert draft.text == f"Nieuws\n\n{COFFEE}\n\nNieuws\n\n{LETTERS}"
    assert draft.notes == (
        "niet gelezen: bericht 2 (in deze mail staat geen tekst; bewaar de bijlagen apart en lees die in)",
    )


def test_a_message_without_a_subject_is_named_by_its_number_and_its_notes_are_kept() -> None:
    message = mail(COFFEE, Subject="")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
    draft = read_mbox(mbox(message))
    assert draft.blocks[0].title == "Bericht 1"
    assert draft.notes == ("bericht 1: 1 bijlage niet gelezen: a.pdf",)


def test_a_line_of_text_that_starts_with_from_parts_no_messages() -> None:
    draft = read_mbox(POSTMARK + b"Subject: x\n\nHallo.\n\n>From hier gaat het verder.\n\nFrom nu af aan ook.\n")
    assert draft.text == "x\n\nHallo.\n\nFrom hier gaat het verder.\n\nFrom nu af aan ook."


def test_a_mailbox_without_readable_messages_is_refused() -> None:
    for raw in (b"", b"Subject: x\n\nGeen postmerk.", mbox(mail("")), POSTMARK):
        with pytest.raises(UnreadableFileError) as caught:
            read_mbox(raw)
        assert str(caught.value) == (
            "in deze mailbox staat geen bericht dat gelezen kan worden; bewaar hem opnieuw als MBOX"
        )


def test_what_comes_after_the_five_thousandth_message_is_said_to_be_left_unread() -> None:
    one = POSTMARK + b"Subject: x\n\nHallo.\n\n"
    draft = read_mbox(one * 5_001)
    assert draft.text.count("Hallo.") == 5_000
    assert draft.notes == ("niet gelezen: alles na bericht 5000 (splits de mailbox)",)


def test_the_report_names_ten_unread_messages_at_most() -> None:
    (note,) = read_mbox(mbox(mail(), *[mail("")] * 11)).notes
    assert note.startswith("niet gelezen: bericht 2 (")
    assert note.endswith("; en andere")
