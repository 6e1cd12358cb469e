### Trespor's texts in English. The texts are plain text; the pages do the rest.
### Each text must exist in every language and use the same variables there, or the program is not built.

-product = Trespor

lang-name = English

## Numbers

number-point = .
number-group = ,
number-bytes = { $bytes ->
    [one] 1 byte
   *[other] { $bytes } bytes
}

## Time

when-weekday = { $day ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
when-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
when-month-short = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
when-date = { $day } { $month } { $year }
when-day = { $weekday } { $date }
when-time = { $hour }:{ $minute }
when-time-exact = { $hour }:{ $minute }:{ $second }.{ $micros }
when-full = { $day } at { $time } ({ $zone })
when-short = { $date } at { $time }
when-zone = { $city ->
    [UTC] UTC
   *[other] { $zone }
}
when-zone-offset = { $zone }, UTC{ $offset }
when-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}
when-hours = { $n ->
    [one] 1 hour
   *[other] { $n } hours
}
when-minutes = { $n ->
    [one] 1 minute
   *[other] { $n } minutes
}
when-seconds = { $n ->
    [one] 1 second
   *[other] { $n } seconds
}
when-two = { $first } and { $second }
when-in = in { $duration }
when-ago = { $duration } ago
when-now = right now

## Parts of every page

page-skip = Skip to the content
page-home = Home
page-breadcrumbs = You are here
page-language = Language
page-title = { $title } – { -product }
page-signed-in = Signed in as { $person }
page-sign-in = Sign in
page-sign-out = Sign out
page-now = Server clock: { $now }
page-contact = Contact
page-privacy = Personal data
page-help = Help
page-no-advice = Nothing here is legal advice.
page-about = { -product } takes applications in several tracks to one deadline.
page-demo = Demo. Everything here is invented, and the clock is set to { $clock }.
page-demo-drive = Drive the demo
page-empty = There is nothing to show yet.

## Buttons

button-save = Save
button-save-draft = Save draft
button-continue = Continue
button-back = Back
button-cancel = Cancel
button-remove = Remove
button-upload = Upload
button-remove-named = Remove { $name }

## Common words

word-yes = Yes
word-no = No
word-optional = optional
word-of = { $part } of { $whole }
word-track = Track
word-tracks = Tracks
word-step = Step
word-deadline = Deadline
word-status = Status
word-applicant = Applicant
word-application = Application
word-name = Name
word-email = Email
word-reason = Reason
word-date = Date
word-time = Time
word-file = File
word-size = Size
word-digest = Fingerprint (SHA-256)
word-criterion = Criterion
word-score = Score
word-action = Action

## Counts

count-files =
    { $n ->
        [0] no files
        [one] 1 file
       *[other] { $n } files
    }
count-applications =
    { $n ->
        [0] no applications
        [one] 1 application
       *[other] { $n } applications
    }
count-members =
    { $n ->
        [one] 1 member
       *[other] { $n } members
    }

## Pagination

pages-label = Pages
pages-previous = Previous page
pages-next = Next page
pages-page = Page { $number }
pages-shown = Showing { NUMBER($from) }–{ NUMBER($to) } of { NUMBER($total) }

## Fields and their errors

form-errors-title =
    { $n ->
        [one] There is one error to correct
       *[other] There are { $n } errors to correct
    }
form-error-prefix = Error:
form-required = Fill in “{ $label }”.
form-too-long =
    “{ $label }” may have at most { $max ->
        [one] 1 character
       *[other] { $max } characters
    }. It has { NUMBER($length) } now.
form-too-short =
    { $min ->
        [one] Fill in “{ $label }”.
       *[other] “{ $label }” must have at least { $min } characters.
    }
form-not-number = “{ $label }” must be a number. You wrote “{ $value }”.
form-not-email = Write an email address, for example name@example.org.
form-choose = Choose an answer under “{ $label }”.
form-choose-one = Choose …
form-characters-max =
    { $max ->
        [one] At most 1 character
       *[other] At most { $max } characters
    }
form-characters-left =
    { $n ->
        [one] 1 character left
       *[other] { $n } characters left
    }
form-characters-over =
    { $n ->
        [one] 1 character too many
       *[other] { $n } characters too many
    }
form-file-limits = { $types }. At most { $size } a file.
form-file-too-many =
    { $max ->
        [one] There is room for only 1 file here.
       *[other] There is room for only { $max } files here.
    }
form-saved = Saved { $when }
form-saved-with-others = Saved { $when }. What others saved meanwhile is included.
form-saving = Saving …
form-saved-by-others = Not saved: others have changed the same meanwhile. Press “Save draft” to see both.
form-signed-out = Not saved: you are not signed in. Sign in in another tab, and this is saved.
form-not-saved = Not saved. Try again, or press “Save draft”.

## Error pages

error-not-found-title = The page does not exist
error-not-found-text = The address is wrong, or you have no access to the page. Go to the home page and find your way from there.
error-signed-out-title = You are not signed in
error-signed-out-text = Nothing was saved, but what you typed is not lost: it stands below. Sign in in a new tab, come back to this page, and send it again.
error-signed-out-link = Sign in in a new tab
error-busy-title = It cannot be done right now
error-busy-text = The database or the disk does not answer. Try again in a few seconds, and give the number { $reference } if you write to us.
error-busy-post = The database or the disk does not answer, and we cannot say whether it was saved. Look at the page again in a few seconds before you send it once more. What you typed is not lost: it stands below, as far as it was text; files have to be chosen again. If you write to us, give the number { $reference }.
error-busy-typed = What you typed
error-busy-again = Send it again
error-internal-title = Something went wrong on our side
error-internal-text = Nothing was changed. Try again, and give the number { $reference } if you write to us.
error-cross-site-title = The action came from another website
error-cross-site-text = Go back to the page here with us and try again.

## Sign-in

sign-in-title = Sign in
sign-in-intro = Write your email address. We send you a link to sign in with.
sign-in-email-hint = If you were invited, use the address that the invitation came to.
sign-in-send = Send link
sign-in-sent-title = Look in your inbox
sign-in-sent-text =
    If { $email } can be used here, a link is on its way. It works for { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    } and only once.
sign-in-demo-folder = In the demo, letters lie as files in { $folder }.
sign-in-press = Press the button to sign in.
sign-in-used = The link has been used or is too old. Ask for a new one.
sign-in-too-many = Too many links were asked for. Wait { $wait }.
sign-in-needed = Sign in to continue.

## Procedure

tender-list-title = Procedures
tender-list-open = Open now
tender-list-closed = Closed
tender-list-none = There are no procedures right now.
tender-asks-only = { $label } (only in { $tracks })
tender-about = About the procedure
tender-tracks = Tracks
tender-tracks-intro =
    { $n ->
        [one] The procedure has one track.
       *[other] The procedure has { $n } tracks. You can apply in each of them separately.
    }
tender-deadline = Deadline for applications
tender-deadline-left = The deadline is { $countdown }
tender-deadline-rule = What counts is when the server has received the whole application.
tender-timeline = Timetable
tender-questions = Questions and answers
tender-questions-anonymous = Answers are shown to everybody. Nobody sees who asked.
tender-ask = Ask a question
tender-ask-label = Your question
tender-ask-hint = Do not write anything that gives away who you are.
tender-ask-documents = I ask for documents that I cannot fetch here
tender-ask-documents-hint = They must be sent within five days, or the deadline moves.
tender-ask-done = The question has been received. The answer will be shown here and sent to everybody who applies or follows. Follow this procedure below if you want it by email. The record says who follows, never who asked.
tender-corrections = Corrections
tender-apply = Apply in this track
tender-apply-as = Apply as { $name }
tender-apply-other = Apply under another name
tender-passed = The deadline has passed.
tender-apply-open = Open my application
tender-calendar = Get the deadlines for your calendar
tender-law = Rules
tender-version = The procedure follows version { $version } of its workflow.

## Track

track-step-intake = Applications
track-step-screening = Formal check
track-step-scoring = Scoring
track-step-consensus = Consensus
track-step-letters = Letters
track-step-joint = Joint phase
track-state-open = Open for applications
track-state-invited = Open for those who were invited: { $step }
track-state-sealed = Sealed
track-state-done = Done
track-state-counted = { $state } ({ $tracks ->
        [one] 1 track
       *[other] { $tracks } tracks
    })
track-state-suspended = Suspended
track-state-held = Waits for other tracks before “{ $step }”

## Application

apply-title = Application in the track { $track }
apply-mine = My applications
apply-start = Begin an application
apply-number-read = Read as { $value }.
apply-start-as = Who is applying?
apply-draft = Draft
apply-draft-text = The draft is saved as you go. Only you and your consortium can see it.
apply-status-submitted = SUBMITTED
apply-status-not-submitted = NOT SUBMITTED
apply-status-withdrawn = WITHDRAWN
apply-status-submitted-text = Your application was received on { $when }.
apply-status-changed-late = Version { $version } is submitted and counts. Later changes to the draft were not submitted and are no part of it.
apply-status-changed-text = Version { $version } is submitted. You have since changed the draft, and the changes are not submitted.
apply-status-joined-text = Version { $version } is submitted. Members have been invited since. They are no part of what is submitted until they have signed and you submit again.
apply-status-not-submitted-text = The application is only a draft. It must be submitted by { $deadline }.
apply-status-missed-text = The application was not submitted by the deadline, { $deadline }. It does not take part.
apply-missing-title =
    { $n ->
        [0] Nothing is missing
        [one] One thing is missing
       *[other] { $n } things are missing
    }
apply-missing-answer = Answer “{ $question }”
apply-missing-file = Upload the file “{ $slot }”
apply-row = Row { $number }
apply-missing-signature = { $member } has not signed
apply-complete = The application is complete and can be submitted.
apply-section-applicant = Applicant
apply-section-answers = Answers
apply-section-files = Files
apply-section-review = Review and submit
apply-files-again = The same file may be used in several places.
apply-submit = Submit application
apply-submit-declare = I declare that the information is correct and that I may submit for the applicant.
apply-replace = Submit a new version
apply-replace-text = The new version replaces the one submitted on { $when }. The old one counts until the new one is submitted.
apply-withdraw = Withdraw the application
apply-withdraw-text = If you withdraw the application, it no longer takes part. You can submit again until the deadline.
apply-withdraw-keep = Keep the application
apply-withdrawn = The application was withdrawn on { $when }.
apply-receipt = Receipt
apply-receipt-text = Keep the receipt. It shows what was received and when, and can be checked without us.
apply-receipt-received = Received
apply-receipt-version = Version
apply-receipt-number = Receipt number
apply-receipt-position = Place in the journal
apply-receipt-files = Files received
apply-result = Decision

## Consortium

consortium-name = Name of the consortium
consortium-lead = Lead of the consortium
consortium-members = Members
consortium-member-organisation = Organisation
consortium-member-person = Person
consortium-invite = Invite a member
consortium-invite-hint = The member gets an email with a link, can read the draft at once, and signs or declines.
consortium-invitation-text = { $lead } invites { $member } to take part in an application in the track { $track }.
consortium-decline = Decline
consortium-sign = Sign
consortium-sign-declare = I have read the application and may sign for { $member }.
consortium-signed = Signed on { $when }
consortium-not-signed = Not signed
consortium-signed-count =
    { $signed } of { $total ->
        [one] 1 member
       *[other] { $total } members
    } have signed
consortium-void = The application was changed after the signature. Sign again.
consortium-liability = The members are jointly liable.

## Evaluator

