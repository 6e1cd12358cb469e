### Trespors tekster på dansk. Teksterne er ren tekst; siderne sørger for resten.
### Hver tekst skal findes i alle sprog og bruge de samme variable. Ellers bygges programmet ikke.

-product = Trespor

lang-name = Dansk

## Tal

number-point = ,
number-group = .
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
    [3] marts
    [4] april
    [5] maj
    [6] juni
    [7] juli
    [8] august
    [9] september
    [10] oktober
    [11] november
   *[12] december
}
when-month-short = { $month ->
    [1] jan.
    [2] feb.
    [3] marts
    [4] april
    [5] maj
    [6] juni
    [7] juli
    [8] aug.
    [9] sept.
    [10] okt.
    [11] nov.
   *[12] dec.
}
when-date = { $day }. { $month } { $year }
when-day = { $weekday } den { $date }
when-time = { $hour }.{ $minute }
when-time-exact = { $hour }.{ $minute }.{ $second },{ $micros }
when-full = { $day } kl. { $time } ({ $zone })
when-short = { $date } kl. { $time }
when-zone = { $city ->
    [Copenhagen] dansk tid, { $zone }
    [Nuuk] grønlandsk tid, { $zone }
    [Faroe] færøsk tid, { $zone }
    [Oslo] norsk tid, { $zone }
   *[other] { $zone }
}
when-zone-offset = { $zone }, UTC{ $offset }
when-days = { $n ->
    [one] 1 dag
   *[other] { $n } dage
}
when-hours = { $n ->
    [one] 1 time
   *[other] { $n } timer
}
when-minutes = { $n ->
    [one] 1 minut
   *[other] { $n } minutter
}
when-seconds = { $n ->
    [one] 1 sekund
   *[other] { $n } sekunder
}
when-two = { $first } og { $second }
when-in = om { $duration }
when-ago = for { $duration } siden
when-now = lige nu

## Faste dele af siden

page-skip = Spring til indholdet
page-home = Forside
page-breadcrumbs = Her er du
page-language = Sprog
page-title = { $title } – { -product }
page-signed-in = Logget ind som { $person }
page-sign-in = Log ind
page-sign-out = Log ud
page-now = Serverens ur: { $now }
page-contact = Kontakt
page-privacy = Persondata
page-help = Hjælp
page-no-advice = Intet her er juridisk rådgivning.
page-about = { -product } fører ansøgninger i flere spor frem til én frist.
page-demo = Demo. Alt her er opdigtet, og uret er stillet til { $clock }.
page-demo-drive = Styr demoen
page-empty = Der er ikke noget at vise endnu.

## Knapper

button-save = Gem
button-save-draft = Gem kladde
button-continue = Fortsæt
button-back = Tilbage
button-cancel = Fortryd
button-remove = Fjern
button-upload = Læg op
button-remove-named = Fjern { $name }

## Almindelige ord

word-yes = Ja
word-no = Nej
word-optional = valgfri
word-of = { $part } af { $whole }
word-track = Spor
word-tracks = Spor
word-step = Trin
word-deadline = Frist
word-status = Status
word-applicant = Ansøger
word-application = Ansøgning
word-name = Navn
word-email = E-mail
word-reason = Begrundelse
word-date = Dato
word-time = Tidspunkt
word-file = Fil
word-size = Størrelse
word-digest = Fingeraftryk (SHA-256)
word-criterion = Kriterium
word-score = Point
word-action = Handling

## Antal

count-files =
    { $n ->
        [0] ingen filer
        [one] 1 fil
       *[other] { $n } filer
    }
count-applications =
    { $n ->
        [0] ingen ansøgninger
        [one] 1 ansøgning
       *[other] { $n } ansøgninger
    }
count-members =
    { $n ->
        [one] 1 medlem
       *[other] { $n } medlemmer
    }

## Blade mellem sider

pages-label = Sider
pages-previous = Forrige side
pages-next = Næste side
pages-page = Side { $number }
pages-shown = Viser { NUMBER($from) }–{ NUMBER($to) } af { NUMBER($total) }

## Felter og fejl i dem

form-errors-title =
    { $n ->
        [one] Der er én fejl at rette
       *[other] Der er { $n } fejl at rette
    }
form-error-prefix = Fejl:
form-required = Udfyld »{ $label }«.
form-too-long =
    »{ $label }« må højst fylde { $max ->
        [one] 1 tegn
       *[other] { $max } tegn
    }. Nu er der { NUMBER($length) }.
form-too-short =
    { $min ->
        [one] Udfyld »{ $label }«.
       *[other] »{ $label }« skal være på mindst { $min } tegn.
    }
form-not-number = »{ $label }« skal være et tal. Du skrev »{ $value }«.
form-not-email = Skriv en e-mailadresse, for eksempel navn@eksempel.dk.
form-choose = Vælg et svar under »{ $label }«.
form-choose-one = Vælg …
form-characters-max =
    { $max ->
        [one] Højst 1 tegn
       *[other] Højst { $max } tegn
    }
form-characters-left =
    { $n ->
        [one] 1 tegn tilbage
       *[other] { $n } tegn tilbage
    }
form-characters-over =
    { $n ->
        [one] 1 tegn for meget
       *[other] { $n } tegn for meget
    }
form-file-limits = { $types }. Højst { $size } pr. fil.
form-file-too-many =
    { $max ->
        [one] Der er kun plads til 1 fil her.
       *[other] Der er kun plads til { $max } filer her.
    }
form-saved = Gemt { $when }
form-saved-with-others = Gemt { $when }. Det, andre har gemt imens, er taget med.
form-saving = Gemmer …
form-saved-by-others = Ikke gemt: andre har imens ændret det samme. Tryk på »Gem kladde« for at se begge dele.
form-signed-out = Ikke gemt: I er ikke logget ind. Log ind i en anden fane; så gemmes det her.
form-not-saved = Ikke gemt. Prøv igen, eller tryk på »Gem kladde«.

## Fejlsider

error-not-found-title = Siden findes ikke
error-not-found-text = Adressen er forkert, eller du har ikke adgang til siden. Gå til forsiden, og find vej derfra.
error-signed-out-title = Du er ikke logget ind
error-signed-out-text = Intet er gemt, men det, du har skrevet, er ikke tabt: det står nedenfor. Log ind i en ny fane, kom tilbage til denne side, og send igen.
error-signed-out-link = Log ind i en ny fane
error-busy-title = Det kan ikke lade sig gøre lige nu
error-busy-text = Databasen eller disken svarer ikke. Prøv igen om nogle sekunder, og oplys nummeret { $reference }, hvis du skriver til os.
error-busy-post = Databasen eller disken svarer ikke, og vi kan ikke sige, om det blev gemt. Se efter på siden om nogle sekunder, før du sender igen. Det, du har skrevet, er ikke tabt: det står nedenfor, så vidt det er tekst; filer skal vælges igen. Oplys nummeret { $reference }, hvis du skriver til os.
error-busy-typed = Det, du har skrevet
error-busy-again = Send igen
error-internal-title = Noget gik galt hos os
error-internal-text = Intet er ændret. Prøv igen, og oplys nummeret { $reference }, hvis du skriver til os.
error-cross-site-title = Handlingen kom fra en anden hjemmeside
error-cross-site-text = Gå tilbage til siden her hos os, og prøv igen.

## Log ind

sign-in-title = Log ind
sign-in-intro = Skriv din e-mailadresse. Så sender vi et link, som du logger ind med.
sign-in-email-hint = Er du inviteret, så brug den adresse, som invitationen kom til.
sign-in-send = Send link
sign-in-sent-title = Se i din indbakke
sign-in-sent-text =
    Hvis { $email } kan bruges her, er et link på vej. Det virker i { $minutes ->
        [one] 1 minut
       *[other] { $minutes } minutter
    } og kun én gang.
sign-in-demo-folder = I demoen ligger brevene som filer i { $folder }.
sign-in-press = Tryk på knappen for at logge ind.
sign-in-used = Linket er brugt eller for gammelt. Bed om et nyt.
sign-in-too-many = Der er bedt om for mange links. Vent { $wait }.
sign-in-needed = Log ind for at fortsætte.

## Udbud

tender-list-title = Udbud
tender-list-open = Åbne nu
tender-list-closed = Lukkede
tender-list-none = Der er ingen udbud lige nu.
tender-asks-only = { $label } (kun i { $tracks })
tender-about = Om udbuddet
tender-tracks = Spor
tender-tracks-intro =
    { $n ->
        [one] Udbuddet har ét spor.
       *[other] Udbuddet har { $n } spor. I kan søge i hvert af dem for sig.
    }
tender-deadline = Ansøgningsfrist
tender-deadline-left = Fristen udløber { $countdown }
tender-deadline-rule = Det, der tæller, er, hvornår serveren har modtaget hele ansøgningen.
tender-timeline = Tidsplan
tender-questions = Spørgsmål og svar
tender-questions-anonymous = Svar vises for alle. Ingen ser, hvem der spurgte.
tender-ask = Stil et spørgsmål
tender-ask-label = Dit spørgsmål
tender-ask-hint = Skriv ikke noget, som røber, hvem du er.
tender-ask-documents = Jeg beder om dokumenter, som ikke kan hentes her
tender-ask-documents-hint = De skal sendes inden fem dage, ellers rykkes fristen.
tender-ask-done = Spørgsmålet er modtaget. Svaret bliver vist her og sendt til alle, som søger eller følger med. Følg udbuddet nedenfor, hvis du vil have svaret som mail. Journalen viser, hvem der følger med, aldrig hvem der spurgte.
tender-corrections = Rettelser
tender-apply = Søg i dette spor
tender-apply-as = Søg som { $name }
tender-apply-other = Søg under et andet navn
tender-passed = Fristen er udløbet.
tender-apply-open = Åbn min ansøgning
tender-calendar = Hent fristerne til din kalender
tender-law = Regelsæt
tender-version = Udbuddet følger version { $version } af sin arbejdsgang.

## Spor

track-step-intake = Ansøgning
track-step-screening = Formel kontrol
track-step-scoring = Bedømmelse
track-step-consensus = Fælles bedømmelse
track-step-letters = Breve
track-step-joint = Fælles fase
track-state-open = Åbent for ansøgninger
track-state-invited = Åben for de inviterede: { $step }
track-state-sealed = Forseglet
track-state-done = Afsluttet
track-state-counted = { $state } ({ $tracks } spor)
track-state-suspended = Sat i bero
track-state-held = Venter på andre spor før »{ $step }«

## Ansøgning

apply-title = Ansøgning i sporet { $track }
apply-mine = Mine ansøgninger
apply-start = Begynd en ansøgning
apply-number-read = Læst som { $value }.
apply-start-as = Hvem søger?
apply-draft = Kladde
apply-draft-text = Kladden gemmes løbende. Kun I og jeres konsortium kan se den.
apply-status-submitted = INDSENDT
apply-status-not-submitted = IKKE INDSENDT
apply-status-withdrawn = TRUKKET TILBAGE
apply-status-submitted-text = Jeres ansøgning blev modtaget { $when }.
apply-status-changed-late = Version { $version } er indsendt og tæller. Senere ændringer i kladden blev ikke indsendt og indgår ikke.
apply-status-changed-text = Version { $version } er indsendt. I har siden ændret kladden, og ændringerne er ikke indsendt.
apply-status-joined-text = Version { $version } er indsendt. Siden er der inviteret medlemmer. De er ikke med i det indsendte, før de har skrevet under, og I indsender igen.
apply-status-not-submitted-text = Ansøgningen er kun en kladde. Den skal indsendes senest { $deadline }.
apply-status-missed-text = Ansøgningen blev ikke indsendt inden fristen, { $deadline }. Den indgår ikke.
apply-missing-title =
    { $n ->
        [0] Der mangler ikke noget
        [one] Der mangler én ting
       *[other] Der mangler { $n } ting
    }
apply-missing-answer = Svar på »{ $question }«
apply-missing-file = Læg filen »{ $slot }« op
apply-row = Række { $number }
apply-missing-signature = { $member } har ikke skrevet under
apply-complete = Ansøgningen er komplet og kan indsendes.
apply-section-applicant = Ansøger
apply-section-answers = Svar
apply-section-files = Filer
apply-section-review = Gennemse og indsend
apply-files-again = Samme fil må gerne bruges flere steder.
apply-submit = Indsend ansøgning
apply-submit-declare = Jeg erklærer, at oplysningerne er rigtige, og at jeg må indsende for ansøgeren.
apply-replace = Indsend ny version
apply-replace-text = Den nye version erstatter den, der blev indsendt { $when }. Den gamle gælder, indtil den nye er indsendt.
apply-withdraw = Træk ansøgningen tilbage
apply-withdraw-text = Trækker I ansøgningen tilbage, indgår den ikke længere. I kan indsende igen indtil fristen.
apply-withdraw-keep = Behold ansøgningen
apply-withdrawn = Ansøgningen er trukket tilbage { $when }.
apply-receipt = Kvittering
apply-receipt-text = Gem kvitteringen. Den viser, hvad der blev modtaget og hvornår, og kan efterprøves uden os.
apply-receipt-received = Modtaget
apply-receipt-version = Version
apply-receipt-number = Kvitteringsnummer
apply-receipt-position = Plads i journalen
apply-receipt-files = Modtagne filer
apply-result = Afgørelse

## Konsortium

consortium-name = Konsortiets navn
consortium-lead = Leder af konsortiet
consortium-members = Medlemmer
consortium-member-organisation = Organisation
consortium-member-person = Person
consortium-invite = Invitér et medlem
consortium-invite-hint = Medlemmet får en e-mail med et link, kan læse kladden med det samme og skriver under eller takker nej.
consortium-invitation-text = { $lead } inviterer { $member } til at være med i en ansøgning i sporet { $track }.
consortium-decline = Sig nej tak
consortium-sign = Skriv under
consortium-sign-declare = Jeg har læst ansøgningen og må skrive under for { $member }.
consortium-signed = Underskrevet { $when }
consortium-not-signed = Ikke underskrevet
consortium-signed-count =
    { $signed } af { $total ->
        [one] 1 medlem
       *[other] { $total } medlemmer
    } har skrevet under
consortium-void = Ansøgningen er ændret efter underskriften. Skriv under igen.
consortium-liability = Medlemmerne hæfter i fællesskab.

## Bedømmer

