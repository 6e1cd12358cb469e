//! Files of an application: taken in, counted, given out again.

use std::sync::Arc;

use super::applicant::Own;
use super::blobs::{Stored, UploadError};
use super::{App, AppError};
use crate::engine::ids::{ApplicationId, AttachmentId};
use crate::engine::steps::intake;
use crate::engine::workflow::definition::FieldKind;
use crate::engine::workflow::form::{Content, FileRef};
use crate::scan::Verdict;
use crate::store;
use crate::store::attachments::Attachment;

/// Characters of a file name at most.
pub const FILE_NAME_CHARS_MAX: usize = 200;

/// What a field of files takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Takes {
    /// Files at most.
    pub count_max: u32,
    /// Megabytes a file at most.
    pub megabytes_max: u32,
    /// Accepted kinds.
    pub types: Vec<String>,
}

impl Own {
    /// What `field` takes, if it takes files.
    pub fn takes(&self, field: &str) -> Option<Takes> {
        match &self.definition().field(field)?.takes {
            FieldKind::Files { count_max, megabytes_max, types } => {
                Some(Takes { count_max: *count_max, megabytes_max: *megabytes_max, types: types.clone() })
            }
            _ => None,
        }
    }
}

/// A file name as it is kept: the last part of a path, one line, not too long, never empty.
pub fn tidy_file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control() && !invisible(*c)).collect();
    let clean = clean.trim().trim_matches('.').trim();
    if clean.is_empty() {
        return "file".to_owned();
    }
    let count = clean.chars().count();
    if count <= FILE_NAME_CHARS_MAX {
        return clean.to_owned();
    }
    // What is cut is the middle, for the ending tells the kind.
    let ending = clean.rsplit_once('.').map_or("", |(_, ending)| ending);
    if ending.is_empty() || ending.chars().count() > 8 {
        return clean.chars().take(FILE_NAME_CHARS_MAX).collect();
    }
    let kept = FILE_NAME_CHARS_MAX - ending.chars().count() - 1;
    format!("{}.{ending}", clean.chars().take(kept).collect::<String>())
}

/// Marks that turn the direction of writing round could make `exe.pdf` of `fdp.exe`.
const fn invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

impl App {
    /// Bytes that the application's uploads may still take.
    ///
    /// # Errors
    /// [`UploadError::TooMuch`] when nothing more can be taken.
    pub async fn upload_room(&self, own: &Own) -> Result<u64, AppError> {
        let limits = &self.settings.uploads;
        let mut db = self.store.read().await?;
        let (count, bytes) = store::attachments::total(&mut db, own.id()).await?;
        let room = bytes_max(limits.application_megabytes_max).saturating_sub(bytes);
        if count >= u64::from(limits.application_count_max) || room == 0 {
            return Err(UploadError::TooMuch.into());
        }
        Ok(room)
    }

    /// Puts a stored file on the record of the application; the draft does not name it yet.
    ///
    /// # Errors
    /// [`UploadError::TooMuch`] when it is more than the application may have.
    pub async fn keep_upload(
        self: &Arc<Self>,
        own: &Own,
        stored: Stored,
        name: &str,
    ) -> Result<FileRef, AppError> {
        let limits = &self.settings.uploads;
        let count_max = u64::from(limits.application_count_max);
        let total_max = bytes_max(limits.application_megabytes_max);
        let (now, scanned) = (self.clock.now(), stored.scanned);
        let attachment = Attachment {
            id: stored.id,
            application: own.id(),
            sha256: stored.sha256,
            size_bytes: stored.size_bytes,
            media_type: stored.media_type.clone(),
        };
        // Counted in the transaction that adds: two uploads at once cannot both take the last place.
        let kept = self
            .store
            .write(move |db| {
                let attachment = attachment.clone();
                Box::pin(async move {
                    let (count, bytes) = store::attachments::total(db, attachment.application).await?;
                    if count >= count_max || bytes + attachment.size_bytes > total_max {
                        return Ok(false);
                    }
                    store::attachments::insert(db, &attachment, now).await?;
                    if scanned {
                        store::attachments::scanned(db, attachment.id, now).await?;
                    }
                    Ok(true)
                })
            })
            .await?;
        if !kept {
            return Err(UploadError::TooMuch.into());
        }
        Ok(FileRef {
            attachment: stored.id,
            name: tidy_file_name(name),
            size_bytes: stored.size_bytes,
            sha256: stored.sha256,
            media_type: stored.media_type,
        })
    }

