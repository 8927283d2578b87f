# Wat mensen lezen: korte, gewone zinnen (B1), "u". Getallen vult het programma in.

## Elke pagina

skip = Direct naar de inhoud
nav-name = Hoofdmenu
footer-about = Bronwijzer toont letterlijke passages uit de documenten, met de bron erbij. Controleer belangrijke zaken altijd in de bron.
other-language = English
shortcut = Sneltoets “/” voor het zoekveld
month = { $month ->
     [1] januari
     [2] februari
     [3] maart
     [4] april
     [5] mei
     [6] juni
     [7] juli
     [8] augustus
     [9] september
    [10] oktober
    [11] november
   *[12] december
}
decimal = ,

## Zoeken

search = Zoek
search-label = Zoekwoorden of een vraag
suggestions-name = Suggesties
suggestions-found = suggesties. Kies met de pijltjes.
private-enter = Vertrouwelijk zoeken
private-hint = U zoekt vertrouwelijk: uw woorden komen niet in het adres en niet in de geschiedenis van uw browser.
private-leave = Gewoon zoeken
start-title = Bronwijzer – zoeken in documenten
start-heading = Wat zoekt u?
start-lead = { $documents ->
    [0] Er staan nog geen documenten in deze verzameling.
    [one] Stel een vraag of typ een paar woorden. Bronwijzer zoekt in { $documents } document met { $passages } passages.
   *[other] Stel een vraag of typ een paar woorden. Bronwijzer zoekt in { $documents } documenten met { $passages } passages.
}
examples = Hier gaat het vaak over
newest = Nieuw in de verzameling

## Resultaten

results = Resultaten
results-title = { $query } – { $total ->
    [0] niets gevonden
    [one] { $total } passage
   *[other] { $total } passages
}{ $number ->
    [1] { "" }
   *[other] , pagina { $number }
} – Bronwijzer
results-heading = Resultaten voor “{ $query }”
corrected = Gezocht op “{ $query }”.
as-typed = Toch zoeken op “{ $query }”
did-you-mean = Bedoelde u:
expanded = Ook gezocht op
source = { $source ->
    [thesaurus] uit de woordenlijst
   *[abbreviations] uit de documenten
}
not-expanded = Alleen op mijn eigen woorden
as-typed-now = U zoekt precies op uw eigen woorden.
as-usual = Weer gewoon zoeken
chosen = Gekozen filters
filters = Filters
filter = { $name ->
    [kind] Soort
    [publisher] Uitgever
    [year] Jaar
    [place] Plaats
    [status] Status
    [theme] Thema
    [from] Vanaf
   *[to] Tot en met
}
remove-filter = (haal dit filter weg)
remove-filters = Haal alle filters weg
documents = { $count ->
    [one] ({ $count } document)
   *[other] ({ $count } documenten)
}
more-values = Nog { $count }
found = { $passages ->
    [one] { $passages } passage
   *[other] { $passages } passages
} in { $documents ->
    [one] { $documents } document
   *[other] { $documents } documenten
}.
only-alike = Uw woorden staan niet in deze passages. Ze zijn gekozen op betekenis, en passen misschien niet bij wat u zoekt.
page-of = Pagina { $page }.
page = Pagina
paging-name = Pagina's met resultaten
passages = Passages
past-the-end = Zo veel pagina's zijn er niet.
to-first-page = Naar de eerste pagina
nothing-found = Niets gevonden
nothing-for = Geen passages voor “{ $query }”.
nothing-because-filter = { $passages ->
    [one] Uw filters laten niets door. Zonder filters is er { $passages } passage.
   *[other] Uw filters laten niets door. Zonder filters zijn er { $passages } passages.
}
nothing-try-words = Probeer andere woorden voor hetzelfde.
nothing-try-spelling = Controleer de spelling.
nothing-try-shorter = Gebruik minder woorden.

## Een passage

in = in
on-page = p. { $page }
also-in = Staat ook in
and-more = en nog { $count }
similar = Vergelijkbaar
to = met { $title }
cite = Verwijs
copy-apa = Kopieer
copied = Gekopieerd
format = { $form ->
    [apa] APA (tekst)
    [ris] RIS
    [bibtex] BibTeX
   *[csl-json] CSL-JSON
}
keep = Bewaar
kept = Bewaard
why = Waarom dit resultaat?
why-leg = { $leg ->
    [dense] De passage gaat over hetzelfde als uw vraag. Op betekenis staat zij op plaats { $rank }.
   *[recency] U vroeg naar iets nieuws. Op datum staat deze passage op plaats { $rank }.
}
why-word = { $added ->
    [yes] Een verwant woord staat erin:
   *[no] { $how ->
        [word] Uw woord staat erin:
        [part] Uw woord is een deel van:
        [parts] De delen van uw woord staan erin:
       *[some] Een deel van uw woord staat erin:
    }
}
why-added = gezocht bij { $added }
why-brief = De passage is erg kort en staat daarom lager.
why-crowded = Er staat al een betere passage uit hetzelfde stuk boven. Daarom staat deze lager.
score = Score
leg = { $leg ->
    [dense] betekenis
    [lexical] woorden
    [compound] delen van woorden
   *[recency] datum
}

