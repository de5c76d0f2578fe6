//! Lists the packs' files, so that a new one is shipped without being named twice.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let mut files = Vec::new();
    collect(&here, &mut files)?;
    files.sort();
    let mut list = String::from("pub(crate) static FILES: &[(&str, &str)] = &[\n");
    for file in files {
        let relative = file.strip_prefix(&here).map_err(io::Error::other)?;
        let path = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        writeln!(list, "    ({path:?}, include_str!({:?})),", file.display().to_string()).map_err(io::Error::other)?;
    }
    list.push_str("];\n");
    println!("cargo::rerun-if-changed=.");
    fs::write(Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("files.rs"), list)
}

/// Every script and template below a folder.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rhai" || extension == "html") {
            files.push(path);
        }
    }
    Ok(())
}
