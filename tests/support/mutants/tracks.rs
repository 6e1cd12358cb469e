//! Panels and envelopes, tracks that wait, and what is for some tracks alone.

use super::Mutant;

/// Mutants of the file with panels and an envelope.
pub const PANELS: &[Mutant] = &[
    ("blind: true, panel: jury", "blind: true, panel: jurors", "G-PANEL", "panel: jurors"),
    ("within: {days: 50, after", "within: {days: 20, after", "C-WITHIN", "within: {days: 20"),
    ("within: {days: 50, after", "within: {days: 30, after", "C-WITHIN", "within: {days: 30"),
    ("not_also: [suitability]", "not_also: [suitable]", "G-PANEL", "    not_also: [suitable]"),
    ("not_also: [suitability]", "not_also: [jury]", "G-PANEL", "    not_also: [jury]"),
    ("blind: true, panel: jury", "blind: true", "G-PANEL", "    title: {da: Dommerkomité"),
    ("  jury:\n", "  The jury:\n", "N-NAME", "    title: {da: Dommerkomité"),
    ("envelope: price  ", "envelope: money  ", "G-ENVELOPE", "envelope: money"),
    ("opens: price", "opens: prize", "G-ENVELOPE", "opens: prize"),
    ("cure: {fields: [solution]", "cure: {fields: [price]", "G-ENVELOPE", "cure: {fields: [price]"),
    ("field: solution", "field: price", "G-ENVELOPE", "field: price"),
    ("opens: price, model: award", "opens: price, model: reward", "G-MODEL", "model: reward"),
    (
        "model: award, by: [owner]}\n  - id: award",
        "model: award, by: []}\n  - id: award",
        "P-NOBODY",
        "by: []",
    ),
    (
        "  - id: prices\n    title: {da: Åbning af priser, en: Opening of prices}\n    does:\n      envelope: \
         {opens: price, model: award, by: [owner]}\n",
        "",
        "G-ENVELOPE",
        "envelope: price",
    ),
];

/// Mutants of the file whose tracks wait for each other.
pub const WAITS: &[Mutant] = &[
    (
        "waits_for: {tracks: [homes], step: admission",
        "waits_for: {tracks: [home], step: admission",
        "G-TRACK",
        "tracks: [home]",
    ),
    (
        "waits_for: {tracks: [homes], step: admission",
        "waits_for: {tracks: [homes, homes], step: admission",
        "N-TWICE",
        "tracks: [homes, homes]",
    ),
    ("step: admission, need", "step: admision, need", "G-WAIT", "step: admision"),
    ("step: admission, need", "step: together, need", "G-WAIT", "step: together"),
    (", otherwise: ask, by: [owner]}", ", otherwise: ask}", "P-NOBODY", "otherwise: ask}"),
    (", otherwise: ask, by: [owner]}", ", otherwise: ask, by: [auditor]}", "P-AUDITOR", "by: [auditor]"),
    (
        "otherwise: go_on}\n    does:\n      selection",
        "otherwise: cancel}\n    does:\n      selection",
        "G-WAIT",
        "need: any, otherwise: cancel",
    ),
    ("        en: Without homes there is no quarter to plan.\n", "", "T-LANG", "        da: Uden boliger er"),
    ("need: any, otherwise", "need: {at_least: 3}, otherwise", "G-JOIN", "need: {at_least: 3}"),
    ("need: any, otherwise", "need: {at_least: 0}, otherwise", "G-ALWAYS", "need: {at_least: 0}"),
    ("tracks: [homes], step: admission", "tracks: [], step: admission", "G-ALWAYS", "tracks: []"),
    // Two tracks wait for each other.
    (
        "tracks: [homes], step: admission",
        "tracks: [homes, streets], step: scoring",
        "G-CYCLE",
        "tracks: [homes, streets], step: scoring",
    ),
    // Letters go out for all at once, so that nobody is past them before those who wait.
    (
        "tracks: [homes], step: admission",
        "tracks: [homes], step: letters",
        "G-CYCLE",
        "tracks: [homes], step: letters",
    ),
    (
        "    does:\n      complaints:\n",
        "    waits_for: {tracks: [homes], step: admission, need: any, otherwise: go_on}\n    does:\n      complaints:\n",
        "G-WAIT",
        "waits_for: {tracks: [homes], step: admission, need: any",
    ),
    (
        "    does:\n      intake: {until",
        "    waits_for: {tracks: [homes], step: admission, need: any, otherwise: go_on}\n    does:\n      intake: {until",
        "G-WAIT",
        "waits_for: {tracks: [homes], step: admission, need: any",
    ),
    (
        "    does:\n      joint: {",
        "    waits_for: {tracks: [homes], step: admission, need: any, otherwise: go_on}\n    does:\n      joint: {",
        "G-WAIT",
        "waits_for: {tracks: [homes], step: admission, need: any",
    ),
];