interest-title = Habilitet
interest-intro = Oplys din habilitet over for hver ansøger, før du kan læse noget.
interest-none = Jeg er habil
interest-declared = Jeg har en forbindelse, som skal oplyses
interest-disqualifying = Jeg er inhabil
interest-describe = Beskriv forbindelsen
score-title = Bedømmelse
score-application = Ansøgning { $number }
score-blind = Ansøgerens navn er skjult i denne del.
score-give = Giv point
score-reason = Begrundelse for dine point
score-reason-hint =
    { $min ->
        [one] Mindst 1 tegn.
       *[other] Mindst { $min } tegn.
    } Skriv, hvad i ansøgningen pointene bygger på.
score-lock = Lås mine point
score-others-hidden = Du ser de andres point, når du har låst dine egne.

## Formand

consensus-title = Fælles bedømmelse
consensus-individual = De enkelte bedømmelser

## Projektejer

owner-desk = Skrivebord
owner-todo = Venter på dig
owner-todo-none = Intet venter på dig.
owner-sealed = Ansøgningerne er forseglet indtil { $when }. Ingen kan læse dem.
owner-open = Åbn ansøgningerne
owner-extend-new = Ny frist
owner-extend-text = Fristen forlænges for alle, og alle får besked. En frist kan ikke afkortes.
owner-questions = Spørgsmål
owner-questions-unanswered = Ubesvarede
owner-answer = Svar
owner-answer-publish = Vis svaret for alle
owner-screening = Formel kontrol
owner-selection-computed = Beregnet rækkefølge
owner-selection-line = Grænsen går her
owner-selection-selected = Udvalgt
owner-selection-reserve = Reserve
owner-selection-not-selected = Ikke udvalgt
owner-letters = Breve
owner-outbox = Udbakke
owner-outbox-sent = Sendt { $when }
owner-outbox-failed = IKKE UNDERRETTET
owner-complaint-until = Klagefristen udløber { $when }.
owner-cancel = Annullér sporet
owner-joint = Fælles fase
owner-people = Personer og roller

## Roller

role-owner = Projektejer
role-secretary = Sekretær
role-evaluator = Bedømmer
role-chair = Formand
role-auditor = Revisor
role-applicant = Ansøger

## Revisor

audit-journal = Journal
audit-journal-text = Alt, hvad der er sket, i rækkefølge. Hver linje bærer fingeraftrykket af den forrige.
audit-verify = Efterprøv journalen
audit-verified =
    { $n ->
        [one] Den ene linje er uændret og på sin plads.
       *[other] Alle { $n } linjer er uændrede og på deres plads.
    }
audit-who = Hvem
audit-what = Hvad

## Demo

demo-title = Styr demoen
demo-clock = Demoens ur
demo-forward-next = Frem til næste begivenhed
demo-become = Vær { $person }
demo-people = Vælg, hvem du vil være
demo-mail = Demoens postkasse

## Afslag: hvorfor noget ikke kunne lade sig gøre

refused-title = Det kunne ikke lade sig gøre
refused-roles = Det kan kun gøres af: { $roles }.
refused-applicant = Det kan kun de, der er med i ansøgningen, eller dens leder gøre.
refused-unknown = Her er ikke noget, der hedder »{ $name }«.
refused-late = Fristen var { $deadline }. Det, I sendte, blev modtaget { $received } og deltager ikke. Forsøget er noteret.
refused-not-yet = Trinnet »{ $step }« er ikke begyndt.
refused-over = Trinnet »{ $step }« er afsluttet.
refused-ended = Sporet er afsluttet: { $outcome }.
refused-suspended = Sporet er sat i bero på grund af en klage.
refused-sealed = Ansøgningerne er forseglet indtil { $when }, og indtil de er åbnet.
refused-incomplete =
    { $n ->
        [one] Der mangler én ting, før ansøgningen kan indsendes.
       *[other] Der mangler { $n } ting, før ansøgningen kan indsendes.
    }
refused-withdrawn = Ansøgningen er trukket tilbage.
refused-not-submitted = Ansøgningen er ikke indsendt.
refused-stale = En anden har gemt i mellemtiden. Din tekst står nedenfor. Læs, hvad der er nyt: Gemmer du igen, erstatter din tekst den andens.
refused-too-many = Her kan der højst være { $max }.
refused-reason = »{ $of }« kræver en begrundelse på mindst { NUMBER($min) } tegn.
refused-reason-remark = »Bemærkning til hele listen« skal være på mindst { NUMBER($min) } tegn, når listen er kortere end den beregnede, eller når der er færre egnede end minimum.
refused-reason-short = Begrundelsen skal være på mindst { NUMBER($min) } tegn.
refused-never-earlier = Den nye frist, { $new }, er ikke senere end den nuværende, { $old }. En frist kan kun forlænges.
refused-bad-date = »{ $typed }« findes ikke som dato og klokkeslæt i tidszonen. Vælg en anden.
refused-no-date = Vælg en dato.
refused-involved = Den, der er med i en ansøgning, kan ikke have en rolle i udbuddet, og omvendt.
refused-interest-first = Erklær først din habilitet over for ansøgeren.
refused-conflicted = Du har erklæret en tilknytning til ansøgeren og har derfor ikke adgang.
refused-another-panel = Du sidder ikke i det panel, der bedømmer her: »{ $panel }«.
refused-no-panel = Du sidder i et andet panel: Her bedømmer de, der ikke sidder i noget.
refused-panels-apart = Den, der sidder i »{ $other }«, kan ikke også sidde i »{ $panel }«.
refused-off-scale = { $points } point for »{ $criterion }« findes ikke på skalaen.
refused-locked = Bedømmelsen er låst og kan ikke ændres.
refused-unfinished =
    { $n ->
        [one] Én ansøgning venter endnu: { $list }.
       *[other] { $n } ansøgninger venter endnu: { $list }.
    }
refused-mismatch = Afgørelsen om »{ $of }« passer ikke til det efterprøvede tal.
refused-bad-list = Listen kan ikke bruges: { $why }
refused-list-unknown = den nævner en ansøgning, der ikke er med i sammenligningen.
refused-list-twice = den nævner en ansøgning to gange.
refused-list-over = den har flere end filen tillader.
refused-list-missing = den nævner ikke alle.
refused-list-fixed = filen tillader ikke, at den beregnede liste fraviges.
refused-list-means = listen kræver flere penge eller mere kapacitet, end der er.
refused-list-lots = der skal trækkes lod først; filen tillader ingen anden liste.
refused-list-way = det skal først vælges, hvordan pointligheden afgøres; filen tillader ingen anden liste.
refused-list-told = nogen har fået besked om, at de er rykket op eller ikke længere er med; det kan ikke tages tilbage her.
refused-has-left = Disse ansøgninger står ikke længere på listen: { $codes }. Vælg dem, der står på listen nu; ingen kontrakt registreres med en, der er faldet fra.
refused-evidence-open = Dokumentationen fra disse ansøgninger er ikke registreret: { $codes }. Registrér under »Efter beslutningen«, om den er fremlagt.
refused-not-told = Disse ansøgninger er rykket op og har ikke fået besked: { $codes }. Send brevene under »Efter beslutningen«.
refused-standstill = En ansøger er rykket op. Først efter { $until } kan kontrakten registreres.
refused-bad-draw = Lodtrækningens rækkefølge skal nævne hver af dem, der står lige, præcis én gang.
refused-choice-open = { $n } mangler at sige, hvilke pladser der beholdes, senest { $until }. Ingen får besked før.
refused-choice-waits = { $n } mangler at sige, hvilke pladser der beholdes. Ingen får besked før.
refused-not-ready = Brevene sendes samlet. Ikke klar: { $tracks }.
refused-evidence-due = Dokumentationen kan komme til og med { $until }. Først derefter kan ansøgeren få besked om, at den mangler. Har ansøgeren trukket sig, så notér det i stedet.
refused-cure-open = Ansøgere kan afhjælpe formelle fejl indtil { $until }. Intet kan afgøres før.
refused-left-out = Disse ansøgninger har den samme fejl og er udeladt: { $codes }. Alle skal spørges ens.
refused-cured-once = Disse ansøgere har haft deres frist til afhjælpning: { $codes }. Hver får én.
refused-other-field = »{ $field }« er ikke blandt det, der kan rettes.
refused-no-cure = Her kan intet rettes.
refused-participants = En ansøgning har { $min } til { $max } deltagere eller ingen. Et navn har højst 200 tegn.
refused-members-stay = Medlemmerne kan ikke skiftes i denne fase. Dem, der blev udvalgt, fortsætter.
refused-unchanged = Intet er ændret.
refused-already = Det er allerede gjort.

outcome-completed = gennemført
outcome-no-applications = ingen søgte
outcome-none-suitable = ingen af ansøgerne var egnede
outcome-cancelled = annulleret
outcome-annulled = annulleret efter en klage

## Uploads: hvorfor en fil ikke modtages

upload-too-large = Filen er større end { $mb } MB. Intet blev gemt.
upload-too-much = Ansøgningen kan ikke rumme flere filer. Fjern først nogle.
upload-of-file = »{ $file }« er ikke taget imod. { $why } Filer, der blev valgt efter den, er heller ikke taget imod.
upload-wrong-kind = Filen er af typen { $found }. Her kan der kun lægges { $accepted } op.
upload-virus = I filen { $name } fandt virusscanneren { $found }. Den er ikke gemt. Undersøg den computer, den kommer fra, eller send den i en anden form.
upload-empty = Filen er tom.
upload-broken-off = Overførslen blev afbrudt undervejs. Intet blev gemt: Send filen igen.

## Udvælgelsen og brevene

basis-title = Grundlag for udvælgelsen: { $track }
basis-link = Føj til grundlaget, eller læs, hvad der er føjet til
basis-lead = Det, der skrives her, indgår straks i beregningen. Det står i journalen med begrundelse og kan erstattes, til listen er besluttet.
basis-recorded = Indtil nu
basis-nothing = Intet endnu.
basis-record = Registrér
basis-order-text = Giv hver ansøgning sin plads: 1 er den bedste. Skriv en begrundelse for hver; de, der ikke vælges, læser deres.
basis-yes = Stemmer for
basis-no = Stemmer imod
basis-abstained = Undlod at stemme
basis-minutes = Hvor og hvornår der blev stemt
basis-grades-text = Point for hver reference i ansøgningens rækkefølge med mellemrum imellem. Så mange referencer har hver:
basis-points = Point
basis-choice = Sådan afgøres lighed
basis-expand = Alle de lige tages med
basis-draw = Ved lodtrækning
basis-evidence = Dokumentation
basis-shown = Er dokumentationen vist?
basis-struck = Lad en bedømmelse udgå
basis-struck-text = Bedømmelsen bliver stående i journalen og tæller ikke længere.
basis-criterion = Kriterium
basis-evaluator = Bedømmer
basis-left = Nogen er faldet fra
basis-left-text = Reservelisten rykker op, hvor dens regel siger det.
basis-trigger = Hvad der skete
basis-reason-hint = Mindst { NUMBER($min) } tegn. Den står i journalen.
basis-not-understood = Udfyld alle felter. Pladser og stemmer er hele tal, og ingen plads gives to gange.
choose-title = Udvælgelse: { $track }
choose-not-begun = Sporet er endnu ikke nået til udvælgelsen.
choose-decided = Besluttet { $when }. Både den beregnede og den besluttede liste er gemt.
choose-computed = Beregnet liste
choose-as-decided = Besluttet liste
choose-plot = Hvad de samlede point består af
choose-plot-text = Hver bjælke er et samlet pointtal. Tabellen nedenfor siger det samme i tal.
choose-plot-line = Den røde streg er pointtallet for den sidste, der er udvalgt.
choose-plot-place = Nummer { NUMBER($place) }, { $total } point
choose-plot-total = { $total } point
choose-plot-above = { $margin } point mere end den første, der ikke er udvalgt.
choose-plot-below = Mangler { $margin } point i at nå stregen.
choose-plot-on = På stregen.
choose-plot-spread = Bedømmerne var længst fra hinanden på »{ $title }«: { $spread } point.
choose-place = Plads
choose-application = Ansøgning
choose-total = I alt
choose-verdict = Resultat
choose-selected = Udvalgt
choose-reserve = Reserveliste
choose-not = Ikke udvalgt
choose-tied = Står lige ved stregen
choose-below = Under en tærskel
choose-tie-title = Lige ved stregen
choose-tie-text =
    { $n ->
        [one] Én plads er åben, og intet i reglerne skiller disse:
       *[other] { $n } pladser er åbne, og intet i reglerne skiller disse:
    }
choose-draw-order = Loddernes rækkefølge
choose-draw-order-hint = Træk lod for øjnene af et vidne. Skriv koderne i den rækkefølge, de blev trukket, med mellemrum imellem.
choose-draw-witness = Vidne
choose-draw-witness-hint = Hvem så på, og hvordan blev der trukket lod?
choose-draw = Notér lodtrækningen
choose-decide-title = Beslut
choose-decide-text = Den beregnede liste er udfyldt. Ændrer du den, skal hver ansøgning, du flytter, have en begrundelse på mindst { NUMBER($min) } tegn. Ansøgeren læser den.
choose-reason = Begrundelse for en ændring
choose-reason-hint = Kun hvor du fraviger den beregnede liste eller vælger mellem dem, der står lige.
choose-remark = Bemærkning til hele listen
choose-remark-hint = Nødvendig, når listen er kortere end den beregnede, eller når der er færre egnede end minimum.
choose-decide = Beslut listen
choose-letters-title = Breve
choose-letters-text = Alle breve i alle spor sendes i samme øjeblik. Læs dem først.
choose-letters-tracks = Hvor sporene står
choose-track = Spor
choose-state = Tilstand
choose-released = Brevene blev sendt { $when }
choose-letters-preview =
    { $n ->
        [one] Ét brev er klar
       *[other] { $n } breve er klar
    }
choose-release =
    { $n ->
        [one] Send brevet
       *[other] Send alle { $n } breve nu
    }

## Demoens egen side

demo-intro = Du er i en demo med opdigtede personer. Tiden står stille, indtil du stiller uret frem.
demo-done = Det er gjort.
demo-tender = Læs udbuddet
demo-deadline = Frist
demo-next = Det næste, tiden selv gør
demo-hour = En time frem
demo-day = Et døgn frem
demo-before = To minutter før fristen
demo-after = Lige efter fristen
demo-month = Tredive dage frem
demo-applicant = ny ansøger
demo-member = medlem af et konsortium
demo-others-title = Lad de andre gøre deres
demo-others-text = Du følger ét spor. De andre bliver åbnet, prøvet, bedømt, afstemt og besluttet for dig, frem til brevene. I dit eget spor udfylder Erik Ebbesen sin bedømmelse, når bedømmelsen er begyndt.
demo-others = Jeg følger { $track }
## Ansøgning: ansøgerens egne sider og de offentlige

