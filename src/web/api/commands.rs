//! What a program can want, one variant an act. The names of the acts are part of the interface.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use super::given::{AnswerGiven, Basis, FaultGiven, Kind, LateGiven, Mark, RulingGiven, VerdictGiven};
use crate::engine::select::spec::Choose;
use crate::engine::workflow::definition::Role;

/// Something to be done in a procedure.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
#[schemars(rename = "Command")]
pub enum Do {
    /// Be told of news by mail.
    Follow {},
    /// Be told no longer.
    Unfollow {},
    /// Ask the owner something; question and answer are published to everybody, and never who asked.
    Ask {
        /// What is asked.
        text: String,
        /// Whether it asks for documents that cannot be fetched from the procedure's page.
        #[serde(default)]
        documents: bool,
    },
    /// Begin an application in a track, or find the one that is begun.
    Begin {
        /// Short name of the track.
        track: String,
        /// Name of the organisation or person that leads.
        name: String,
        /// What it is.
        kind: Kind,
    },
    /// Save answers over the version that was read. Fields that are not named stay; `null` empties a field.
    Save {
        /// Which application.
        application: String,
        /// The version that was read; another one is refused as `stale`.
        seen: u32,
        /// Answers by the field's short name. Files are sent to the address of the files.
        answers: BTreeMap<String, Option<AnswerGiven>>,
    },
    /// Take a file out of the draft.
    RemoveFile {
        /// Which application.
        application: String,
        /// Which file.
        attachment: String,
    },
    /// Ask somebody to be a member.
    Invite {
        /// Which application.
        application: String,
        /// Name of the organisation or person.
        name: String,
        /// Address of who will act for it.
        email: String,
        /// What it is.
        kind: Kind,
    },
    /// Take a member out again.
    RemoveMember {
        /// Which application.
        application: String,
        /// Which member.
        member: String,
    },
    /// Sign as a member. Sending it is the declaration that the page asks for.
    Sign {
        /// Which application.
        application: String,
        /// The version that was read and is signed.
        seen: u32,
    },
    /// Decline to be a member.
    Decline {
        /// Which application.
        application: String,
    },
    /// Hand in, or hand in again. Sending it is the declaration that the page asks for.
    Submit {
        /// Which application.
        application: String,
        /// The version that was read and is handed in.
        seen: u32,
    },
    /// Stand by what was handed in after what it answers to was amended.
    Confirm {
        /// Which application.
        application: String,
    },
    /// Take the application back.
    Withdraw {
        /// Which application.
        application: String,
    },
    /// Leave the list, as an applicant that is chosen or on the reserve list.
    DeclinePlace {
        /// Which application.
        application: String,
        /// Why; may be left out.
        #[serde(default)]
        reason: String,
    },
    /// Keep these places and give up the others, as the lead of an application that has more than may be kept.
    KeepPlaces {
        /// Which application.
        application: String,
        /// The tracks kept.
        keep: Vec<String>,
    },
    /// Hand in what was mended in a cure window.
    HandInCure {
        /// Which application.
        application: String,
        /// The version that was read and is handed in.
        seen: u32,
    },
    /// Complain over the decision.
    Complain {
        /// Over the decision on which application.
        application: String,
        /// What is complained of.
        text: String,
    },
    /// Sign a mandate.
    SignMandate {
        /// For which application.
        application: String,
    },
    /// Name who holds the office that signs a mandate.
    NameSignatory {
        /// For which application.
        application: String,
        /// Short name of the step.
        step: String,
        /// Name.
        name: String,
        /// Address.
        email: String,
    },
    /// Name the participants of a gathering, or that nobody comes.
    Register {
        /// Short name of the track or joint step.
        line: String,
        /// Short name of the gathering.
        gathering: String,
        /// For which application.
        application: String,
        /// Their names; none where nobody comes.
        names: Vec<String>,
    },
    /// Put a recommendation forward in a joint step.
    Recommend {
        /// Short name of the step.
        step: String,
        /// What it says.
        text: String,
    },
    /// Endorse a recommendation, or dissent with a reason.
    Stand {
        /// Short name of the step.
        step: String,
        /// Which recommendation, counted from one.
        recommendation: u32,
        /// The reason of a dissent; nothing endorses.
        #[serde(default)]
        dissent: Option<String>,
    },
    /// Declare interests as an evaluator. Where names stay hidden, the first declaration is for the whole track.
    Declare {
        /// Which application.
        application: String,
        /// Whether there is a tie.
        tie: bool,
        /// Those there is a tie to, where the declaration is for a whole track.
        #[serde(default)]
        parties: BTreeSet<String>,
        /// What the tie is.
        #[serde(default)]
        reason: String,
    },
    /// Give marks on one's own sheet; criteria that are not named stay.
    Score {
        /// Which application.
        application: String,
        /// Marks by criterion.
        marks: BTreeMap<String, Mark>,
    },
    /// Lock one's own sheet for good.
    Lock {
        /// Which application.
        application: String,
    },
    /// End the scoring of a track.
    FinishScoring {
        /// Short name of the track.
        track: String,
    },
    /// Record what the panel agreed; criteria that are not named stay.
    Agree {
        /// Which application.
        application: String,
        /// Agreed points by criterion.
        agreed: BTreeMap<String, Mark>,
    },
    /// End the consensus of a track.
    FinishConsensus {
        /// Short name of the track.
        track: String,
    },
    /// Open what was received in a track.
    Open {
        /// Short name of the track.
        track: String,
    },
    /// Give verdicts on one application; checks that are not named stay.
    Screen {
        /// Which application.
        application: String,
        /// Verdicts by check.
        verdicts: BTreeMap<String, VerdictGiven>,
    },
    /// End the screening of a track.
    FinishScreening {
        /// Short name of the track.
        track: String,
    },
    /// Open a cure window.
    AskCure {
        /// Short name of the track.
        track: String,
        /// What is at fault, by application.
        faults: BTreeMap<String, FaultGiven>,
    },
    /// Open the envelopes of all who came through.
    OpenEnvelope {
        /// Short name of the track.
        track: String,
    },
    /// Record a draw of lots.
    Draw {
        /// Short name of the track.
        track: String,
        /// For which step of the model; the only one where absent.
        #[serde(default)]
        step: Option<String>,
        /// The lots in the order drawn.
        order: Vec<String>,
        /// Who witnessed it, and how it was done.
        witness: String,
    },
    /// Choose how a tie is resolved, where the file leaves the choice.
    Choose {
        /// Short name of the track.
        track: String,
        /// For which step of the model; the only one where absent.
        #[serde(default)]
        step: Option<String>,
        /// Which way.
        choose: Choose,
        /// Why.
        reason: String,
    },
    /// Add to the basis of a selection; what was said before of the same is replaced.
    Add {
        /// Short name of the track.
        track: String,
        /// What is added.
        given: Basis,
    },
    /// Decide the list of a track.
    Decide {
        /// Short name of the track.
        track: String,
        /// The shortlist, in order.
        selected: Vec<String>,
        /// Who may move up, first to move up first.
        #[serde(default)]
        reserve: Vec<String>,
        /// Why, for each application whose place differs from the computed one.
        #[serde(default)]
        reasons: BTreeMap<String, String>,
        /// Why the track goes on with fewer than the minimum.
        #[serde(default)]
        remark: Option<String>,
    },
    /// Record which places somebody keeps who said so by another way.
    RecordPlaces {
        /// Under which limit over the tracks.
        limit: String,
        /// Who holds the places, as `options` names them.
        holder: String,
        /// The tracks kept.
        keep: Vec<String>,
        /// How the answer came.
        reason: String,
    },
    /// Release the letters of every track at once.
    Release {},
    /// Try a letter again at once that was given up.
    RetryLetter {
        /// Which letter.
        letter: String,
    },
    /// Record that a letter came back.
    Returned {
        /// Whose letter.
        application: String,
        /// What came back.
        why: String,
    },
    /// Record that an applicant whom the letter did not reach was told by other means.
    Told {
        /// Whom.
        application: String,
        /// How, and by whom.
        how: String,
    },
    /// Settle a complaint.
    Settle {
        /// Which complaint.
        complaint: String,
        /// How.
        ruling: RulingGiven,
        /// Why.
        reason: String,
    },
    /// Tell those who moved up after the decision, and those who are not on the list any more.
    Tell {
        /// Short name of the track.
        track: String,
    },
    /// Record that the contract is concluded.
    Conclude {
        /// Short name of the track.
        track: String,
        /// With whom, by application; everybody who is chosen, where nobody is named.
        #[serde(default)]
        with: Vec<String>,
        /// On what and for how much.
        note: String,
    },
    /// Let a track go on that waits for others that failed.
    GoOn {
        /// Short name of the track.
        track: String,
        /// Why.
        reason: String,
    },
    /// Cancel a track that waits for others that failed.
    GiveUp {
        /// Short name of the track.
        track: String,
        /// Why.
        reason: String,
    },
    /// Go on without those who have not signed a mandate.
    CloseMandate {
        /// Short name of the track.
        track: String,
        /// Why.
        reason: String,
    },
    /// Begin a joint step with the tracks that came through.
    JointGoOn {
        /// Short name of the step.
        step: String,
        /// Why.
        reason: String,
    },
    /// Give a joint step up.
    JointGiveUp {
        /// Short name of the step.
        step: String,
        /// Why.
        reason: String,
    },
    /// Publish the recommendations and end the procedure.
    Publish {
        /// Short name of the step.
        step: String,
        /// Why, where a team has not answered everything.
        #[serde(default)]
        reason: Option<String>,
    },
    /// Hold a gathering though too few come.
    HoldGathering {
        /// Short name of the track or joint step.
        line: String,
        /// Short name of the gathering.
        gathering: String,
        /// Why.
        reason: String,
    },
    /// Call a gathering off.
    CallOffGathering {
        /// Short name of the track or joint step.
        line: String,
        /// Short name of the gathering.
        gathering: String,
        /// Why.
        reason: String,
    },
    /// Record who came to a gathering and publish its minutes.
    Minute {
        /// Short name of the track or joint step.
        line: String,
        /// Short name of the gathering.
        gathering: String,
        /// How many came of each application.
        attendance: BTreeMap<String, u32>,
        /// The minutes.
        text: String,
    },
    /// Give a role to whoever reads mail at an address; they are told by a letter.
    Grant {
        /// Name.
        name: String,
        /// Address.
        email: String,
        /// Which role.
        role: Role,
        /// Only in this track; in all where absent.
        #[serde(default)]
        track: Option<String>,
        /// The panel that an evaluator or a chair sits on.
        #[serde(default)]
        panel: Option<String>,
    },
    /// Take a role back.
    Revoke {
        /// From whom.
        person: String,
        /// Which role.
        role: Role,
        /// Only in this track; in all where absent.
        #[serde(default)]
        track: Option<String>,
        /// The panel.
        #[serde(default)]
        panel: Option<String>,
    },
    /// Move a date later, for all; everybody is told.
    Extend {
        /// Name of the date.
        date: String,
        /// Wall time in the zone of the file: `2027-02-12T12:00`.
        to: String,
        /// Why.
        reason: String,
    },
    /// Answer a question, to everybody.
    Answer {
        /// Which question.
        question: String,
        /// The answer.
        text: String,
        /// What comes with it where it is given after the line of answers.
        #[serde(default)]
        late: Option<LateGiven>,
    },
    /// Change a published text; everybody is told.
    Amend {
        /// Path of the text: `summary`, `tracks.<track>`, `criteria.<criterion>`, `documents.<name>`.
        part: String,
        /// The old text in each language of the file, as it stands now.
        #[serde(default)]
        before: BTreeMap<String, String>,
        /// The new text in each language of the file.
        after: BTreeMap<String, String>,
        /// Why.
        reason: String,
        /// The tracks that are affected; all where none is named.
        #[serde(default)]
        tracks: BTreeSet<String>,
        /// Whether it is significant, so that the deadline must be extended.
        #[serde(default)]
        significant: bool,
        /// Whether each application must be confirmed again.
        #[serde(default)]
        confirm: bool,
        /// Where the deadline is moved with it, as wall time in the zone of the file.
        #[serde(default)]
        extend: Option<String>,
    },
    /// Withdraw a document with all its versions; everybody is told. One is published by sending its bytes.
    WithdrawDocument {
        /// Number of the document.
        document: u32,
        /// Why.
        reason: String,
    },
    /// Cancel a track.
    CancelTrack {
        /// Short name of the track.
        track: String,
        /// Why.
        reason: String,
    },
    /// Erase nothing from now on.
    HoldErasure {
        /// Why.
        reason: String,
    },
    /// Let what is due be erased again.
    ReleaseErasure {
        /// Why.
        reason: String,
    },
    /// Confirm that the archive was handed over.
    Archive {
        /// To whom, and under which number.
        note: String,
    },
    /// Have an address called when something is published. The answer says the secret of its signatures, once.
    MakeWebhook {
        /// Where: `https`, and public.
        address: String,
        /// For which events, such as `date.moved`; for all where none is named.
        #[serde(default)]
        events: Vec<String>,
    },
    /// Have a webhook called to see whether it works.
    TryWebhook {
        /// Which webhook.
        webhook: String,
    },
    /// Take a webhook out, with its calls.
    RemoveWebhook {
        /// Which webhook.
        webhook: String,
    },
    /// Have a call made again at once that was given up, or waits for its next try.
    CallAgain {
        /// Which call.
        call: String,
    },
    /// Open a procedure from a workflow file, through the same gate as everywhere; the person of the token is its first
    /// owner. The answer says its identifier.
    OpenProcedure {
        /// The file.
        source: String,
        /// Findings that are set aside, each with its reason, by their code.
        #[serde(default)]
        overrides: BTreeMap<String, String>,
    },
}
