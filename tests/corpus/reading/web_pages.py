"""Web pages and newsletters of our own in the shapes that Dutch sites have, with what must come out of each."""

from dataclasses import dataclass

MENU = """<nav class="main-menu"><ul><li><a href="/">Home</a></li><li><a href="/nieuws">Nieuws</a></li>
    <li><a href="/agenda">Agenda</a></li><li><a href="/contact">Contact en route</a></li></ul></nav>"""
FOOTER = (
    """<footer><p>Copyright Stichting Buurtkracht</p><p>Privacyverklaring en voorwaarden van de site</p></footer>"""
)
COOKIES = """<div id="cookie-bar" class="cookie-bar"><p>Wij gebruiken cookies om deze website te verbeteren en te
            meten.</p>
    <button>Alles accepteren</button><button>Weigeren</button></div>"""
BREADCRUMB = """<div class="breadcrumbs">U bent hier: <a href="/">Home</a> / <a href="/nieuws">Nieuws</a></div>"""

COFFEE = "In het buurthuis van Droomveen drinken de buren elke dinsdag samen koffie, ook in de zomer."
FETCHED = "Wie niet kan lopen wordt gehaald door een vrijwilliger, want niemand hoeft alleen te zijn."
COST = "Een kop koffie kost vijftig cent en wie dat niet heeft, drinkt gratis mee met de anderen."
GROWN = "De groep begon met zes mensen en telt er nu veertig, onder wie twaalf jongeren uit de flats."
DEBTS = "Wie schulden heeft kan elke donderdag terecht bij het inloopspreekuur in de bibliotheek."
LETTERS = "Neem ongeopende post gerust mee, dan kijken de schuldhulpverleners samen met u wat er speelt."
GARDEN = "Achter de school ligt sinds mei een moestuin waar kinderen en ouderen samen groenten kweken."
WATER = "In droge weken geven de bewoners van het verzorgingshuis om beurten water aan de bonen."


@dataclass(frozen=True, slots=True)
class Shape:
    """A page, with the sentences, headings and list items that must survive, and the words that must not."""

    name: str
    html: str
    sentences: tuple[str, ...]
    headings: tuple[str, ...]
    items: tuple[str, ...] = ()
    boilerplate: tuple[str, ...] = (
        "Alles accepteren",
        "Privacyverklaring",
        "Contact en route",
        "verbeteren en te meten",
    )

    @property
    def raw(self) -> bytes:
        """Return the page as a file holds it."""
        return self.html.encode()


def _page(body: str, *, head: str = "", title: str = "Koffie in de wijk - Buurtkracht") -> str:
    return (
        f'<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{body}</body></html>"
    )


def article() -> Shape:
    """An article in an article in a main, as the standard has it."""
    return Shape(
        "article",
        _page(
            f"""{COOKIES}<header><a href="/">Buurtkracht</a>{MENU}</header><main><article><header><h1>Koffie in de
            wijk</h1>
            <p>Gepubliceerd op <time datetime="2024-05-16">16 mei 2024</time></p></header><p>{COFFEE}</p>
            <h2>Wie er komt</h2><p>{GROWN}</p><ul><li>jongeren uit de flats</li><li>ouderen uit het hof</li></ul>
            <h2>Wat het kost</h2><p>{COST}</p><p>{FETCHED}</p></article></main>
            <aside><h2>Lees ook deze stukken</h2><ul><li><a href="/a">Soep op zondag</a></li></ul></aside>{FOOTER}"""
        ),
        (COFFEE, GROWN, COST, FETCHED),
        ("Koffie in de wijk", "Wie er komt", "Wat het kost"),
        ("- jongeren uit de flats", "- ouderen uit het hof"),
        ("Alles accepteren", "Privacyverklaring", "Contact en route", "Lees ook deze stukken", "Soep op zondag"),
    )


