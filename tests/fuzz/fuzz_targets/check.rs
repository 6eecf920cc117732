//! The whole check on any input, at depth metadata and at depth full.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| yanbiao_fuzz::check_whole(data));
