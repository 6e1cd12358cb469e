### Trespors tekster på bokmål. Tekstene er ren tekst; sidene tar seg av resten.
### Hver tekst må finnes i alle språk og bruke de samme variablene. Ellers bygges ikke programmet.

-product = Trespor

lang-name = Norsk bokmål

## Tall

number-point = ,
# Et smalt mellomrom der linjen ikke kan brytes.
number-group = { "\u202F" }
number-bytes = { $bytes ->
    [one] 1 byte
   *[other] { $bytes } byte
}

## Tid

when-weekday = { $day ->
    [1] mandag
    [2] tirsdag
    [3] onsdag
    [4] torsdag
    [5] fredag
    [6] lørdag
   *[7] søndag
}
when-month = { $month ->
    [1] januar
    [2] februar
    [3] mars
    [4] april
    [5] mai
    [6] juni
    [7] juli
    [8] august
    [9] september
    [10] oktober
    [11] november
   *[12] desember
}
when-month-short = { $month ->
    [1] jan.
    [2] feb.
    [3] mars
    [4] april
    [5] mai
    [6] juni
    [7] juli
    [8] aug.
    [9] sept.
    [10] okt.
    [11] nov.
   *[12] des.
}
when-date = { $day }. { $month } { $year }
when-day = { $weekday } { $date }
when-time = { $hour }.{ $minute }
when-time-exact = { $hour }.{ $minute }.{ $second },{ $micros }
when-full = { $day } kl. { $time } ({ $zone })
when-short = { $date } kl. { $time }
when-zone = { $city ->
    [Oslo] norsk tid, { $zone }
    [Copenhagen] dansk tid, { $zone }
    [Nuuk] grønlandsk tid, { $zone }
    [Faroe] færøysk tid, { $zone }
   *[other] { $zone }
}
when-zone-offset = { $zone }, UTC{ $offset }
when-days = { $n ->
    [one] 1 dag
   *[other] { $n } dager
}
when-hours = { $n ->
    [one] 1 time
   *[other] { $n } timer
}
when-minutes = { $n ->
    [one] 1 minutt
   *[other] { $n } minutter
}
when-seconds = { $n ->
    [one] 1 sekund
   *[other] { $n } sekunder
}
when-two = { $first } og { $second }
when-in = om { $duration }
when-ago = for { $duration } siden
when-now = akkurat nå

## Faste deler av siden

page-skip = Hopp til innholdet
page-home = Forside
page-breadcrumbs = Du er her
page-language = Språk
page-title = { $title } – { -product }
page-signed-in = Innlogget som { $person }
page-sign-in = Logg inn
page-sign-out = Logg ut
page-now = Serverens klokke: { $now }
page-contact = Kontakt
page-privacy = Personopplysninger
page-help = Hjelp
page-no-advice = Ingenting her er juridisk rådgivning.
page-about = { -product } tar imot søknader i flere spor med én felles frist.
page-demo = Demo. Alt her er oppdiktet, og klokken er stilt til { $clock }.
page-demo-drive = Styr demoen
page-empty = Det er ikke noe å vise ennå.

## Knapper

button-save = Lagre
button-save-draft = Lagre utkast
button-continue = Fortsett
button-back = Tilbake
button-cancel = Avbryt
button-remove = Fjern
button-upload = Last opp
button-remove-named = Fjern { $name }

## Vanlige ord

word-yes = Ja
word-no = Nei
word-optional = valgfritt
word-of = { $part } av { $whole }
word-track = Spor
word-tracks = Spor
word-step = Steg
word-deadline = Frist
word-status = Status
word-applicant = Søker
word-application = Søknad
word-name = Navn
word-email = E-post
word-reason = Begrunnelse
word-date = Dato
word-time = Tidspunkt
word-file = Fil
word-size = Størrelse
word-digest = Fingeravtrykk (SHA-256)
word-criterion = Kriterium
word-score = Poeng
word-action = Handling

## Antall

count-files =
    { $n ->
        [0] ingen filer
        [one] 1 fil
       *[other] { $n } filer
    }
count-applications =
    { $n ->
        [0] ingen søknader
        [one] 1 søknad
       *[other] { $n } søknader
    }
count-members =
    { $n ->
        [one] 1 medlem
       *[other] { $n } medlemmer
    }

## Bla mellom sider

pages-label = Sider
pages-previous = Forrige side
pages-next = Neste side
pages-page = Side { $number }
pages-shown = Viser { NUMBER($from) }–{ NUMBER($to) } av { NUMBER($total) }

## Felter og feil i dem

form-errors-title =
    { $n ->
        [one] Det er én feil å rette
       *[other] Det er { $n } feil å rette
    }
form-error-prefix = Feil:
form-required = Fyll ut «{ $label }».
form-too-long =
    «{ $label }» kan ha høyst { $max ->
        [one] 1 tegn
       *[other] { $max } tegn
    }. Teksten har { NUMBER($length) } nå.
form-too-short =
    { $min ->
        [one] Fyll ut «{ $label }».
       *[other] «{ $label }» må ha minst { $min } tegn.
    }
form-not-number = «{ $label }» må være et tall. Du skrev «{ $value }».
form-not-email = Skriv en e-postadresse, for eksempel navn@eksempel.no.
form-choose = Velg et svar under «{ $label }».
form-choose-one = Velg …
form-characters-max =
    { $max ->
        [one] Høyst 1 tegn
       *[other] Høyst { $max } tegn
    }
form-characters-left =
    { $n ->
        [one] 1 tegn igjen
       *[other] { $n } tegn igjen
    }
form-characters-over =
    { $n ->
        [one] 1 tegn for mye
       *[other] { $n } tegn for mye
    }
form-file-limits = { $types }. Høyst { $size } per fil.
form-file-too-many =
    { $max ->
        [one] Det er bare plass til 1 fil her.
       *[other] Det er bare plass til { $max } filer her.
    }
form-saved = Lagret { $when }
form-saved-with-others = Lagret { $when }. Det andre har lagret imens, er tatt med.
form-saving = Lagrer …
form-saved-by-others = Ikke lagret: andre har endret det samme imens. Trykk på «Lagre utkast» for å se begge deler.
form-signed-out = Ikke lagret: dere er ikke logget inn. Logg inn i en annen fane, så lagres det her.
form-not-saved = Ikke lagret. Prøv igjen, eller trykk på «Lagre utkast».

## Feilsider

error-not-found-title = Siden finnes ikke
error-not-found-text = Adressen er feil, eller du har ikke tilgang til siden. Gå til forsiden og finn veien derfra.
error-signed-out-title = Du er ikke logget inn
error-signed-out-text = Ingenting er lagret, men det du har skrevet, er ikke tapt: det står nedenfor. Logg inn i en ny fane, kom tilbake til denne siden, og send på nytt.
error-signed-out-link = Logg inn i en ny fane
error-busy-title = Det lar seg ikke gjøre akkurat nå
error-busy-text = Databasen eller disken svarer ikke. Prøv igjen om noen sekunder, og oppgi nummeret { $reference } hvis du skriver til oss.
error-busy-post = Databasen eller disken svarer ikke, og vi kan ikke si om det ble lagret. Se etter på siden om noen sekunder før du sender på nytt. Det du har skrevet, er ikke tapt: det står nedenfor så langt det er tekst; filer må velges på nytt. Oppgi nummeret { $reference } hvis du skriver til oss.
error-busy-typed = Det du har skrevet
error-busy-again = Send på nytt
error-internal-title = Noe gikk galt hos oss
error-internal-text = Ingenting er endret. Prøv igjen, og oppgi nummeret { $reference } hvis du skriver til oss.
error-cross-site-title = Handlingen kom fra et annet nettsted
error-cross-site-text = Gå tilbake til siden her hos oss og prøv igjen.

## Innlogging

sign-in-title = Logg inn
sign-in-intro = Skriv e-postadressen din. Så sender vi en lenke du logger inn med.
sign-in-email-hint = Bruk adressen du er invitert på, hvis du er invitert.
sign-in-send = Send lenke
sign-in-sent-title = Se i innboksen
sign-in-sent-text =
    Hvis { $email } kan brukes her, er en lenke på vei. Den virker i { $minutes ->
        [one] 1 minutt
       *[other] { $minutes } minutter
    } og bare én gang.
sign-in-demo-folder = I demoen ligger brevene som filer i { $folder }.
sign-in-press = Trykk på knappen for å logge inn.
sign-in-used = Lenken er brukt eller for gammel. Be om en ny.
sign-in-too-many = Det er bedt om for mange lenker. Vent { $wait }.
sign-in-needed = Logg inn for å fortsette.

## Konkurransen

tender-list-title = Konkurranser
tender-list-open = Åpne nå
tender-list-closed = Fristen er ute
tender-list-none = Det er ingen konkurranser akkurat nå.
tender-asks-only = { $label } (bare i { $tracks })
tender-about = Om konkurransen
tender-tracks = Spor
tender-tracks-intro =
    { $n ->
        [one] Konkurransen har ett spor.
       *[other] Konkurransen har { $n } spor. Dere kan søke i hvert av dem for seg.
    }
tender-deadline = Søknadsfrist
tender-deadline-left = Fristen går ut { $countdown }
tender-deadline-rule = Det som teller, er når serveren har mottatt hele søknaden.
tender-timeline = Fremdriftsplan
tender-questions = Spørsmål og svar
tender-questions-anonymous = Svarene vises for alle. Ingen ser hvem som spurte.
tender-ask = Still et spørsmål
tender-ask-label = Spørsmålet ditt
tender-ask-hint = Ikke skriv noe som røper hvem du er.
tender-ask-done = Spørsmålet er mottatt. Svaret blir vist her og sendt til alle som søker eller følger konkurransen. Velg å følge den nedenfor hvis du vil ha svaret på e-post. Journalen viser hvem som følger, aldri hvem som spurte.
tender-corrections = Rettelser
tender-apply = Søk i dette sporet
tender-apply-as = Søk som { $name }
tender-apply-other = Søk under et annet navn
tender-passed = Fristen er ute.
tender-apply-open = Åpne søknaden min
tender-calendar = Hent fristene til kalenderen din
tender-law = Regelverk
tender-version = Konkurransen følger versjon { $version } av arbeidsflyten sin.

## Spor

track-step-intake = Søknad
track-step-screening = Kvalifikasjonskontroll
track-step-scoring = Evaluering
track-step-consensus = Felles vurdering
track-step-letters = Brev
track-step-joint = Felles fase
track-state-open = Åpent for søknader
track-state-invited = Åpen for de inviterte: { $step }
track-state-sealed = Forseglet
track-state-done = Avsluttet
track-state-counted = { $state } ({ $tracks } spor)
track-state-suspended = Satt på vent
track-state-held = Venter på andre spor før «{ $step }»

## Søknad

apply-title = Søknad i sporet { $track }
apply-mine = Mine søknader
apply-start = Begynn på en søknad
apply-number-read = Lest som { $value }.
apply-start-as = Hvem søker?
apply-draft = Utkast
apply-draft-text = Utkastet lagres underveis. Bare dere og konsortiet deres kan se det.
apply-status-submitted = LEVERT
apply-status-not-submitted = IKKE LEVERT
apply-status-withdrawn = TRUKKET TILBAKE
apply-status-submitted-text = Søknaden deres ble mottatt { $when }.
apply-status-changed-late = Versjon { $version } er levert og teller. Senere endringer i utkastet ble ikke levert og er ikke med.
apply-status-changed-text = Versjon { $version } er levert. Dere har endret utkastet siden, og endringene er ikke levert.
apply-status-joined-text = Versjon { $version } er levert. Etterpå er det invitert medlemmer. De er ikke med i det som er levert, før de har signert og dere leverer på nytt.
apply-status-not-submitted-text = Søknaden er bare et utkast. Den må leveres senest { $deadline }.
apply-status-missed-text = Søknaden ble ikke levert innen fristen, { $deadline }. Den er ikke med i konkurransen.
apply-missing-title =
    { $n ->
        [0] Ingenting mangler
        [one] Det mangler én ting
       *[other] Det mangler { $n } ting
    }
apply-missing-answer = Svar på «{ $question }»
apply-missing-file = Last opp filen «{ $slot }»
apply-missing-signature = { $member } har ikke signert
apply-complete = Søknaden er komplett og kan leveres.
apply-section-applicant = Søker
apply-section-answers = Svar
apply-section-files = Filer
apply-section-review = Se gjennom og lever
apply-files-again = Den samme filen kan brukes flere steder.
apply-submit = Lever søknaden
apply-submit-declare = Jeg erklærer at opplysningene er riktige, og at jeg har rett til å levere på vegne av søkeren.
apply-replace = Lever ny versjon
apply-replace-text = Den nye versjonen erstatter den som ble levert { $when }. Den gamle gjelder til den nye er levert.
apply-withdraw = Trekk søknaden tilbake
apply-withdraw-text = Trekker dere søknaden tilbake, er den ikke lenger med. Dere kan levere på nytt frem til fristen.
apply-withdraw-keep = Behold søknaden
apply-withdrawn = Søknaden ble trukket tilbake { $when }.
apply-receipt = Kvittering
apply-receipt-text = Ta vare på kvitteringen. Den viser hva som ble mottatt og når, og kan etterprøves uten oss.
apply-receipt-received = Mottatt
apply-receipt-version = Versjon
apply-receipt-number = Kvitteringsnummer
apply-receipt-position = Plass i journalen
apply-receipt-files = Mottatte filer
apply-result = Beslutning

## Konsortium

consortium-name = Konsortiets navn
consortium-lead = Leder for konsortiet
consortium-members = Medlemmer
consortium-member-organisation = Organisasjon
consortium-member-person = Person
consortium-invite = Inviter et medlem
consortium-invite-hint = Medlemmet får en e-post med en lenke, kan lese utkastet med det samme og signerer eller takker nei.
consortium-invitation-text = { $lead } inviterer { $member } til å være med på en søknad i sporet { $track }.
consortium-decline = Takk nei
consortium-sign = Signer
consortium-sign-declare = Jeg har lest søknaden og har rett til å signere for { $member }.
consortium-signed = Signert { $when }
consortium-not-signed = Ikke signert
consortium-signed-count =
    { $signed } av { $total ->
        [one] 1 medlem
       *[other] { $total } medlemmer
    } har signert
consortium-void = Søknaden er endret etter signaturen. Signer på nytt.
consortium-liability = Medlemmene hefter i fellesskap.

## Evaluator