## Antwoord

answer = Antwoord uit de documenten
searched-as = Gezocht als:
answer-sure = { $quotes ->
    [one] Dit is een letterlijk citaat. De kans dat het uw vraag beantwoordt, is ongeveer { $percent } %.
   *[other] Dit zijn letterlijke citaten. De kans dat zij uw vraag beantwoorden, is ongeveer { $percent } %.
}
no-answer = Geen zeker antwoord gevonden
no-answer-but = Bronwijzer weet niet zeker genoeg of een passage uw vraag beantwoordt. Lees zelf de passages hieronder: die komen er het dichtst bij.
no-answer-at-all = In de documenten staat niets dat erop lijkt.

## Een document

original = Naar het origineel
contents = Inhoud
part-name = Delen van dit document
part-of = Deel { $part } van { $parts }
passage-gone = Deze passage staat niet meer in dit document. Misschien is het document vernieuwd.
hits-name = Uw zoekwoorden in dit document
hit-of = Passage { $place } van { $hits } met uw woorden
hits-here = { $hits ->
    [one] { $hits } passage met uw woorden
   *[other] { $hits } passages met uw woorden
}
no-hits = Uw woorden staan niet letterlijk in dit document.
previous = Vorige
next = Volgende
similar-documents = Vergelijkbare documenten
same-text = Dezelfde tekst staat ook in
similar-title = Vergelijkbaar met “{ $title }”
similar-heading = Vergelijkbare passages
similar-asked = U kwam van deze passage:
similar-none = Er is niets dat hierop lijkt.
more-here = Meer uit dit document

## Eigen lijst

list-title = Mijn lijst
list-lead = De passages die u bewaart. Deze lijst staat alleen in uw eigen browser.
list-needs-script = Voor deze lijst is JavaScript nodig. Zet dat aan in uw browser. Alle andere pagina's werken zonder.
list-empty = Uw lijst is leeg. Kies bij een zoekresultaat “Bewaar”.
list-one = 1 passage in uw lijst.
list-more = passages in uw lijst.
list-gone = Een van de passages staat niet meer in de documenten. Haal deze weg:
list-failed = Het downloaden lukte niet. Probeer het later opnieuw.
list-export = Download de bronnen
list-clear = Maak de lijst leeg
list-remove = Haal weg

## Zoekvak voor andere sites

box-title = Zoekvak voor uw eigen site
box-lead = Zet dit zoekvak op uw intranet of website. Bezoekers zoeken dan in deze documenten zonder uw site te verlaten.
box-example = Zo werkt het
box-needs-script = Voor het zoekvak is JavaScript nodig. Zonder JavaScript zoekt u op de pagina van Bronwijzer zelf.
box-how = Zo plaatst u het
box-how-code = Zet deze regels in uw pagina, op de plek waar het zoekvak moet komen:
box-code = Code voor uw pagina
box-fallback = Zoek in documenten
box-how-origin = Laat de beheerder van Bronwijzer het adres van uw site toelaten:
box-how-key = Vraagt Bronwijzer om een sleutel? Gebruik er een die alleen mag lezen, want bezoekers kunnen hem zien:
box-how-policy = Staat uw site alleen bekende adressen toe? Voeg dan toe:
box-attributes = Wat u kunt instellen
box-attribute = { $name ->
    [filters] kind, publisher, place, status, from, to
    [style] --bronwijzer-zoek-accent, -ink, -paper, -line, -mark, -radius
   *[other] { $name }
}
box-about = { $name ->
    [src] Het adres van Bronwijzer.
    [key] Een sleutel die alleen mag lezen.
    [count] Hoeveel passages er komen te staan, hoogstens 100. Zonder instelling zijn dat er 5.
    [label] De tekst boven het zoekvak.
    [filters] Zoek alleen in documenten met deze soort, uitgever, plaats of status, of uit deze periode.
    [lang] De taal van uw pagina: Nederlands of Engels. Staat die al in uw pagina, dan hoeft u niets te doen.
   *[style] Kleuren en hoeken, in het stijlblad van uw pagina. Een thema van NL Design System werkt vanzelf.
}

## Projecten

projects-title = Projecten
projects-lead = Wat loopt er, waar, door wie en tot wanneer? Deze gegevens zijn automatisch uit de documenten gehaald. Elk gegeven is een link naar de plaats in het document. Wat er niet staat, weten wij niet.
projects-running = Loopt nu
projects-join = Meedoen (contact bekend)
projects-list = Lijst
projects-pages = Pagina's met projecten
projects = { $count ->
    [one] ({ $count } project)
   *[other] ({ $count } projecten)
}
projects-found = { $count ->
    [one] { $count } stuk over een project.
   *[other] { $count } stukken over projecten.
}
projects-twice = Over één project kunnen meer stukken geschreven zijn. Dan staat het vaker in de lijst.
projects-none = Geen projecten gevonden
projects-none-why = In deze verzameling staan geen documenten over projecten die u mag lezen.
sort-by = Sorteer op
sort = { $order ->
    [end] einde
    [start] begin
   *[title] titel
}
project-status = { $status ->
    [planned] Gepland
    [running] Loopt
    [finished] Afgelopen
   *[unknown] Niet bekend of het loopt
}
project-basis = { $basis ->
    [stated] Dat stond in het document
    [period] Het is begonnen en nog niet voorbij
    [end] Het einde is voorbij
   *[start] Het begin moet nog komen
}
project-written = geschreven
project-join = Meedoen of meer weten?
project-contact = Contact
project-no-contact = In dit stuk staat niet bij wie u terechtkunt.
in-source = in de bron
about = over { $title }
fact = { $name ->
    [start] Begin
    [end] Einde
    [person] Mensen
    [partner] Samen met
    [place] Plaats
   *[programme] Thema
}