interest-title = Declaration of interests
interest-intro = Declare your interests for each applicant before you can read anything.
interest-none = I have no conflict of interest
interest-declared = I have a connection that must be declared
interest-disqualifying = I have a conflict of interest and must stand aside
interest-describe = Describe the connection
score-title = Scoring
score-application = Application { $number }
score-blind = The applicant's name is hidden in this part.
score-give = Give scores
score-reason = Reason for your score
score-reason-hint =
    { $min ->
        [one] At least 1 character.
       *[other] At least { $min } characters.
    } Say what in the application the score is based on.
score-lock = Lock my scores
score-others-hidden = You see the others' scores when you have locked your own.

## Chair

consensus-title = Consensus
consensus-individual = Individual scores

## Project owner

owner-desk = Desk
owner-todo = Waiting for you
owner-todo-none = Nothing is waiting for you.
owner-sealed = The applications are sealed until { $when }. Nobody can read them.
owner-open = Open the applications
owner-extend-new = New deadline
owner-extend-text = The deadline is extended for everybody, and everybody is told. A deadline cannot be shortened.
owner-questions = Questions
owner-questions-unanswered = Unanswered
owner-answer = Answer
owner-answer-publish = Show the answer to everybody
owner-screening = Formal check
owner-selection-computed = Computed order
owner-selection-line = The line is here
owner-selection-selected = Selected
owner-selection-reserve = Reserve
owner-selection-not-selected = Not selected
owner-letters = Letters
owner-outbox = Outbox
owner-outbox-sent = Sent on { $when }
owner-outbox-failed = NOT NOTIFIED
owner-complaint-until = The complaint period ends on { $when }.
owner-cancel = Cancel the track
owner-joint = Joint phase
owner-people = People and roles

## Roles

role-owner = Project owner
role-secretary = Secretary
role-evaluator = Evaluator
role-chair = Chair
role-auditor = Auditor
role-applicant = Applicant

## Auditor

audit-journal = Journal
audit-journal-text = Everything that happened, in order. Each line carries the fingerprint of the one before.
audit-verify = Verify the journal
audit-verified =
    { $n ->
        [one] The one line is unchanged and in its place.
       *[other] All { $n } lines are unchanged and in their places.
    }
audit-who = Who
audit-what = What

## Demo

demo-title = Drive the demo
demo-clock = Demo clock
demo-forward-next = On to the next event
demo-become = Be { $person }
demo-people = Choose who to be
demo-mail = The demo's mailbox

## Refusals: why something could not be done

refused-title = That could not be done
refused-roles = This can only be done by: { $roles }.
refused-applicant = Only those who take part in the application, or its lead, can do this.
refused-unknown = There is no “{ $name }” here.
refused-late = The deadline was on { $deadline }. What you sent was received on { $received } and does not take part. The try is on the record.
refused-not-yet = The step “{ $step }” has not begun.
refused-over = The step “{ $step }” is over.
refused-ended = The track has ended: { $outcome }.
refused-suspended = The track is suspended because of a complaint.
refused-sealed = The applications are sealed until { $when }, and until they have been opened.
refused-incomplete =
    { $n ->
        [one] One thing is missing before the application can be submitted.
       *[other] { $n } things are missing before the application can be submitted.
    }
refused-withdrawn = The application was withdrawn.
refused-not-submitted = The application is not submitted.
refused-stale = Somebody else saved in the meantime. Your text is kept below. Read what is new: if you save again, your text replaces theirs.
refused-too-many = There can be at most { $max } here.
refused-reason = “{ $of }” needs a reason of at least { NUMBER($min) } characters.
refused-reason-remark = “Remark on the whole list” must have at least { NUMBER($min) } characters where the list is shorter than the computed one, or where fewer are suitable than the minimum.
refused-reason-short = The reason must have at least { NUMBER($min) } characters.
refused-never-earlier = The new deadline, { $new }, is not later than the present one, { $old }. A deadline can only be extended.
refused-bad-date = “{ $typed }” is no date and time in the time zone. Choose another.
refused-no-date = Choose a date.
refused-involved = Whoever takes part in an application cannot have a role in the procedure, and the other way round.
refused-interest-first = First declare your interests for the applicant.
refused-conflicted = You have declared a conflict of interest with this applicant, so you have no access.
refused-another-panel = You do not sit on the panel that judges here: “{ $panel }”.
refused-no-panel = You sit on another panel: here those judge who sit on none.
refused-panels-apart = Whoever sits on “{ $other }” cannot sit on “{ $panel }” too.
refused-off-scale = { $points } points for “{ $criterion }” are not on the scale.
refused-locked = The scores are locked and cannot be changed.
refused-unfinished =
    { $n ->
        [one] One application still waits: { $list }.
       *[other] { $n } applications still wait: { $list }.
    }
refused-mismatch = The verdict on “{ $of }” does not fit the verified figure.
refused-bad-list = The list cannot be used: { $why }
refused-list-unknown = it names an application that is not in the comparison.
refused-list-twice = it names an application twice.
refused-list-over = it has more than the file allows.
refused-list-missing = it does not name everybody.
refused-list-fixed = the file does not allow a departure from the computed list.
refused-list-means = the list asks for more money or capacity than there is.
refused-list-lots = lots must be drawn first; the file allows no other list.
refused-list-way = how the tie is resolved must be chosen first; the file allows no other list.
refused-list-told = somebody was told that they moved up, or that they are no longer on the list; that cannot be taken back here.
refused-has-left = These applications are no longer on the list: { $codes }. Choose those who are on it now; no contract is recorded with somebody who has left.
refused-evidence-open = The evidence of these applications is not recorded: { $codes }. Record under “After the decision” whether it was shown.
refused-not-told = These applications have moved up and were not told: { $codes }. Send the letters under “After the decision”.
refused-standstill = An applicant has moved up. The contract can be recorded after { $until }, not before.
refused-bad-draw = The order of the draw must name each of those tied exactly once.
refused-choice-open = { $n } still to say which places are kept, until { $until }. Nothing is told before.
refused-choice-waits = { $n } still to say which places are kept. Nothing is told before.
refused-not-ready = The letters go out together. Not ready: { $tracks }.
refused-evidence-due = The evidence can come until { $until }. Only after that can the applicant be told that it was not shown. Where the applicant has withdrawn, record that instead.
refused-cure-open = Applicants can correct formal errors until { $until }. Nothing can be decided before that.
refused-left-out = These applications have the same error and were left out: { $codes }. All must be asked alike.
refused-cured-once = These applicants have had their time to correct: { $codes }. Each gets one.
refused-other-field = “{ $field }” is not among what can be corrected.
refused-no-cure = Nothing can be corrected here.
refused-participants = An application names { $min } to { $max } participants, or none. Each name has 200 characters at most.
refused-members-stay = The members cannot be changed in this stage. Those who were chosen go on.
refused-unchanged = Nothing has been changed.
refused-already = This has already been done.

outcome-completed = completed
outcome-no-applications = nobody applied
outcome-none-suitable = nobody who applied was suitable
outcome-cancelled = cancelled
outcome-annulled = annulled after a complaint

## Uploads: why a file is not taken

upload-too-large = The file is larger than { $mb } MB. Nothing was stored.
upload-too-much = The application cannot hold more files. Remove some first.
upload-of-file = “{ $file }” was not taken. { $why } Files that were chosen after it were not taken either.
upload-wrong-kind = The file is of the kind { $found }. The field takes { $accepted }.
upload-virus = In the file { $name } the virus scanner found { $found }. It was not stored. Check the computer that it comes from, or send it in another form.
upload-empty = The file is empty.
upload-broken-off = The upload broke off on the way. Nothing was stored: send the file again.

## The shortlist and the letters

basis-title = Basis of the selection: { $track }
basis-link = Add to the basis, or read what was added
basis-lead = What people record here goes into the computation at once. It is on the record, with the reason, and can be replaced until the list is decided.
basis-recorded = Recorded so far
basis-nothing = Nothing yet.
basis-record = Record it
basis-order-text = Give each application its place: 1 is the best. Write a reason for every one; those not selected read theirs.
basis-yes = Votes for
basis-no = Votes against
basis-abstained = Abstained
basis-minutes = Where and when it was voted
basis-grades-text = Points for each reference, in the order of the application, with blanks between them. How many references each has:
basis-points = Points
basis-choice = How the tie is resolved
basis-expand = All of the tied are taken
basis-draw = By lot
basis-evidence = Evidence
basis-shown = Was the evidence shown?
basis-struck = Strike a score out
basis-struck-text = The score stays on the record and no longer counts.
basis-criterion = Criterion
basis-evaluator = Evaluator
basis-left = Somebody leaves the choice
basis-left-text = The reserve list moves up where its rule says so.
basis-trigger = What happened
basis-reason-hint = At least { NUMBER($min) } characters. It is on the record.
basis-not-understood = Fill in every field of the form. Places and votes are whole numbers, and no place is given twice.
choose-title = Selection: { $track }
choose-not-begun = The track has not come to its selection yet.
choose-decided = Decided on { $when }. The computed list and the decided list are both kept.
choose-computed = Computed list
choose-as-decided = Decided list
choose-plot = What the totals are made of
choose-plot-text = Each bar is a total. The table below says the same in numbers.
choose-plot-line = The red line is the total of the last who is selected.
choose-plot-place = Place { NUMBER($place) }, { $total } points
choose-plot-total = { $total } points
choose-plot-above = { $margin } more than the first who is not selected.
choose-plot-below = { $margin } short of the line.
choose-plot-on = On the line.
choose-plot-spread = The evaluators were furthest apart on “{ $title }”, by { $spread }.
choose-place = Place
choose-application = Application
choose-total = Total
choose-verdict = Result
choose-selected = Selected
choose-reserve = Reserve list
choose-not = Not selected
choose-tied = Tied at the line
choose-below = Below a threshold
choose-tie-title = Equal at the line
choose-tie-text =
    { $n ->
        [one] One place is open, and nothing in the rules separates these:
       *[other] { $n } places are open, and nothing in the rules separates these:
    }
choose-draw-order = Order of the lots
choose-draw-order-hint = Draw the lots before a witness. Write the codes in the order drawn, with spaces between them.
choose-draw-witness = Witness
choose-draw-witness-hint = Who watched, and how the lots were drawn.
choose-draw = Record the draw
choose-decide-title = Decide
choose-decide-text = The computed list is filled in. If you change it, give a reason of at least { NUMBER($min) } characters for each application you move. The applicant reads it.
choose-reason = Reason for a change
choose-reason-hint = Only where you depart from the computed list, or choose among those tied.
choose-remark = Remark on the whole list
choose-remark-hint = Needed where the list is shorter than the computed one, or where fewer are suitable than the minimum.
choose-decide = Decide the list
choose-letters-title = Letters
choose-letters-text = All letters of all tracks go out at the same moment. Read them first.
choose-letters-tracks = Where the tracks stand
choose-track = Track
choose-state = State
choose-released = Letters released on { $when }
choose-letters-preview =
    { $n ->
        [one] One letter is ready
       *[other] { $n } letters are ready
    }
choose-release =
    { $n ->
        [one] Release the letter
       *[other] Release all { $n } letters now
    }

## The demo's own page

demo-intro = You are in a demo with invented people. Time stands still until you move the clock.
demo-done = Done.
demo-tender = Read about the procedure
demo-deadline = Deadline
demo-next = What time does next
demo-hour = One hour on
demo-day = One day on
demo-before = Two minutes before the deadline
demo-after = Just after the deadline
demo-month = Thirty days on
demo-applicant = new applicant
demo-member = member of a consortium
demo-others-title = Let the others do their part
demo-others-text = You follow one track. The others are opened, screened, scored, agreed and decided for you, up to the letters. In your own track, Erik Ebbesen fills in his scores when scoring has begun.
demo-others = I follow { $track }
## Applying: the applicant's own pages and the public ones

