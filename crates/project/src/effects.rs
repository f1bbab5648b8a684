//! Whom the import of a module affects besides the module itself.

use crate::cycle_entry::is_just_submodule;
use crate::edge::Read;
use crate::graph::Project;
use crate::layout::FileId;
use harmless_syntax::module::{Effect, EffectKind, ImportedName, ModuleFacts, ModuleImport, Root, is_mutating};
use rustc_hash::FxHashMap;
use std::sync::{Arc, PoisonError};

/// What the import of a module does to others.
#[derive(Clone, Debug, Default)]
pub struct ModuleEffects {
    /// A change that anything may depend on, such as one of `sys.path` or of a module of another origin.
    pub anywhere: Option<Change>,
    /// Changes of particular objects.
    pub changes: Vec<(Target, Change)>,
    /// Attributes of modules of the code base that are assigned.
    pub assigned: Vec<Read>,
    /// Modules that are used as attributes of their packages.
    pub submodules: Vec<FileId>,
}

/// A statement that changes something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The 1-based line in which the statement begins.
    pub line: u32,
    /// What is changed or called, as a dotted name.
    pub what: String,
}

/// Whose object is changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// One that a module of the code base holds.
    Module(FileId),
    /// One of a package of another origin.
    Foreign(String),
    /// A module of another origin, its dotted name, that only those who name it depend on.
    Named(String),
    /// The program's output.
    Output,
}

/// What an imported name stands for.
enum Imported {
    /// A module of the code base, or something in it.
    Own { module: FileId, is_module: bool },
    /// Something of another origin: the dotted name.
    Foreign(String),
}