## Bronnen

holdings-title = Bronnen
holdings-lead = Wat er in deze verzameling staat, hoe zij is gemaakt en hoe goed het zoeken werkt. Elk aantal is een link naar precies die documenten.
holdings-total = { $documents ->
    [one] { $documents } document
   *[other] { $documents } documenten
}
holdings-passages = { $passages ->
    [one] met { $passages } passage.
   *[other] met { $passages } passages.
}
holdings-empty = Er staan geen documenten in deze verzameling die u mag lezen.
plot-title = { $name ->
    [kind] Soort document
    [publisher] Uitgever
   *[year] Jaar
}
plot-count = Aantal
about-documents = { $count ->
    [one] document: { $value }
   *[other] documenten: { $value }
}
plot-more = Nog { $count }
not-stated = Niet vermeld
held-title = Documenten
held-all = Alle documenten
held-none = Er zijn geen documenten die hierbij horen.
held-pages = Pagina's met documenten
unread-title = Niet gelezen
unread-none = Alle documenten konden worden gelezen.
unread-lead = { $count ->
    [one] { $count } document kon niet worden gelezen. Stond het er al, dan is dat een oudere versie.
   *[other] { $count } documenten konden niet worden gelezen. Stonden zij er al, dan zijn dat oudere versies.
}
unread-hidden = Welke documenten niet konden worden gelezen, ziet alleen wie alles mag lezen. Vraag het de beheerder.
unread-since = sinds { $date }
made-title = Hoe de verzameling is gemaakt
made-generation = Versie
made-on = Bijgewerkt
made-encoder = Taalmodel
made-dimension = { $dimension } getallen per passage
made-analyser = Woordanalyse
moment = { $date } om { $time } uur (UTC)
quality-title = Hoe goed het zoeken werkt
quality-none = Dat is voor deze verzameling niet gemeten.
quality-lead = { $queries ->
    [one] Gemeten op { $date } met { $queries } vraag waarvan het goede antwoord bekend is: de proef “{ $collection }”.
   *[other] Gemeten op { $date } met { $queries } vragen waarvan het goede antwoord bekend is: de proef “{ $collection }”.
}
quality-alike = Dat is gedaan met hetzelfde taalmodel en dezelfde woordanalyse als hier. Met andere documenten en vragen kan de uitkomst anders zijn.
quality-other = Dat is gedaan met een ander taalmodel of een andere woordanalyse. De cijfers gelden dus niet voor wat u nu doorzoekt.
quality-measure = Maat
quality-value = Uitkomst
measure = { $name ->
    [R-10] Van wat goed is, staat dit deel bij de eerste tien
    [R-100] Van wat goed is, staat dit deel bij de eerste honderd
    [RR-10] Hoe hoog het eerste goede resultaat staat (1 is altijd bovenaan)
   *[nDCG-10] Hoe goed de eerste tien zijn, en hun volgorde (1 is volmaakt)
}

## Problemen

problem-title = { problem-heading } – Bronwijzer
problem-heading = { $status ->
    [400] Deze vraag kan niet worden gezocht
    [401] U bent niet ingelogd
    [403] Dit mag u niet bekijken
    [404] Deze pagina is er niet
    [405] Dit adres kan zo niet worden gebruikt
    [413] Uw zoekvraag is te lang
    [429] Even wachten
    [503] Bronwijzer is even niet bereikbaar
   *[other] Er ging iets mis
}
problem-help = { $status ->
    [400] Pas uw vraag aan en zoek opnieuw.
    [401] Deze documenten zijn niet voor iedereen. Ga naar Bronwijzer via het adres dat u van uw organisatie kreeg, en log daar in.
    [403] Uw account heeft geen toegang tot deze pagina. Vraag de beheerder om toegang.
    [404] Misschien is het document vernieuwd of verwijderd. Zoek het opnieuw.
    [405] Begin opnieuw bij het zoekveld.
    [413] Gebruik minder woorden en zoek opnieuw.
    [429] U vroeg in korte tijd veel. Wacht een paar tellen en zoek dan opnieuw.
    [503] Het is druk, of de verzameling wordt net bijgewerkt. Probeer het over een minuut opnieuw.
   *[other] Dat ligt aan ons, niet aan u. Probeer het later opnieuw.
}