interest-title = Habilitet
interest-intro = Du må avgi habilitetserklæring for hver søker før du kan lese noe.
interest-none = Jeg er habil
interest-declared = Jeg har en tilknytning som må opplyses
interest-disqualifying = Jeg er inhabil
interest-describe = Beskriv tilknytningen
score-title = Evaluering
score-application = Søknad { $number }
score-blind = Søkerens navn er skjult i denne delen.
score-give = Gi poeng
score-reason = Begrunnelse for poengene dine
score-reason-hint =
    { $min ->
        [one] Minst 1 tegn.
       *[other] Minst { $min } tegn.
    } Skriv hva i søknaden poengene bygger på.
score-lock = Lås poengene mine
score-others-hidden = Du ser de andres poeng når du har låst dine egne.

## Panelleder

consensus-title = Felles vurdering
consensus-individual = De enkelte vurderingene

## Prosjekteier

owner-desk = Arbeidsbord
owner-todo = Venter på deg
owner-todo-none = Ingenting venter på deg.
owner-sealed = Søknadene er forseglet til { $when }. Ingen kan lese dem.
owner-open = Åpne søknadene
owner-extend-new = Ny frist
owner-extend-text = Fristen forlenges for alle, og alle får beskjed. En frist kan ikke kortes ned.
owner-questions = Spørsmål
owner-questions-unanswered = Ubesvarte
owner-answer = Svar
owner-answer-publish = Vis svaret for alle
owner-screening = Kvalifikasjonskontroll
owner-selection-computed = Beregnet rekkefølge
owner-selection-line = Grensen går her
owner-selection-selected = Valgt ut
owner-selection-reserve = Reserve
owner-selection-not-selected = Ikke valgt ut
owner-letters = Brev
owner-outbox = Utboks
owner-outbox-sent = Sendt { $when }
owner-outbox-failed = IKKE UNDERRETTET
owner-complaint-until = Klagefristen går ut { $when }.
owner-cancel = Avlys sporet
owner-joint = Felles fase
owner-people = Personer og roller

## Roller

role-owner = Prosjekteier
role-secretary = Sekretær
role-evaluator = Evaluator
role-chair = Panelleder
role-auditor = Revisor
role-applicant = Søker

## Revisor

audit-journal = Journal
audit-journal-text = Alt som har skjedd, i rekkefølge. Hver linje bærer fingeravtrykket av den forrige.
audit-verify = Etterprøv journalen
audit-verified =
    { $n ->
        [one] Den ene linjen er uendret og på plass.
       *[other] Alle { $n } linjene er uendret og på plass.
    }
audit-who = Hvem
audit-what = Hva

## Demo

demo-title = Styr demoen
demo-clock = Demoens klokke
demo-forward-next = Frem til neste hendelse
demo-become = Vær { $person }
demo-people = Velg hvem du vil være
demo-mail = Demoens postkasse

## Avslag: hvorfor noe ikke lot seg gjøre

refused-title = Det lot seg ikke gjøre
refused-roles = Dette kan bare gjøres av: { $roles }.
refused-applicant = Dette kan bare gjøres av dem som er med på søknaden, eller av lederen for den.
refused-unknown = Her er det ikke noe som heter «{ $name }».
refused-late = Fristen var { $deadline }. Det dere sendte, ble mottatt { $received } og er ikke med. Forsøket er registrert.
refused-not-yet = Steget «{ $step }» har ikke begynt.
refused-over = Steget «{ $step }» er avsluttet.
refused-ended = Sporet er avsluttet: { $outcome }.
refused-suspended = Sporet er satt på vent på grunn av en klage.
refused-sealed = Søknadene er forseglet til { $when }, og til de er åpnet.
refused-incomplete =
    { $n ->
        [one] Det mangler én ting før søknaden kan leveres.
       *[other] Det mangler { $n } ting før søknaden kan leveres.
    }
refused-withdrawn = Søknaden er trukket tilbake.
refused-not-submitted = Søknaden er ikke levert.
refused-stale = Noen andre har lagret i mellomtiden. Teksten din står nedenfor. Les hva som er nytt: Lagrer du på nytt, erstatter teksten din den andres.
refused-too-many = Her kan det være høyst { $max }.
refused-reason = «{ $of }» krever en begrunnelse på minst { NUMBER($min) } tegn.
refused-reason-remark = «Merknad til hele listen» må være på minst { NUMBER($min) } tegn når listen er kortere enn den beregnede, eller når det er færre egnede enn minimum.
refused-reason-short = Begrunnelsen må være på minst { NUMBER($min) } tegn.
refused-never-earlier = Den nye fristen, { $new }, er ikke senere enn den nåværende, { $old }. En frist kan bare forlenges.
refused-bad-date = «{ $typed }» finnes ikke som dato og klokkeslett i tidssonen. Velg en annen.
refused-no-date = Velg en dato.
refused-involved = Den som er med på en søknad, kan ikke ha en rolle i konkurransen, og omvendt.
refused-interest-first = Avgi først habilitetserklæring for søkeren.
refused-conflicted = Du har meldt deg inhabil overfor søkeren og har derfor ikke tilgang.
refused-another-panel = Du sitter ikke i panelet som vurderer her: «{ $panel }».
refused-no-panel = Du sitter i et annet panel: Her vurderer de som ikke sitter i noe panel.
refused-panels-apart = Den som sitter i «{ $other }», kan ikke også sitte i «{ $panel }».
refused-off-scale = { $points } poeng for «{ $criterion }» finnes ikke på skalaen.
refused-locked = Vurderingen er låst og kan ikke endres.
refused-unfinished =
    { $n ->
        [one] Én søknad venter ennå: { $list }.
       *[other] { $n } søknader venter ennå: { $list }.
    }
refused-mismatch = Avgjørelsen om «{ $of }» passer ikke med det verifiserte tallet.
refused-bad-list = Listen kan ikke brukes: { $why }
refused-list-unknown = den nevner en søknad som ikke er med i sammenligningen.
refused-list-twice = den nevner en søknad to ganger.
refused-list-over = den har flere enn filen tillater.
refused-list-missing = den nevner ikke alle.
refused-list-fixed = filen tillater ikke at den beregnede listen fravikes.
refused-list-means = listen krever mer penger eller kapasitet enn det er.
refused-list-lots = det må trekkes lodd først; filen tillater ingen annen liste.
refused-list-way = det må først velges hvordan poenglikheten avgjøres; filen tillater ingen annen liste.
refused-list-told = noen har fått beskjed om at de har rykket opp eller ikke lenger er med; det kan ikke tas tilbake her.
refused-has-left = Disse søknadene står ikke lenger på listen: { $codes }. Velg dem som står på listen nå; ingen kontrakt registreres med noen som har falt fra.
refused-evidence-open = Dokumentasjonen fra disse søknadene er ikke registrert: { $codes }. Registrer under «Etter beslutningen» om den er lagt frem.
refused-not-told = Disse søknadene har rykket opp og har ikke fått beskjed: { $codes }. Send brevene under «Etter beslutningen».
refused-standstill = En søker har rykket opp. Kontrakten kan registreres etter { $until }, ikke før.
refused-bad-draw = Rekkefølgen fra loddtrekningen må nevne hver av dem som står likt, nøyaktig én gang.
refused-choice-open = { $n } må fortsatt si hvilke plasser som beholdes, senest { $until }. Ingen får beskjed før.
refused-choice-waits = { $n } må fortsatt si hvilke plasser som beholdes. Ingen får beskjed før.
refused-not-ready = Brevene sendes samlet. Ikke klart: { $tracks }.
refused-evidence-due = Dokumentasjonen kan komme til og med { $until }. Først etter det kan søkeren få beskjed om at den mangler. Har søkeren trukket seg, noterer dere det i stedet.
refused-cure-open = Søkerne kan rette formelle feil frem til { $until }. Ingenting kan avgjøres før det.
refused-left-out = Disse søknadene har den samme feilen og er utelatt: { $codes }. Alle må spørres likt.
refused-cured-once = Disse søkerne har hatt sin frist for retting: { $codes }. Hver får én.
refused-other-field = «{ $field }» er ikke blant det som kan rettes.
refused-no-cure = Her er det ikke noe som kan rettes.
refused-participants = En søknad har { $min } til { $max } deltakere eller ingen. Et navn har høyst 200 tegn.
refused-members-stay = Medlemmene kan ikke byttes i denne fasen. De som ble valgt ut, fortsetter.
refused-unchanged = Ingenting er endret.
refused-already = Det er allerede gjort.

outcome-completed = gjennomført
outcome-no-applications = ingen søkte
outcome-none-suitable = ingen av søkerne var kvalifisert
outcome-cancelled = avlyst
outcome-annulled = annullert etter en klage

## Opplasting: hvorfor en fil ikke tas imot

upload-too-large = Filen er større enn { $mb } MB. Ingenting ble lagret.
upload-too-much = Søknaden har ikke plass til flere filer. Fjern noen først.
upload-of-file = «{ $file }» ble ikke tatt imot. { $why } Filer som ble valgt etter den, ble heller ikke tatt imot.
upload-wrong-kind = Filen er av typen { $found }. Her kan dere bare laste opp { $accepted }.
upload-virus = I filen { $name } fant virusskanneren { $found }. Den er ikke lagret. Undersøk datamaskinen den kommer fra, eller send den i en annen form.
upload-empty = Filen er tom.
upload-broken-off = Opplastingen ble avbrutt underveis. Ingenting ble lagret: Send filen på nytt.

## Utvelgelsen og brevene

choose-title = Utvelgelse: { $track }
choose-not-begun = Sporet har ikke kommet til utvelgelsen ennå.
choose-decided = Besluttet { $when }. Både den beregnede og den besluttede listen er tatt vare på.
choose-computed = Beregnet liste
choose-as-decided = Besluttet liste
choose-plot = Hva totalpoengene består av
choose-plot-text = Hver stolpe er en poengsum. Tabellen nedenfor sier det samme i tall.
choose-plot-line = Den røde streken er poengsummen til den siste som er valgt ut.
choose-plot-place = Plass { NUMBER($place) }, { $total } poeng
choose-plot-total = { $total } poeng
choose-plot-above = { $margin } poeng mer enn den første som ikke er valgt ut.
choose-plot-below = Mangler { $margin } poeng på å nå streken.
choose-plot-on = På streken.
choose-plot-spread = Evaluatorene var lengst fra hverandre på «{ $title }»: { $spread } poeng.
choose-place = Plass
choose-application = Søknad
choose-total = Totalt
choose-verdict = Resultat
choose-selected = Valgt ut
choose-reserve = Reserveliste
choose-not = Ikke valgt ut
choose-tied = Står likt ved grensen
choose-below = Under en terskel
choose-tie-title = Likt ved grensen
choose-tie-text =
    { $n ->
        [one] Én plass er ledig, og ingenting i reglene skiller disse:
       *[other] { $n } plasser er ledige, og ingenting i reglene skiller disse:
    }
choose-draw-order = Loddenes rekkefølge
choose-draw-order-hint = Trekk lodd med et vitne til stede. Skriv kodene i den rekkefølgen de ble trukket, med mellomrom mellom.
choose-draw-witness = Vitne
choose-draw-witness-hint = Hvem så på, og hvordan ble loddene trukket?
choose-draw = Registrer loddtrekningen
choose-decide-title = Ta beslutning
choose-decide-text = Den beregnede listen er fylt ut. Endrer du den, må hver søknad du flytter, ha en begrunnelse på minst { NUMBER($min) } tegn. Søkeren leser den.
choose-reason = Begrunnelse for en endring
choose-reason-hint = Bare der du fraviker den beregnede listen eller velger mellom dem som står likt.
choose-remark = Merknad til hele listen
choose-remark-hint = Nødvendig når listen er kortere enn den beregnede, eller når det er færre egnede enn minimum.
choose-decide = Vedta listen
choose-letters-title = Brev
choose-letters-text = Alle brev i alle spor sendes i samme øyeblikk. Les dem først.
choose-letters-tracks = Hvor sporene står
choose-track = Spor
choose-state = Tilstand
choose-released = Brevene ble sendt { $when }
choose-letters-preview =
    { $n ->
        [one] Ett brev er klart
       *[other] { $n } brev er klare
    }
choose-release =
    { $n ->
        [one] Send brevet
       *[other] Send alle { $n } brevene nå
    }

## Demoens egen side

demo-intro = Du er i en demo med oppdiktede personer. Tiden står stille til du stiller klokken frem.
demo-done = Det er gjort.
demo-tender = Les om konkurransen
demo-deadline = Frist
demo-next = Det neste tiden gjør av seg selv
demo-hour = En time frem
demo-day = Et døgn frem
demo-before = To minutter før fristen
demo-after = Like etter fristen
demo-month = Tretti dager frem
demo-applicant = ny søker
demo-member = medlem av et konsortium
demo-others-title = La de andre gjøre sitt
demo-others-text = Du følger ett spor. De andre blir åpnet, kontrollert, evaluert, samordnet og besluttet for deg, frem til brevene. I ditt eget spor fyller Erik Ebbesen ut poengene sine når evalueringen har begynt.
demo-others = Jeg følger { $track }
## Søknad: søkerens egne sider og de offentlige

applicant-buyers = Oppdragsgivere
applicant-buyer-leads = leder anskaffelsen
applicant-ended = Avsluttet: { $outcome }
applicant-how = Slik søker dere
applicant-how-form = Skjemaet ber om:
applicant-how-single = Én organisasjon eller person søker alene.
applicant-how-consortium =
    Dere kan søke alene eller som konsortium med høyst { $n ->
        [one] 1 medlem
       *[other] { $n } medlemmer
    }, lederen medregnet.
applicant-how-mandate = Hvert medlem signerer én gang på at det deltar, og at lederen handler på dets vegne.
applicant-how-content = Hvert medlem signerer på innholdet. Blir det endret, signerer medlemmene på nytt.
applicant-how-tracks =
    En søker kan være med i høyst { $n ->
        [one] 1 spor
       *[other] { $n } spor
    }.
