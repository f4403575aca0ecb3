//! Whatever happens at whichever step: all of a set is there, or nothing of it, and the next run finds a clean place.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::steps::faults::{ENDED, Fault, after, is_still_ahead};
use super::*;

/// So many steps are tried at most.
const MOST_STEPS: usize = 100;

/// Everything below a folder by its path, what stands beside outputs included.
fn contents(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(contents(&path).into_iter().map(|(below, text)| (format!("{name}/{below}"), text)));
            found.entry(format!("{name}/")).or_default();
        } else {
            found.insert(name, fs::read_to_string(&path).expect("a text"));
        }
    }
    found
}

/// The same without what a run that ended left beside outputs.
fn seen(folder: &Path) -> BTreeMap<String, String> {
    contents(folder).into_iter().filter(|(path, _)| !path.contains(".appraise-")).collect()
}

fn file(folder: &Path, name: &str) -> Target {
    Target::File(folder.join(name))
}

/// Two files, one of which is there already, a folder that is replaced, and one in another that is made on the way.
fn whole_set(folder: &Path) -> Result<(), OutputError> {
    let set = Set::default().with(file(folder, "report.csv"), b"new").with(file(folder, "rejects.csv"), b"rejected");
    let set = set.with_folder_in_place(folder.join("reports"), reports(), Already::Replaced(MARK));
    set.with_folder(folder.join("made/2026-10"), close(&folder.join("sales.csv"))).making_folders().write()
}

fn close(sales: &Path) -> Vec<Entry<'_>> {
    let entry = |path: &str, content| Entry { path: path.into(), content };
    vec![
        entry("pay.csv", Content::Bytes(b"ann,300")),
        entry("inputs/data/sales.csv", Content::CopyOf(sales)),
        entry("inputs/staff.csv", Content::Bytes(b"ann")),
    ]
}

/// By this file folders of the kind are known.
const MARK: &str = "run.json";

fn reports() -> Vec<Entry<'static>> {
    [MARK, "a/new.csv"].map(|path| Entry { path: path.into(), content: Content::Bytes(b"new") }).into()
}

/// A folder with the files that were there before.
fn before() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("report.csv"), "old").expect("written");
    fs::write(folder.path().join("sales.csv"), "ann,A1,100").expect("written");
    fs::create_dir(folder.path().join("closed")).expect("a folder");
    let old = [MARK, "old.csv"].map(|path| Entry { path: path.into(), content: Content::Bytes(b"old") });
    let reports = folder.path().join("reports");
    let set = Set::default().with_folder_in_place(reports, old.into(), Already::Replaced(MARK));
    set.write().expect("written");
    folder
}

fn after_all() -> BTreeMap<String, String> {
    let folder = before();
    whole_set(folder.path()).expect("written");
    contents(folder.path())
}

#[test]
fn a_set_of_files_and_a_folder_is_written() {
    let texts = after_all();
    let paths: Vec<&str> = texts.keys().map(String::as_str).filter(|path| !path.ends_with('/')).collect();
    let closed = ["inputs/data/sales.csv", "inputs/staff.csv", "pay.csv"].map(|path| format!("made/2026-10/{path}"));
    let closed: Vec<&str> = closed.iter().map(String::as_str).collect();
    let files =
        ["rejects.csv", "report.csv", "reports/SHA256SUMS", "reports/a/new.csv", "reports/run.json", "sales.csv"];
    assert_eq!(paths, [&closed[..], &files].concat());
    assert_eq!(texts["made/2026-10/inputs/data/sales.csv"], "ann,A1,100");
    assert_eq!((texts["report.csv"].as_str(), texts["rejects.csv"].as_str()), ("new", "rejected"));
}

#[test]
fn a_full_device_at_any_step_leaves_what_was_there() {
    let new = after_all();
    for steps in 0..MOST_STEPS {
        let folder = before();
        let old = contents(folder.path());
        after(steps, Fault::Full);
        let outcome = whole_set(folder.path());
        if is_still_ahead() {
            assert_eq!((outcome, contents(folder.path())), (Ok(()), new));
            assert!(steps > 20, "every write is a step");
            return;
        }
        assert_eq!(outcome.expect_err("full").reason, Reason::DiskFull, "step {steps}");
        assert_eq!(contents(folder.path()), old, "step {steps}");
    }
    panic!("more steps than are tried");
}

