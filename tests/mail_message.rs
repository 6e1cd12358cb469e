//! The bytes of a mail: the same for the same fields, readable by another parser, closed to injection.

use mail_parser::{HeaderValue, MessageParser, MimeHeaders};
use proptest::prelude::*;
use trespor::engine::instant::Instant;
use trespor::mail::{BODY_BYTES_MAX, MailError, Mailbox, Message, MessageId};

fn mailbox(name: Option<&str>, address: &str) -> Mailbox {
    Mailbox { name: name.map(str::to_owned), address: address.parse().expect("an address") }
}

fn letter() -> Message {
    Message {
        id: "<0199f0c2-7e2a-7c3d-8a51-9a5b5f1f2e11@udbud.example.dk>".parse().expect("a Message-ID"),
        date: Instant::from_micros(1_801_825_200_999_999),
        from: mailbox(Some("Bæredygtigt Byråd"), "udbud@example.dk"),
        to: mailbox(Some("Holm, Åse \"Ås\""), "aase.holm@rødgrød.dk"),
        reply_to: Some(mailbox(None, "sekretariat@example.dk")),
        subject: "Afgørelse om prækvalifikation i sporet ”Fysiske rammer” – Åse Holm & Søn".to_owned(),
        text: "Kære Åse Holm\n\nI er udvalgt. Læs mere:\nhttps://udbud.example.dk/brev?id=7&sprog=da\n\n.\nFrom os\n"
            .to_owned(),
        html: Some("<p>Kære Åse Holm</p>\n<p>I er <b>udvalgt</b>.</p>\n".to_owned()),
        language: "da".parse().expect("a language"),
    }
}

/// The bytes with their line ends to be seen.
fn shown(bytes: &[u8]) -> String {
    let text = str::from_utf8(bytes).expect("ASCII").replace("\r\n", "␍␊\n");
    assert!(!text.contains('\r'), "a CR alone");
    text
}

/// The names of all header fields before the first empty line, in their order.
fn header_names(bytes: &[u8]) -> Vec<String> {
    let text = str::from_utf8(bytes).expect("ASCII");
    let (head, _) = text.split_once("\r\n\r\n").expect("an empty line");
    head.split("\r\n")
        .filter(|line| !line.starts_with(' '))
        .map(|line| line.split(':').next().unwrap_or_default().to_owned())
        .collect()
}

const HEADERS_OF_TEXT: [&str; 10] = [
    "Date",
    "Message-ID",
    "From",
    "To",
    "Subject",
    "Auto-Submitted",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
];

#[test]
fn bytes_with_text_and_html() {
    insta::assert_snapshot!(shown(&letter().to_mime().unwrap()));
}

#[test]
fn bytes_with_text_alone() {
    let plain = Message {
        html: None,
        reply_to: None,
        from: mailbox(None, "udbud@example.dk"),
        to: mailbox(None, "anna@example.org"),
        subject: "Receipt".to_owned(),
        text: "We have your application.".to_owned(),
        language: "en-GB".parse().unwrap(),
        ..letter()
    };
    insta::assert_snapshot!(shown(&plain.to_mime().unwrap()));
}