applicant-buyers = Buyers
applicant-buyer-leads = leads
applicant-ended = Ended: { $outcome }
applicant-how = How to apply
applicant-how-form = The form asks for:
applicant-how-single = One organisation or person applies alone.
applicant-how-consortium =
    You can apply alone or as a consortium of at most { $n ->
        [one] 1 member
       *[other] { $n } members
    }, the lead included.
applicant-how-mandate = Each member signs once, to say that it takes part and that the lead acts for it.
applicant-how-content = Each member signs the contents. If they are changed, the members sign again.
applicant-how-tracks =
    One applicant can take part in at most { $n ->
        [one] 1 track
       *[other] { $n } tracks
    }.
applicant-how-refuse = An application can be submitted when nothing is missing.
applicant-how-accept = An application can be submitted although something is missing. The receipt names what is missing.
applicant-how-replace = You can submit a new version until the deadline. The last one counts.
applicant-change = { $date }: moved from { $from } to { $to }.
applicant-date = { $date }: { $when }
applicant-asked = Asked { $when }.
applicant-answered = Answered { $when }.
applicant-questions-none = No answers have been published yet.
applicant-follow-title = News by email
applicant-follow-text = We write to you when a question is answered, a document is published or a date is moved.
applicant-follow = Follow this procedure
applicant-following = You get an email when a question is answered, a document is published or a date is moved.
applicant-unfollow = Stop following
applicant-start-name = Name of the organisation or person that applies
applicant-start-name-hint = If you apply as a consortium, the name of the member that leads. You invite the others afterwards.
applicant-start-kind = Organisation or person?
applicant-overview = Overview
applicant-stages = Stages
applicant-parts = Parts of the application
applicant-part = Part
applicant-code = Code of the application
applicant-saved-as = Version { $version }, saved { $when }
applicant-closed = The deadline has passed. The application can be read but not changed.
applicant-empty = Not filled in
applicant-confirm = Confirm “{ $label }”
applicant-below = “{ $label }” must be at least { $min }.
applicant-above = “{ $label }” must be at most { $max }.
applicant-not-whole = “{ $label }” must be a whole number.
applicant-not-a-day = “{ $label }” must be a day, written like 2026-05-31.
applicant-before = “{ $label }” must not be before { $min }.
applicant-after = “{ $label }” must not be after { $max }.
applicant-too-many = Choose at most { $max } under “{ $label }”.
applicant-row = “{ $label }”, row { $row }: { $what }
applicant-files-too-many =
    There is room under “{ $label }” for at most { $max ->
        [one] 1 file
       *[other] { $max } files
    }. Remove some.
applicant-files-none = No files yet.
applicant-files-choose = Choose files
applicant-files-full = There is no room for more files here. Remove one first.
applicant-upload-nothing = Choose a file before you press the button.
applicant-go-to-files = go to the files
applicant-hurry = Short of time? Submit from here
applicant-hurry-text = What you have filled in is saved and submitted at once. You can change and submit it again until the deadline.
applicant-save-submit = Save and submit
applicant-save-next = Save and continue
applicant-question = Question { $n } of { $of }
applicant-question-previous = Previous question
applicant-question-next = Next question
applicant-question-overview = Back to the overview
applicant-question-all = All questions on one page
applicant-question-each = One question at a time
applicant-question-begin = Answer the questions
applicant-question-ways = Other ways to answer
applicant-meanwhile = Others have saved this meanwhile:
applicant-changed-meanwhile = The draft was changed after this page was shown. Read it again below.
applicant-content-too-large = The answers together are larger than { $size }, so they were not saved. Shorten them; your text is kept below.
applicant-members-full =
    There is room for { $n ->
        [one] 1 member
       *[other] { $n } members
    }, the lead included. No more members can be invited.
applicant-invite-email-hint = The invitation goes to this address, and whoever reads it signs for the member.
applicant-declined = Declined { $when }
applicant-sign-mandate = By signing, { $member } takes part in the application and lets { $lead } act for it. The signature stays valid if { $lead } changes the contents.
applicant-sign-content = By signing, { $member } stands behind the contents below, as they are now. If they are changed, you sign again.
applicant-sign-tick = Tick the box to confirm that you have read the application and may sign.
applicant-now-says = The application as it is now
applicant-decline-text = If you decline, you take no part and can no longer see the application. The lead can invite you again.
applicant-submit-text = The application is submitted as shown here. You get a receipt at once and by email. You can replace or withdraw it until the deadline.
applicant-submit-tick = Tick the box to declare that the information is correct.
applicant-nothing-new = The draft is the same as what is submitted. There is nothing new to submit.
applicant-lead-submits = Only the lead can submit.
applicant-withdraw-not = There is nothing that you can withdraw now.
applicant-receipt-procedure = Procedure
applicant-receipt-content = Fingerprint of the contents (SHA-256)
applicant-receipt-workflow = Fingerprint of the workflow file (SHA-256)
applicant-receipt-line = Fingerprint of the line in the journal
applicant-receipt-data = Download the receipt as data (JSON)
applicant-receipt-check = The data holds all that is needed to compute every fingerprint again, and says how.
applicant-receipt-withdrawn = The application was withdrawn after this receipt. It does not take part.
applicant-outcome-wait = The decision has not been sent yet. All applicants get theirs at the same moment.
applicant-outcome-no-date = No date has been set.
applicant-outcome-dates = These dates lie ahead:
applicant-outcome-released = The decision was sent on { $when }.
applicant-outcome-place = Your place in the comparison: number { NUMBER($place) } of { NUMBER($of) }.
applicant-outcome-total = Total: { $total } points.
applicant-outcome-reasons = Points and reasons
applicant-outcome-checks = Requirements not met
applicant-complaints = Your complaints
applicant-complain = Complain about the decision
applicant-complain-text = A complaint suspends this track until it is settled. The project owner reads it.
applicant-complaint-label = Your complaint
applicant-complaint-hint = Write what was wrong in the decision, and why.
applicant-complaint-send = Send complaint
applicant-complaint-filed = Sent { $when }.
applicant-complaint-open = Not settled yet
applicant-complaint-settled = { $ruling }, { $when }
applicant-complaint-dismissed = Dismissed
applicant-complaint-annulled = The track was annulled
applicant-complaint-redo = The evaluation is made again
## Scoring pages

judge-intro = Declare your interests. Read each application, give points with reasons, and lock your sheet.
judge-order = The applications come to you in an order of your own, so that none is always read first.
judge-blind = Who applies is hidden from you. Each application has a code.
judge-ahead = The scoring has not begun. You get a letter when it does.
judge-over = The scoring is over. The sheets can be read and no longer changed.
judge-mine = Your applications
judge-none = There are no applications to score.
judge-progress = { $done } of { $total } done
judge-next-declare = Declare interests for { $code }
judge-next-score = Go on with { $code }
judge-all-done = You have done your part. The chair ends the scoring.
judge-state-undeclared = Interests to be declared
judge-state-tied = Conflict of interest, no access
judge-state-scoring = { $done } of { $total } criteria scored
judge-state-locked = Locked
judge-open = Open { $code }
judge-panel = How far the panel has come
judge-panel-text =
    { $min ->
        [one] Each application needs 1 locked sheet.
       *[other] Each application needs { $min } locked sheets.
    } Points are not shown before the scoring is over.
judge-panel-sheets = Locked sheets
judge-panel-enough = Enough
judge-panel-short = Too few
judge-people = Evaluators
judge-people-declared = Interests declared
judge-people-left = Interests not yet declared
judge-finish = End the scoring
judge-finish-text = The sheets that are not locked take no part. This cannot be undone.
judge-code = Application { $code }
judge-declare-title = Declare your interests for { $code }
judge-declare-first = You can read the application when you have declared your interests.
judge-declare-members = Those who apply
judge-declare-all = All who apply in this track
judge-declare-all-text = The list has everybody in the order of the alphabet. It does not say who belongs to which application. Your declaration is for all applications of the track at once.
judge-tie = Do you have a conflict of interest with anybody on the list?
judge-tie-hint = A conflict of interest is anything that could make others doubt that you are impartial: family, work, money, friendship or enmity.
judge-tie-no = No, I have none
judge-tie-yes = Yes, I have one
judge-tie-yes-hint = Your access to the application ends at once.
judge-tie-who = With whom?
judge-tie-who-hint = Only needed if you have a conflict of interest.
judge-tie-what = What does it consist of?
judge-tie-send = Make the declaration
judge-tie-who-needed = Say with whom you have a conflict of interest.
judge-tie-both = You have named somebody with whom you have a conflict of interest, and answered that you have none. Choose one.
judge-tied-title = You have no access to { $code }
judge-tied-text = You have declared a conflict of interest. You cannot read the application, its files or its points, and you take no part in judging it.
judge-tied-back = Back to the list
judge-tie-later = I have found out that I have a conflict of interest
judge-tie-later-text = Your access to this application ends at once, and what you have scored does not count. This cannot be undone.
judge-tie-later-send = Declare the conflict of interest
judge-contents = The application
judge-members = Applicant
judge-hidden =
    { $n ->
        [one] One answer is hidden from you because it could tell who applies.
       *[other] { $n } answers are hidden from you because they could tell who applies.
    }
judge-not-answered = Not answered
judge-confirmed = Confirmed
judge-attachment = Attachment { $number }
judge-file-detail = ({ $kind }, { $size })
judge-file-unscanned = { $detail } · not scanned for viruses
judge-file-virus = The virus scanner found { $found } in this file, so it is not handed out. The application stands. Ask the project owner to speak with the applicant.
judge-file-tab = Files open in a new tab.
judge-file-here = Show “{ $name }” here
judge-sheet = Your sheet
judge-points = Points
judge-points-range = From { $lowest } to { $highest }
judge-reason = Reason
judge-reason-for = Reason for your points for “{ $title }”
judge-points-for = Points for “{ $title }”
judge-points-needed = Give points for “{ $title }”.
judge-save = Save
judge-lock = Lock …
judge-saved-in-part = Saved { $when }. Points are missing, or something is not valid yet.
judge-not-saved = Not saved. Try again, or press “Save”.
judge-sheet-locked = Your sheet was locked on { $when }.
judge-sheet-over = The scoring ended before your sheet was locked. It takes no part.
judge-others-hidden = You see the others' points when the scoring is over.
judge-others = The others' sheets
judge-other = Evaluator { $letter }
judge-lock-title = Lock your sheet for { $code }
judge-lock-text = A locked sheet cannot be changed, by anybody.
judge-lock-yes = Lock my sheet
judge-lock-no = Go back and change

## Consensus pages

agree-intro = The applications on which the evaluators are furthest apart come first.
agree-ahead = The scoring is not over. Points are shown when it is.
agree-over = The consensus is over.
agree-list = Applications
agree-none = There are no applications to agree on.
agree-closed = You have no access to these applications, because you declared a conflict of interest or did not declare your interests:
agree-evaluators = Points by evaluator
agree-mean = Mean
agree-spread = Spread
agree-agreed = Agreed
agree-not-yet = Not yet
agree-progress = { $done } of { $total } agreed
agree-open = Agree on { $code }
agree-read = Read the application
agree-points = Agreed points for “{ $title }”
agree-reason = Reason for “{ $title }”
agree-reason-hint =
    { $min ->
        [one] Needed where somebody gave other points. At least 1 character.
       *[other] Needed where somebody gave other points. At least { $min } characters.
    }
