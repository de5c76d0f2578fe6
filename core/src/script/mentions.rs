//! What the code of a closure names: which columns must be read for it, and which readings it can depend on.

use super::closure::Closure;
use super::value::as_number;
use super::words;
use crate::calendar::PeriodPart;
use crate::diagnostic::Place;
use crate::ordered::Ordered;
use rhai::{AST, ASTNode, BinaryExpr, Dynamic, Expr, FnPtr, Position, Stmt};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// Words that ask whether a day is over.
const DEADLINES: [&str; 2] = ["by_date", "within_workdays"];

/// What a closure's code mentions.
#[derive(Debug, Default, Clone)]
pub(crate) struct Mentions {
    /// Properties, texts and variables.
    pub(crate) names: BTreeSet<String>,
    /// Whether it reads something whose name is worked out, and that may so be anything.
    pub(crate) computes: bool,
    /// Whether it has a `switch`, which would take an uncertain value for just another one.
    pub(crate) switches: bool,
    /// What it switches on, as far as it is read of a parameter: the names behind the dots, and where.
    pub(crate) switched: Vec<(Vec<String>, Place)>,
    /// Scales that it names, and where.
    pub(crate) scales: Vec<(String, Place)>,
    /// Measures whose share it asks for, with the percentage if it is written there, and where.
    pub(crate) shares: Vec<(String, Option<Decimal>, Place)>,
    /// Functions and closures that it may call.
    called: BTreeSet<String>,
}

impl Mentions {
    /// Whether it may read what has this name.
    pub(crate) fn may_read(&self, name: &str) -> bool {
        self.computes || self.names.contains(name)
    }

    /// Whether what it answers may hang on the day on which it is judged: by a part of the period, or by a deadline.
    pub(crate) fn reads_day(&self) -> bool {
        let by_period = PeriodPart::ALL.iter().any(|(part, en, zh)| part.is_of_the_day() && (self.may_read(en) || self.may_read(zh)));
        by_period || self.called.iter().filter_map(|name| words::find(name)).any(|word| DEADLINES.contains(&word.name))
    }

    fn node(&mut self, node: &ASTNode<'_>, place: &dyn Fn(Position) -> Place) {
        match node {
            ASTNode::Expr(Expr::Property(property, _)) => {
                self.names.insert(property.2.to_string());
            }
            ASTNode::Expr(Expr::StringConstant(text, _)) => {
                self.names.insert(text.to_string());
            }
            ASTNode::Expr(Expr::DynamicConstant(value, _)) => self.value(value),
            ASTNode::Expr(Expr::FnCall(call, position) | Expr::MethodCall(call, position)) | ASTNode::Stmt(Stmt::FnCall(call, position)) => {
                self.called.insert(call.name.to_string());
                // Of `graded`, a text is the name of a scale.
                if words::find(&call.name).is_some_and(|word| word.name == "graded")
                    && let Some(Expr::StringConstant(scale, _)) = call.args.last()
                {
                    self.scales.push((scale.to_string(), place(*position)));
                }
            }
            ASTNode::Expr(Expr::Index(read, ..)) => {
                // Of several indexes, or parts, that follow each other the first stands to the left.
                let index = if let Expr::Index(rest, ..) | Expr::Dot(rest, ..) = &read.rhs { &rest.lhs } else { &read.rhs };
                self.computes |= !matches!(index, Expr::StringConstant(..) | Expr::IntegerConstant(..));
            }
            ASTNode::Expr(Expr::Dot(read, ..)) => self.shares.extend(share(read, place)),
            ASTNode::Stmt(Stmt::Switch(switch, _)) => {
                self.switches = true;
                let on = &switch.0;
                self.switched.extend(behind_dots(on).map(|names| (names, place(on.start_position()))));
            }
            _ => {}
        }
    }

