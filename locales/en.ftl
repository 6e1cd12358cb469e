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
page-navigation = Main menu
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
page-external = opens another website
page-updated = Updated { $when }

## Buttons

button-save = Save
button-save-draft = Save draft
button-continue = Continue
button-back = Back
button-cancel = Cancel
button-confirm = Confirm
button-change = Change
button-remove = Remove
button-add = Add
button-upload = Upload
button-download = Download
button-print = Print
button-search = Search
button-show = Show
button-close = Close
button-send = Send
button-remove-named = Remove { $name }
button-change-named = Change { $name }

## Common words

word-yes = Yes
word-no = No
word-none = None
word-optional = optional
word-required = required
word-of = { $part } of { $whole }
word-and = { $first } and { $second }
word-track = Track
word-tracks = Tracks
word-step = Step
word-deadline = Deadline
word-status = Status
word-applicant = Applicant
word-application = Application
word-name = Name
word-email = Email
word-organisation = Organisation
word-reason = Reason
word-date = Date
word-time = Time
word-file = File
word-files = Files
word-size = Size
word-digest = Fingerprint (SHA-256)
word-criterion = Criterion
word-weight = Weight
word-score = Score
word-rank = Rank
word-total = Total
word-action = Action

## Counts

count-files =
    { $n ->
        [0] no files
        [one] 1 file
       *[other] { $n } files
    }
