//! A handbook as a row of prose and fenced blocks.

use std::fmt;

/// A stretch of a handbook.
#[derive(Debug)]
pub enum Part {
    /// What is read.
    Prose(String),
    /// What is carried out.
    Block(Block),
    /// What the table of words says.
    Reference,
}

/// A fenced block. Its info string says what it is: `rhai file=青溪/政策.rhai`, `csv add=台账/活动.csv`, `console`.
#[derive(Debug)]
pub struct Block {
    /// Its first line in the handbook.
    pub line: usize,
    /// The whole info string.
    pub info: String,
    /// What stands in it, with a line end after each line.
    pub body: String,
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{FENCE}{}\n{}{FENCE}\n", self.info, self.body)
    }
}

const FENCE: &str = "```";
const REFERENCE: [&str; 2] = ["<!-- reference -->\n", "<!-- end of reference -->\n"];

/// The parts of a handbook; together they are the whole of it.
pub fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut lines = text.split_inclusive('\n').enumerate();
    let mut prose = String::new();
    while let Some((number, line)) = lines.next() {
        if let Some(info) = line.strip_prefix(FENCE) {
            parts.push(Part::Prose(std::mem::take(&mut prose)));
            let body = lines.by_ref().map(|(_, line)| line).take_while(|line| line.trim_end() != FENCE).collect();
            parts.push(Part::Block(Block { line: number + 1, info: info.trim_end().into(), body }));
            continue;
        }
        prose.push_str(line);
        if line == REFERENCE[0] {
            parts.push(Part::Prose(std::mem::take(&mut prose)));
            parts.push(Part::Reference);
            prose.extend(lines.by_ref().map(|(_, line)| line).find(|line| *line == REFERENCE[1]));
        }
    }
    parts.push(Part::Prose(prose));
    parts
}

/// The depth of each heading, in order.
pub fn outline(text: &str) -> Vec<usize> {
    let prose = parts(text).into_iter().filter_map(|part| if let Part::Prose(prose) = part { Some(prose) } else { None });
    prose.flat_map(|prose| prose.lines().filter(|line| line.starts_with('#')).map(|line| line.find(' ').unwrap()).collect::<Vec<_>>()).collect()
}
