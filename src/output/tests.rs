//! Files appear whole, keep their mode, and every failure is told.

use std::fs;
use std::path::Path;

use super::*;

fn file(path: impl AsRef<Path>) -> Target {
    Target::File(path.as_ref().to_path_buf())
}

/// The names in a folder, sorted: nothing but the target may be left.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_dash_is_standard_output() {
    assert_eq!(Target::of(OsStr::new("-")), Target::Stdout);
    assert_eq!(Target::of(OsStr::new("./-")), file("./-"));
}

#[test]
fn a_file_is_made_and_replaced_and_nothing_is_left_beside_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("报表.csv");
    write(&file(&path), b"first, and longer").expect("written");
    write(&file(&path), b"second").expect("written");
    assert_eq!(fs::read(&path).expect("the file"), b"second");
    assert_eq!(names(folder.path()), ["报表.csv"]);
}

#[test]
fn a_missing_folder_and_a_folder_as_target_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = folder.path().join("none");
    let error = write(&file(missing.join("a.csv")), b"x").expect_err("no folder");
    assert_eq!(error.reason, Reason::FolderMissing(missing.display().to_string()));
    assert_eq!(error.finding().code, "output-folder-missing");
    let slash = write(&file(folder.path().join("out/")), b"x").expect_err("no folder of that name");
    assert!(matches!(slash.reason, Reason::Other(_)), "{slash:?}");
    let error = write(&file(folder.path()), b"x").expect_err("a folder");
    assert_eq!(error.reason, Reason::IsFolder);
    assert_eq!(names(folder.path()), Vec::<String>::new());
}

#[cfg(unix)]
mod on_unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("the file").permissions().mode() & 0o777
    }

    #[test]
    fn a_new_file_has_the_mode_of_the_umask_and_an_old_one_keeps_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let (plain, ours) = (folder.path().join("plain"), folder.path().join("ours"));
        fs::write(&plain, b"made by the system").expect("written");
        write(&file(&ours), b"x").expect("written");
        assert_eq!(mode(&ours), mode(&plain));
        fs::set_permissions(&ours, fs::Permissions::from_mode(0o640)).expect("set");
        write(&file(&ours), b"y").expect("written");
        assert_eq!(mode(&ours), 0o640);
    }

    #[test]
    fn a_link_stays_and_what_it_points_at_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("deep")).expect("a folder");
        let (link, hop, end) =
            (folder.path().join("link"), folder.path().join("deep/hop"), folder.path().join("deep/end"));
        symlink("deep/hop", &link).expect("a link");
        symlink("end", &hop).expect("a link");
        for content in [&b"made"[..], b"replaced"] {
            write(&file(&link), content).expect("written");
            assert_eq!(fs::read(&end).expect("the file"), content);
        }
        assert!(fs::symlink_metadata(&link).expect("the link").is_symlink());
        assert_eq!(names(&folder.path().join("deep")), ["end", "hop"]);
    }

    #[test]
    fn links_in_a_circle_are_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let link = folder.path().join("link");
        symlink("link", &link).expect("a link");
        let error = write(&file(&link), b"x").expect_err("a circle");
        assert!(matches!(error.reason, Reason::Other(_)));
    }

    #[test]
    fn what_the_system_says_names_no_file_that_nobody_asked_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = write(&file(folder.path().join("x".repeat(300))), b"x").expect_err("too long");
        assert_eq!(error.finding().code, "output-not-written");
        let Reason::Other(reason) = error.reason else { panic!("{error:?}") };
        assert!(!reason.contains(".appraise-"), "{reason}");
        assert_eq!(names(folder.path()), Vec::<String>::new());
    }

    #[test]
    fn devices_are_written_as_they_are() {
        if Path::new("/dev/full").exists() {
            let error = write(&file("/dev/full"), b"x").expect_err("it is full");
            assert_eq!(error.reason, Reason::DiskFull);
        }
        write(&file("/dev/null"), b"x").expect("written");
        assert!(!fs::metadata("/dev/null").expect("the device").is_file());
    }
}

#[test]
fn a_set_appears_whole_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let (report, rejects) = (folder.path().join("a.csv"), folder.path().join("none/b.csv"));
    fs::write(&report, b"old").expect("written");
    let set = || Set::default().with(file(&report), b"new").with(file(&rejects), b"new");
    let error = set().write().expect_err("no folder");
    assert!(matches!(error.reason, Reason::FolderMissing(_)));
    assert_eq!(
        (fs::read(&report).expect("the file"), names(folder.path())),
        (b"old".to_vec(), vec!["a.csv".to_owned()])
    );
    fs::create_dir(folder.path().join("none")).expect("a folder");
    set().write().expect("written");
    assert_eq!((fs::read(&report).expect("it"), fs::read(&rejects).expect("it")), (b"new".to_vec(), b"new".to_vec()));
    assert_eq!(
        (names(folder.path()), names(&folder.path().join("none"))),
        (vec!["a.csv".into(), "none".into()], vec!["b.csv".into()])
    );
}

#[test]
fn who_holds_a_target_keeps_others_out_and_what_a_killed_run_left_goes() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    let left = folder.path().join(".appraise-a.csv-Ab3dE9.tmp");
    let others = folder.path().join(".appraise-a.csv-2-Ab3dE9.tmp");
    let held = temporary::Lock::take(&path).expect("no error").expect("free");
    fs::write(&left, b"half").expect("written");
    fs::write(&others, b"of a-2").expect("written");
    assert_eq!(write(&file(&path), b"x").expect_err("held").reason, Reason::Held);
    drop(held);
    write(&file(&path), b"x").expect("written");
    assert_eq!(names(folder.path()), [".appraise-a.csv-2-Ab3dE9.tmp", "a.csv"]);
}

#[test]
fn two_paths_to_one_place_are_one() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("sub")).expect("a folder");
    let plain = place_of(&folder.path().join("a.csv"));
    assert_eq!(place_of(&folder.path().join("sub/../a.csv")), plain);
    assert_ne!(place_of(&folder.path().join("sub/a.csv")), plain);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("a.csv", folder.path().join("link")).expect("a link");
        assert_eq!(place_of(&folder.path().join("link")), plain);
    }
}