applicant-buyers = Ordregivere
applicant-buyer-leads = leder indkøbet
applicant-ended = Afsluttet: { $outcome }
applicant-how = Sådan søger I
applicant-how-form = Skemaet beder om:
applicant-how-single = En organisation eller person søger alene.
applicant-how-consortium =
    I kan søge alene eller som konsortium med højst { $n ->
        [one] 1 medlem
       *[other] { $n } medlemmer
    }, lederen medregnet.
applicant-how-mandate = Hvert medlem skriver under én gang på, at det deltager, og at lederen handler på dets vegne.
applicant-how-content = Hvert medlem skriver under på indholdet. Ændres det, skriver medlemmerne under igen.
applicant-how-tracks =
    En ansøger kan deltage i højst { $n ->
        [one] 1 spor
       *[other] { $n } spor
    }.
applicant-how-refuse = En ansøgning kan indsendes, når der ikke mangler noget.
applicant-how-accept = En ansøgning kan indsendes, selv om der mangler noget. Kvitteringen nævner, hvad der mangler.
applicant-how-replace = I kan indsende en ny version indtil fristen. Den sidste gælder.
applicant-change = { $date }: flyttet fra { $from } til { $to }.
applicant-date = { $date }: { $when }
applicant-asked = Spurgt { $when }.
applicant-answered = Besvaret { $when }.
applicant-questions-none = Der er ikke offentliggjort svar endnu.
applicant-follow-title = Nyt på e-mail
applicant-follow-text = Vi skriver til dig, når et spørgsmål er besvaret, et dokument er offentliggjort eller en dato er flyttet.
applicant-follow = Følg udbuddet
applicant-following = Du får en e-mail, når et spørgsmål er besvaret, et dokument er offentliggjort eller en dato er flyttet.
applicant-unfollow = Følg ikke længere
applicant-start-name = Navn på den organisation eller person, der søger
applicant-start-name-hint = Søger I som konsortium: navnet på det medlem, der leder. De andre inviteres bagefter.
applicant-start-kind = Organisation eller person?
applicant-overview = Overblik
applicant-stages = Faser
applicant-parts = Ansøgningens dele
applicant-part = Del
applicant-code = Ansøgningens kode
applicant-saved-as = Version { $version }, gemt { $when }
applicant-closed = Fristen er udløbet. Ansøgningen kan læses, men ikke ændres.
applicant-empty = Ikke udfyldt
applicant-confirm = Bekræft »{ $label }«
applicant-below = »{ $label }« skal være mindst { $min }.
applicant-above = »{ $label }« må højst være { $max }.
applicant-not-whole = »{ $label }« skal være et helt tal.
applicant-not-a-day = »{ $label }« skal være en dag, skrevet som 2026-05-31.
applicant-before = »{ $label }« må tidligst være { $min }.
applicant-after = »{ $label }« må senest være { $max }.
applicant-too-many = Vælg højst { $max } under »{ $label }«.
applicant-row = »{ $label }«, række { $row }: { $what }
applicant-files-too-many =
    Under »{ $label }« er der plads til højst { $max ->
        [one] 1 fil
       *[other] { $max } filer
    }. Fjern nogle.
applicant-files-none = Ingen filer endnu.
applicant-files-choose = Vælg filer
applicant-files-full = Der er ikke plads til flere filer her. Fjern en først.
applicant-upload-nothing = Vælg en fil, og tryk så på knappen.
applicant-go-to-files = gå til filerne
applicant-hurry = Er tiden knap? Indsend herfra
applicant-hurry-text = Det, I har udfyldt, gemmes og indsendes på én gang. I kan ændre det og indsende igen indtil fristen.
applicant-save-submit = Gem og indsend
applicant-save-next = Gem og fortsæt
applicant-question = Spørgsmål { $n } af { $of }
applicant-question-previous = Forrige spørgsmål
applicant-question-next = Næste spørgsmål
applicant-question-overview = Tilbage til overblikket
applicant-question-all = Alle spørgsmål på én side
applicant-question-each = Ét spørgsmål ad gangen
applicant-question-begin = Besvar spørgsmålene
applicant-question-ways = Andre måder at svare på
applicant-meanwhile = Andre har imens gemt dette:
applicant-changed-meanwhile = Kladden er ændret, efter at siden blev vist. Læs den igen herunder.
applicant-content-too-large = Svarene fylder tilsammen mere end { $size } og er derfor ikke gemt. Gør dem kortere; jeres tekst står herunder.
applicant-members-full =
    Der er plads til { $n ->
        [one] 1 medlem
       *[other] { $n } medlemmer
    }, lederen medregnet. Der kan ikke inviteres flere.
applicant-invite-email-hint = Invitationen sendes til adressen, og den, der læser den, skriver under for medlemmet.
applicant-declined = Takkede nej { $when }
applicant-sign-mandate = Med underskriften deltager { $member } i ansøgningen og lader { $lead } handle for sig. Underskriften gælder fortsat, hvis { $lead } ændrer indholdet.
applicant-sign-content = Med underskriften står { $member } inde for indholdet herunder, som det er nu. Ændres det, skal du skrive under igen.
applicant-sign-tick = Sæt kryds for at bekræfte, at du har læst ansøgningen og må skrive under.
applicant-now-says = Ansøgningen, som den er nu
applicant-decline-text = Takker I nej, deltager I ikke og kan ikke længere se ansøgningen. Lederen kan invitere jer igen.
applicant-submit-text = Ansøgningen indsendes, som den vises her. I får kvittering straks og på e-mail. I kan erstatte den eller trække den tilbage indtil fristen.
applicant-submit-tick = Sæt kryds for at erklære, at oplysningerne er rigtige.
applicant-nothing-new = Kladden er den samme som det indsendte. Der er ikke noget nyt at indsende.
applicant-lead-submits = Kun lederen kan indsende.
applicant-withdraw-not = Der er ikke noget, I kan trække tilbage nu.
applicant-receipt-procedure = Udbud
applicant-receipt-content = Indholdets fingeraftryk (SHA-256)
applicant-receipt-workflow = Arbejdsgangens fingeraftryk (SHA-256)
applicant-receipt-line = Journallinjens fingeraftryk
applicant-receipt-data = Hent kvitteringen som data (JSON)
applicant-receipt-check = I dataene står alt, der skal til for at beregne hvert fingeraftryk igen, og hvordan det gøres.
applicant-receipt-withdrawn = Ansøgningen blev trukket tilbage efter denne kvittering. Den deltager ikke.
applicant-outcome-wait = Afgørelsen er ikke sendt endnu. Alle ansøgere får deres i samme øjeblik.
applicant-outcome-no-date = Der er ikke sat en dato.
applicant-outcome-dates = Disse datoer ligger forude:
applicant-outcome-released = Afgørelsen blev sendt { $when }.
applicant-outcome-place = Jeres plads i sammenligningen: nummer { NUMBER($place) } af { NUMBER($of) }.
applicant-outcome-total = I alt: { $total } point.
applicant-outcome-reasons = Point og begrundelser
applicant-outcome-checks = Krav, der ikke er opfyldt
applicant-complaints = Jeres klager
applicant-complain = Klag over afgørelsen
applicant-complain-text = En klage standser sporet, til den er afgjort. Projektejeren læser den.
applicant-complaint-label = Jeres klage
applicant-complaint-hint = Skriv, hvad der var forkert i afgørelsen, og hvorfor.
applicant-complaint-send = Send klage
applicant-complaint-filed = Sendt { $when }.
applicant-complaint-open = Ikke afgjort endnu
applicant-complaint-settled = { $ruling }, { $when }
applicant-complaint-dismissed = Afvist
applicant-complaint-annulled = Sporet blev annulleret
applicant-complaint-redo = Vurderingen laves om
## Sider til bedømmelse

judge-intro = Oplys din habilitet. Læs hver ansøgning, giv point med begrundelse, og lås dit ark.
judge-order = Du får ansøgningerne i din egen rækkefølge, så ingen altid bliver læst først.
judge-blind = Du kan ikke se, hvem der søger. Hver ansøgning har en kode.
judge-ahead = Bedømmelsen er ikke begyndt. Du får et brev, når den gør.
judge-over = Bedømmelsen er slut. Arkene kan læses, men ikke længere ændres.
judge-mine = Dine ansøgninger
judge-none = Der er ingen ansøgninger at bedømme.
judge-progress = { $done } af { $total } er færdige
judge-next-declare = Oplys habilitet for { $code }
judge-next-score = Fortsæt med { $code }
judge-all-done = Du har gjort din del. Formanden afslutter bedømmelsen.
judge-state-undeclared = Habilitet mangler
judge-state-tied = Inhabil, ingen adgang
judge-state-scoring = { $done } af { $total } kriterier er bedømt
judge-state-locked = Låst
judge-open = Åbn { $code }
judge-panel = Så langt er udvalget
judge-panel-text =
    { $min ->
        [one] Hver ansøgning skal have 1 låst ark.
       *[other] Hver ansøgning skal have { $min } låste ark.
    } Point vises først, når bedømmelsen er slut.
judge-panel-sheets = Låste ark
judge-panel-enough = Nok
judge-panel-short = For få
judge-people = Bedømmere
judge-people-declared = Habilitet oplyst
judge-people-left = Mangler at oplyse habilitet
judge-finish = Afslut bedømmelsen
judge-finish-text = Ark, der ikke er låst, tæller ikke med. Det kan ikke fortrydes.
judge-code = Ansøgning { $code }
judge-declare-title = Oplys din habilitet for { $code }
judge-declare-first = Du kan læse ansøgningen, når du har oplyst din habilitet.
judge-declare-members = De søger
judge-declare-all = Alle, der søger i dette spor
judge-declare-all-text = Listen har alle i alfabetisk rækkefølge. Den siger ikke, hvem der hører til hvilken ansøgning. Din erklæring gælder alle ansøgninger i sporet på én gang.
judge-tie = Er du inhabil i forhold til nogen på listen?
judge-tie-hint = Inhabil er du, hvis noget kan få andre til at tvivle på, at du er upartisk: familie, arbejde, penge, venskab eller fjendskab.
judge-tie-no = Nej, jeg er habil
judge-tie-yes = Ja, jeg er inhabil
judge-tie-yes-hint = Din adgang til ansøgningen ophører straks.
judge-tie-who = I forhold til hvem?
judge-tie-who-hint = Skal kun udfyldes, hvis du er inhabil.
judge-tie-what = Hvad består forbindelsen i?
judge-tie-send = Afgiv erklæringen
judge-tie-who-needed = Angiv, hvem du er inhabil i forhold til.
judge-tie-both = Du har angivet nogen, du er inhabil i forhold til, og svaret, at du er habil. Vælg det ene.
judge-tied-title = Du har ikke adgang til { $code }
judge-tied-text = Du har oplyst, at du er inhabil. Du kan ikke læse ansøgningen, dens filer eller dens point, og du deltager ikke i at bedømme den.
judge-tied-back = Tilbage til listen
judge-tie-later = Jeg har opdaget, at jeg er inhabil
judge-tie-later-text = Din adgang til denne ansøgning ophører straks, og dine point for den tæller ikke. Det kan ikke fortrydes.
judge-tie-later-send = Oplys inhabilitet
judge-contents = Ansøgningen
judge-members = Ansøger
judge-hidden =
    { $n ->
        [one] Ét svar er skjult for dig, fordi det kan røbe, hvem der søger.
       *[other] { $n } svar er skjult for dig, fordi de kan røbe, hvem der søger.
    }
judge-not-answered = Ikke besvaret
judge-confirmed = Bekræftet
judge-attachment = Bilag { $number }
judge-file-detail = ({ $kind }, { $size })
judge-file-unscanned = { $detail } · ikke scannet for virus
judge-file-virus = Virusscanneren fandt { $found } i denne fil, og den udleveres derfor ikke. Ansøgningen står ved magt. Bed projektejeren tale med ansøgeren.
judge-file-tab = Filerne åbner i en ny fane.
judge-file-here = Vis »{ $name }« her
judge-sheet = Dit ark
judge-points = Point
judge-points-range = Fra { $lowest } til { $highest }
judge-reason = Begrundelse
judge-reason-for = Begrundelse for dine point for »{ $title }«
judge-points-for = Point for »{ $title }«
judge-points-needed = Giv point for »{ $title }«.
judge-save = Gem
judge-lock = Lås …
judge-saved-in-part = Gemt { $when }. Der mangler point, eller noget er ikke gyldigt endnu.
judge-not-saved = Ikke gemt. Prøv igen, eller tryk på »Gem«.
judge-sheet-locked = Dit ark blev låst { $when }.
judge-sheet-over = Bedømmelsen sluttede, før dit ark var låst. Det tæller ikke med.
judge-others-hidden = Du ser de andres point, når bedømmelsen er slut.
judge-others = De andres ark
judge-other = Bedømmer { $letter }
judge-lock-title = Lås dit ark for { $code }
judge-lock-text = Et låst ark kan ikke ændres af nogen.
judge-lock-yes = Lås mit ark
judge-lock-no = Gå tilbage og ret

## Sider til den fælles bedømmelse

agree-intro = De ansøgninger, som bedømmerne er mest uenige om, står først.
agree-ahead = Bedømmelsen er ikke slut. Point vises, når den er.
agree-over = Den fælles bedømmelse er slut.
agree-list = Ansøgninger
agree-none = Der er ingen ansøgninger at blive enige om.
agree-closed = Du har ikke adgang til disse ansøgninger, fordi du er inhabil eller ikke har oplyst din habilitet:
agree-evaluators = Point fra hver bedømmer
agree-mean = Gennemsnit
agree-spread = Spredning
agree-agreed = Fælles
agree-not-yet = Mangler
agree-progress = { $done } af { $total } er fastlagt
agree-open = Bliv enige om { $code }
agree-read = Læs ansøgningen
agree-points = Fælles point for »{ $title }«
agree-reason = Begrundelse for »{ $title }«
agree-reason-hint =
    { $min ->
        [one] Skal gives, hvis nogen gav andre point. Mindst 1 tegn.
       *[other] Skal gives, hvis nogen gav andre point. Mindst { $min } tegn.
    }