applicant-how-refuse = En søknad kan leveres når ingenting mangler.
applicant-how-accept = En søknad kan leveres selv om noe mangler. Kvitteringen sier hva som mangler.
applicant-how-replace = Dere kan levere en ny versjon frem til fristen. Den siste gjelder.
applicant-change = { $date }: flyttet fra { $from } til { $to }.
applicant-date = { $date }: { $when }
applicant-asked = Stilt { $when }.
applicant-answered = Besvart { $when }.
applicant-questions-none = Ingen svar er offentliggjort ennå.
applicant-follow-title = Nytt på e-post
applicant-follow-text = Vi skriver til deg når et spørsmål er besvart, et dokument er offentliggjort eller en dato er flyttet.
applicant-follow = Følg konkurransen
applicant-following = Du får e-post når et spørsmål er besvart, et dokument er offentliggjort eller en dato er flyttet.
applicant-unfollow = Slutt å følge
applicant-start-name = Navnet på organisasjonen eller personen som søker
applicant-start-name-hint = Søker dere som konsortium: navnet på medlemmet som leder. De andre inviteres etterpå.
applicant-start-kind = Organisasjon eller person?
applicant-overview = Oversikt
applicant-stages = Faser
applicant-parts = Deler av søknaden
applicant-part = Del
applicant-code = Søknadens kode
applicant-saved-as = Versjon { $version }, lagret { $when }
applicant-closed = Fristen er ute. Søknaden kan leses, men ikke endres.
applicant-empty = Ikke fylt ut
applicant-confirm = Bekreft «{ $label }»
applicant-below = «{ $label }» må være minst { $min }.
applicant-above = «{ $label }» kan være høyst { $max }.
applicant-files-too-many =
    Under «{ $label }» er det plass til høyst { $max ->
        [one] 1 fil
       *[other] { $max } filer
    }. Fjern noen.
applicant-files-none = Ingen filer ennå.
applicant-files-choose = Velg filer
applicant-files-full = Det er ikke plass til flere filer her. Fjern en først.
applicant-upload-nothing = Velg en fil, og trykk så på knappen.
applicant-go-to-files = gå til filene
applicant-hurry = Dårlig tid? Lever herfra
applicant-hurry-text = Det dere har fylt ut, lagres og leveres med én gang. Dere kan endre det og levere på nytt frem til fristen.
applicant-save-submit = Lagre og lever
applicant-save-next = Lagre og fortsett
applicant-question = Spørsmål { $n } av { $of }
applicant-question-previous = Forrige spørsmål
applicant-question-next = Neste spørsmål
applicant-question-overview = Tilbake til oversikten
applicant-question-all = Alle spørsmål på én side
applicant-question-each = Ett spørsmål om gangen
applicant-question-begin = Svar på spørsmålene
applicant-question-ways = Andre måter å svare på
applicant-meanwhile = Andre har lagret dette i mellomtiden:
applicant-changed-meanwhile = Utkastet er endret etter at siden ble vist. Les det igjen nedenfor.
applicant-content-too-large = Svarene er til sammen større enn { $size } og er derfor ikke lagret. Gjør dem kortere; teksten deres står nedenfor.
applicant-members-full =
    Det er plass til { $n ->
        [one] 1 medlem
       *[other] { $n } medlemmer
    }, lederen medregnet. Flere kan ikke inviteres.
applicant-invite-email-hint = Invitasjonen sendes til denne adressen, og den som leser den, signerer for medlemmet.
applicant-declined = Takket nei { $when }
applicant-sign-mandate = Med signaturen er { $member } med på søknaden og lar { $lead } handle på sine vegne. Signaturen gjelder fortsatt om { $lead } endrer innholdet.
applicant-sign-content = Med signaturen står { $member } inne for innholdet nedenfor, slik det er nå. Blir det endret, må du signere på nytt.
applicant-sign-tick = Kryss av for å bekrefte at du har lest søknaden og har rett til å signere.
applicant-now-says = Søknaden slik den er nå
applicant-decline-text = Takker dere nei, er dere ikke med og kan ikke lenger se søknaden. Lederen kan invitere dere på nytt.
applicant-submit-text = Søknaden leveres slik den vises her. Dere får kvittering straks, og på e-post. Dere kan erstatte den eller trekke den tilbake frem til fristen.
applicant-submit-tick = Kryss av for å erklære at opplysningene er riktige.
applicant-nothing-new = Utkastet er det samme som det som er levert. Det er ikke noe nytt å levere.
applicant-lead-submits = Bare lederen kan levere.
applicant-withdraw-not = Det er ikke noe dere kan trekke tilbake nå.
applicant-receipt-procedure = Konkurranse
applicant-receipt-content = Innholdets fingeravtrykk (SHA-256)
applicant-receipt-workflow = Arbeidsflytfilens fingeravtrykk (SHA-256)
applicant-receipt-line = Journallinjens fingeravtrykk
applicant-receipt-data = Last ned kvitteringen som data (JSON)
applicant-receipt-check = Dataene har alt som trengs for å beregne hvert fingeravtrykk på nytt, og sier hvordan det gjøres.
applicant-receipt-withdrawn = Søknaden ble trukket tilbake etter denne kvitteringen. Den er ikke med.
applicant-outcome-wait = Beslutningen er ikke sendt ennå. Alle søkere får sin i samme øyeblikk.
applicant-outcome-no-date = Det er ikke satt noen dato.
applicant-outcome-dates = Disse datoene ligger foran oss:
applicant-outcome-released = Beslutningen ble sendt { $when }.
applicant-outcome-place = Plassen deres i sammenligningen: nummer { NUMBER($place) } av { NUMBER($of) }.
applicant-outcome-total = I alt: { $total } poeng.
applicant-outcome-reasons = Poeng og begrunnelser
applicant-outcome-checks = Krav som ikke er oppfylt
applicant-complaints = Klagene deres
applicant-complain = Klag på beslutningen
applicant-complain-text = En klage stanser sporet til den er avgjort. Prosjekteieren leser den.
applicant-complaint-label = Klagen deres
applicant-complaint-hint = Skriv hva som var galt i beslutningen, og hvorfor.
applicant-complaint-send = Send klagen
applicant-complaint-filed = Sendt { $when }.
applicant-complaint-open = Ikke avgjort ennå
applicant-complaint-settled = { $ruling }, { $when }
applicant-complaint-dismissed = Ikke tatt til følge
applicant-complaint-annulled = Sporet ble annullert
applicant-complaint-redo = Evalueringen gjøres om igjen
## Sider for evaluering

judge-intro = Avgi habilitetserklæring. Les hver søknad, gi poeng med begrunnelse, og lås skjemaet ditt.
judge-order = Du får søknadene i din egen rekkefølge, slik at ingen alltid blir lest først.
judge-blind = Du kan ikke se hvem som søker. Hver søknad har en kode.
judge-ahead = Evalueringen har ikke begynt. Du får et brev når den gjør det.
judge-over = Evalueringen er avsluttet. Skjemaene kan leses, men ikke lenger endres.
judge-mine = Dine søknader
judge-none = Det er ingen søknader å evaluere.
judge-progress = { $done } av { $total } er ferdige
judge-next-declare = Avgi habilitetserklæring for { $code }
judge-next-score = Fortsett med { $code }
judge-all-done = Du har gjort din del. Panellederen avslutter evalueringen.
judge-state-undeclared = Habilitetserklæring mangler
judge-state-tied = Inhabil, ingen tilgang
judge-state-scoring = { $done } av { $total } kriterier er vurdert
judge-state-locked = Låst
judge-open = Åpne { $code }
judge-panel = Så langt er panelet kommet
judge-panel-text =
    { $min ->
        [one] Hver søknad må ha 1 låst skjema.
       *[other] Hver søknad må ha { $min } låste skjemaer.
    } Poeng vises først når evalueringen er avsluttet.
judge-panel-sheets = Låste skjemaer
judge-panel-enough = Nok
judge-panel-short = For få
judge-people = Evaluatorer
judge-people-declared = Habilitetserklæring avgitt
judge-people-left = Mangler habilitetserklæring
judge-finish = Avslutt evalueringen
judge-finish-text = Skjemaer som ikke er låst, teller ikke med. Det kan ikke gjøres om.
judge-code = Søknad { $code }
judge-declare-title = Habilitetserklæring for { $code }
judge-declare-first = Du kan lese søknaden når du har avgitt habilitetserklæring.
judge-declare-members = De som søker
judge-declare-all = Alle som søker i dette sporet
judge-declare-all-text = Listen har alle i alfabetisk rekkefølge. Den sier ikke hvem som hører til hvilken søknad. Erklæringen din gjelder alle søknader i sporet på én gang.
judge-tie = Er du inhabil overfor noen på listen?
judge-tie-hint = Du er inhabil hvis noe er egnet til å svekke tilliten til at du er upartisk: familie, arbeid, penger, vennskap eller fiendskap.
judge-tie-no = Nei, jeg er habil
judge-tie-yes = Ja, jeg er inhabil
judge-tie-yes-hint = Tilgangen din til søknaden opphører straks.
judge-tie-who = Overfor hvem?
judge-tie-who-hint = Fylles bare ut hvis du er inhabil.
judge-tie-what = Hva består tilknytningen i?
judge-tie-send = Avgi erklæringen
judge-tie-who-needed = Oppgi hvem du er inhabil overfor.
judge-tie-both = Du har oppgitt noen du er inhabil overfor, og samtidig svart at du er habil. Velg det ene.
judge-tied-title = Du har ikke tilgang til { $code }
judge-tied-text = Du har meldt deg inhabil. Du kan ikke lese søknaden, filene i den eller poengene for den, og du er ikke med på å evaluere den.
judge-tied-back = Tilbake til listen
judge-tie-later = Jeg har oppdaget at jeg er inhabil
judge-tie-later-text = Tilgangen din til denne søknaden opphører straks, og poengene du har gitt den, teller ikke. Det kan ikke gjøres om.
judge-tie-later-send = Meld deg inhabil
judge-contents = Søknaden
judge-members = Søker
judge-hidden =
    { $n ->
        [one] Ett svar er skjult for deg fordi det kan røpe hvem som søker.
       *[other] { $n } svar er skjult for deg fordi de kan røpe hvem som søker.
    }
judge-not-answered = Ikke besvart
judge-confirmed = Bekreftet
judge-attachment = Vedlegg { $number }
judge-file-detail = ({ $kind }, { $size })
judge-file-unscanned = { $detail } · ikke skannet for virus
judge-file-virus = Virusskanneren fant { $found } i denne filen, så den utleveres ikke. Søknaden står ved lag. Be prosjekteieren snakke med søkeren.
judge-file-tab = Filene åpnes i en ny fane.
judge-file-here = Vis «{ $name }» her
judge-sheet = Skjemaet ditt
judge-points = Poeng
judge-points-range = Fra { $lowest } til { $highest }
judge-reason = Begrunnelse
judge-reason-for = Begrunnelse for poengene dine for «{ $title }»
judge-points-for = Poeng for «{ $title }»
judge-points-needed = Gi poeng for «{ $title }».
judge-save = Lagre
judge-lock = Lås …
judge-saved-in-part = Lagret { $when }. Det mangler poeng, eller noe er ikke gyldig ennå.
judge-not-saved = Ikke lagret. Prøv igjen, eller trykk på «Lagre».
judge-sheet-locked = Skjemaet ditt ble låst { $when }.
judge-sheet-over = Evalueringen sluttet før skjemaet ditt var låst. Det teller ikke med.
judge-others-hidden = Du ser de andres poeng når evalueringen er avsluttet.
judge-others = De andres skjemaer
judge-other = Evaluator { $letter }
judge-lock-title = Lås skjemaet ditt for { $code }
judge-lock-text = Et låst skjema kan ikke endres av noen.
judge-lock-yes = Lås skjemaet mitt
judge-lock-no = Gå tilbake og endre

## Sider for den felles vurderingen

agree-intro = Søknadene som evaluatorene er mest uenige om, står først.
agree-ahead = Evalueringen er ikke avsluttet. Poeng vises når den er det.
agree-over = Den felles vurderingen er avsluttet.
agree-list = Søknader
agree-none = Det er ingen søknader å bli enige om.
agree-closed = Du har ikke tilgang til disse søknadene, fordi du er inhabil eller ikke har avgitt habilitetserklæring:
agree-evaluators = Poeng fra hver evaluator
agree-mean = Gjennomsnitt
agree-spread = Spredning
agree-agreed = Felles
agree-not-yet = Mangler
agree-progress = { $done } av { $total } er fastsatt
agree-open = Bli enige om { $code }
agree-read = Les søknaden
agree-points = Felles poeng for «{ $title }»
agree-reason = Begrunnelse for «{ $title }»
agree-reason-hint =
    { $min ->
        [one] Må gis hvis noen ga andre poeng. Minst 1 tegn.
       *[other] Må gis hvis noen ga andre poeng. Minst { $min } tegn.
    }
agree-one-mind = Alle ga { $points }.
agree-kept = Evaluatorenes poeng og begrunnelser blir stående som de er.
agree-save = Fastsett felles poeng
time-title = Tidslinje
time-alt = En søyle for hvert spor, fra åpningen til den siste datoen. Tallene er de samme som i listene nedenfor.
time-of = Tidslinje for { $title }
time-now = Nå
time-done = Bak
time-here = Her
time-ahead = Foran
time-since = siden { $from }
time-from-to = { $from } – { $to }
time-reminder = Påminnelse: { $step }
time-until = Slutt: { $step }
minutes-title = Panelets referat
minutes-pdf = Referatet som PDF
minutes-about = Møtet
minutes-text = Poengene til hver evaluator står slik de ble låst. Evaluatorene skilles fra hverandre med bokstaver; hvem som har hvilken bokstav, sies ikke her.
minutes-procedure = Konkurranse
minutes-standing = Status
minutes-over = Den felles vurderingen er avsluttet. Dette er referatet.
minutes-open = Den felles vurderingen pågår. Dette er et utkast.
minutes-recorded = Notert
minutes-from-to = fra { $from } til { $to }
minutes-present = De som var til stede
minutes-sheets = Låste skjemaer
minutes-interests = Habilitet
minutes-declared =
    { $n ->
        [one] 1 erklæring sier at det ikke er noen tilknytning.
       *[other] { $n } erklæringer sier at det ikke er noen tilknytning.
    }
