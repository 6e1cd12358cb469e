use std::collections::BTreeMap;

use super::*;
use crate::engine::exact::Exact;

struct Facts(Value);

impl Scope for Facts {
    fn read(&self, root: &str, fields: &[String]) -> Read {
        let mut path = vec![root.to_owned()];
        path.extend(fields.iter().cloned());
        self.0.at(&path).map_or(Read::Missing, |v| Read::Value(v.clone()))
    }
}

fn facts() -> Facts {
    let json = r#"{
        "facts": {"price": 12.5, "name": "Ærø", "members": [{"age": 39, "turnover": 3}, {"age": 41, "turnover": 4}],
                  "ok": true, "none": null, "tags": ["a", "b"]},
        "score": {"total": 58, "method": 3},
        "pool": [{"price": 10}, {"price": 20}]
    }"#;
    Facts(serde_json::from_str(json).unwrap())
}

fn environment() -> Environment {
    let member = Type::record([("age", Type::Number), ("turnover", Type::Number)]);
    let facts = Type::record([
        ("price", Type::Number),
        ("name", Type::Text),
        ("members", Type::list(member)),
        ("ok", Type::Bool),
        ("none", Type::Optional(Box::new(Type::Number))),
        ("tags", Type::list(Type::Text)),
        ("absent", Type::Optional(Box::new(Type::Number))),
    ]);
    Environment::default()
        .with("facts", facts)
        .with("score", Type::record([("total", Type::Number), ("method", Type::Number)]))
        .with_shared("pool", Type::list(Type::record([("price", Type::Number)])))
}

fn eval(source: &str) -> Result<Value, EvalError> {
    Expr::compile(source, &environment())
        .unwrap_or_else(|e| panic!("{source}: {e}"))
        .eval(&facts(), &mut Memo::new())
}

#[test]
fn computes_exactly() {
    for (source, expected) in [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 2 - 3", "5"),
        ("1 / 3 + 1 / 3 + 1 / 3", "1"),
        ("0.1 + 0.2", "0.3"),
        ("-7 % 3", "2"),
        ("-facts.price", "-12.5"),
        ("sum(facts.members.map(m, m.turnover))", "7"),
        ("facts.members.sum(m, m.turnover)", "7"),
        ("facts.members.count(m, m.age < 40)", "1"),
        ("max(1, 5, 3)", "5"),
        ("[3, 1, 2].min()", "1"),
        ("median([4, 1, 3, 2])", "2.5"),
        ("mean([1, 2])", "1.5"),
        ("100 * min(pool.map(p, p.price)) / facts.price", "80"),
        ("round_half_up(22.5)", "23"),
        ("round_half_even(22.5)", "22"),
        ("ceil(43 * 25 / 100)", "11"),
        ("floor(-1.5)", "-2"),
        ("abs(-3)", "3"),
        ("facts.members[1].age", "41"),
        ("facts.ok ? 1 : 2", "1"),
        ("size(facts.tags) + size(facts.name)", "5"),
        ("sort([3, 1, 2])[0]", "1"),
        ("size(distinct([1, 1, 2]))", "2"),
    ] {
        assert_eq!(eval(source), Ok(Value::Number(Exact::parse(expected).unwrap())), "{source}");
    }
}

#[test]
fn decides() {
    for (source, expected) in [
        ("facts.price >= 12.5 && facts.ok", true),
        ("!facts.ok || score.total == 58", true),
        ("'a' in facts.tags", true),
        ("facts.tags.contains('c')", false),
        ("has(facts.absent)", false),
        ("has(facts.none)", false),
        ("has(facts.price)", true),
        ("facts.none == null", true),
        ("facts.members.all(m, m.age < 40)", false),
        ("facts.members.exists(m, m.age > 40)", true),
        ("facts.members.filter(m, m.age > 40).size() == 1", true),
        ("'2015-12-31' < '2016-01-01'", true),
        ("facts.name.starts_with('Æ')", true),
        ("pool.all(p, pool.exists(q, q.price >= p.price))", true),
        ("true ? false : true", false),
    ] {
        assert_eq!(eval(source), Ok(Value::Bool(expected)), "{source}");
    }
}