    fn value(&mut self, value: &Dynamic) {
        if let Ok(text) = value.clone().into_string() {
            self.names.insert(text);
        } else if let Ok(list) = value.clone().into_array() {
            list.iter().for_each(|item| self.value(item));
        } else if let Some(map) = value.clone().try_cast::<rhai::Map>() {
            for (key, item) in &map {
                self.names.insert(key.to_string());
                self.value(item);
            }
        } else if let Some(pointer) = value.clone().try_cast::<FnPtr>() {
            self.called.insert(pointer.fn_name().to_string());
            pointer.iter_curry().for_each(|value| self.value(value));
        }
    }

    fn add(&mut self, other: &Self) {
        self.names.extend(other.names.iter().cloned());
        self.called.extend(other.called.iter().cloned());
        self.computes |= other.computes;
        self.switches |= other.switches;
        self.scales.extend(other.scales.iter().cloned());
        self.shares.extend(other.shares.iter().cloned());
        self.switched.extend(other.switched.iter().cloned());
    }
}

/// The names of `m.school.area`, without `m`; nothing of any other expression.
fn behind_dots(expression: &Expr) -> Option<Vec<String>> {
    let mut names = Vec::new();
    let Expr::Dot(outer, _, _) = expression else { return None };
    let mut rest = match &outer.lhs {
        Expr::Variable(..) => &outer.rhs,
        _ => return None,
    };
    loop {
        match rest {
            Expr::Property(property, _) => {
                names.push(property.2.to_string());
                return Some(names);
            }
            Expr::Dot(inner, _, _) => {
                let Expr::Property(property, _) = &inner.lhs else { return None };
                names.push(property.2.to_string());
                rest = &inner.rhs;
            }
            _ => return None,
        }
    }
}

/// Of `m.reports.share_at_least(80)`: the measure, the percentage and the word's place.
fn share(read: &BinaryExpr, place: &dyn Fn(Position) -> Place) -> Option<(String, Option<Decimal>, Place)> {
    let (Expr::Variable(..), Expr::Dot(rest, ..)) = (&read.lhs, &read.rhs) else { return None };
    let Expr::Property(measure, _) = &rest.lhs else { return None };
    let said = if let Expr::Dot(more, ..) = &rest.rhs { &more.lhs } else { &rest.rhs };
    let Expr::MethodCall(call, position) = said else { return None };
    words::find(&call.name).filter(|word| word.name == "share_at_least")?;
    let percent = call.args.first().and_then(|arg| as_number(&arg.get_literal_value(None)?));
    Some((measure.2.to_string(), percent, place(*position)))
}

/// What each function of a pack mentions, by its name.
#[derive(Debug, Default)]
pub(super) struct Index(Ordered<String, Mentions>);

impl Index {
    /// Adds the functions of a statement.
    pub(super) fn add(&mut self, ast: &AST, place: &dyn Fn(Position) -> Place) {
        for function in ast.iter_functions() {
            // Not `clone_functions_only_filtered`: rhai 1.27 leaves its filter aside where nothing was there before.
            let mut body = ast.clone_functions_only();
            body.retain_functions(|_, _, name, parameters| name == function.name && parameters == function.params.len());
            let mentions = self.0.or_default(function.name.to_string());
            body.walk(&mut |nodes: &[ASTNode<'_>]| {
                nodes.last().into_iter().for_each(|node| mentions.node(node, place));
                true
            });
        }
    }

    /// What a closure mentions, and every function that it may call.
    pub(super) fn of(&self, closure: &Closure) -> Mentions {
        let mut all = Mentions::default();
        closure.pointer.iter_curry().for_each(|value| all.value(value));
        all.called.insert(closure.pointer.fn_name().to_string());
        let mut seen = BTreeSet::new();
        while let Some(next) = all.called.iter().find(|name| !seen.contains(*name)).cloned() {
            if let Some(mentions) = self.0.get(&next) {
                all.add(mentions);
            }
            seen.insert(next);
        }
        all
    }
}
