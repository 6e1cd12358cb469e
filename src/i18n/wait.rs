//! What a track waits for, in words: the same on the desk and on the page for everybody.

use super::Lang;
use super::args::{WaitAll, WaitAny, WaitSome};
use crate::engine::steps::wait::Wait;
use crate::engine::workflow::Definition;

impl Lang {
    /// What `track` waits for: `Waits until Social and Physical have come through “Scoring”.`
    pub fn wait(self, definition: &Definition, track: &str, wait: &Wait) -> String {
        let t = self.texts();
        let others: Vec<_> = wait.others(track).collect();
        let title = |id: &&str| {
            definition
                .track(id)
                .map_or_else(|| (*id).to_owned(), |track| track.title.get(self.code()).to_owned())
        };
        let tracks = others.iter().map(title).collect::<Vec<_>>().join(", ");
        let step = definition.step(&wait.step);
        let step = step.map_or(wait.step.as_str(), |step| step.title.get(self.code()));
        match wait.need.of(others.len()) {
            need if need >= others.len() => t.wait_all(&WaitAll { n: others.len(), tracks, step }),
            1 => t.wait_any(&WaitAny { tracks, step }),
            need => t.wait_some(&WaitSome { need, tracks, step }),
        }
    }
}
