//! From the parser's syntax tree and tokens to the arena. The parser's types end here.

use super::kind::{Context, Kind};
use super::token::TokenKind;
use super::{Node, Token, Tree, TreeError};
use crate::parse::Parse;
use crate::stack::descend;
use harmless_text::TextRange;
use ruff_python_ast::token::TokenKind as ForeignToken;
use ruff_python_ast::visitor::source_order::{
    SourceOrderVisitor, TraversalSignal, walk_body, walk_expr, walk_pattern, walk_stmt,
};
use ruff_python_ast::{
    AnyNodeRef, BytesLiteral, Expr, ExprContext, Identifier, Mod, NodeKind, Parameter, ParameterWithDefault, Pattern,
    PythonVersion, Stmt, StringLiteral,
};
use ruff_python_parser::{Mode, ParseErrorType, ParseOptions, UnsupportedSyntaxError, UnsupportedSyntaxErrorKind};
use ruff_text_size::Ranged;

fn range(range: ruff_text_size::TextRange) -> TextRange {
    TextRange::new(range.start().to_u32(), range.end().to_u32())
}

/// Parses `text` as a module and lays out its tree.
pub(super) fn build(text: String, template: bool) -> Result<Tree, TreeError> {
    // Of what later versions brought, only what they let f-strings hold is asked for.
    let options = ParseOptions::from(Mode::Module).with_target_version(PythonVersion::PY311);
    let parsed = Parse::new(&text, options);
    let about_order = |error: &ParseErrorType| {
        matches!(
            error,
            ParseErrorType::PositionalAfterKeywordArgument
                | ParseErrorType::PositionalAfterKeywordUnpacking
                | ParseErrorType::NonDefaultParamAfterDefaultParam
        )
    };
    if let Some(error) = parsed.errors().iter().find(|error| !(template && about_order(&error.error))) {
        let offset = error.location.start().to_u32().min(text.len() as u32);
        return Err(TreeError { offset, message: error.error.to_string() });
    }
    let late = |error: &&UnsupportedSyntaxError| matches!(error.kind, UnsupportedSyntaxErrorKind::Pep701FString(_));
    let late_fstrings = parsed.unsupported_syntax_errors().iter().filter(late).count();
    let foreign = parsed.tokens();
    let mut tokens = Vec::with_capacity(foreign.len());
    let mut comments = Vec::new();
    for token in foreign.iter() {
        if let Some(kind) = TokenKind::from_foreign(token.kind()) {
            let at = range(token.range());
            tokens.push(Token { kind, start: at.start(), end: at.end() });
        } else if token.kind() == ForeignToken::Comment {
            comments.push(range(token.range()));
        }
    }
    let mut builder = Builder { nodes: Vec::with_capacity(tokens.len()), tokens: &tokens, cursor: 0, open: Vec::new() };
    builder.visit_mod(parsed.syntax());
    let mut nodes = builder.nodes;
    if let Some(module) = nodes.first_mut() {
        module.start = 0;
        module.end = text.len() as u32;
        module.token_end = tokens.len() as u32;
    }
    nodes.shrink_to_fit();
    Ok(Tree { text, nodes, tokens, comments, late_fstrings })
}

/// A node whose end is not reached yet.
struct Open {
    id: u32,
    kind: Kind,
    /// How many suites of it were begun.
    suites: u32,
}

struct Builder<'t> {
    nodes: Vec<Node>,
    tokens: &'t [Token],
    /// The first token that does not begin before the place the walk has reached.
    cursor: usize,
    open: Vec<Open>,
}

impl Builder<'_> {
    fn advance(&mut self, offset: u32) {
        while self.tokens.get(self.cursor).is_some_and(|token| token.start < offset) {
            self.cursor += 1;
        }
    }

    fn begin(&mut self, kind: Kind, context: Context, at: TextRange) {
        self.advance(at.start());
        let id = self.nodes.len() as u32;
        let parent = self.open.last().map_or(u32::MAX, |open| open.id);
        let first_token = self.cursor as u32;
        self.nodes.push(Node {
            kind,
            context,
            start: at.start(),
            end: at.end(),
            parent,
            subtree_end: id + 1,
            first_token,
            token_end: first_token,
        });
        self.open.push(Open { id, kind, suites: 0 });
    }

    fn finish(&mut self) {
        if let Some(open) = self.open.pop() {
            let end = self.nodes[open.id as usize].end;
            self.advance(end);
            let subtree_end = self.nodes.len() as u32;
            let node = &mut self.nodes[open.id as usize];
            node.subtree_end = subtree_end;
            node.token_end = self.cursor as u32;
        }
    }

    /// The clause keyword in front of a suite: `else` or `finally`, and its colon.
    fn clause_start(&self, body: &[Stmt]) -> u32 {
        let first = body[0].start().to_u32();
        let at = self.tokens[self.cursor..].partition_point(|token| token.start < first) + self.cursor;
        self.tokens[..at]
            .iter()
            .rev()
            .find(|token| matches!(token.kind, TokenKind::Else | TokenKind::Finally))
            .map_or(first, |token| token.start)
    }
}

