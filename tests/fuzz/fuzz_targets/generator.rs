//! The reader of generator metadata on any input.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| yanbiao_fuzz::check_in_png(b"tEXt", b"parameters\0", data));
