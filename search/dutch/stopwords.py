"""Dutch function words: they join words, and tell documents apart no better than chance."""

STOPWORDS = frozenset(
    """
    aan aangaande af al aldus alle allebei alleen allen alles als alsmede alsnog alsof altijd ander andere anderen
    anders ben bent beide beiden bij bijna bijv binnen blijkbaar boven bovendien buiten daar daarbij daardoor
    daarin daarmee daarna daarnaast daarom daarop daartoe daaruit daarvan daarvoor dan dat de deze die dien diens
    dit doch doen doet door doordat dus echter een eens eerst eerder elk elkaar elke en enige enkel enkele er erbij
    erdoor erin ermee erop eruit ervan ervoor even eveneens evenmin gaan gaat ge gedaan geen gehad geheel geweest
    gewoon geworden haar had hadden hare heb hebben hebt heeft heel hem hen het hetgeen hetzelfde hier hierbij
    hierdoor hierin hiermee hierna hierop hiervan hiervoor hij hoe hoeveel hoewel hun hunne ieder iedere iedereen
    iemand iets ik ikzelf immers in indien inmiddels is ja je jezelf jij jou jouw jullie kan kon konden kun kunnen
    kunt laat laten maar mag me meer meest men met mezelf mij mijn mijzelf misschien mocht mochten moest moesten
    moet moeten mogelijk mogen na naar naast namelijk nee niemand niet niets noch nog nogal nooit nu of ofwel om
    omdat omtrent onder ondanks ondertussen ons onszelf onze ook op opnieuw over overigens pas per reeds rond
    rondom sinds slechts soms steeds tegen ten tenzij ter terwijl te tevens tijdens toch toe toen tot totdat tussen
    uit uw van vanaf vanuit vanwege veel vele vandaar via vervolgens volgens voor vooral voorbij voordat waar
    waarbij waardoor waarin waarmee waarna waarom waarop waaruit waarvan waarvoor wanneer want waren was wat we
    weer wel welk welke werd werden wezen wie wiens wij wil willen wilt wordt word worden wou wouden zal ze zeer
    zelf zelfs zich zichzelf zij zijn zijne zo zoals zodat zodra zonder zou zouden zowel zullen zult
""".split()
)