    /// Has an upload scanned that was not when it came in, before anybody but its sender reads it. A scanner that is
    /// away still keeps nobody from reading: the page says that the file was not scanned.
    ///
    /// # Errors
    /// [`AppError::Virus`] with what was found.
    pub async fn scan_first(
        &self,
        application: ApplicationId,
        attachment: AttachmentId,
    ) -> Result<(), AppError> {
        let Some(scanner) = self.blobs.scanner() else { return Ok(()) };
        let unscanned = {
            let mut db = self.store.read().await?;
            store::attachments::unscanned(&mut db, application).await?
        };
        if !unscanned.contains(&attachment) {
            return Ok(());
        }
        let mut stored = self.open_file(application, attachment).await?;
        let mut scan = scanner.begin().await;
        while let Some(bytes) = stored.next().await? {
            scan.write(&bytes).await;
        }
        match scan.finish().await {
            Verdict::Clean => {
                let at = self.clock.now();
                self.store
                    .write(move |db| {
                        Box::pin(async move { store::attachments::scanned(db, attachment, at).await })
                    })
                    .await?;
                Ok(())
            }
            Verdict::Found(found) => {
                tracing::warn!(file = %attachment, %found, "a file is not handed out");
                Err(AppError::Virus(found))
            }
            Verdict::Unknown(why) => {
                tracing::warn!(file = %attachment, %why, "a file is handed out that was not scanned");
                Ok(())
            }
        }
    }

    /// A file of the application that the draft or the submitted version of any of its stages names.
    pub async fn own_file(self: &Arc<Self>, own: &Own, id: AttachmentId) -> Result<FileRef, AppError> {
        if let Some(found) = self.named_in(own, id).await? {
            return Ok(found);
        }
        for (stage, _) in own.stages.iter().filter(|(_, shown)| !shown) {
            let intake = intake::at_stage(own.definition(), stage.as_deref()).map(|(step, _)| step);
            let other = self.own_in(own.id(), own.person, intake).await?;
            if let Some(found) = self.named_in(&other, id).await? {
                return Ok(found);
            }
        }
        Err(AppError::NotFound("file"))
    }

    /// A file that the draft or the submitted version of the stage that is shown names.
    async fn named_in(&self, own: &Own, id: AttachmentId) -> Result<Option<FileRef>, AppError> {
        let of = |content: &Content| {
            content.all_files().find(|(_, file)| file.attachment == id).map(|(_, file)| file.clone())
        };
        if let Some(found) = of(&own.draft) {
            return Ok(Some(found));
        }
        Ok(self.received(own).await?.and_then(|received| of(&received.content)))
    }
}

fn bytes_max(megabytes: u32) -> u64 {
    u64::from(megabytes) * 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_have_no_path_and_no_tricks() {
        assert_eq!(tidy_file_name("C:\\Users\\Anna\\Referencer Æ.pdf"), "Referencer Æ.pdf");
        assert_eq!(tidy_file_name("../../etc/passwd"), "passwd");
        assert_eq!(tidy_file_name("a\r\nb\0.pdf"), "ab.pdf");
        assert_eq!(tidy_file_name("fdp\u{202e}exe.pdf"), "fdpexe.pdf");
        for nothing in ["", "..", "/", " . "] {
            assert_eq!(tidy_file_name(nothing), "file", "{nothing:?}");
        }
    }

    #[test]
    fn a_long_file_name_keeps_its_ending() {
        let name = tidy_file_name(&format!("{}.pdf", "å".repeat(400)));
        assert_eq!(name.chars().count(), FILE_NAME_CHARS_MAX);
        assert!(name.ends_with("å.pdf"));
    }
}
