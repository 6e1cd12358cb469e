//! Dates as a calendar file: iCalendar, RFC 5545.
//!
//! A calendar that has read the file before knows a date again by its `UID`, and takes what has the higher
//! `SEQUENCE`. Times are in UTC, so that no definition of a zone is needed.

use crate::engine::instant::Instant;

/// Octets of a line at most, without its end: RFC 5545, section 3.1.
const LINE_OCTETS_MAX: usize = 75;

/// One date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Date {
    /// What tells it apart from every other date in the world, and stays when it moves.
    pub uid: String,
    /// How often it has been moved.
    pub sequence: usize,
    /// When it was set to what it is.
    pub set_at: Instant,
    /// When it is. Of a deadline, the last microsecond.
    pub at: Instant,
    /// Its title.
    pub title: String,
    /// What is to be known about it.
    pub about: String,
    /// Where more is to be read.
    pub link: String,
}

/// The file with these dates in order. `named` is the language of titles, `said` that of everything else, by code.
pub fn write(named: &str, said: &str, title: &str, dates: &[Date]) -> String {
    let mut out = String::new();
    for head in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Trespor//Trespor//EN", "METHOD:PUBLISH"] {
        line(&mut out, head);
    }
    line(&mut out, &format!("NAME;LANGUAGE={named}:{}", text(title)));
    for date in dates {
        let (set, at) = (utc(date.set_at), utc(date.at));
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{}", text(&date.uid)));
        line(&mut out, &format!("SEQUENCE:{}", date.sequence));
        line(&mut out, &format!("DTSTAMP:{set}"));
        line(&mut out, &format!("LAST-MODIFIED:{set}"));
        line(&mut out, &format!("DTSTART:{at}"));
        line(&mut out, &format!("SUMMARY;LANGUAGE={named}:{}", text(&date.title)));
        line(&mut out, &format!("DESCRIPTION;LANGUAGE={said}:{}", text(&date.about)));
        line(&mut out, &format!("URL:{}", date.link.replace(char::is_control, "")));
        line(&mut out, "TRANSP:TRANSPARENT");
        line(&mut out, "END:VEVENT");
    }
    line(&mut out, "END:VCALENDAR");
    out
}

/// `20270205T110000Z`. What is finer than a second is dropped: nobody is promised more time than there is.
fn utc(at: Instant) -> String {
    let shown = at.to_string();
    let seconds = shown.split('.').next().unwrap_or_default();
    let digits: String = seconds.chars().filter(|c| !matches!(c, '-' | ':')).collect();
    format!("{digits}Z")
}

/// A value of the type TEXT: section 3.3.11.
fn text(value: &str) -> String {
    let mut out = String::new();
    for c in value.replace("\r\n", "\n").chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A line with its end, folded between characters where it is too long: section 3.1.
fn line(out: &mut String, content: &str) {
    let mut used = 0;
    for c in content.chars() {
        if used + c.len_utf8() > LINE_OCTETS_MAX {
            out.push_str("\r\n ");
            used = 1;
        }
        used += c.len_utf8();
        out.push(c);
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_folded_and_escaped() {
        let date = Date {
            uid: "1-deadline".into(),
            sequence: 2,
            set_at: Instant::from_micros(1_801_825_200_000_000),
            at: Instant::from_micros(1_801_868_399_999_999),
            title: "Frist; æ, \\".into(),
            about: format!("{}\r\nslut\u{7}", "æ".repeat(80)),
            link: "https://trespor.example/tenders/1".into(),
        };
        let file = write("da", "nb", "Bo", &[date]);
        assert!(file.split_terminator("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
        let unfolded = file.replace("\r\n ", "");
        for wanted in [
            "UID:1-deadline\r\nSEQUENCE:2\r\nDTSTAMP:20270205T110000Z\r\n",
            "DTSTART:20270205T225959Z\r\n",
            "SUMMARY;LANGUAGE=da:Frist\\; æ\\, \\\\\r\n",
            &format!("DESCRIPTION;LANGUAGE=nb:{}\\nslut\r\n", "æ".repeat(80)),
        ] {
            assert!(unfolded.contains(wanted), "{wanted} is not in\n{unfolded}");
        }
    }
}