count-tracks =
    { $n ->
        [one] 1 track
       *[other] { $n } tracks
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
count-letters =
    { $n ->
        [0] no letters
        [one] 1 letter
       *[other] { $n } letters
    }
count-questions =
    { $n ->
        [0] no questions
        [one] 1 question
       *[other] { $n } questions
    }
count-points =
    { $n ->
        [one] 1 point
       *[other] { $n } points
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
        [one] There is one error to mend
       *[other] There are { $n } errors to mend
    }
form-error-prefix = Error:
form-required = Fill in “{ $label }”.
form-too-long =
    “{ $label }” may have at most { $max ->
        [one] 1 character
       *[other] { $max } characters
    }. It has { NUMBER($length) } now.
form-too-short =
    “{ $label }” must have at least { $min ->
        [one] 1 character
       *[other] { $min } characters
    }.
form-not-number = “{ $label }” must be a number. You wrote “{ $value }”.
form-out-of-range = “{ $label }” must be from { $min } to { $max }.
form-not-date = “{ $label }” must be a date, for example 5/2/2027.
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
form-file-too-large = “{ $name }” is larger than { $size }. Make the file smaller, or split it.
form-file-wrong-type = “{ $name }” is not of a type that is accepted here ({ $types }).
form-file-too-many =
    { $max ->
        [one] There is room for only 1 file here.
       *[other] There is room for only { $max } files here.
    }
form-file-empty = “{ $name }” is empty.
form-saved = Saved { $when }
form-saving = Saving …
form-not-saved = Not saved. Try again, or press “Save draft”.
form-expired = The page was open too long. Your answers are kept below. Send them again.

## Error pages

error-not-found-title = The page does not exist
error-not-found-text = The address is wrong, or you have no access to the page. Go to the home page and find your way from there.
error-forbidden-title = You have no access
error-forbidden-text = The page is for people with another role. Write to the project owner if this is a mistake.
error-too-large-title = What you sent is too large
error-too-large-text = The limit is { $size }. Nothing was changed.
error-busy-title = It is busy right now
error-busy-text = Your action was not carried out. Try again shortly; your answers are kept.
error-internal-title = Something went wrong on our side
error-internal-text = Nothing was changed. Try again, and give the number { $reference } if you write to us.
error-cross-site-title = The action came from another website
error-cross-site-text = Go back to the page here with us and try again.

## Sign-in

sign-in-title = Sign in
sign-in-intro = Write your email address. We send you a link to sign in with.
sign-in-email-hint = Use the address that you were invited at, if you were.
sign-in-send = Send link
sign-in-sent-title = Look in your inbox
sign-in-sent-text =
    If { $email } can be used here, a link is on its way. It works for { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    } and only once.
sign-in-confirm-text = Press the button to sign in as { $email }.
sign-in-demo-folder = In the demo, letters lie as files in { $folder }.
sign-in-press = Press the button to sign in.
sign-in-used = The link has been used or is too old. Ask for a new one.
sign-in-too-many = Too many links were asked for. Wait { $wait }.
sign-in-needed = Sign in to continue.
sign-in-done = You are signed in as { $person }.
sign-in-out-done = You are signed out.

## Procedure

tender-list-title = Procedures
tender-list-open = Open now
tender-list-coming = Coming
tender-list-closed = Closed
tender-list-none = There are no procedures right now.
tender-owner = Project owner
tender-about = About the procedure
tender-tracks = Tracks
tender-tracks-intro =
    { $n ->
        [one] The procedure has one track.
       *[other] The procedure has { $n } tracks. You can apply in each of them separately.
    }
tender-deadline = Deadline for applications
tender-deadline-left = The deadline is { $countdown }
tender-deadline-passed = The deadline was on { $when }
tender-deadline-rule = What counts is when the server has received the whole application.
tender-deadline-extended = The deadline has been extended from { $before } to { $after } for everybody.
tender-timeline = Timetable
tender-documents = Documents
tender-criteria = How applicants are selected
tender-criteria-text =
    At most { $max ->
        [one] 1 applicant
       *[other] { $max } applicants
    } are selected by the criteria below.
tender-minimum = Suitability minimum
tender-exclusion = Exclusion grounds
tender-tie-rule = When scores are equal
tender-questions = Questions and answers
tender-questions-until = You can ask questions until { $when }.
tender-questions-closed = Questions can no longer be asked.
tender-questions-anonymous = Answers are shown to everybody. Nobody sees who asked.
tender-ask = Ask a question
tender-ask-label = Your question
tender-ask-hint = Do not write anything that tells who you are.
tender-ask-done = The question has been received. The answer will be shown here and sent to everybody.
tender-corrections = Corrections
tender-apply = Apply in this track
tender-apply-open = Open my application
tender-calendar = Get the deadlines for your calendar
tender-law = Rules
tender-version = The procedure follows version { $version } of its workflow.

## Track

track-step-intake = Applications
track-step-opening = Opening
track-step-screening = Formal check
track-step-scoring = Scoring
track-step-consensus = Consensus
track-step-selection = Selection
track-step-letters = Letters
track-step-complaint = Complaint period
track-step-joint = Joint phase
track-state-planned = Not begun
track-state-open = Open for applications
track-state-sealed = Sealed
track-state-working = Under way
track-state-waiting = Waiting
track-state-done = Done
track-state-suspended = Suspended
track-state-cancelled = Cancelled
track-step-progress = Step { $number } of { $total }

## Application

apply-title = Application in the track { $track }
apply-mine = My applications
apply-none = You have not begun an application.
apply-start = Begin an application
apply-start-as = Who is applying?
apply-start-single = A single organisation or person
apply-start-consortium = A consortium
apply-draft = Draft
apply-draft-text = The draft is saved as you go. Only you and your consortium can see it.
apply-draft-next-step = Next step
apply-status-submitted = SUBMITTED
apply-status-not-submitted = NOT SUBMITTED
apply-status-withdrawn = WITHDRAWN
apply-status-submitted-text = Your application was received on { $when }.
apply-status-changed-text = Version { $version } is submitted. You have since changed the draft, and the changes are not submitted.
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
apply-missing-signature = { $member } has not signed
apply-missing-evidence = { $member } lacks “{ $item }”
apply-complete = The application is complete and can be submitted.
apply-section-applicant = Applicant
apply-section-answers = Answers
apply-section-files = Files
apply-section-declarations = Declarations
apply-section-review = Review and submit
apply-files-again = The same file may be used in several places.
apply-file-received = Received on { $when }
apply-confidential = This is confidential
apply-confidential-reason = Why is it confidential?
apply-submit = Submit application
apply-submit-check = Read through the application. You can replace it until the deadline.
apply-submit-declare = I declare that the information is correct and that I may submit for the applicant.
apply-submitted-title = The application is submitted
apply-replace = Submit a new version
apply-replace-text = The new version replaces the one submitted on { $when }. The old one counts until the new one is submitted.
apply-withdraw = Withdraw the application
apply-withdraw-text = The application no longer takes part. You can submit again until the deadline.
apply-withdrawn = The application was withdrawn on { $when }.
apply-delete-draft = Delete the draft
apply-receipt = Receipt
apply-receipt-text = Keep the receipt. It shows what was received and when, and can be checked without us.
apply-receipt-received = Received
apply-receipt-version = Version
apply-receipt-number = Receipt number
apply-receipt-position = Place in the journal
apply-receipt-signature = The server's signature
apply-receipt-files = Files received
apply-receipt-mailed = The receipt has also been sent to { $email }.
apply-receipt-download = Download the receipt
apply-versions = Submitted versions
apply-result = Decision
apply-correct-title = You are asked to correct something
apply-correct-text = Correct the items named by { $deadline }. Nothing else can be changed.

## Consortium

consortium-title = Consortium
consortium-name = Name of the consortium
consortium-lead = Lead of the consortium
consortium-members = Members
consortium-member-organisation = Organisation
consortium-member-person = Person
consortium-invite = Invite a member
consortium-invite-hint = The member gets an email with a link, can read the draft at once, and signs or declines.
consortium-invited = Invitation sent to { $email } on { $when }.
consortium-invitation-title = Invitation to the consortium { $consortium }
consortium-invitation-text = { $lead } invites { $member } to take part in an application in the track { $track }.
consortium-accept = Accept
consortium-decline = Decline
consortium-leave = Leave the consortium
consortium-sign = Sign
consortium-sign-text = Your signature is for the application as it stands now. If it is changed, everybody must sign again.
consortium-sign-declare = I have read the application and may sign for { $member }.
consortium-sign-withdraw = Withdraw the signature
consortium-signed = Signed on { $when }
consortium-not-signed = Not signed
consortium-signed-count =
    { $signed } of { $total ->
        [one] 1 member
       *[other] { $total } members
    } have signed
consortium-void = The application was changed after the signature. Sign again.
consortium-liability = The members are jointly liable.
consortium-elsewhere = { $member } also takes part in another application. This must be declared.

## Evaluator

interest-title = Declaration of interests
interest-intro = Declare your interests for each applicant before you can read anything.
interest-none = I have no conflict of interest
interest-declared = I have a connection that must be declared
interest-disqualifying = I have a conflict of interest and must stand aside
interest-describe = Describe the connection
interest-submit = Make declaration
interest-done = Your interests were declared on { $when }.
interest-left =
    { $n ->
        [0] You have declared your interests for all applicants.
        [one] One applicant is left.
       *[other] { $n } applicants are left.
    }
score-title = Scoring
score-mine = My scoring
score-application = Application { $number }
score-blind = The applicant's name is hidden in this part.
score-read = Read
score-give = Give scores
score-scale = Scale
score-reason = Reason for your score
score-reason-hint =
    { $min ->
        [one] At least 1 character.
       *[other] At least { $min } characters.
    } Write what in the application the score rests on.
score-saved = Your scores are saved but not locked.
score-progress = { $done } of { $total } criteria are scored
score-lock = Lock my scores
score-lock-text = Once your scores are locked you cannot change them, and then you can see the others'.
score-locked = Locked on { $when }
score-others-hidden = You see the others' scores when you have locked your own.
score-next = Next application

## Chair

consensus-title = Consensus
consensus-waiting =
    { $n ->
        [one] One evaluator has not locked the scores.
       *[other] { $n } evaluators have not locked their scores.
    }
consensus-individual = Individual scores
consensus-spread = Spread
consensus-agreed = Agreed score
consensus-change-reason = Reason for the change
consensus-change-hint = The original scores, the change and the reason are kept.
consensus-settle = Settle agreed scores
consensus-settled = Settled on { $when }
consensus-recommend = Make recommendation

## Project owner

owner-desk = Desk
owner-todo = Waiting for you
owner-todo-none = Nothing is waiting for you.
owner-sealed = The applications are sealed until { $when }. Nobody can read them.
owner-received = Received so far
owner-publish = Publish
owner-check = Check the workflow
owner-open-quorum = { $given } of { $needed } have agreed to open
owner-open = Open the applications
owner-extend = Extend the deadline
owner-extend-new = New deadline
owner-extend-text = The deadline is extended for everybody, and everybody is told. A deadline cannot be shortened.
owner-extended = The deadline has been extended to { $when }.
owner-questions = Questions
owner-questions-unanswered = Unanswered
owner-answer = Answer
owner-answer-publish = Show the answer to everybody
owner-screening = Formal check
owner-screening-admit = Admit
owner-screening-reject = Reject
owner-screening-correct = Ask for a correction
owner-screening-rejected = Rejected: { $reason }
owner-selection = Selection
owner-selection-computed = Computed order
owner-selection-line = The line is here
owner-selection-tie = Equal scores at the line. The rule of the procedure is: { $rule }
owner-selection-threshold = Below the threshold of { $threshold } points
owner-selection-selected = Selected
owner-selection-reserve = Reserve
owner-selection-not-selected = Not selected
owner-selection-few =
    There are only { $suitable ->
        [one] 1 suitable applicant
       *[other] { $suitable } suitable applicants
    }, but at least { $min } are needed.
owner-selection-differs = The decision differs from the computation. Give the reason.
owner-decide = Decide
owner-decided = Decided on { $when }
owner-letters = Letters
owner-letters-preview = Preview the letter
owner-letters-release = Release all letters
owner-letters-release-text =
    { $n ->
        [one] The letter is sent now.
       *[other] All { $n } letters are sent at the same time.
    } This cannot be undone.
owner-letters-released = The letters were released on { $when }.
owner-outbox = Outbox
owner-outbox-waiting = Waiting
owner-outbox-sent = Sent on { $when }
owner-outbox-retry = Attempt { $attempt } failed. Trying again on { $when }.
owner-outbox-failed = NOT NOTIFIED
owner-outbox-failed-text = The letter to { $recipient } could not be delivered. Notify them in another way and note it here.
owner-complaint-until = The complaint period ends on { $when }.
owner-suspend = Suspend
owner-resume = Resume
owner-cancel = Cancel the track
owner-cancel-text = All applicants are told, with the reason.
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

audit-title = Audit
audit-journal = Journal
audit-journal-text = Everything that happened, in order. Each line carries the fingerprint of the one before.
audit-verify = Verify the journal
audit-verified =
    { $n ->
        [one] The one line is unchanged and in its place.
       *[other] All { $n } lines are unchanged and in their places.
    }
audit-broken = The journal is broken at line { NUMBER($line) }: { $why }
audit-recompute = Recompute the result
audit-same = The computation gives the same result.
audit-differs = The computation gives another result.
audit-dossier = Download the dossier
audit-who = Who
audit-what = What

## Demo

demo-title = Drive the demo
demo-clock = Demo clock
demo-forward = Move the clock forward
demo-forward-next = On to the next event
demo-become = Be { $person }
demo-people = Choose who to be
demo-mail = The demo's mailbox
demo-reset = Start over
demo-no-mail = No letters leave the demo.

## Refusals: why something could not be done

refused-title = That could not be done
refused-roles = Only { $roles } can do this.
refused-applicant = Only those who take part in the application, or its lead, can do this.
refused-unknown = There is no “{ $name }” here.
refused-late = The deadline was on { $deadline }. What you sent was received on { $received } and does not take part. The try is on the record.
refused-not-yet = “{ $step }” has not begun.
refused-over = “{ $step }” is over.
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
refused-stale = Somebody else saved in the meantime. Your text is kept below: look at what is new and save again.
refused-too-many = At most { $max } can be had here.
refused-reason = “{ $of }” needs a reason of at least { NUMBER($min) } characters.
refused-never-earlier = The new deadline, { $new }, is not later than the present one, { $old }. A deadline can only be extended.
refused-bad-date = “{ $typed }” cannot be used as a date: { $why }
refused-involved = Whoever takes part in an application cannot have an office in the procedure, and the other way round.
refused-interest-first = First declare your interests for the applicant.
refused-conflicted = You have declared a tie to this applicant, so you have no access.
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
refused-bad-draw = The order of the draw must name each of those tied exactly once.
refused-not-ready = The letters go out together. Not ready: { $tracks }.
refused-already = This has already been done.

outcome-completed = completed
outcome-no-applications = nobody applied
outcome-none-suitable = nobody who applied was suitable
outcome-cancelled = cancelled
outcome-annulled = annulled after a complaint

## Uploads: why a file is not taken

upload-too-large = The file is larger than { $mb } MB. Nothing was stored.
upload-too-much = The application cannot hold more files. Remove some first.
upload-wrong-kind = The file is of the kind { $found }. The field takes { $accepted }.
upload-empty = The file is empty.
upload-broken-off = The file broke off on the way. Nothing was stored: send it again.

## Applying: the applicant's own pages and the public ones

applicant-buyers = Who buys
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
applicant-how-mandate = Each member signs once: it takes part, and the lead acts for it.
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
applicant-follow-text = We write to you when a question is answered or a date is moved.
applicant-follow = Follow this procedure
applicant-following = You get an email when a question is answered or a date is moved.
applicant-unfollow = Stop following
applicant-start-name = Name of the organisation or person that applies
applicant-start-name-hint = If you apply as a consortium, the name of the member that leads. You invite the others afterwards.
applicant-start-kind = Organisation or person?
applicant-overview = Overview
applicant-parts = Parts of the application
applicant-part = Part
applicant-code = Code of the application
applicant-saved-as = Version { $version }, saved { $when }
applicant-closed = The deadline has passed. The application can be read but not changed.
applicant-empty = Not filled in
applicant-confirm = Confirm “{ $label }”
applicant-below = “{ $label }” must be at least { $min }.
applicant-above = “{ $label }” must be at most { $max }.
applicant-files-too-many =
    “{ $label }” takes at most { $max ->
        [one] 1 file
       *[other] { $max } files
    }. Remove some.
applicant-files-none = No files yet.
applicant-files-choose = Choose files
applicant-files-full = There is no room for more files here. Remove one first.
applicant-upload-nothing = Choose a file before you press the button.
applicant-go-to-files = go to the files
applicant-save-next = Save and continue
applicant-meanwhile = Others have saved this meanwhile:
applicant-changed-meanwhile = The draft was changed after this page was shown. Read it again below.
applicant-content-too-large = The answers together are larger than { $size }, so they were not saved. Shorten them; your text is kept below.
applicant-members-full =
    There is room for { $n ->
        [one] 1 member
       *[other] { $n } members
    }, the lead included. Nobody more can be invited.
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
