//! `Encoding`: the names by which an encoding is known, and the text of its bytes, exactly or not at all.
//!
//! Tables are those of the WHATWG Encoding Standard. GBK and GB2312 are read as GB18030, which has all of their characters at the same
//! bytes; names of Latin-1 mean Windows-1252.

use std::borrow::Cow;

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, GB18030, GBK, IBM866, ISO_2022_JP, ISO_8859_2, ISO_8859_3, ISO_8859_4, ISO_8859_5,
    ISO_8859_6, ISO_8859_7, ISO_8859_8, ISO_8859_8_I, ISO_8859_10, ISO_8859_13, ISO_8859_14, ISO_8859_15, ISO_8859_16,
    KOI8_R, KOI8_U, MACINTOSH, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_874, WINDOWS_1250, WINDOWS_1251,
    WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257, WINDOWS_1258, X_MAC_CYRILLIC,
};

use super::transcoder;
use crate::finding::nearest::nearest;

type Table = &'static encoding_rs::Encoding;

/// Every encoding that is read, by the name that reports show.
static KNOWN: [(&str, Table); 37] = [
    ("utf-8", UTF_8),
    ("utf-16le", UTF_16LE),
    ("utf-16be", UTF_16BE),
    ("gb18030", GB18030),
    ("big5", BIG5),
    ("shift_jis", SHIFT_JIS),
    ("euc-jp", EUC_JP),
    ("iso-2022-jp", ISO_2022_JP),
    ("euc-kr", EUC_KR),
    ("windows-1250", WINDOWS_1250),
    ("windows-1251", WINDOWS_1251),
    ("windows-1252", WINDOWS_1252),
    ("windows-1253", WINDOWS_1253),
    ("windows-1254", WINDOWS_1254),
    ("windows-1255", WINDOWS_1255),
    ("windows-1256", WINDOWS_1256),
    ("windows-1257", WINDOWS_1257),
    ("windows-1258", WINDOWS_1258),
    ("windows-874", WINDOWS_874),
    ("iso-8859-2", ISO_8859_2),
    ("iso-8859-3", ISO_8859_3),
    ("iso-8859-4", ISO_8859_4),
    ("iso-8859-5", ISO_8859_5),
    ("iso-8859-6", ISO_8859_6),
    ("iso-8859-7", ISO_8859_7),
    ("iso-8859-8", ISO_8859_8),
    ("iso-8859-8-i", ISO_8859_8_I),
    ("iso-8859-10", ISO_8859_10),
    ("iso-8859-13", ISO_8859_13),
    ("iso-8859-14", ISO_8859_14),
    ("iso-8859-15", ISO_8859_15),
    ("iso-8859-16", ISO_8859_16),
    ("koi8-r", KOI8_R),
    ("koi8-u", KOI8_U),
    ("ibm866", IBM866),
    ("macintosh", MACINTOSH),
    ("x-mac-cyrillic", X_MAC_CYRILLIC),
];

/// Names that people use and the standard does not have, or gives to something else.
const ALSO: [(&str, Table); 22] = [
    ("ascii", UTF_8),
    ("us-ascii", UTF_8),
    ("utf-8-sig", UTF_8),
    ("utf-8-bom", UTF_8),
    ("cp65001", UTF_8),
    ("gbk", GB18030),
    ("cp936", GB18030),
    ("ms936", GB18030),
    ("windows-936", GB18030),
    ("cp54936", GB18030),
    ("euc-cn", GB18030),
    ("cp950", BIG5),
    ("ms950", BIG5),
    ("windows-950", BIG5),
    ("cp932", SHIFT_JIS),
    ("windows-932", SHIFT_JIS),
    ("cp949", EUC_KR),
    ("utf16", UTF_16LE),
    ("utf16le", UTF_16LE),
    ("utf-16-le", UTF_16LE),
    ("utf16be", UTF_16BE),
    ("utf-16-be", UTF_16BE),
];

/// How the bytes of a file stand for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding(Table);

impl Encoding {
    /// The bytes of a text in Windows-1252; nothing where that lacks a letter of it.
    pub fn bytes_of_western(text: &str) -> Option<Vec<u8>> {
        let (bytes, _, lacks) = WINDOWS_1252.encode(text);
        (!lacks).then(|| bytes.into_owned())
    }

