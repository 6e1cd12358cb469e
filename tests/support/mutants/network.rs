//! Mandates and gatherings.

use super::Mutant;

/// Files with a gathering or a mandate that is wrong.
pub const NETWORK: &[Mutant] = &[
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner]}}}\n  - id: screening",
        "C-GATHERING",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: promise, title: {da: a, en: b}, does: {mandate: {text: {da: a, en: b}, signed_by: lead, otherwise: out, by: [owner], until: deadline}}}\n  - id: screening",
        "C-MANDATE",
        "- {id: promise",
    ),
    ("{hours_before: 24}", "{hours_before: 0}", "C-REMIND", "{hours_before: 0}"),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: never, place: {da: a, en: b}, registration_days_before: 7, by: [owner]}}}\n  - id: screening",
        "G-DATE",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a}, registration_days_before: 7, by: [owner]}}}\n  - id: screening",
        "T-LANG",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 0, by: [owner]}}}\n  - id: screening",
        "C-GATHERING",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 367, by: [owner]}}}\n  - id: screening",
        "C-GATHERING",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], invitation_days_before: 7}}}\n  - id: screening",
        "C-GATHERING",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], each: {min: 0, max: 3}}}}\n  - id: screening",
        "G-PARTICIPANTS",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], each: {min: 3, max: 2}}}}\n  - id: screening",
        "G-PARTICIPANTS",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], each: {min: 1, max: 51}}}}\n  - id: screening",
        "G-PARTICIPANTS",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], at_least: {otherwise: ask}}}}\n  - id: screening",
        "G-PARTICIPANTS",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], at_least: {participants: 0, otherwise: ask}}}}\n  - id: screening",
        "G-PARTICIPANTS",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], fee: {amount: 0, currency: DKK}}}}\n  - id: screening",
        "G-FEE",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], fee: {amount: 900, currency: kr}}}}\n  - id: screening",
        "G-FEE",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], groups: approach}}}\n  - id: screening",
        "G-GROUPS",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], collects: [honesty]}}}\n  - id: screening",
        "G-COLLECTS",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], from: {selected: nobody}}}}\n  - id: screening",
        "G-FROM",
        "- {id: meet",
    ),
    (
        "  - id: screening",
        "  - {id: meet, title: {da: a, en: b}, does: {gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner], from: {signed: intake}}}}\n  - id: screening",
        "G-FROM",
        "- {id: meet",
    ),
    (
        "  - id: letters",
        "  - {id: oath, title: {da: a, en: b}, does: {mandate: {text: {da: a, en: b}, signed_by: lead, otherwise: out, by: [owner], within: {days: 3}}}}\n  - id: letters",
        "G-FROM",
        "- {id: oath",
    ),
    (
        "  - id: screening",
        "  - {id: oath, title: {da: a, en: b}, does: {mandate: {text: {da: a, en: b}, signed_by: lead, otherwise: out, by: [owner]}}}\n  - id: screening",
        "C-MANDATE",
        "- {id: oath",
    ),
    (
        "  - id: screening",
        "  - {id: oath, title: {da: a, en: b}, does: {mandate: {text: {da: a, en: b}, signed_by: lead, otherwise: out, by: [owner], until: deadline, within: {days: 3}}}}\n  - id: screening",
        "C-MANDATE",
        "- {id: oath",
    ),
    (
        "  - id: screening",
        "  - {id: oath, title: {da: a, en: b}, does: {mandate: {text: {da: a, en: b}, signed_by: lead, otherwise: out, by: [owner], within: {days: 0}}}}\n  - id: screening",
        "C-MANDATE",
        "- {id: oath",
    ),
    (
        "  - id: screening",
        "  - {id: oath, title: {da: a, en: b}, does: {mandate: {text: {da: a, en: b}, signed_by: lead, otherwise: out, by: [owner], within: {days: 3, after: scoring}}}}\n  - id: screening",
        "C-MANDATE",
        "- {id: oath",
    ),
    (
        "  - id: screening",
        "  - {id: oath, title: {da: a, en: b}, does: {mandate: {text: {da: a, en: b}, signed_by: lead, otherwise: out, by: [owner], within: {days: 3}, remind_days_before: 0}}}\n  - id: screening",
        "C-MANDATE",
        "- {id: oath",
    ),
    (
        "  - id: screening",
        "  - {id: oath, title: {da: a, en: b}, does: {mandate: {text: {da: a, en: b}, signed_by: lead, otherwise: out, by: [owner], until: never}}}\n  - id: screening",
        "G-DATE",
        "- {id: oath",
    ),
    (
        "  - id: screening",
        "  - {id: oath, title: {da: a, en: b}, does: {mandate: {text: {da: a, en: b}, signed_by: {office: {da: a}}, otherwise: out, by: [owner], within: {days: 3}}}}\n  - id: screening",
        "T-LANG",
        "- {id: oath",
    ),
    (
        "        otherwise: ask",
        "        otherwise: ask\n        gatherings:\n          - {id: first, title: {da: a, en: b}, gathering: {at: questions, place: {da: a, en: b}, registration_days_before: 7, by: [owner], from: {selected: selection}}}\n          - {id: second, title: {da: a, en: b}, gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner]}}",
        "G-FROM",
        "- {id: first",
    ),
    (
        "        otherwise: ask",
        "        otherwise: ask\n        gatherings:\n          - {id: second, title: {da: a, en: b}, gathering: {at: questions, place: {da: a, en: b}, registration_days_before: 7, by: [owner]}}\n          - {id: second, title: {da: a, en: b}, gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner]}}",
        "N-TWICE",
        "- {id: second, title: {da: a, en: b}, gathering: {at: deadline",
    ),
    (
        "        otherwise: ask",
        "        otherwise: ask\n        gatherings:\n          - {id: social, title: {da: a, en: b}, gathering: {at: questions, place: {da: a, en: b}, registration_days_before: 7, by: [owner]}}\n          - {id: second, title: {da: a, en: b}, gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner]}}",
        "N-TWICE",
        "- {id: social",
    ),
    (
        "        otherwise: ask",
        "        otherwise: ask\n        gatherings:\n          - {id: first, title: {da: a, en: b}, gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner]}}\n          - {id: second, title: {da: a, en: b}, gathering: {at: deadline, place: {da: a, en: b}, registration_days_before: 7, by: [owner]}}",
        "C-GATHERING",
        "- {id: second",
    ),
];