#[test]
fn another_parser_reads_what_was_written() {
    let bytes = letter().to_mime().unwrap();
    let mail = MessageParser::default().parse(&bytes).expect("a mail");
    assert_eq!(
        mail.subject(),
        Some("Afgørelse om prækvalifikation i sporet ”Fysiske rammer” – Åse Holm & Søn")
    );
    assert_eq!(mail.message_id(), Some("0199f0c2-7e2a-7c3d-8a51-9a5b5f1f2e11@udbud.example.dk"));
    // Seconds, rounded down: 2027-02-05T11:00:00Z.
    assert_eq!(mail.date().unwrap().to_rfc3339(), "2027-02-05T11:00:00Z");
    let from = mail.from().unwrap().first().unwrap();
    assert_eq!((from.name(), from.address()), (Some("Bæredygtigt Byråd"), Some("udbud@example.dk")));
    let to = mail.to().unwrap().first().unwrap();
    assert_eq!((to.name(), to.address()), (Some("Holm, Åse \"Ås\""), Some("aase.holm@xn--rdgrd-vuad.dk")));
    let reply_to = mail.reply_to().unwrap().first().unwrap();
    assert_eq!((reply_to.name(), reply_to.address()), (None, Some("sekretariat@example.dk")));
    assert_eq!(mail.header("Auto-Submitted"), Some(&HeaderValue::Text("auto-generated".into())));
    assert_eq!(mail.header("Content-Language"), Some(&HeaderValue::Text("da".into())));
    assert!(mail.is_content_type("multipart", "alternative"));
    assert_eq!((mail.text_body_count(), mail.html_body_count()), (1, 1));
    assert_eq!(mail.body_text(0).unwrap().replace("\r\n", "\n").trim_end(), letter().text.trim_end());
    assert_eq!(
        mail.body_html(0).unwrap().replace("\r\n", "\n").trim_end(),
        "<p>Kære Åse Holm</p>\n<p>I er <b>udvalgt</b>.</p>"
    );
}

#[test]
fn nothing_but_the_identifier_moves_the_boundary() {
    let boundary = |message: &Message| {
        let bytes = message.to_mime().unwrap();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        mail.content_type().unwrap().attribute("boundary").unwrap().to_owned()
    };
    let first = boundary(&letter());
    assert_eq!(first, boundary(&Message { text: format!("--{first}\n\n--{first}--\n"), ..letter() }));
    assert_ne!(first, boundary(&Message { id: MessageId::new(2, "udbud.example.dk").unwrap(), ..letter() }));
}

#[test]
fn a_body_cannot_end_its_part() {
    let boundary = {
        let bytes = letter().to_mime().unwrap();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        mail.content_type().unwrap().attribute("boundary").unwrap().to_owned()
    };
    // Whoever has seen the message knows the boundary.
    let text =
        format!("before\n--{boundary}--\n--{boundary}\nContent-Type: text/html\n\n<b>forged</b>\n.\nafter");
    let bytes = Message { text: text.clone(), ..letter() }.to_mime().unwrap();
    let mail = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!((mail.text_body_count(), mail.html_body_count(), mail.parts.len()), (1, 1, 3));
    assert_eq!(mail.body_text(0).unwrap().replace("\r\n", "\n").trim_end(), text);
}

#[test]
fn no_field_can_add_a_header_or_an_encoded_word() {
    for attempt in [
        "x\r\nBcc: spy@example.dk",
        "x\nBcc: spy@example.dk",
        "x\rBcc: spy@example.dk",
        "x\r\n\r\n<b>another body</b>",
        "x\r\n Bcc: spy@example.dk",
        "x\u{2028}Bcc: spy@example.dk\u{85}y",
        "x\0\u{b}\u{c}Bcc: spy@example.dk",
        "\"<spy@example.dk>, \"",
        "x>, <spy@example.dk",
        // "\r\nBcc: spy@example.dk", encoded.
        "=?utf-8?b?DQpCY2M6IHNweUBleGFtcGxlLmRr?=",
        "æ =?utf-8?q?=0D=0ABcc:?= ø",
        "=?=?utf-8?q?x?=",
    ] {
        let message = Message {
            subject: attempt.to_owned(),
            from: mailbox(Some(attempt), "udbud@example.dk"),
            to: mailbox(Some(attempt), "anna@example.org"),
            reply_to: None,
            html: None,
            ..letter()
        };
        let bytes = message.to_mime().unwrap();
        assert_eq!(header_names(&bytes), HEADERS_OF_TEXT, "{attempt:?}");
        let mail = MessageParser::default().parse(&bytes).unwrap();
        let expected = attempt
            .replace(['\r', '\n', '\0', '\u{b}', '\u{c}', '\u{85}', '\u{2028}'], " ")
            .replace("=?", "= ?")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!(mail.subject(), Some(expected.as_str()), "{attempt:?}");
        for (list, address) in [(mail.from(), "udbud@example.dk"), (mail.to(), "anna@example.org")] {
            let all: Vec<_> = list.unwrap().iter().map(|a| (a.name(), a.address())).collect();
            assert_eq!(all, [(Some(expected.as_str()), Some(address))], "{attempt:?}");
        }
    }
}

