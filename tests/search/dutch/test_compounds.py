"""Compounds: real words with their parts, written down by hand, and words that are none."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.dutch.compounds import split_compound

# The parts of each word, without what links them.
COMPOUNDS = {
    word: tuple(parts.split("+"))
    for word, parts in (
        line.split(" = ")
        for line in """
        jongerenwerk = jongeren+werk
        jongerenwerker = jongeren+werker
        jongerenschulden = jongeren+schulden
        bestaanszekerheid = bestaan+zekerheid
        schuldhulpverlening = schuld+hulp+verlening
        schuldenproblematiek = schulden+problematiek
        schuldhulpverlener = schuld+hulp+verlener
        mantelzorg = mantel+zorg
        mantelzorgers = mantel+zorgers
        energiearmoede = energie+armoede
        energietoeslag = energie+toeslag
        ervaringsdeskundige = ervaring+deskundige
        ervaringsdeskundigheid = ervaring+deskundigheid
        ervaringskennis = ervaring+kennis
        kinderopvang = kinder+opvang
        kinderarmoede = kinder+armoede
        kinderrechten = kinder+rechten
        vrijwilligerswerk = vrijwilliger+werk
        vrijwilligersorganisatie = vrijwilliger+organisatie
        woningcorporatie = woning+corporatie
        woningnood = woning+nood
        huurtoeslag = huur+toeslag
        huurachterstand = huur+achterstand
        zorgtoeslag = zorg+toeslag
        wijkteam = wijk+team
        wijkteams = wijk+teams
        wijkverpleegkundige = wijk+verpleeg+kundige
        wijkbewoners = wijk+bewoners
        buurthuis = buurt+huis
        buurtwerk = buurt+werk
        buurtbewoner = buurt+bewoner
        buurtcentrum = buurt+centrum
        dorpshuis = dorp+huis
        gemeenteraad = gemeente+raad
        gemeentehuis = gemeente+huis
        jeugdzorg = jeugd+zorg
        jeugdhulp = jeugd+hulp
        jeugdwet = jeugd+wet
        jeugdbescherming = jeugd+bescherming
        jeugdhulpverlening = jeugd+hulp+verlening
        participatiewet = participatie+wet
        inkomensgrens = inkomen+grens
        inkomensondersteuning = inkomen+ondersteuning
        armoedebeleid = armoede+beleid
        armoederegeling = armoede+regeling
        bijstandsuitkering = bijstand+uitkering
        ouderenzorg = ouderen+zorg
        ouderenwerk = ouderen+werk
        opvoedondersteuning = opvoed+ondersteuning
        pleeggezin = pleeg+gezin
        pleegouders = pleeg+ouders
        thuiszorg = thuis+zorg
        zorgverzekering = zorg+verzekering
        zorgaanbieder = zorg+aanbieder
        zorgvraag = zorg+vraag
        hulpvraag = hulp+vraag
        hulpverlener = hulp+verlener
        maatwerkvoorziening = maat+werk+voorziening
        dagbesteding = dag+besteding
        spreekuur = spreek+uur
        inloopspreekuur = inloop+spreek+uur
        taalles = taal+les
        taalcursus = taal+cursus
        schoolmaatschappelijk = school+maatschappelijk
        schoolverzuim = school+verzuim
        basisschool = basis+school
        beroepsonderwijs = beroep+onderwijs
        praktijkonderzoek = praktijk+onderzoek
        onderzoeksteam = onderzoek+team
        projectleider = project+leider
        projectplan = project+plan
        kennisplein = kennis+plein
        werkplaats = werk+plaats
        leernetwerk = leer+net+werk
        nieuwsbrief = nieuws+brief
        bijeenkomstverslag = bijeenkomst+verslag
        levensloop = leven+loop
        levensverhaal = leven+verhaal
        daklozenopvang = daklozen+opvang
        vluchtelingenwerk = vluchtelingen+werk
        vrouwenopvang = vrouwen+opvang
        gezinscoach = gezin+coach
        gezinsondersteuning = gezin+ondersteuning
        verslavingszorg = verslaving+zorg
        gezondheidszorg = gezondheid+zorg
        gezondheidsverschillen = gezondheid+verschillen
        beweegprogramma = beweeg+programma
        welzijnswerk = welzijn+werk
        welzijnsorganisatie = welzijn+organisatie
        voedselbank = voedsel+bank
        speelgoedbank = speel+goed+bank
        kledingbank = kleding+bank
        budgetcoach = budget+coach
        belastingdienst = belasting+dienst
        geldzorgen = geld+zorgen
        mensenrechten = mensen+rechten
        samenwerkingsverband = samenwerking+verband
        straathoekwerk = straat+hoek+werk
        opbouwwerker = opbouw+werker
        stadsdeel = stad+deel
        veiligheidshuis = veiligheid+huis
        zorgcoördinator = zorg+coördinator
        cliëntenraad = cliënten+raad
        wijkggd = wijk+ggd
        """.strip().splitlines()
    )
    for word, parts in [(word.strip(), parts.strip())]
}
SIMPLE = """
    beleid regeling regelingen kantoor minister afspraak afspraken tegenwoordig inwoner inwoners inkomen werkzaamheden
    onderzoek maatschappelijk verantwoordelijk gezin gezinnen begeleiding voorziening voorzieningen mogelijkheid
    mogelijkheden tegenstelling bestuur besluit personen gemeentelijke oordeel oorzaak combinatie transactie
    betalen kinderen bedrijven gesprekken verplichting instelling eenzaamheid gezondheid zekerheid veiligheid ouderen
    jongeren kinderen mensen betrokkenheid bewoners vrijwilliger ondersteuning ontwikkeling samenwerking vereniging
    stichting organisatie participatie integratie inclusie preventie interventie methode methodiek resultaat resultaten
    aanpak uitvoering aanvraag aanvragen uitkering vergoeding toeslag toeslagen verlening verzekering bescherming
    opvoeding opleiding opvang onderwijs universiteit hogeschool lectoraat wetenschap gemeente provincie landelijke
    regionale informatie communicatie problematiek probleem problemen oplossing oplossingen verbetering verandering
    duidelijk natuurlijk persoonlijk financiële sociale culturele verschillende bijzondere
    betekenis ervaring ervaringen vertrouwen respect aandacht waardering zelfstandig armoede schulden dementie
    psychiatrie verslaving bijstand medewerker directeur redacteur artikel project programma activiteit activiteiten
    bijeenkomst eigenschap slachtoffer vriendschap burgerschap eigendom rijkdom partner
