"""What a page says about itself: JSON-LD before meta tags, and nothing that it does not say."""

import json

import pytest
from lxml.html import document_fromstring

from corpus.reading.web.markup import absolute, read_markup

URL = "https://www.buurtkracht.example/koffie"


def read(head: str = "", *nodes: object, body: str = "") -> dict[str, str]:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)
    return read_markup(document_fromstring(f"<html><head>{head}{scripts}</head><body><p>x</p>{body}</body></html>"))


def test_a_page_without_markup_states_nothing() -> None:
    assert read() == {}


def test_an_article_in_json_ld_states_what_it_is_before_the_meta_tags() -> None:
    node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Koffie &amp; thee",
        "datePublished": "2024-05-16T23:30:00+02:00",
        "dateModified": "2025-01-01",
        "author": [
            {"@type": "Person", "name": "Roos Verzonnen"},
            "Sam Bedacht",
            {"@type": "Organization", "name": "X"},
        ],
        "publisher": {"@type": "Organization", "name": "Buurtkracht"},
    }
    head = """<meta property="og:title" content="Anders"><meta name="author" content="Iemand">
        <meta name="DCTERMS.issued" content="2020-01-01"><meta property="og:site_name" content="Site">"""
    assert read(head, node) == {
        "kind": "news",
        "title": "Koffie & thee",
        "authors": "Roos Verzonnen; Sam Bedacht",
        "date": "2024-05-16",
        "publisher": "Buurtkracht",
    }


def test_references_in_a_graph_are_followed() -> None:
    graph = {
        "@graph": [
            {"@type": ["Article", "Thing"], "name": "Koffie", "author": {"@id": "#r"}, "publisher": {"@id": "#b"}},
            {"@type": "Person", "@id": "#r", "name": "Roos Verzonnen"},
            {"@type": "Organization", "@id": "#b", "name": "Buurtkracht"},
        ]
    }
    assert read("", graph) == {
        "kind": "article",
        "title": "Koffie",
        "authors": "Roos Verzonnen",
        "publisher": "Buurtkracht",
    }


def test_an_event_has_a_start_an_end_a_place_and_a_contact_and_no_date_of_its_own() -> None:
    node = {
        "@type": "Event",
        "name": "Koffiedag",
        "startDate": "2024-06-01T10:00",
        "endDate": "2024-06-02",
        "location": {"@type": "Place", "name": "Buurthuis", "address": {"addressLocality": "Droomveen"}},
        "organizer": {"@type": "Organization", "name": "Buurtkracht", "email": "mailto:roos@b.example"},
    }
    assert read("", node) == {
        "kind": "event",
        "title": "Koffiedag",
        "start": "2024-06-01",
        "end": "2024-06-02",
        "place": "Buurthuis, Droomveen",
        "contact": "Buurtkracht, roos@b.example",
        "publisher": "Buurtkracht",
    }


def test_a_project_may_name_its_place_and_contact_in_words_only() -> None:
    node = {
        "@type": "ResearchProject",
        "name": ["Samen"],
        "foundingDate": 2023,
        "location": ["Droomveen", {"address": "Fabelland"}, {"@type": "Place"}],
        "contactPoint": [{"telephone": "010-1234567"}, {"name": "niemand"}],
    }
    found = read("", node)
    assert (found["kind"], found["start"], found["place"], found["contact"]) == (
        "project",
        "2023",
        "Droomveen; Fabelland",
        "010-1234567",
    )


def test_questions_have_a_kind_without_a_title() -> None:
    assert read("", {"@type": "FAQPage", "mainEntity": [{"@type": "Question", "name": "Wie?"}]}) == {"kind": "faq"}


def test_of_several_works_only_the_one_with_the_address_of_the_page_counts() -> None:
    works: list[dict[str, object]] = [
        {"@type": "Article", "headline": word, "url": f"https://b.example/{word}"} for word in ("een", "twee")
    ]
    assert read("", works) == {}
    assert read('<link rel="canonical" href="https://b.example/twee/">', works)["title"] == "twee"
    works[0] = {"@type": "Article", "headline": "een", "mainEntityOfPage": {"@id": "https://b.example/een#x"}}
    assert read('<link rel="canonical" href="https://b.example/een">', works)["title"] == "een"


def test_the_only_organisation_of_a_page_publishes_it() -> None:
    assert read("", {"@type": "Organization", "name": "Buurtkracht"}) == {"publisher": "Buurtkracht"}
    assert read("", [{"@type": "Organization", "name": name} for name in ("A", "B")]) == {}
    assert read("", {"@type": "WebSite", "publisher": {"name": "Buurtkracht"}}) == {"publisher": "Buurtkracht"}


@pytest.mark.parametrize(
    "script",
    [
        "geen json",
        "3",
        "null",
        "[" * 100_000,
        "[[1], {}]",
        '{"@type": 3}',
        '{"@type": "Article"}',
        "1" * 1_000_001,
        "[" + "{}," * 10_001 + '{"@type":"Article","name":"x"}]',
    ],
)
def test_json_that_says_nothing_says_nothing(script: str) -> None:
    tree = document_fromstring(f'<html><script type="application/ld+json">{script}</script><p>x</p></html>')
    assert read_markup(tree) == {}


def test_another_script_is_no_json_ld() -> None:
    assert read_markup(document_fromstring('<html><script>{"@type":"Article","name":"x"}</script></html>')) == {}