impl Project<'_> {
    pub(crate) fn effects(&self, file: FileId) -> ModuleEffects {
        let facts = &self.module(file).facts;
        ModuleEffects { submodules: self.submodules_used(file, facts), ..self.effects_of(file, facts, CALLS) }
    }

    fn submodules_used(&self, file: FileId, facts: &ModuleFacts) -> Vec<FileId> {
        let submodule = |(import, name, attribute): &(u32, u32, Box<str>)| {
            let import = &facts.imports[*import as usize];
            let name = &import.names[*name as usize];
            if !import.is_from && name.alias.is_none() && name.name.contains('.') {
                // What comes after the first dot is imported by this.
                return None;
            }
            let Imported::Own { module, is_module: true } = self.imported(file, import, name) else { return None };
            Some(module)
                .filter(|&package| self.layout().is_package(package))
                .and_then(|package| self.layout().submodule_of(package, attribute))
        };
        let mut found: Vec<FileId> = facts.attributes.iter().filter_map(submodule).collect();
        found.sort_unstable();
        found
    }

    /// What a call of `function`, one of the module in `file`, does to others, followed over `calls` more calls.
    fn effects_of_call(&self, file: FileId, function: &str, calls: u32) -> Arc<ModuleEffects> {
        let key = (file, function.into(), calls);
        let known = || self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(effects) = known().get(&key) {
            return Arc::clone(effects);
        }
        let facts = self.read(file, |text| ModuleFacts::of_call(text, function)).unwrap_or_default();
        let effects = Arc::new(self.effects_of(file, &facts, calls));
        known().insert(key, Arc::clone(&effects));
        effects
    }

    /// What the effects in `facts` are to others than the module in `file`.
    fn effects_of(&self, file: FileId, facts: &ModuleFacts, calls: u32) -> ModuleEffects {
        let mut effects = ModuleEffects::default();
        let own_name = self.layout().module_name(file);
        for effect in &facts.effects {
            if effect.kind == EffectKind::Mutation && is_about_oneself(&effect.path, &own_name) {
                continue;
            }
            let (imported, name) = match &effect.root {
                Root::Import(import, name) => {
                    let import = &facts.imports[*import as usize];
                    let name = &import.names[*name as usize];
                    (self.imported(file, import, name), &*name.name)
                }
                Root::Builtin(name) => {
                    if effect.kind == EffectKind::Call {
                        let change = Change { line: effect.line, what: name.to_string() };
                        match (&**name, &*effect.path) {
                            ("print", _) => effects.changes.push((Target::Output, change)),
                            ("open", "w") | ("exec", "globals") => {
                                effects.anywhere = effects.anywhere.take().or(Some(change));
                            }
                            ("exec" | "__import__" | "input", _) => {
                                effects.changes.push((Target::Foreign("builtins".into()), change));
                            }
                            _ if facts.imports.iter().any(|import| import.is_star) => {
                                effects.changes.push((Target::Foreign("*".into()), change));
                            }
                            _ => {}
                        }
                    } else if &**name == "__builtins__" {
                        let change = Change { line: effect.line, what: name.to_string() };
                        effects.anywhere = effects.anywhere.take().or(Some(change));
                    }
                    continue;
                }
            };
            match imported {
                Imported::Own { module, is_module } => {
                    self.add_own(&mut effects, effect, module, is_module, name);
                    let function = called_function(effect, is_module, name).filter(|_| calls > 0);
                    let reaches_out = |function: &&str| self.functions(module).reaching_out.contains(*function);
                    if let Some(function) = function.filter(reaches_out) {
                        // What gives a result is called for that; what it calls in turn is followed only where nothing else can be meant.
                        let more = if effect.kind == EffectKind::Call { calls - 1 } else { 0 };
                        let inner = self.effects_of_call(module, function, more);
                        effects.add_call(&inner, effect);
                    }
                }
                Imported::Foreign(base) => add_foreign(&mut effects, effect, base),
            }
        }
        effects
    }

    fn imported(&self, file: FileId, import: &ModuleImport, name: &ImportedName) -> Imported {
        let own = if import.is_from {
            self.layout().resolve(file, import.level, import.module.as_deref()).and_then(|found| {
                let submodule = found.submodule(self.layout(), &name.name);
                let is_module = submodule.is_some();
                let module = submodule.or_else(|| found.target(self.layout()))?;
                Some(Imported::Own { module, is_module })
            })
        } else {
            self.layout()
                .resolve(file, 0, Some(&name.name))
                .and_then(|found| found.files.last().copied())
                .map(|module| Imported::Own { module, is_module: true })
        };
        own.unwrap_or_else(|| {
            let module = import.module.as_deref().unwrap_or_default();
            let dot = if module.is_empty() { "" } else { "." };
            Imported::Foreign(format!("{module}{dot}{}", name.name))
        })
    }

    /// The module that `path`, attributes of the module `package`, leads to by way of submodules, and the attributes after that.
    fn within<'p>(&self, mut package: FileId, mut path: &'p str) -> (FileId, &'p str) {
        while let Some((name, rest)) = path.split_once('.')
            && is_just_submodule(self, package, name)
            && let Some(submodule) = self.layout().submodule_of(package, name)
        {
            (package, path) = (submodule, rest);
        }
        (package, path)
    }

    fn add_own(&self, effects: &mut ModuleEffects, effect: &Effect, module: FileId, is_module: bool, name: &str) {
        // The function or class that is used, if it is the module's own.
        let used = match (is_module, &*effect.path) {
            (true, path) => path.rsplit('.').next().unwrap_or_default(),
            (false, "") => name,
            (false, _) => "",
        };
        let method = effect.path.rsplit('.').next().unwrap_or_default().trim_end_matches("()");
        let used = used.trim_end_matches("()");
        let (definer, path) = if is_module { self.within(module, &effect.path) } else { (module, &*effect.path) };
        // What a submodule has from elsewhere is not looked into.
        let is_passed_on = definer != module && !self.module(definer).facts.bindings.contains(used);
        let is_method = is_passed_on || if is_module { path.contains('.') } else { !path.is_empty() };
        let changes_module = || self.functions(definer).mutators.contains(used);
        let is_change = match effect.kind {
            EffectKind::Mutation | EffectKind::Call | EffectKind::FewWarnings => !is_warning(used),
            EffectKind::BoundCall => (is_method && is_mutating(method)) || changes_module(),
            EffectKind::Decorator => is_method || changes_module() || is_registering(used),
            EffectKind::Subclass => changes_module() || self.functions(definer).listed.contains(used),
        };
        let is_class_registry = method == "register" && is_abc(&self.layout().module_name(module));
        if !is_change || is_class_registry {
            return;
        }
        let what = joined(&self.layout().module_name(module), if is_module { "" } else { name }, &effect.path);
        if effect.kind == EffectKind::Call && is_harmless(&what) {
            return;
        }
        if effect.kind == EffectKind::Mutation && is_module && !effect.path.is_empty() {
            effects.assigned.push(Read { module, name: Some(used.into()) });
        }
        effects.changes.push((Target::Module(module), Change { line: effect.line, what }));
    }
}

