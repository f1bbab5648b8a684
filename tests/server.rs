//! `harmless-imports server`, driven as an editor drives it.

use harmless_testkit::Project;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The editor's end of a session.
struct Client {
    process: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    requests: i64,
    /// Messages of the server that were no answers.
    received: Vec<Value>,
}

impl Client {
    fn start(capabilities: Value) -> (Self, Value) {
        let mut process = Command::new(env!("CARGO_BIN_EXE_harmless-imports"))
            .arg("server")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("started");
        let to = process.stdin.take().expect("stdin");
        let from = BufReader::new(process.stdout.take().expect("stdout"));
        let mut client = Self { process, to, from, requests: 0, received: Vec::new() };
        let answer = client.request("initialize", json!({ "capabilities": capabilities }));
        client.notify("initialized", json!({}));
        (client, answer)
    }

    fn send(&mut self, mut message: Value) {
        message["jsonrpc"] = "2.0".into();
        let body = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("written");
        self.to.flush().expect("flushed");
    }

    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.from.read_line(&mut line).expect("a header");
            match line.trim_end().split_once(": ") {
                Some(("Content-Length", value)) => length = value.parse().expect("a number"),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.from.read_exact(&mut body).expect("a body");
        serde_json::from_slice(&body).expect("JSON")
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.send(json!({ "method": method, "params": params }));
    }

    /// The whole answer to a request.
    fn request(&mut self, method: &str, params: Value) -> Value {
        self.requests += 1;
        let id = self.requests;
        self.send(json!({ "id": id, "method": method, "params": params }));
        loop {
            let message = self.receive();
            if message["id"] == id && message["method"].is_null() {
                return message;
            }
            self.received.push(message);
        }
    }

    /// The next notification with diagnostics.
    fn published(&mut self) -> Value {
        loop {
            let message = if self.received.is_empty() { self.receive() } else { self.received.remove(0) };
            if message["method"] == "textDocument/publishDiagnostics" {
                return message["params"].clone();
            }
        }
    }

    fn open(&mut self, uri: &str, text: &str) {
        let item = json!({ "uri": uri, "languageId": "python", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": item }));
    }

    fn finish(mut self) {
        assert_eq!(self.request("shutdown", Value::Null)["result"], Value::Null);
        self.notify("exit", Value::Null);
        drop(self.to);
        assert!(self.process.wait().expect("ended").success());
    }
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.to_str().expect("UTF-8").replace(' ', "%20"))
}

/// Makes the edits in a text of ASCII.
fn apply(text: &str, edits: &Value) -> String {
    let offset = |position: &Value| {
        let line = position["line"].as_u64().expect("a line") as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        start + position["character"].as_u64().expect("a character") as usize
    };
    let mut result = text.to_owned();
    for edit in edits.as_array().expect("edits").iter().rev() {
        let range = &edit["range"];
        let text = edit["newText"].as_str().expect("text");
        result.replace_range(offset(&range["start"])..offset(&range["end"]), text);
    }
    result
}

fn full_range() -> Value {
    json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } })
}

#[test]
fn required_imports_are_diagnosed_and_added() {
    let settings = "[tool.harmless.imports]\nstyle = \"isort-black\"\nrequired-imports = [\"import re\"]\n";
    let project = Project::with([("pyproject.toml", settings)]);
    let uri = uri(&project.path("a.py"));
    let (mut client, _) = Client::start(json!({}));
    client.open(&uri, "import os\nx = 1\n");
    let published = client.published();
    let codes: Vec<&str> =
        published["diagnostics"].as_array().into_iter().flatten().filter_map(|it| it["code"].as_str()).collect();
    assert_eq!(codes, ["missing-import", "unsorted-imports"]);
    let options = json!({ "textDocument": { "uri": uri }, "options": { "tabSize": 4, "insertSpaces": true } });
    let edits = client.request("textDocument/formatting", options)["result"].clone();
    assert_eq!(apply("import os\nx = 1\n", &edits), "import os\nimport re\n\nx = 1\n");
    let context = json!({ "diagnostics": [], "only": ["quickfix"] });
    let params = json!({ "textDocument": { "uri": uri }, "range": full_range(), "context": context });
    let actions = client.request("textDocument/codeAction", params)["result"].clone();
    assert_eq!(actions[0]["diagnostics"][0]["code"], "missing-import");
    client.finish();
}

