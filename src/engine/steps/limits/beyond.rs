//! Places beyond a limit, for those who move up after the letters.

use super::{Found, of_step, told_by, tracks};
use crate::engine::case::Case;
use crate::engine::ids::ApplicationId;
use crate::engine::select::across::{self, Limit};
use crate::engine::workflow::definition::Definition;

/// The limit that would be broken if those of `up` were told that they moved up in `track`, after the letters about the
/// selection `step`: how many places it allows. Places count in the tracks whose lists were told.
pub fn beyond(
    definition: &Definition,
    case: &Case,
    (track, step): (&str, &str),
    up: &[ApplicationId],
) -> Option<u32> {
    let (letters, spec) = told_by(definition, step)?;
    let found = tracks(definition, case, (&letters.id, spec), case.procedure.lines.get(track)?.entered_at);
    let places =
        |limit: &Limit, one: &Found<'_, '_>, counts: &dyn Fn(ApplicationId) -> bool| -> Vec<String> {
            let applicants = one.applicants.iter().filter(|a| a.id.parse().is_ok_and(counts));
            applicants.flat_map(|applicant| across::holders_of(limit, applicant)).collect()
        };
    of_step(definition, step).find_map(|limit| {
        let here = found.get(track)?;
        let risen = places(limit, here, &|id| up.contains(&id));
        let held: Vec<String> = found
            .iter()
            .flat_map(|(name, one)| {
                let told = |id: ApplicationId| one.state.chosen_and_told(id);
                let counts = |id: ApplicationId| told(id) || (name == track && up.contains(&id));
                places(limit, one, &counts)
            })
            .collect();
        let holds = |holder: &String| held.iter().filter(|other| *other == holder).count();
        let max = limit.max;
        risen.iter().any(|holder| holds(holder) > max as usize).then_some(max)
    })
}