agree-one-mind = Alle gav { $points }.
agree-kept = Bedømmernes point og begrundelser bliver bevaret, som de er.
agree-save = Fastlæg fælles point
time-title = Tidslinje
time-alt = En bjælke for hvert spor, fra åbningen til den sidste dato. Tallene er de samme som i listerne nedenfor.
time-of = Tidslinje for { $title }
time-now = Nu
time-done = Bagud
time-here = Her
time-ahead = Forude
time-since = siden { $from }
time-from-to = { $from } – { $to }
time-reminder = Påmindelse: { $step }
time-until = Slut: { $step }
minutes-title = Panelets referat
minutes-pdf = Referatet som PDF
minutes-about = Mødet
minutes-text = Hver bedømmers point står, som de blev låst. Bedømmerne kendes fra hinanden på bogstaver; hvis bogstav der er hvis, siges ikke her.
minutes-procedure = Procedure
minutes-standing = Stand
minutes-over = Den fælles bedømmelse er slut. Dette er referatet.
minutes-open = Den fælles bedømmelse er i gang. Dette er en kladde.
minutes-recorded = Noteret
minutes-from-to = fra { $from } til { $to }
minutes-present = De tilstedeværende
minutes-sheets = Låste ark
minutes-interests = Habilitet
minutes-declared =
    { $n ->
        [one] 1 erklæring siger, at der ingen forbindelse er.
       *[other] { $n } erklæringer siger, at der ingen forbindelse er.
    }
minutes-nobody-aside = Ingen har oplyst en forbindelse.
minutes-aside = Trådt til side
minutes-somebody-aside = En bedømmer
minutes-criterion = Kriterium
minutes-points = Point til { $code }
minutes-left-out = Ikke i dette referat
minutes-closed = Du har ikke adgang til: { $codes }.
agree-saved = Det, du har skrevet, blev gemt { $when }. Det er ikke noteret endnu.
judge-target = Panelet vil gerne være færdigt { $when }. Det er et mål: intet lukker da.
judge-target-over = Panelet ville gerne have været færdigt { $when }. Du kan stadig give point, og de andre venter på dem.
agree-finish = Afslut den fælles bedømmelse
agree-finish-text = De fælles point går videre til udvælgelsen. Det kan ikke fortrydes.
agree-no-marks = Ingen gav point.
agree-recorded = Fastlagt { $when }
agree-differences = Forskelle, den største først
agree-differences-text = Forskellen er afstanden fra de laveste til de højeste point. Den, der er størst i forhold til skalaen, står først.
agree-legend-dots = Bogstav: en bedømmers point
agree-legend-lines = Streg: gennemsnit; brudt streg: median; felt: fra de laveste til de højeste
agree-legend-apart = Ring: skiller sig ud fra de andre
agree-plot = { $points }. Gennemsnit { $mean }, median { $median }, spredning { $spread }.
agree-apart = Skiller sig ud: { $letters }.
agree-agreed-on = Enighed: { $points }
agree-walk = Forskel { NUMBER($place) } af { NUMBER($all) }, den største først
agree-walk-name = Gå gennem forskellene fra »{ $title }«
agree-walk-to = { $code }, { $title }
agree-walk-larger = Større
agree-walk-smaller = Mindre

## Sider til den formelle kontrol

screen-intro = Kontrollér hver ansøgning. En ansøgning, der ikke opfylder alle krav, indgår ikke i sammenligningen.
screen-ahead = Den formelle kontrol er ikke begyndt.
screen-sealed = Ansøgningerne er forseglet. De åbnes efter fristen.
screen-over = Den formelle kontrol er slut. Det fundne kan ikke længere ændres.
screen-list = Modtagne ansøgninger
screen-none = Ingen har søgt.
screen-members = Medlemmer
screen-submitted = Modtaget
screen-versions = Indsendt
screen-times =
    { $n ->
        [one] 1 gang
       *[other] { $n } gange
    }
screen-problems = Mangler i skemaet
screen-problems-none = Ingen
screen-state-untouched = Ikke kontrolleret
screen-state-partly = { $done } af { $total } er kontrolleret
screen-state-admitted = Taget med
screen-state-excluded = Ikke taget med
screen-closed = Du har ikke adgang til disse ansøgninger, fordi du er inhabil:
screen-finish = Afslut den formelle kontrol
screen-finish-text = De ansøgninger, der er taget med, går videre. Det kan ikke fortrydes.
screen-lead = Leder
screen-signature = Underskrift
screen-signed-other = Skrev under på en tidligere version { $when }
screen-declined = Sagde nej tak { $when }
screen-lead-handed-in = Har indsendt
screen-kind = Art
screen-group-exclusion = Udelukkelsesgrunde
screen-group-suitability = Minimumskrav til egnethed
screen-group-formality = Formelle krav
screen-checks = Kontrol
screen-declared = Oplyst: { $label }
screen-min = Der kræves mindst { $min }.
screen-exclusion-hint = Opfyldt betyder, at grunden ikke foreligger.
screen-met = Opfyldt
screen-not-met = Ikke opfyldt
screen-verified = Efterprøvet tal
screen-verified-hint = Det tal, du har efterprøvet, tæller. Det oplyste tal tæller ikke.
screen-reason = Begrundelse eller bemærkning
screen-reason-hint =
    { $min ->
        [one] Skal gives, hvis kravet ikke er opfyldt, mindst 1 tegn. Ansøgeren læser den.
       *[other] Skal gives, hvis kravet ikke er opfyldt, mindst { $min } tegn. Ansøgeren læser den.
    }
screen-save = Gem det fundne
screen-verified-needed = Skriv det efterprøvede tal for »{ $title }« med cifre.
screen-problem-missing = ikke udfyldt
screen-problem-long = { $length } tegn, højst { $max }
screen-problem-number = ikke et tal
screen-problem-below = under { $limit }
screen-problem-above = over { $limit }
screen-problem-choice = ikke et af de mulige svar
screen-problem-files = flere end { $max } filer
screen-finding = Det fundne
screen-problem-whole = ikke et helt tal
screen-problem-date = ikke en dag
screen-problem-before = før { $limit }
screen-problem-after = efter { $limit }
screen-problem-many = flere end { $max }
screen-problem-row = række { $row }: { $what }
screen-found = Det efterprøvede
screen-found-hint = Det, du har efterprøvet, tæller i stedet for det oplyste. Er det noget andet, skal der stå hvorfor.
screen-found-needed = Angiv det efterprøvede for »{ $title }«.
## Ejerens sider, alles skrivebord, den fælles fase og journalen

desk-offices = Mine roller
desk-empty = Du har endnu ingen ansøgning og ingen rolle.
desk-empty-link = Se de åbne udbud
desk-everywhere = { $role }, alle spor
desk-in-track = { $role }, { $track }
desk-on-panel = { $role }, »{ $panel }«
desk-submitted = Ansøgningen er indsendt og er med.
desk-withdrawn = Ansøgningen er trukket tilbage og er ikke med.
desk-changed = Kladden er ændret, siden den blev indsendt. Ændringerne er ikke indsendt.
desk-signature = Din underskrift mangler.
desk-sign = Læs og underskriv
desk-outcome = Afgørelsen blev meddelt { $when }.
desk-see-outcome = Se afgørelsen
desk-open-application = Gå til ansøgningen
desk-answer =
    { $n ->
        [one] 1 spørgsmål venter på svar
       *[other] { $n } spørgsmål venter på svar
    }
desk-not-notified =
    { $n ->
        [one] 1 brev kunne ikke afleveres
       *[other] { $n } breve kunne ikke afleveres
    }
desk-sheets = { $track }: { $done } af dine { $total } bedømmelser er låst
desk-joint = { $step }: beslut, om der skal fortsættes
desk-task = { $track }: { $text }

own-nav = Udbuddets sider
own-dates = Datoer
own-complaints = Klager
own-zone = Alle tider er lokal tid i { $zone }.
own-begun = Begyndt
own-submitted = Indsendt
own-waits-for = Venter på: { $roles }
own-stage-deadline = Modtager ansøgninger indtil { $when }.
own-stage-undated = Datoen for denne fase var overskredet, før sporet nåede hertil. Giv sporet en ny.
own-stage-waiting = Venter før »{ $step }«. { $wait }
own-stage-waiting-asked = For få af de andre spor kan komme igennem, så »{ $step }« ville vente forgæves. Nogen skal beslutte, om sporet går videre.
own-act-waiting = Se, hvad der ventes på
wait-all = Venter, til { $n ->
    [one] { $tracks } er
   *[other] alle disse spor er
} kommet igennem »{ $step }«{ $n ->
    [one] .
   *[other] : { $tracks }.
}
wait-any = Venter, til et af disse spor er kommet igennem »{ $step }«: { $tracks }.
wait-some = Venter, til { $need } af disse spor er kommet igennem »{ $step }«: { $tracks }.
waiting-title = Hvad sporet { $track } venter på
waiting-none = Sporet venter ikke på andre spor nu.
waiting-before = Før »{ $step }«: { $wait }
waiting-decide = Gå videre, eller annullér sporet
waiting-go-on = Gå videre uden dem
waiting-give-up = Annullér sporet
waiting-reason-hint = Begrundelsen gemmes i journalen og sendes til ansøgerne, hvis sporet annulleres. Skriv mindst { $min } tegn.
own-stage-opening =
    { $n ->
        [one] 1 ansøgning venter på at blive åbnet.
       *[other] { $n } ansøgninger venter på at blive åbnet.
    }
own-stage-screening = { $done } af { $total } ansøgninger er kontrolleret.
own-stage-scoring = { $done } af { $total } bedømmelser er låst.
own-stage-consensus = Der er enighed om { $done } af { $total } ansøgninger.
own-stage-selection = Beslutningen er ikke truffet.
own-stage-letters-ready = Brevene er klar til at blive sendt.
own-stage-letters = Brevene er ikke klar: { $list }.
own-stage-behind = { $track } er i »{ $step }«
own-stage-complaints = Der kan klages indtil { $when }.
own-stage-suspended =
    { $n ->
        [one] 1 klage er åben. Sporet er sat i bero.
       *[other] { $n } klager er åbne. Sporet er sat i bero.
    }
own-stage-ended = Sporet er afsluttet: { $outcome }.
own-act-screening = Kontrollér ansøgningerne
own-act-scoring = Gå til bedømmelsen
own-act-consensus = Gå til den fælles bedømmelse
own-act-selection = Gå til udvælgelsen
own-act-letters = Gå til brevene
own-act-complaints = Gå til klagerne
own-stage-untold =
    { $n ->
        [one] 1 ansøger er ikke underrettet. Sporet venter.
       *[other] { $n } ansøgere er ikke underrettet. Sporet venter.
    }
own-stage-envelope = Kuverterne kan åbnes.
own-stage-contract = Kontrakten kan indgås.
own-act-contract = Registrér kontrakten
own-act-envelope = Åbn kuverterne
own-envelope-text = Det, der ligger i kuverten, blev indsendt sammen med resten og er stadig lukket. Den åbnes for dem, der klarede det, der er bedømt. For de andre læser ingen den nogensinde.
own-envelope-opened = Kuverterne blev åbnet { $when }.
own-envelope-holds = I kuverten
own-envelope-table = Hvis kuvert åbnes
own-envelope-state = Kuvert
own-envelope-rule = Ikke opfyldt
own-envelope-is-open = Åben
own-envelope-will-open = Åbnes
own-envelope-stays-shut = Forbliver lukket
own-envelope-total = Det samlede resultat
own-envelope-button = Åbn kuverterne
own-contract-title = Kontrakt i sporet »{ $track }«
own-contract-text = Klagefristerne er udløbet. Registrér kontrakten, når den er indgået; så slutter sporet.
own-contract-note = Med hvem, om hvad og for hvor meget
own-contract-confirm = Kontrakten er indgået
own-contract-unconfirmed = Bekræft, at kontrakten er indgået
own-contract-record = Registrér kontrakten
own-tell-title = Ikke underrettede ansøgere, sporet »{ $track }«
own-tell-text = En klagefrist løber fra dagen efter, at ansøgeren er underrettet. Et brev, der kom retur, eller som ingen mailserver tog imod, underretter ingen.
own-tell-none = En mailserver har taget imod alle breve i dette spor, og ingen er kommet retur.
own-tell-since = Brevet kom ikke frem. Kendt siden { $when }.
own-tell-told = Underrettet { $when }. Der kan klages indtil { $until }.
own-tell-who = Hvilken ansøger?
own-tell-what = Hvad skete der?
own-tell-returned = Brevet med afgørelsen kom retur
own-tell-returned-text = Klagefristen løber ikke for denne ansøger, før I har givet besked på en anden måde.
own-tell-notified = Ansøgeren er underrettet på anden måde
own-tell-notified-text = Klagefristen for denne ansøger løber fra i morgen.
own-tell-how = Hvordan, hvornår og af hvem
own-tell-how-hint = Det bliver noteret i journalen. Skriv mindst { $min } tegn.
own-tell-record = Registrér
own-tell-link = Breve, der ikke kom frem
own-act-opening = Gå til åbningen
own-act-undated = Sæt datoen
own-earlier = Tidligere faser
own-act-cancel = Annullér sporet { $track }
own-applications = Ansøgninger i { $track }
own-applications-none = Der er ingen ansøgninger.
own-code = Kode
own-name-hidden = Navnet er skjult
own-name-erased = Navnet er slettet
own-with-others =
    { $name } og { $n ->
        [one] én anden
       *[other] { $n } andre
    }
own-erased = Teksten er slettet.

own-people-table = Hvem har hvilken rolle
own-people-code = Kode i journalen
own-people-roles = Roller
own-people-everywhere = Alle spor
own-people-give = Giv en rolle
own-people-give-text = Personen får besked i et brev og logger ind med adressen nedenfor.
own-people-give-button = Giv rollen
own-people-role = Rolle
own-people-panel = Panel
own-people-no-panel = Intet panel
own-people-revoke = Fratag rollen
own-people-revoke-named = Fratag rollen: »{ $role }«, { $name }
own-people-last-owner = Udbuddet skal have en ejer. Giv først rollen til en anden.
own-people-done = Rollerne er ændret.