minutes-nobody-aside = Ingen har oppgitt en tilknytning.
minutes-aside = Trådt til side
minutes-somebody-aside = En evaluator
minutes-criterion = Kriterium
minutes-points = Poeng til { $code }
minutes-left-out = Ikke i dette referatet
minutes-closed = Du har ikke tilgang til: { $codes }.
agree-saved = Det du har skrevet, ble lagret { $when }. Det er ikke notert ennå.
judge-target = Panelet vil gjerne være ferdig { $when }. Det er et mål: ingenting lukker da.
judge-target-over = Panelet ville gjerne ha vært ferdig { $when }. Du kan fortsatt gi poeng, og de andre venter på dem.
agree-finish = Avslutt den felles vurderingen
agree-finish-text = De felles poengene går videre til utvelgelsen. Det kan ikke gjøres om.
agree-no-marks = Ingen ga poeng.
agree-recorded = Fastsatt { $when }
agree-differences = Forskjeller, den største først
agree-differences-text = Forskjellen er avstanden fra laveste til høyeste poeng. Den som er størst i forhold til skalaen, står først.
agree-legend-dots = Bokstav: poengene til en evaluator
agree-legend-lines = Strek: gjennomsnitt; stiplet strek: median; felt: fra de laveste til de høyeste
agree-legend-apart = Ring: skiller seg ut fra de andre
agree-plot = { $points }. Gjennomsnitt { $mean }, median { $median }, spredning { $spread }.
agree-apart = Skiller seg ut: { $letters }.
agree-agreed-on = Enighet: { $points }
agree-walk = Forskjell { NUMBER($place) } av { NUMBER($all) }, den største først
agree-walk-name = Gå gjennom forskjellene fra «{ $title }»
agree-walk-to = { $code }, { $title }
agree-walk-larger = Større
agree-walk-smaller = Mindre

## Sider for kvalifikasjonskontrollen

screen-intro = Kontroller hver søknad mot avvisningsgrunnene og kravene. En søknad som ikke oppfyller alle, er ikke med i sammenligningen.
screen-ahead = Kvalifikasjonskontrollen har ikke begynt.
screen-sealed = Søknadene er forseglet. De åpnes etter fristen.
screen-over = Kvalifikasjonskontrollen er avsluttet. Resultatet kan ikke lenger endres.
screen-list = Mottatte søknader
screen-none = Ingen har søkt.
screen-members = Medlemmer
screen-submitted = Mottatt
screen-versions = Levert
screen-times =
    { $n ->
        [one] 1 gang
       *[other] { $n } ganger
    }
screen-problems = Mangler i skjemaet
screen-problems-none = Ingen
screen-state-untouched = Ikke kontrollert
screen-state-partly = { $done } av { $total } er kontrollert
screen-state-admitted = Tatt med
screen-state-excluded = Avvist
screen-closed = Du har ikke tilgang til disse søknadene, fordi du er inhabil:
screen-finish = Avslutt kvalifikasjonskontrollen
screen-finish-text = Søknadene som er tatt med, går videre. Det kan ikke gjøres om.
screen-lead = Leder
screen-signature = Signatur
screen-signed-other = Signerte en tidligere versjon { $when }
screen-declined = Takket nei { $when }
screen-lead-handed-in = Har levert
screen-kind = Type
screen-group-exclusion = Avvisningsgrunner
screen-group-suitability = Kvalifikasjonskrav
screen-group-formality = Formkrav
screen-checks = Kontroll
screen-declared = Oppgitt: { $label }
screen-min = Det kreves minst { $min }.
screen-exclusion-hint = Oppfylt betyr at avvisningsgrunnen ikke foreligger.
screen-met = Oppfylt
screen-not-met = Ikke oppfylt
screen-verified = Verifisert tall
screen-verified-hint = Tallet du har verifisert, teller, ikke det som er oppgitt.
screen-reason = Begrunnelse eller merknad
screen-reason-hint =
    { $min ->
        [one] Må gis hvis kravet ikke er oppfylt, minst 1 tegn. Søkeren leser den.
       *[other] Må gis hvis kravet ikke er oppfylt, minst { $min } tegn. Søkeren leser den.
    }
screen-save = Lagre resultatet
screen-verified-needed = Skriv det verifiserte tallet for «{ $title }» med sifre.
screen-problem-missing = ikke fylt ut
screen-problem-long = { $length } tegn, høyst { $max }
screen-problem-number = ikke et tall
screen-problem-below = under { $limit }
screen-problem-above = over { $limit }
screen-problem-choice = ikke et av de mulige svarene
screen-problem-files = flere enn { $max } filer
screen-finding = Resultat av kontrollen
## Eierens sider, alles arbeidsbord, den felles fasen og journalen

desk-offices = Mine roller
desk-empty = Du har ingen søknad og ingen rolle ennå.
desk-empty-link = Se de åpne konkurransene
desk-everywhere = { $role }, alle spor
desk-in-track = { $role }, { $track }
desk-on-panel = { $role }, «{ $panel }»
desk-submitted = Søknaden er levert og er med.
desk-withdrawn = Søknaden er trukket tilbake og er ikke med.
desk-changed = Utkastet er endret siden det ble levert. Endringene er ikke levert.
desk-signature = Signaturen din mangler.
desk-sign = Les og signer
desk-outcome = Beslutningen ble meddelt { $when }.
desk-see-outcome = Se beslutningen
desk-open-application = Gå til søknaden
desk-answer =
    { $n ->
        [one] 1 spørsmål venter på svar
       *[other] { $n } spørsmål venter på svar
    }
desk-not-notified =
    { $n ->
        [one] 1 brev kunne ikke leveres
       *[other] { $n } brev kunne ikke leveres
    }
desk-sheets = { $track }: { $done } av dine { $total } skjemaer er låst
desk-joint = { $step }: Avgjør om det skal fortsettes
desk-task = { $track }: { $text }

own-nav = Sider for konkurransen
own-dates = Datoer
own-complaints = Klager
own-zone = Alle tidspunkter er lokal tid i { $zone }.
own-begun = Påbegynt
own-submitted = Levert
own-waits-for = Venter på: { $roles }
own-stage-deadline = Tar imot søknader frem til { $when }.
own-stage-undated = Datoen for denne fasen var passert før sporet kom hit. Gi sporet en ny.
own-stage-waiting = Venter før «{ $step }». { $wait }
own-stage-waiting-asked = For få av de andre sporene kan komme gjennom, så «{ $step }» ville vente forgjeves. Noen må avgjøre om sporet går videre.
own-act-waiting = Se hva det ventes på
wait-all = Venter til { $n ->
    [one] { $tracks } er
   *[other] alle disse sporene er
} kommet gjennom «{ $step }»{ $n ->
    [one] .
   *[other] : { $tracks }.
}
wait-any = Venter til ett av disse sporene er kommet gjennom «{ $step }»: { $tracks }.
wait-some = Venter til { $need } av disse sporene er kommet gjennom «{ $step }»: { $tracks }.
waiting-title = Hva sporet { $track } venter på
waiting-none = Sporet venter ikke på andre spor nå.
waiting-before = Før «{ $step }»: { $wait }
waiting-decide = Gå videre, eller avlys sporet
waiting-go-on = Gå videre uten dem
waiting-give-up = Avlys sporet
waiting-reason-hint = Begrunnelsen lagres i journalen og sendes til søkerne hvis sporet avlyses. Skriv minst { $min } tegn.
own-stage-opening =
    { $n ->
        [one] 1 søknad venter på å bli åpnet.
       *[other] { $n } søknader venter på å bli åpnet.
    }
own-stage-screening = { $done } av { $total } søknader er kontrollert.
own-stage-scoring = { $done } av { $total } skjemaer er låst.
own-stage-consensus = Det er enighet om { $done } av { $total } søknader.
own-stage-selection = Beslutningen er ikke tatt.
own-stage-letters-ready = Brevene er klare til å sendes.
own-stage-letters = Brevene er ikke klare: { $list }.
own-stage-behind = { $track } er i «{ $step }»
own-stage-complaints = Det kan klages frem til { $when }.
own-stage-suspended =
    { $n ->
        [one] 1 klage er åpen. Sporet er satt på vent.
       *[other] { $n } klager er åpne. Sporet er satt på vent.
    }
own-stage-ended = Sporet er avsluttet: { $outcome }.
own-act-screening = Kontroller søknadene
own-act-scoring = Gå til evalueringen
own-act-consensus = Gå til den felles vurderingen
own-act-selection = Gå til utvelgelsen
own-act-letters = Gå til brevene
own-act-complaints = Gå til klagene
own-stage-untold =
    { $n ->
        [one] 1 søker er ikke underrettet. Sporet venter.
       *[other] { $n } søkere er ikke underrettet. Sporet venter.
    }
own-stage-envelope = Konvoluttene kan åpnes.
own-stage-contract = Kontrakten kan inngås.
own-act-contract = Registrer kontrakten
own-act-envelope = Åpne konvoluttene
own-envelope-text = Det som ligger i konvolutten, ble levert sammen med resten og er fortsatt lukket. Den åpnes for dem som kom gjennom det som er vurdert. For de andre leser ingen den noen gang.
own-envelope-opened = Konvoluttene ble åpnet { $when }.
own-envelope-holds = I konvolutten
own-envelope-table = Hvem sin konvolutt som åpnes
own-envelope-state = Konvolutt
own-envelope-rule = Ikke oppfylt
own-envelope-is-open = Åpen
own-envelope-will-open = Åpnes
own-envelope-stays-shut = Forblir lukket
own-envelope-total = Det samlede resultatet
own-envelope-button = Åpne konvoluttene
own-contract-title = Kontrakt i sporet «{ $track }»
own-contract-text = Klagefristene er ute. Registrer kontrakten når den er inngått; da avsluttes sporet.
own-contract-note = Med hvem, om hva og for hvor mye
own-contract-confirm = Kontrakten er inngått
own-contract-unconfirmed = Bekreft at kontrakten er inngått
own-contract-record = Registrer kontrakten
own-tell-title = Søkere som ikke er underrettet, sporet «{ $track }»
own-tell-text = En klagefrist løper fra dagen etter at søkeren er underrettet. Et brev som kom i retur, eller som ingen e-postserver tok imot, underretter ingen.
own-tell-none = Alle brev i dette sporet er tatt imot av en e-postserver, og ingen er kommet i retur.
own-tell-since = Brevet kom ikke frem. Kjent siden { $when }.
own-tell-told = Underrettet { $when }. Det kan klages frem til { $until }.
own-tell-who = Hvilken søker?
own-tell-what = Hva skjedde?
own-tell-returned = Brevet med beslutningen kom i retur
own-tell-returned-text = Klagefristen løper ikke for denne søkeren før dere har underrettet vedkommende.
own-tell-notified = Søkeren er underrettet på annen måte
own-tell-notified-text = Klagefristen for denne søkeren løper fra i morgen.
own-tell-how = Hvordan, når og av hvem
own-tell-how-hint = Det blir registrert i journalen. Skriv minst { $min } tegn.
own-tell-record = Registrer
own-tell-link = Brev som ikke kom frem
own-act-opening = Gå til åpningen
own-act-undated = Sett datoen
own-earlier = Tidligere faser
own-act-cancel = Avlys sporet { $track }
own-applications = Søknader i { $track }
own-applications-none = Det er ingen søknader.
own-code = Kode
own-name-hidden = Navnet er skjult
own-with-others =
    { $name } og { $n ->
        [one] én annen
       *[other] { $n } andre
    }
own-erased = Teksten er slettet.

own-people-table = Hvem som har hvilken rolle
own-people-code = Kode i journalen
own-people-roles = Roller
own-people-everywhere = Alle spor
own-people-give = Gi en rolle
own-people-give-text = Personen får beskjed i et brev og logger inn med adressen nedenfor.
own-people-give-button = Gi rollen
own-people-role = Rolle
own-people-panel = Panel
own-people-no-panel = Ikke noe panel
own-people-revoke = Trekk tilbake
own-people-revoke-named = Trekk tilbake: «{ $role }» fra { $name }
own-people-last-owner = Konkurransen må ha en eier. Gi rollen til en annen først.
own-people-done = Rollene er endret.

own-dates-text = En dato kan flyttes til senere, aldri til tidligere. Alle får beskjed med begrunnelsen.
own-dates-extend = Flytt til senere
own-dates-extend-named = Flytt til senere: «{ $date }»
own-dates-closed = Kan ikke lenger flyttes
own-dates-now = Den er nå { $when }.
own-dates-told =
    { $n ->
        [0] Ingen har begynt på en søknad eller følger konkurransen ennå, så ingen får brev.
        [one] 1 person får brev.
       *[other] { $n } personer får brev.
    }
own-ahead-button = Se brevene først
own-ahead = Disse brevene ville gå ut
own-ahead-to =
    Til { $applicants ->
        [one] 1 person
       *[other] { $applicants } personer
    } med en søknad og { $followers } som følger konkurransen.
own-dates-reason-hint = Alle kan lese begrunnelsen. Skriv minst { $min } tegn.
own-dates-changes = Endringer
own-dates-none = Ingen dato er endret.
own-dates-changed = Endret
own-dates-before = Før
own-dates-after = Etter

own-questions-none = Det er ikke kommet noen spørsmål.
own-questions-answered = Besvarte
own-questions-asked = Stilt { $when }
own-questions-answered-at = Besvart { $when }
own-questions-hint = Alle kan lese svaret. Det kan ikke endres etterpå.
own-questions-said = Svar på dette spørsmålet

own-documents = Dokumenter
own-documents-text = Alle kan hente disse filene på konkurransens side. Tidligere utgaver blir stående, og det gjør også opplysningen om at noe er trukket tilbake.
own-documents-list = Offentliggjort
own-documents-publish = Offentliggjør et dokument
own-documents-of = Ny utgave av
own-documents-new = Ingen: et eget dokument
own-documents-button = Offentliggjør
own-documents-withdraw = Trekk et dokument tilbake
own-documents-withdraw-text = Ingen kan lenger hente et dokument som er trukket tilbake, i noen utgave. Tittelen, fingeravtrykket og begrunnelsen deres blir stående.
own-documents-which = Hvilket dokument?
document-none = Ingen dokumenter er offentliggjort.
document-title = Tittel
document-title-hint = For eksempel: program for bygget. Høyst { $max } tegn.
document-reason = Hva som er nytt
document-reason-hint = Må fylles ut ved en ny utgave. Minst { $min } tegn.
document-file = { $name } ({ $size }), utgave { $version }.
document-published = Offentliggjort { $when }.
document-withdrawn = Trukket tilbake { $when }: { $why }
document-earlier =
    { $n ->
        [one] 1 tidligere utgave
       *[other] { $n } tidligere utgaver
    }
tender-documents = Dokumenter
feed-document = Dokument: { $title }
feed-document-withdrawn = Trukket tilbake: { $title }
upload-unscanned = Virusskanneren er ikke å få tak i akkurat nå. Et dokument for alle blir ikke offentliggjort uten å være skannet. Prøv igjen om litt.

own-opening-title = Åpning av { $track }
own-opening-received = Mottatt i tide
own-opening-root = Fingeravtrykk av alt som er mottatt
own-opening-root-text = Det ble beregnet ved fristen. Hvis noe legges til, endres eller fjernes etterpå, vil det vises.
own-opening-by = Kan åpnes av
own-opening-text = Åpningen kan ikke angres. Etterpå kan navn og innhold leses av dem som har rett til det.
own-opening-opened = Søknadene ble åpnet { $when } av { $name }.
own-opening-former = en person som ikke lenger har rollen

