//! `server`: the sorter for editors, by the Language Server Protocol over standard input and output.
//!
//! It formats imports, reports what is not sorted and why imports stay where they are, and offers to sort. The
//! configuration is read anew for each document, so that it is always that of the moment.

mod document;
mod protocol;

use super::Context;
use super::directory::Directory;
use super::sort::with_place;
use super::sort::{MISSING, UNSORTED};
use crate::guard;
use crate::terminal::Terminal;
use document::{Document, Encoding, path_of, to_range};
use harmless_files::absolute;
use harmless_imports::{KeptNames, Plan, apply, plan};
use harmless_report::Exit;
use harmless_text::{LineIndex, TextRange};
use lsp_server::{Connection, ErrorCode, ExtractError, Message, Notification, Request, Response};
use protocol::{CodeActionParams, Diagnostic, DidChange, DidOpen, InitializeParams, OfDocument, Range, TextEdit};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The name under which diagnostics appear.
const NAME: &str = "harmless-imports";

/// Serves a client until it says goodbye. `context` gives the configuration of the moment.
pub(crate) fn run<'c>(context: impl Fn() -> Context<'c>, terminal: &mut Terminal) -> Exit {
    let (connection, threads) = Connection::stdio();
    let served = serve(&connection, &context);
    // The writer ends when nobody can send any more.
    drop(connection);
    let joined = threads.join();
    match served.and_then(|exit| joined.map(|()| exit).map_err(|error| error.to_string())) {
        Ok(exit) => exit,
        Err(message) => {
            terminal.error(message);
            Exit::Failure
        }
    }
}

/// # Errors
/// When the client does not speak the protocol.
fn serve<'c>(connection: &Connection, context: &dyn Fn() -> Context<'c>) -> Result<Exit, String> {
    let (id, params) = connection.initialize_start().map_err(|error| error.to_string())?;
    let params: InitializeParams = serde_json::from_value(params).unwrap_or_default();
    let capabilities = params.capabilities;
    let encoding = Encoding::negotiate(&capabilities.general.position_encodings);
    let answer = json!({
        "capabilities": {
            "positionEncoding": encoding.name(),
            "textDocumentSync": { "openClose": true, "change": 2, "save": true },
            "documentFormattingProvider": true,
            "codeActionProvider": { "codeActionKinds": [QUICK_FIX, ORGANIZE] },
            "diagnosticProvider": {
                "identifier": NAME,
                // The configuration and the modules around a file matter too.
                "interFileDependencies": true,
                "workspaceDiagnostics": false,
            },
        },
        "serverInfo": { "name": NAME, "version": crate::VERSION },
    });
    connection.initialize_finish(id, answer).map_err(|error| error.to_string())?;
    let workspace = &capabilities.workspace;
    let mut server = Server {
        connection,
        context,
        encoding,
        pushes: capabilities.text_document.diagnostic.is_none(),
        refreshes: workspace.diagnostics.refresh_support,
        versions_edits: workspace.workspace_edit.document_changes,
        documents: BTreeMap::new(),
        requests: 0,
    };
    if workspace.did_change_watched_files.dynamic_registration {
        let watchers = json!([{ "globPattern": "**/pyproject.toml" }]);
        let registration = json!({
            "id": "configuration",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": watchers },
        });
        server.ask("client/registerCapability", json!({ "registrations": [registration] }));
    }
    for message in &connection.receiver {
        match message {
            Message::Request(request) => {
                if connection.handle_shutdown(&request).map_err(|error| error.to_string())? {
                    return Ok(Exit::Success);
                }
                let response = server.answer(request);
                server.send(response);
            }
            Message::Notification(notification) if notification.method == "exit" => return Ok(Exit::Findings),
            Message::Notification(notification) => server.note(notification),
            Message::Response(_) => {}
        }
    }
    Err("the client went away without saying goodbye".into())
}

const QUICK_FIX: &str = "quickfix";
const ORGANIZE: &str = "source.organizeImports";

struct Server<'s, 'c> {
    connection: &'s Connection,
    context: &'s dyn Fn() -> Context<'c>,
    encoding: Encoding,
    /// The client does not ask for diagnostics, so they are sent.
    pushes: bool,
    /// The client can be told to ask for diagnostics again.
    refreshes: bool,
    /// The client understands edits of a version of a document.
    versions_edits: bool,
    /// The open documents by URI.
    documents: BTreeMap<String, Document>,
    /// How many requests were sent.
    requests: i32,
}

/// What sorting a document comes to.
struct Analysis<'d> {
    text: &'d str,
    lines: LineIndex,
    plan: Plan,
    /// The edits, proved harmless.
    edits: Vec<TextEdit>,
    /// Why there are none although there is something to sort.
    failure: Option<String>,
}