def wordpress() -> Shape:
    """A page of a content system with its classes, widgets, share buttons, comments and related posts."""
    return Shape(
        "wordpress",
        _page(
            f"""<div id="page" class="site"><header id="masthead" class="site-header"><p
            class="site-title">Buurtkracht</p>
            <nav id="site-navigation" class="main-navigation">{MENU}</nav></header>
            <div id="content" class="site-content has-sidebar"><div id="primary" class="content-area">
            <main id="main" class="site-main"><article id="post-12" class="post type-post hentry">
            <header class="entry-header"><h1 class="entry-title">Koffie in de wijk</h1></header>
            <div class="entry-content"><p>{COFFEE}</p><h3>Wie er komt</h3><p>{GROWN}</p>
            <blockquote class="wp-block-quote"><p>{FETCHED}</p><cite>Roos</cite></blockquote>
            <h3>Wat het kost</h3><p>{COST}</p></div>
            <div class="sharedaddy"><div class="social-share"><a href="https://f.example">Delen op
            Gezichtsboek</a></div></div>
            <footer class="entry-footer"><a href="/tag/koffie">koffie als trefwoord</a></footer></article>
            <div class="related-posts"><h2>Gerelateerde berichten van ons</h2><a href="/b">Soep op zondag</a></div>
            <div id="comments" class="comments-area"><h2>Twee reacties op dit stuk</h2><p>Wat een leuk stuk zeg, ik
            kom ook.</p>
            </div></main></div><div id="secondary" class="sidebar widget-area"><section class="widget"><h2>Archief
            per maand</h2>
            <ul><li><a href="/1">mei 2024</a></li></ul></section></div></div>{FOOTER}</div>{COOKIES}"""
        ),
        (COFFEE, GROWN, FETCHED, COST),
        ("Koffie in de wijk", "Wie er komt", "Wat het kost"),
        (),
        (
            "Alles accepteren",
            "Privacyverklaring",
            "Contact en route",
            "Gezichtsboek",
            "Gerelateerde berichten",
            "Soep op",
            "Twee reacties",
            "leuk stuk zeg",
            "Archief per maand",
        ),
    )


def municipality() -> Shape:
    """A page of a municipality: skip link, search box, breadcrumb, contents menu, table of data, feedback form."""
    return Shape(
        "municipality",
        _page(
            f"""<a class="skip-link" href="#content">Direct naar de inhoud springen</a>{COOKIES}
            <div role="banner"><form role="search"><label>Waar bent u naar op
            zoek</label><input><button>Zoek</button></form>
            {MENU}</div>{BREADCRUMB}<div class="grid"><div class="side-menu"><ul><li><a href="/w">Werk en
            inkomen</a></li>
            <li><a href="/z">Zorg en jeugd</a></li></ul></div><div id="content" role="main"><h1>Hulp bij schulden</h1>
            <p class="intro">{DEBTS}</p><h2>Zo werkt het</h2><ol><li>Maak een afspraak.</li><li>Neem uw post
            mee.</li></ol>
            <p>{LETTERS}</p><h2>Kosten en tijden</h2><table><thead><tr><th>Dag</th><th>Tijd</th></tr></thead><tbody><tr>
            <td>maandag</td><td>9.00 uur</td></tr><tr><td>donderdag</td><td>13.00 uur</td></tr></tbody></table>
            <p>{COST}</p><form class="feedback"><fieldset><legend></legend><label>Was dit nuttig voor u</label>
            <button>Verstuur antwoord</button></fieldset></form></div></div>{FOOTER}"""
        ),
        (DEBTS, LETTERS, COST, "Dag | Tijd", "maandag | 9.00 uur", "donderdag | 13.00 uur"),
        ("Hulp bij schulden", "Zo werkt het", "Kosten en tijden"),
        ("1. Maak een afspraak.", "2. Neem uw post mee."),
        (
            "Alles accepteren",
            "Privacyverklaring",
            "Contact en route",
            "Direct naar de inhoud",
            "Werk en inkomen",
            "Was dit nuttig",
            "Verstuur antwoord",
            "Waar bent u",
            "U bent hier",
        ),
    )


