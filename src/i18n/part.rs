//! What a text that can be amended is called.

use super::Lang;
use crate::engine::amendment::Part;
use crate::engine::workflow::Definition;

impl Lang {
    /// The title of the text that lies at `path` of the file, or beside it.
    pub fn part(self, definition: &Definition, path: &str) -> String {
        let t = self.texts();
        match Part::parse(path, definition) {
            Ok(Part::Summary) => t.tender_about().to_owned(),
            Ok(Part::Track(id)) => definition
                .track(&id)
                .map_or_else(|| id.clone(), |track| track.title.get(self.code()).to_owned()),
            Ok(Part::Criterion(id)) => definition.title_of(&id, self.code()).unwrap_or(&id).to_owned(),
            Ok(Part::Document(id)) => t.amend_document(id),
            Err(_) => path.to_owned(),
        }
    }
}
