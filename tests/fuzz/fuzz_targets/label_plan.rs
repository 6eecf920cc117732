//! The label writer on any input: plan, write, read again.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| yanbiao_fuzz::label_whole(data));
