//! Pages as text: their forms, their tags, and what of them a reader sees. By simple search, so that it is
//! the pages themselves that are tested.

use std::fmt::Write as _;

/// The line between the parts of an upload.
const EDGE: &str = "----trespor-edge";

/// How a field of a form is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// By typing.
    Typed,
    /// By choosing one of what is offered.
    Chosen,
    /// By ticking.
    Ticked,
    /// By pressing.
    Button,
    /// By choosing a file.
    File,
    /// Not at all.
    Hidden,
}

#[derive(Clone, Debug)]
struct Control {
    name: String,
    kind: Kind,
    /// What it sends; for a choice, one control for each answer.
    value: String,
    /// Whether it is sent as it stands.
    on: bool,
}

/// A form as it stands in a page.
#[derive(Clone, Debug)]
pub struct Form {
    pub action: String,
    multipart: bool,
    /// Whether it has a button.
    pub pressable: bool,
    controls: Vec<Control>,
    files: Vec<(String, String, Vec<u8>)>,
}

impl Form {
    pub fn parse(html: &str, path: &str) -> Self {
        let all = tags(html);
        let head = &all[0];
        assert_eq!(head.attribute("method").as_deref(), Some("post"), "a form of {path}");
        let mut form = Self {
            action: head.attribute("action").unwrap_or_else(|| path.to_owned()),
            multipart: head.attribute("enctype").is_some_and(|kind| kind == "multipart/form-data"),
            pressable: false,
            controls: Vec::new(),
            files: Vec::new(),
        };
        let mut select = String::new();
        for tag in &all[1..] {
            let name = tag.attribute("name").unwrap_or_default();
            let value = tag.attribute("value");
            let (kind, value, on) = match tag.name {
                "input" => {
                    let checked = tag.has("checked");
                    match tag.attribute("type").as_deref().unwrap_or("text") {
                        "hidden" => (Kind::Hidden, value.unwrap_or_default(), true),
                        "radio" => (Kind::Chosen, value.unwrap_or_else(|| "on".into()), checked),
                        "checkbox" => (Kind::Ticked, value.unwrap_or_else(|| "on".into()), checked),
                        "file" => (Kind::File, String::new(), false),
                        _ => (Kind::Typed, value.unwrap_or_default(), true),
                    }
                }
                "textarea" => {
                    let text = tag.after.split("</textarea>").next().unwrap_or_default();
                    (Kind::Typed, decoded(text.strip_prefix('\n').unwrap_or(text)), true)
                }
                "select" => {
                    select = name;
                    continue;
                }
                "option" => {
                    let value = value.unwrap_or_default();
                    let on = tag.has("selected");
                    form.controls.push(Control { name: select.clone(), kind: Kind::Chosen, value, on });
                    continue;
                }
                "button" => {
                    form.pressable = true;
                    (Kind::Button, value.unwrap_or_default(), false)
                }
                _ => continue,
            };
            // A button without a name says nothing, and is still the first.
            if !name.is_empty() || kind == Kind::Button {
                form.controls.push(Control { name, kind, value, on });
            }
        }
        form
    }

    /// Whether it has this field.
    pub fn has(&self, field: &str) -> bool {
        self.controls.iter().any(|one| one.name == field)
    }

    /// What stands in a field.
    #[track_caller]
    pub fn value(&self, name: &str) -> &str {
        let found = self.controls.iter().find(|one| one.name == name && (one.on || one.kind == Kind::Button));
        found.map_or("", |one| one.value.as_str())
    }

    /// The names of the fields that begin with `start`.
    pub fn names(&self, start: &str) -> Vec<String> {
        let mut names: Vec<_> =
            self.controls.iter().map(|one| one.name.clone()).filter(|name| name.starts_with(start)).collect();
        names.dedup();
        names
    }

