//! Our reading of history against git's own: `describe`, `shortlog`, mailmap.

use super::sandbox::Sandbox;
use harmless_release::git::{Libgit, Program, Reader};
use harmless_release::history::{Describer, History, Identity, Mailmap};
use std::io::Write;
use std::process::{Command, Stdio};

/// A small generator of numbers, so that runs are alike.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Imports a random history with merges, equal and backward dates, and tags of both kinds.
fn import(sandbox: &Sandbox, random: &mut Random, commits: u64) {
    let mut stream = String::new();
    let names = ["Ann", "ann", "Zoë", "Bob Builder", "nick", ""];
    for number in 1..=commits {
        let name = names[random.below(6) as usize];
        let time = 1_500_000_000 + number * 100 - random.below(400) / 100 * 100;
        let mail = format!("{}@x", random.below(4));
        stream += &format!(
            "commit refs/heads/main\nmark :{number}\nauthor {name} <{mail}> {time} +0000\ncommitter C <c@x> {time} +0000\ndata 1\nx"
        );
        stream += "\n";
        if number > 1 {
            let first = number - 1 - random.below(3).min(number - 2);
            stream += &format!("from :{first}\n");
            if random.below(4) == 0 {
                let second = 1 + random.below(number - 1);
                if second != first {
                    stream += &format!("merge :{second}\n");
                }
            }
        }
        stream += "\n";
        match random.below(9) {
            0 => stream += &format!("tag v{number}.0\nfrom :{number}\ntagger T <t@x> {time} +0000\ndata 2\nN\n\n"),
            1 => stream += &format!("reset refs/tags/light-{number}\nfrom :{number}\n\n"),
            2 => {
                stream += &format!(
                    "tag other-{number}\nfrom :{number}\ntagger T <t@x> {} +0000\ndata 2\nN\n\n",
                    time - random.below(50)
                );
            }
            3 => stream += &format!("reset refs/tags/v0.{number}\nfrom :{number}\n\n"),
            _ => {}
        }
    }
    stream += &format!("reset refs/heads/main\nfrom :{commits}\n\ndone\n");
    let mut command = Command::new("git");
    sandbox.prepare(&mut command, 0);
    let mut child = command.args(["fast-import", "--quiet", "--force"]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(stream.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn describe_and_shortlog_are_gits() {
    let mut described = 0;
    for seed in 0..6 {
        let sandbox = Sandbox::new();
        import(&sandbox, &mut Random(seed), 120);
        sandbox.git(&["reset", "-q", "--hard", "main"]);
        sandbox.write(".mailmap", "Ann <0@x>\nZoe <z@x> Zoë <1@x>\nNobody <>\nBob <2@x> bob builder <2@X>\n");
        let libgit = Libgit::open(&sandbox.repo).unwrap().expect("libgit2 opens it");
        let program = Program::open(&sandbox.repo).unwrap();
        for reader in [&libgit as &dyn Reader, &program] {
            let tags = reader.tags().unwrap();
            let tips: Vec<_> = tags.iter().filter_map(|tag| tag.commit).collect();
            let history = History::read(reader, &tips).unwrap();
            let names = history.author_names(&Mailmap::parse(&reader.mailmap().unwrap()));
            let mut describer = Describer::new(&history);
            for tag in &tags {
                let time = tag.object.as_deref().and_then(harmless_release::git::parse_tag).map(|object| object.time);
                describer.add(&tag.name, history.find(tag.commit.unwrap()).unwrap(), time);
            }
            for tag in &tags {
                let commit = history.find(tag.commit.unwrap()).unwrap();
                let Some(&parent) = history.parents(commit).first() else { continue };
                let revision = format!("{}~1", tag.name);
                let expected = sandbox.git(&["describe", "--tags", "--abbrev=0", "--always", &revision]);
                let base = describer.describe(parent);
                assert_eq!(
                    base.clone().unwrap_or_else(|| history.oid(parent).unwrap().to_string()),
                    expected,
                    "seed {seed}, {revision}"
                );
                described += 1;
                let from = tags
                    .iter()
                    .find(|other| Some(&other.name) == base.as_ref())
                    .and_then(|other| history.find(other.commit?));
                let range = base.map_or_else(|| tag.name.clone(), |base| format!("{base}...{}", tag.name));
                let ours: Vec<String> = history
                    .shortlog(from, commit, &names)
                    .into_iter()
                    .map(|(name, count)| format!("{count:6}\t{}", String::from_utf8(name).unwrap()))
                    .collect();
                assert_eq!(
                    ours.join("\n").trim_end(),
                    sandbox.git(&["shortlog", "-s", &range]).trim_end(),
                    "seed {seed}, {range}"
                );
            }
        }
    }
    assert!(described > 300, "only {described} tags were compared");
}

#[test]
fn both_ways_of_reading_agree() {
    let sandbox = Sandbox::new();
    import(&sandbox, &mut Random(99), 60);
    sandbox.git(&["reset", "-q", "--hard", "main"]);
    let ours = sandbox.run(&["generate"]).exits(0).stdout;
    // An extension that libgit2 does not know makes the program answer instead.
    sandbox.git(&["config", "core.repositoryformatversion", "1"]);
    sandbox.git(&["config", "extensions.partialClone", "nowhere"]);
    assert!(Libgit::open(&sandbox.repo).unwrap().is_none());
    assert_eq!(sandbox.run(&["generate"]).exits(0).stdout, ours);
}

#[test]
fn replaced_commits_are_respected() {
    let mut sandbox = Sandbox::project();
    sandbox.commit("A", "Ash");
    sandbox.tag("v1.0", "One");
    let head = sandbox.git(&["rev-parse", "HEAD"]);
    let other = sandbox.git(&["-c", "user.name=Other", "commit-tree", "-p", "HEAD~1", "-m", "A", "HEAD^{tree}"]);
    sandbox.git(&["replace", &head, &other]);
    let expected = sandbox.git(&["shortlog", "-s", "v1.0"]);
    let ours = sandbox.run(&["generate"]).exits(0).stdout;
    assert!(ours.contains(expected.trim_end()), "{expected}\n{ours}");
}

#[test]
fn mailmaps_are_gits() {
    let sandbox = Sandbox::new();
    let mut random = Random(7);
    let people = ["Ann", "ANN", "Bob B", "Zoë", ""];
    let mails = ["a@x", "A@X", "b@x", "b@y", ""];
    let mut text = String::new();
    for _ in 0..200 {
        let mut pick = |from: &[&'static str]| from[random.below(from.len() as u64) as usize];
        let (name, mail, old, old_mail) = (pick(&people), pick(&mails), pick(&people), pick(&mails));
        text += &match random.below(5) {
            0 => format!("{name} <{mail}>\n"),
            1 => format!("<{mail}> <{old_mail}>\n"),
            2 => format!("{name} <{mail}> <{old_mail}>  # c\n"),
            3 => format!("# {name} <{mail}>\n\n nonsense {old}\n"),
            _ => format!(" {name}\t<{mail}>  {old} <{old_mail}>\r\n"),
        };
        sandbox.write(".mailmap", &text);
        let mailmap = Mailmap::parse(text.as_bytes());
        let (name, mail) = (people[random.below(4) as usize], mails[random.below(4) as usize]);
        let expected = sandbox.git(&["check-mailmap", &format!("{name} <{mail}>")]);
        let author = Identity { name: name.into(), email: mail.into() };
        let ours = String::from_utf8(mailmap.name(&author).to_vec()).unwrap();
        assert_eq!(ours, expected.split('<').next().unwrap().trim_end(), "{name} <{mail}> in\n{text}");
    }
}
