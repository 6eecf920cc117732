//! The XMP parser and the readers behind it on any input.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| yanbiao_fuzz::check_in_png(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0", data));
