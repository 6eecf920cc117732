//! A line of an exported ledger: read, recorded, looked up, written again.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| yanbiao_fuzz::record_line(data));
