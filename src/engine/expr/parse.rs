//! Tokens to a tree.

use super::lex::{Placed, Token, error, lex};
use super::{DEPTH_MAX, ExprError, FUNCTIONS, Value};

/// One node of the tree, with the characters it was written in.
#[derive(Clone, Debug)]
pub struct Node {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Debug)]
pub enum Kind {
    Literal(Value),
    /// A dotted name that starts outside: `facts.price`.
    Path {
        root: String,
        fields: Vec<String>,
    },
    /// The variable of a macro around.
    Local(String),
    Member(Box<Node>, String),
    Index(Box<Node>, Box<Node>),
    List(Vec<Node>),
    Not(Box<Node>),
    Negate(Box<Node>),
    Binary(Op, Box<Node>, Box<Node>),
    Choice(Box<Node>, Box<Node>, Box<Node>),
    Has(Box<Node>),
    Call(&'static str, Vec<Node>),
    /// `list.all(x, body)` and its like.
    Macro {
        name: &'static str,
        list: Box<Node>,
        variable: String,
        body: Box<Node>,
    },
    /// The same for everybody in the pool: computed once, kept in a slot of the memo.
    Shared(usize, Box<Node>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    More,
    MoreOrEqual,
    In,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Op {
    pub fn sign(self) -> &'static str {
        match self {
            Self::Or => "||",
            Self::And => "&&",
            Self::Equal => "==",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::More => ">",
            Self::MoreOrEqual => ">=",
            Self::In => "in",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}

impl Node {
    /// Calls `f` on this node and everything below it.
    pub fn visit<'a>(&'a self, f: &mut dyn FnMut(&'a Self)) {
        f(self);
        for child in self.children() {
            child.visit(f);
        }
    }

    pub fn children(&self) -> Vec<&Self> {
        match &self.kind {
            Kind::Literal(_) | Kind::Path { .. } | Kind::Local(_) => Vec::new(),
            Kind::Member(a, _) | Kind::Not(a) | Kind::Negate(a) | Kind::Has(a) | Kind::Shared(_, a) => {
                vec![a]
            }
            Kind::Index(a, b) | Kind::Binary(_, a, b) => vec![a, b],
            Kind::Choice(a, b, c) => vec![a, b, c],
            Kind::List(items) | Kind::Call(_, items) => items.iter().collect(),
            Kind::Macro { list, body, .. } => vec![list, body],
        }
    }

    pub fn children_mut(&mut self) -> Vec<&mut Self> {
        match &mut self.kind {
            Kind::Literal(_) | Kind::Path { .. } | Kind::Local(_) => Vec::new(),
            Kind::Member(a, _) | Kind::Not(a) | Kind::Negate(a) | Kind::Has(a) | Kind::Shared(_, a) => {
                vec![a]
            }
            Kind::Index(a, b) | Kind::Binary(_, a, b) => vec![a, b],
            Kind::Choice(a, b, c) => vec![a, b, c],
            Kind::List(items) | Kind::Call(_, items) => items.iter_mut().collect(),
            Kind::Macro { list, body, .. } => vec![list, body],
        }
    }
}

/// Functions that take a variable and a body: `list.map(x, body)`.
const MACROS: &[&str] = &["all", "exists", "filter", "map", "count", "sum", "min", "max", "mean"];

pub fn parse(source: &str) -> Result<Node, ExprError> {
    let mut parser = Parser { tokens: lex(source)?, next: 0, depth: 0, locals: Vec::new() };
    let node = parser.choice()?;
    match parser.peek() {
        Token::End => Ok(node),
        other => Err(error(parser.here().start, format!("{} is left over here", shown(other)))),
    }
}

struct Parser {
    tokens: Vec<Placed>,
    next: usize,
    depth: usize,
    locals: Vec<String>,
}

impl Parser {
    fn here(&self) -> &Placed {
        &self.tokens[self.next]
    }

    fn peek(&self) -> &Token {
        &self.here().token
    }

    fn is(&self, sign: &str) -> bool {
        matches!(self.peek(), Token::Sign(s) if *s == sign)
    }

    fn advance(&mut self) -> Placed {
        let placed = self.tokens[self.next].clone();
        if self.next + 1 < self.tokens.len() {
            self.next += 1;
        }
        placed
    }

    fn eat(&mut self, sign: &str) -> bool {
        let found = self.is(sign);
        if found {
            self.advance();
        }
        found
    }

    fn expect(&mut self, sign: &str) -> Result<usize, ExprError> {
        if self.is(sign) {
            return Ok(self.advance().end);
        }
        Err(error(self.here().start, format!("expected {sign:?}, found {}", shown(self.peek()))))
    }

    fn deeper<T>(&mut self, f: impl FnOnce(&mut Self) -> Result<T, ExprError>) -> Result<T, ExprError> {
        if self.depth >= DEPTH_MAX {
            return Err(error(self.here().start, format!("nested more than {DEPTH_MAX} deep")));
        }
        self.depth += 1;
        let result = f(self);
        self.depth -= 1;
        result
    }

    fn choice(&mut self) -> Result<Node, ExprError> {
        self.deeper(|p| {
            let condition = p.binary(0)?;
            if !p.eat("?") {
                return Ok(condition);
            }
            let yes = p.choice()?;
            p.expect(":")?;
            let no = p.choice()?;
            let (start, end) = (condition.start, no.end);
            Ok(Node { kind: Kind::Choice(Box::new(condition), Box::new(yes), Box::new(no)), start, end })
        })
    }

    fn operator(&self) -> Option<(Op, u8)> {
        Some(match self.peek() {
            Token::Sign("||") => (Op::Or, 1),
            Token::Sign("&&") => (Op::And, 2),
            Token::Sign("==") => (Op::Equal, 3),
            Token::Sign("!=") => (Op::Unequal, 3),
            Token::Sign("<") => (Op::Less, 3),
            Token::Sign("<=") => (Op::LessOrEqual, 3),
            Token::Sign(">") => (Op::More, 3),
            Token::Sign(">=") => (Op::MoreOrEqual, 3),
            Token::Name(name) if name == "in" => (Op::In, 3),
            Token::Sign("+") => (Op::Add, 4),
            Token::Sign("-") => (Op::Subtract, 4),
            Token::Sign("*") => (Op::Multiply, 5),
            Token::Sign("/") => (Op::Divide, 5),
            Token::Sign("%") => (Op::Remainder, 5),
            _ => return None,
        })
    }

    fn binary(&mut self, floor: u8) -> Result<Node, ExprError> {
        let mut left = self.unary()?;
        let mut chain = 0;
        while let Some((op, strength)) = self.operator().filter(|(_, s)| *s > floor) {
            // A chain is as deep a tree as brackets are, so it counts against the same limit.
            chain += 1;
            if self.depth + chain > DEPTH_MAX {
                return Err(error(self.here().start, format!("nested more than {DEPTH_MAX} deep")));
            }
            self.advance();
            let right = self.deeper(|p| p.binary(strength))?;
            let (start, end) = (left.start, right.end);
            left = Node { kind: Kind::Binary(op, Box::new(left), Box::new(right)), start, end };
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Node, ExprError> {
        let start = self.here().start;
        if self.eat("!") {
            let inner = self.deeper(Self::unary)?;
            let end = inner.end;
            return Ok(Node { kind: Kind::Not(Box::new(inner)), start, end });
        }
        if self.eat("-") {
            let inner = self.deeper(Self::unary)?;
            let end = inner.end;
            if let Kind::Literal(Value::Number(n)) = &inner.kind {
                return Ok(Node { kind: Kind::Literal(Value::Number(-n)), start, end });
            }
            return Ok(Node { kind: Kind::Negate(Box::new(inner)), start, end });
        }
        self.postfix()
    }

    fn postfix(&mut self) -> Result<Node, ExprError> {
        let mut node = self.primary()?;
        let mut chain = 0;
        loop {
            chain += 1;
            if chain > DEPTH_MAX {
                return Err(error(self.here().start, format!("nested more than {DEPTH_MAX} deep")));
            }
            let start = node.start;
            if self.eat(".") {
                let placed = self.advance();
                let Token::Name(name) = placed.token else {
                    return Err(error(
                        placed.start,
                        format!("expected a name after the dot, found {}", shown(&placed.token)),
                    ));
                };
                if self.is("(") {
                    node = self.method(node, &name, placed.start)?;
                    continue;
                }
                node = match node.kind {
                    Kind::Path { root, mut fields } => {
                        fields.push(name);
                        Node { kind: Kind::Path { root, fields }, start, end: placed.end }
                    }
                    kind => {
                        let inner = Node { kind, start, end: node.end };
                        Node { kind: Kind::Member(Box::new(inner), name), start, end: placed.end }
                    }
                };
            } else if self.eat("[") {
                let index = self.choice()?;
                let end = self.expect("]")?;
                node = Node { kind: Kind::Index(Box::new(node), Box::new(index)), start, end };
            } else {
                return Ok(node);
            }
        }
    }

    /// `list.name(x, body)` or `list.name(arguments)`; the bracket is next.
    fn method(&mut self, on: Node, name: &str, at: usize) -> Result<Node, ExprError> {
        let name = known(name, at)?;
        let start = on.start;
        self.expect("(")?;
        let is_macro = MACROS.contains(&name)
            && matches!(self.peek(), Token::Name(_))
            && matches!(self.tokens.get(self.next + 1).map(|p| &p.token), Some(Token::Sign(",")));
        if is_macro {
            let Token::Name(variable) = self.advance().token else { unreachable!("looked at above") };
            self.expect(",")?;
            self.locals.push(variable.clone());
            let body = self.choice();
            self.locals.pop();
            let body = Box::new(body?);
            let end = self.expect(")")?;
            return Ok(Node { kind: Kind::Macro { name, list: Box::new(on), variable, body }, start, end });
        }
        let mut arguments = vec![on];
        let end = self.arguments(&mut arguments)?;
        Ok(Node { kind: Kind::Call(name, arguments), start, end })
    }

    /// The rest of an argument list; the opening bracket has been read.
    fn arguments(&mut self, into: &mut Vec<Node>) -> Result<usize, ExprError> {
        if self.is(")") {
            return self.expect(")");
        }
        loop {
            into.push(self.choice()?);
            if !self.eat(",") {
                return self.expect(")");
            }
        }
    }

    fn primary(&mut self) -> Result<Node, ExprError> {
        let Placed { token, start, end } = self.advance();
        let kind = match token {
            Token::Number(n) => Kind::Literal(Value::Number(n)),
            Token::Text(t) => Kind::Literal(Value::text(&t)),
            Token::Name(name) => match name.as_str() {
                "true" => Kind::Literal(Value::Bool(true)),
                "false" => Kind::Literal(Value::Bool(false)),
                "null" => Kind::Literal(Value::Null),
                "in" => return Err(error(start, "\"in\" needs a value on its left".to_owned())),
                _ if self.is("(") => {
                    let name = known(&name, start)?;
                    self.advance();
                    let mut arguments = Vec::new();
                    let end = self.arguments(&mut arguments)?;
                    if name == "has" {
                        let [inner] = <[Node; 1]>::try_from(arguments)
                            .map_err(|_| error(start, "has() takes one dotted name".to_owned()))?;
                        return Ok(Node { kind: Kind::Has(Box::new(inner)), start, end });
                    }
                    return Ok(Node { kind: Kind::Call(name, arguments), start, end });
                }
                _ if self.locals.contains(&name) => Kind::Local(name),
                _ => Kind::Path { root: name, fields: Vec::new() },
            },
            Token::Sign("(") => {
                let mut inner = self.choice()?;
                inner.end = self.expect(")")?;
                inner.start = start;
                return Ok(inner);
            }
            Token::Sign("[") => {
                let mut items = Vec::new();
                let end = loop {
                    if self.is("]") {
                        break self.expect("]")?;
                    }
                    items.push(self.choice()?);
                    if !self.eat(",") {
                        break self.expect("]")?;
                    }
                };
                return Ok(Node { kind: Kind::List(items), start, end });
            }
            other => return Err(error(start, format!("expected a value, found {}", shown(&other)))),
        };
        Ok(Node { kind, start, end })
    }
}

fn known(name: &str, at: usize) -> Result<&'static str, ExprError> {
    // The spellings of CEL itself are understood too.
    let plain = match name {
        "startsWith" => "starts_with",
        other => other,
    };
    if let Some(found) = FUNCTIONS.iter().find(|f| **f == plain) {
        return Ok(found);
    }
    let mut wrong = error(at, format!("there is no function {name:?}"));
    wrong.hint = Some(match nearest(name, FUNCTIONS.iter().copied()) {
        _ if name == "round" => "say how: round_half_up, round_half_even, round_down or round_up".to_owned(),
        Some(near) => format!("did you mean {near:?}?"),
        None => format!("there are {}", FUNCTIONS.join(", ")),
    });
    Err(wrong)
}

/// The name closest to what was written, if one is close at all.
pub fn nearest<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names
        .map(|name| (strsim::damerau_levenshtein(written, name), name))
        .filter(|(distance, name)| *distance <= 1 + name.len().max(written.len()) / 4)
        .min()
        .map(|(_, name)| name)
}

fn shown(token: &Token) -> String {
    match token {
        Token::Number(n) => n.to_string(),
        Token::Text(t) => format!("the text {t:?}"),
        Token::Name(n) => format!("{n:?}"),
        Token::Sign(s) => format!("{s:?}"),
        Token::End => "the end".to_owned(),
    }
}