#[test]
fn an_empty_name_is_no_name() {
    let bytes = Message { from: mailbox(Some(" \r\n"), "udbud@example.dk"), ..letter() }.to_mime().unwrap();
    assert!(shown(&bytes).contains("\nFrom: udbud@example.dk␍␊\n"));
}

#[test]
fn what_cannot_be_said_is_refused_with_its_value() {
    let error = |message: Message| message.to_mime().unwrap_err();
    let before = Instant::from_micros(-1);
    assert_eq!(error(Message { date: before, ..letter() }), MailError::Date(before));
    // 10000-01-01T00:00:00Z; the microsecond before can be said.
    let after = Instant::from_micros(253_402_300_800_000_000);
    assert_eq!(error(Message { date: after, ..letter() }), MailError::Date(after));
    let last = Message { date: after.plus_micros(-1), ..letter() }.to_mime().unwrap();
    assert!(shown(&last).contains("Date: Fri, 31 Dec 9999 23:59:59 +0000"));
    assert_eq!(
        error(Message { text: "x".repeat(BODY_BYTES_MAX + 1), ..letter() }),
        MailError::BodyTooLarge { part: "text", bytes: BODY_BYTES_MAX + 1 }
    );
    assert_eq!(
        error(Message { html: Some("x".repeat(BODY_BYTES_MAX + 1)), ..letter() }),
        MailError::BodyTooLarge { part: "html", bytes: BODY_BYTES_MAX + 1 }
    );
    assert!(Message { text: "x".repeat(BODY_BYTES_MAX), ..letter() }.to_mime().is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    /// Whatever the fields hold: the same headers, lines within limits, and the words come back.
    #[test]
    fn any_text_travels(
        // Words of any letters, with the characters that headers are sensitive to among them.
        name in r#"([\PC"\\(),<>@=?_æøå]{1,12}[ \r\n\t]{1,2}){0,6}"#,
        subject in r#"([\PC"\\=?_æøå]{1,30}[ \r\n\t]{1,2}){0,8}"#,
        text in r"([\PC=.]{0,120}(\n|\r\n)){0,6}",
    ) {
        let message = Message {
            to: mailbox(Some(&name), "anna@example.org"),
            subject: subject.clone(),
            text: text.clone(),
            html: Some(text.clone()),
            ..letter()
        };
        let bytes = message.to_mime().unwrap();
        prop_assert_eq!(&bytes, &message.to_mime().unwrap());
        for line in bytes.split(|b| *b == b'\n') {
            prop_assert!(line.len() <= 999 && line.is_ascii());
        }
        prop_assert_eq!(header_names(&bytes).len(), 10);
        let mail = MessageParser::default().parse(&bytes).unwrap();
        let one_line = |text: &str, chars_max: usize| {
            let line = text.split_whitespace().collect::<Vec<_>>().join(" ").replace("=?", "= ?");
            (line.chars().count() <= chars_max).then_some(line)
        };
        if let Some(expected) = one_line(&subject, 200) {
            prop_assert_eq!(mail.subject().unwrap_or_default(), expected);
        }
        let recipients: Vec<_> = mail.to().unwrap().iter().map(|a| (a.name(), a.address())).collect();
        prop_assert_eq!(recipients.len(), 1);
        prop_assert_eq!(recipients[0].1, Some("anna@example.org"));
        if let Some(expected) = one_line(&name, 120) {
            prop_assert_eq!(recipients[0].0.unwrap_or_default(), expected);
        }
        let read = |body: std::borrow::Cow<'_, str>| body.replace("\r\n", "\n").trim_end_matches('\n').to_owned();
        let expected = text.replace("\r\n", "\n").trim_end_matches('\n').to_owned();
        prop_assert_eq!(read(mail.body_text(0).unwrap()), expected.clone());
        prop_assert_eq!(read(mail.body_html(0).unwrap()), expected);
    }
}
