//! Tickets: what decides, without anybody's choice, which pictures are looked at.
//!
//! The ticket of a picture is SHA-256 over the bytes of the seed and the bytes of its id, nothing between them. Whoever has
//! the list and the seed gets the same tickets: `printf '%s%s' "$SEED" "$ID" | sha256sum`. The pictures with the
//! smallest tickets are the sample, so a larger sample holds the smaller one.

use sha2::{Digest, Sha256};

use crate::hex::hex;

/// A ticket; the smallest are drawn.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub [u8; 32]);

impl Ticket {
    /// The beginning, which tells tickets of millions of rows apart.
    pub(super) fn head(&self) -> u128 {
        self.0.first_chunk().map_or(0, |head| u128::from_be_bytes(*head))
    }
}

impl std::fmt::Display for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl std::fmt::Debug for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ticket({self})")
    }
}

/// Gives out tickets.
#[derive(Clone, Debug)]
pub struct Seed(Sha256);

impl Seed {
    /// A seed of this text.
    pub fn new(text: &str) -> Self {
        Self(Sha256::new_with_prefix(text))
    }

    /// The ticket of the picture with this id.
    pub fn ticket(&self, id: &str) -> Ticket {
        Ticket(self.0.clone().chain_update(id).finalize().into())
    }
}

/// The text of a seed that is made from a public value: its SHA-256 in hexadecimal.
pub fn seed_from(public: &str) -> String {
    hex(&Sha256::digest(public))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anybody_can_make_the_same_ticket() {
        // printf '%s%s' seed photo.jpg | sha256sum
        let ticket = Seed::new("seed").ticket("photo.jpg").to_string();
        assert_eq!(ticket, "af0f744cbcab7e90faa371da9d53bb59964f3d105eb2fb7360501256b6b48e3f");
        // printf '%s' 'SSE 3456.78' | sha256sum
        assert_eq!(seed_from("SSE 3456.78"), "29849999fc9f99f609884ad73d8e7f0082c8dbedb0e289f41bfd37215a00e4d8");
    }

    #[test]
    fn tickets_are_ordered_by_all_of_their_bytes() {
        let (mut low, mut high) = ([7; 32], [7; 32]);
        (low[31], high[31]) = (1, 2);
        assert!(Ticket(low) < Ticket(high));
        (low[0], high[0]) = (9, 8);
        assert!(Ticket(low) > Ticket(high) && Ticket(low).head() > Ticket(high).head());
    }
}