def div_soup() -> Shape:
    """A page of nothing but divs: only the names of classes tell a heading from a paragraph."""
    return Shape(
        "div soup",
        _page(
            f"""<div class="wrap"><div class="topbar"><a href="/">Buurtkracht</a></div><div class="hoofdmenu">
            <a href="/n">Nieuws van toen</a><a href="/c">Contact en route</a></div><div class="inhoud">
            <div class="pagina-titel">Koffie in de wijk</div><div class="tekst">{COFFEE}</div>
            <div class="kop">Wie er komt</div><div class="tekst">{GROWN}</div><div class="tekst">{FETCHED}</div>
            <div class="kop">Wat het kost</div><div class="tekst">{COST}<br><br>{DEBTS}</div>
            <div class="tekst"><b>Waar de post heen gaat</b><br>{LETTERS}</div></div>
            <div class="footer">Privacyverklaring en voorwaarden</div></div>{COOKIES}"""
        ),
        (COFFEE, GROWN, FETCHED, COST, DEBTS, LETTERS),
        ("Koffie in de wijk", "Wie er komt", "Wat het kost", "Waar de post heen gaat"),
        (),
        ("Alles accepteren", "Privacyverklaring", "Contact en route", "Nieuws van toen"),
    )


def newsletter() -> Shape:
    """An e-mail newsletter in nested tables, with its preview, buttons, pixel and small print."""

    def story(title: str, *paragraphs: str) -> str:
        text = "".join(f'<div style="font-size:14px;line-height:1.5">{words}</div>' for words in paragraphs)
        return f"""<table width="100%" role="presentation"><tr><td style="padding:9px"><img src="x.jpg"
            alt=""></td></tr><tr>
            <td style="font-family:Arial;font-size:14px"><span
            style="font-size:20px;font-weight:bold">{title}</span><br>
            {text}<table role="presentation"><tr><td style="font-weight:bold"><a href="https://b.example/m?u=1">Lees
            meer</a>
            </td></tr></table></td></tr></table>"""

    body = f"""<div style="display:none;max-height:0">Koffie, schulden en een moestuin in dit nummer &zwnj;&nbsp;</div>
        <table width="100%" cellpadding="0" role="presentation"><tr><td align="center"><table width="600"><tr>
        <td style="font-size:11px"><a href="https://b.example/web">Bekijk deze nieuwsbrief in uw
            browser</a></td></tr><tr>
        <td style="font-size:28px"><b>Buurtkracht Nieuwsbrief</b></td></tr><tr><td>{
        story("Koffie in de wijk", COFFEE, FETCHED)
    }
        </td></tr><tr><td>{story("Hulp bij schulden", DEBTS, LETTERS)}</td></tr><tr>
        <td>{story("Een moestuin achter de school", GARDEN, WATER)}</td></tr><tr><td style="font-size:11px">
        <p>U ontvangt deze nieuwsbrief omdat u zich hebt aangemeld bij Buurtkracht.</p>
        <p><a href="https://b.example/u">Afmelden</a> | <a href="https://b.example/p">Voorkeuren
            wijzigen</a></p></td></tr>
        </table></td></tr></table><img src="https://b.example/pixel.gif" width="1" height="1">"""
    return Shape(
        "table newsletter",
        _page(body, title="Buurtkracht Nieuwsbrief"),
        (COFFEE, FETCHED, DEBTS, LETTERS, GARDEN, WATER),
        ("Buurtkracht Nieuwsbrief", "Koffie in de wijk", "Hulp bij schulden", "Een moestuin achter de school"),
        (),
        ("Bekijk deze", "U ontvangt", "Afmelden", "Voorkeuren", "moestuin in dit nummer", "pixel"),
    )


def bold_newsletter() -> Shape:
    """A newsletter whose headings are only bold, above their text in the same cell, two columns wide."""
    cells = [
        ("Koffie in de wijk", COFFEE),
        ("Hulp bij schulden", DEBTS),
        ("De moestuin", GARDEN),
        ("Wat het kost", COST),
    ]
    rows = "".join(
        "<tr>" + "".join(f"<td valign=top><b>{title}</b><br>{text}</td>" for title, text in pair) + "</tr>"
        for pair in (cells[:2], cells[2:])
    )
    return Shape(
        "bold newsletter",
        _page(
            f"""<center><table width=600><tr><td colspan=2><a href="https://b.example/w">Online
            versie</a></td></tr>{rows}
            <tr><td colspan=2><a href="https://b.example/f">Home</a> <a href="https://b.example/g">Uitschrijven</a>
            </td></tr></table></center>""",
            title="Nieuws",
        ),
        (COFFEE, DEBTS, GARDEN, COST),
        ("Koffie in de wijk", "Hulp bij schulden", "De moestuin", "Wat het kost"),
        (),
        ("Online versie", "Uitschrijven"),
    )


