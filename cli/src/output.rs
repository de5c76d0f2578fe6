//! Where output goes: standard output or a file, buffered; a reader that has had enough is no error.

use anstream::{AutoStream, StripStream};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text for people; its colours reach terminals only.
    Text,
    /// Bytes for programs, as they are.
    Data,
}

/// Writes to standard output, or to a file if one is named.
pub fn send(out: Option<&Path>, kind: Kind, body: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let target: Box<dyn Write> = match (out, kind) {
        (Some(path), Kind::Data) => Box::new(File::create(path)?),
        (Some(path), Kind::Text) => Box::new(StripStream::new(File::create(path)?)),
        (None, Kind::Data) => Box::new(io::stdout().lock()),
        (None, Kind::Text) => Box::new(AutoStream::auto(io::stdout().lock())),
    };
    let mut watched = Watched { to: BufWriter::with_capacity(1 << 16, target), failed: None };
    let result = body(&mut watched).and_then(|()| watched.flush());
    match (result, watched.failed) {
        (_, Some(io::ErrorKind::BrokenPipe)) => Ok(()),
        (Err(error), Some(kind)) => Err(io::Error::new(kind, error)),
        (result, _) => result,
    }
}

/// Remembers why it failed: writers in between may wrap the error beyond recognition.
struct Watched<W> {
    to: W,
    failed: Option<io::ErrorKind>,
}

impl<W> Watched<W> {
    fn watch<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result {
            self.failed.get_or_insert(error.kind());
        }
        result
    }
}

impl<W: Write> Write for Watched<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.to.write(bytes);
        self.watch(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.to.flush();
        self.watch(result)
    }
}
