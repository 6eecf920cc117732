//! The TIFF walker on any input.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // Both byte orders, classic and big; an input that has none of them chooses by its first byte.
    const MAGICS: [&[u8]; 4] = [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"];
    let choice = usize::from(data.first().copied().unwrap_or_default()) & 3;
    let magic = MAGICS.into_iter().find(|magic| data.starts_with(magic)).unwrap_or(MAGICS[choice]);
    yanbiao_fuzz::walk(&[(0, magic)], data);
});