agree-one-mind = All gave { $points }.
agree-kept = The evaluators' points and reasons are kept as they are.
agree-save = Record what was agreed
time-title = Timeline
time-alt = One bar for each track, from the opening to the last date. The numbers are those of the lists below.
time-of = Timeline of { $title }
time-now = Now
time-done = Behind
time-here = Here
time-ahead = Ahead
time-since = since { $from }
time-from-to = { $from } – { $to }
time-reminder = Reminder: { $step }
time-until = End: { $step }
minutes-title = Minutes of the panel
minutes-pdf = The minutes as a PDF
minutes-about = The meeting
minutes-text = The points of each evaluator stand as they were locked. Evaluators are told apart by letters; whose letter is whose is not said here.
minutes-procedure = Procedure
minutes-standing = Standing
minutes-over = The consensus is over: these are the minutes.
minutes-open = The consensus is under way: this is a draft.
minutes-recorded = Recorded
minutes-from-to = from { $from } to { $to }
minutes-present = Those present
minutes-sheets = Locked sheets
minutes-interests = Interests
minutes-declared =
    { $n ->
        [one] 1 declaration says that there is no tie.
       *[other] { $n } declarations say that there is no tie.
    }
minutes-nobody-aside = Nobody declared a tie.
minutes-aside = Stood aside
minutes-somebody-aside = One evaluator
minutes-criterion = Criterion
minutes-points = Points of { $code }
minutes-left-out = Not in these minutes
minutes-closed = You have no access to: { $codes }.
agree-saved = What you typed was saved { $when }. It is not recorded yet.
judge-target = The panel means to be done by { $when }. It is a target: nothing closes then.
judge-target-over = The panel meant to be done by { $when }. You can still give points, and the others wait for them.
agree-finish = End the consensus
agree-finish-text = The agreed points go on to the selection. This cannot be undone.
agree-no-marks = Nobody gave points.
agree-recorded = Recorded on { $when }
agree-differences = Differences, the largest first
agree-differences-text = The difference is the distance from the lowest points to the highest. The one that is largest for its scale comes first.
agree-legend-dots = Letter: one evaluator's points
agree-legend-lines = Line: mean; broken line: median; bar: from the lowest to the highest
agree-legend-apart = Ring: stands apart from the others
agree-plot = { $points }. Mean { $mean }, median { $median }, spread { $spread }.
agree-apart = Stands apart: { $letters }.
agree-agreed-on = Agreed: { $points }
agree-walk = Difference { NUMBER($place) } of { NUMBER($all) }, the largest first
agree-walk-name = Walk through the differences from “{ $title }”
agree-walk-to = { $code }, { $title }
agree-walk-larger = Larger
agree-walk-smaller = Smaller

## Screening pages

screen-intro = Check each application against the grounds and minimums. One that does not meet them all takes no part in the comparison.
screen-ahead = The formal check has not begun.
screen-sealed = The applications are sealed. They are opened after the deadline.
screen-over = The formal check is over. What was found can no longer be changed.
screen-list = Applications received
screen-none = Nobody applied.
screen-members = Members
screen-submitted = Received
screen-versions = Submitted
screen-times =
    { $n ->
        [one] once
       *[other] { $n } times
    }
screen-problems = Problems in the form
screen-problems-none = None
screen-state-untouched = Not checked
screen-state-partly = { $done } of { $total } checked
screen-state-admitted = Admitted
screen-state-excluded = Not admitted
screen-closed = You have no access to these applications, because you declared a conflict of interest:
screen-finish = End the formal check
screen-finish-text = Applications that are admitted go on. This cannot be undone.
screen-lead = Lead
screen-signature = Signature
screen-signed-other = Signed an earlier version, on { $when }
screen-declined = Declined on { $when }
screen-lead-handed-in = Handed it in
screen-kind = Kind
screen-group-exclusion = Exclusion grounds
screen-group-suitability = Suitability minimums
screen-group-formality = Formal requirements
screen-checks = Checks
screen-declared = Declared: { $label }
screen-min = At least { $min } is needed.
screen-exclusion-hint = Met means that the ground does not apply.
screen-met = Met
screen-not-met = Not met
screen-verified = Verified number
screen-verified-hint = The number that you have verified counts, not the declared one.
screen-reason = Reason or remark
screen-reason-hint =
    { $min ->
        [one] Needed where it is not met, at least 1 character. The applicant reads it.
       *[other] Needed where it is not met, at least { $min } characters. The applicant reads it.
    }
screen-save = Save what was found
screen-verified-needed = Give the verified number for “{ $title }” in figures.
screen-problem-missing = not filled in
screen-problem-long = { $length } characters, at most { $max }
screen-problem-number = not a number
screen-problem-below = below { $limit }
screen-problem-above = above { $limit }
screen-problem-choice = not one of the answers offered
screen-problem-files = more than { $max } files
screen-finding = What was found
screen-problem-whole = not a whole number
screen-problem-date = not a day
screen-problem-before = before { $limit }
screen-problem-after = after { $limit }
screen-problem-many = more than { $max }
screen-problem-row = row { $row }: { $what }
screen-found = What you verified
screen-found-hint = What you have verified counts in the place of what was declared. Where the two differ, say why.
screen-found-needed = Say what you verified for “{ $title }”.
## The owner's pages, everybody's desk, the joint step and the journal

desk-offices = My roles
desk-empty = You have no application and no role yet.
desk-empty-link = See the open procedures
desk-everywhere = { $role }, all tracks
desk-in-track = { $role }, { $track }
desk-on-panel = { $role }, “{ $panel }”
desk-submitted = The application is submitted and takes part.
desk-withdrawn = The application is withdrawn and does not take part.
desk-changed = You have changed the draft since it was submitted. The changes are not submitted.
desk-signature = Your signature is missing.
desk-sign = Read and sign
desk-outcome = The outcome was told on { $when }.
desk-see-outcome = See the outcome
desk-open-application = Go to the application
desk-answer =
    { $n ->
        [one] 1 question waits for an answer
       *[other] { $n } questions wait for answers
    }
desk-not-notified =
    { $n ->
        [one] 1 letter could not be delivered
       *[other] { $n } letters could not be delivered
    }
desk-sheets = { $track }: { $done } of your { $total } sheets are locked
desk-joint = { $step }: decide whether to go on
desk-task = { $track }: { $text }

own-nav = Pages of the procedure
own-dates = Dates
own-complaints = Complaints
own-zone = All times are local time in { $zone }.
own-begun = Begun
own-submitted = Submitted
own-waits-for = Waits for: { $roles }
own-stage-deadline = Receives applications until { $when }.
own-stage-undated = The date of this stage has passed before the track came to it. Give the track a new one.
own-stage-waiting = Waits before “{ $step }”. { $wait }
own-stage-waiting-asked = Too few of the other tracks can come through, so that “{ $step }” would wait in vain. Somebody must decide whether the track goes on.
own-act-waiting = See what it waits for
wait-all = Waits until { $n ->
    [one] { $tracks } has
   *[other] all of these tracks have
} come through “{ $step }”{ $n ->
    [one] .
   *[other] : { $tracks }.
}
wait-any = Waits until one of these tracks has come through “{ $step }”: { $tracks }.
wait-some = Waits until { $need } of these tracks have come through “{ $step }”: { $tracks }.
waiting-title = What the track { $track } waits for
waiting-none = The track waits for no other track now.
waiting-before = Before “{ $step }”: { $wait }
waiting-decide = Go on, or cancel the track
waiting-go-on = Go on without them
waiting-give-up = Cancel the track
waiting-reason-hint = The reason is kept in the journal, and is sent to the applicants if the track is cancelled. Write at least { $min } characters.
own-stage-opening =
    { $n ->
        [one] 1 application waits to be opened.
       *[other] { $n } applications wait to be opened.
    }
own-stage-screening = { $done } of { $total } applications are screened.
own-stage-scoring = { $done } of { $total } evaluator sheets are locked.
own-stage-consensus = { $done } of { $total } applications are agreed.
own-stage-selection = The decision has not been made.
own-stage-letters-ready = The letters are ready to be released.
own-stage-letters = The letters are not ready: { $list }.
own-stage-behind = { $track } is in “{ $step }”
own-stage-complaints = Complaints can be filed until { $when }.
own-stage-suspended =
    { $n ->
        [one] 1 complaint is open. The track is suspended.
       *[other] { $n } complaints are open. The track is suspended.
    }
own-stage-ended = The track has ended: { $outcome }.
own-act-screening = Screen the applications
own-act-scoring = Go to the scoring
own-act-consensus = Go to the consensus
own-act-selection = Go to the selection
own-act-letters = Go to the letters
own-act-complaints = Go to the complaints
own-stage-untold =
    { $n ->
        [one] 1 applicant has not been notified. The track waits.
       *[other] { $n } applicants have not been notified. The track waits.
    }
own-stage-envelope = The envelopes can be opened.
own-stage-contract = The contract can be concluded.
own-act-contract = Record the contract
own-act-envelope = Open the envelopes
own-envelope-text = What lies in the envelope was handed in with the rest and is still shut. It is opened for those who came through what was judged; of the others nobody ever reads it.
own-envelope-opened = The envelopes were opened { $when }.
own-envelope-holds = In the envelope
own-envelope-table = Whose envelope is opened
own-envelope-state = Envelope
own-envelope-rule = Not met
own-envelope-is-open = Open
own-envelope-will-open = Will be opened
own-envelope-stays-shut = Stays shut
own-envelope-total = The total
own-envelope-button = Open the envelopes
own-contract-title = Contract in the track “{ $track }”
own-contract-text = The complaint periods are over. Record the contract when it has been concluded; the track then ends.
own-contract-note = With whom, on what and for how much
own-contract-confirm = The contract has been concluded
own-contract-unconfirmed = Confirm that the contract has been concluded
own-contract-record = Record the contract
own-tell-title = Applicants not notified, track “{ $track }”
own-tell-text = A complaint period runs from the day after an applicant has been notified. A letter that came back, or that no mail server took, notifies nobody.
own-tell-none = Every letter in this track has been taken by a mail server, and none has come back.
own-tell-since = The letter did not arrive. Known since { $when }.
own-tell-told = Notified on { $when }. Complaints can be filed until { $until }.
own-tell-who = Which applicant?
own-tell-what = What happened?
own-tell-returned = The decision letter came back
own-tell-returned-text = The complaint period does not run for this applicant until you have notified them.
own-tell-notified = The applicant has been notified by other means
own-tell-notified-text = The complaint period of this applicant runs from tomorrow.
own-tell-how = How, when and by whom
own-tell-how-hint = This goes on the record. Write at least { $min } characters.
own-tell-record = Record
own-tell-link = Letters that did not arrive
own-act-opening = Go to the opening
own-act-undated = Set the date
own-earlier = Earlier stages
own-act-cancel = Cancel the track { $track }
own-applications = Applications in { $track }
own-applications-none = There are no applications.
own-code = Code
own-name-hidden = The name is hidden
own-name-erased = The name has been erased
own-with-others =
    { $name } and { $n ->
        [one] one other
       *[other] { $n } others
    }
own-erased = The text has been erased.

own-people-table = Who holds which role
own-people-code = Code in the journal
own-people-roles = Roles
own-people-everywhere = All tracks
own-people-give = Give a role
own-people-give-text = The person is told by a letter and signs in with the address below.
own-people-give-button = Give the role
own-people-role = Role
own-people-panel = Panel
own-people-no-panel = No panel
own-people-revoke = Take back
own-people-revoke-named = Take back: “{ $role }” from { $name }
own-people-last-owner = The procedure must have an owner. Give the role to somebody else first.
own-people-done = The roles have been changed.

