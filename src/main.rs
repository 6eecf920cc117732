//! The `yanbiao` program: run the command line, exit with its code.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Checks take and give back large buffers of all sizes. The allocator of glibc keeps them for every thread, in pieces,
/// so that a service grows for hours; this one gives back to the system what has not been used for a while.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(yanbiao::cli::main(std::env::args_os()))
}
