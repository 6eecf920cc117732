//! The `yanbiao` program: run the command line, exit with its code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(yanbiao::cli::main(std::env::args_os()))
}