    /// Types, chooses, ticks or presses. Fails where the form offers no such thing.
    #[track_caller]
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        let offers: Vec<_> =
            self.controls.iter().filter(|one| one.name == name).map(|one| (one.kind, &one.value)).collect();
        let Some((kind, _)) = offers.first().copied() else {
            panic!("the form to {} has no field {name}, but {:?}", self.action, self.names(""));
        };
        let offered = offers.iter().any(|(_, offered)| *offered == value);
        assert!(kind == Kind::Typed || offered, "{name} cannot be {value}, but one of {offers:?}");
        for one in self.controls.iter_mut().filter(|one| one.name == name) {
            match kind {
                Kind::Typed => value.clone_into(&mut one.value),
                Kind::Chosen | Kind::Button => one.on = one.value == value,
                Kind::Ticked => one.on |= one.value == value,
                Kind::Hidden | Kind::File => panic!("nobody can type into {name}"),
            }
        }
        self
    }

    /// Chooses a file.
    #[track_caller]
    #[must_use]
    pub fn with_file(mut self, field: &str, name: &str, bytes: &[u8]) -> Self {
        let takes = self.controls.iter().any(|one| one.name == field && one.kind == Kind::File);
        assert!(takes && self.multipart, "the form to {} takes no file {field}", self.action);
        self.files.push((field.to_owned(), name.to_owned(), bytes.to_vec()));
        self
    }

    /// What is sent: its media type and its bytes.
    pub fn body(&self) -> (String, Vec<u8>) {
        let pressed = self.controls.iter().any(|one| one.kind == Kind::Button && one.on);
        // Without a press the first button counts, as it does for the Enter key.
        let first = self.controls.iter().position(|one| one.kind == Kind::Button).filter(|_| !pressed);
        let sent = self.controls.iter().enumerate().filter(|(at, one)| one.on || first == Some(*at));
        let sent = sent.map(|(_, one)| (one.name.as_str(), one.value.as_str()));
        let sent = sent.filter(|(name, _)| !name.is_empty());
        if !self.multipart {
            return urlencoded(sent);
        }
        let mut body = Vec::new();
        let mut part = |head: &str, bytes: &[u8]| {
            body.extend_from_slice(
                format!("--{EDGE}\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        };
        for (name, value) in sent {
            part(&format!("name=\"{name}\""), value.as_bytes());
        }
        for (field, name, bytes) in &self.files {
            let media = "Content-Type: application/octet-stream";
            part(&format!("name=\"{field}\"; filename=\"{name}\"\r\n{media}"), bytes);
        }
        if self.files.is_empty() {
            // What a browser sends where no file was chosen.
            for one in self.controls.iter().filter(|one| one.kind == Kind::File) {
                part(&format!("name=\"{}\"; filename=\"\"", one.name), b"");
            }
        }
        body.extend_from_slice(format!("--{EDGE}--\r\n").as_bytes());
        (format!("multipart/form-data; boundary={EDGE}"), body)
    }
}

/// Fields as a form without files sends them.
pub fn urlencoded<'f>(fields: impl Iterator<Item = (&'f str, &'f str)>) -> (String, Vec<u8>) {
    let pairs: Vec<_> = fields.map(|(name, value)| format!("{}={}", percent(name), percent(value))).collect();
    ("application/x-www-form-urlencoded".to_owned(), pairs.join("&").into_bytes())
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        write!(out, "%{byte:02X}").expect("a string");
        out
    })
}

/// The page's own part.
pub fn main_of(html: &str) -> &str {
    let start = html.find("<main").unwrap_or(0);
    let end = html[start..].find("</main>").map_or(html.len(), |end| start + end);
    &html[start..end]
}

/// The text of a piece of HTML: tags away, characters written out, blanks drawn together.
pub fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        text.push(' ');
        let end = rest[start..].find('>').map_or(rest.len(), |end| start + end + 1);
        rest = &rest[end..];
    }
    text.push_str(rest);
    decoded(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Characters that HTML writes as `&…;`, written out.
pub fn decoded(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('&') {
        text.push_str(&rest[..start]);
        rest = &rest[start..];
        let name = rest.find(';').filter(|end| *end < 10).map(|end| &rest[1..end]);
        let known = name.and_then(|name| match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            _ => name.strip_prefix('#')?.parse().ok().and_then(char::from_u32),
        });
        if let (Some(known), Some(name)) = (known, name) {
            text.push(known);
            rest = &rest[name.len() + 2..];
        } else {
            text.push('&');
            rest = &rest[1..];
        }
    }
    text + rest
}

/// One opening or closing tag.
#[derive(Clone, Copy, Debug)]
pub struct Tag<'h> {
    /// In small letters; a closing one begins with `/`.
    pub name: &'h str,
    inside: &'h str,
    /// What follows.
    pub after: &'h str,
}

impl Tag<'_> {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let start = self.inside.find(&format!(" {name}=\""))? + name.len() + 3;
        let end = self.inside[start..].find('"')?;
        Some(decoded(&self.inside[start..start + end]))
    }

    /// Whether it has an attribute without a value.
    pub fn has(&self, name: &str) -> bool {
        self.inside.split_whitespace().any(|word| word.trim_end_matches('/') == name)
    }

    /// Whether it closes itself, as SVG may.
    pub fn is_closed(&self) -> bool {
        self.inside.ends_with('/')
    }
}

/// All tags of a piece of HTML, in order.
pub fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let Some(end) = rest.find('>') else { break };
        let (inside, after) = (&rest[..end], &rest[end + 1..]);
        let name = inside.split(|c: char| c.is_whitespace()).next().unwrap_or_default();
        found.push(Tag { name: name.trim_end_matches(|c| c == '/' && name.len() > 1), inside, after });
        rest = after;
    }
    found
}