    /// UTF-8, and ASCII with it.
    pub const UTF_8: Encoding = Encoding(&encoding_rs::UTF_8_INIT);
    /// UTF-16, the low byte first.
    pub const UTF_16LE: Encoding = Encoding(&encoding_rs::UTF_16LE_INIT);
    /// UTF-16, the high byte first.
    pub const UTF_16BE: Encoding = Encoding(&encoding_rs::UTF_16BE_INIT);
    /// What mainland China writes; GBK and GB2312 are parts of it.
    pub const GB18030: Encoding = Encoding(&encoding_rs::GB18030_INIT);
    /// What Taiwan and Hong Kong write.
    pub const BIG5: Encoding = Encoding(&encoding_rs::BIG5_INIT);

    /// The encoding of that name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        let dashed = name.replace('_', "-");
        let also = ALSO.iter().find(|(also, _)| *also == dashed).map(|(_, table)| *table);
        let table = also.or_else(|| {
            [&name, &dashed].into_iter().find_map(|name| encoding_rs::Encoding::for_label(name.as_bytes()))
        })?;
        let table = if table == GBK { GB18030 } else { table };
        KNOWN.iter().find(|(_, known)| *known == table).map(|(_, known)| Encoding(known))
    }

    /// The known name that is nearest to a mistyped one.
    pub fn nearest(name: &str) -> Option<&'static str> {
        let names = KNOWN.iter().map(|(id, _)| *id).chain(ALSO.iter().map(|(name, _)| *name));
        nearest(name, names.collect::<Vec<&'static str>>())
    }

    /// The names that reports show, one for each encoding.
    pub fn ids() -> impl Iterator<Item = &'static str> {
        KNOWN.iter().map(|(id, _)| *id)
    }

    /// The name that reports show.
    pub fn id(self) -> &'static str {
        KNOWN.iter().find(|(_, known)| *known == self.0).map_or(self.0.name(), |(id, _)| id)
    }

    /// Whether the bytes of `delimiter`, of quotes and of line ends are never part of another character and always mean themselves,
    /// so that records may be split before they are decoded.
    pub fn splits_raw(self, delimiter: u8) -> bool {
        let table = self.0;
        let is_unit_of_two = table == UTF_16LE || table == UTF_16BE;
        // Between two escapes every byte of ISO-2022-JP may be half of a character.
        if is_unit_of_two || table == ISO_2022_JP || !delimiter.is_ascii() {
            return false;
        }
        // Second bytes begin at 0x40, or at 0x30 within four-byte characters of GB18030.
        let has_ascii_inside = [GB18030, BIG5, SHIFT_JIS, EUC_KR].contains(&table);
        !has_ascii_inside || delimiter < 0x30 || (0x3A..0x40).contains(&delimiter)
    }

    /// The text of one cell, line or file; nothing where it has a sequence that the encoding does not have. A byte order mark is a
    /// character like any other.
    pub fn text(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        if self.0 == UTF_8 {
            return std::str::from_utf8(bytes).ok().map(Cow::Borrowed);
        }
        self.0.decode_without_bom_handling_and_without_replacement(bytes)
    }

    /// The text for people to look at: a byte that belongs to no character as `\xNN`.
    pub fn lossy(self, bytes: &[u8]) -> Cow<'_, str> {
        self.text(bytes).unwrap_or_else(|| {
            if self.0 == UTF_8 {
                return transcoder::shown(self, bytes);
            }
            let transcoded = transcoder::transcoded(self, bytes);
            Cow::Owned(transcoder::shown(self, &transcoded).into_owned())
        })
    }

    /// The bytes of a text; nothing where the encoding lacks one of its characters, or is one that nothing is written in.
    pub fn bytes(self, text: &str) -> Option<Vec<u8>> {
        let (bytes, table, is_lacking) = self.0.encode(text);
        (table == self.0 && !is_lacking).then(|| bytes.into_owned())
    }

    pub(super) fn decoder(self) -> encoding_rs::Decoder {
        self.0.new_decoder_without_bom_handling()
    }
}
