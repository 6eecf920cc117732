//! The PNG walker on any input.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| yanbiao_fuzz::walk(&[(0, b"\x89PNG\r\n\x1a\n")], data));