own-dates-text = A date can be moved later, never earlier. Everybody is told, with the reason.
own-dates-extend = Move later
own-dates-extend-named = Move later: “{ $date }”
own-dates-closed = Can no longer be moved
own-dates-now = It is now { $when }.
own-dates-told =
    { $n ->
        [0] Nobody has begun an application or follows yet, so nobody is written to.
        [one] 1 person is written to.
       *[other] { $n } people are written to.
    }
own-ahead-button = See the letters first
own-ahead = These letters would go out
own-ahead-to =
    To { $applicants ->
        [one] 1 person
       *[other] { $applicants } people
    } with an application and { $followers } who follow the tender.
own-dates-reason-hint = Everybody can read the reason. Write at least { $min } characters.
own-dates-changes = Changes
own-dates-none = No date has been changed.
own-dates-changed = Changed
own-dates-before = Before
own-dates-after = After

own-questions-none = No questions have been asked.
own-questions-answered = Answered
own-questions-asked = Asked on { $when }
own-questions-answered-at = Answered on { $when }
own-questions-hint = Everybody can read the answer. It cannot be changed afterwards.
own-questions-said = Answer this question

own-documents = Documents
own-documents-text = Everybody can fetch these files from the page of the procedure. Earlier versions stay, and so does the note that something was withdrawn.
own-documents-list = Published
own-documents-publish = Publish a document
own-documents-of = New version of
own-documents-new = Of no other: a document of its own
own-documents-button = Publish
own-documents-withdraw = Withdraw a document
own-documents-withdraw-text = Nobody can fetch a withdrawn document any more, in no version. Its title, its digest and your reason stay.
own-documents-which = Which document?
document-none = No documents have been published.
document-title = Title
document-title-hint = For instance: programme of the building. At most { $max } characters.
document-reason = What is new
document-reason-hint = Needed for a new version. At least { $min } characters.
document-file = { $name } ({ $size }), version { $version }.
document-published = Published { $when }.
document-withdrawn = Withdrawn { $when }: { $why }
document-earlier =
    { $n ->
        [one] 1 earlier version
       *[other] { $n } earlier versions
    }
tender-documents = Documents
feed-document = Document: { $title }
feed-document-withdrawn = Withdrawn: { $title }
upload-unscanned = The virus scanner is away just now. A document for everybody is not published unscanned. Try again in a while.

own-opening-title = Opening of { $track }
own-opening-received = Received in time
own-opening-root = Fingerprint of everything received
own-opening-root-text = It was computed at the deadline. If anything is added, changed or dropped afterwards, it shows.
own-opening-by = Can be opened by
own-opening-text = Opening cannot be undone. Afterwards names and contents can be read by those who may.
own-opening-opened = The applications were opened on { $when } by { $name }.
own-opening-former = somebody who no longer has the role

own-outbox-to = To
own-outbox-kind = Kind
own-outbox-subject = Subject
own-outbox-dated = Written
own-outbox-none = No letters have been written.
own-outbox-sealed = Application { $code }
own-outbox-hidden = Not shown
own-outbox-sealed-text = Until the applications are opened, a letter about one shows only its code and cannot be read here.
own-outbox-waiting =
    { $n ->
        [0] Waiting
        [one] Waiting after 1 try
       *[other] Waiting after { $n } tries
    }
own-outbox-next = Next try { $when }
own-outbox-reply = The mail server said: { $reply }
own-outbox-again = Try again
own-outbox-again-named = Try the letter to { $name } again
own-letter-kind =
    { $kind ->
        [receipt] Receipt
        [withdrawn] Withdrawal
        [member_invitation] Invitation to a consortium
        [not_told] Not notified
        [member_left_out] Member left out
        [member_declined] Member declined
        [not_confirmed] Not confirmed
        [decision_recalled] Decision no longer holds
        [key_held] Key
        [role_granted] Role
        [evaluation_opens] Evaluation begins
        [evaluation_reminder] Reminder to evaluators
        [stage_invitation] Invitation to a later stage
        [reminder] Reminder
        [extension] Extension
        [document] Document
        [amendment] Correction
        [answer] Answer to a question
        [selected] Selected
        [not_selected] Not selected
        [excluded] Excluded
        [track_ended] Track ended
        [complaint_filed] Complaint
        [complaint_settled] Complaint settled
        [gathering] Gathering
        [mandate] Mandate
        [joint_invitation] Joint phase begins
        [cure_asked] Correction asked for
        [cure_received] Correction received
        [moved_up] Moved up
        [left] No longer on the list
       *[other] Letter
    }

own-complaints-not-open = No complaint period has begun.
own-complaints-none = No complaint has been filed.
own-complaints-until = Until { $when }
own-complaint = Complaint
own-complaint-filed = Filed on { $when }
own-complaint-settle = Settle the complaint
own-complaint-ruling = How is the complaint settled?
own-complaint-step = From which step?
own-complaint-step-hint = Only if the track is to be done again. What was found from that step on is cleared; the journal keeps it.
own-complaint-reason-hint = The applicant reads the reason. Write at least { $min } characters.
own-complaint-settled = Settled on { $when }
own-complaint-open = Open
own-ruling-dismissed = Dismissed
own-ruling-dismissed-text = The decision stands.
own-ruling-annulled = Annulled
own-ruling-annulled-text = The track ends.
own-ruling-redo = Done again
own-ruling-redo-text = The track goes back to a step.
own-ruling-redo-from = Done again from “{ $step }”

own-cancel-title = Cancel the track { $track }
own-cancel-confirm = I want to cancel the track. It cannot be undone.
own-cancel-unconfirmed = Tick the box if the track is to be cancelled.
own-cancel-told =
    { $n ->
        [0] Nobody has begun an application in the track.
        [one] 1 person is written to, with the reason.
       *[other] { $n } people are written to, with the reason.
    }

joint-waiting = Waiting for the tracks to be completed.
joint-asking = Too few tracks were completed. Somebody must decide whether to go on.
joint-working = The teams are at work.
joint-ended = The step has ended: { $outcome }.
joint-published = The recommendations were published on { $when }.
joint-need = { $need } of { $total } tracks must be completed.
joint-tracks = The tracks it waits for
joint-stands-at = Stands at
joint-not-ready = It can be decided whether to go on when these tracks have ended: { $tracks }.
joint-decide = Go on or give up
joint-go-on = Go on with the completed tracks
joint-give-up = Give up the step
joint-reason-hint = The reason is kept in the journal. Write at least { $min } characters.
joint-teams = Teams
joint-teams-none = No team takes part yet.
joint-recommendations = Recommendations
joint-recommendations-none = No recommendation has been put forward.
joint-number = Recommendation { $number }
joint-by = Put forward by { $team } on { $when }
joint-team = Team
joint-stand = Position
joint-open = No answer yet
joint-endorses = Endorses
joint-dissents = Dissents
joint-recommend = Put a recommendation forward
joint-recommend-text = Your team endorses what it puts forward. The other teams endorse it or dissent with a reason.
joint-recommend-label = Recommendation
joint-recommend-button = Put forward
joint-endorse = Endorse
joint-endorse-named = Endorse recommendation { $number }
joint-dissent = Dissent
joint-dissent-named = Dissent from recommendation { $number }
joint-dissent-text = The reason is published together with the recommendation. Write at least { $min } characters.
joint-publish = Publish the recommendations
joint-publish-text = Publishing ends the step and cannot be undone.
joint-publish-silent = These teams have not answered every recommendation: { $teams }. To publish without their answers, write why. Everybody who takes part can read it.
joint-publish-why = Why it is published without every answer
joint-published-without = Not every team had answered. The reason is: { $reason }

journal-lines = Lines of the journal, the latest first
journal-of = Of
journal-count = Lines
journal-line = Line
journal-procedure = The procedure
journal-application = Application { $code }
journal-time = The clock
journal-office = { $roles } ({ $code })
journal-former = Former role ({ $code })
journal-outside = Somebody outside
journal-entered = comes to “{ $step }”
journal-checkpoints = Checkpoints
journal-checkpoints-text = Each root ties all histories together as they were at that time.
journal-checkpoints-none = There are no checkpoints yet.
journal-root = Root
journal-streams = Histories
journal-faults =
    { $n ->
        [one] The journal does not agree with the tables in 1 place
       *[other] The journal does not agree with the tables in { $n } places
    }
journal-codes = People are named by role and code. The page “People and roles” tells whose code it is.

## The pages about the site itself

page-desk = My desk
about-help-title = Help
about-help-apply-title = Applying
about-help-apply = Open a procedure and choose a track. Sign in with a link that we send you by email. Fill in the form, upload the files, invite the other members. Every member signs. Then submit. Every page says whether the application is SUBMITTED or NOT SUBMITTED.
about-help-late-title = The deadline
about-help-late = What counts is when our server has the whole application. Exactly at the deadline is in time, one microsecond later is not. You can replace and withdraw until then.
about-help-read-title = Who reads it
about-help-read = Nobody on the project owner's side reads an application before the deadline has passed and the applications have been opened. Evaluators first declare their interests.
about-help-receipt-title = The receipt
about-help-receipt = The receipt names every file with its size and SHA-256, the instant of receipt and the place in the journal. Keep it.
about-privacy-title = Personal data
about-privacy-what-title = What is kept
about-privacy-what = Your name, your email address, what you write and what you upload in a procedure, and when you did it. No tracking, and nothing from other websites.
about-privacy-cookies-title = Cookies
about-privacy-cookies = One for your session while you are signed in, and one for the language if you choose it.
about-privacy-journal-title = The journal
about-privacy-journal = The journal of the procedure holds codes and fingerprints, never names or texts. Names and texts can therefore be erased when they are due, and the journal still verifies.
about-privacy-who-title = Who is responsible
about-privacy-who = The project owner of each procedure. The address is on the page of the procedure.

drawing-title = The procedure: { $title }
drawing-until = Until { $when }
drawing-days = { $days } days
drawing-target =
    { $days ->
        [one] Target: 1 day
       *[other] Target: { $days } days
    }
drawing-together = All tracks at once
drawing-waits-all = Waits for all tracks
drawing-waits = Waits for at least { $n } { $n ->
    [one] track
   *[other] tracks
}
drawing-waits-for = Waits for { $tracks }
drawing-waits-some = Waits for { $need } of { $tracks }
drawing-alt = The procedure as a picture: tracks side by side, steps downwards, and where each track stands. The same steps stand as text on the page.
drawing-heading = The procedure as a picture
## Rules, the gate, amendments

