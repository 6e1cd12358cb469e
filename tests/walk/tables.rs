//! What people take away as files: spreadsheets of the owner's tables, and the receipt as a PDF.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};

use crate::case::{Applicant, Case};
use crate::http::Page;
use crate::judging::DAN_REASON;

/// The rows of the only sheet, each cell as text or number.
fn rows(page: &Page) -> Vec<Vec<Data>> {
    assert_eq!(page.status, 200, "{}", page.path);
    let mut book = Xlsx::new(Cursor::new(&page.bytes)).expect("a spreadsheet");
    let range = book.worksheet_range_at(0).expect("a sheet").expect("a table");
    range.rows().map(<[Data]>::to_vec).collect()
}

/// The cell under `title` in the row that holds `name`.
fn cell(rows: &[Vec<Data>], name: &str, title: &str) -> Data {
    let column = rows[0].iter().position(|head| *head == Data::String(title.to_owned()));
    let column = column.unwrap_or_else(|| panic!("no column {title} in {:?}", rows[0]));
    let row = rows.iter().find(|row| row.iter().any(|cell| cell.to_string().contains(name)));
    row.unwrap_or_else(|| panic!("nobody called {name}"))[column].clone()
}

impl Case {
    /// The formal check as a table: for those who read its page, and nobody else.
    pub async fn take_the_screening(&self) {
        let address = format!("/procedures/{}/tracks/social/screening.xlsx", self.procedure);
        let page =
            self.who("olga").open(&format!("/procedures/{}/tracks/social/screening", self.procedure)).await;
        assert_eq!(page.link("screening.xlsx"), address);
        for who in ["olga", "siri", "anders"] {
            let rows = rows(&self.who(who).reading("en").get(&address).await);
            assert_eq!(rows.len(), 6, "four admitted, Dan, and the heads: {rows:?}");
            assert_eq!(cell(&rows, "Solsikkehuset", "Status"), Data::String("Admitted".into()));
            assert_eq!(cell(&rows, "Havnefolket", "Status"), Data::String("Not admitted".into()));
            let dan =
                rows.iter().find(|row| row.iter().any(|cell| *cell == Data::String("Havnefolket".into())));
            let dan = dan.expect("Dan");
            assert!(dan.contains(&Data::Float(800_000.0)), "{dan:?}");
            assert!(dan.contains(&Data::String(DAN_REASON.into())), "{dan:?}");
        }
        for who in ["eva", "carl", "lene", "vera"] {
            assert_eq!(self.who(who).get(&address).await.status, 404, "{who}");
        }
    }

    /// The ranking as a plot on the page and as a table to take away.
    pub async fn take_the_ranking(&self) {
        let address = format!("/procedures/{}/tracks/social/selection", self.procedure);
        let page = self.who("olga").reading("en").open(&address).await;
        // Points 5, 4, 3 and 1 of 5, weighing 50, 30 and 20: the totals are 100, 80, 60 and 20.
        page.says(&[
            "80 more than the first who is not selected.",
            "40 more than the first who is not selected. The evaluators were furthest apart on “Relevance”, by 1.",
            "40 short of the line.",
        ]);
        assert!(page.html().contains("aria-label=\"Relevance 50, Method 30, Team 20\""), "{}", page.html());
        // Whoever may not read what each evaluator gave, is not told how far they were apart.
        self.who("siri").reading("en").open(&address).await.hides(["furthest apart"]);
        let rows = rows(&self.who("olga").reading("en").get(&page.link("selection.xlsx")).await);
        let number = |name: &str, title: &str| match cell(&rows, name, title) {
            Data::Float(number) => format!("{number}"),
            other => panic!("{other:?}"),
        };
        for (name, place, total, margin) in [
            ("Solsikkehuset", "1", "100", "80"),
            ("Brohuset", "2", "80", "60"),
            ("Gadelyset", "3", "60", "40"),
        ] {
            let found = ["Place", "Total", "Margin to the line"].map(|title| number(name, title));
            assert_eq!(found, [place, total, margin], "{name}");
            assert_eq!(cell(&rows, name, "Result"), Data::String("Selected".into()));
        }
        assert_eq!(number("Nordlyset", "Margin to the line"), "-40");
        assert_eq!(number("Gadelyset", "Widest spread"), "1");
        assert_eq!(cell(&rows, "Nordlyset", "Result"), Data::String("Not selected".into()));
        for who in ["eva", "lene", "vera"] {
            assert_eq!(self.who(who).get(&format!("{address}.xlsx")).await.status, 404, "{who}");
        }
    }

    /// The receipt as a PDF: the same bytes every time, for nobody but those who apply together.
    pub async fn take_the_receipt(&self, one: Applicant, receipt: &Page) {
        let address = receipt.link("/receipt.pdf");
        let lead = self.who(one.lead);
        let (first, again) = (lead.get(&address).await, lead.get(&address).await);
        assert_eq!((first.status, first.header("content-type")), (200, "application/pdf"));
        assert!(first.bytes.starts_with(b"%PDF-") && first.bytes.len() > 5_000);
        assert_eq!(first.bytes, again.bytes, "the same state gives the same bytes");
        assert_ne!(first.bytes, lead.reading("nb").get(&address).await.bytes);
        assert_eq!(self.who("vera").get(&address).await.status, 404);
    }
}
