//! What is in the archive of a workbook, before anything of it is unpacked.

use std::io::{BufReader, Read, Seek};

use calamine::{Reader, Xlsx, XlsxError};
use quick_xml::Reader as Xml;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::kind::COMPOUND;
use super::parts::attribute;
use super::{MOST_UNPACKED, SheetFault, Stored};

/// The kind of a workbook that is read.
pub(super) enum Container {
    Xlsx,
    OpenDocument,
}

/// More than a byte is unpacked to at most.
const MOST_GROWTH: u64 = 1032;
/// The shortest entry of a table of shared strings, `<si/>`.
const SHORTEST_STRING: u64 = 5;

/// Which kind a workbook is.
///
/// # Errors
/// It is none that is read, too large, or announces what it cannot hold.
pub(super) fn container(mut workbook: Box<dyn Stored>) -> Result<Container, SheetFault> {
    let mut first = [0; COMPOUND.len()];
    let read = workbook.read(&mut first).map_err(SheetFault::unreadable)?;
    workbook.rewind().map_err(SheetFault::unreadable)?;
    if first[..read].starts_with(COMPOUND) {
        return match Xlsx::new(&mut *workbook) {
            Err(XlsxError::Password) => Err(SheetFault::Protected),
            _ => Err(SheetFault::OtherKind(".xls")),
        };
    }
    let mut archive = ZipArchive::new(workbook).map_err(SheetFault::unreadable)?;
    let has = |name: &str| archive.file_names_raw().any(|known| known == name.as_bytes());
    let kinds = [("xl/workbook.bin", ".xlsb"), ("word/document.xml", ".docx"), ("ppt/presentation.xml", ".pptx")];
    if let Some((_, kind)) = kinds.into_iter().find(|(part, _)| has(part)) {
        return Err(SheetFault::OtherKind(kind));
    }
    let (is_open_document, is_xlsx) = (has("content.xml"), has("[Content_Types].xml"));
    if archive.decompressed_size().is_some_and(|size| size > MOST_UNPACKED) {
        return Err(SheetFault::TooLarge);
    }
    match () {
        () if is_open_document => open_document(&mut archive).map(|()| Container::OpenDocument),
        () if is_xlsx => check_strings(&mut archive).map(|()| Container::Xlsx),
        () => Err(SheetFault::OtherKind(".zip")),
    }
}

/// Among the documents of that kind only spreadsheets have sheets.
fn open_document<R: Stored>(archive: &mut ZipArchive<R>) -> Result<(), SheetFault> {
    let mut kind = String::new();
    if let Ok(part) = archive.by_name("mimetype") {
        part.take(100).read_to_string(&mut kind).map_err(SheetFault::unreadable)?;
    }
    match kind.rsplit('.').next() {
        Some("text") => Err(SheetFault::OtherKind(".odt")),
        Some("presentation") => Err(SheetFault::OtherKind(".odp")),
        _ => Ok(()),
    }
}

/// A table of shared strings that announces more entries than its bytes can hold would be made room for.
fn check_strings<R: Stored>(archive: &mut ZipArchive<R>) -> Result<(), SheetFault> {
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(SheetFault::unreadable)?;
        if !part.name().is_ok_and(|name| name.to_ascii_lowercase().ends_with("sharedstrings.xml")) {
            continue;
        }
        let bytes = part.size().min(part.compressed_size().saturating_mul(MOST_GROWTH));
        let Some(announced) = announced(part) else { continue };
        if announced.parse::<u64>().is_ok_and(|entries| entries <= bytes / SHORTEST_STRING) {
            continue;
        }
        let reason = format!("its table of shared strings announces `{announced}` entries, more than it can hold");
        return Err(SheetFault::Unreadable(reason));
    }
    Ok(())
}

/// How many entries the table says that it has.
fn announced(part: impl Read) -> Option<String> {
    let mut xml = Xml::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "sst" => {
                return attribute(&tag, "uniqueCount");
            }
            Ok(Event::Start(_) | Event::Empty(_) | Event::Eof) | Err(_) => return None,
            Ok(_) => buffer.clear(),
        }
    }
}