law-not-advice = Nothing here is legal advice.
law-none = The procedure names no law that it follows.
law-follows = The procedure follows: { $pack }, version { $version } of these rules.
law-choice = No law binds here. The buyer follows these rules by choice.
law-all = All rules, with their sources
law-unverified = unverified
law-unverified-text = “Unverified” means that the rule was not read in its source.
law-judge = a person judges this
law-answers-by = Questions are answered to everybody by { $when }. An answer after that moves the deadline, unless it only points to existing text or the question came too late. Questions are received after the day above, too.
law-overridden = Set aside when the procedure was opened
law-overridden-line = { $finding } ({ $rules }): { $reason }
law-overridden-plain = { $finding }: { $reason }
amend-document = Document “{ $name }”
amend-old = Old text
amend-new = New text
amend-line = { $part }: the text was changed.
amend-confirm-line = Applications that are submitted must be confirmed again.
amend-tracks-line = It concerns: { $tracks }.
own-amend = Published texts
own-amend-text = Everything is frozen at publication. A text can be corrected: everybody sees the old and the new one and is told, with the reason. Numbers, criteria, weights and scales cannot be changed: cancel and open anew.
own-amend-change = Correct
own-amend-named = Correct: “{ $part }”
own-amend-other = A document beside the procedure
own-amend-name = Short name of the document
own-amend-name-hint = Lower-case letters, digits and hyphens, such as conditions.
own-amend-old = Old text ({ $language })
own-amend-new = New text ({ $language })
own-amend-tracks = Tracks that are affected
own-amend-tracks-hint = Tick none where all are affected.
own-amend-significant = The change is significant. The deadline must be moved with it.
own-amend-confirm = The content of applications is affected. Submitted ones must be confirmed again to count.
own-amend-extend = New deadline, where it is moved with the change
own-amend-button = Publish the correction
own-amend-short = The text is missing.
own-answers-line = Answers are given by { $when }. After that an answer needs a later deadline, or a ground for none.
own-documents-by = Asks for documents: they are sent by { $when }.
own-documents-late = Not sent in time: the answer needs an extension, or a reason why none is needed.
own-answers-late = The last day for answers has passed. Is the deadline moved, and if not, why not?
own-late-extend = The deadline is moved later
own-late-existing = It only points to existing text
own-late-not-in-time = The question was not asked in good time
own-late-to = New deadline, where it is moved
own-late-without = Without a later deadline: { $ground }. { $reason }
journal-set-aside = { $code }: { $reason }
apply-status-unconfirmed = NOT CONFIRMED
apply-status-unconfirmed-text = A published text was changed. The application counts only when it is confirmed or submitted again by { $deadline }.
apply-status-unconfirmed-missed = The application was not confirmed by the deadline, { $deadline }. It does not take part.
apply-missing-confirmation = Confirm the application again
apply-confirm = Confirm the application
apply-confirm-text = You stand by what you have submitted, with the changed text before you. You can also change the draft and submit it again.
refused-frozen = Numbers, criteria, weights and scales are frozen at publication. Cancel the procedure and open it anew.
refused-extension-needed = A significant change asks for a later deadline. Give the new deadline with it.
refused-answer-late = Answers were due by { $when }. Move the deadline with the answer, or say why no extension is needed.

cure-title = Cure window
cure-tab = Correct
cure-intro = A formal error can be corrected by the applicant, once, in the fields that the workflow file names. Whoever has the same error is asked together and gets the same time. Nothing is decided before it is over.
cure-source = Basis: Directive 2014/24/EU art. 56(3) and udbudsloven § 159(5) (rule FA-CLAR, not verified against the text of the law). This is not legal advice.
cure-open = Applicants can correct until { $until }.
cure-asked = Asked to correct
cure-fields = What can be corrected
cure-reason = Why
cure-reason-hint = The applicant reads this. At least 20 characters where something is ticked.
cure-until = Until
cure-answer = Correction
cure-waiting = Not yet
cure-no-answer = None: it stands as it was handed in
cure-ask = Ask for corrections
cure-ask-text = What is missing in the form is ticked already. Untick everything for those who are not to be asked. The time begins at once and is the same for all.
cure-tick-field = Tick what { $name } is to correct, or take the reason out.
cure-tick-somebody = Tick what somebody is to correct.
cure-banner = You can correct formal errors until { $until }.
cure-over = The time to correct ended { $until }. The application stands as it was handed in.
cure-received = Your correction was received on { $when }. The application counts with it.
cure-filled = Filled in
cure-how = Open each part, fill it in and save it. Then hand in the correction here. Nothing else in the application can be changed.
cure-lead = The lead hands in the correction.
cure-hand-in = Hand in the correction
cure-once = The correction can be handed in once.
## Report of the procedure

report-title = Report of the procedure
report-about = Buyers, subject and rules
report-rule = The report that rule { $rule } asks for ({ $source }). It shows what its reader may read, and nothing in it is legal advice.
report-buyers = Buyers
report-buyer-lead = { $name } (leads)
report-subject = Subject
report-opened = Opened
report-notice = Notice sent on
law-regime =
    { $regime ->
        [dk-udbudslov] the Danish public procurement act
        [eu-2014-24] Directive 2014/24/EU
        [no-foa-3] the Norwegian procurement regulation, part III
        [dk-light] the Danish light regime
        [private-voluntary] no law, the same gates followed by choice
       *[other] { $regime }
    }
law-kind =
    { $kind ->
        [restricted] restricted procedure
        [neg-w-call] competitive procedure with negotiation
        [comp-dial] competitive dialogue
        [innovation] innovation partnership
        [open] open procedure
        [oth-mult] another procedure in several stages
       *[other] { $kind }
    }
report-law = Rules and kind of procedure
report-law-none = The workflow file names no law.
report-urgency = Why the ordinary time limit was not kept
report-workflow = Workflow file
report-pinned = { $id }, version { $version }, SHA-256 { $sha }
report-rules = Pack of rules
report-rules-none = No pack of rules applies.
report-zone = Time zone of all times
report-reader = Drawn up for
report-dates = Dates
report-what = What
report-when = When
report-who = Who
report-why = Why
report-text = Text
report-none = { $what }: none.
report-nobody = nobody (time did it)
report-done = { $at }, { $by }
report-erased = Erased. The journal keeps its digest.
report-yes = yes
report-no = no
report-track = Track: { $title }
report-values = Values in the file
report-contract = Contract
report-contract-none = No contract is recorded, and no other value is known.
report-begun = Applications begun
report-counting = Applications that count
report-late = Tries after the deadline, refused
report-unsealed = Opened
report-stands = Where it stands
report-running = running; no decision has been told
report-running-told = running; the decision has been told
report-published-without = Published without every answer
report-cancelled = Cancelled
report-went-on = Went on without other tracks
report-released = Letters released
report-not-released = Not released yet: who is chosen and who is not stands here once the letters have been released.
report-complaints = Complaints
report-code = Application
report-ruling = Ruling
report-ruling-none = Open
report-ruling-dismissed = dismissed; the decision stands
report-ruling-annulled = upheld; the track is annulled
report-ruling-redo = upheld; the track goes back to “{ $step }”
report-decision = The decision
report-decision-none = No list was computed or decided.
report-nobody-listed = nobody
report-computed = Chosen, as computed
report-computed-reserve = Reserve, as computed
report-stopped = Why the computed list is not final
report-decided = Chosen, as decided
report-decided-reserve = Reserve, as decided
report-decided-by = Decided
report-remark = Remark on the whole list
report-draw = Draw of lots, and its witness
report-choice = How equal points were resolved
report-way-draw = by lot
report-way-expand = all of them are taken
report-applications = Applications
report-applicant = Applicant
report-fate = Result
report-fate-selected = chosen
report-fate-reserve = reserve
report-fate-not-selected = not chosen
report-fate-excluded = excluded before the comparison
report-fate-ended = the track ended before a choice
report-name-hidden = The name is not shown to this reader.
report-place = Computed place: { $place }
report-total = Computed total: { $total }
report-departure = Departs from the computed list: { $reason }
report-check = Not met: { $title }. { $reason }
report-threshold = Threshold not reached: { $threshold }
report-criterion = { $title }: { $points }. { $reasons }
report-interests = Interests and conflicts
report-declared-free = Declarations that named no tie: { $n }
report-ties = Ties that were declared
report-tie-then = What was done
report-tie-done = Kept from the application from then on; a sheet does not count
report-joint = Joint step: { $title }
report-teams = Teams
report-gate = Gate before publication
report-finding = Finding
report-rules-behind = Rules
report-set-aside = Findings set aside
report-changes = Amendments, extensions and questions
report-amendments = Amendments of published texts
report-all-tracks = all tracks
report-significant = significant: { $yes }
report-confirm = confirmation again: { $yes }
report-moved = deadline moved to { $to }
report-old-new = Old: { $old } New: { $new }
report-consequence = Consequence
report-extensions = Extensions
report-from = From
report-to = To
report-questions = Questions asked: { $asked }. Answered to everybody: { $answered }. After the line of answers without an extension: { $late }.
report-documents = Published documents
report-file = File
report-people = Who acted in which role
report-role = Role
report-where = Where
report-acts = Lines in the journal
report-journal = Journal
report-journal-hidden = The journal is read by owners and auditors of the whole procedure.
report-root = Root over all histories
report-heads = Histories
report-stream = History
report-lines = Lines
report-hash = Hash of the last line
report-link = Report of the procedure
report-link-text = Who buys what, who was chosen and why, as the law asks for it. If nothing has changed, the file is exactly the same.
report-as-html = Report as a page (HTML)
report-as-pdf = Report as PDF
report-as-json = Report for programs (JSON)
report-page = { $page } / { $pages }

## Counting a period

calendar-title = Work out a deadline
calendar-intro = When does a period end? Counted under Regulation (EEC, Euratom) No 1182/71: the day of the event is not counted, and an end on a Saturday, a Sunday or a public holiday moves to the next working day.
calendar-no-advice = Nothing on this page is legal advice. A person must check the rule and the date.
calendar-from = From
calendar-from-hint = A date such as 2027-02-05; for hours a local time such as 2027-02-05T12:00.
calendar-count = Length
calendar-unit = Counted in
calendar-days = days
calendar-working-days = working days
calendar-weeks = weeks
calendar-months = months
calendar-years = years
calendar-hours = hours
calendar-back = Count back
calendar-back-hint = That many whole days before the date; such an end does not move.
calendar-country = Public holidays of
calendar-denmark = Denmark
calendar-norway = Norway
calendar-sweden = Sweden
calendar-finland = Finland
calendar-zone = Time zone
calendar-zone-hint = Such as Europe/Copenhagen; without one, that of the country's capital.
calendar-button = Count
calendar-answer = The answer
calendar-last-day = Last day
calendar-expires = Over at
calendar-because = Why
calendar-because-none = Nothing moved the end.
calendar-look = A person should look at these days
calendar-short-month = The month has no day { $day }, so the period ends on { $date } (art. 3(2)).
calendar-skipped = { $date } is passed over: { $day }.
calendar-two = Lengthened to two working days; the period held { $held } (art. 3(5)).
calendar-stays = { $date } is not a working day ({ $day }); such a period does not move (art. 3(4)).
calendar-closed = { $date }: offices are closed ({ $day }), yet it counts as a working day.
calendar-bad-from = This is not a date or time that can be counted from. Write 2027-02-05 or 2027-02-05T12:00.
calendar-needs-time = Hours are counted from a time. Write 2027-02-05T12:00.
calendar-bad-count = Write a whole number.
calendar-bad-length = Write a number from 1 to { $max }.
calendar-out-of-range = The period leaves the years that are counted. Check the year and the length.
calendar-bad-unit = Choose what the period is counted in.
calendar-bad-country = Choose a country.
calendar-bad-zone = This zone is not known. Names look like Europe/Copenhagen.
calendar-day = { $day ->
    [saturday] Saturday
    [sunday] Sunday
    [new-years-day] New Year's Day
    [epiphany] Epiphany
    [holy-wednesday] Wednesday before Easter
    [maundy-thursday] Maundy Thursday
    [good-friday] Good Friday
    [easter-sunday] Easter Sunday
    [easter-monday] Easter Monday
    [great-prayer-day] Great Prayer Day
    [labour-day] 1 May
    [constitution-day] Constitution Day
    [ascension-day] Ascension Day
    [day-after-ascension] the day after Ascension Day
    [whit-sunday] Whit Sunday
    [whit-monday] Whit Monday
    [national-day] National Day
    [midsummer-eve] Midsummer Eve
    [midsummer-day] Midsummer Day
    [all-saints-day] All Saints' Day
    [independence-day] Independence Day
    [christmas-eve] Christmas Eve
    [christmas-day] Christmas Day
    [second-christmas-day] Second Christmas Day
   *[new-years-eve] New Year's Eve
}

