//! The service that a platform puts in front of every upload: HTTP in, Report v1 out.
//!
//! 200 is a verdict and everything else is none. The threads that talk to clients never decode a picture, and whatever a
//! client can make the service hold has a bound.

mod about;
mod admission;
mod ask;
pub mod job_store;
mod jobs;
pub mod journal;
mod judge;
mod label;
mod metrics;
pub mod options;
mod orders;
mod page;
mod probe;
mod problem;
mod routes;
pub mod serve;
pub mod service;
mod upload;
