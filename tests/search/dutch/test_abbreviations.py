"""Abbreviations that a text explains, and brackets that explain nothing."""

from hypothesis import example, given

from search.dutch.abbreviations import Abbreviation, find_abbreviations
from tests.texts import any_text


def found(text: str) -> list[tuple[str, str]]:
    return [(one.short, one.long) for one in find_abbreviations(text)]


def marked(line: str) -> tuple[str, str]:
    """Return the short and the long form, which stand between asterisks."""
    _, one, _, other, _ = line.split("*")
    return (one, other) if len(one) < len(other) else (other, one)


_EXPLAINED = """
Aanvragen gaan naar de *Werkplaats Ondersteuning Thuiswonende Ouderen* (*WOTO*).
De *Werkplaats Sociaal Domein Fabelstad* (*WSDF*) begint in mei.
Wij houden ons aan de *Algemene Verordening Gegevensbescherming* (*AVG*).
Dit staat in de *Basisregistratie Personen* (*BRP*) van de gemeente.
Vul uw *Burgerservicenummer* (*BSN*) in.
Met een *persoonsgebonden budget* (*PGB*) koopt u zelf zorg in.
Volgens het *Centraal Bureau voor de Statistiek* (*CBS*) daalt de armoede.
Volgens *De Nederlandsche Bank* (*DNB*) stijgen de prijzen.
Binnen de *Europese Unie* (*EU*) geldt dit niet.
De *Gemeentelijke Gezondheidsdienst* (*GGD*) belt u terug.
In het *Gezond en Actief Leven Akkoord* (*GALA*) staan doelen.
De *Immigratie- en Naturalisatiedienst* (*IND*) beslist.
Het *Integraal Zorgakkoord* (*IZA*) is getekend.
Ouders gaan naar de *Jeugdgezondheidszorg* (*JGZ*).
Zie de *Klimaat- en Energieverkenning* (*KEV*) van dit jaar.
De *Nederlandse Zorgautoriteit* (*NZa*) stelt tarieven vast.
Elburg doet mee aan *Opgroeien in een Kansrijke Omgeving* (*OKO*).
Berichten gaan via het *Standaard Uitwisseling Formaat* (*StUF*).
De *Vereniging van Nederlandse Gemeenten* (*VNG*) adviseert dit.
Het ministerie van *Volksgezondheid, Welzijn en Sport* (*VWS*) betaalt mee.
Elke dag komt het *wijkverpleegkundig team* (*WVT*) langs.
De *werkkostenregeling* (*WKR*) verandert.
De *Wet maatschappelijke ondersteuning* (*WMO*) regelt dit.
Kiest u *zorg in natura* (*ZIN*), dan regelt de gemeente alles.
Wie zorg nodig heeft uit de *Wet langdurige zorg* (*Wlz*), betaalt zelf mee.
De wijkverpleging valt onder de *Zorgverzekeringswet* (*Zvw*).
Dat volgt uit de *Wet gemeentelijke schuldhulpverlening* (*Wgs*).
De *Wet maatschappelijke ondersteuning 2015* (*Wmo 2015*) vraagt om maatwerk.
De *Wet maatschappelijke ondersteuning* (*Wmo*) is van iedereen.
De *Wet verplichte geestelijke gezondheidszorg* (*Wvggz*) is streng.
Voor hen geldt de *Wet zorg en dwang* (*Wzd*).
De *Wet publieke gezondheid* (*Wpg*) noemt de taken van de GGD.
Sinds de *Wet inburgering 2021* (*Wi2021*) maakt de gemeente een plan.
De *Algemene wet bestuursrecht* (*Awb*) geeft zes weken voor bezwaar.
De *Algemene Ouderdomswet* (*AOW*) is een basispensioen.
De *Wet werk en bijstand* (*WWB*) ging op in de Participatiewet.
Bel het *Uitvoeringsinstituut Werknemersverzekeringen* (*UWV*).
De *Sociale Verzekeringsbank* (*SVB*) betaalt het uit.
Het *Centraal Administratie Kantoor* (*CAK*) int de bijdrage.
Het *Centrum Indicatiestelling Zorg* (*CIZ*) kijkt of u recht hebt.
Loop binnen bij het *Centrum voor Jeugd en Gezin* (*CJG*).
De *Raad voor de Kinderbescherming* (*RvdK*) doet onderzoek.
Het *Sociaal en Cultureel Planbureau* (*SCP*) schreef het rapport.
Zo meldt het *Rijksinstituut voor Volksgezondheid en Milieu* (*RIVM*).
Het *Nationaal Instituut voor Budgetvoorlichting* (*Nibud*) rekende het na.
Het ministerie van *Sociale Zaken en Werkgelegenheid* (*SZW*) betaalt.
Het ministerie van *Onderwijs, Cultuur en Wetenschap* (*OCW*) wil meer.
Het *Centraal Orgaan opvang Asielzoekers* (*COA*) opent een locatie.
Het college van *burgemeester en wethouders* (*B&W*) besluit dinsdag.
Het is geregeld bij *algemene maatregel van bestuur* (*AMvB*).
Zie de *memorie van toelichting* (*MvT*) bij de wet.
Het *plan van aanpak* (*PvA*) is klaar.
Een *praktijkondersteuner huisarts geestelijke gezondheidszorg* (*POH-GGZ*) heeft tijd.
Mensen met een *licht verstandelijke beperking* (*LVB*) vragen minder snel hulp.
Na *niet-aangeboren hersenletsel* (*NAH*) is alles anders.
Cliënten met een *ernstige psychische aandoening* (*EPA*) werken mee.
Er was een *ondertoezichtstelling* (*OTS*) nodig.
Een *autismespectrumstoornis* (*ASS*) komt vaker voor.
De *gecombineerde leefstijlinterventie* (*GLI*) duurt twee jaar.
Daarom deden wij een *maatschappelijke kosten-batenanalyse* (*MKBA*).
De *openbare geestelijke gezondheidszorg* (*OGGZ*) bereikt hen wel.
De *Wet schuldsanering natuurlijke personen* (*Wsnp*) helpt u na drie jaar.
In de *geestelijke gezondheidszorg* (*ggz*) zijn de wachttijden lang.
De *vereniging van eigenaren* (*vve*) stemt in mei.
*Voor- en vroegschoolse educatie* (*vve*) begint bij twee jaar.
Het *persoonsgebonden budget* (*pgb*) is voor u.
Er wonen tien *alleenstaande minderjarige vreemdelingen* (*amv*'s) in het huis.
Een *zelfstandige zonder personeel* (*zzp*'er) kan ook aankloppen.
In het *asielzoekerscentrum* (*azc*) is een spreekuur.
Uw *burgerservicenummer* (*bsn*) staat op uw paspoort.
Leerlingen van het *voorbereidend middelbaar beroepsonderwijs* (*vmbo*) deden mee.
Studenten van het *middelbaar beroepsonderwijs* (*mbo*) lopen stage.
Zij volgt *hoger beroepsonderwijs* (*hbo*).
Het *voortijdig schoolverlaten* (*vsv*) daalt.
De *medezeggenschapsraad* (*mr*) stemt in.
Reis met het *openbaar vervoer* (*ov*).
De *buitenschoolse opvang* (*bso*) sluit om zes uur.
Het *midden- en kleinbedrijf* (*mkb*) zoekt mensen.
De *gemeentelijke basisadministratie* (*gba*) bestaat niet meer.
Een *veelgestelde vraag* (*vv*) staat hieronder.
Het *algemeen maatschappelijk werk* (*amw*) is gratis.
De *seksueel overdraagbare aandoening* (*soa*) is te behandelen.
De *collectieve arbeidsovereenkomst* (*cao*) loopt af.
Werk volgens de *algemeen aanvaarde richtlijn* (*aar*) blijft nodig.
De *CJG* (*Centrum voor Jeugd en Gezin*) is open.
Vraag het de *GGD* (*Gemeentelijke Gezondheidsdienst*) in uw regio.
De *Wmo* (*Wet maatschappelijke ondersteuning*) helpt u thuis.
Een *pgb* (*persoonsgebonden budget*) vraagt veel van u.
De *ggz* (*geestelijke gezondheidszorg*) heeft wachttijden.
De *SVB* (voluit: *Sociale Verzekeringsbank*) betaalt in de derde week.
De *VNG* (*Vereniging van Nederlandse Gemeenten*) roept gemeenten op.
De *Wlz* (*Wet langdurige zorg*) is voor mensen die altijd zorg nodig hebben.
Wie een *azc* (*asielzoekerscentrum*) bezoekt, meldt zich.
Kiest u voor *zin* (*zorg in natura*), dan regelt de gemeente het.
De *Dienst Uitvoering Onderwijs*, afgekort *DUO*, int de lening.
Het *Landelijk Kenniscentrum Verdwaalde Fietsen*, kortweg *LKVF*, sluit.
De *Sociaal Raadslieden Fabelstad* (afgekort *SRF*) helpen met brieven.
De *Stichting Samen Droomveen* (hierna: *SSD*) vraagt subsidie.
Het *Regionaal Meld- en Coördinatiepunt* (hierna *RMC*) belt jongeren.
De *Vrijwilligerscentrale Fabelstad Noord* (kortweg: *VFN*) zoekt maatjes.
De *Regionale Ambulante Voorziening* ("*RAV*") rijdt dag en nacht.
Het *Zorgkantoor Fabelstad* (*ZF*, zie bladzijde 3) helpt.
De *Beroepscode voor de Maatschappelijk Werker* (*BMW*; nieuwe versie) is klaar.
De *Jeugd- en Gezinsbeschermers Oost* (*JGO*) zijn gecertificeerd.
Wij volgen het *Besluit bijstandverlening zelfstandigen* (*Bbz*).
De *gemeenschappelijke regeling* (*GR*) krijgt een nieuw bestuur.
Bij *Verslavingszorg Noord en Oost* (*VNO*) kunt u terecht.
De *Regionale Instelling voor Beschermd Wonen* (*RIBW*) heeft plekken.
Het *Nederlands Jeugdinstituut* (*NJi*) verzamelt kennis.
De *Wet werk en inkomen naar arbeidsvermogen* (*WIA*) verandert.
De Wet *bijzondere opnemingen in psychiatrische ziekenhuizen* (*Bopz*) is vervallen.
"""

