//! The JPEG XL walker on any input.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| yanbiao_fuzz::walk(&[(0, b"\0\0\0\x0cJXL \r\n\x87\n")], data));