impl<'a> SourceOrderVisitor<'a> for Builder<'_> {
    #[inline]
    fn enter_node(&mut self, node: AnyNodeRef<'a>) -> TraversalSignal {
        if let Some((kind, context)) = shape(node) {
            self.begin(kind, context, range(node.range()));
        }
        TraversalSignal::Traverse
    }

    #[inline]
    fn leave_node(&mut self, node: AnyNodeRef<'a>) {
        if shape(node).is_some() {
            self.finish();
        }
    }

    /// `*args` and `**kwargs`, which the parser's nodes are without their stars.
    fn visit_parameter(&mut self, parameter: &'a Parameter) {
        let mut at = range(parameter.range);
        self.advance(at.start());
        if let Some(star) = self.cursor.checked_sub(1).map(|star| self.tokens[star])
            && matches!(star.kind, TokenKind::Star | TokenKind::DoubleStar)
        {
            self.cursor -= 1;
            at = TextRange::new(star.start, at.end());
        }
        self.begin(Kind::Arg, Context::Load, at);
        if let Some(annotation) = &parameter.annotation {
            self.visit_annotation(annotation);
        }
        self.finish();
    }

    fn visit_parameter_with_default(&mut self, parameter: &'a ParameterWithDefault) {
        self.begin(Kind::Arg, Context::Load, range(parameter.range));
        if let Some(annotation) = &parameter.parameter.annotation {
            self.visit_annotation(annotation);
        }
        if let Some(default) = &parameter.default {
            self.visit_expr(default);
        }
        self.finish();
    }

    fn visit_mod(&mut self, module: &'a Mod) {
        let node = AnyNodeRef::from(module);
        self.begin(Kind::Module, Context::Load, range(node.range()));
        if let Mod::Module(module) = module {
            walk_body(self, &module.body);
        }
        self.finish();
    }

    fn visit_body(&mut self, body: &'a [Stmt]) {
        let Some(open) = self.open.last_mut() else { return };
        open.suites += 1;
        let clause = match (open.kind, open.suites) {
            (Kind::For | Kind::AsyncFor | Kind::While | Kind::Try | Kind::TryStar, 2) => Some(Kind::Else),
            (Kind::Try | Kind::TryStar, 3) => Some(Kind::Finally),
            _ => None,
        };
        match (clause, body.last()) {
            (_, None) => {}
            (None, Some(_)) => walk_body(self, body),
            (Some(kind), Some(last)) => {
                let at = TextRange::new(self.clause_start(body), last.end().to_u32());
                self.begin(kind, Context::Load, at);
                walk_body(self, body);
                self.finish();
            }
        }
    }

    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        descend(|| walk_stmt(self, stmt));
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        descend(|| walk_expr(self, expr));
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        descend(|| walk_pattern(self, pattern));
    }

    // Names and the parts of strings are tokens here, no nodes.
    fn visit_identifier(&mut self, _: &'a Identifier) {}
    fn visit_string_literal(&mut self, _: &'a StringLiteral) {}
    fn visit_bytes_literal(&mut self, _: &'a BytesLiteral) {}
}

fn context(context: ExprContext) -> Context {
    match context {
        ExprContext::Store => Context::Store,
        ExprContext::Del => Context::Del,
        ExprContext::Load | ExprContext::Invalid => Context::Load,
    }
}

/// The kind a node has here; `None` for a node whose children belong to its parent.
#[inline]
fn shape(node: AnyNodeRef<'_>) -> Option<(Kind, Context)> {
    let kind = match node {
        AnyNodeRef::StmtFunctionDef(def) if def.is_async => Kind::AsyncFunctionDef,
        AnyNodeRef::StmtFor(statement) if statement.is_async => Kind::AsyncFor,
        AnyNodeRef::StmtWith(statement) if statement.is_async => Kind::AsyncWith,
        AnyNodeRef::StmtTry(statement) if statement.is_star => Kind::TryStar,
        AnyNodeRef::ElifElseClause(clause) if clause.test.is_some() => Kind::Elif,
        AnyNodeRef::ExprName(name) => return Some((Kind::Name, context(name.ctx))),
        AnyNodeRef::ExprAttribute(expr) => return Some((Kind::Attribute, context(expr.ctx))),
        AnyNodeRef::ExprSubscript(expr) => return Some((Kind::Subscript, context(expr.ctx))),
        AnyNodeRef::ExprStarred(expr) => return Some((Kind::Starred, context(expr.ctx))),
        AnyNodeRef::ExprTuple(expr) => return Some((Kind::Tuple, context(expr.ctx))),
        AnyNodeRef::ExprList(expr) => return Some((Kind::List, context(expr.ctx))),
        _ => return plain(node.kind()).map(|kind| (kind, Context::Load)),
    };
    Some((kind, Context::Load))
}

const fn plain(kind: NodeKind) -> Option<Kind> {
    Some(match kind {
        NodeKind::ModModule | NodeKind::ModExpression => Kind::Module,
        NodeKind::StmtFunctionDef => Kind::FunctionDef,
        NodeKind::StmtClassDef => Kind::ClassDef,
        NodeKind::StmtReturn => Kind::Return,
        NodeKind::StmtDelete => Kind::Delete,
        NodeKind::StmtTypeAlias => Kind::TypeAlias,
        NodeKind::StmtAssign => Kind::Assign,
        NodeKind::StmtAugAssign => Kind::AugAssign,
        NodeKind::StmtAnnAssign => Kind::AnnAssign,
        NodeKind::StmtFor => Kind::For,
        NodeKind::StmtWhile => Kind::While,
        NodeKind::StmtIf => Kind::If,
        NodeKind::StmtWith => Kind::With,
        NodeKind::StmtMatch => Kind::Match,
        NodeKind::StmtRaise => Kind::Raise,
        NodeKind::StmtTry => Kind::Try,
        NodeKind::StmtAssert => Kind::Assert,
        NodeKind::StmtImport => Kind::Import,
        NodeKind::StmtImportFrom => Kind::ImportFrom,
        NodeKind::StmtGlobal => Kind::Global,
        NodeKind::StmtNonlocal => Kind::Nonlocal,
        NodeKind::StmtExpr => Kind::Expr,
        NodeKind::StmtPass => Kind::Pass,
        NodeKind::StmtBreak => Kind::Break,
        NodeKind::StmtContinue => Kind::Continue,
        NodeKind::ExprBoolOp => Kind::BoolOp,
        NodeKind::ExprNamed => Kind::NamedExpr,
        NodeKind::ExprBinOp => Kind::BinOp,
        NodeKind::ExprUnaryOp => Kind::UnaryOp,
        NodeKind::ExprLambda => Kind::Lambda,
        NodeKind::ExprIf => Kind::IfExp,
        NodeKind::ExprDict => Kind::Dict,
        NodeKind::ExprSet => Kind::Set,
        NodeKind::ExprListComp => Kind::ListComp,
        NodeKind::ExprSetComp => Kind::SetComp,
        NodeKind::ExprDictComp => Kind::DictComp,
        NodeKind::ExprGenerator => Kind::GeneratorExp,
        NodeKind::ExprAwait => Kind::Await,
        NodeKind::ExprYield => Kind::Yield,
        NodeKind::ExprYieldFrom => Kind::YieldFrom,
        NodeKind::ExprCompare => Kind::Compare,
        NodeKind::ExprCall => Kind::Call,
        NodeKind::ExprFString => Kind::JoinedStr,
        NodeKind::ExprTString => Kind::TemplateStr,
        NodeKind::ExprStringLiteral
        | NodeKind::ExprBytesLiteral
        | NodeKind::ExprNumberLiteral
        | NodeKind::ExprBooleanLiteral
        | NodeKind::ExprNoneLiteral
        | NodeKind::ExprEllipsisLiteral => Kind::Constant,
        NodeKind::ExprAttribute => Kind::Attribute,
        NodeKind::ExprSubscript => Kind::Subscript,
        NodeKind::ExprStarred => Kind::Starred,
        NodeKind::ExprName => Kind::Name,
        NodeKind::ExprList => Kind::List,
        NodeKind::ExprTuple => Kind::Tuple,
        NodeKind::ExprSlice => Kind::Slice,
        NodeKind::ExceptHandlerExceptHandler => Kind::ExceptHandler,
        NodeKind::InterpolatedElement => Kind::FormattedValue,
        NodeKind::PatternMatchValue => Kind::MatchValue,
        NodeKind::PatternMatchSingleton => Kind::MatchSingleton,
        NodeKind::PatternMatchSequence => Kind::MatchSequence,
        NodeKind::PatternMatchMapping => Kind::MatchMapping,
        NodeKind::PatternMatchClass => Kind::MatchClass,
        NodeKind::PatternMatchStar => Kind::MatchStar,
        NodeKind::PatternMatchAs => Kind::MatchAs,
        NodeKind::PatternMatchOr => Kind::MatchOr,
        NodeKind::PatternKeyword => Kind::MatchKeyword,
        NodeKind::TypeParamTypeVar => Kind::TypeVar,
        NodeKind::TypeParamTypeVarTuple => Kind::TypeVarTuple,
        NodeKind::TypeParamParamSpec => Kind::ParamSpec,
        NodeKind::Comprehension => Kind::Comprehension,
        NodeKind::Parameters => Kind::Arguments,
        NodeKind::Keyword => Kind::Keyword,
        NodeKind::Alias => Kind::Alias,
        NodeKind::WithItem => Kind::WithItem,
        NodeKind::MatchCase => Kind::MatchCase,
        NodeKind::Decorator => Kind::Decorator,
        NodeKind::ElifElseClause => Kind::Else,
        NodeKind::TypeParams => Kind::TypeParams,
        _ => return None,
    })
}
