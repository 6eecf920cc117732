//! `yanbiao serve`: from arguments to a service that listens.

use std::fs;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};

use super::escape::escaped;
use super::serve_args::ServeArgs;
use super::{ledger_file, printer, settings};
use crate::check::Settings;
use crate::fetch::guard::{self, Reach, Refusal};
use crate::hook::job_store::{JobOptions, Secret};
use crate::hook::journal::{Journal, JournalError};
use crate::hook::options::{Options, TOKEN_BYTES_MIN, Token};
use crate::hook::serve::serve;
use crate::hook::service::{Service, World};
use crate::limits::Limits;
use crate::message::{Lang, Text};
use crate::report::problem::{Line, write_line};

static NO_TOKEN: Text = Text {
    zh: "监听 {address} 会让其他机器访问；请用 --token-file 指定令牌，或只监听 127.0.0.1",
    en: "other machines can reach {address}: name a token with --token-file, or listen at 127.0.0.1",
};
static BAD_TOKEN: Text = Text {
    zh: "令牌应为一行，至少 {bytes} 个可打印的 ASCII 字符，不含空格",
    en: "a token is one line of at least {bytes} printable ASCII characters without spaces",
};
static NOT_LISTENING: Text = Text { zh: "无法监听 {address}", en: "cannot listen at {address}" };
static LISTENING: Text = Text {
    zh: "正在监听 http://{address}/ ；按 Ctrl-C 停止",
    en: "listening at http://{address}/ ; stop with Ctrl-C",
};

static NO_FOLDER: Text = Text { zh: "地址应以 / 结尾", en: "the address must end with a slash" };
static SHORT: Text = Text {
    zh: "注意：记录只保留 {days} 天；标识办法第九条要求的日志至少保留六个月",
    en: "note: records are kept for {days} days only; logs that Art. 9 of the labelling rules asks for must be kept for six months",
};

const MIB: u64 = 1 << 20;
/// 标识办法 Art. 9: 不少于六个月.
const SIX_MONTHS_DAYS: u32 = 184;
/// Jobs at the same time; most of their time they wait for the network.
const JOB_THREADS: usize = 4;

/// Serves until the program is asked to stop.
pub(super) fn run(args: &ServeArgs, lang: Lang) -> Result<u8> {
    let token = args.token_file.as_deref().map(|path| secret(path, lang, Token::new)).transpose()?;
    if token.is_none() && !args.listen.ip().is_loopback() {
        bail!("{}", NO_TOKEN.with("address", args.listen.to_string()).render(lang));
    }
    let lists = settings::with_lists(args.trust_dir.as_deref(), lang)?;
    let limits = Limits { pixels_max: args.max_pixels * 1_000_000, ..Limits::default() };
    let shelf = args.ledger.as_deref().map(|path| ledger_file::shelf(path, true, lang)).transpose()?;
    let world = World { clock: settings::now, log: if args.no_log { |_| {} } else { log } };
    let service = Service::new(options(args, token), Settings { limits, ..lists }, shelf, world);
    let service = match args.journal.as_deref() {
        Some(path) => service.with_journal(journal(path, args.retain, lang)?, jobs(args, lang)?),
        None => service,
    };
    let told = |address: SocketAddr| {
        printer::print_error(&format!("{}\n", LISTENING.with("address", address.to_string()).render(lang)));
    };
    let failed = || NOT_LISTENING.with("address", args.listen.to_string()).render(lang).into_owned();
    serve(service, told).with_context(failed)?;
    Ok(0)
}

fn options(args: &ServeArgs, token: Option<Token>) -> Options {
    Options {
        token,
        role: settings::role(args.role),
        depth: settings::depth(args.depth),
        jurisdiction: settings::jurisdiction(args.jurisdiction),
        c2pa_counts_as_implicit: args.c2pa_counts_as_implicit,
        queue: args.queue,
        body_bytes_max: args.max_body * MIB,
        bodies_bytes_max: args.max_bodies.max(args.max_body) * MIB,
        connections_max: args.connections.max(1),
        body_time: Duration::from_secs(args.body_time),
        check_time: Duration::from_secs(args.check_time),
        ..Options::at(args.listen, settings::jobs(args.workers))
    }
}

/// Reads what may be known to few: one line of a file.
fn secret<T>(path: &Path, lang: Lang, parse: impl FnOnce(&str) -> Option<T>) -> Result<T> {
    let named = || escaped(&path.display().to_string());
    let text = fs::read_to_string(path).with_context(named)?;
    let bad = || anyhow!("{}: {}", named(), BAD_TOKEN.with("bytes", TOKEN_BYTES_MIN.to_string()).render(lang));
    parse(text.trim_end_matches(['\r', '\n'])).ok_or_else(bad)
}

fn journal(path: &Path, days: u32, lang: Lang) -> Result<Journal> {
    if days < SIX_MONTHS_DAYS {
        printer::print_error(&format!("{}\n", SHORT.with("days", days.to_string()).render(lang)));
    }
    let retain = Duration::from_secs(u64::from(days) * 24 * 60 * 60);
    let named =
        |error: JournalError| anyhow!("{}: {}", escaped(&path.display().to_string()), error.message().render(lang));
    Journal::open(path, retain, settings::now).map_err(named)
}

fn jobs(args: &ServeArgs, lang: Lang) -> Result<Option<JobOptions>> {
    let (Some(callback), Some(path)) = (&args.callback, &args.secret_file) else { return Ok(None) };
    for address in args.jobs_from.iter().chain([callback]) {
        let bad = |refusal: Refusal| anyhow!("{}: {}", escaped(address), refusal.message().render(lang));
        guard::parse(address, Reach::Operator).map_err(bad)?;
    }
    if let Some(address) = args.jobs_from.iter().find(|address| !address.ends_with('/')) {
        bail!("{}: {}", escaped(address), NO_FOLDER.pick(lang));
    }
    let key = secret(path, lang, |text| Token::new(text).map(|_| Secret::new(text.as_bytes())))?;
    let sources = args.jobs_from.clone();
    Ok(Some(JobOptions { callback: callback.clone(), secret: key, sources, threads: JOB_THREADS }))
}

/// A log that cannot be written must not stop the service.
fn log(line: &Line) {
    drop(io::stderr().lock().write_all(&write_line(line)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_from_a_file_of_one_line() {
        let path = std::env::temp_dir().join(format!("yanbiao-token-{}", std::process::id()));
        fs::write(&path, "0123456789abcdef\r\n").unwrap();
        let token = |path: &Path, lang| secret(path, lang, Token::new);
        assert!(token(&path, Lang::En).unwrap().is(b"0123456789abcdef"));
        fs::write(&path, "0123456789abcdef\nsecond line").unwrap();
        assert!(token(&path, Lang::En).unwrap_err().to_string().contains("one line of at least 16"));
        fs::remove_file(&path).unwrap();
        assert!(token(&path, Lang::En).is_err());
    }
}
