//! `docs/rules.md` is made of the packs. `RULES=write cargo test --test rules` rewrites it.

use std::fmt::Write as _;

use trespor::engine::rules::{Binding, Provenance, Released, Rule, packs};

use super::gate::read;

const HEAD: &str = "# Rules

What the packs of rules ask, and where each rule stands.
**Nothing here is legal advice.**
This page is made of the files in [rules](../rules): a test holds it to them.

A pack is chosen when a procedure opens, by the `regime` of its workflow file and the day.
The procedure stays pinned to the very bytes: the digest is in its journal, and the file is kept beside the workflow file.
A released pack is never edited; a change is a new file with the next version.

**Unverified** means that the rule was not read in its source.
*Verified* rules were read there; *oracle* means that an official validator enforces the rule too.
`gate` tells what the gate before publication makes of a broken rule; [checks.md](checks.md#the-law) explains its findings.
A rule that a person judges is listed when a procedure is checked, and stops nothing.
";

fn parameters(rule: &Rule) -> String {
    let mut said = Vec::new();
    if let Some(days) = rule.days {
        said.push(format!("{days} days"));
    }
    if let Some(days) = rule.urgent_days {
        said.push(format!("{days} in urgency"));
    }
    if let Some(years) = rule.years {
        said.push(format!("{years} years"));
    }
    if let Some(min) = rule.min {
        said.push(format!("at least {min}"));
    }
    if let Some(cap) = &rule.cap {
        said.push(format!("at most {cap} times"));
    }
    if !rule.procedures.is_empty() {
        let codes: Vec<_> = rule.procedures.iter().map(|procedure| procedure.code()).collect();
        said.push(format!("for `{}`", codes.join("`, `")));
    }
    if !rule.codes.is_empty() {
        said.push(format!("`{}`", rule.codes.join("`, `")));
    }
    said.join("; ")
}

fn known(prov: Provenance) -> &'static str {
    match prov {
        Provenance::Seen => "verified",
        Provenance::Oracle => "verified, oracle",
        Provenance::Memory => "**unverified**",
    }
}

fn pack(out: &mut String, released: &Released) {
    let pack = &released.pack;
    let binding = match pack.binding {
        Binding::Law => "It binds by law: nobody can set an error aside.",
        Binding::Choice => "It binds by choice: a named person can set an error aside, with a reason.",
    };
    let until = pack.valid.to.map(|to| format!(" and before {to}")).unwrap_or_default();
    writeln!(out, "\n## {} {}\n", pack.id, pack.version).expect("a string");
    writeln!(out, "{}.\n{binding}", pack.title.get("en")).expect("a string");
    writeln!(out, "For procedures that open from {}{until} ({}).", pack.valid.from, known(pack.valid.prov))
        .expect("a string");
    writeln!(
        out,
        "\n| rule | asks | parameters | gate | source | known |\n| --- | --- | --- | --- | --- | --- |"
    )
    .expect("a string");
    for rule in &pack.list {
        let gate = match (rule.gate, rule.judge) {
            (Some(gate), _) => gate.name(),
            (None, true) => "a person judges",
            (None, false) => "–",
        };
        let (text, source) = (rule.text.get("en"), &rule.source);
        let parameters = parameters(rule);
        writeln!(out, "| {} | {text} | {parameters} | {gate} | {source} | {} |", rule.id, known(rule.prov))
            .expect("a string");
    }
}

#[test]
fn the_document_is_made_of_the_packs() {
    let mut made = HEAD.to_owned();
    for released in packs() {
        pack(&mut made, released);
    }
    if std::env::var("RULES").is_ok_and(|value| value == "write") {
        std::fs::write(format!("{}/docs/rules.md", env!("CARGO_MANIFEST_DIR")), &made).expect("a file");
    }
    assert!(
        read("docs/rules.md") == made,
        "docs/rules.md is not what the packs say: RULES=write cargo test --test rules"
    );
}