""".split()


@pytest.mark.parametrize("word", COMPOUNDS)
def test_a_compound_is_split_into_its_words(word: str) -> None:
    assert split_compound(word) == COMPOUNDS[word]


def test_of_simple_words_and_derivations_two_in_a_hundred_at_most_are_split() -> None:
    assert len(SIMPLE) >= 100
    assert sum(bool(split_compound(word)) for word in SIMPLE) <= 0.02 * len(SIMPLE)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("bedrijven", ()),  # listed as no compound
        ("levensloop", ("leven", "loop")),  # listed with its parts; the rules would say leven, sloop
        ("woonplaats", ("woon", "plaats")),  # a listed word does not lose its last letter
        ("voorstellen", ()),  # derived by a particle
        ("huis", ()),
        ("wijk2team", ()),
        ("", ()),
        ("wijkteam" * 200, ()),  # no word is so long, and Python's stack is not either
    ],
)
def test_lists_go_before_rules(word: str, parts: tuple[str, ...]) -> None:
    assert split_compound(word) == parts


@given(
    st.lists(st.sampled_from(["wijk", "jongeren", "zorg", "levens", "huis", "q", "straten"]), max_size=5).map("".join)
)
@example("wijkteam")
def test_the_parts_stand_in_the_word_in_order(word: str) -> None:
    place = 0
    for part in split_compound(word):
        place = word.index(part, place) + len(part)
