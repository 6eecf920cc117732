//! The readers of generator metadata on any input; the first byte chooses the keyword.

#![no_main]

use libfuzzer_sys::fuzz_target;
use yanbiao_fuzz::KEYWORDS;

fuzz_target!(|data: &[u8]| {
    if let [choice, text @ ..] = data {
        let keyword = KEYWORDS[usize::from(*choice) % KEYWORDS.len()];
        yanbiao_fuzz::check_in_png(b"tEXt", format!("{keyword}\0").as_bytes(), text);
    }
});