/// Mutants of the same file, in what is for some of its tracks alone.
pub const ALONE: &[Mutant] = &[
    (
        "tracks: [homes]                     # a panel",
        "tracks: [homs] # a panel",
        "G-TRACK",
        "tracks: [homs]",
    ),
    (
        "tracks: [homes]                     # a panel",
        "tracks: [homes, homes] # a panel",
        "N-TWICE",
        "tracks: [homes, homes]",
    ),
    ("tracks: [homes]                     # a panel", "tracks: [] # a panel", "G-ALONE", "tracks: []"),
    ("tracks: [homes]                     # only", "tracks: [garden] # only", "G-TRACK", "tracks: [garden]"),
    ("            tracks: [homes]\n", "            tracks: [garden]\n", "G-TRACK", "tracks: [garden]"),
    // The streets are not asked how many homes there are.
    ("            tracks: [homes]\n", "", "G-FIELD", "            field: homes-count"),
    (
        "    does:\n      intake: {until",
        "    tracks: [homes]\n    does:\n      intake: {until",
        "G-ALONE",
        "    tracks: [homes]\n    does:\n      intake",
    ),
    (
        "    does:\n      joint: {",
        "    tracks: [homes]\n    does:\n      joint: {",
        "G-ALONE",
        "    tracks: [homes]\n    does:\n      joint",
    ),
    // The check of the plans belongs to an intake that the others then pass by.
    (
        "    waits_for:\n      tracks: [homes]\n",
        "    tracks: [homes]\n    waits_for:\n      tracks: [homes]\n",
        "G-ALONE",
        "  - id: plan-check",
    ),
    // Nobody scores what the choice of the streets needs, and nobody agrees on what nobody scored.
    (
        "    waits_for: {tracks: [homes], step: admission",
        "    tracks: [homes, square]\n    waits_for: {tracks: [homes], step: admission",
        "G-UNSCORED",
        "selection: {model: ideas",
    ),
    (
        "    waits_for: {tracks: [homes], step: admission",
        "    tracks: [streets, square]\n    waits_for: {tracks: [homes], step: admission",
        "G-OF",
        "consensus: {of: scoring",
    ),
    (
        "    waits_for: {tracks: [homes, streets, square], step: scoring, need: any",
        "    tracks: [homes, streets]\n    waits_for: {tracks: [homes, streets], step: scoring, need: any",
        "G-FROM",
        "        from: {selected: choice}",
    ),
    // The square never comes through what it is waited for in.
    (
        "    waits_for: {tracks: [homes, streets, square], step: scoring, need: any",
        "    waits_for: {tracks: [square, homes], step: agreement, need: any",
        "G-WAIT",
        "tracks: [square, homes], step: agreement",
    ),
    // Letters for some alone tell the others nothing.
    (
        "    does:\n      letters: {of: choice",
        "    tracks: [homes, streets]\n    does:\n      letters: {of: choice",
        "L-NONE",
        "  - id: applications",
    ),
    // What a model reads is asked in the track that it chooses in.
    (
        "        order: [score.total]",
        "        order: [facts.homes_count, score.total]",
        "G-FACT",
        "    scoring: {scale",
    ),
];