own-outbox-to = Til
own-outbox-kind = Type
own-outbox-subject = Emne
own-outbox-dated = Skrevet
own-outbox-none = Det er ikke skrevet noen brev.
own-outbox-sealed = Søknad { $code }
own-outbox-hidden = Vises ikke
own-outbox-sealed-text = Inntil søknadene er åpnet, viser et brev om en søknad bare koden og kan ikke leses her.
own-outbox-waiting =
    { $n ->
        [0] Venter
        [one] Venter etter 1 forsøk
       *[other] Venter etter { $n } forsøk
    }
own-outbox-next = Neste forsøk { $when }
own-outbox-reply = E-postserveren svarte: { $reply }
own-outbox-again = Prøv igjen
own-outbox-again-named = Prøv brevet til { $name } igjen
own-letter-kind =
    { $kind ->
        [receipt] Kvittering
        [withdrawn] Tilbaketrekking
        [member_invitation] Invitasjon til et konsortium
        [not_told] Ikke underrettet
        [member_left_out] Medlem ikke med
        [member_declined] Medlem takket nei
        [not_confirmed] Ikke bekreftet
        [decision_recalled] Beslutningen gjelder ikke lenger
        [key_held] Nøkkel
        [role_granted] Rolle
        [evaluation_opens] Evalueringen begynner
        [evaluation_reminder] Påminnelse til evaluatorer
        [stage_invitation] Invitasjon til neste fase
        [reminder] Påminnelse
        [extension] Fristforlengelse
        [document] Dokument
        [amendment] Rettelse
        [answer] Svar på et spørsmål
        [selected] Valgt ut
        [not_selected] Ikke valgt ut
        [excluded] Avvist
        [track_ended] Sporet er avsluttet
        [complaint_filed] Klage
        [complaint_settled] Klage avgjort
        [gathering] Samling
        [mandate] Mandat
        [joint_invitation] Den felles fasen begynner
        [cure_asked] Retting ønskes
        [cure_received] Retting mottatt
        [moved_up] Rykket opp
        [left] Ikke lenger på listen
       *[other] Brev
    }

own-complaints-not-open = Ingen klagefrist har begynt.
own-complaints-none = Det er ikke kommet noen klager.
own-complaints-until = Frist: { $when }
own-complaint = Klage
own-complaint-filed = Levert { $when }
own-complaint-settle = Avgjør klagen
own-complaint-ruling = Hvordan avgjøres klagen?
own-complaint-step = Fra hvilket steg?
own-complaint-step-hint = Bare hvis sporet skal gjøres om igjen. Det som er funnet fra og med steget, nullstilles; journalen beholder det.
own-complaint-reason-hint = Søkeren leser begrunnelsen. Skriv minst { $min } tegn.
own-complaint-settled = Avgjort { $when }
own-complaint-open = Åpen
own-ruling-dismissed = Ikke tatt til følge
own-ruling-dismissed-text = Beslutningen blir stående.
own-ruling-annulled = Annullert
own-ruling-annulled-text = Sporet avsluttes.
own-ruling-redo = Gjøres om igjen
own-ruling-redo-text = Sporet går tilbake til et steg.
own-ruling-redo-from = Gjøres om igjen fra «{ $step }»

own-cancel-title = Avlys sporet { $track }
own-cancel-confirm = Jeg vil avlyse sporet. Det kan ikke angres.
own-cancel-unconfirmed = Kryss av hvis sporet skal avlyses.
own-cancel-told =
    { $n ->
        [0] Ingen har begynt på en søknad i sporet.
        [one] 1 person får brev med begrunnelsen.
       *[other] { $n } personer får brev med begrunnelsen.
    }

joint-waiting = Venter på at sporene gjennomføres.
joint-asking = For få spor er gjennomført. Noen må avgjøre om det skal fortsettes.
joint-working = Teamene arbeider.
joint-ended = Fasen er avsluttet: { $outcome }.
joint-published = Anbefalingene ble offentliggjort { $when }.
joint-need = { $need } av { $total } spor må gjennomføres.
joint-tracks = Sporene det ventes på
joint-stands-at = Er kommet til
joint-not-ready = Det kan avgjøres om det skal fortsettes, når disse sporene er avsluttet: { $tracks }.
joint-decide = Fortsett eller gi opp
joint-go-on = Fortsett med de gjennomførte sporene
joint-give-up = Gi opp fasen
joint-reason-hint = Begrunnelsen lagres i journalen. Skriv minst { $min } tegn.
joint-teams = Team
joint-teams-none = Ingen team er med ennå.
joint-recommendations = Anbefalinger
joint-recommendations-none = Ingen anbefaling er lagt frem.
joint-number = Anbefaling { $number }
joint-by = Lagt frem av { $team } { $when }
joint-team = Team
joint-stand = Standpunkt
joint-open = Har ikke svart
joint-endorses = Slutter seg til
joint-dissents = Dissens
joint-recommend = Legg frem en anbefaling
joint-recommend-text = Teamet deres slutter seg til det dere legger frem. De andre teamene slutter seg til eller tar dissens med begrunnelse.
joint-recommend-label = Anbefaling
joint-recommend-button = Legg frem
joint-endorse = Slutt dere til
joint-endorse-named = Slutt dere til anbefaling { $number }
joint-dissent = Ta dissens
joint-dissent-named = Ta dissens fra anbefaling { $number }
joint-dissent-text = Begrunnelsen offentliggjøres sammen med anbefalingen. Skriv minst { $min } tegn.
joint-publish = Offentliggjør anbefalingene
joint-publish-text = Offentliggjøringen avslutter fasen og kan ikke angres.
joint-publish-silent = Disse teamene har ikke svart på alle anbefalingene: { $teams }. Skal det offentliggjøres uten svar fra dem, så skriv hvorfor. Alle deltakere kan lese det.
joint-publish-why = Hvorfor det offentliggjøres uten alle svar
joint-published-without = Ikke alle teamene hadde svart. Begrunnelsen er: { $reason }

journal-lines = Journalens linjer, de nyeste først
journal-of = Om
journal-count = Linjer
journal-line = Linje
journal-procedure = Konkurransen
journal-application = Søknad { $code }
journal-time = Klokken
journal-office = { $roles } ({ $code })
journal-former = Tidligere rolle ({ $code })
journal-outside = En utenforstående
journal-entered = kommer til «{ $step }»
journal-checkpoints = Kontrollpunkter
journal-checkpoints-text = Hver rot binder sammen all historikk slik den var på det tidspunktet.
journal-checkpoints-none = Det er ingen kontrollpunkter ennå.
journal-root = Rot
journal-streams = Historikk
journal-faults =
    { $n ->
        [one] Journalen stemmer ikke med tabellene på ett sted
       *[other] Journalen stemmer ikke med tabellene på { $n } steder
    }
journal-codes = Personer nevnes med rolle og kode. Siden «Personer og roller» forteller hvem som har hvilken kode.

## Sidene om selve nettstedet

page-desk = Mitt arbeidsbord
about-help-title = Hjelp
about-help-apply-title = Å søke
about-help-apply = Åpne en konkurranse og velg et spor. Logg inn med en lenke som vi sender på e-post. Fyll ut skjemaet, last opp filene, inviter de andre medlemmene. Hvert medlem signerer. Lever så søknaden. Hver side sier om søknaden er LEVERT eller IKKE LEVERT.
about-help-late-title = Fristen
about-help-late = Det som teller, er når serveren vår har mottatt hele søknaden. Nøyaktig på fristen er i tide, ett mikrosekund senere er for sent. Frem til da kan dere erstatte søknaden og trekke den tilbake.
about-help-read-title = Hvem leser den
about-help-read = Ingen hos prosjekteieren leser en søknad før fristen er ute og søknadene er åpnet. Evaluatorene avgir først habilitetserklæring.
about-help-receipt-title = Kvitteringen
about-help-receipt = Kvitteringen nevner hver fil med størrelse og SHA-256, tidspunktet for mottak og plassen i journalen. Ta vare på den.
about-privacy-title = Personopplysninger
about-privacy-what-title = Hva vi lagrer
about-privacy-what = Navnet ditt, e-postadressen din, det du skriver og laster opp i en konkurranse, og når du gjorde det. Ingen sporing, og ingenting fra andre nettsteder.
about-privacy-cookies-title = Informasjonskapsler
about-privacy-cookies = Én for økten din mens du er logget inn, og én for språket hvis du velger det.
about-privacy-journal-title = Journalen
about-privacy-journal = Konkurransens journal inneholder koder og fingeravtrykk, aldri navn eller tekster. Navn og tekster kan derfor slettes når tiden er inne, og journalen kan fortsatt etterprøves.
about-privacy-who-title = Hvem som er ansvarlig
about-privacy-who = Prosjekteieren for hver konkurranse. Adressen står på konkurransens side.

drawing-title = Forløpet: { $title }
drawing-until = Frem til { $when }
drawing-days = { $days } dager
drawing-target =
    { $days ->
        [one] Mål: 1 dag
       *[other] Mål: { $days } dager
    }
drawing-together = Alle spor på én gang
drawing-waits-all = Venter på alle spor
drawing-waits = Venter på minst { $n } { $n ->
    [one] spor
   *[other] spor
}
drawing-waits-for = Venter på { $tracks }
drawing-waits-some = Venter på { $need } av { $tracks }
drawing-alt = Forløpet som bilde: sporene side om side, stegene nedover, og hvor hvert spor står. De samme stegene står som tekst på siden.
drawing-heading = Forløpet som bilde
## Regler, porten, rettelser

law-not-advice = Ingenting her er juridisk rådgivning.
law-none = Konkurransen nevner ingen lov som den følger.
law-follows = Konkurransen følger: { $pack }, versjon { $version } av disse reglene.
law-choice = Ingen lov binder her. Oppdragsgiveren følger reglene frivillig.
law-all = Alle reglene, med kilder
law-unverified = ikke verifisert
law-unverified-text = «Ikke verifisert» betyr at regelen ikke er lest i kilden.
law-judge = avgjøres av et menneske
law-answers-by = Spørsmål besvares til alle senest { $when }. Et senere svar flytter fristen, med mindre det bare viser til tekst som finnes fra før, eller spørsmålet kom for sent. Spørsmål tas imot også etter denne dagen.
law-overridden = Tilsidesatt da konkurransen ble åpnet
law-overridden-line = { $finding } ({ $rules }): { $reason }
law-overridden-plain = { $finding }: { $reason }
amend-document = Dokumentet «{ $name }»
amend-old = Gammel tekst
amend-new = Ny tekst
amend-line = { $part }: Teksten er endret.
amend-confirm-line = Søknader som er levert, må bekreftes på nytt.
amend-tracks-line = Det gjelder: { $tracks }.
own-amend = Kunngjorte tekster
own-amend-text = Alt ligger fast fra kunngjøringen. En tekst kan rettes: Alle ser den gamle og den nye og får beskjed, med begrunnelsen. Antall, kriterier, vekter og skalaer kan ikke endres: Avlys konkurransen og kunngjør på nytt.
own-amend-change = Rett
own-amend-named = Rett: «{ $part }»
own-amend-other = Et dokument ved siden av konkurransen
own-amend-name = Dokumentets korte navn
own-amend-name-hint = Små bokstaver, sifre og bindestreker, for eksempel betingelser.
own-amend-old = Gammel tekst ({ $language })
own-amend-new = Ny tekst ({ $language })
own-amend-tracks = Spor som det gjelder
own-amend-tracks-hint = Ikke kryss av hvis det gjelder alle.
own-amend-significant = Endringen er vesentlig. Fristen må flyttes med den.
own-amend-confirm = Innholdet i søknadene berøres. De som er levert, må bekreftes på nytt for å telle med.
own-amend-extend = Ny frist, hvis den flyttes med endringen
own-amend-button = Offentliggjør rettelsen
own-amend-short = Teksten mangler.
own-answers-line = Svar gis senest { $when }. Etter det krever et svar en senere frist eller en grunn til at det ikke er nødvendig.
own-answers-late = Siste dag for svar er passert. Flyttes fristen, og hvis ikke, hvorfor?
own-late-extend = Fristen flyttes
own-late-existing = Svaret viser bare til tekst som finnes fra før
own-late-not-in-time = Spørsmålet ble ikke stilt i rett tid
own-late-to = Ny frist, hvis den flyttes
own-late-without = Uten senere frist: { $ground }. { $reason }
journal-set-aside = { $code }: { $reason }
apply-status-unconfirmed = IKKE BEKREFTET
apply-status-unconfirmed-text = En kunngjort tekst er endret. Søknaden teller bare med når den er bekreftet eller levert på nytt senest { $deadline }.
apply-status-unconfirmed-missed = Søknaden ble ikke bekreftet innen fristen, { $deadline }. Den er ikke med.
apply-missing-confirmation = Bekreft søknaden på nytt
apply-confirm = Bekreft søknaden
apply-confirm-text = Dere står ved det dere har levert, med den endrede teksten foran dere. Dere kan også endre utkastet og levere det på nytt.
refused-frozen = Antall, kriterier, vekter og skalaer ligger fast fra kunngjøringen. Avlys konkurransen og kunngjør den på nytt.
refused-extension-needed = En vesentlig endring krever en senere frist. Oppgi den nye fristen sammen med endringen.
refused-answer-late = Svar skulle gis senest { $when }. Flytt fristen sammen med svaret, eller skriv hvorfor det ikke er nødvendig.

