//! The samples without a signature are what the generator makes.
//!
//! The generator's sources are compiled into this binary, so that a sample cannot drift from the program that
//! documents how it was made.

use std::fs;

use crate::catalogue;
use crate::surroundings::package;

#[test]
fn the_generator_makes_the_same_bytes_again() {
    let samples = catalogue::all();
    assert!(samples.len() >= 100, "only {} samples", samples.len());
    for sample in samples {
        let present = fs::read(package("samples").join(sample.path)).expect(sample.path);
        assert!(present == sample.bytes, "{}: run the generator again", sample.path);
    }
}