## Keys that people hold

keys-title = Keys
keys-lead = What applicants hand in is sealed. After the deadline it takes { $need } of { $of } people to open it, each with a key of their own. Until then nobody can read it, not even whoever runs this server.
keys-not-made = The keys are not made yet. Nobody can begin an application before they are.
keys-way-back = Nobody can replace a key that is lost. As long as { $need } of the { $of } keys are there, everything can be opened; with fewer it stays closed for ever. Keep each key in two places, on paper too.
keys-own-first = Each holder first makes a key on their own machine, with { $command } or with any other age program, and sends you the public half. It begins with age1.
keys-holder = Key holder { $n }
keys-holder-email = Email address of key holder { $n }
keys-holder-recipient = Public key of key holder { $n }
keys-recipient-hint = Begins with age1.
keys-make = Make the keys
keys-holders = Key holders
keys-tracks = Tracks
keys-state-receiving = Receives applications until the deadline
keys-state-given = { $given } of { $need } keys given
keys-state-complete = Enough keys are given: it can be opened
keys-state-opened = Opened
keys-give = Give your key
keys-give-text = Your key is used for this one moment and is not stored. It is given to every track whose deadline has passed.
keys-give-label = Your secret key
keys-give-hint = The line that begins with AGE-SECRET-KEY-1.
keys-give-done =
    { $n ->
        [one] Your key was given to one track.
       *[other] Your key was given to { $n } tracks.
    }
keys-give-other-way = You would rather not type it here? Whoever runs the server can give it with { $command }, and any age program peels the layers by hand.
keys-given-all = You have given your key where it is wanted.
keys-give-early = You can give your key when the deadline has passed.
keys-wrong = This is not the key. Check that it is whole, and that it is yours.
keys-no-recipient = This is no public key. It begins with age1 and has 62 letters and digits.
keys-twice = Each holder needs an address and a key of their own.
code-title = Code of the application
code-kept = This is your code. Keep it now: write it down or print this page. It is shown in this browser only, and nobody can find it for you.
code-why = What you write is sealed to { $need } of { $of } people, who can open it only after the deadline, and to this code. On another device you are asked for it. The members of your consortium need it too: give it to them yourself.
code-go-on = Go on to the application
code-enter = Enter the code of the application
code-enter-text = What lies in this application is sealed. It opens with the code that was shown when it was begun.
code-label = Code
code-hint = 26 letters and digits. Blanks, dashes and capital letters do not matter.
code-open = Open
code-lost = The code is lost
code-lost-text = Begin the draft anew with a new code. What you wrote before cannot be shown to you again. If you have handed in, that stays handed in until you hand in anew.
code-anew = Begin anew
refused-keys-missing = Applications can be begun when the keys that seal them are made. Ask the project owner.
refused-key-holders = Exactly { $of } different people with different keys must be named.
refused-keys-needed = { $given } of the { $need } keys that it takes have been given.
## What is kept how long

retention-title = Keeping and erasing
retention-none = The workflow file does not say how long anything is kept, so nothing is ever erased.
retention-text = Names, texts and files are erased when their time is over. Identifiers, digests, points and decisions stay, so that the journal can still be verified.
retention-next = The next is erased { $when }.
retention-noted = { $at }, { $by }
retention-held = On hold since { $noted }: nothing is erased.
retention-archived = The archive was handed over: { $noted }
retention-archive-owed = Nothing is erased before somebody has confirmed that the archive was handed over.
retention-until = Kept until
retention-waiting = the time has not begun
retention-free = erased by itself then
retention-needed = kept while the track or a joint step needs it
retention-complaint = kept while a complaint is open
retention-on-hold = on hold
retention-unarchived = kept until the archive was handed over
retention-erased = erased { $when }
retention-years =
    { $n ->
        [one] 1 year
       *[other] { $n } years
    }
retention-months =
    { $n ->
        [one] 1 month
       *[other] { $n } months
    }
retention-days =
    { $n ->
        [one] 1 day
       *[other] { $n } days
    }
retention-period = Kept for { $long } from { $from }.
retention-from-intake = the deadline for applications
retention-from-decision = the day on which the decision is final
retention-from-contract = the conclusion of the contract
retention-from-end = the end of the whole procedure
retention-for-good = Kept for good.
retention-hold = Hold
retention-release = Lift the hold
retention-archive = The archive has been handed over
retention-hold-text = Hold while a complaint before a board or a court runs, or while an auditor asks. An open complaint in this procedure holds its track by itself.
retention-gone = Erased { $when }. The journal keeps the digests.
retention-kind = { $kind ->
    [not_selected] Applications that were not selected
    [selected] Applications that were selected
    [drafts] Drafts and withdrawn applications
    [scores] Reasons and declared interests
   *[letters] Letters
}
## News for feed readers

feed-open = Open procedures
feed-news = News of { $title }
feed-opened = The procedure has been published.
feed-answered = Answer to a question
feed-link = Follow in a feed reader (Atom)

## Dossier

dossier-whole = The dossier, to be verified by anyone (ZIP)
dossier-open = The dossier (ZIP); until all have been told, without applications

## Limits

limits-wait = That was often in a short time, by you or by others on your network. Wait { $wait } and send it again. What you wrote is kept here. An application that is begun can always be submitted.
limits-uploads-busy = Many files are being received right now. Try again in a few seconds. An application that is begun can always be submitted.

## Gatherings and mandates

gathering-list = Gatherings
gathering-missed = The date has passed. Nobody is invited before the owner moves it.
gathering-waiting = The invitations have not gone out yet.
gathering-inviting = Those who are invited name who comes.
gathering-asking = Too few come. Decide whether it is held or called off, or move its date.
gathering-confirmed = It takes place. The minutes are written afterwards.
gathering-called-off = It is called off.
gathering-held = It has been held.
gathering-when = When and where
gathering-registration = Who comes
gathering-registration-text = Participants are named by { $until }: { $min } to { $max } an application, or none.
gathering-registered =
    { $n ->
        [0] You have said that nobody comes.
        [one] 1 participant is registered.
       *[other] { $n } participants are registered.
    }
gathering-fee = Fee: { $fee } a participant. You cannot pay here.
gathering-sum = Together they pay { $sum }.
gathering-names = Names
gathering-names-hint = One name a line. Leave it empty if nobody comes.
gathering-register = Save who comes
gathering-participants = Participants
gathering-number = Registered
gathering-came = Came
gathering-total =
    { $n ->
        [0] Nobody is registered.
        [one] 1 participant in all.
       *[other] { $n } participants in all.
    }
gathering-collected = It is put into the minutes of “{ $title }”, which all who take part can read.
gathering-write = Write the minutes
gathering-write-text = Record how many came, and write the minutes. All who were invited can read them, and get a letter. This ends the gathering and cannot be undone.
gathering-minutes = Minutes
gathering-publish = Publish the minutes
gathering-no-number = Write a whole number.
gathering-decide = Hold it or call it off
gathering-hold = Hold it
gathering-call-off = Call it off
mandate-text = What is signed
mandate-signers = Who signs
mandate-nobody = Nobody has been named yet.
mandate-not-signed = Not signed
mandate-signed = Signed
mandate-out = It was not signed in time.
mandate-until = NOT SIGNED. It is to be signed by { $until }.
mandate-stands = State
mandate-sign-text = By pressing the button you sign the text above. The time and the text are kept in the journal.
mandate-sign = Sign
mandate-name = Name who signs
mandate-name-text = The person gets a letter with the way to the text, and sees nothing else of your application.
mandate-name-button = Send the letter
own-mandate-title = Mandate: { $track }
own-mandate-close = Go on without those who have not signed
own-mandate-close-text = They are told, with the reason, and take no part in what follows.
own-mandate-close-button = Go on without them
own-stage-registration = Participants are being named.
own-stage-mandate = { $done } of { $total } mandates are signed.
own-act-gathering = Open the gathering
own-act-mandate = See who has signed

## After the decision

after-title = After the decision: { $track }
after-link = After the decision: evidence, departures, and who moves up
after-lead = The computed list and the decided list stay as they are. What has happened since is recorded here. The next on the reserve list moves up by the rules of the file, and no points are computed again.
after-now = The list now
after-empty = No list is decided.
after-changes = What has happened since
after-no-changes = The list stands as it was decided.
after-shown = shown
after-open = still to come
after-open-until = still to come, by { $until }
after-not-shown = evidence not shown
after-reserve = reserve { $place }
after-moved-up = moved up
after-moved-up-untold = moved up, not told
after-decline-until = Can decline until
after-left = { $left } has left ({ $how }).
after-then = { $name } moves up.
after-nobody = Nobody moves up.
after-no-trigger = That is no trigger of the reserve list, so the place stays open.
after-beyond-means = What becomes free does not suffice for the next; the place stays open.
after-letters = Letters that wait
after-letters-text = Those who moved up, and those who are no longer on the list, are told together. Days for an answer and for evidence run from the letter.
after-release = Release the letters
after-recompute = The file says that everything is computed again without whoever shows no evidence. After the decision nothing is computed again: the place stays open.
after-left-text = Record that somebody on the list has left.
places-title = Choose which places to keep
places-text = You are to be chosen in more tracks than you may keep. Tick at most { $max } and send it; the others are given up. It cannot be undone here.
places-until = Answer no later than { $until }.
places-answered = You answered: { $tracks }. It counts once everybody behind the same holder has said the same.
places-button = Keep these places
own-places-title = More places than may be kept ({ $n })
own-places-max = { $max ->
    [one] One place may be kept.
   *[other] { $max } places may be kept.
}
own-places-waits = Asked, and not answered yet.
own-places-keeps = Keeps { $tracks }; the others are given up.
own-places-silent = The days are over, and nothing was answered. What the procedure says of silence holds.
own-places-record = Record an answer that came by another way
own-places-how = How the answer came
own-places-hint = Who said it, when and how. It goes into the journal.
own-places-button = Record the answer
decline-title = Decline
decline-link = Decline
decline-text = You are chosen. If you decline, you are no longer on the list, and the next on the reserve list can move up. It cannot be undone here.
decline-reserve-text = You are on the reserve list. If you decline, you can no longer move up. It cannot be undone here.
decline-until = You can decline until { $until }.
decline-reason = Reason
decline-reason-hint = Those who decide read it.
decline-confirm = We no longer want to be on the list.
decline-unconfirmed = Tick the box to confirm that you decline.
decline-button = Decline
place-left = You are no longer on the list.
place-evidence = You are chosen on the condition that you show evidence: { $evidence }. It is not recorded yet.
place-evidence-until = You are chosen on the condition that by { $until } you show evidence: { $evidence }. It is not recorded yet.
place-shown = The evidence is recorded as shown: { $evidence }.
own-contract-with = With whom
own-contract-with-hint = Without a tick the contract is with everybody who is on the list now.
report-after = After the decision
report-after-now = The list now
report-after-reserve = The reserve list now
report-after-left = { $left } left ({ $how }).
report-after-moved = { $name } moved up.
report-after-nobody = Nobody moved up.
report-after-open = Evidence still to come
report-fate-left = Chosen or on the reserve list, and left since
desk-after = record evidence, or release the letters that wait

# Spreadsheets
sheet-download = Download the table as a spreadsheet (XLSX)
sheet-exact = { $title } (exact)
sheet-ranking = Ranking
sheet-screening = Formal check
sheet-code = Code
sheet-margin = Margin to the line
sheet-spread = Widest spread
sheet-below = Threshold not reached
sheet-decided = Decided
sheet-verified = { $title }: verified
sheet-reason = { $title }: reason
applicant-receipt-pdf = Download the receipt as a PDF