#[test]
fn refuses_at_load() {
    for (source, column, message, hint) in [
        ("facts.prise > 1", 7, "there is no \"prise\" here", Some("did you mean \"price\"?")),
        ("score.totl", 7, "there is no \"totl\" here", Some("did you mean \"total\"?")),
        ("fact.price", 1, "there is no name \"fact\" here", Some("did you mean \"facts\"?")),
        ("method > 3", 1, "there is no name \"method\" here", Some("did you mean \"score.method\"?")),
        ("facts.price + facts.name", 15, "expected a number, found a text", None),
        ("facts.name == 3", 1, "a text == a number compares different kinds", None),
        ("facts.price && true", 1, "expected yes/no, found a number", None),
        ("facts.price = 3", 13, "'=' means nothing here", Some("compare with ==")),
        ("siz(facts.tags)", 1, "there is no function \"siz\"", Some("did you mean \"size\"?")),
        ("1 +", 4, "expected a value, found the end", None),
        ("(1", 3, "expected \")\", found the end", None),
        ("1 2", 3, "2 is left over here", None),
        ("'open", 1, "the text is not closed", None),
        ("facts.members.all(m, m.ag > 3)", 24, "there is no \"ag\" here", Some("did you mean \"age\"?")),
        ("facts.ok < true", 1, "yes/no has no order", None),
    ] {
        let wrong = Expr::compile(source, &environment()).expect_err(source);
        assert_eq!(
            (wrong.column, wrong.message.as_str(), wrong.hint.as_deref()),
            (column, message, hint),
            "{source}"
        );
    }
}

#[test]
fn fails_with_a_reason() {
    assert_eq!(eval("facts.absent + 1"), Err(EvalError::Missing("facts.absent".to_owned())));
    assert_eq!(eval("facts.none + 1"), Err(EvalError::Missing("facts.none".to_owned())));
    assert_eq!(eval("1 / (facts.price - 12.5)"), Err(EvalError::DivisionByZero(5)));
    assert_eq!(
        eval("min(facts.members.filter(m, m.age > 99).map(m, m.age))"),
        Err(EvalError::Empty("min", 1))
    );
}

#[test]
fn explains_what_fails() {
    for (source, expected) in [
        ("score.total >= 60", "score.total >= 60: score.total = 58"),
        ("score.total >= 50 && score.method >= 4", "score.method >= 4: score.method = 3"),
        (
            "facts.price < 12 || score.total > 60",
            "facts.price < 12: facts.price = 12.5; score.total > 60: score.total = 58",
        ),
        ("facts.absent > 3", "facts.absent > 3: facts.absent is not given"),
        (
            "facts.members.all(m, m.age < 40)",
            "facts.members.all(m, m.age < 40): at facts.members[1], m.age = 41",
        ),
        ("size(facts.tags) >= 3", "size(facts.tags) >= 3: facts.tags = 2 items"),
        ("!facts.ok", "!facts.ok: facts.ok = true"),
    ] {
        let expr = Expr::compile(source, &environment()).unwrap();
        assert_eq!(expr.explain(&facts(), &mut Memo::new()), expected);
    }
}

#[test]
fn work_is_bounded() {
    let pool: Vec<Value> =
        (0..3000).map(|i| Value::record([("price".to_owned(), Value::from(Exact::from_int(i)))])).collect();
    let scope =
        Facts(Value::Record(std::sync::Arc::new(BTreeMap::from([("pool".to_owned(), Value::list(pool))]))));
    let nested = Expr::compile("pool.all(p, pool.all(q, q.price >= 0))", &environment()).unwrap();
    assert_eq!(nested.eval(&scope, &mut Memo::new()), Err(EvalError::TooLong));
    let deep = format!("{}1{}", "(".repeat(100), ")".repeat(100));
    assert!(Expr::compile(&deep, &environment()).is_err());
    assert!(Expr::compile(&"1+".repeat(2000), &environment()).is_err());
    let chain = format!("1{}", "+1".repeat(200));
    assert!(Expr::compile(&chain, &environment()).is_err());
}

