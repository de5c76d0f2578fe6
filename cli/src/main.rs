//! The `dudao` command: reads packs and record books from files, hands them to the engine, and shows what it found.

mod command;
mod output;
mod render;
mod words;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    command::Cli::parse().execute()
}
