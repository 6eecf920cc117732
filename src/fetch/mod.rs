//! The one guarded way to the network. Nothing here runs unless the user asks for it: `check --online` and
//! `trust update`.
//!
//! A picture may name any address it likes, so every address is hostile: [`guard`] decides which may be
//! spoken to, [`client`] speaks to exactly those, within bounds of time, size and redirects. In: an address.
//! Out: bytes, or an error that names the address and the reason. Must not know what the bytes mean.

pub mod client;
pub mod guard;
#[cfg(test)]
pub(crate) mod test_server;
