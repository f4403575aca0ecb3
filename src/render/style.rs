//! Styles of a terminal: the few that are used, and nothing where colour is off.

/// Whether a terminal's styles are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Color {
    /// Plain text.
    #[default]
    Plain,
    /// ANSI sequences.
    Styled,
}

/// One style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Headings.
    Bold,
    /// What may be passed over.
    Dim,
    /// Errors.
    Error,
    /// Warnings.
    Warning,
    /// Notes and signs of the margin.
    Mark,
}

impl Style {
    fn sequence(self) -> &'static str {
        match self {
            Style::Bold => "\u{1b}[1m",
            Style::Dim => "\u{1b}[2m",
            Style::Error => "\u{1b}[1;31m",
            Style::Warning => "\u{1b}[1;33m",
            Style::Mark => "\u{1b}[1;34m",
        }
    }
}

impl Color {
    /// The text in that style.
    pub fn paint(self, style: Style, text: &str) -> String {
        match self {
            Color::Styled if !text.is_empty() => format!("{}{text}\u{1b}[0m", style.sequence()),
            _ => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays_plain() {
        assert_eq!(Color::Plain.paint(Style::Bold, "x"), "x");
        assert_eq!(Color::Styled.paint(Style::Bold, "x"), "\u{1b}[1mx\u{1b}[0m");
        assert_eq!(Color::Styled.paint(Style::Dim, ""), "");
    }
}