/// How many calls of functions of other modules are followed, one in the other.
const CALLS: u32 = 3;

/// What calls of functions do, by file, function, and how many calls in them were followed.
pub(crate) type CallEffects = FxHashMap<(FileId, Box<str>, u32), Arc<ModuleEffects>>;

impl ModuleEffects {
    /// Whether it does nothing to others.
    pub(crate) fn is_nothing(&self) -> bool {
        self.anywhere.is_none() && self.changes.is_empty() && self.assigned.is_empty() && self.submodules.is_empty()
    }

    /// Adds what the call `effect` does.
    fn add_call(&mut self, call: &Self, effect: &Effect) {
        // What gives a fresh module puts back what it took out for that.
        let is_put_back =
            |change: &Change| effect.kind == EffectKind::BoundCall && change.what.starts_with("sys.modules");
        let here = |change: &Change| Change { line: effect.line, what: change.what.clone() };
        let anywhere = call.anywhere.as_ref().filter(|change| !is_put_back(change));
        self.anywhere = self.anywhere.take().or_else(|| anywhere.map(here));
        self.changes.extend(call.changes.iter().map(|(target, change)| (target.clone(), here(change))));
        self.assigned.extend(call.assigned.iter().cloned());
    }
}

/// The function that `effect` calls, if it is one of a module of the code base: `name` itself, or an attribute of the module that is
/// called so. Classes are told by their capital letter.
fn called_function<'e>(effect: &'e Effect, is_module: bool, name: &'e str) -> Option<&'e str> {
    let is_call = matches!(effect.kind, EffectKind::Call | EffectKind::BoundCall);
    let path = effect.path.trim_end_matches("()");
    let function = if is_module { path } else { name };
    let is_function = !function.is_empty() && !function.contains(['.', '[']) && (is_module || path.is_empty());
    (is_call && is_function && !function.starts_with(char::is_uppercase) && !is_warning(function)).then_some(function)
}

/// Whether an assignment to `path` only says what the module `name` or an object is called: `sys.modules[__name__ + ".a"]`,
/// `f.__doc__`.
fn is_about_oneself(path: &str, name: &str) -> bool {
    let attribute = path.rsplit('.').next().unwrap_or_default();
    if matches!(attribute, "__module__" | "__name__" | "__qualname__" | "__doc__") {
        return true;
    }
    path.split_once("modules[").is_some_and(|(_, key)| {
        let key = key.trim_start_matches(['"', '\'']);
        key.contains("__name__") || key.strip_prefix(name).is_some_and(|rest| rest.starts_with(['.', '"', '\'']))
    })
}

fn joined(module: &str, name: &str, path: &str) -> String {
    let mut whole = module.to_owned();
    for part in [name, path] {
        if !part.is_empty() {
            whole.push('.');
            whole.push_str(part);
        }
    }
    whole
}

fn add_foreign(effects: &mut ModuleEffects, effect: &Effect, base: String) {
    let what = joined(&base, "", &effect.path);
    let shown = what.trim_end_matches("()").to_owned();
    let last = what.rsplit('.').next().unwrap_or_default();
    let change = Change { line: effect.line, what: shown };
    let top = base.split('.').next().unwrap_or_default();
    let acts = match effect.kind {
        EffectKind::Mutation => true,
        EffectKind::Call => !is_harmless(&what),
        _ => false,
    };
    let is_of_program = || what.starts_with(&format!("{MAIN}.")) && effect.kind == EffectKind::Mutation;
    let concerns_few = || is_private(top) || matches!(top, "linecache" | "readline") || is_of_program();
    if let Some(name) = replaced_module(&what).or_else(|| concerns_few().then_some(top)).filter(|_| acts) {
        effects.changes.push((Target::Named(name.to_owned()), change));
        return;
    }
    if top == "logging" && matches!(effect.kind, EffectKind::Call | EffectKind::Mutation) && !is_for_all_loggers(&what)
    {
        // What loggers are told changes what they print afterwards.
        match last.trim_end_matches("()") {
            "debug" | "info" | "warning" | "warn" | "error" | "critical" | "exception" | "log" => {
                effects.changes.push((Target::Output, change.clone()));
            }
            "setLevel" | "addHandler" | "removeHandler" | "addFilter" | "removeFilter" | "disable" | "addLevelName" => {
            }
            _ if effect.kind == EffectKind::Mutation => {}
            _ => return,
        }
        effects.changes.push((Target::Foreign(top.to_owned()), change));
        return;
    }
    match effect.kind {
        EffectKind::Call if top == "atexit" || what.starts_with("weakref.finalize") => {
            effects.changes.push((Target::Foreign("atexit".to_owned()), change));
        }
        EffectKind::FewWarnings => effects.changes.push((Target::Foreign(top.to_owned()), change)),
        EffectKind::Mutation => effects.anywhere = effects.anywhere.take().or(Some(change)),
        EffectKind::Call if ["stdout.write", "stderr.write"].iter().any(|it| what.ends_with(it)) => {
            effects.changes.push((Target::Output, change));
        }
        EffectKind::BoundCall
            if is_mutating(last.trim_end_matches("()"))
                && ["sys.path.", "sys.meta_path.", "os.environ."].iter().any(|it| what.starts_with(it)) =>
        {
            effects.anywhere = effects.anywhere.take().or(Some(change));
        }
        EffectKind::Call if acts => effects.anywhere = effects.anywhere.take().or(Some(change)),
        EffectKind::Decorator if is_registering(last) => {
            effects.changes.push((Target::Foreign(top.to_owned()), change));
        }
        _ => {}
    }
}