#[test]
fn a_session() {
    let project = Project::with([("pyproject.toml", "[tool.harmless.imports]\nstyle = \"isort-black\"\n")]);
    let uri = uri(&project.path("a b.py"));
    let (mut client, answer) = Client::start(json!({}));
    let capabilities = &answer["result"]["capabilities"];
    assert_eq!(capabilities["positionEncoding"], "utf-16");
    assert_eq!(capabilities["textDocumentSync"]["change"], 2);
    assert_eq!(answer["result"]["serverInfo"]["name"], "harmless-imports");

    client.open(&uri, "import sys\nimport os\nfrom m import *\nimport z\nx = 1\n");
    let published = client.published();
    assert_eq!(published["version"], 1);
    let found = |published: &Value| -> Vec<(u64, String)> {
        let diagnostics = published["diagnostics"].as_array().expect("diagnostics").clone();
        let line = |it: &Value| it["range"]["start"]["line"].as_u64().expect("a line");
        diagnostics.iter().map(|it| (line(it), it["code"].as_str().expect("a code").to_owned())).collect()
    };
    let expected: Vec<(u64, String)> =
        [(0, "unsorted-imports"), (3, "kept-order")].map(|(line, code)| (line, code.to_owned())).into();
    assert_eq!(found(&published), expected);

    // Type a letter before the first import, and take away the star import.
    let change = |line: u32, end: u32, text: &str| {
        let position = |line, character| json!({ "line": line, "character": character });
        json!({ "range": { "start": position(line, 0), "end": position(end, 0) }, "text": text })
    };
    let changes = json!([change(2, 3, ""), change(0, 0, "import abc as 😀é\n"), change(0, 1, "import abc as é\n")]);
    let document = json!({ "uri": uri, "version": 2 });
    client.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    let text = "import abc as é\nimport sys\nimport os\nimport z\nx = 1\n";
    assert_eq!(found(&client.published()).len(), 1);

    let of_document = json!({ "textDocument": { "uri": uri }, "options": { "tabSize": 4, "insertSpaces": true } });
    let edits = client.request("textDocument/formatting", of_document.clone())["result"].clone();
    let ascii = text.replace('é', "e");
    let sorted = "import abc as e\nimport os\nimport sys\n\nimport z\n\nx = 1\n";
    assert_eq!(apply(&ascii, &edits).replace('é', "e"), sorted);

    let context = json!({ "diagnostics": [], "only": ["source.organizeImports"] });
    let params = json!({ "textDocument": { "uri": uri }, "range": full_range(), "context": context });
    let actions = client.request("textDocument/codeAction", params)["result"].clone();
    assert_eq!(actions.as_array().map(Vec::len), Some(1));
    assert_eq!(actions[0]["kind"], "source.organizeImports");
    assert_eq!(actions[0]["edit"]["changes"][&uri], edits);
    let context = json!({ "diagnostics": [], "only": ["quickfix"] });
    let params = json!({ "textDocument": { "uri": uri }, "range": full_range(), "context": context });
    let actions = client.request("textDocument/codeAction", params)["result"].clone();
    assert_eq!(actions[0]["title"], "Sort imports");
    assert_eq!(actions[0]["diagnostics"][0]["code"], "unsorted-imports");

    // The configuration is that of the moment.
    project.write("pyproject.toml", "[tool.harmless.imports]\nexclude = [\"*.py\"]\n");
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    assert_eq!(found(&client.published()), []);
    assert_eq!(client.request("textDocument/formatting", of_document)["result"], Value::Null);

    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    assert!(client.published()["version"].is_null());
    assert_eq!(client.request("textDocument/hover", json!({}))["error"]["code"], -32601);
    client.finish();
}

#[test]
fn a_client_that_pulls_and_counts_bytes() {
    let project = Project::new();
    let uri = uri(&project.path("a.py"));
    let (mut client, answer) = Client::start(json!({
        "general": { "positionEncodings": ["utf-16", "utf-8"] },
        "textDocument": { "diagnostic": {} },
        "workspace": {
            "workspaceEdit": { "documentChanges": true },
            "didChangeWatchedFiles": { "dynamicRegistration": true },
        },
    }));
    assert_eq!(answer["result"]["capabilities"]["positionEncoding"], "utf-8");
    client.open(&uri, "import b  # é\nimport a  # é\n");
    let of_document = json!({ "textDocument": { "uri": uri } });
    let report = client.request("textDocument/diagnostic", of_document.clone())["result"].clone();
    assert_eq!(report["kind"], "full");
    assert_eq!(report["items"][0]["range"]["end"], json!({ "line": 1, "character": 14 }));
    let registered = client.received.iter().find(|message| message["method"] == "client/registerCapability");
    assert!(
        registered.is_some_and(|it| it["params"]["registrations"][0]["method"] == "workspace/didChangeWatchedFiles")
    );
    assert!(client.received.iter().all(|message| message["method"] != "textDocument/publishDiagnostics"));

    let context = json!({ "diagnostics": [] });
    let params = json!({ "textDocument": { "uri": uri }, "range": full_range(), "context": context });
    let actions = client.request("textDocument/codeAction", params)["result"].clone();
    let kinds: Vec<&Value> = actions.as_array().expect("actions").iter().map(|action| &action["kind"]).collect();
    assert_eq!(kinds, ["quickfix", "source.organizeImports"]);
    let change = &actions[0]["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": uri, "version": 1 }));

    // What is no Python yet is left alone.
    let document = json!({ "uri": uri, "version": 2 });
    let changes = json!([{ "text": "import b\nimport a\nx = (\n" }]);
    client.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    assert_eq!(client.request("textDocument/diagnostic", of_document.clone())["result"]["items"], json!([]));
    assert_eq!(client.request("textDocument/formatting", of_document)["result"], Value::Null);
    client.finish();
}
