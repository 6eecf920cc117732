//! The WebP walker on any input.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| yanbiao_fuzz::walk(&[(0, b"RIFF"), (8, b"WEBP")], data));
