//! The messages of the Language Server Protocol 3.17 that the server understands, as far as it looks into them. Names
//! are those of the specification.

use serde::{Deserialize, Serialize};

/// A place in a document: both numbers begin at 0; what a character is was agreed on ([`super::document::Encoding`]).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub(super) struct Position {
    pub(super) line: u32,
    pub(super) character: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Range {
    pub(super) start: Position,
    pub(super) end: Position,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TextEdit {
    pub(super) range: Range,
    pub(super) new_text: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Diagnostic {
    pub(super) range: Range,
    /// 1 error, 2 warning, 3 information, 4 hint.
    pub(super) severity: u8,
    pub(super) code: &'static str,
    pub(super) source: &'static str,
    pub(super) message: String,
}

#[derive(Deserialize, Default, Debug)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct InitializeParams {
    pub(super) capabilities: ClientCapabilities,
}

#[derive(Deserialize, Default, Debug)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ClientCapabilities {
    pub(super) general: GeneralCapabilities,
    pub(super) text_document: TextDocumentCapabilities,
    pub(super) workspace: WorkspaceCapabilities,
}

#[derive(Deserialize, Default, Debug)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct GeneralCapabilities {
    pub(super) position_encodings: Vec<String>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct TextDocumentCapabilities {
    /// The client asks for diagnostics itself.
    pub(super) diagnostic: Option<serde_json::Value>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct WorkspaceCapabilities {
    pub(super) workspace_edit: WorkspaceEditCapabilities,
    pub(super) did_change_watched_files: DynamicRegistration,
    pub(super) diagnostics: RefreshSupport,
}

#[derive(Deserialize, Default, Debug)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct WorkspaceEditCapabilities {
    pub(super) document_changes: bool,
}

#[derive(Deserialize, Default, Debug)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct DynamicRegistration {
    pub(super) dynamic_registration: bool,
}

#[derive(Deserialize, Default, Debug)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RefreshSupport {
    pub(super) refresh_support: bool,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "camelCase")]
pub(super) struct DidOpen {
    pub(super) text_document: TextDocumentItem,
}

#[derive(Deserialize, Debug)]
pub(super) struct TextDocumentItem {
    pub(super) uri: String,
    pub(super) version: i32,
    pub(super) text: String,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "camelCase")]
pub(super) struct DidChange {
    pub(super) text_document: VersionedTextDocument,
    pub(super) content_changes: Vec<ContentChange>,
}

#[derive(Deserialize, Debug)]
pub(super) struct VersionedTextDocument {
    pub(super) uri: String,
    pub(super) version: i32,
}

#[derive(Deserialize, Debug)]
pub(super) struct ContentChange {
    /// What is replaced; everything if missing.
    pub(super) range: Option<Range>,
    pub(super) text: String,
}

/// The parameters of every request that is about one document.
#[derive(Deserialize, Debug)]
#[serde(rename_all = "camelCase")]
pub(super) struct OfDocument {
    pub(super) text_document: TextDocumentIdentifier,
}

#[derive(Deserialize, Debug)]
pub(super) struct TextDocumentIdentifier {
    pub(super) uri: String,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "camelCase")]
pub(super) struct CodeActionParams {
    pub(super) text_document: TextDocumentIdentifier,
    pub(super) range: Range,
    pub(super) context: CodeActionContext,
}

#[derive(Deserialize, Debug)]
pub(super) struct CodeActionContext {
    /// The kinds that are wanted; all if missing.
    pub(super) only: Option<Vec<String>>,
}
