//! The contents of an application on a page, and its files.

use std::str::FromStr;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use crate::app::AppError;
use crate::app::blobs::KINDS;
use crate::app::reading::{Answered, Exhibit, ExhibitFile, FetchedFile, Given};
use crate::engine::workflow::form::parse_number;
use crate::i18n::{Lang, args};

/// Kinds that a browser shows by itself; the others are handed over as a download.
const SHOWN_KINDS: [&str; 3] = ["application/pdf", "image/png", "image/jpeg"];

/// One answer on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// What was asked.
    pub label: String,
    /// What was answered, one line each.
    pub lines: Vec<String>,
    /// Words for an answer that is not there; empty where there is one.
    pub nothing: String,
    /// Files.
    pub files: Vec<ShownFile>,
}

/// One file on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownFile {
    /// Where it can be fetched.
    pub href: String,
    /// Its name, or a neutral one.
    pub name: String,
    /// Its kind and size.
    pub detail: String,
    /// The button that opens it in the page; empty for a kind that a browser does not show by itself.
    pub here: String,
}

/// A part of an address as an identifier, or the answer that there is no such thing.
pub fn id<T: FromStr>(text: &str) -> Result<T, AppError> {
    text.parse().map_err(|_| AppError::NotFound("page"))
}

/// The contents for a page; `files` is the address of the folder of files.
pub fn shown(lang: Lang, exhibit: &Exhibit, files: &str) -> Vec<Shown> {
    exhibit.answers.iter().map(|answer| one(lang, answer, files)).collect()
}

/// One answer for a page.
pub fn one(lang: Lang, answer: &Answered, folder: &str) -> Shown {
    let t = lang.texts();
    let mut shown = Shown { label: answer.label.clone(), ..Shown::default() };
    match &answer.given {
        Given::Nothing => t.judge_not_answered().clone_into(&mut shown.nothing),
        Given::Erased => t.own_erased().clone_into(&mut shown.nothing),
        Given::Text(text) => {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            shown.lines = lines.map(ToOwned::to_owned).collect();
        }
        Given::Number(typed, unit) => {
            let number = parse_number(typed).map(|number| lang.decimal(&number.to_string()));
            let words = format!("{} {unit}", number.as_ref().unwrap_or(typed));
            shown.lines.push(words.trim().to_owned());
        }
        Given::Confirmed => shown.lines.push(t.judge_confirmed().to_owned()),
        Given::Files(files) => {
            shown.files = files
                .iter()
                .map(|file| {
                    let name = file.name.clone().unwrap_or_else(|| t.judge_attachment(file.number));
                    let opens = SHOWN_KINDS.contains(&file.media_type.as_str());
                    ShownFile {
                        href: format!("{folder}/{}", file.attachment),
                        here: if opens { t.judge_file_here(&name) } else { String::new() },
                        name,
                        detail: detail(lang, file),
                    }
                })
                .collect();
        }
    }
    shown
}

/// Kind and size, and whether the virus scanner has not seen it.
fn detail(lang: Lang, file: &ExhibitFile) -> String {
    let t = lang.texts();
    let kind = kind(&file.media_type).to_uppercase();
    let said = t.judge_file_detail(&args::JudgeFileDetail { kind, size: lang.bytes(file.size_bytes) });
    if file.unscanned { t.judge_file_unscanned(said) } else { said }
}

/// The short name of a kind of file.
fn kind(media_type: &str) -> &'static str {
    KINDS.iter().find(|(_, media)| *media == media_type).map_or("bin", |(name, _)| name)
}

/// A file on its way to a reader. It runs nothing, loads nothing and is nobody's page: whoever applies
/// wrote it. Our own pages may show it in a frame, and nobody else's.
pub fn stream(lang: Lang, file: FetchedFile) -> Response {
    let chunks = stream::try_unfold(file.bytes, |mut bytes| async move {
        Ok::<_, std::io::Error>(bytes.next().await?.map(|chunk| (chunk, bytes)))
    });
    let about = &file.about;
    let shown = SHOWN_KINDS.contains(&about.media_type.as_str());
    let mut headers = HeaderMap::new();
    let mut put = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    put(header::CONTENT_TYPE, if shown { &about.media_type } else { "application/octet-stream" });
    put(header::CONTENT_LENGTH, &about.size_bytes.to_string());
    put(header::CONTENT_DISPOSITION, &disposition(lang, about, shown));
    put(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox; frame-ancestors 'self'");
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    (headers, Body::from_stream(chunks)).into_response()
}

/// The name under which a browser keeps the file (RFC 6266): its own, or a neutral one for somebody who
/// must not know who applies.
fn disposition(lang: Lang, about: &ExhibitFile, shown: bool) -> String {
    let how = if shown { "inline" } else { "attachment" };
    let neutral = lang.texts().judge_attachment(about.number).to_lowercase().replace(' ', "-");
    let plain = format!("{how}; filename=\"{neutral}.{}\"", kind(&about.media_type));
    match &about.name {
        // RFC 8187: everything but letters, digits and a few marks as bytes.
        Some(name) => format!("{plain}; filename*=UTF-8''{}", super::site::encoded(&name.replace('/', "_"))),
        None => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ids::AttachmentId;

    fn file(name: Option<&str>) -> ExhibitFile {
        ExhibitFile {
            attachment: AttachmentId::new(uuid::Uuid::from_u128(1)),
            number: 2,
            name: name.map(ToOwned::to_owned),
            size_bytes: 1_200_000,
            media_type: "application/pdf".into(),
            unscanned: false,
        }
    }

    #[test]
    fn a_file_keeps_its_name_only_where_the_reader_may_see_it() {
        assert_eq!(disposition(Lang::En, &file(None), true), "inline; filename=\"attachment-2.pdf\"");
        assert_eq!(
            disposition(Lang::Da, &file(Some("Åben/\"x\"\r\n.pdf")), false),
            "attachment; filename=\"bilag-2.pdf\"; filename*=UTF-8''%C3%85ben_%22x%22%0D%0A.pdf"
        );
    }

    #[test]
    fn a_blind_reader_sees_a_number_a_kind_and_a_size() {
        let given = Given::Files(vec![file(None)]);
        let answer = Answered { field: "f".into(), label: "References".into(), given };
        let shown = one(Lang::En, &answer, "/review/x/files");
        assert_eq!(shown.files[0].name, "Attachment 2");
        assert!(shown.files[0].here.contains("Attachment 2"), "{:?}", shown.files[0].here);
        assert_eq!(shown.files[0].detail, "(PDF, 1.2\u{a0}MB)");
    }
}
