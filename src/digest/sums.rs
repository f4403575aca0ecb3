//! `SHA256SUMS`: the digests of a folder's files in the form that `sha256sum -c` reads, by path.

/// The file's name.
pub const SUMS: &str = "SHA256SUMS";

/// Hexadecimal digits of a digest.
const DIGITS: usize = 64;

/// The digest of one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sum {
    /// Its path below the folder, with slashes.
    pub path: String,
    /// SHA-256 in lower case.
    pub digest: String,
}

/// The text of these digests: a line each, by path. Equal lists have equal texts, so that any other text is not ours.
pub fn text(sums: &[Sum]) -> String {
    let mut sums: Vec<&Sum> = sums.iter().collect();
    sums.sort();
    sums.into_iter().map(line).collect()
}

/// A path with a backslash or a line feed is written with escapes, and a backslash before the digest says so.
fn line(sum: &Sum) -> String {
    let escaped = sum.path.replace('\\', "\\\\").replace('\n', "\\n");
    let mark = if escaped == sum.path { "" } else { "\\" };
    format!("{mark}{}  {escaped}\n", sum.digest)
}

/// The digests of a text, in the order of its lines.
///
/// # Errors
/// The first line, from 1, that is not of this form.
pub fn parse(text: &[u8]) -> Result<Vec<Sum>, u32> {
    let mut sums = Vec::new();
    for (number, line) in (1_u32..).zip(text.split_inclusive(|byte| *byte == b'\n')) {
        sums.push(parse_line(line).ok_or(number)?);
    }
    Ok(sums)
}

fn parse_line(text: &[u8]) -> Option<Sum> {
    let line = std::str::from_utf8(text).ok()?.strip_suffix('\n')?;
    let (is_escaped, line) = line.strip_prefix('\\').map_or((false, line), |line| (true, line));
    let (digest, path) = line.split_once("  ")?;
    let is_digest = digest.len() == DIGITS && digest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let path = if is_escaped { unescaped(path)? } else { path.to_owned() };
    let sum = Sum { path, digest: digest.to_owned() };
    // What is written otherwise than we write it was not written by us.
    (is_digest && !sum.path.is_empty() && self::line(&sum).as_bytes() == text).then_some(sum)
}

fn unescaped(path: &str) -> Option<String> {
    let mut plain = String::with_capacity(path.len());
    let mut characters = path.chars();
    while let Some(character) = characters.next() {
        plain.push(match character {
            '\\' => match characters.next()? {
                '\\' => '\\',
                'n' => '\n',
                _ => return None,
            },
            other => other,
        });
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(path: &str, digit: &str) -> Sum {
        Sum { path: path.to_owned(), digest: digit.repeat(DIGITS) }
    }

    #[test]
    fn what_is_written_is_read_in_the_order_of_paths() {
        let sums = [sum("pay.csv", "a"), sum("inputs/a\\b\nc.csv", "0"), sum("inputs/数据.csv", "f")];
        let written = text(&sums);
        let lines: Vec<&str> = written.lines().collect();
        assert!(lines[0].starts_with('\\') && lines[0].ends_with("  inputs/a\\\\b\\nc.csv"), "{written}");
        let mut sorted = sums.to_vec();
        sorted.sort();
        assert_eq!(parse(written.as_bytes()), Ok(sorted));
        assert_eq!(parse(b""), Ok(Vec::new()));
    }

    #[test]
    fn no_byte_can_be_another_and_the_text_be_taken() {
        let written = text(&[sum("a.csv", "a"), sum("b.csv", "1")]);
        for at in 0..written.len() {
            for bit in 0..8 {
                let mut bytes = written.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                let is_same = parse(&bytes).is_ok_and(|sums| text(&sums) == written);
                assert!(!is_same, "bit {bit} of byte {at}");
            }
        }
        assert_eq!(parse(&written.as_bytes()[..written.len() - 1]), Err(2), "no line end");
        assert_eq!(parse(written.to_uppercase().as_bytes()), Err(1));
    }
}