cure-title = Ettersending og avklaring
cure-tab = Rett
cure-intro = En formell feil kan rettes av søkeren, én gang, i de feltene som arbeidsflyten nevner. Alle med den samme feilen blir spurt samtidig og får den samme fristen. Ingenting avgjøres før den er ute.
cure-source = Grunnlag: direktiv 2014/24/EU art. 56 nr. 3 og den danske udbudsloven § 159 stk. 5 (regelen FA-CLAR, ikke verifisert i lovteksten). Dette er ikke juridisk rådgivning.
cure-open = Søkerne kan rette frem til { $until }.
cure-asked = Bedt om å rette
cure-fields = Dette kan rettes
cure-reason = Hvorfor
cure-reason-hint = Søkeren leser dette. Minst 20 tegn hvis noe er krysset av.
cure-until = Frist
cure-answer = Retting
cure-waiting = Ikke ennå
cure-no-answer = Ingen: Søknaden står slik den ble levert
cure-ask = Be om rettinger
cure-ask-text = Det som mangler i skjemaet, er allerede krysset av. Fjern alle kryss hos dem som ikke skal spørres. Fristen løper straks og er den samme for alle.
cure-tick-field = Kryss av for det { $name } skal rette, eller fjern begrunnelsen.
cure-tick-somebody = Kryss av for det noen skal rette.
cure-banner = Dere kan rette formelle feil frem til { $until }.
cure-over = Fristen for å rette gikk ut { $until }. Søknaden står slik den ble levert.
cure-received = Rettingen deres ble mottatt { $when }. Søknaden teller med den.
cure-filled = Fylt ut
cure-how = Åpne hver del, fyll den ut og lagre. Lever så rettingen her. Annet i søknaden kan ikke endres.
cure-lead = Lederen leverer rettingen.
cure-hand-in = Lever rettingen
cure-once = Rettingen kan leveres én gang.
## Anskaffelsesprotokollen

report-title = Anskaffelsesprotokoll
report-about = Oppdragsgivere, anskaffelsen og regler
report-rule = Protokollen som regel { $rule } krever ({ $source }). Den viser det leseren har rett til å lese, og ingenting i den er juridisk rådgivning.
report-buyers = Oppdragsgivere
report-buyer-lead = { $name } (leder)
report-subject = Hva som anskaffes
report-opened = Åpnet
report-notice = Kunngjøring sendt
law-regime =
    { $regime ->
        [dk-udbudslov] den danske udbudsloven
        [eu-2014-24] direktiv 2014/24/EU
        [no-foa-3] anskaffelsesforskriften del III
        [dk-light] light-regimet i den danske udbudsloven
        [private-voluntary] ingen lov, de samme kravene fulgt frivillig
       *[other] { $regime }
    }
law-kind =
    { $kind ->
        [restricted] begrenset anbudskonkurranse
        [neg-w-call] konkurranse med forhandling
        [comp-dial] konkurransepreget dialog
        [innovation] innovasjonspartnerskap
        [open] åpen anbudskonkurranse
        [oth-mult] en annen prosedyre i flere faser
       *[other] { $kind }
    }
report-law = Regelverk og anskaffelsesprosedyre
report-law-none = Arbeidsflytfilen nevner ingen lov.
report-urgency = Hvorfor den alminnelige fristen ikke ble holdt
report-workflow = Arbeidsflytfil
report-pinned = { $id }, versjon { $version }, SHA-256 { $sha }
report-rules = Regelpakke
report-rules-none = Ingen regelpakke gjelder.
report-zone = Tidssone for alle tidspunkter
report-reader = Utarbeidet for
report-dates = Datoer
report-what = Hva
report-when = Når
report-who = Hvem
report-why = Hvorfor
report-text = Tekst
report-none = { $what }: ingen.
report-nobody = ingen (det gjorde tiden)
report-done = { $at }, { $by }
report-erased = Slettet. Journalen har fingeravtrykket.
report-yes = ja
report-no = nei
report-track = Spor: { $title }
report-values = Verdier i filen
report-contract = Kontrakt
report-contract-none = Ingen kontrakt er registrert, og ingen annen verdi er kjent.
report-begun = Påbegynte søknader
report-counting = Søknader som teller
report-late = Forsøk etter fristen, avvist
report-unsealed = Åpnet
report-stands = Status
report-running = i gang; ingen beslutning er meddelt
report-running-told = i gang; beslutningen er meddelt
report-published-without = Offentliggjort uten alle svar
report-cancelled = Avlyst
report-went-on = Gikk videre uten andre spor
report-released = Brev sendt
report-not-released = Ikke meddelt ennå: Hvem som er valgt, og hvem som ikke er det, står her når brevene er sendt.
report-complaints = Klager
report-code = Søknad
report-ruling = Avgjørelse
report-ruling-none = Åpen
report-ruling-dismissed = ikke tatt til følge; beslutningen blir stående
report-ruling-annulled = tatt til følge; sporet er annullert
report-ruling-redo = tatt til følge; sporet går tilbake til «{ $step }»
report-decision = Beslutningen
report-decision-none = Ingen liste er beregnet eller besluttet.
report-nobody-listed = ingen
report-computed = Valgt ifølge beregningen
report-computed-reserve = Reserve ifølge beregningen
report-stopped = Hvorfor den beregnede listen ikke er endelig
report-decided = Valgt ifølge beslutningen
report-decided-reserve = Reserve ifølge beslutningen
report-decided-by = Besluttet
report-remark = Merknad til hele listen
report-draw = Loddtrekning og vitne
report-choice = Slik ble lik poengsum avgjort
report-way-draw = ved loddtrekning
report-way-expand = alle tas med
report-applications = Søknader
report-applicant = Søker
report-fate = Resultat
report-fate-selected = valgt
report-fate-reserve = reserve
report-fate-not-selected = ikke valgt
report-fate-excluded = avvist før sammenligningen
report-fate-ended = sporet sluttet før noen ble valgt
report-name-hidden = Navnet vises ikke for denne leseren.
report-place = Beregnet plass: { $place }
report-total = Beregnet totalsum: { $total }
report-departure = Avviker fra den beregnede listen: { $reason }
report-check = Ikke oppfylt: { $title }. { $reason }
report-threshold = Terskel ikke nådd: { $threshold }
report-criterion = { $title }: { $points }. { $reasons }
report-interests = Habilitet og interessekonflikter
report-declared-free = Erklæringer uten tilknytning: { $n }
report-ties = Tilknytninger som er opplyst
report-tie-then = Hva som ble gjort
report-tie-done = Holdt borte fra søknaden fra da av; et skjema teller ikke
report-joint = Felles fase: { $title }
report-teams = Team
report-gate = Kontroll før kunngjøring
report-finding = Funn
report-rules-behind = Regler
report-set-aside = Funn som er tilsidesatt
report-changes = Rettelser, fristforlengelser og spørsmål
report-amendments = Rettelser av kunngjorte tekster
report-all-tracks = alle spor
report-significant = vesentlig: { $yes }
report-confirm = ny bekreftelse: { $yes }
report-moved = fristen flyttet til { $to }
report-old-new = Gammel: { $old } Ny: { $new }
report-consequence = Følge
report-extensions = Fristforlengelser
report-from = Fra
report-to = Til
report-questions = Stilte spørsmål: { $asked }. Besvart til alle: { $answered }. Etter svarfristen uten forlengelse: { $late }.
report-documents = Kunngjorte dokumenter
report-file = Fil
report-people = Hvem som handlet i hvilken rolle
report-role = Rolle
report-where = Hvor
report-acts = Linjer i journalen
report-journal = Journal
report-journal-hidden = Journalen leses av prosjekteiere og revisorer for hele konkurransen.
report-root = Samlet fingeravtrykk
report-heads = Historikk
report-stream = Historikk
report-lines = Linjer
report-hash = Fingeravtrykk av siste linje
report-link = Anskaffelsesprotokoll
report-link-text = Hvem som kjøper hva, hvem som er valgt og hvorfor, slik loven krever det. Er ingenting endret, blir filen nøyaktig den samme.
report-as-html = Protokollen som side (HTML)
report-as-pdf = Protokollen som PDF
report-as-json = Protokollen for programmer (JSON)
report-page = { $page } / { $pages }

## Beregning av frister

calendar-title = Beregn en frist
calendar-intro = Når går en frist ut? Regnet etter forordning (EØF, Euratom) nr. 1182/71: Dagen for hendelsen regnes ikke med, og en frist som ville gå ut på en lørdag, søndag eller helligdag, flyttes til neste virkedag.
calendar-no-advice = Ingenting på denne siden er juridisk rådgivning. Et menneske må kontrollere regelen og datoen.
calendar-from = Fra
calendar-from-hint = En dato som 2027-02-05; for timer et lokalt tidspunkt som 2027-02-05T12:00.
calendar-count = Lengde
calendar-unit = Regnet i
calendar-days = dager
calendar-working-days = virkedager
calendar-weeks = uker
calendar-months = måneder
calendar-years = år
calendar-hours = timer
calendar-back = Regn bakover
calendar-back-hint = Så mange hele dager før datoen; en slik frist flyttes ikke.
calendar-country = Helligdager i
calendar-denmark = Danmark
calendar-norway = Norge
calendar-sweden = Sverige
calendar-finland = Finland
calendar-zone = Tidssone
calendar-zone-hint = For eksempel Europe/Oslo; uten en gjelder hovedstadens.
calendar-button = Beregn
calendar-answer = Svaret
calendar-last-day = Siste dag
calendar-expires = Går ut
calendar-because = Hvorfor
calendar-because-none = Ingenting flyttet fristen.
calendar-look = Et menneske bør se på disse dagene
calendar-short-month = Måneden har ingen { $day }. dag, så fristen går ut { $date } (art. 3 nr. 2).
calendar-skipped = { $date } hoppes over: { $day }.
calendar-two = Forlenget til to virkedager; den hadde { $held } (art. 3 nr. 5).
calendar-stays = { $date } er ingen virkedag ({ $day }); en slik frist flyttes ikke (art. 3 nr. 4).
calendar-closed = { $date }: Kontorer holder stengt ({ $day }), men dagen regnes som virkedag.
calendar-bad-from = Dette er ingen dato eller tid det kan regnes fra. Skriv 2027-02-05 eller 2027-02-05T12:00.
calendar-needs-time = Timer regnes fra et tidspunkt. Skriv 2027-02-05T12:00.
calendar-bad-count = Skriv et helt tall.
calendar-bad-length = Skriv et tall fra 1 til { $max }.
calendar-out-of-range = Fristen går ut over de årene det regnes med. Kontroller år og lengde.
calendar-bad-unit = Velg hva fristen regnes i.
calendar-bad-country = Velg et land.
calendar-bad-zone = Tidssonen er ikke kjent. Navnene ser ut som Europe/Oslo.
calendar-day = { $day ->
    [saturday] lørdag
    [sunday] søndag
    [new-years-day] første nyttårsdag
    [epiphany] helligtrekongersdag
    [holy-wednesday] onsdag før påske
    [maundy-thursday] skjærtorsdag
    [good-friday] langfredag
    [easter-sunday] første påskedag
    [easter-monday] andre påskedag
    [great-prayer-day] store bededag
    [labour-day] 1. mai
    [constitution-day] grunnlovsdagen
    [ascension-day] Kristi himmelfartsdag
    [day-after-ascension] dagen etter Kristi himmelfartsdag
    [whit-sunday] første pinsedag
    [whit-monday] andre pinsedag
    [national-day] nasjonaldag
    [midsummer-eve] midtsommeraften
    [midsummer-day] midtsommerdagen
    [all-saints-day] allehelgensdag
    [independence-day] selvstendighetsdagen
    [christmas-eve] julaften
    [christmas-day] første juledag
    [second-christmas-day] andre juledag
   *[new-years-eve] nyttårsaften
}

## Nyheter for nyhetslesere

feed-open = Åpne konkurranser
feed-news = Nytt om { $title }
feed-opened = Konkurransen er kunngjort.
feed-answered = Svar på et spørsmål
feed-link = Følg med i en nyhetsleser (Atom)

## Dokumenter, sletting

tender-ask-documents = Jeg ber om dokumenter som ikke kan hentes her
tender-ask-documents-hint = De skal sendes innen fem dager, ellers flyttes fristen.
own-name-erased = Navnet er slettet
own-documents-by = Ber om dokumenter: De sendes senest { $when }.
own-documents-late = Ikke sendt i tide: Svaret krever en fristforlengelse eller en begrunnelse for at den ikke er nødvendig.

## Oppbevaring og sletting

retention-title = Oppbevaring og sletting
retention-none = Filen sier ikke hvor lenge noe oppbevares, så ingenting blir slettet.
retention-text = Navn, tekster og filer slettes når tiden deres er ute. Numre, fingeravtrykk, poeng og beslutninger blir stående, slik at journalen fortsatt kan etterprøves.
retention-next = Det neste slettes { $when }.
retention-noted = { $at }, { $by }
retention-held = Satt på vent siden { $noted }: Ingenting slettes.
retention-archived = Arkivet er avlevert: { $noted }
retention-archive-owed = Ingenting slettes før noen har bekreftet at arkivet er avlevert.
retention-until = Oppbevares til
retention-waiting = tiden har ikke begynt
retention-free = slettes deretter av seg selv
retention-needed = oppbevares så lenge sporet eller et felles steg trenger det
retention-complaint = oppbevares så lenge en klage er åpen
retention-on-hold = på vent
retention-unarchived = oppbevares til arkivet er avlevert
retention-erased = slettet { $when }
retention-years =
    { $n ->
        [one] 1 år
       *[other] { $n } år
    }
retention-months =
    { $n ->
        [one] 1 måned
       *[other] { $n } måneder
    }
retention-days =
    { $n ->
        [one] 1 dag
       *[other] { $n } dager
    }
retention-period = Oppbevares i { $long } fra { $from }.
retention-from-intake = søknadsfristen
retention-from-decision = den dagen beslutningen er endelig
retention-from-contract = inngåelsen av kontrakten
retention-from-end = avslutningen av hele anskaffelsen
retention-for-good = Oppbevares for alltid.
retention-hold = Sett på vent
retention-release = Opphev
retention-archive = Arkivet er avlevert
retention-hold-text = Sett på vent mens en klage behandles av en nemnd eller en domstol, eller mens en revisor spør. En åpen klage i anskaffelsen holder selv sporet sitt.
retention-gone = Slettet { $when }. Journalen har fingeravtrykkene.
retention-kind = { $kind ->
    [not_selected] Søknader som ikke ble valgt ut
    [selected] Søknader som ble valgt ut
    [drafts] Utkast og søknader som er trukket tilbake
    [scores] Begrunnelser og habilitetserklæringer
   *[letters] Brev
}

## Nøkler som personer har