impl Server<'_, '_> {
    fn send(&self, message: impl Into<Message>) {
        // If the client is gone, the loop ends by itself.
        let _ = self.connection.sender.send(message.into());
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.requests += 1;
        self.send(Request::new(self.requests.into(), method.into(), params));
    }

    fn answer(&self, request: Request) -> Response {
        let id = request.id.clone();
        let result = match request.method.as_str() {
            "textDocument/formatting" => {
                parse(request).and_then(|params: OfDocument| self.formatting(&params.text_document.uri))
            }
            "textDocument/codeAction" => parse(request).and_then(|params| self.code_actions(&params)),
            "textDocument/diagnostic" => parse(request).map(
                |params: OfDocument| json!({ "kind": "full", "items": self.diagnostics(&params.text_document.uri) }),
            ),
            method => Err((ErrorCode::MethodNotFound, format!("`{method}` is not supported"))),
        };
        match result {
            Ok(value) => Response::new_ok(id, value),
            Err((code, message)) => Response::new_err(id, code as i32, message),
        }
    }

    fn note(&mut self, notification: Notification) {
        let params = notification.params;
        match notification.method.as_str() {
            "textDocument/didOpen" => {
                if let Ok(DidOpen { text_document: it }) = serde_json::from_value(params) {
                    self.documents.insert(it.uri.clone(), Document { text: it.text, version: it.version });
                    self.publish(&it.uri);
                }
            }
            "textDocument/didChange" => {
                if let Ok(DidChange { text_document: it, content_changes }) = serde_json::from_value(params)
                    && let Some(document) = self.documents.get_mut(&it.uri)
                {
                    document.change(content_changes, self.encoding);
                    document.version = it.version;
                    self.publish(&it.uri);
                }
            }
            "textDocument/didClose" => {
                if let Ok(OfDocument { text_document: it }) = serde_json::from_value(params) {
                    self.documents.remove(&it.uri);
                    self.publish(&it.uri);
                }
            }
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" | "workspace/didChangeConfiguration" => {
                self.documents.keys().for_each(|uri| self.publish(uri));
                if self.refreshes && !self.pushes {
                    self.ask("workspace/diagnostic/refresh", Value::Null);
                }
            }
            _ => {}
        }
    }

    /// Sends the diagnostics of a document, none for one that is closed.
    fn publish(&self, uri: &str) {
        if self.pushes {
            let mut params = json!({ "uri": uri, "diagnostics": self.diagnostics(uri) });
            if let Some(document) = self.documents.get(uri) {
                params["version"] = document.version.into();
            }
            self.send(Notification::new("textDocument/publishDiagnostics".into(), params));
        }
    }

    /// Sorts a document; `None` if it is not open, is left out by the configuration, or is no Python.
    fn analyse(&self, uri: &str) -> Option<Analysis<'_>> {
        let text = self.documents.get(uri)?.text.as_str();
        guard::catch(|| self.analyse_unguarded(uri, text)).unwrap_or_else(|message| {
            let (lines, plan) = (LineIndex::new(text), Plan::default());
            Some(Analysis { text, lines, plan, edits: Vec::new(), failure: Some(message) })
        })
    }

    fn analyse_unguarded<'d>(&self, uri: &str, text: &'d str) -> Option<Analysis<'d>> {
        let context = (self.context)();
        let path = path_of(uri).unwrap_or_else(|| PathBuf::from("untitled.py"));
        let path = absolute(&path).ok()?;
        let directory = Directory::find(&context, path.parent().unwrap_or(Path::new("/")));
        let settings = &directory.configured.settings;
        if directory.configured.is_broken() || settings.selection.excludes.is_excluded_below_base(&path, false) {
            return None;
        }
        let place = context.code_bases.place(&path);
        let module = with_place(directory.context_of(&path), &settings.sorting, &place);
        let plan = plan(text, &settings.sorting, module).ok()?;
        let lines = LineIndex::new(text);
        let (edits, failure) = match apply(text, &plan, &settings.sorting, module) {
            Ok(_) => {
                let edit = |edit: &harmless_text::Edit| TextEdit {
                    range: to_range(text, &lines, edit.range, self.encoding),
                    new_text: edit.text.clone(),
                };
                (plan.edits.iter().map(edit).collect(), None)
            }
            Err(error) if error.is_bug => {
                (Vec::new(), Some(format!("not sorted, since the result failed verification: {error}")))
            }
            // The text is being written.
            Err(_) => return None,
        };
        Some(Analysis { text, lines, plan, edits, failure })
    }

    fn diagnostics(&self, uri: &str) -> Vec<Diagnostic> {
        let Some(analysis) = self.analyse(uri) else {
            return Vec::new();
        };
        let diagnostic = |range: TextRange, severity, code, message| Diagnostic {
            // Without the line end, so that the mark ends where the code does.
            range: self.range(&analysis, TextRange::new(range.start(), trimmed_end(analysis.text, range))),
            severity,
            code,
            source: NAME,
            message,
        };
        let mut diagnostics = Vec::new();
        for block in &analysis.plan.blocks {
            let message = match block.moved {
                0 => "imports are not written as sorted ones are".to_owned(),
                moved => format!("imports are not sorted ({moved} of {} to move)", block.imports),
            };
            diagnostics.push(diagnostic(block.range, 2, UNSORTED, message));
        }
        for missing in &analysis.plan.missing {
            diagnostics.push(diagnostic(missing.range, 2, MISSING, missing.to_string()));
        }
        for warning in &analysis.plan.warnings {
            diagnostics.push(diagnostic(warning.range, 2, "import-warning", warning.message.clone()));
        }
        for barrier in &analysis.plan.barriers {
            let message = format!(
                "imports do not cross this line: {}; to change that, {}",
                barrier.reason,
                barrier.reason.advice()
            );
            diagnostics.push(diagnostic(barrier.range, 4, "barrier", message));
        }
        for apart in &analysis.plan.apart {
            let message =
                format!("this import stays apart: {}; to change that, {}", apart.reason, apart.reason.advice());
            diagnostics.push(diagnostic(apart.range, 4, "kept-apart", message));
        }
        for pair in &analysis.plan.kept {
            let message =
                format!("this import {}; to change that, {}", pair.describe(analysis.text), pair.reason.advice());
            diagnostics.push(diagnostic(pair.below, 4, "kept-order", message));
        }
        for names in &analysis.plan.kept_names {
            let message = format!("{}; to change that, {}", names.describe(), KeptNames::ADVICE);
            diagnostics.push(diagnostic(names.range, 4, "kept-order", message));
        }
        if let Some(failure) = &analysis.failure {
            diagnostics.push(diagnostic(TextRange::empty(0), 1, "failed-verification", failure.clone()));
        }
        diagnostics.sort_by_key(|diagnostic| diagnostic.range.start);
        diagnostics
    }

    fn range(&self, analysis: &Analysis<'_>, range: TextRange) -> Range {
        to_range(analysis.text, &analysis.lines, range, self.encoding)
    }

    /// The edits that sort a document; null if there is nothing to do.
    fn formatting(&self, uri: &str) -> Result<Value, (ErrorCode, String)> {
        match self.analyse(uri) {
            Some(Analysis { failure: Some(failure), .. }) => Err((ErrorCode::InternalError, failure)),
            Some(analysis) if !analysis.edits.is_empty() => Ok(json!(analysis.edits)),
            _ => Ok(Value::Null),
        }
    }

    fn code_actions(&self, params: &CodeActionParams) -> Result<Value, (ErrorCode, String)> {
        let uri = &params.text_document.uri;
        let Some(analysis) = self.analyse(uri).filter(|analysis| !analysis.edits.is_empty()) else {
            return Ok(json!([]));
        };
        let is_wanted = |kind: &str| {
            let covers = |only: &String| kind == only || kind.strip_prefix(only).is_some_and(|it| it.starts_with('.'));
            params.context.only.as_ref().is_none_or(|only| only.iter().any(covers))
        };
        let edit = match (self.versions_edits, self.documents.get(uri)) {
            (true, Some(document)) => {
                let identifier = json!({ "uri": uri, "version": document.version });
                json!({ "documentChanges": [{ "textDocument": identifier, "edits": analysis.edits }] })
            }
            _ => json!({ "changes": { uri: analysis.edits } }),
        };
        let mut actions = Vec::new();
        let touches = |range: &Range| range.start <= params.range.end && params.range.start <= range.end;
        let diagnostics: Vec<Diagnostic> = self
            .diagnostics(uri)
            .into_iter()
            .filter(|diagnostic| matches!(diagnostic.code, UNSORTED | MISSING) && touches(&diagnostic.range))
            .collect();
        if is_wanted(QUICK_FIX) && !diagnostics.is_empty() {
            actions.push(json!({
                "title": "Sort imports",
                "kind": QUICK_FIX,
                "diagnostics": diagnostics,
                "isPreferred": true,
                "edit": edit,
            }));
        }
        if is_wanted(ORGANIZE) {
            actions.push(json!({ "title": "Sort imports", "kind": ORGANIZE, "edit": edit }));
        }
        Ok(Value::Array(actions))
    }
}

fn trimmed_end(text: &str, range: TextRange) -> u32 {
    let kept = range.of(text).trim_end().len() as u32;
    range.start() + kept
}

fn parse<P: DeserializeOwned>(request: Request) -> Result<P, (ErrorCode, String)> {
    let method = request.method.clone();
    request.extract(&method).map(|(_, params)| params).map_err(|error| match error {
        ExtractError::JsonError { error, .. } => (ErrorCode::InvalidParams, error.to_string()),
        ExtractError::MethodMismatch(request) => (ErrorCode::InvalidRequest, request.method),
    })
}