type Write = fn(&Path) -> Result<(), OutputError>;

/// What a process that ends at a step has begun to write.
const WRITES: [(&str, Write); 3] = [("file", one_file), ("folder", one_folder), ("replaced", one_replaced)];

fn one_file(folder: &Path) -> Result<(), OutputError> {
    write(&file(folder, "report.csv"), b"new")
}

fn one_folder(folder: &Path) -> Result<(), OutputError> {
    Set::default().with_folder(folder.join("closed/2026-10"), close(&folder.join("sales.csv"))).write()
}

/// Replaces the folder that `before` has of the kind.
fn one_replaced(folder: &Path) -> Result<(), OutputError> {
    Set::default().with_folder_in_place(folder.join("reports"), reports(), Already::Replaced(MARK)).write()
}

/// Where this is a process started by the test below, it writes and ends at a step.
#[test]
fn a_process_that_is_ended() {
    let [Ok(write), Ok(folder), Ok(steps)] =
        ["WRITE", "FOLDER", "STEPS"].map(|name| std::env::var(format!("OUTPUT_TEST_{name}")))
    else {
        return;
    };
    let (_, write) = WRITES.iter().find(|(name, _)| *name == write).expect("a write");
    after(steps.parse().expect("a number"), Fault::End);
    write(Path::new(&folder)).expect("written");
}

/// Whether a process of its own ended at that step of the write.
fn is_ended(write: &str, folder: &Path, steps: usize) -> bool {
    let mut process = Command::new(std::env::current_exe().expect("this program"));
    process.args(["--exact", "output::set_tests::a_process_that_is_ended"]);
    process.env("OUTPUT_TEST_WRITE", write).env("OUTPUT_TEST_FOLDER", folder);
    let output = process.env("OUTPUT_TEST_STEPS", steps.to_string()).output().expect("started");
    assert!(output.status.success() || output.status.code() == Some(ENDED), "{output:?}");
    output.status.code() == Some(ENDED)
}

#[test]
fn a_process_that_ends_at_any_step_leaves_the_old_or_the_new_and_the_next_one_tidies_up() {
    for (name, write) in WRITES {
        let folder = before();
        let old = contents(folder.path());
        write(folder.path()).expect("written");
        let new = contents(folder.path());
        let mut was_new = false;
        for steps in 0..MOST_STEPS {
            let folder = before();
            let ended = is_ended(name, folder.path(), steps);
            let found = seen(folder.path());
            let is_new = found == new;
            assert!(is_new || (found == old && !was_new), "{name}, step {steps}: {found:?}");
            let again = write(folder.path());
            assert!(again.is_ok() || (is_new && name == "folder"), "{name}, step {steps}: {again:?}");
            assert_eq!(contents(folder.path()), new, "{name}, step {steps}");
            was_new = is_new;
            if !ended {
                assert!(steps > 5, "{name}: every write is a step");
                break;
            }
        }
        assert!(was_new, "{name}: more steps than are tried");
    }
}

#[test]
fn a_folder_is_never_replaced_and_no_path_leads_out_of_it() {
    let folder = before();
    let there = folder.path().join("there");
    fs::create_dir(&there).expect("a folder");
    let error = Set::default().with_folder(there, Vec::new()).write().expect_err("it is there");
    assert_eq!((error.finding().code, error.reason), ("output-is-there", Reason::IsThere));
    for path in ["../pay.csv", "/pay.csv", "inputs/../../pay.csv", ""] {
        let entries = vec![Entry { path: path.into(), content: Content::Bytes(b"") }];
        let outcome = Set::default().with_folder(folder.path().join("new"), entries).write();
        assert!(matches!(outcome.expect_err("outside").reason, Reason::Other(_)), "{path}");
    }
    let names: Vec<String> = contents(folder.path()).into_keys().filter(|name| !name.starts_with("reports")).collect();
    assert_eq!(names, ["closed/", "report.csv", "sales.csv", "there/"]);
}

#[test]
fn a_folder_of_another_kind_and_a_file_are_not_replaced_and_an_empty_folder_is() {
    let folder = before();
    let replace = |name: &str| {
        let set = Set::default().with_folder_in_place(folder.path().join(name), reports(), Already::Replaced(MARK));
        set.write().map_err(|error| error.finding().code)
    };
    fs::write(folder.path().join("closed/pay.csv"), "1").expect("written");
    fs::create_dir(folder.path().join("empty")).expect("a folder");
    let old = contents(folder.path());
    assert_eq!([replace("closed"), replace("report.csv")], [Err("output-is-other"), Err("output-is-other")]);
    assert_eq!(contents(folder.path()), old);
    assert_eq!([replace("empty"), replace("new")], [Ok(()), Ok(())]);
    assert_eq!(contents(&folder.path().join("empty")), contents(&folder.path().join("new")));
}

