//! The TIFF walker on any input.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // Both byte orders, classic and big: the first byte of the input chooses.
    let magics: [&[u8]; 4] = [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"];
    if let [choice, rest @ ..] = data {
        yanbiao_fuzz::walk(magics[usize::from(choice & 3)], rest);
    }
});