def test_dublin_core_of_a_government_site_is_read() -> None:
    head = """<meta name="DCTERMS.title" content="Rapport over buurten"><meta name="DCTERMS.issued" content="2023-11">
        <meta name="DCTERMS.creator" content="Gemeente Droomveen"><meta name="DCTERMS.language" content="nl-NL">
        <meta name="DCTERMS.type" content="rapport"><meta property="og:url" content="https://b.example/r">"""
    assert read(head) == {
        "title": "Rapport over buurten",
        "date": "2023-11",
        "publisher": "Gemeente Droomveen",
        "language": "nl",
        "kind": "report",
        "url": "https://b.example/r",
    }


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:modified_time" content="2024-05-16">',
        '<meta name="copyright" content="2024">',
        '<meta property="og:type" content="article">',
        '<meta name="last-modified" content="2024-05-16">',
        '<meta name="date" content="">',
        '<meta name="date" content="gisteren">',
        '<meta name="author" content="admin">',
        '<meta property="article:author" content="https://f.example/roos">',
        '<link rel="canonical" href="/koffie">',
        '<link rel="canonical">',
        '<link rel="stylesheet" href="https://b.example/x.css">',
        '<meta http-equiv="content-language" content="nederlands!">',
    ],
)
def test_what_is_no_statement_about_the_page_is_passed_over(head: str) -> None:
    assert read(head) == {}


def test_the_first_usable_date_counts_and_a_page_has_each_author_once() -> None:
    head = """<meta name="date" content="onbekend"><meta name="date" content="16 mei 2024">
        <meta name="author" content="Roos"><meta name="author" content="Roos"><meta name="author" content="Sam">"""
    assert read(head) == {"date": "2024-05-16", "authors": "Roos; Sam"}


def test_an_author_who_is_the_publisher_is_the_publisher_only() -> None:
    head = '<meta name="author" content="Buurtkracht"><meta property="og:site_name" content="Buurtkracht">'
    assert read(head) == {"publisher": "Buurtkracht"}


@pytest.mark.parametrize("title", ["Koffie - Buurtkracht", "Koffie | buurtkracht", "Koffie – Buurtkracht", "Koffie"])
def test_the_name_of_the_site_is_no_part_of_a_title(title: str) -> None:
    head = f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="Buurtkracht">'
    assert read(head)["title"] == "Koffie"


@pytest.mark.parametrize(
    ("body", "date"),
    [
        ('<time itemprop="datePublished" datetime="2024-05-16">16 mei</time>', "2024-05-16"),
        ('<time pubdate datetime="2024-05-16T10:00">16 mei</time>', "2024-05-16"),
        ('<time class="entry-date">16 mei 2024</time>', "2024-05-16"),
        ('<p>Gepubliceerd op <time datetime="2024-05-16">toen</time></p>', "2024-05-16"),
        ('<p>Laatst gewijzigd, gepubliceerd <time datetime="2024-05-16">toen</time></p>', None),
        ('<p>Kom op <time datetime="2024-05-16">16 mei</time></p>', None),
        ('<time class="published">binnenkort</time>', None),
        ('<p class="meta">Tekst: Roos | <time datetime="2024-05-16">16 mei</time></p>', "2024-05-16"),
        ('<p class="comment-meta">Roos, <time datetime="2024-05-16">16 mei</time></p>', None),
        ('<p class="event-meta">Begin: <time datetime="2024-05-16">16 mei</time></p>', None),
        ("<p>Geplaatst op 16 mei 2024</p>", "2024-05-16"),
        ("<td>Publicatiedatum: 16-05-2024</td>", "2024-05-16"),
        ("<p>Geplaatst op 16 mei 2024</p><p>Gepubliceerd op 16-05-2024</p>", "2024-05-16"),
        ("<p>Geplaatst op 16 mei 2024</p><p>Geplaatst op 17 mei 2024</p>", None),
        ("<p>Gepubliceerd op maandag 3 juni 2024</p>", "2024-06-03"),
        ("<p>Geplaatst op de gang</p>", None),
        ("<p>Geplaatst op het plein in mei 2024</p>", None),
    ],
)
def test_a_time_counts_when_it_is_called_the_publication(body: str, date: str | None) -> None:
    assert read("", body=body).get("date") == date


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2024", "2024"),
        ("2024-05", "2024-05"),
        ("2024-03-11T23:30:00+00:00", "2024-03-12"),  # half past midnight in the Netherlands
        ("2024-05-16T21:59:59Z", "2024-05-16"),  # a second before midnight, in summer time
        ("2024-05-16T23:00:00", "2024-05-16"),
        ("6 Mei 2024 om 10 uur", "2024-05-06"),
        ("06-05-2024", "2024-05-06"),
        ("31-02-2024", None),
        ("2024-13-01", None),
        ("20240516", None),
        ("mei", None),
    ],
)
def test_a_date_is_partial_or_nothing_and_an_instant_is_its_day_in_the_netherlands(
    value: str, date: str | None
) -> None:
    head = f'<meta property="article:published_time" content="{value}">'
    assert read(head).get("date") == date
    assert read("", {"@type": "Article", "name": "x", "datePublished": value}).get("date") == date
    assert read("", body=f'<time pubdate datetime="{value}">toen</time>').get("date") == date


def test_only_web_and_mail_addresses_are_links() -> None:
    assert absolute(URL, "#x") == f"{URL}#x"
    assert absolute("", "mailto:a@b.example") == "mailto:a@b.example"
    assert [absolute("", url) for url in ("/x", "ftp://b.example/x", "data:text/html,x", "mailto:", "http://[x")] == [
        ""
    ] * 5