/// What is done to a folder, by a name, and what becomes of replacing it.
type Spoilt<'s> = (&'s str, &'s dyn Fn(&Path), Result<(), Reason>);

#[test]
fn a_folder_that_holds_anything_else_is_not_replaced() {
    fn put(path: &'static str, bytes: &'static str) -> impl Fn(&Path) {
        move |reports| {
            fs::create_dir_all(folder_of(&reports.join(path))).expect("a folder");
            fs::write(reports.join(path), bytes).expect("written");
        }
    }
    let without_sums = |reports: &Path| fs::remove_file(reports.join("SHA256SUMS")).expect("removed");
    let with_folder = |reports: &Path| fs::create_dir(reports.join("kept")).expect("a folder");
    let spoilt: [Spoilt; 8] = [
        ("as it was", &|_| {}, Ok(())),
        ("changed", &put("old.csv", "mended"), Ok(())),
        ("looked at", &put(".DS_Store", ""), Ok(())),
        ("a note", &put("note.txt", "mine"), Err(Reason::HoldsOther("note.txt".to_owned()))),
        ("deeper", &put("a/b.txt", "mine"), Err(Reason::HoldsOther(Path::new("a/b.txt").display().to_string()))),
        ("empty", &with_folder, Err(Reason::HoldsOther("kept".to_owned()))),
        ("other mark", &put(MARK, "{}"), Err(Reason::IsOther)),
        ("no list", &without_sums, Err(Reason::IsOther)),
    ];
    for (name, spoil, expected) in spoilt {
        let folder = before();
        spoil(&folder.path().join("reports"));
        let old = contents(folder.path());
        let outcome = one_replaced(folder.path()).map_err(|error| error.reason);
        assert_eq!(outcome, expected, "{name}");
        assert_eq!(contents(folder.path()) == old, expected.is_err(), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn who_may_read_a_folder_may_read_the_one_that_replaces_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = before();
    let reports = folder.path().join("reports");
    for mode in [0o700, 0o750, 0o755] {
        fs::set_permissions(&reports, fs::Permissions::from_mode(mode)).expect("set");
        one_replaced(folder.path()).expect("written");
        assert_eq!(fs::metadata(&reports).expect("it").permissions().mode() & 0o777, mode);
    }
}

#[test]
fn of_many_who_replace_one_folder_some_do_and_it_is_whole() {
    let folder = before();
    let outcomes: Vec<Result<(), OutputError>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..50).map(|_| scope.spawn(|| one_replaced(folder.path()))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    assert!(outcomes.iter().any(Result::is_ok));
    let refused = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
    assert!(refused.clone().all(|error| error.reason == Reason::Held), "{outcomes:?}");
    let paths: Vec<String> = contents(folder.path()).into_keys().filter(|path| path.starts_with("reports")).collect();
    assert_eq!(paths, ["reports/", "reports/SHA256SUMS", "reports/a/", "reports/a/new.csv", "reports/run.json"]);
}

#[test]
fn of_many_who_make_one_folder_one_does() {
    let folder = before();
    let outcomes: Vec<Result<(), OutputError>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..50).map(|_| scope.spawn(|| one_folder(folder.path()))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let is_told = |error: &OutputError| [Reason::Held, Reason::IsThere].contains(&error.reason);
    assert!(outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).all(is_told), "{outcomes:?}");
    assert!(contents(folder.path()).keys().all(|path| !path.contains(".appraise-")));
}

#[cfg(unix)]
#[test]
fn a_folder_and_its_files_have_the_modes_of_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    let folder = before();
    one_folder(folder.path()).expect("written");
    fs::write(folder.path().join("closed/plain"), "").expect("written");
    let mode = |path: &str| fs::metadata(folder.path().join(path)).expect("it").permissions().mode() & 0o777;
    assert_eq!(mode("closed/2026-10"), mode("closed"));
    assert_eq!(mode("closed/2026-10/pay.csv"), mode("closed/plain"));
}
