//! The `yanbiao` program: parse the arguments, run, exit.

fn main() {}