def questions() -> Shape:
    """Questions and answers that fold open, and some in an accordion of buttons."""
    return Shape(
        "questions",
        _page(
            f"""{COOKIES}<header>{MENU}</header><main><h1>Vragen over schulden</h1>
            <details><summary>Waar kan ik terecht?</summary><p>{DEBTS}</p></details>
            <details><summary>Wat neem ik mee?</summary><p>{LETTERS}</p></details>
            <h2>Vragen over koffie</h2><div class="accordion"><h3><button aria-expanded="false">Wat kost
            het?</button></h3>
            <div class="panel" style="display:none"><p>{COST}</p></div><h3><button>Wie haalt mij op?</button></h3>
            <div class="panel" hidden><p>{FETCHED}</p></div></div></main>{FOOTER}"""
        ),
        (DEBTS, LETTERS, COST, FETCHED),
        (
            "Vragen over schulden",
            "Waar kan ik terecht?",
            "Wat neem ik mee?",
            "Vragen over koffie",
            "Wat kost het?",
            "Wie haalt mij op?",
        ),
    )


def definitions() -> Shape:
    """Lists of words with what they mean, one of them of questions."""
    return Shape(
        "definitions",
        _page(
            f"""{COOKIES}{MENU}<main><h1>Woorden uit de wijk</h1><p>{COFFEE}</p><dl><dt>Inloop</dt><dd>Een plek waar
            iedereen binnen mag lopen.</dd><dt>Buurtkamer</dt><dt>Huiskamer</dt><dd>Een ruimte van en voor de
            buurt.</dd></dl>
            <h2>Vragen</h2><dl><dt>Wie haalt mij op?</dt><dd><p>{FETCHED}</p></dd><dt>Wat kost
            het?</dt><dd>{COST}</dd></dl>
            </main>{FOOTER}"""
        ),
        (COFFEE, FETCHED, COST),
        ("Woorden uit de wijk", "Vragen", "Wie haalt mij op?", "Wat kost het?"),
        (
            "- Inloop: Een plek waar iedereen binnen mag lopen.",
            "- Buurtkamer, Huiskamer: Een ruimte van en voor de buurt.",
        ),
    )


def nested_lists() -> Shape:
    """Lists in lists, with numbers that start elsewhere, letters, and paragraphs in an item."""
    return Shape(
        "nested lists",
        _page(
            f"""{COOKIES}{MENU}<main><article><h1>Stappen</h1><p>{DEBTS}</p><ol start="3"><li>Bel het loket.<ol
            type="a">
            <li>Vraag naar Roos.</li><li>Of vraag naar Sam.</li></ol></li><li><p>{LETTERS}</p><p>{COST}</p></li>
            <li value="9">Wacht op antwoord.<ul><li>dat duurt een
            week</li></ul></li></ol><p>{FETCHED}</p></article></main>
            {FOOTER}"""
        ),
        (DEBTS, LETTERS, COST, FETCHED),
        ("Stappen",),
        (
            "3. Bel het loket.",
            "a. Vraag naar Roos.",
            "b. Of vraag naar Sam.",
            f"4. {LETTERS}",
            "9. Wacht op antwoord.",
            "- dat duurt een week",
        ),
    )


def figures() -> Shape:
    """Pictures with captions, and a table with one."""
    return Shape(
        "figures",
        _page(
            f"""{COOKIES}{MENU}<main><h1>Een moestuin</h1><p>{GARDEN}</p><figure><img src="t.jpg"
            alt="tuin"><figcaption>
            Kinderen en ouderen oogsten de eerste bonen van het jaar.</figcaption></figure><h2>De
            oogst</h2><p>{WATER}</p>
            <table><caption>Oogst in kilo per maand van dit jaar.</caption><tr><th>Maand</th><th>Kilo</th></tr><tr>
            <td>juni</td><td>12</td></tr></table><p>{GROWN}</p></main>{FOOTER}"""
        ),
        (
            GARDEN,
            WATER,
            GROWN,
            "Kinderen en ouderen oogsten de eerste bonen van het jaar.",
            "Maand | Kilo",
            "juni | 12",
            "Oogst in kilo per maand van dit jaar.",
        ),
        ("Een moestuin", "De oogst"),
    )


