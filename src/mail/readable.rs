//! The plain text of a message that [`super::Message::to_mime`] made, for a person to read.

/// The text part, decoded. `None` where the bytes are not of our making.
///
/// This is no general reader of mail: it knows one text part, quoted-printable, UTF-8.
pub(super) fn text_of(bytes: &[u8]) -> Option<String> {
    let message = str::from_utf8(bytes).ok()?;
    let (_, part) = message.split_once("\r\nContent-Type: text/plain; charset=utf-8\r\n")?;
    let (headers, body) = part.split_once("\r\n\r\n")?;
    if !headers.contains("Content-Transfer-Encoding: quoted-printable") {
        return None;
    }
    let body = body.split_once("\r\n--=_").map_or(body, |(text, _)| text);
    Some(unquote(body).trim_end().to_owned())
}

/// Undoes quoted-printable (RFC 2045, section 6.7).
fn unquote(body: &str) -> String {
    let mut bytes = Vec::with_capacity(body.len());
    for line in body.split("\r\n") {
        let mut rest = line.as_bytes();
        let mut line_goes_on = false;
        while let Some((first, after)) = rest.split_first() {
            rest = after;
            if *first != b'=' {
                bytes.push(*first);
            } else if after.is_empty() {
                line_goes_on = true;
            } else {
                let digits = after.get(..2).and_then(|d| str::from_utf8(d).ok());
                if let Some(byte) = digits.and_then(|d| u8::from_str_radix(d, 16).ok()) {
                    bytes.push(byte);
                    rest = &after[2..];
                } else {
                    bytes.push(b'=');
                }
            }
        }
        if !line_goes_on {
            bytes.push(b'\n');
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undoes_the_encoding() {
        assert_eq!(unquote("Gr=C3=B8n=3D1 og =\r\nvidere\r\n=ZZ"), "Grøn=1 og videre\n=ZZ\n");
        assert_eq!(text_of(b"Subject: x\r\n\r\nplain\r\n"), None);
    }
}