own-dates-text = En dato kan flyttes til senere, aldrig til tidligere. Alle får besked med begrundelsen.
own-dates-extend = Flyt til senere
own-dates-extend-named = Flyt til senere: »{ $date }«
own-dates-closed = Kan ikke længere flyttes
own-dates-now = Den er nu { $when }.
own-dates-told =
    { $n ->
        [0] Ingen har begyndt en ansøgning eller følger med endnu, så ingen får brev.
        [one] 1 person får brev.
       *[other] { $n } personer får brev.
    }
own-ahead-button = Se brevene først
own-ahead = Disse breve ville gå ud
own-ahead-to =
    Til { $applicants ->
        [one] 1 person
       *[other] { $applicants } personer
    } med en ansøgning og { $followers }, der følger udbuddet.
own-dates-reason-hint = Alle kan læse begrundelsen. Skriv mindst { $min } tegn.
own-dates-changes = Ændringer
own-dates-none = Ingen dato er ændret.
own-dates-changed = Ændret
own-dates-before = Før
own-dates-after = Efter

own-questions-none = Der er ikke kommet spørgsmål.
own-questions-answered = Besvarede
own-questions-asked = Stillet { $when }
own-questions-answered-at = Besvaret { $when }
own-questions-hint = Alle kan læse svaret. Det kan ikke ændres bagefter.
own-questions-said = Besvar dette spørgsmål

own-documents = Dokumenter
own-documents-text = Alle kan hente disse filer på procedurens side. Tidligere udgaver bliver stående, og det gør oplysningen om, at noget er trukket tilbage, også.
own-documents-list = Offentliggjort
own-documents-publish = Offentliggør et dokument
own-documents-of = Ny udgave af
own-documents-new = Intet: et dokument for sig
own-documents-button = Offentliggør
own-documents-withdraw = Træk et dokument tilbage
own-documents-withdraw-text = Ingen kan længere hente et dokument, der er trukket tilbage, i nogen udgave. Titlen, fingeraftrykket og jeres begrundelse bliver stående.
own-documents-which = Hvilket dokument?
document-none = Der er ikke offentliggjort dokumenter.
document-title = Titel
document-title-hint = For eksempel: program for byggeriet. Højst { $max } tegn.
document-reason = Hvad der er nyt
document-reason-hint = Skal udfyldes ved en ny udgave. Mindst { $min } tegn.
document-file = { $name } ({ $size }), udgave { $version }.
document-published = Offentliggjort { $when }.
document-withdrawn = Trukket tilbage { $when }: { $why }
document-earlier =
    { $n ->
        [one] 1 tidligere udgave
       *[other] { $n } tidligere udgaver
    }
tender-documents = Dokumenter
feed-document = Dokument: { $title }
feed-document-withdrawn = Trukket tilbage: { $title }
upload-unscanned = Virusscanneren er ikke til at få fat i lige nu. Et dokument til alle offentliggøres ikke uden at være scannet. Prøv igen om lidt.

own-opening-title = Åbning af { $track }
own-opening-received = Modtaget i tide
own-opening-root = Fingeraftryk af alt modtaget
own-opening-root-text = Det blev beregnet ved fristen. Hvis noget tilføjes, ændres eller fjernes bagefter, kan det ses.
own-opening-by = Kan åbnes af
own-opening-text = Åbningen kan ikke fortrydes. Bagefter kan navne og indhold læses af dem, der må.
own-opening-opened = Ansøgningerne blev åbnet { $when } af { $name }.
own-opening-former = en person, der ikke længere har rollen

own-outbox-to = Til
own-outbox-kind = Slags
own-outbox-subject = Emne
own-outbox-dated = Skrevet
own-outbox-none = Der er ikke skrevet breve.
own-outbox-sealed = Ansøgning { $code }
own-outbox-hidden = Vises ikke
own-outbox-sealed-text = Indtil ansøgningerne er åbnet, viser et brev om en ansøgning kun dens kode og kan ikke læses her.
own-outbox-waiting =
    { $n ->
        [0] Venter
        [one] Venter efter 1 forsøg
       *[other] Venter efter { $n } forsøg
    }
own-outbox-next = Næste forsøg { $when }
own-outbox-reply = Postserveren svarede: { $reply }
own-outbox-again = Prøv igen
own-outbox-again-named = Prøv brevet til { $name } igen
own-letter-kind =
    { $kind ->
        [receipt] Kvittering
        [withdrawn] Tilbagetrækning
        [member_invitation] Invitation til et konsortium
        [not_told] Ikke underrettet
        [member_left_out] Medlem ikke med
        [member_declined] Medlem siger nej
        [not_confirmed] Ikke bekræftet
        [decision_recalled] Afgørelse gælder ikke længere
        [key_held] Nøgle
        [role_granted] Rolle
        [evaluation_opens] Bedømmelsen begynder
        [evaluation_reminder] Påmindelse til bedømmere
        [stage_invitation] Invitation til næste fase
        [reminder] Påmindelse
        [extension] Forlængelse
        [document] Dokument
        [amendment] Rettelse
        [answer] Svar på et spørgsmål
        [selected] Udvalgt
        [not_selected] Ikke udvalgt
        [excluded] Udelukket
        [track_ended] Sporet er afsluttet
        [complaint_filed] Klage
        [complaint_settled] Klage afgjort
        [gathering] Møde
        [mandate] Mandat
        [joint_invitation] Den fælles fase begynder
        [cure_asked] Rettelse ønskes
        [cure_received] Rettelse modtaget
        [moved_up] Rykket op
        [left] Ikke længere på listen
       *[other] Brev
    }

own-complaints-not-open = Ingen klagefrist er begyndt.
own-complaints-none = Der er ikke kommet klager.
own-complaints-until = Indtil { $when }
own-complaint = Klage
own-complaint-filed = Indgivet { $when }
own-complaint-settle = Afgør klagen
own-complaint-ruling = Hvordan afgøres klagen?
own-complaint-step = Fra hvilket trin?
own-complaint-step-hint = Kun hvis sporet skal gå om. Det, der er fundet fra trinnet og frem, nulstilles; journalen beholder det.
own-complaint-reason-hint = Ansøgeren læser begrundelsen. Skriv mindst { $min } tegn.
own-complaint-settled = Afgjort { $when }
own-complaint-open = Åben
own-ruling-dismissed = Afvist
own-ruling-dismissed-text = Beslutningen står ved magt.
own-ruling-annulled = Annulleret
own-ruling-annulled-text = Sporet slutter.
own-ruling-redo = Gøres om
own-ruling-redo-text = Sporet går tilbage til et trin.
own-ruling-redo-from = Gøres om fra »{ $step }«

own-cancel-title = Annullér sporet { $track }
own-cancel-confirm = Jeg vil annullere sporet. Det kan ikke fortrydes.
own-cancel-unconfirmed = Sæt kryds, hvis sporet skal annulleres.
own-cancel-told =
    { $n ->
        [0] Ingen har begyndt en ansøgning i sporet.
        [one] 1 person får brev med begrundelsen.
       *[other] { $n } personer får brev med begrundelsen.
    }

joint-waiting = Venter på, at sporene gennemføres.
joint-asking = For få spor er gennemført. Nogen skal beslutte, om der skal fortsættes.
joint-working = Holdene arbejder.
joint-ended = Fasen er afsluttet: { $outcome }.
joint-published = Anbefalingerne blev offentliggjort { $when }.
joint-need = { $need } af { $total } spor skal gennemføres.
joint-tracks = Sporene, der ventes på
joint-stands-at = Er nået til
joint-not-ready = Det kan besluttes, om der skal fortsættes, når disse spor er slut: { $tracks }.
joint-decide = Fortsæt eller opgiv
joint-go-on = Fortsæt med de gennemførte spor
joint-give-up = Opgiv fasen
joint-reason-hint = Begrundelsen gemmes i journalen. Skriv mindst { $min } tegn.
joint-teams = Hold
joint-teams-none = Ingen hold er med endnu.
joint-recommendations = Anbefalinger
joint-recommendations-none = Der er ikke fremsat anbefalinger.
joint-number = Anbefaling { $number }
joint-by = Fremsat af { $team } { $when }
joint-team = Hold
joint-stand = Holdning
joint-open = Har ikke svaret
joint-endorses = Tilslutter sig
joint-dissents = Dissens
joint-recommend = Fremsæt en anbefaling
joint-recommend-text = Jeres hold tilslutter sig det, I fremsætter. De andre hold tilslutter sig eller afgiver begrundet dissens.
joint-recommend-label = Anbefaling
joint-recommend-button = Fremsæt
joint-endorse = Tilslut jer
joint-endorse-named = Tilslut jer anbefaling { $number }
joint-dissent = Afgiv dissens
joint-dissent-named = Afgiv dissens til anbefaling { $number }
joint-dissent-text = Begrundelsen offentliggøres sammen med anbefalingen. Skriv mindst { $min } tegn.
joint-publish = Offentliggør anbefalingerne
joint-publish-text = Offentliggørelsen afslutter fasen og kan ikke fortrydes.
joint-publish-silent = Disse hold har ikke svaret på alle anbefalinger: { $teams }. Skal der offentliggøres uden deres svar, så skriv hvorfor. Alle deltagere kan læse det.
joint-publish-why = Hvorfor der offentliggøres uden alle svar
joint-published-without = Ikke alle hold havde svaret. Begrundelsen er: { $reason }

journal-lines = Journalens linjer, de seneste først
journal-of = Om
journal-count = Linjer
journal-line = Linje
journal-procedure = Proceduren
journal-application = Ansøgning { $code }
journal-time = Uret
journal-office = { $roles } ({ $code })
journal-former = Tidligere rolle ({ $code })
journal-outside = En udenforstående
journal-entered = når til »{ $step }«
journal-checkpoints = Kontrolpunkter
journal-checkpoints-text = Hver rod binder alle forløb sammen, som de var på det tidspunkt.
journal-checkpoints-none = Der er endnu ingen kontrolpunkter.
journal-root = Rod
journal-streams = Forløb
journal-faults =
    { $n ->
        [one] Journalen stemmer ikke med tabellerne ét sted
       *[other] Journalen stemmer ikke med tabellerne { $n } steder
    }
journal-codes = Personer nævnes ved rolle og kode. Siden »Personer og roller« fortæller, hvis kode det er.

## Siderne om webstedet selv

page-desk = Mit bord
about-help-title = Hjælp
about-help-apply-title = At søge
about-help-apply = Åbn et udbud og vælg et spor. Log ind med et link, som vi sender på mail. Udfyld skemaet, læg filerne op, invitér de andre medlemmer. Hvert medlem skriver under. Indsend så. Hver side siger, om ansøgningen er INDSENDT eller IKKE INDSENDT.
about-help-late-title = Fristen
about-help-late = Det, der tæller, er, hvornår vores server har hele ansøgningen. Præcis på fristen er i tide, et mikrosekund senere er for sent. Indtil da kan I erstatte og trække tilbage.
about-help-read-title = Hvem læser den
about-help-read = Ingen hos projektejeren læser en ansøgning, før fristen er udløbet og ansøgningerne er åbnet. Bedømmerne erklærer først deres habilitet.
about-help-receipt-title = Kvitteringen
about-help-receipt = Kvitteringen nævner hver fil med størrelse og SHA-256, tidspunktet for modtagelsen og pladsen i journalen. Gem den.
about-privacy-title = Persondata
about-privacy-what-title = Hvad vi gemmer
about-privacy-what = Dit navn, din mailadresse, det, du skriver og lægger op i et udbud, og hvornår du gjorde det. Ingen sporing, og intet fra andre websteder.
about-privacy-cookies-title = Cookies
about-privacy-cookies = Én til din session, mens du er logget ind, og én til sproget, hvis du vælger det.
about-privacy-journal-title = Journalen
about-privacy-journal = Udbuddets journal rummer koder og fingeraftryk, aldrig navne eller tekster. Navne og tekster kan derfor slettes, når tiden er inde, og journalen kan stadig efterprøves.
about-privacy-who-title = Hvem der er ansvarlig
about-privacy-who = Projektejeren for hvert udbud. Adressen står på udbuddets side.

drawing-title = Forløbet: { $title }
drawing-until = Indtil { $when }
drawing-days = { $days } dage
drawing-target =
    { $days ->
        [one] Mål: 1 dag
       *[other] Mål: { $days } dage
    }
drawing-together = Alle spor på én gang
drawing-waits-all = Venter på alle spor
drawing-waits = Venter på mindst { $n } { $n ->
    [one] spor
   *[other] spor
}
drawing-waits-for = Venter på { $tracks }
drawing-waits-some = Venter på { $need } af { $tracks }
drawing-alt = Forløbet som billede: sporene side om side, trinene nedad, og hvor hvert spor står. De samme trin står som tekst på siden.
drawing-heading = Forløbet som billede
## Regler, porten, rettelser