/// The module that is run as a program.
pub(crate) const MAIN: &str = "__main__";

/// The module whose entry in `sys.modules` is assigned: `__mp_main__` of `sys.modules['__mp_main__']`.
fn replaced_module(what: &str) -> Option<&str> {
    let key = what.strip_prefix("sys.modules")?.trim_start_matches('.').strip_prefix('[')?.strip_suffix(']')?;
    let name = ['"', '\''].iter().find_map(|&quote| key.strip_prefix(quote)?.strip_suffix(quote))?;
    name.chars().all(|c| c == '_' || c == '.' || c.is_alphanumeric()).then_some(name)
}

/// Whether the top-level name `top` is that of a module which others do not import: the compiled part of another one, as `_csv` is.
fn is_private(top: &str) -> bool {
    top.starts_with('_') && !top.starts_with("__")
}

/// Whether a call is about all loggers.
fn is_for_all_loggers(what: &str) -> bool {
    // Without a name, the root logger is meant.
    what == "logging.getLogger()"
        || matches!(
            what.trim_end_matches("()"),
            "logging.setLoggerClass"
                | "logging.basicConfig"
                | "logging.captureWarnings"
                | "logging.setLogRecordFactory"
        )
}

/// Whether a decorator of this name most likely puts what it decorates into a registry.
fn is_registering(name: &str) -> bool {
    ["register", "route", "receiver", "listen", "connect", "subscribe", "hook", "plugin", "command", "task", "handler"]
        .iter()
        .any(|word| name.contains(word))
}

/// Whether the classes of a module are abstract base classes, where registering a class changes only what `isinstance` says of it.
fn is_abc(module: &str) -> bool {
    matches!(module, "collections.abc" | "_collections_abc" | "numbers" | "abc" | "io" | "os" | "typing")
}

fn is_warning(name: &str) -> bool {
    name.contains("warn") || name.contains("deprecat")
}

/// Whether a call whose result nobody takes changes nothing that other modules are known to depend on.
fn is_harmless(what: &str) -> bool {
    if is_for_all_loggers(what) {
        return false;
    }
    let what = what.trim_end_matches("()");
    let (module, function) = what.rsplit_once('.').unwrap_or(("", what));
    let top = what.split('.').next().unwrap_or_default();
    is_warning(function) && top == "warnings" && function != "filterwarnings"
        || matches!(
            top,
            "logging"
                | "typing"
                | "typing_extensions"
                | "gc"
                | "time"
                | "atexit"
                | "abc"
                | "numbers"
                | "unittest"
                | "doctest"
        ) && !what.starts_with("unittest.mock")
            && !matches!(what, "gc.disable" | "gc.enable" | "gc.freeze" | "gc.set_threshold" | "gc.set_debug")
        || (function == "register" && module.rsplit_once('.').is_some_and(|(module, _)| is_abc(module)))
        || matches!(module, "copyreg" | "faulthandler")
        || matches!(
            what,
            "codecs.lookup"
                | "os.register_at_fork"
                | "enum.IntEnum._convert_"
                | "enum.IntFlag._convert_"
                | "functools.update_wrapper"
                | "sys.stdout.flush"
                | "sys.stderr.flush"
                | "sys.intern"
                | "sys.exit"
                | "sys.audit"
        )
}
