//! One digest for many lines: a Merkle tree as in RFC 6962, 2.1.
//!
//! A leaf is SHA-256 over a zero byte and the line, a node SHA-256 over a one byte and the two digests below it; of n
//! leaves the left half holds the largest power of two below n. Whoever has the root can be shown that one line belongs to it
//! with a handful of digests.

use sha2::{Digest, Sha256};

/// The root over these lines; over none it is the SHA-256 of nothing.
pub fn root<'a>(lines: impl IntoIterator<Item = &'a [u8]>) -> [u8; 32] {
    let leaves: Vec<[u8; 32]> = lines.into_iter().map(leaf).collect();
    if leaves.is_empty() { Sha256::digest(b"").into() } else { above(leaves) }
}

fn leaf(line: &[u8]) -> [u8; 32] {
    Sha256::new_with_prefix([0]).chain_update(line).finalize().into()
}

/// Pairing from the left, an odd last digest going up as it is, gives the tree of the RFC.
fn above(mut digests: Vec<[u8; 32]>) -> [u8; 32] {
    while digests.len() > 1 {
        let node = |pair: &[[u8; 32]]| match pair {
            [left, right] => Sha256::new_with_prefix([1]).chain_update(left).chain_update(right).finalize().into(),
            rest => rest.first().copied().unwrap_or_default(),
        };
        digests = digests.chunks(2).map(node).collect();
    }
    digests.first().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex::hex;

    /// The definition of the RFC, word by word.
    fn by_definition(lines: &[&[u8]]) -> [u8; 32] {
        match lines {
            [] => Sha256::digest(b"").into(),
            [line] => leaf(line),
            lines => {
                let half = lines.len().next_power_of_two() / 2;
                let (left, right) = (by_definition(&lines[..half]), by_definition(&lines[half..]));
                Sha256::new_with_prefix([1]).chain_update(left).chain_update(right).finalize().into()
            }
        }
    }

    #[test]
    fn the_root_is_that_of_the_rfc() {
        let lines: Vec<Vec<u8>> = (0..40_u8).map(|line| vec![line; usize::from(line)]).collect();
        for count in 0..=lines.len() {
            let lines: Vec<&[u8]> = lines.iter().take(count).map(Vec::as_slice).collect();
            assert_eq!(root(lines.iter().copied()), by_definition(&lines), "{count} lines");
        }
        // printf '\\0' | sha256sum
        let empty_line = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
        assert_eq!(hex(&root([&b""[..]])), empty_line);
    }

    #[test]
    fn a_line_more_or_another_order_is_another_root() {
        let lines = [&b"a"[..], b"b", b"c"];
        let swapped = [&b"b"[..], b"a", b"c"];
        assert_ne!(root(lines), root(swapped));
        assert_ne!(root(lines), root(lines.into_iter().chain([&b"c"[..]])));
    }
}
