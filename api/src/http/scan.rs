//! A look at the raw text of a document before anybody parses it: its size, its tokens, its nesting.
//! It allocates nothing and does not recurse, so no text can hurt it; it does not judge grammar.

use super::limits::Limits;
use super::problem::Problem;

/// Refuses a document that is too long, has too many tokens, or opens too many brackets at one time.
pub(super) fn scan(document: &str, limits: &Limits) -> Result<(), Problem> {
    if document.len() > limits.document_bytes {
        return Err(Problem::bad_request(
            "DOCUMENT_TOO_LARGE",
            format!("the document has {} bytes; {} are allowed", document.len(), limits.document_bytes),
        ));
    }
    let mut tokens = 0_usize;
    let mut open = 0_usize;
    let mut rest = document.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => {
                rest = after;
                continue;
            }
            b'#' => {
                rest = skip_comment(after);
                continue;
            }
            b'"' => skip_string(after),
            b'_' | b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => skip_word(after),
            b'.' => after.strip_prefix(b"..").unwrap_or(after),
            b'{' | b'(' | b'[' => {
                open = open.saturating_add(1);
                after
            }
            b'}' | b')' | b']' => {
                open = open.saturating_sub(1);
                after
            }
            _ => after,
        };
        tokens = tokens.saturating_add(1);
        if open > limits.bracket_nesting {
            return Err(Problem::bad_request(
                "QUERY_TOO_DEEP",
                format!("more than {} brackets are open at one time", limits.bracket_nesting),
            ));
        }
        if tokens > limits.tokens {
            return Err(Problem::bad_request(
                "TOO_MANY_TOKENS",
                format!("the document has more than {} tokens", limits.tokens),
            ));
        }
    }
    Ok(())
}

/// What follows the line.
fn skip_comment(rest: &[u8]) -> &[u8] {
    let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    end.and_then(|end| rest.get(end..)).unwrap_or_default()
}

/// What follows a name or a number. A dot belongs to it only before a digit: `a...b` is three tokens.
fn skip_word(mut rest: &[u8]) -> &[u8] {
    loop {
        rest = match rest {
            [b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z', after @ ..] => after,
            [b'.', b'0'..=b'9', after @ ..] => after,
            _ => return rest,
        };
    }
}

/// What follows a string whose opening quote is already read; an unfinished one ends at its line.
fn skip_string(rest: &[u8]) -> &[u8] {
    if let Some(block) = rest.strip_prefix(b"\"\"") {
        return skip_block_string(block);
    }
    let mut rest = rest;
    while let Some((&byte, after)) = rest.split_first() {
        rest = match byte {
            b'"' => return after,
            b'\n' | b'\r' => return rest,
            b'\\' => after.get(1..).unwrap_or_default(),
            _ => after,
        };
    }
    rest
}

/// What follows a block string whose three quotes are already read.
fn skip_block_string(mut rest: &[u8]) -> &[u8] {
    while let Some((_, after)) = rest.split_first() {
        if let Some(escaped) = rest.strip_prefix(b"\\\"\"\"") {
            rest = escaped;
        } else if let Some(end) = rest.strip_prefix(b"\"\"\"") {
            return end;
        } else {
            rest = after;
        }
    }
    rest
}
