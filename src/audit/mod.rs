//! Sampling audits: how many pictures to look at, which ones, and what the whole is then like.

pub mod across;
pub mod audited;
pub mod bundle;
pub mod draw;
pub mod estimate;
pub mod interval;
pub mod kept;
pub mod list;
#[cfg(feature = "parquet")]
pub mod list_parquet;
pub mod measure;
pub mod merkle;
pub mod monthly;
pub mod observed;
pub mod plan;
pub mod same;
pub mod sample;
pub mod seal;
pub mod store;
pub mod stratified;
pub mod ticket;
pub mod trend;
