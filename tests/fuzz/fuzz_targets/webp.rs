//! The WebP walker on any input.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| yanbiao_fuzz::walk(b"RIFF\0\x10\0\0WEBP", data));