law-not-advice = Intet her er juridisk rådgivning.
law-none = Udbuddet nævner ingen lov, som det følger.
law-follows = Udbuddet følger: { $pack }, version { $version } af disse regler.
law-choice = Ingen lov binder her. Ordregiveren følger reglerne frivilligt.
law-all = Alle regler, med deres kilder
law-unverified = ikke efterprøvet
law-unverified-text = »Ikke efterprøvet« betyder, at reglen ikke er læst i sin kilde.
law-judge = afgøres af et menneske
law-answers-by = Spørgsmål besvares til alle senest { $when }. Et senere svar flytter fristen, medmindre det kun henviser til eksisterende tekst, eller spørgsmålet kom for sent. Spørgsmål modtages også efter dagen ovenfor.
law-overridden = Tilsidesat, da udbuddet blev åbnet
law-overridden-line = { $finding } ({ $rules }): { $reason }
law-overridden-plain = { $finding }: { $reason }
amend-document = Dokumentet »{ $name }«
amend-old = Gammel tekst
amend-new = Ny tekst
amend-line = { $part }: teksten er ændret.
amend-confirm-line = Ansøgninger, der er indsendt, skal bekræftes igen.
amend-tracks-line = Det gælder: { $tracks }.
own-amend = Offentliggjorte tekster
own-amend-text = Alt ligger fast ved offentliggørelsen. En tekst kan rettes: alle ser den gamle og den nye og får besked, med begrundelsen. Antal, kriterier, vægte og skalaer kan ikke ændres: annullér, og åbn på ny.
own-amend-change = Ret
own-amend-named = Ret: »{ $part }«
own-amend-other = Et dokument ved siden af udbuddet
own-amend-name = Dokumentets korte navn
own-amend-name-hint = Små bogstaver, cifre og bindestreger, for eksempel betingelser.
own-amend-old = Gammel tekst ({ $language })
own-amend-new = Ny tekst ({ $language })
own-amend-tracks = Spor, som det gælder
own-amend-tracks-hint = Sæt intet kryds, hvis det gælder alle.
own-amend-significant = Ændringen er væsentlig. Fristen skal flyttes med den.
own-amend-confirm = Ansøgningernes indhold berøres. De indsendte skal bekræftes igen for at tælle med.
own-amend-extend = Ny frist, hvis den flyttes med ændringen
own-amend-button = Offentliggør rettelsen
own-amend-short = Teksten mangler.
own-answers-line = Svar gives senest { $when }. Derefter kræver et svar en senere frist eller en grund til, at det ikke er nødvendigt.
own-documents-by = Beder om dokumenter: de sendes senest { $when }.
own-documents-late = Ikke sendt i tide: svaret kræver en forlængelse eller en begrundelse for, at den ikke er nødvendig.
own-answers-late = Sidste dag for svar er passeret. Flyttes fristen, og hvis ikke, hvorfor?
own-late-extend = Fristen flyttes
own-late-existing = Svaret henviser kun til eksisterende tekst
own-late-not-in-time = Spørgsmålet er ikke stillet i rette tid
own-late-to = Ny frist, hvis den flyttes
own-late-without = Uden senere frist: { $ground }. { $reason }
journal-set-aside = { $code }: { $reason }
apply-status-unconfirmed = IKKE BEKRÆFTET
apply-status-unconfirmed-text = En offentliggjort tekst er ændret. Ansøgningen tæller kun med, når den er bekræftet eller indsendt igen senest { $deadline }.
apply-status-unconfirmed-missed = Ansøgningen blev ikke bekræftet inden fristen, { $deadline }. Den indgår ikke.
apply-missing-confirmation = Bekræft ansøgningen igen
apply-confirm = Bekræft ansøgningen
apply-confirm-text = I står ved det, som I har indsendt, med den ændrede tekst foran jer. I kan også ændre kladden og indsende den igen.
refused-frozen = Antal, kriterier, vægte og skalaer ligger fast ved offentliggørelsen. Annullér udbuddet, og åbn det på ny.
refused-extension-needed = En væsentlig ændring kræver en senere frist. Angiv den nye frist sammen med den.
refused-answer-late = Svar skulle gives senest { $when }. Flyt fristen sammen med svaret, eller skriv, hvorfor det ikke er nødvendigt.

cure-title = Afhjælpningsfrist
cure-tab = Ret
cure-intro = En formel fejl kan rettes af ansøgeren, én gang, i de felter, som arbejdsgangen nævner. Alle med den samme fejl bliver spurgt samtidig og får den samme frist. Intet bliver afgjort, før den er udløbet.
cure-source = Grundlag: direktiv 2014/24/EU art. 56, stk. 3, og udbudsloven § 159, stk. 5 (reglen FA-CLAR, ikke efterprøvet i lovens tekst). Dette er ikke juridisk rådgivning.
cure-open = Ansøgere kan rette indtil { $until }.
cure-asked = Bedt om at rette
cure-fields = Det kan rettes
cure-reason = Hvorfor
cure-reason-hint = Ansøgeren læser dette. Mindst 20 tegn, hvis der er sat kryds.
cure-until = Indtil
cure-answer = Rettelse
cure-waiting = Ikke endnu
cure-no-answer = Ingen: den står, som den blev indsendt
cure-ask = Bed om rettelser
cure-ask-text = Det, der mangler i skemaet, er allerede krydset af. Fjern alle kryds hos dem, der ikke skal spørges. Fristen løber straks og er den samme for alle.
cure-tick-field = Sæt kryds ved det, { $name } skal rette, eller fjern begrundelsen.
cure-tick-somebody = Sæt kryds ved det, nogen skal rette.
cure-banner = I kan rette formelle fejl indtil { $until }.
cure-over = Fristen for at rette udløb { $until }. Ansøgningen står, som den blev indsendt.
cure-received = Jeres rettelse blev modtaget { $when }. Ansøgningen tæller med den.
cure-filled = Udfyldt
cure-how = Åbn hver del, udfyld den, og gem. Indsend derefter rettelsen her. Intet andet i ansøgningen kan ændres.
cure-lead = Lederen indsender rettelsen.
cure-hand-in = Indsend rettelsen
cure-once = Rettelsen kan indsendes én gang.
## Rapport om proceduren

report-title = Rapport om proceduren
report-about = Ordregivere, genstand og regler
report-rule = Den rapport, som regel { $rule } kræver ({ $source }). Den viser det, som læseren må læse, og intet i den er juridisk rådgivning.
report-buyers = Ordregivere
report-buyer-lead = { $name } (leder)
report-subject = Genstand
report-opened = Åbnet
report-notice = Bekendtgørelse afsendt
law-regime =
    { $regime ->
        [dk-udbudslov] udbudsloven
        [eu-2014-24] direktiv 2014/24/EU
        [no-foa-3] den norske anskaffelsesforskrift, del III
        [dk-light] udbudslovens light-regime
        [private-voluntary] ingen lov, de samme krav fulgt frivilligt
       *[other] { $regime }
    }
law-kind =
    { $kind ->
        [restricted] begrænset udbud
        [neg-w-call] udbud med forhandling
        [comp-dial] konkurrencepræget dialog
        [innovation] innovationspartnerskab
        [open] offentligt udbud
        [oth-mult] en anden udbudsform i flere faser
       *[other] { $kind }
    }
report-law = Regelsæt og udbudsform
report-law-none = Arbejdsgangens fil nævner ingen lov.
report-urgency = Hvorfor den almindelige frist ikke blev holdt
report-workflow = Arbejdsgangens fil
report-pinned = { $id }, version { $version }, SHA-256 { $sha }
report-rules = Regelpakke
report-rules-none = Ingen regelpakke gælder.
report-zone = Tidszone for alle tider
report-reader = Udarbejdet til
report-dates = Datoer
report-what = Hvad
report-when = Hvornår
report-who = Hvem
report-why = Hvorfor
report-text = Tekst
report-none = { $what }: ingen.
report-nobody = ingen (det gjorde tiden)
report-done = { $at }, { $by }
report-erased = Slettet. Journalen har dens fingeraftryk.
report-yes = ja
report-no = nej
report-track = Spor: { $title }
report-values = Værdier i filen
report-contract = Kontrakt
report-contract-none = Der er ikke registreret nogen kontrakt, og anden værdi kendes ikke.
report-begun = Påbegyndte ansøgninger
report-counting = Ansøgninger, der tæller
report-late = Forsøg efter fristen, afvist
report-unsealed = Åbnet
report-stands = Status
report-running = i gang; der er ikke meddelt nogen afgørelse
report-running-told = i gang; afgørelsen er meddelt
report-published-without = Offentliggjort uden alle svar
report-cancelled = Annulleret
report-went-on = Gik videre uden andre spor
report-released = Breve sendt
report-not-released = Ikke offentliggjort endnu: Hvem der er valgt, og hvem der ikke er, står her, når brevene er sendt.
report-complaints = Klager
report-code = Ansøgning
report-ruling = Afgørelse
report-ruling-none = Åben
report-ruling-dismissed = ikke medhold; afgørelsen står ved magt
report-ruling-annulled = medhold; sporet er annulleret
report-ruling-redo = medhold; sporet går tilbage til »{ $step }«
report-decision = Afgørelsen
report-decision-none = Ingen liste er beregnet eller besluttet.
report-nobody-listed = ingen
report-computed = Valgt ifølge beregningen
report-computed-reserve = Reserve ifølge beregningen
report-stopped = Hvorfor den beregnede liste ikke er endelig
report-decided = Valgt ifølge beslutningen
report-decided-reserve = Reserve ifølge beslutningen
report-decided-by = Besluttet
report-remark = Bemærkning til hele listen
report-draw = Lodtrækning og vidne
report-choice = Sådan blev lige mange point afgjort
report-way-draw = ved lodtrækning
report-way-expand = alle tages med
report-applications = Ansøgninger
report-applicant = Ansøger
report-fate = Resultat
report-fate-selected = valgt
report-fate-reserve = reserve
report-fate-not-selected = ikke valgt
report-fate-excluded = udelukket før sammenligningen
report-fate-ended = sporet endte før et valg
report-name-hidden = Navnet vises ikke for denne læser.
report-place = Beregnet plads: { $place }
report-total = Beregnet samlet: { $total }
report-departure = Afviger fra den beregnede liste: { $reason }
report-check = Ikke opfyldt: { $title }. { $reason }
report-threshold = Tærskel ikke nået: { $threshold }
report-criterion = { $title }: { $points }. { $reasons }
report-interests = Habilitet og interessekonflikter
report-declared-free = Erklæringer uden tilknytning: { $n }
report-ties = Erklærede tilknytninger
report-tie-then = Hvad der blev gjort
report-tie-done = Holdt fra ansøgningen fra da af; et skema tæller ikke
report-joint = Fælles fase: { $title }
report-teams = Hold
report-gate = Kontrol før offentliggørelse
report-finding = Anmærkning
report-rules-behind = Regler
report-set-aside = Anmærkninger, der er tilsidesat
report-changes = Rettelser, forlængelser og spørgsmål
report-amendments = Rettelser af offentliggjorte tekster
report-all-tracks = alle spor
report-significant = væsentlig: { $yes }
report-confirm = ny bekræftelse: { $yes }
report-moved = frist flyttet til { $to }
report-old-new = Gammel: { $old } Ny: { $new }
report-consequence = Følge
report-extensions = Forlængelser
report-from = Fra
report-to = Til
report-questions = Stillede spørgsmål: { $asked }. Besvaret over for alle: { $answered }. Efter svarfristen uden forlængelse: { $late }.
report-documents = Offentliggjorte dokumenter
report-file = Fil
report-people = Hvem der handlede i hvilken rolle
report-role = Rolle
report-where = Hvor
report-acts = Linjer i journalen
report-journal = Journal
report-journal-hidden = Journalen læses af projektejere og revisorer for hele proceduren.
report-root = Samlet fingeraftryk
report-heads = Forløb
report-stream = Forløb
report-lines = Linjer
report-hash = Fingeraftryk af sidste linje
report-link = Rapport om proceduren
report-link-text = Hvem der køber hvad, hvem der er valgt og hvorfor, som loven kræver det. Er intet ændret, bliver filen nøjagtig den samme.
report-as-html = Rapport som side (HTML)
report-as-pdf = Rapport som PDF
report-as-json = Rapport til programmer (JSON)
report-page = { $page } / { $pages }

## Beregning af frister

calendar-title = Beregn en frist
calendar-intro = Hvornår udløber en frist? Beregnet efter forordning (EØF, Euratom) nr. 1182/71: Den dag, begivenheden sker, tælles ikke med, og et udløb på en lørdag, søndag eller helligdag flyttes til næste arbejdsdag.
calendar-no-advice = Intet på denne side er juridisk rådgivning. Et menneske skal kontrollere reglen og datoen.
calendar-from = Fra
calendar-from-hint = En dato som 2027-02-05; for timer et lokalt tidspunkt som 2027-02-05T12:00.
calendar-count = Længde
calendar-unit = Regnet i
calendar-days = dage
calendar-working-days = arbejdsdage
calendar-weeks = uger
calendar-months = måneder
calendar-years = år
calendar-hours = timer
calendar-back = Regn baglæns
calendar-back-hint = Så mange hele dage før datoen; et sådant udløb flyttes ikke.
calendar-country = Helligdage i
calendar-denmark = Danmark
calendar-norway = Norge
calendar-sweden = Sverige
calendar-finland = Finland
calendar-zone = Tidszone
calendar-zone-hint = For eksempel Europe/Copenhagen; uden en gælder hovedstadens.
calendar-button = Beregn
calendar-answer = Svaret
calendar-last-day = Sidste dag
calendar-expires = Udløber
calendar-because = Hvorfor
calendar-because-none = Intet flyttede udløbet.
calendar-look = Et menneske bør se på disse dage
calendar-short-month = Måneden har ingen { $day }. dag, så den slutter den { $date } (art. 3, stk. 2).
calendar-skipped = { $date } springes over: { $day }.
calendar-two = Forlænget til to arbejdsdage; den rummede { $held } (art. 3, stk. 5).
calendar-stays = { $date } er ingen arbejdsdag ({ $day }); en sådan frist flyttes ikke (art. 3, stk. 4).
calendar-closed = { $date }: kontorer holder lukket ({ $day }), men dagen tæller som arbejdsdag.
calendar-bad-from = Det er ingen dato eller tid, der kan regnes fra. Skriv 2027-02-05 eller 2027-02-05T12:00.
calendar-needs-time = Timer regnes fra et tidspunkt. Skriv 2027-02-05T12:00.
calendar-bad-count = Skriv et helt tal.
calendar-bad-length = Skriv et tal fra 1 til { $max }.
calendar-out-of-range = Fristen går ud over de år, der regnes med. Kontrollér år og længde.
calendar-bad-unit = Vælg, hvad fristen regnes i.
calendar-bad-country = Vælg et land.
calendar-bad-zone = Tidszonen kendes ikke. Navne ser ud som Europe/Copenhagen.
calendar-day = { $day ->
    [saturday] lørdag
    [sunday] søndag
    [new-years-day] nytårsdag
    [epiphany] helligtrekongersdag
    [holy-wednesday] onsdag før påske
    [maundy-thursday] skærtorsdag
    [good-friday] langfredag
    [easter-sunday] påskedag
    [easter-monday] 2. påskedag
    [great-prayer-day] store bededag
    [labour-day] 1. maj
    [constitution-day] grundlovsdag
    [ascension-day] Kristi himmelfartsdag
    [day-after-ascension] dagen efter Kristi himmelfartsdag
    [whit-sunday] pinsedag
    [whit-monday] 2. pinsedag
    [national-day] nationaldag
    [midsummer-eve] midsommeraften
    [midsummer-day] midsommerdag
    [all-saints-day] allehelgensdag
    [independence-day] uafhængighedsdag
    [christmas-eve] juleaften
    [christmas-day] juledag
    [second-christmas-day] 2. juledag
   *[new-years-eve] nytårsaften
}

## Nøgler, som personer har

