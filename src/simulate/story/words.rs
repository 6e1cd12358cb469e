//! The words of a line, and what is said where they are no command.

use crate::engine::expr::nearest;

/// How every command is written, without the person before it and the text behind it.
pub(super) const USAGES: &[&str] = &[
    "wait",
    "opens-procedure [CODE…]",
    "rehearses-procedure",
    "opens-envelope TRACK",
    "grants ROLE NAME [TRACK] [on PANEL]",
    "makes-keys NAME…",
    "gives-key TRACK",
    "extends DATE TO",
    "amends PART [for TRACK] [significant] [confirm] [to DATE]",
    "follows",
    "asks [documents]",
    "answers N [extending TO | pointing | asked-late]",
    "cancels TRACK",
    "starts APP TRACK [OTHERS]",
    "fills APP [well|empty|FIELD] [VERSION] [FIELD=ANSWER…]",
    "invites APP NAME",
    "removes APP NAME",
    "signs APP",
    "declines APP",
    "submits APP",
    "withdraws APP",
    "confirms APP",
    "opens TRACK",
    "screens APP [CHECK…] [CHECK=FIGURE…]",
    "asks-cure TRACK APP:FIELD,FIELD…",
    "cures APP FIELD…",
    "hands-in-cure APP",
    "declares APP tie|no|none",
    "scores APP POINTS…",
    "locks APP",
    "agrees APP POINTS…",
    "finishes screening|scoring|consensus TRACK",
    "orders TRACK CRITERION APP…",
    "votes APP CRITERION YES NO ABSTAINED",
    "grades APP CRITERION POINTS…",
    "strikes APP CRITERION NAME",
    "shows APP",
    "lacks APP",
    "leaves APP TRIGGER",
    "keeps APP TRACK…",
    "records-choice LIMIT APP TRACK…",
    "turns-down APP",
    "tells-after TRACK",
    "draws TRACK APP… \"WITNESS\"",
    "chooses TRACK expand|draw",
    "decides TRACK as-computed | APP… [reserve APP…]",
    "explains TRACK as-computed | APP… [reserve APP…]",
    "releases",
    "complains APP",
    "settles TRACK N dismissed|annulled|redo STEP",
    "bounces APP",
    "arrives APP",
    "returns APP",
    "tells APP",
    "concludes TRACK [APP…]",
    "goes-on STEP|TRACK",
    "gives-up STEP|TRACK",
    "names-signatory APP WHO",
    "signs-mandate APP",
    "closes-mandate TRACK",
    "registers LINE GATHERING APP N",
    "goes-on-with LINE GATHERING",
    "calls-off LINE GATHERING",
    "minutes LINE GATHERING APP=N…",
    "recommends STEP",
    "stands STEP N endorses|dissents",
    "publishes STEP [without-all]",
    "holds",
    "lifts-hold",
    "archives",
];

/// Words, and what stands between quotation marks; behind it may be a remark, and nothing else.
pub(super) fn words(line: &str) -> Result<(Vec<String>, String), String> {
    let mut parts = line.splitn(3, '"');
    let words = parts.next().unwrap_or_default().split_whitespace().map(ToOwned::to_owned).collect();
    let Some(quoted) = parts.next() else { return Ok((words, String::new())) };
    let Some(rest) = parts.next() else { return Err("the quotation mark is not closed".to_owned()) };
    let rest = rest.trim();
    if rest.is_empty() || rest.starts_with('#') {
        return Ok((words, quoted.to_owned()));
    }
    Err(format!("`{rest}` stands behind the text, and no command takes anything there"))
}

/// Why `words` are no command: one of that name is written otherwise, or there is none.
pub(super) fn no_command(words: &[&str]) -> String {
    let first = words.first().copied().unwrap_or_default();
    let name = |usage: &'static str| usage.split(' ').next().unwrap_or_default();
    match USAGES.iter().find(|usage| name(usage) == first) {
        Some(usage) => format!("`{}` is not how it is written: `{usage}`", words.join(" ")),
        None => match nearest(first, USAGES.iter().map(|usage| name(usage))) {
            Some(near) => format!("`{first}` is no command of stories; did you mean `{near}`?"),
            None => format!("`{first}` is no command of stories"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_stands_in_the_documentation() {
        let page = include_str!("../../../docs/simulation.md");
        for usage in USAGES {
            let name = usage.split(' ').next().expect("a name");
            let told = [format!("`{name}`"), format!("`{name} ")];
            assert!(told.iter().any(|told| page.contains(told)), "{name} is not in docs/simulation.md");
        }
    }

    #[test]
    fn what_stands_behind_the_text_is_no_part_of_a_command() {
        let (said, quoted) = words("anna answers 1 \"It is so.\" # late").expect("a remark may follow");
        assert_eq!((said.join(" ").as_str(), quoted.as_str()), ("anna answers 1", "It is so."));
        assert!(words("anna opens-procedure L-NOTICE \"a\" L-NUMBER \"b\"").is_err());
        assert!(words("anna answers 1 \"It is so.").is_err());
    }
}