_NOTHING_EXPLAINED = """
Vragen van het lid Visser (VVD) over de jeugdzorg.
Vragen van het lid Roos (SP) over wonen.
Antwoord van minister Bakker (BZ) op de vragen.
Dat staat bij de wettelijke regeling (BW) in de bijlage.
Dat zijn de kosten (EUR) van het project.
Praat mee (NU) over de buurt.
Maak een afspraak (maandag) aan de balie.
(VNG) staat hier zonder naam.
Dat is het hele verhaal dat de oude buren daar graag vertellen (VNG).
Het gaat om een sociaal heel erg lang domein (SD).
Mevrouw De Boer (D66) stemt tegen.
De heer Van den Berg (CDA) stemt voor.
Wethouder Groen (GL) opent de buurttuin.
Op woensdag (zie ook bladzijde 4) is er koffie.
Het team bestaat uit een verpleegkundige (m/v) en een arts.
Wij zoeken een begeleider (vrouw) voor de groep.
Dat kost twintig euro (incl. btw) per keer.
Kom langs in het buurthuis (ja, ook u) voor soep.
De zaal (rechts) is open.
Ouders (en kinderen) zijn welkom.
Deze regels (oud) gelden niet meer.
Bel de huisarts (of kom langs) bij pijn.
Het overleg in Utrecht (NL) ging over wonen.
Lees het rapport (PDF) op de site.
Volg de les op de computer (ICT) of thuis.
De training (HBO-niveau) duurt een jaar.
Bezoek de website (www) voor meer.
Het onderzoek liep in drie wijken (A, B en C).
Zij werkt vier dagen (ma) per week.
De GGD (telefoon 088) belt u.
Het CJG (open op dinsdag) zit in de bibliotheek.
De ggz (zie hierboven) heeft wachttijden.
Wie helpt (wel) bij schulden?
Geef de ouders en de kinderen (de) ruimte.
"""