keys-title = Nøkler
keys-lead = Det søkerne leverer, er forseglet. Etter fristen må { $need } av { $of } personer åpne det, hver med sin egen nøkkel. Før det kan ingen lese det, heller ikke den som drifter serveren.
keys-not-made = Nøklene er ikke laget ennå. Ingen kan begynne på en søknad før de er det.
keys-way-back = Ingen kan erstatte en nøkkel som er borte. Så lenge { $need } av de { $of } nøklene finnes, kan alt åpnes; med færre blir det stående lukket for alltid. Ta vare på hver nøkkel to steder, også på papir.
keys-own-first = Hver nøkkelholder lager først en nøkkel på sin egen maskin, med { $command } eller et annet age-program, og sender deg den offentlige halvdelen. Den begynner med age1.
keys-holder = Nøkkelholder { $n }
keys-holder-email = E-postadressen til nøkkelholder { $n }
keys-holder-recipient = Offentlig nøkkel fra nøkkelholder { $n }
keys-recipient-hint = Begynner med age1.
keys-make = Lag nøklene
keys-holders = Nøkkelholdere
keys-tracks = Spor
keys-state-receiving = Tar imot søknader frem til fristen
keys-state-given = { $given } av { $need } nøkler avgitt
keys-state-complete = Det er avgitt nok nøkler: Det kan åpnes
keys-state-opened = Åpnet
keys-give = Avgi nøkkelen din
keys-give-text = Nøkkelen din brukes i dette ene øyeblikket og lagres ikke. Den avgis til alle spor der fristen er ute.
keys-give-label = Den hemmelige nøkkelen din
keys-give-hint = Linjen som begynner med AGE-SECRET-KEY-1.
keys-give-done =
    { $n ->
        [one] Nøkkelen din er avgitt til ett spor.
       *[other] Nøkkelen din er avgitt til { $n } spor.
    }
keys-give-other-way = Vil du helst ikke skrive den her? Den som drifter serveren, kan avgi den med { $command }, og ethvert age-program kan åpne lagene ett for ett.
keys-given-all = Du har avgitt nøkkelen din der den trengs.
keys-give-early = Du kan avgi nøkkelen din når fristen er ute.
keys-wrong = Dette er ikke nøkkelen. Se etter at den er hel, og at den er din.
keys-no-recipient = Dette er ingen offentlig nøkkel. Den begynner med age1 og har 62 bokstaver og tall.
keys-twice = Hver nøkkelholder må ha sin egen adresse og sin egen nøkkel.
code-title = Koden til søknaden
code-kept = Dette er koden deres. Ta vare på den nå: Skriv den ned, eller skriv ut siden. Den vises bare i denne nettleseren, og ingen kan finne den for dere.
code-why = Det dere skriver, er forseglet til { $need } av { $of } personer, som ikke kan åpne det før etter fristen, og til denne koden. På en annen enhet blir dere bedt om den. De andre medlemmene i konsortiet trenger den også: Gi dem den selv.
code-go-on = Fortsett til søknaden
code-enter = Skriv inn koden til søknaden
code-enter-text = Innholdet i denne søknaden er forseglet. Det åpnes med koden som ble vist da søknaden ble påbegynt.
code-label = Kode
code-hint = 26 bokstaver og tall. Mellomrom, bindestreker og store bokstaver har ingen betydning.
code-open = Åpne
code-lost = Koden er borte
code-lost-text = Begynn utkastet på nytt med en ny kode. Det dere skrev før, kan ikke vises for dere igjen. Har dere levert en søknad, gjelder den til dere leverer på nytt.
code-anew = Begynn på nytt
refused-keys-missing = Søknader kan påbegynnes når nøklene som forsegler dem, er laget. Spør prosjekteieren.
refused-key-holders = Det må nevnes nøyaktig { $of } forskjellige personer, hver med sin egen nøkkel.
refused-keys-needed = { $given } av de { $need } nøklene som trengs, er avgitt.

## Grunnlaget for utvelgelsen, felter med datoer og rader

apply-row = Rad { $number }
basis-title = Grunnlag for utvelgelsen: { $track }
basis-link = Føy til grunnlaget, eller les hva som er føyd til
basis-lead = Det som skrives her, inngår straks i beregningen. Det står i journalen med begrunnelse og kan erstattes til listen er besluttet.
basis-recorded = Til nå
basis-nothing = Ingenting ennå.
basis-record = Skriv det inn
basis-order-text = Gi hver søknad sin plass: 1 er den beste. Skriv en begrunnelse for hver; de som ikke velges ut, leser sin.
basis-yes = Stemmer for
basis-no = Stemmer mot
basis-abstained = Avsto fra å stemme
basis-minutes = Hvor og når det ble stemt
basis-grades-text = Poeng for hver referanse i søknadens rekkefølge, med mellomrom mellom. Så mange referanser har hver:
basis-points = Poeng
basis-choice = Slik avgjøres likhet
basis-expand = Alle som står likt, tas med
basis-draw = Ved loddtrekning
basis-evidence = Dokumentasjon
basis-shown = Er dokumentasjonen vist?
basis-struck = La en vurdering utgå
basis-struck-text = Vurderingen blir stående i journalen og teller ikke lenger.
basis-criterion = Kriterium
basis-evaluator = Evaluator
basis-left = Noen trekker seg etter utvelgelsen
basis-left-text = Reservelisten rykker opp der regelen for den sier det.
basis-trigger = Hva som skjedde
basis-reason-hint = Minst { NUMBER($min) } tegn. Den står i journalen.
basis-not-understood = Fyll ut alle felter. Plasser og stemmer er hele tall, og ingen plass gis to ganger.
applicant-not-whole = «{ $label }» må være et helt tall.
applicant-not-a-day = «{ $label }» må være en dag, skrevet som 2026-05-31.
applicant-before = «{ $label }» kan tidligst være { $min }.
applicant-after = «{ $label }» kan senest være { $max }.
applicant-too-many = Velg høyst { $max } under «{ $label }».
applicant-row = «{ $label }», rad { $row }: { $what }
screen-problem-whole = ikke et helt tall
screen-problem-date = ikke en dag
screen-problem-before = før { $limit }
screen-problem-after = etter { $limit }
screen-problem-many = flere enn { $max }
screen-problem-row = rad { $row }: { $what }
screen-found = Det som er kontrollert
screen-found-hint = Det du har kontrollert, teller i stedet for det som er oppgitt. Er det noe annet, må det stå hvorfor.
screen-found-needed = Oppgi det som er kontrollert for «{ $title }».

## Saksmappe

dossier-whole = Saksmappen, som hvem som helst kan etterprøve (ZIP)
dossier-open = Saksmappen (ZIP); uten søknader til alle har fått beskjed

## Grenser

limits-wait = Det var mange ganger på kort tid, av dere eller av andre på nettverket deres. Vent { $wait } og send igjen. Det dere har skrevet, står her fortsatt. En søknad som er påbegynt, kan alltid leveres.
limits-uploads-busy = Det tas imot mange filer akkurat nå. Prøv igjen om noen sekunder. En søknad som er påbegynt, kan alltid leveres.

## Samlinger og mandater

gathering-list = Samlinger
gathering-missed = Datoen er passert. Ingen inviteres før eieren flytter den.
gathering-waiting = Invitasjonene er ikke sendt ennå.
gathering-inviting = De inviterte skriver hvem som kommer.
gathering-asking = For få kommer. Avgjør om samlingen skal holdes eller avlyses, eller flytt datoen.
gathering-confirmed = Samlingen blir holdt. Referatet skrives etterpå.
gathering-called-off = Samlingen er avlyst.
gathering-held = Samlingen er holdt.
gathering-when = Hvor og når
gathering-registration = Hvem kommer
gathering-registration-text = Deltakere meldes på senest { $until }: { $min } til { $max } per søknad, eller ingen.
gathering-registered =
    { $n ->
        [0] Dere har sagt at ingen kommer.
        [one] 1 deltaker er påmeldt.
       *[other] { $n } deltakere er påmeldt.
    }
gathering-fee = Betaling: { $fee } per deltaker. Dere kan ikke betale her.
gathering-sum = Til sammen betaler de { $sum }.
gathering-names = Navn
gathering-names-hint = Ett navn per linje. La feltet stå tomt hvis ingen kommer.
gathering-register = Lagre hvem som kommer
gathering-participants = Deltakere
gathering-number = Påmeldt
gathering-came = Kom
gathering-total =
    { $n ->
        [0] Ingen er påmeldt.
        [one] 1 deltaker i alt.
       *[other] { $n } deltakere i alt.
    }
gathering-collected = Det tas inn i referatet fra «{ $title }», som alle deltakerne kan lese.
gathering-write = Skriv referatet
gathering-write-text = Skriv hvor mange som kom, og skriv referatet. Alle inviterte kan lese det og får et brev. Samlingen slutter med det, og det kan ikke angres.
gathering-minutes = Referat
gathering-publish = Publiser referatet
gathering-no-number = Skriv et helt tall.
gathering-decide = Hold samlingen eller avlys den
gathering-hold = Hold samlingen
gathering-call-off = Avlys samlingen
mandate-text = Det som underskrives
mandate-signers = Hvem underskriver
mandate-nobody = Ingen er utpekt ennå.
mandate-not-signed = Ikke underskrevet
mandate-signed = Underskrevet
mandate-out = Mandatet ble ikke underskrevet i tide.
mandate-until = IKKE UNDERSKREVET. Det skal være underskrevet senest { $until }.
mandate-stands = Status
mandate-sign-text = Når du trykker på knappen, underskriver du teksten over. Tidspunktet og teksten står i journalen.
mandate-sign = Underskriv
mandate-name = Skriv hvem som underskriver
mandate-name-text = Personen får et brev med veien til teksten og ser ingenting annet av søknaden deres.
mandate-name-button = Send brevet
own-mandate-title = Mandat: { $track }
own-mandate-close = Gå videre uten dem som ikke har underskrevet
own-mandate-close-text = De får vite det med begrunnelsen og er ikke med i det som følger.
own-mandate-close-button = Gå videre uten dem
own-stage-registration = Deltakere meldes på.
own-stage-mandate = { $done } av { $total } mandater er underskrevet.
own-act-gathering = Åpne samlingen
own-act-mandate = Se hvem som har underskrevet

## After the decision

after-title = Etter beslutningen: { $track }
after-link = Etter beslutningen: dokumentasjon, frafall og hvem som rykker opp
after-lead = Den beregnede og den besluttede listen blir stående. Her registreres det som har skjedd siden. Den neste på reservelisten rykker opp etter reglene i filen, og ingen poeng regnes ut på nytt.
after-now = Listen nå
after-empty = Det er ikke besluttet noen liste.
after-changes = Hva som har skjedd siden
after-no-changes = Listen står slik den ble besluttet.
after-shown = lagt frem
after-open = mangler
after-open-until = mangler, senest { $until }
after-not-shown = dokumentasjon ikke lagt frem
after-reserve = reserve { $place }
after-moved-up = rykket opp
after-moved-up-untold = rykket opp, ikke underrettet
after-decline-until = Kan takke nei frem til
after-left = { $left } har falt fra ({ $how }).
after-then = { $name } rykker opp.
after-nobody = Ingen rykker opp.
after-no-trigger = Det er ikke en av utløserne til reservelisten, så plassen står åpen.
after-beyond-means = Det som blir ledig, rekker ikke til den neste; plassen står åpen.
after-letters = Brev som venter
after-letters-text = De som har rykket opp, og de som ikke lenger er med, får beskjed samlet. Dager til svar og dokumentasjon regnes fra brevet.
after-release = Send brevene
after-recompute = Filen sier at alt regnes ut på nytt uten den som ikke legger frem dokumentasjon. Etter beslutningen regnes ingenting ut på nytt: plassen står åpen.
after-left-text = Registrer at noen på listen har falt fra.
places-title = Velg hvilke plasser dere beholder
places-text = Dere ligger an til å bli valgt ut i flere spor enn dere kan beholde. Kryss av for høyst { $max } og send; de andre gir dere fra dere. Det kan ikke angres her.
places-until = Svar senest { $until }.
places-answered = Dere har svart: { $tracks }. Det gjelder når alle bak den samme innehaveren har sagt det samme.
places-button = Behold disse plassene
own-places-title = Flere plasser enn det er lov å beholde ({ $n })
own-places-max = { $max ->
    [one] Én plass kan beholdes.
   *[other] { $max } plasser kan beholdes.
}
own-places-waits = Er spurt og har ikke svart ennå.
own-places-keeps = Beholder { $tracks }; de andre gis opp.
own-places-silent = Fristen er ute uten svar. Det konkurransen sier om taushet, gjelder.
own-places-record = Registrer et svar som kom på annen måte
own-places-how = Hvordan svaret kom
own-places-hint = Hvem sa det, når og hvordan. Det kommer i journalen.
own-places-button = Registrer svaret
decline-title = Takk nei
decline-link = Takk nei
decline-text = Dere er valgt ut. Takker dere nei, står dere ikke lenger på listen, og den neste på reservelisten kan rykke opp. Det kan ikke angres her.
decline-reserve-text = Dere står på reservelisten. Takker dere nei, kan dere ikke lenger rykke opp. Det kan ikke angres her.
decline-until = Dere kan takke nei frem til { $until }.
decline-reason = Begrunnelse
decline-reason-hint = Den leses av dem som beslutter.
decline-confirm = Vi vil ikke lenger stå på listen.
decline-unconfirmed = Kryss av for å bekrefte at dere takker nei.
decline-button = Takk nei
place-left = Dere står ikke lenger på listen.
place-evidence = Dere er valgt ut på det vilkåret at dere legger frem dokumentasjon: { $evidence }. Den er ikke registrert ennå.
place-evidence-until = Dere er valgt ut på det vilkåret at dere senest { $until } legger frem dokumentasjon: { $evidence }. Den er ikke registrert ennå.
place-shown = Dokumentasjonen er registrert som lagt frem: { $evidence }.
own-contract-with = Med hvem
own-contract-with-hint = Uten kryss er kontrakten med alle som står på listen nå.
report-after = Etter beslutningen
report-after-now = Listen nå
report-after-reserve = Reservelisten nå
report-after-left = { $left } falt fra ({ $how }).
report-after-moved = { $name } rykket opp.
report-after-nobody = Ingen rykket opp.
report-after-open = Dokumentasjon mangler
report-fate-left = Valgt ut eller på reservelisten, og falt fra siden
desk-after = registrer dokumentasjon eller send brevene som venter

# Regneark
sheet-download = Last ned tabellen som regneark (XLSX)
sheet-exact = { $title } (nøyaktig)
sheet-ranking = Rangering
sheet-screening = Kvalifikasjonskontroll
sheet-code = Kode
sheet-margin = Avstand til streken
sheet-spread = Største spredning
sheet-below = Minstekrav ikke nådd
sheet-decided = Besluttet
sheet-verified = { $title }: kontrollert
sheet-reason = { $title }: begrunnelse
applicant-receipt-pdf = Last ned kvitteringen som PDF

