//! The README in both languages, the cookbook and the handbook are executed: each line of a `console` block that begins with `$` runs where the examples are as at the project's
//! root, those of the handbook in the folder of its example, and what follows it is what it prints. What the lines write stays in a copy. `UPDATE_EXPECT=1`
//! writes the output into the file.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{APPRAISE, root};

/// Documents whose console blocks are run, in which folder, and how many commands they have at least.
const DOCUMENTS: [(&str, &str, usize); 4] = [
    ("README.md", "", 2),
    ("README.zh-Hans.md", "", 4),
    ("docs/cookbook.md", "", 20),
    ("docs/handbook.md", "examples/handbook", 100),
];

/// What commands read, and write beside.
const READ: [&str; 2] = ["docs/cookbook", "examples"];

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let copied = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &copied);
        } else {
            fs::copy(&path, &copied).expect("copied");
        }
    }
}

/// Runs a command line of a document in the folder as a shell does.
fn output_of(command: &str, folder: &Path) -> String {
    let line = command.replacen("appraise", APPRAISE, 1);
    let run = Command::new("bash").args(["-c", &line]).current_dir(folder).stdin(Stdio::null()).output();
    let run = run.expect("a shell");
    assert!(run.status.success(), "{command}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).expect("UTF-8")
}

/// The text with the output of every command in it.
fn executed(text: &str, folder: &Path) -> (String, usize) {
    let (mut result, mut commands, mut in_console, mut skipping) = (String::new(), 0, false, false);
    for line in text.lines() {
        if line.starts_with("```") {
            in_console = line == "```console";
            skipping = false;
        }
        let command = line.strip_prefix("$ ").filter(|_| in_console);
        if !skipping || command.is_some() {
            result.push_str(line);
            result.push('\n');
        }
        if let Some(command) = command {
            result.push_str(&output_of(command, folder));
            (skipping, commands) = (true, commands + 1);
        }
    }
    (result, commands)
}

#[test]
fn what_a_document_shows_is_what_the_program_prints() {
    for (name, run_in, least) in DOCUMENTS {
        let path = root().join(name);
        let text = fs::read_to_string(&path).expect("a document");
        let folder = tempfile::tempdir().expect("a folder");
        READ.iter().for_each(|read| copy(&root().join(read), &folder.path().join(read)));
        let (found, commands) = executed(&text, &folder.path().join(run_in));
        assert!(commands >= least, "{name}: {commands} commands");
        let differs = crate::support::differs_from(&path, &found);
        assert!(differs.is_none(), "{}", differs.unwrap_or_default());
    }
}

#[test]
fn a_fragment_of_the_cookbook_stands_in_the_policy_that_is_run() {
    let text = std::fs::read_to_string(root().join("docs/cookbook.md")).expect("a cookbook");
    for recipe in text.split("\n## ").skip(1) {
        let block = |language: &str| {
            recipe.split_once(&format!("```{language}\n")).and_then(|(_, rest)| rest.split_once("\n```"))
        };
        let (fragment, _) = block("toml").expect("a fragment");
        let (console, _) = block("console").expect("a command");
        let file = console.split_whitespace().skip_while(|word| *word != "--policy").nth(1).expect("a policy");
        let policy = std::fs::read_to_string(root().join(file)).expect("a policy");
        assert!(policy.contains(fragment), "{file}");
    }
}

#[test]
fn its_two_commands_are_what_is_run_to_check_the_project() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("a README");
    let ci = std::fs::read_to_string(root().join(".ci/run")).expect("a script");
    assert!(readme.contains("\ncargo run --release -- score") && readme.contains("\ncargo test "));
    assert!(ci.lines().any(|line| line.starts_with("cargo test")));
}

/// The commands of a README's blocks, without what is said of them and without the language.
fn commands(file: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join(file)).expect("a README");
    let blocks = text
        .split("\n```")
        .skip(1)
        .step_by(2)
        .filter(|block| block.starts_with("sh\n") || block.starts_with("console\n"));
    let lines = blocks.flat_map(str::lines).map(|line| line.trim_start_matches("$ "));
    let commands = lines.filter(|line| line.starts_with("appraise ") || line.starts_with("cargo "));
    let plain = |line: &str| {
        let command = line.split(" # ").next().unwrap_or_default();
        // A section of a report is called as the language calls it.
        let command = command.split(" | ").next().unwrap_or_default();
        command.replace(" --lang en", "").replace(" --lang zh-Hans", "").trim_end().to_owned()
    };
    commands.map(plain).collect()
}

#[test]
fn the_chinese_readme_has_the_same_commands() {
    assert_eq!(commands("README.zh-Hans.md"), commands("README.md"));
}

#[test]
fn every_link_leads_somewhere() {
    for file in ["README.md", "README.zh-Hans.md", "ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let text = std::fs::read_to_string(root().join(file)).expect("a file");
        for target in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            assert!(target.starts_with("http") || root().join(target).exists(), "{file}: {target}");
        }
    }
}
