//! The BMFF walker on any input.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| yanbiao_fuzz::walk(b"\0\0\0\x10ftypavif\0\0\0\0", data));
