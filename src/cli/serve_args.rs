//! Arguments of `serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::choices::{DepthArg, JurisdictionArg, RoleArg};

const SERVE_HELP: &str = "\
Examples:
  yanbiao serve                                       on this machine only; open http://127.0.0.1:8750/
  curl --data-binary @photo.jpg 'http://127.0.0.1:8750/v1/check?declared=no'
  curl -F file=@photo.jpg http://127.0.0.1:8750/v1/check
  yanbiao serve --listen 0.0.0.0:8750 --token-file token.txt

An answer with status 200 is a verdict (the report of `yanbiao check --format json`); every other status is none:
decide beforehand whether a picture without a verdict is let through or held back.
SIGTERM and Ctrl-C end the service when the requests in progress are answered.";

/// Arguments of `serve`.
#[derive(Debug, clap::Args)]
#[command(after_help = SERVE_HELP)]
pub struct ServeArgs {
    /// Address to listen at. Beyond this machine a token is required
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8750")]
    pub listen: SocketAddr,
    /// File that holds the token, in one line, which requests must show: `Authorization: Bearer TOKEN`
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// In which capacity pictures are judged when a request does not say it
    #[arg(long, value_enum, default_value = "platform")]
    pub role: RoleArg,
    /// How far to look when a request does not say it. metadata: no pixels; full; deep: slow searches too
    #[arg(long, value_enum, default_value = "full")]
    pub depth: DepthArg,
    /// Whose labelling rules apply
    #[arg(long, value_enum, default_value = "cn")]
    pub jurisdiction: JurisdictionArg,
    /// Treat a trusted C2PA AI statement as the implicit label of Art. 6(一)
    #[arg(long)]
    pub c2pa_counts_as_implicit: bool,
    /// Folder with trust lists
    #[arg(long, value_name = "DIR")]
    pub trust_dir: Option<PathBuf>,
    /// Look each picture up in this ledger (`yanbiao ledger`); what is added to it meanwhile is followed
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
    /// Pictures checked at the same time; default: one per core
    #[arg(long, value_name = "N")]
    pub workers: Option<usize>,
    /// Pictures that may wait for a worker; when so many wait for a second, the answer is 503
    #[arg(long, value_name = "N", default_value_t = 64)]
    pub queue: usize,
    /// MiB of one request at most
    #[arg(long, value_name = "MIB", default_value_t = 32, value_parser = clap::value_parser!(u64).range(1..=512))]
    pub max_body: u64,
    /// MiB of all requests in hand at most; when they hold so much, the answer is 503
    #[arg(long, value_name = "MIB", default_value_t = 256, value_parser = clap::value_parser!(u64).range(1..=1_048_576))]
    pub max_bodies: u64,
    /// Megapixels of a picture that is decoded. Of a larger one only the metadata are checked, and the report says so
    #[arg(long, value_name = "MP", default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=110))]
    pub max_pixels: u64,
    /// Connections at the same time
    #[arg(long, value_name = "N", default_value_t = 1_024)]
    pub connections: usize,
    /// Seconds in which a request must have come in
    #[arg(long, value_name = "S", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub body_time: u64,
    /// Seconds from then to the answer
    #[arg(long, value_name = "S", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub check_time: u64,
    /// Put every verdict on record in this SQLite file before it is answered: digest, labels as found, findings; never
    /// the picture
    #[arg(long, value_name = "FILE")]
    pub journal: Option<PathBuf>,
    /// Days that records are kept
    #[arg(long, value_name = "DAYS", default_value_t = 190, value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub retain: u32,
    /// Take jobs (POST /v1/jobs) and post their results to this address
    #[arg(long, value_name = "URL", requires_all = ["journal", "secret_file"])]
    pub callback: Option<String>,
    /// File with the secret, in one line, that results are signed with (HMAC-SHA256)
    #[arg(long, value_name = "FILE", requires = "callback")]
    pub secret_file: Option<PathBuf>,
    /// Let jobs take pictures from below this address although it is not public; it ends with a slash. A `key` of a job
    /// is what follows the first of these
    #[arg(long, value_name = "URL", requires = "callback")]
    pub jobs_from: Vec<String>,
    /// Write no log on standard error
    #[arg(long)]
    pub no_log: bool,
}
