//! The good file of what comes after a decision, broken in one place.

use super::mutants::Mutant;

/// `tests/data/after.yaml`, with what `afterwards` says spoilt.
pub const AFTER: &[Mutant] = &[
    ("decline: {days: 5", "decline: {days: 0", "G-AFTER", "decline: {days: 0"),
    ("evidence: {days: 10", "evidence: {days: 366", "G-AFTER", "evidence: {days: 366"),
    ("declined_as: withdrawal", "declined_as: withdrawel", "G-AFTER", "declined_as: withdrawel"),
    ("          declined_as: withdrawal\n", "", "G-AFTER", "decline: {days: 5"),
    (
        "    conditional: {evidence: a statement of the auditor, on_failure: replace}\n",
        "",
        "G-AFTER",
        "evidence: {days: 10",
    ),
    (
        "  - id: standstill\n    title: {da: Standstill, en: Standstill}\n    does:\n      complaints: {days: 10, body: {da: \
         Klagenævnet for Udbud, en: The Complaints Board for Public Procurement}, by: [owner], guards: contract}\n  - id: \
         contract\n    title: {da: Kontrakt, en: Contract}\n    does: {contract: {by: [owner]}}\n",
        "",
        "G-AFTER",
        "decline: {days: 5",
    ),
];