def quotes() -> Shape:
    """Quotes in several shapes, and inline markup within words."""
    return Shape(
        "quotes",
        _page(
            f"""{COOKIES}<div class="wrapper">{MENU}<div class="content"><h1>Zij zeggen
            het</h1><blockquote>{COFFEE}</blockquote>
            <p><q>{FETCHED}</q>, zegt <em>Roos</em>.</p><h2>En de rest</h2><blockquote><p>{GROWN}</p><footer>— een
            bezoeker van
            het eerste uur</footer></blockquote><p>De <b>kof</b>fie<sup><a href="#n1">1</a></sup>
            is<br>voor&nbsp;<i>ieder</i>een
            in de buurt van het plein.</p><p>{COST}</p></div></div>{FOOTER}"""
        ),
        (
            COFFEE,
            FETCHED,
            GROWN,
            COST,
            "De koffie 1 is voor iedereen in de buurt van het plein.",
            "een bezoeker van het eerste uur",
        ),
        ("Zij zeggen het", "En de rest"),
    )


def listing() -> Shape:
    """Two articles on one page of news."""
    return Shape(
        "listing",
        _page(
            f"""{COOKIES}<header>{MENU}</header><main><h1>Nieuws uit de wijk</h1><article><h2><a
            href="/koffie">Koffie in de
            wijk</a></h2><p>{COFFEE}</p><p>{FETCHED}</p><a href="/koffie">Lees meer</a></article><article><h2>
            <a href="/schulden">Hulp bij schulden</a></h2><p>{DEBTS}</p><p>{LETTERS}</p><a href="/schulden">Lees
            meer</a>
            </article><nav class="pagination"><a href="?p=2">Volgende bladzijde</a></nav></main>{FOOTER}"""
        ),
        (COFFEE, FETCHED, DEBTS, LETTERS),
        ("Nieuws uit de wijk", "Koffie in de wijk", "Hulp bij schulden"),
        (),
        ("Alles accepteren", "Privacyverklaring", "Contact en route", "Volgende bladzijde"),
    )


def no_main() -> Shape:
    """An old page: headings and paragraphs straight in the body, a menu of links, no tag that says what is what."""
    return Shape(
        "no main",
        _page(
            f"""<p><a href="/">Home</a> | <a href="/nieuws">Nieuws</a> | <a href="/c">Contact en route</a></p><hr>
            <h1>Koffie in de wijk</h1><p>{COFFEE}<p>{GROWN}<h2>Wat het kost</h2><p>{COST}<p><strong>Wie haalt ons
            op</strong>
            <p>{FETCHED}<ul><li>bel Roos<li>of bel Sam</ul>{FOOTER}{COOKIES}"""
        ),
        (COFFEE, GROWN, COST, FETCHED),
        ("Koffie in de wijk", "Wat het kost", "Wie haalt ons op"),
        ("- bel Roos", "- of bel Sam"),
    )


def hero() -> Shape:
    """A page whose title and lead stand in the banner, apart from the text, in the columns of a site builder."""
    return Shape(
        "hero",
        _page(
            f"""{COOKIES}<header class="site-header">{MENU}</header><section class="hero"><div class="hero__inner">
            <h1>Hulp bij schulden</h1><p class="lead">{DEBTS}</p></div></section><section class="section"><div
            class="column">
            <div class="text-block"><h2 class="section__title">Wat u meeneemt</h2><p>{LETTERS}</p></div></div>
            <div class="column"><div class="text-block"><h2>Wat het
            kost</h2><p>{COST}</p><p>{FETCHED}</p></div></div></section>
            {FOOTER}"""
        ),
        (DEBTS, LETTERS, COST, FETCHED),
        ("Hulp bij schulden", "Wat u meeneemt", "Wat het kost"),
    )


SHAPES = [
    shape()
    for shape in (
        article,
        wordpress,
        municipality,
        div_soup,
        newsletter,
        bold_newsletter,
        questions,
        definitions,
        nested_lists,
        figures,
        quotes,
        listing,
        no_main,
        hero,
    )
]