# A workflow file in the browser
file-title = Workflow file
file-intro = Write or paste a workflow file, check it, look at it in time-lapse, and open a procedure from it. Nothing that you write is kept by the program before you open: keep your own copy.
file-source = The file
file-source-hint = YAML, at most 1 MiB.
file-check = Check
file-preview = Check and preview
file-findings = What was found
file-sum = { $errors ->
        [0] No errors
        [one] One error
       *[other] { $errors } errors
    }, { $warnings ->
        [0] no warnings
        [one] one warning
       *[other] { $warnings } warnings
    }.
file-error = Error
file-warning = Warning
file-note = For a person to judge
file-place = Line { $line }, column { $column }
file-calendar = In time-lapse
file-calendar-text = The dates of the file, and what time does by itself when invented people apply.
file-calendar-none = The file has no dates, and nothing happens by itself.
file-closed-day = No working day
file-reminds = reminds those who have not handed in
file-closes = closes
file-until = lasts until then
file-letters = The letters
file-letters-text = Every kind of letter that the simulation came to, in every language of the file, with invented names.
file-course = Run a course day by day
file-course-hint = One invented course from the opening to the end: who does what on which day, and every letter.
course-title = In time-lapse, day by day
course-intro = Invented people go through the file with the real rules. Nothing is sent and nothing is kept.
course-broken = The course stopped before its end: the check and the preview say why.
course-place = Page { $place } of { $all }
course-day = { $place }: { $day }
course-previous = Back
course-next = Next day
course-nothing = Nothing happens.
course-who =
    { $kind ->
        [owner] The project owner
        [secretary] The secretary
        [chair] The chair
        [auditor] The auditor
        [evaluator] Evaluator { $of }
        [lead] The lead of { $of }
        [member] A member of { $of }
        [chief] The signatory of { $of }
        [holder] Key holder { $of }
        [somebody] Somebody
       *[other] { $of }
    }
course-time = Time
course-refused = Refused
course-to = To:
course-which = Go to
course-path = Course
course-path-hint = The usual course, or one of the paths on which the file is tried.
course-usual = The usual course
course-show = Show
course-back = Back to the file
course-what =
    { $what ->
        [procedure_opened] The procedure is opened
        [procedure_granted] A role is given
        [procedure_revoked] A role is taken back
        [procedure_gate_overridden] A finding is set aside
        [procedure_date_set] A date is set
        [procedure_extended] A date is moved later
        [procedure_asked] A question is asked
        [procedure_answered] A question is answered to everybody
        [procedure_amended] A published text is corrected
        [procedure_followed] Somebody follows
        [procedure_keys_made] The keys are made
        [procedure_track_cancelled] A track is cancelled
        [line_entered] A step begins
        [line_ended] It ends
        [line_cleared] What was found before is cleared
        [intake_started] An application is begun
        [intake_stage_began] Asked into the next stage
        [intake_draft_saved] The draft is saved
        [intake_member_invited] A member is invited
        [intake_member_signed] A member signs
        [intake_member_lapsed] A member did not take part in time
        [intake_member_declined] A member declines
        [intake_submitted] Submitted
        [intake_confirmation_asked] A confirmation is asked for
        [intake_confirmed] Confirmed
        [intake_not_confirmed] Not confirmed before the deadline: does not count
        [intake_withdrawn] Withdrawn
        [intake_tried_late] Tried after the deadline
        [intake_reminded] Reminded of the deadline
        [intake_closed] The deadline has passed
        [intake_key_given] A key is given
        [intake_opened] The applications are opened
        [intake_declared] What the form declares is read
        [screening_screened] The checks are recorded
        [screening_finished] The formal check is over
        [screening_cure_opened] Errors can be mended
        [screening_cure_asked] Asked to mend errors
        [screening_cure_saved] What is mended is saved
        [screening_cured] Errors are mended
        [screening_cure_ended] The time to mend errors is over
        [scoring_declared] Interests are declared
        [scoring_scored] Points are given
        [scoring_locked] A sheet is locked
        [scoring_reminded] Reminded of what is left to score
        [scoring_finished] The scoring is over
        [consensus_agreed] The panel agrees
        [consensus_finished] The consensus is over
        [envelope_opened] An envelope is opened
        [envelope_left_shut] An envelope stays shut
        [envelope_finished] The envelopes are dealt with
        [selection_computed] The list is computed
        [selection_drawn] A lot is drawn
        [selection_chosen] A choice is made
        [selection_added] Something is added to the basis
        [selection_decided] The list is decided
        [selection_followed] The list is followed up
        [selection_told] Changes of the list are told
        [letters_released] The decision letters are released
        [limits_asked] Asked which places to keep
        [limits_answered] Says which places are kept
        [limits_recorded] An answer is recorded
        [limits_lapsed] The time to answer is over
        [complaints_opened] A complaint can be filed
        [complaints_filed] A complaint is filed
        [complaints_tried_late] A complaint comes too late
        [complaints_untold] A letter did not arrive
        [complaints_told] An applicant is told another way
        [complaints_settled] A complaint is settled
        [complaints_ended] The time for complaints is over
        [contract_concluded] The contract is concluded
        [joint_asked] It is asked whether to go on
        [joint_began] The joint step begins
        [joint_cancelled] The joint step is given up
        [joint_recommended] A team recommends something
        [joint_stood] A team takes its stand
        [joint_published] The recommendations are published
        [wait_began] It waits for other tracks
        [wait_asked] It is asked whether to go on
        [wait_met] What it waited for is there
        [wait_went_on] It goes on
        [wait_gave_up] It is given up
        [gathering_began] A gathering comes up
        [gathering_invited] Invitations to a gathering
        [gathering_registered] Participants are named
        [gathering_counted] The participants are counted
        [gathering_asked] Too few come: somebody decides
        [gathering_confirmed] The gathering takes place
        [gathering_called_off] The gathering is called off
        [gathering_minuted] The minutes are published
        [mandate_opened] Signatures are asked for
        [mandate_named] A signatory is named
        [mandate_signed] A mandate is signed
        [mandate_reminded] Reminded to sign
        [mandate_asked] Some have not signed: somebody decides
        [mandate_ended] The signatures are in
        [retention_held] Nothing is erased from now on
        [retention_released] What is due may be erased again
        [retention_archived] The archive is handed over
        [retention_erased] Something is erased
        [retention_due] Something is due to be erased
        [retention_over] Everything is erased that had its time
       *[other] Something happens
    }
file-open-title = Open a procedure
file-open-text = The gate judges the file once more, for today. Once it is open, the file cannot be changed. You become its owner.
file-open = Open the procedure
file-override = Why { $code } is set aside
file-override-hint = At least ten characters. Everybody can read it.
file-reason-needed = The reason for setting { $code } aside is too short: write at least ten characters.
file-nothing-to-override = Nothing is found under { $code } that can be set aside.
file-gate = Nothing was opened. Mend what was found, or set it aside with a reason where that can be done.
file-busy = Another file is being tried out right now. Your text is here: send it again in a moment.
file-too-slow = Trying the file out took more than { NUMBER($seconds) } seconds and was given up. Make it smaller, or use trespor check on your own machine.
file-too-long = The file has { $size }; at most { $most } are taken.
file-signed-out = You are signed out. Sign in in another window, and then send the text again from here.

# Tokens, and what the API says.
tokens-title = Tokens for programs
tokens-text = With a token, a program of yours speaks for you over the API: in one role, until a day, and never beyond what you may do in that role. Whoever has the token can do what it can. Take it back when it is no longer used.
tokens-document = The API as an OpenAPI document
tokens-made = Your new token
tokens-made-text = Copy it now. It is shown this once and kept nowhere.
tokens-none = You have no tokens.
tokens-table = Your tokens
tokens-name = Name of the token
tokens-name-hint = What it is for, so that you know it again.
tokens-role = Role
tokens-role-hint = The token can do what you may do in this role, and nothing else.
tokens-applicant = Applicant
tokens-since = Created
tokens-until = Good until
tokens-used = Last used
tokens-never = Never
tokens-revoke = Take back
tokens-revoke-named = Take back: “{ $name }”
tokens-make = Create a token
tokens-make-button = Create the token
tokens-days = Days
tokens-days-hint = A whole number from 1 to { $max }.
tokens-too-many = You have { $max } tokens already. Take one back first.
tokens-link = Tokens for programs
api-not-found = There is nothing at this address, or the token gives no access to it.
api-stale = Others have saved in the meantime: the version that counts is { $current }. Fetch it, add your change and send it again.
api-token-needed = This needs a token that is good. Create one on the page /tokens and send it as “Authorization: Bearer …”.
api-busy = The database or the disk does not answer. Try again in a few seconds; read first whether it was done.
api-broken = Something is broken here. It is in the log.
api-bad-request = The request is not one that this address knows.
api-bad-body = The body is not what the OpenAPI document says: { $why }
api-repeat = This key was used before, with something else or with an outcome that is not known. Read how it stands before you send it again under another key.
webhooks-title = Webhooks
webhooks-text = Another program is called as soon as something is published about this procedure: what everybody may read from then on, and nothing else. It is told what happened and where it can be read.
webhooks-text-all = Another program is called as soon as something is published about any procedure here: what everybody may read from then on, and nothing else. It is told what happened and where it can be read.
webhooks-limits = Calls are signed as Standard Webhooks describes it. A call that fails is made again with growing pauses, for three days and a half, and then given up. What has been made or given up is kept for { $days } days.
webhooks-made = The secret of your new webhook
webhooks-made-text = Copy it now: with it, the receiver checks that a call comes from here. It is shown this once.
webhooks-none = There is no webhook yet.
webhooks-kinds = News that it is called for
webhooks-kinds-hint = Choose none to be called for all.
webhooks-all-kinds = All
webhooks-since = Created
webhooks-try = Try it
webhooks-try-named = Try it: { $address }
webhooks-remove = Remove
webhooks-remove-named = Remove: { $address }
webhooks-calls = Calls to { $address }
webhooks-no-calls = It has not been called yet.
webhooks-what = News
webhooks-when = Happened
webhooks-sent = Taken
webhooks-waits = Waits
webhooks-given-up = Given up
webhooks-next = Next try { $when }
webhooks-status = Answer: { $status }
webhooks-failed =
    { $why ->
        [unknown] The name is not known.
        [private] The name leads into a network that is not public.
        [away] Nobody answers there.
        [tls] The certificate is not good.
        [late] No answer within 15 seconds.
        [unfit] The address cannot be called.
       *[other] The answer is no HTTP.
    }
webhooks-again = Call again
webhooks-again-named = Call again: { $kind }
webhooks-make = Create a webhook
webhooks-make-button = Create the webhook
webhooks-address = Address
webhooks-address-hint = It begins with https:// and can be reached by everybody.
webhooks-not-an-address = Write an address such as https://example.org/hook.
webhooks-not-https = The address must begin with https://.
webhooks-named = The address must not hold a name and a password.
webhooks-private = The address lies in a network that is not public. Whoever runs this site can allow it.
webhooks-no-kind = Choose among the news that are listed.
webhooks-too-many = There are { $max } webhooks already. Remove one first.
webhooks-kind =
    { $kind ->
        [procedure_opened] A procedure is opened
        [date_set] A date is set
        [date_moved] A date is moved
        [question_answered] A question is answered
        [text_amended] A text is corrected
        [document_published] A document is published
        [document_withdrawn] A document is withdrawn
        [intake_closed] A deadline has passed
        [step_began] A step begins
        [letters_released] The decision letters are out
        [track_ended] A track ends
       *[other] Trial
    }
