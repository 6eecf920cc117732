//! Sampling audits: how many pictures to look at, which ones, and what the whole is then like.

pub mod draw;
pub mod interval;
pub mod list;
pub mod observed;
pub mod plan;
pub mod sample;
pub mod store;
pub mod stratified;
pub mod ticket;
