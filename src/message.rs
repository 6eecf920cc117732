//! Sentences in Chinese and English.
//!
//! A [`Text`] is one entry of the catalogue: the same sentence in both languages with `{name}` holes.
//! A [`Message`] is a text with its holes filled. Rendering picks the language; nothing else in the
//! program chooses words.

use std::borrow::Cow;

/// The language of a rendered sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    /// Simplified Chinese.
    Zh,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// The id used in reports, a language tag.
    pub fn id(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }
}

/// One sentence in both languages. Holes are written `{name}` and must be the same in both.
#[derive(Debug, PartialEq, Eq)]
pub struct Text {
    /// Simplified Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Text {
    /// The sentence with its holes unfilled.
    pub fn pick(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }

    /// A message with no holes to fill.
    pub fn message(&'static self) -> Message {
        Message { text: self, args: Vec::new() }
    }

    /// A message with one hole filled.
    pub fn with(&'static self, name: &'static str, value: impl Into<Filling>) -> Message {
        self.message().with(name, value)
    }
}

/// A sentence ready to be rendered in either language. Values from files must be escaped beforehand
/// (`Untrusted::to_string` does it).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The sentence.
    pub text: &'static Text,
    /// Values for its holes.
    pub args: Vec<(&'static str, Filling)>,
}

/// What goes into a hole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filling {
    /// The same in both languages: a number, an id, text from a file.
    Plain(String),
    /// Sentences of the catalogue, which follow the language around them.
    Sentences(Vec<Message>),
}

impl Filling {
    fn render(&self, lang: Lang, out: &mut String) {
        match self {
            Self::Plain(text) => out.push_str(text),
            Self::Sentences(sentences) => {
                let between = SEMICOLON.pick(lang);
                for (index, sentence) in sentences.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { between });
                    out.push_str(&sentence.render(lang));
                }
            }
        }
    }
}

impl From<String> for Filling {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

impl From<&str> for Filling {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl From<&'static Text> for Filling {
    fn from(text: &'static Text) -> Self {
        Self::Sentences(vec![text.message()])
    }
}

impl From<Message> for Filling {
    fn from(sentence: Message) -> Self {
        Self::Sentences(vec![sentence])
    }
}

impl From<Vec<Message>> for Filling {
    fn from(sentences: Vec<Message>) -> Self {
        Self::Sentences(sentences)
    }
}

static SEMICOLON: Text = Text { zh: "；", en: "; " };

impl Message {
    /// Fills one more hole.
    pub fn with(mut self, name: &'static str, value: impl Into<Filling>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    /// The finished sentence. Substitution is a single pass, so a value cannot open a hole of its own.
    pub fn render(&self, lang: Lang) -> Cow<'static, str> {
        let template = self.text.pick(lang);
        if self.args.is_empty() {
            return Cow::Borrowed(template);
        }
        let mut out = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                break;
            };
            match self.args.iter().find(|(key, _)| *key == name) {
                Some((_, value)) => value.render(lang, &mut out),
                None => {
                    out.push('{');
                    out.push_str(name);
                    out.push('}');
                }
            }
            rest = tail;
        }
        out.push_str(rest);
        Cow::Owned(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static GREETING: Text = Text { zh: "字段 {field} 为 {value}", en: "{field} is {value}" };

    #[test]
    fn holes_are_filled_in_both_languages() {
        let message = GREETING.with("field", "Label").with("value", "9");
        assert_eq!(message.render(Lang::Zh), "字段 Label 为 9");
        assert_eq!(message.render(Lang::En), "Label is 9");
    }

    #[test]
    fn a_value_cannot_open_a_hole() {
        let message = GREETING.with("field", "{value}").with("value", "9");
        assert_eq!(message.render(Lang::En), "{value} is 9");
    }

    #[test]
    fn sentences_in_a_hole_follow_the_language() {
        let two = vec![GREETING.with("field", "A").with("value", "1"), GREETING.with("field", "B").with("value", "2")];
        let message = GREETING.with("field", "Label").with("value", two);
        assert_eq!(message.render(Lang::En), "Label is A is 1; B is 2");
        assert_eq!(message.render(Lang::Zh), "字段 Label 为 字段 A 为 1；字段 B 为 2");
    }

    #[test]
    fn an_unfilled_hole_stays_visible() {
        assert_eq!(GREETING.with("field", "Label").render(Lang::En), "Label is {value}");
    }
}