keys-title = Nøgler
keys-lead = Det, ansøgerne indsender, er forseglet. Efter fristen skal { $need } af { $of } personer åbne det, hver med sin egen nøgle. Indtil da kan ingen læse det, heller ikke den, der driver serveren.
keys-not-made = Nøglerne er ikke lavet endnu. Ingen kan påbegynde en ansøgning, før de er det.
keys-way-back = Ingen kan erstatte en nøgle, der er væk. Så længe { $need } af de { $of } nøgler findes, kan alt åbnes; med færre forbliver det lukket for altid. Gem hver nøgle to steder, også på papir.
keys-own-first = Hver nøglehaver laver først en nøgle på sin egen maskine, med { $command } eller et andet age-program, og sender dig den offentlige halvdel. Den begynder med age1.
keys-holder = Nøglehaver { $n }
keys-holder-email = E-mailadresse på nøglehaver { $n }
keys-holder-recipient = Offentlig nøgle fra nøglehaver { $n }
keys-recipient-hint = Begynder med age1.
keys-make = Lav nøglerne
keys-holders = Nøglehavere
keys-tracks = Spor
keys-state-receiving = Modtager ansøgninger indtil fristen
keys-state-given = { $given } af { $need } nøgler afgivet
keys-state-complete = Der er afgivet nøgler nok: det kan åbnes
keys-state-opened = Åbnet
keys-give = Afgiv din nøgle
keys-give-text = Din nøgle bruges i dette ene øjeblik og gemmes ikke. Den afgives til alle spor, hvis frist er udløbet.
keys-give-label = Din hemmelige nøgle
keys-give-hint = Linjen, der begynder med AGE-SECRET-KEY-1.
keys-give-done =
    { $n ->
        [one] Din nøgle er afgivet til ét spor.
       *[other] Din nøgle er afgivet til { $n } spor.
    }
keys-give-other-way = Vil du hellere undgå at skrive den her? Den, der driver serveren, kan afgive den med { $command }, og ethvert age-program kan åbne lagene ét for ét.
keys-given-all = Du har afgivet din nøgle, hvor den skal bruges.
keys-give-early = Du kan afgive din nøgle, når fristen er udløbet.
keys-wrong = Det er ikke nøglen. Se efter, at den er hel, og at den er din.
keys-no-recipient = Det er ikke en offentlig nøgle. Den begynder med age1 og har 62 bogstaver og tal.
keys-twice = Hver nøglehaver skal have sin egen adresse og sin egen nøgle.
code-title = Ansøgningens kode
code-kept = Dette er jeres kode. Gem den nu: skriv den ned, eller udskriv siden. Den vises kun i denne browser, og ingen kan finde den for jer.
code-why = Det, I skriver, er forseglet til { $need } af { $of } personer, som først kan åbne det efter fristen, og til denne kode. På en anden enhed bliver I bedt om den. Konsortiets øvrige medlemmer skal også bruge den: giv dem den selv.
code-go-on = Fortsæt til ansøgningen
code-enter = Indtast ansøgningens kode
code-enter-text = Indholdet af denne ansøgning er forseglet. Det åbnes med den kode, der blev vist, da ansøgningen blev påbegyndt.
code-label = Kode
code-hint = 26 bogstaver og tal. Mellemrum, bindestreger og store bogstaver er uden betydning.
code-open = Åbn
code-lost = Koden er væk
code-lost-text = Begynd kladden forfra med en ny kode. Det, I skrev før, kan ikke vises for jer igen. Har I indsendt en ansøgning, gælder den, indtil I indsender igen.
code-anew = Begynd forfra
refused-keys-missing = Ansøgninger kan påbegyndes, når de nøgler, der forsegler dem, er lavet. Spørg projektejeren.
refused-key-holders = Der skal nævnes præcis { $of } forskellige personer med hver sin nøgle.
refused-keys-needed = { $given } af de { $need } nøgler, der skal til, er afgivet.
## Hvad der opbevares hvor længe

retention-title = Opbevaring og sletning
retention-none = Filen siger ikke, hvor længe noget opbevares, så intet bliver nogensinde slettet.
retention-text = Navne, tekster og filer slettes, når deres tid er gået. Numre, fingeraftryk, point og beslutninger bliver stående, så journalen stadig kan efterprøves.
retention-next = Det næste slettes { $when }.
retention-noted = { $at }, { $by }
retention-held = Sat i bero siden { $noted }: intet slettes.
retention-archived = Arkivet er afleveret: { $noted }
retention-archive-owed = Intet slettes, før nogen har bekræftet, at arkivet er afleveret.
retention-until = Opbevares til
retention-waiting = tiden er ikke begyndt
retention-free = slettes derefter af sig selv
retention-needed = opbevares, så længe sporet eller et fælles trin har brug for det
retention-complaint = opbevares, så længe en klage er åben
retention-on-hold = i bero
retention-unarchived = opbevares, til arkivet er afleveret
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
       *[other] { $n } dage
    }
retention-period = Opbevares i { $long } fra { $from }.
retention-from-intake = ansøgningsfristen
retention-from-decision = den dag, afgørelsen er endelig
retention-from-contract = kontraktens indgåelse
retention-from-end = hele udbuddets afslutning
retention-for-good = Opbevares for altid.
retention-hold = Sæt i bero
retention-release = Ophæv
retention-archive = Arkivet er afleveret
retention-hold-text = Sæt i bero, mens en klage behandles af et nævn eller en domstol, eller mens en revisor spørger. En åben klage i udbuddet holder selv sit spor.
retention-gone = Slettet { $when }. Journalen har fingeraftrykkene.
retention-kind = { $kind ->
    [not_selected] Ansøgninger, der ikke blev udvalgt
    [selected] Ansøgninger, der blev udvalgt
    [drafts] Kladder og ansøgninger, der er trukket tilbage
    [scores] Begrundelser og habilitetserklæringer
   *[letters] Breve
}
## Nyheder til nyhedslæsere

feed-open = Åbne udbud
feed-news = Nyt om { $title }
feed-opened = Udbuddet er offentliggjort.
feed-answered = Svar på et spørgsmål
feed-link = Følg med i en nyhedslæser (Atom)

## Sagsmappe

dossier-whole = Sagsmappen, som enhver kan efterprøve (ZIP)
dossier-open = Sagsmappen (ZIP); uden ansøgninger, indtil alle har fået besked

## Grænser

limits-wait = Det var mange gange på kort tid, af jer eller af andre på jeres netværk. Vent { $wait } og send igen. Det, I har skrevet, står her stadig. En ansøgning, der er begyndt, kan altid indsendes.
limits-uploads-busy = Der modtages mange filer lige nu. Prøv igen om få sekunder. En ansøgning, der er begyndt, kan altid indsendes.

## Møder og mandater

gathering-list = Møder
gathering-missed = Datoen er passeret. Ingen inviteres, før ejeren flytter den.
gathering-waiting = Invitationerne er ikke sendt endnu.
gathering-inviting = De inviterede skriver, hvem der kommer.
gathering-asking = For få kommer. Afgør, om det skal holdes eller aflyses, eller flyt datoen.
gathering-confirmed = Det bliver holdt. Referatet skrives bagefter.
gathering-called-off = Det er aflyst.
gathering-held = Det er holdt.
gathering-when = Hvor og hvornår
gathering-registration = Hvem kommer
gathering-registration-text = Deltagere skrives på senest { $until }: { $min } til { $max } pr. ansøgning eller ingen.
gathering-registered =
    { $n ->
        [0] I har sagt, at ingen kommer.
        [one] 1 deltager er tilmeldt.
       *[other] { $n } deltagere er tilmeldt.
    }
gathering-fee = Betaling: { $fee } pr. deltager. I kan ikke betale her.
gathering-sum = I alt betaler de { $sum }.
gathering-names = Navne
gathering-names-hint = Ét navn pr. linje. Lad feltet være tomt, hvis ingen kommer.
gathering-register = Gem, hvem der kommer
gathering-participants = Deltagere
gathering-number = Tilmeldt
gathering-came = Kom
gathering-total =
    { $n ->
        [0] Ingen er tilmeldt.
        [one] 1 deltager i alt.
       *[other] { $n } deltagere i alt.
    }
gathering-collected = Det kommer med i referatet af »{ $title }«, som alle deltagere kan læse.
gathering-write = Skriv referatet
gathering-write-text = Skriv, hvor mange der kom, og skriv referatet. Alle inviterede kan læse det og får et brev. Mødet slutter med det, og det kan ikke fortrydes.
gathering-minutes = Referat
gathering-publish = Offentliggør referatet
gathering-no-number = Skriv et helt tal.
gathering-decide = Hold det eller aflys det
gathering-hold = Hold det
gathering-call-off = Aflys det
mandate-text = Det, der underskrives
mandate-signers = Hvem underskriver
mandate-nobody = Ingen er udpeget endnu.
mandate-not-signed = Ikke underskrevet
mandate-signed = Underskrevet
mandate-out = Det blev ikke underskrevet i tide.
mandate-until = IKKE UNDERSKREVET. Det skal være underskrevet senest { $until }.
mandate-stands = Status
mandate-sign-text = Når du trykker på knappen, underskriver du teksten ovenfor. Tidspunktet og teksten står i journalen.
mandate-sign = Underskriv
mandate-name = Skriv, hvem der underskriver
mandate-name-text = Personen får et brev med vejen til teksten og ser intet andet af jeres ansøgning.
mandate-name-button = Send brevet
own-mandate-title = Mandat: { $track }
own-mandate-close = Gå videre uden dem, der ikke har underskrevet
own-mandate-close-text = De får det at vide med begrundelsen og er ikke med i det, der følger.
own-mandate-close-button = Gå videre uden dem
own-stage-registration = Deltagere skrives på.
own-stage-mandate = { $done } af { $total } mandater er underskrevet.
own-act-gathering = Åbn mødet
own-act-mandate = Se, hvem der har underskrevet

## After the decision

after-title = Efter beslutningen: { $track }
after-link = Efter beslutningen: dokumentation, frafald og hvem der rykker op
after-lead = Den beregnede og den besluttede liste bliver stående. Her registreres, hvad der er sket siden. Den næste på reservelisten rykker op efter filens regler, og ingen point regnes om.
after-now = Listen nu
after-empty = Der er ikke besluttet nogen liste.
after-changes = Hvad der er sket siden
after-no-changes = Listen står, som den blev besluttet.
after-shown = fremlagt
after-open = mangler
after-open-until = mangler, senest { $until }
after-not-shown = dokumentation ikke fremlagt
after-reserve = reserve { $place }
after-moved-up = rykket op
after-moved-up-untold = rykket op, ikke underrettet
after-decline-until = Kan sige fra indtil
after-left = { $left } er faldet fra ({ $how }).
after-then = { $name } rykker op.
after-nobody = Ingen rykker op.
after-no-trigger = Det er ikke en af reservelistens udløsere, så pladsen står åben.
after-beyond-means = Det, der bliver ledigt, rækker ikke til den næste; pladsen står åben.
after-letters = Breve, der venter
after-letters-text = De, der er rykket op, og de, der ikke længere er med, får besked samlet. Dage til svar og dokumentation regnes fra brevet.
after-release = Send brevene
after-recompute = Filen siger, at alt regnes om uden den, der ikke fremlægger dokumentation. Efter beslutningen regnes intet om: pladsen står åben.
after-left-text = Registrér, at nogen på listen er faldet fra.
places-title = Vælg, hvilke pladser I beholder
places-text = I står til at blive udvalgt i flere spor, end I må beholde. Sæt højst { $max } kryds, og send; de andre gives fra jer. Det kan ikke fortrydes her.
places-until = Svar senest { $until }.
places-answered = I har svaret: { $tracks }. Det gælder, når alle bag den samme indehaver har sagt det samme.
places-button = Behold disse pladser
own-places-title = Flere pladser, end der må beholdes ({ $n })
own-places-max = { $max ->
    [one] Én plads må beholdes.
   *[other] { $max } pladser må beholdes.
}
own-places-waits = Er spurgt og har ikke svaret endnu.
own-places-keeps = Beholder { $tracks }; de andre opgives.
own-places-silent = Fristen er udløbet uden svar. Det, som proceduren siger om tavshed, gælder.
own-places-record = Registrér et svar, der kom på anden vis
own-places-how = Hvordan svaret kom
own-places-hint = Hvem sagde det, hvornår og hvordan. Det kommer i journalen.
own-places-button = Registrér svaret
decline-title = Sig fra
decline-link = Sig fra
decline-text = I er udvalgt. Siger I fra, står I ikke længere på listen, og den næste på reservelisten kan rykke op. Det kan ikke fortrydes her.
decline-reserve-text = I står på reservelisten. Siger I fra, kan I ikke længere rykke op. Det kan ikke fortrydes her.
decline-until = I kan sige fra indtil { $until }.
decline-reason = Begrundelse
decline-reason-hint = Den læses af dem, der beslutter.
decline-confirm = Vi vil ikke længere stå på listen.
decline-unconfirmed = Sæt kryds for at bekræfte, at I siger fra.
decline-button = Sig fra
place-left = I står ikke længere på listen.
place-evidence = I er udvalgt på den betingelse, at I fremlægger dokumentation: { $evidence }. Den er endnu ikke registreret.
place-evidence-until = I er udvalgt på den betingelse, at I senest { $until } fremlægger dokumentation: { $evidence }. Den er endnu ikke registreret.
place-shown = Dokumentationen er registreret som fremlagt: { $evidence }.
own-contract-with = Med hvem
own-contract-with-hint = Uden kryds er kontrakten med alle, der står på listen nu.
report-after = Efter beslutningen
report-after-now = Listen nu
report-after-reserve = Reservelisten nu
report-after-left = { $left } faldt fra ({ $how }).
report-after-moved = { $name } rykkede op.
report-after-nobody = Ingen rykkede op.
report-after-open = Dokumentation mangler
report-fate-left = Udvalgt eller på reservelisten, og faldet fra siden
desk-after = registrér dokumentation, eller send de breve, der venter

# Regneark
sheet-download = Hent tabellen som regneark (XLSX)
sheet-exact = { $title } (nøjagtigt)
sheet-ranking = Rangordning
sheet-screening = Formel kontrol
sheet-code = Kode
sheet-margin = Afstand til stregen
sheet-spread = Største spredning
sheet-below = Mindstekrav ikke nået
sheet-decided = Besluttet
sheet-verified = { $title }: efterprøvet
sheet-reason = { $title }: begrundelse
applicant-receipt-pdf = Hent kvitteringen som PDF

