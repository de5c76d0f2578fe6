//! What somebody reads on a page of HTML.

/// The texts of a page, a line for each paragraph and each row of a table, whose cells stand between bars.
pub fn text(html: &str) -> String {
    let (mut lines, mut line, mut unseen) = (Vec::new(), String::new(), false);
    for piece in html.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        let name: String = tag.trim_start_matches('/').chars().take_while(|letter| letter.is_alphanumeric()).collect();
        let ends = tag.starts_with('/');
        match name.as_str() {
            "style" | "head" | "script" => unseen = !ends,
            // A space for the hand is a rule to write on.
            "span" if tag.contains("class=\"blank\"") => line.push_str("____"),
            "td" | "th" if ends => line.push_str(" | "),
            "p" | "div" | "tr" | "h1" | "h2" | "caption" | "br" if ends || name == "br" => lines.push(std::mem::take(&mut line)),
            _ => {}
        }
        if !unseen {
            line.push_str(&one_blank(text));
        }
    }
    lines.push(line);
    let shown = lines.iter().map(|line| line.trim().trim_end_matches(" |").trim_end()).filter(|line| !line.is_empty());
    shown.map(|line| unescaped(line) + "\n").collect()
}

/// White space as a browser shows it, which leaves a full-width blank as wide as it is.
fn one_blank(text: &str) -> String {
    let words: Vec<&str> = text.split(|letter: char| letter.is_ascii_whitespace()).collect();
    let (last, kept) = (words.len() - 1, |word: &&str| !word.is_empty());
    let inner = words.iter().enumerate().filter(|(index, word)| kept(word) || *index == 0 || *index == last);
    inner.map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
}

fn unescaped(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&nbsp;", " "), ("&amp;", "&")]
        .iter()
        .fold(text.to_string(), |text, (written, meant)| text.replace(written, meant))
}