# En arbeidsflytfil i nettleseren
file-title = Arbeidsflytfil
file-intro = Skriv eller lim inn en arbeidsflytfil, kontroller den, se forløpet dag for dag, og åpne en konkurranse fra den. Ingenting av det du skriver, lagres av programmet før du åpner: behold selv en kopi.
file-source = Filen
file-source-hint = YAML, høyst 1 MiB.
file-check = Kontroller
file-preview = Kontroller og vis forløpet
file-findings = Hva som ble funnet
file-sum = { $errors ->
        [0] Ingen feil
        [one] Én feil
       *[other] { $errors } feil
    }, { $warnings ->
        [0] ingen advarsler
        [one] én advarsel
       *[other] { $warnings } advarsler
    }.
file-error = Feil
file-warning = Advarsel
file-note = Må vurderes av et menneske
file-place = Linje { $line }, kolonne { $column }
file-calendar = Forløpet i tid
file-calendar-text = Datoene i filen, og hva tiden selv gjør når oppdiktede mennesker søker.
file-calendar-none = Filen har ingen datoer, og ingenting skjer av seg selv.
file-closed-day = Ikke en arbeidsdag
file-reminds = minner dem som ikke har levert, om fristen
file-closes = lukker
file-until = varer til da
file-letters = Brevene
file-letters-text = Hver type brev som simuleringen kom til, på hvert av filens språk, med oppdiktede navn.
file-course = Kjør et forløp dag for dag
file-course-hint = Et oppdiktet forløp fra åpning til slutt: hvem som gjør hva hvilken dag, og hvert brev.
course-title = Forløpet dag for dag
course-intro = Oppdiktede personer går gjennom filen med de virkelige reglene. Ingenting sendes, og ingenting lagres.
course-broken = Forløpet stanset før slutten: kontrollen og forhåndsvisningen sier hvorfor.
course-place = Side { $place } av { $all }
course-day = { $place }: { $day }
course-previous = Tilbake
course-next = Neste dag
course-nothing = Ingenting skjer.
course-who =
    { $kind ->
        [owner] Prosjekteieren
        [secretary] Sekretæren
        [chair] Panellederen
        [auditor] Revisoren
        [evaluator] Evaluator { $of }
        [lead] Lederen av { $of }
        [member] Et medlem av { $of }
        [chief] Den som undertegner for { $of }
        [holder] Nøkkelholder { $of }
        [somebody] Noen
       *[other] { $of }
    }
course-time = Tiden
course-refused = Avvist
course-to = Til:
course-which = Gå til
course-path = Forløp
course-path-hint = Det vanlige forløpet eller et av dem filen prøves på.
course-usual = Det vanlige forløpet
course-show = Vis
course-back = Tilbake til filen
course-what =
    { $what ->
        [procedure_opened] Konkurransen åpnes
        [procedure_granted] En rolle tildeles
        [procedure_revoked] En rolle trekkes tilbake
        [procedure_gate_overridden] Et funn settes til side
        [procedure_date_set] En dato settes
        [procedure_extended] En dato flyttes til senere
        [procedure_asked] Et spørsmål stilles
        [procedure_answered] Et spørsmål besvares til alle
        [procedure_amended] En offentliggjort tekst rettes
        [procedure_followed] Noen følger med
        [procedure_keys_made] Nøklene lages
        [procedure_track_cancelled] Et spor avlyses
        [line_entered] Et steg begynner
        [line_ended] Det slutter
        [line_cleared] Det som er funnet, ryddes
        [intake_started] En søknad påbegynnes
        [intake_stage_began] Invitert til neste fase
        [intake_draft_saved] Utkastet lagres
        [intake_member_invited] Et medlem inviteres
        [intake_member_signed] Et medlem signerer
        [intake_member_lapsed] Et medlem kom ikke med i tide
        [intake_member_declined] Et medlem takker nei
        [intake_submitted] Levert
        [intake_confirmation_asked] Det bes om en bekreftelse
        [intake_confirmed] Bekreftet
        [intake_not_confirmed] Ikke bekreftet innen fristen: teller ikke
        [intake_withdrawn] Trukket tilbake
        [intake_tried_late] Forsøkt etter fristen
        [intake_reminded] Det minnes om fristen
        [intake_closed] Fristen er ute
        [intake_key_given] En nøkkel gis
        [intake_opened] Søknadene åpnes
        [intake_declared] Det skjemaet erklærer, leses
        [screening_screened] Kontrollen noteres
        [screening_finished] Kvalifikasjonskontrollen er avsluttet
        [screening_cure_opened] Feil kan rettes
        [screening_cure_asked] Bedt om å rette feil
        [screening_cure_saved] Det rettede lagres
        [screening_cured] Feil er rettet
        [screening_cure_ended] Fristen for å rette feil er ute
        [scoring_declared] En habilitetserklæring avgis
        [scoring_scored] Det gis poeng
        [scoring_locked] Et skjema låses
        [scoring_reminded] Det minnes om det som mangler
        [scoring_finished] Evalueringen er avsluttet
        [consensus_agreed] Panelet blir enig
        [consensus_finished] Den felles vurderingen er avsluttet
        [envelope_opened] En konvolutt åpnes
        [envelope_left_shut] En konvolutt forblir lukket
        [envelope_finished] Konvoluttene er behandlet
        [selection_computed] Listen beregnes
        [selection_drawn] Det trekkes lodd
        [selection_chosen] Et valg tas
        [selection_added] Noe føyes til grunnlaget
        [selection_decided] Listen besluttes
        [selection_followed] Listen følges opp
        [selection_told] Endringer i listen meddeles
        [letters_released] Brevene om beslutningen sendes
        [limits_asked] Spurt om hvilke plasser som beholdes
        [limits_answered] Svarer hvilke plasser som beholdes
        [limits_recorded] Et svar noteres
        [limits_lapsed] Svarfristen er ute
        [complaints_opened] Det kan klages
        [complaints_filed] En klage leveres
        [complaints_tried_late] En klage kommer for sent
        [complaints_untold] Et brev kom ikke frem
        [complaints_told] En søker får beskjed på annen måte
        [complaints_settled] En klage avgjøres
        [complaints_ended] Klagefristen er ute
        [contract_concluded] Kontrakten inngås
        [joint_asked] Det spørres om man går videre
        [joint_began] Den felles fasen begynner
        [joint_cancelled] Den felles fasen gis opp
        [joint_recommended] Et team anbefaler noe
        [joint_stood] Et team tar stilling
        [joint_published] Anbefalingene offentliggjøres
        [wait_began] Det venter på andre spor
        [wait_asked] Det spørres om man går videre
        [wait_met] Det som ble ventet på, er der
        [wait_went_on] Det går videre
        [wait_gave_up] Det gis opp
        [gathering_began] En samling står for tur
        [gathering_invited] Invitasjoner til en samling
        [gathering_registered] Deltakere meldes på
        [gathering_counted] Deltakerne telles
        [gathering_asked] For få kommer: noen bestemmer
        [gathering_confirmed] Samlingen holdes
        [gathering_called_off] Samlingen avlyses
        [gathering_minuted] Referatet offentliggjøres
        [mandate_opened] Det bes om signaturer
        [mandate_named] En som skal signere, meldes inn
        [mandate_signed] Et mandat signeres
        [mandate_reminded] Det minnes om å signere
        [mandate_asked] Noen har ikke signert: noen bestemmer
        [mandate_ended] Signaturene er inne
        [retention_held] Ingenting slettes fra nå av
        [retention_released] Det som står for tur, kan slettes igjen
        [retention_archived] Arkivet avleveres
        [retention_erased] Noe slettes
        [retention_due] Noe skal slettes
        [retention_over] Alt som har hatt sin tid, er slettet
       *[other] Noe skjer
    }
file-open-title = Åpne en konkurranse
file-open-text = Filen kontrolleres en gang til, for i dag. Når konkurransen er åpnet, kan filen ikke endres. Du blir eieren.
file-open = Åpne konkurransen
file-override = Hvorfor { $code } settes til side
file-override-hint = Minst ti tegn. Alle kan lese det.
file-reason-needed = Begrunnelsen for å sette { $code } til side er for kort: skriv minst ti tegn.
file-nothing-to-override = Det er ingenting funnet under { $code } som kan settes til side.
file-gate = Ingenting ble åpnet. Rett det som ble funnet, eller sett det til side med en begrunnelse der det er mulig.
file-busy = En annen fil prøves ut akkurat nå. Teksten din er her: send den igjen om et øyeblikk.
file-too-slow = Det tok mer enn { NUMBER($seconds) } sekunder å prøve ut filen, og forsøket ble gitt opp. Gjør den mindre, eller bruk trespor check på din egen maskin.
file-too-long = Filen er på { $size }; høyst { $most } tas imot.
file-signed-out = Du er logget ut. Logg inn i et annet vindu, og send så teksten på nytt herfra.

# Nøkler til programmer, og hva API-et sier.
tokens-title = Tilgangsnøkler til programmer
tokens-text = Med en tilgangsnøkkel snakker et av programmene dine for deg gjennom API-et: i én rolle, til en bestemt dag og aldri ut over det du selv kan gjøre i den rollen. Den som har nøkkelen, kan det nøkkelen kan. Trekk den tilbake når den ikke brukes lenger.
tokens-document = API-et som OpenAPI-dokument
tokens-made = Den nye tilgangsnøkkelen din
tokens-made-text = Kopier den nå. Den vises bare denne ene gangen og lagres ingen steder.
tokens-none = Du har ingen tilgangsnøkler.
tokens-table = Tilgangsnøklene dine
tokens-name = Navnet på nøkkelen
tokens-name-hint = Hva den skal brukes til, så du kjenner den igjen.
tokens-role = Rolle
tokens-role-hint = Nøkkelen kan det du kan gjøre i denne rollen, og ikke noe annet.
tokens-applicant = Søker
tokens-since = Opprettet
tokens-until = Gjelder til
tokens-used = Sist brukt
tokens-never = Aldri
tokens-revoke = Trekk tilbake
tokens-revoke-named = Trekk tilbake: «{ $name }»
tokens-make = Opprett en tilgangsnøkkel
tokens-make-button = Opprett nøkkelen
tokens-days = Dager
tokens-days-hint = Et helt tall fra 1 til { $max }.
tokens-too-many = Du har allerede { $max } tilgangsnøkler. Trekk en av dem tilbake først.
tokens-link = Tilgangsnøkler til programmer
api-not-found = Det finnes ingenting på denne adressen, eller tilgangsnøkkelen gir ikke tilgang til det.
api-stale = Andre har lagret i mellomtiden: Gjeldende versjon er { $current }. Hent den, legg til endringen deres, og send den på nytt.
api-token-needed = Dette krever en gyldig tilgangsnøkkel. Opprett en på siden /tokens og send den som «Authorization: Bearer …».
api-busy = Databasen eller disken svarer ikke. Prøv igjen om noen sekunder; les først om det ble gjort.
api-broken = Noe er gått i stykker her. Det står i loggen.
api-bad-request = Denne adressen kjenner ikke en slik forespørsel.
api-bad-body = Innholdet er ikke slik OpenAPI-dokumentet sier. Det som leser JSON, skriver på engelsk: { $why }
api-repeat = Denne nøkkelen er brukt før, med noe annet eller med et utfall som ikke er kjent. Les hvordan det står, før du sender det igjen under en annen nøkkel.
webhooks-title = Webhooker
webhooks-text = Et annet program blir kalt så snart noe blir offentliggjort om denne konkurransen: det som alle kan lese fra da av, og ikke noe annet. Det får vite hva som har skjedd, og hvor det kan leses.
webhooks-text-all = Et annet program blir kalt så snart noe blir offentliggjort om en av konkurransene her: det som alle kan lese fra da av, og ikke noe annet. Det får vite hva som har skjedd, og hvor det kan leses.
webhooks-limits = Kallene er signert slik Standard Webhooks beskriver det. Et kall som mislykkes, blir gjentatt med økende pauser i tre og et halvt døgn og så gitt opp. Det som er levert eller gitt opp, beholdes i { $days } dager.
webhooks-made = Hemmeligheten til den nye webhooken
webhooks-made-text = Kopier den nå: Med den kan mottakeren se at et kall kommer herfra. Den vises bare denne ene gangen.
webhooks-none = Det finnes ingen webhook ennå.
webhooks-kinds = Nyheter den blir kalt for
webhooks-kinds-hint = Velg ingen for å bli kalt for alle.
webhooks-all-kinds = Alle
webhooks-since = Opprettet
webhooks-try = Prøv den
webhooks-try-named = Prøv den: { $address }
webhooks-remove = Fjern
webhooks-remove-named = Fjern: { $address }
webhooks-calls = Kall til { $address }
webhooks-no-calls = Den er ikke blitt kalt ennå.
webhooks-what = Nyhet
webhooks-when = Skjedde
webhooks-sent = Mottatt
webhooks-waits = Venter
webhooks-given-up = Gitt opp
webhooks-next = Neste forsøk { $when }
webhooks-status = Svar: { $status }
webhooks-failed =
    { $why ->
        [unknown] Navnet er ukjent.
        [private] Navnet fører til et nettverk som ikke er offentlig.
        [away] Ingen svarer der.
        [tls] Sertifikatet er ikke i orden.
        [late] Ikke noe svar innen 15 sekunder.
        [unfit] Adressen kan ikke kalles.
       *[other] Svaret er ikke HTTP.
    }
webhooks-again = Kall på nytt
webhooks-again-named = Kall på nytt: { $kind }
webhooks-make = Opprett en webhook
webhooks-make-button = Opprett webhooken
webhooks-address = Adresse
webhooks-address-hint = Den begynner med https:// og kan nås av alle.
webhooks-not-an-address = Skriv en adresse som https://example.org/hook.
webhooks-not-https = Adressen må begynne med https://.
webhooks-named = Adressen kan ikke inneholde et navn og et passord.
webhooks-private = Adressen ligger i et nettverk som ikke er offentlig. Den som driver nettstedet, kan tillate det.
webhooks-no-kind = Velg blant nyhetene som er nevnt.
webhooks-too-many = Det finnes allerede { $max } webhooker. Fjern en først.
webhooks-kind =
    { $kind ->
        [procedure_opened] En konkurranse åpner
        [date_set] En dato blir satt
        [date_moved] En dato blir flyttet
        [question_answered] Et spørsmål blir besvart
        [text_amended] En tekst blir rettet
        [document_published] Et dokument blir offentliggjort
        [document_withdrawn] Et dokument blir trukket tilbake
        [intake_closed] En frist er ute
        [step_began] Et steg begynner
        [letters_released] Brevene om beslutningen er sendt
        [track_ended] Et spor avsluttes
       *[other] Prøve
    }