# En arbejdsgangsfil i browseren
file-title = Arbejdsgangsfil
file-intro = Skriv eller indsæt en arbejdsgangsfil, kontrollér den, se forløbet dag for dag, og åbn en procedure fra den. Intet af det, du skriver, gemmes af programmet, før du åbner: behold selv en kopi.
file-source = Filen
file-source-hint = YAML, højst 1 MiB.
file-check = Kontrollér
file-preview = Kontrollér og vis forløbet
file-findings = Hvad der blev fundet
file-sum = { $errors ->
        [0] Ingen fejl
        [one] Én fejl
       *[other] { $errors } fejl
    }, { $warnings ->
        [0] ingen advarsler
        [one] én advarsel
       *[other] { $warnings } advarsler
    }.
file-error = Fejl
file-warning = Advarsel
file-note = Skal vurderes af et menneske
file-place = Linje { $line }, kolonne { $column }
file-calendar = Forløbet i tid
file-calendar-text = Filens datoer, og hvad tiden selv gør, når opdigtede mennesker ansøger.
file-calendar-none = Filen har ingen datoer, og intet sker af sig selv.
file-closed-day = Ikke en arbejdsdag
file-reminds = minder dem, der ikke har indsendt, om fristen
file-closes = lukker
file-until = varer til da
file-letters = Brevene
file-letters-text = Hver slags brev, som simuleringen nåede til, på hvert af filens sprog, med opdigtede navne.
file-course = Kør et forløb dag for dag
file-course-hint = Et opdigtet forløb fra åbning til slut: hvem der gør hvad hvilken dag, og hvert brev.
course-title = Forløbet dag for dag
course-intro = Opdigtede personer går gennem filen med de rigtige regler. Intet sendes, og intet gemmes.
course-broken = Forløbet standsede før slutningen: kontrollen og forhåndsvisningen siger hvorfor.
course-place = Side { $place } af { $all }
course-day = { $place }: { $day }
course-previous = Tilbage
course-next = Næste dag
course-nothing = Der sker intet.
course-who =
    { $kind ->
        [owner] Projektejeren
        [secretary] Sekretæren
        [chair] Formanden
        [auditor] Revisoren
        [evaluator] Bedømmer { $of }
        [lead] Lederen af { $of }
        [member] Et medlem af { $of }
        [chief] Den, der underskriver for { $of }
        [holder] Nøgleholder { $of }
        [somebody] Nogen
       *[other] { $of }
    }
course-time = Tiden
course-refused = Afvist
course-to = Til:
course-which = Gå til
course-path = Forløb
course-path-hint = Det almindelige forløb eller et af dem, filen prøves på.
course-usual = Det almindelige forløb
course-show = Vis
course-back = Tilbage til filen
course-what =
    { $what ->
        [procedure_opened] Proceduren åbnes
        [procedure_granted] En rolle tildeles
        [procedure_revoked] En rolle fratages
        [procedure_gate_overridden] En anmærkning tilsidesættes
        [procedure_date_set] En dato sættes
        [procedure_extended] En dato flyttes til senere
        [procedure_asked] Et spørgsmål stilles
        [procedure_answered] Et spørgsmål besvares til alle
        [procedure_amended] En offentliggjort tekst rettes
        [procedure_followed] Nogen følger med
        [procedure_keys_made] Nøglerne laves
        [procedure_track_cancelled] Et spor aflyses
        [line_entered] Et trin begynder
        [line_ended] Det slutter
        [line_cleared] Det, der er fundet, ryddes
        [intake_started] En ansøgning påbegyndes
        [intake_stage_began] Inviteret til næste fase
        [intake_draft_saved] Kladden gemmes
        [intake_member_invited] Et medlem inviteres
        [intake_member_signed] Et medlem underskriver
        [intake_member_lapsed] Et medlem kom ikke med i tide
        [intake_member_declined] Et medlem siger nej
        [intake_submitted] Indsendt
        [intake_confirmation_asked] Der bedes om en bekræftelse
        [intake_confirmed] Bekræftet
        [intake_not_confirmed] Ikke bekræftet inden fristen: tæller ikke
        [intake_withdrawn] Trukket tilbage
        [intake_tried_late] Forsøgt efter fristen
        [intake_reminded] Der mindes om fristen
        [intake_closed] Fristen er udløbet
        [intake_key_given] En nøgle gives
        [intake_opened] Ansøgningerne åbnes
        [intake_declared] Det, formularen erklærer, læses
        [screening_screened] Kontrollen noteres
        [screening_finished] Den formelle kontrol er slut
        [screening_cure_opened] Fejl kan rettes
        [screening_cure_asked] Bedt om at rette fejl
        [screening_cure_saved] Det rettede gemmes
        [screening_cured] Fejl er rettet
        [screening_cure_ended] Tiden til at rette fejl er slut
        [scoring_declared] Habilitet oplyses
        [scoring_scored] Der gives point
        [scoring_locked] Et ark låses
        [scoring_reminded] Der mindes om det, der mangler
        [scoring_finished] Bedømmelsen er slut
        [consensus_agreed] Panelet bliver enigt
        [consensus_finished] Den fælles bedømmelse er slut
        [envelope_opened] En konvolut åbnes
        [envelope_left_shut] En konvolut forbliver lukket
        [envelope_finished] Konvolutterne er behandlet
        [selection_computed] Listen beregnes
        [selection_drawn] Der trækkes lod
        [selection_chosen] Et valg træffes
        [selection_added] Noget føjes til grundlaget
        [selection_decided] Listen besluttes
        [selection_followed] Listen følges op
        [selection_told] Ændringer af listen meddeles
        [letters_released] Afgørelsesbrevene sendes
        [limits_asked] Spurgt om, hvilke pladser der beholdes
        [limits_answered] Svarer, hvilke pladser der beholdes
        [limits_recorded] Et svar noteres
        [limits_lapsed] Tiden til at svare er slut
        [complaints_opened] Der kan klages
        [complaints_filed] En klage indgives
        [complaints_tried_late] En klage kommer for sent
        [complaints_untold] Et brev kom ikke frem
        [complaints_told] En ansøger får besked på anden måde
        [complaints_settled] En klage afgøres
        [complaints_ended] Klagefristen er slut
        [contract_concluded] Kontrakten indgås
        [joint_asked] Der spørges, om man går videre
        [joint_began] Den fælles fase begynder
        [joint_cancelled] Den fælles fase opgives
        [joint_recommended] Et hold anbefaler noget
        [joint_stood] Et hold tager stilling
        [joint_published] Anbefalingerne offentliggøres
        [wait_began] Det venter på andre spor
        [wait_asked] Der spørges, om man går videre
        [wait_met] Det, der blev ventet på, er der
        [wait_went_on] Det går videre
        [wait_gave_up] Det opgives
        [gathering_began] Et møde forestår
        [gathering_invited] Invitationer til et møde
        [gathering_registered] Deltagere nævnes
        [gathering_counted] Deltagerne tælles
        [gathering_asked] For få kommer: nogen beslutter
        [gathering_confirmed] Mødet holdes
        [gathering_called_off] Mødet aflyses
        [gathering_minuted] Referatet offentliggøres
        [mandate_opened] Der bedes om underskrifter
        [mandate_named] En underskriver nævnes
        [mandate_signed] Et mandat underskrives
        [mandate_reminded] Der mindes om at underskrive
        [mandate_asked] Nogle har ikke underskrevet: nogen beslutter
        [mandate_ended] Underskrifterne er inde
        [retention_held] Intet slettes fra nu af
        [retention_released] Det, der er på tide, må slettes igen
        [retention_archived] Arkivet afleveres
        [retention_erased] Noget slettes
        [retention_due] Noget skal slettes
        [retention_over] Alt, hvis tid er gået, er slettet
       *[other] Noget sker
    }
file-open-title = Åbn en procedure
file-open-text = Filen kontrolleres en gang til, for i dag. Når proceduren er åbnet, kan filen ikke ændres. Du bliver dens ejer.
file-open = Åbn proceduren
file-override = Hvorfor { $code } sættes til side
file-override-hint = Mindst ti tegn. Alle kan læse det.
file-reason-needed = Begrundelsen for at sætte { $code } til side er for kort: skriv mindst ti tegn.
file-nothing-to-override = Der er ingen anmærkning under { $code }, som kan sættes til side.
file-gate = Intet blev åbnet. Ret det, der blev fundet, eller sæt det til side med en begrundelse, hvor det er muligt.
file-busy = En anden fil bliver prøvet lige nu. Din tekst er her: send den igen om et øjeblik.
file-too-slow = Det tog mere end { NUMBER($seconds) } sekunder at prøve filen, og forsøget blev opgivet. Gør den mindre, eller brug trespor check på din egen maskine.
file-too-long = Filen fylder { $size }; højst { $most } modtages.
file-signed-out = Du er logget ud. Log ind i et andet vindue, og send så teksten igen herfra.

# Nøgler til programmer, og hvad API’et siger.
tokens-title = Adgangsnøgler til programmer
tokens-text = Med en adgangsnøgle taler et af dine programmer for dig gennem API’et: i én rolle, til en bestemt dag og aldrig ud over, hvad du selv må i den rolle. Den, der har nøglen, kan det, som nøglen kan. Inddrag den, når den ikke bruges mere.
tokens-document = API’et som OpenAPI-dokument
tokens-made = Din nye adgangsnøgle
tokens-made-text = Kopiér den nu. Den vises kun denne ene gang og gemmes ingen steder.
tokens-none = Du har ingen adgangsnøgler.
tokens-table = Dine adgangsnøgler
tokens-name = Nøglens navn
tokens-name-hint = Hvad den skal bruges til, så du kan kende den igen.
tokens-role = Rolle
tokens-role-hint = Nøglen kan det, du må i denne rolle, og ikke andet.
tokens-applicant = Ansøger
tokens-since = Oprettet
tokens-until = Gælder til
tokens-used = Sidst brugt
tokens-never = Aldrig
tokens-revoke = Inddrag
tokens-revoke-named = Inddrag: »{ $name }«
tokens-make = Opret en adgangsnøgle
tokens-make-button = Opret nøglen
tokens-days = Dage
tokens-days-hint = Et helt tal fra 1 til { $max }.
tokens-too-many = Du har allerede { $max } adgangsnøgler. Inddrag en af dem først.
tokens-link = Adgangsnøgler til programmer
api-not-found = Der er intet på denne adresse, eller adgangsnøglen giver ikke adgang til det.
api-stale = Andre har gemt i mellemtiden: Den gældende version er { $current }. Hent den, læg jeres ændring til, og send den igen.
api-token-needed = Det kræver en gyldig adgangsnøgle. Opret en på siden /tokens, og send den som »Authorization: Bearer …«.
api-busy = Databasen eller disken svarer ikke. Prøv igen om nogle sekunder; læs først, om det blev gjort.
api-broken = Noget er gået i stykker her. Det står i loggen.
api-bad-request = Denne adresse kender ikke sådan en forespørgsel.
api-bad-body = Indholdet er ikke, som OpenAPI-dokumentet siger. Det, der læser JSON, skriver på engelsk: { $why }
api-repeat = Denne nøgle er brugt før, med noget andet eller med et udfald, der ikke kendes. Læs, hvordan det står, før du sender det igen under en anden nøgle.
webhooks-title = Webhooks
webhooks-text = Et andet program bliver kaldt, så snart noget bliver offentliggjort om denne procedure: det, som alle må læse fra da af, og intet andet. Det får at vide, hvad der er sket, og hvor det kan læses.
webhooks-text-all = Et andet program bliver kaldt, så snart noget bliver offentliggjort om en af procedurerne her: det, som alle må læse fra da af, og intet andet. Det får at vide, hvad der er sket, og hvor det kan læses.
webhooks-limits = Kaldene er signeret, som Standard Webhooks beskriver det. Et kald, der slår fejl, bliver gentaget med voksende pauser i tre et halvt døgn og derefter opgivet. Det, der er kaldt eller opgivet, gemmes i { $days } dage.
webhooks-made = Hemmeligheden til din nye webhook
webhooks-made-text = Kopiér den nu: med den kan modtageren se, at et kald kommer herfra. Den vises kun denne ene gang.
webhooks-none = Der er ingen webhook endnu.
webhooks-kinds = Nyheder, som den bliver kaldt for
webhooks-kinds-hint = Vælg ingen for at blive kaldt for alle.
webhooks-all-kinds = Alle
webhooks-since = Oprettet
webhooks-try = Prøv den
webhooks-try-named = Prøv den: { $address }
webhooks-remove = Fjern
webhooks-remove-named = Fjern: { $address }
webhooks-calls = Kald til { $address }
webhooks-no-calls = Den er ikke blevet kaldt endnu.
webhooks-what = Nyhed
webhooks-when = Skete
webhooks-sent = Modtaget
webhooks-waits = Venter
webhooks-given-up = Opgivet
webhooks-next = Næste forsøg { $when }
webhooks-status = Svar: { $status }
webhooks-failed =
    { $why ->
        [unknown] Navnet er ukendt.
        [private] Navnet fører til et netværk, der ikke er offentligt.
        [away] Ingen svarer der.
        [tls] Certifikatet er ikke i orden.
        [late] Intet svar inden for 15 sekunder.
        [unfit] Adressen kan ikke kaldes.
       *[other] Svaret er ikke HTTP.
    }
webhooks-again = Kald igen
webhooks-again-named = Kald igen: { $kind }
webhooks-make = Opret en webhook
webhooks-make-button = Opret webhooken
webhooks-address = Adresse
webhooks-address-hint = Den begynder med https:// og kan nås af alle.
webhooks-not-an-address = Skriv en adresse som https://example.org/hook.
webhooks-not-https = Adressen skal begynde med https://.
webhooks-named = Adressen må ikke indeholde et navn og en adgangskode.
webhooks-private = Adressen ligger i et netværk, der ikke er offentligt. Den, der driver stedet her, kan tillade det.
webhooks-no-kind = Vælg blandt de nyheder, der er nævnt.
webhooks-too-many = Der er allerede { $max } webhooks. Fjern en først.
webhooks-kind =
    { $kind ->
        [procedure_opened] En procedure åbner
        [date_set] En dato bliver sat
        [date_moved] En dato bliver flyttet
        [question_answered] Et spørgsmål bliver besvaret
        [text_amended] En tekst bliver rettet
        [document_published] Et dokument bliver offentliggjort
        [document_withdrawn] Et dokument bliver trukket tilbage
        [intake_closed] En frist er udløbet
        [step_began] Et trin begynder
        [letters_released] Brevene om afgørelsen er sendt
        [track_ended] Et spor slutter
       *[other] Prøve
    }