#[test]
fn what_the_pool_shares_is_computed_once() {
    let expr = Expr::compile("min(pool.map(p, p.price)) / facts.price", &environment()).unwrap();
    let mut memo = Memo::new();
    assert_eq!(expr.eval(&facts(), &mut memo), Ok(Value::Number(Exact::parse("0.8").unwrap())));
    // The second reader has an empty pool: the remembered minimum shows that it was not computed again.
    let other = Facts(serde_json::from_str(r#"{"facts": {"price": 5}, "pool": []}"#).unwrap());
    assert_eq!(expr.eval(&other, &mut memo), Ok(Value::Number(Exact::from_int(2))));
}

#[test]
fn kinds_are_read_from_a_file() {
    let kind: Type = serde_json::from_str(r#"{"a": "number?", "b": {"list": {"c": "text"}}}"#).unwrap();
    let expected = Type::record([
        ("a", Type::Optional(Box::new(Type::Number))),
        ("b", Type::list(Type::record([("c", Type::Text)]))),
    ]);
    assert_eq!(kind, expected);
    assert_eq!(serde_json::to_string(&kind).unwrap(), r#"{"a":"number?","b":{"list":{"c":"text"}}}"#);
    let value: Value = serde_json::from_str(r#"{"b": [{"c": "x"}, {"c": 3}]}"#).unwrap();
    assert_eq!(
        kind.mismatch(&value),
        Some(("b[1].c".to_owned(), "expected a text, found a number".to_owned()))
    );
    let extra: Value = serde_json::from_str(r#"{"b": [], "aa": 1}"#).unwrap();
    assert_eq!(
        kind.mismatch(&extra),
        Some(("aa".to_owned(), "is not declared; did you mean \"a\"?".to_owned()))
    );
}

#[test]
fn dates_are_reckoned_with() {
    let value = |source: &str| {
        let expr = Expr::compile(source, &environment()).map_err(|e| e.message)?;
        expr.eval(&facts(), &mut Memo::new()).map_err(|e| e.to_string())
    };
    for (source, expected) in [
        (r#"plus_days("2028-02-28", 2)"#, "2028-03-01"),
        (r#"plus_days("2027-03-01T12:00", -1)"#, "2027-02-28T12:00"),
        // Regulation 1182/71, art. 3(2)(c): the last day of a month that has no such day.
        (r#"plus_months("2027-01-31", 1)"#, "2027-02-28"),
        (r#"plus_months("2028-02-29", -48)"#, "2024-02-29"),
    ] {
        assert_eq!(value(source), Ok(Value::text(expected)), "{source}");
    }
    assert_eq!(
        value(r#"days_between("2027-12-31T23:59", "2028-03-01")"#),
        Ok(Value::from(Exact::from_int(61)))
    );
    assert_eq!(value(r#"days_between("2027-03-01", "2027-02-28")"#), Ok(Value::from(Exact::from_int(-1))));
    for (source, why) in [
        (r#"plus_days("2027-02-30", 1)"#, r#""2027-02-30" is no date; write it as "2027-02-05""#),
        (r#"plus_days("05.02.2027", 1)"#, r#""05.02.2027" is no date"#),
        (r#"plus_days("2027-02-05æ", 1)"#, "is no date"),
        (r#"plus_months("2027-02-05", 0.5)"#, "0.5 is no whole number of months"),
        (r#"plus_days("2027-02-05", 900000000)"#, "lie outside the years 1900 to 2199"),
        (r#"plus_days("2199-12-31", 1)"#, "lie outside the years 1900 to 2199"),
        ("plus_days(facts.price, 1)", "expected a text, found a number"),
        (r#"days_between("2027-02-05", 3)"#, "expected a text, found a number"),
    ] {
        let found = value(source).expect_err(source);
        assert!(found.contains(why), "{source}: {found}");
    }
}