def test_of_111_abbreviations_as_documents_explain_them_95_of_100_are_learned_as_they_are_meant() -> None:
    lines = _EXPLAINED.strip().splitlines()
    right = [line for line in lines if found(line.replace("*", "")) == [marked(line)]]
    assert (len(right), len(lines)) == (107, 111)  # 96 %


def test_of_34_brackets_that_explain_nothing_none_is_learned() -> None:
    texts = _NOTHING_EXPLAINED.strip().splitlines()
    assert [text for text in texts if found(text)] == []
    assert len(texts) == 34


def test_a_long_form_may_stand_in_brackets_behind_its_letters() -> None:
    assert found("De WSDF (Werkplaats Sociaal Domein Fabelstad) is er. Het CBS (verplicht) ook.") == [
        ("WSDF", "Werkplaats Sociaal Domein Fabelstad")
    ]


def test_a_long_form_does_not_reach_over_a_line() -> None:
    assert found("Sociaal\nDomein (SD)") == []


def test_a_long_form_does_not_reach_over_another_bracket() -> None:
    assert found("Moties Jansen (JW315), in een verzoek om wijziging (JW317)") == []


def test_a_stopword_is_no_short_form() -> None:
    assert found("ouderen en familie (of) en of (ouderen, familie)") == []


def test_marks_at_the_end_are_no_part_of_a_long_form() -> None:
    assert found("Zorg in Natura’ (ZIN)") == [("ZIN", "Zorg in Natura")]


def test_each_explanation_is_found_in_order() -> None:
    assert list(find_abbreviations("Europese Unie (EU) en Europese unie (EU)")) == [
        Abbreviation("EU", "Europese Unie"),
        Abbreviation("EU", "Europese unie"),
    ]


@given(any_text)
@example("Europese Unie (EU)")
def test_whatever_is_found_stands_in_the_text(text: str) -> None:
    for one in find_abbreviations(text):
        assert one.short in text
        assert one.long in text
