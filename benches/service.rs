//! The service under load, by `wrk`: verdicts in a second, waiting times at half of that, and ten times too much.
//!
//! The service and `wrk` share the cores of the machine, so a figure is a lower bound of what the service does alone.
//! Pictures of one megapixel are those of the folder `YANBIAO_PICTURES`; a made one without it.

#![expect(clippy::print_stdout, reason = "the table is the result")]

#[path = "serving.rs"]
mod serving;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use image::codecs::jpeg::JpegEncoder;
use image::{ImageEncoder, RgbImage};
use serving::Service;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Seconds of each run; `YANBIAO_SECONDS` for longer ones.
const SECONDS: u64 = 10;
/// Connections that keep every worker busy and stay below the queue.
const BUSY: u64 = 16;

fn main() -> Result<()> {
    if Command::new("wrk").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("not run: `wrk` is not installed (Debian: wrk)");
        return Ok(());
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("service");
    fs::create_dir_all(&folder)?;
    let seconds = std::env::var("YANBIAO_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(SECONDS);
    let small = made(&folder, 640, 480, 300_000)?;
    let large = match std::env::var_os("YANBIAO_PICTURES") {
        Some(folder) => files(Path::new(&folder))?,
        None => vec![made(&folder, 1_152, 896, 300_000)?],
    };
    let bench = Bench { folder, seconds };
    println!("| | requests/s | median | 99 % | answers | memory before, after |");
    println!("|---|---|---|---|---|---|");
    let metadata = bench.run("metadata depth, 300 KB", "metadata", std::slice::from_ref(&small), BUSY, 0, &[])?;
    let pause = 64_000 / (metadata / 2).max(1);
    bench.run("the same at half of that", "metadata", std::slice::from_ref(&small), 64, pause, &[])?;
    let journal = bench.folder.join("journal.sqlite");
    drop(fs::remove_file(&journal));
    let journal = journal.to_string_lossy().into_owned();
    bench.run(
        "metadata depth, on record",
        "metadata",
        std::slice::from_ref(&small),
        32,
        0,
        &["--journal", &journal],
    )?;
    bench.run("full depth, 1 megapixel", "full", &large, BUSY, 0, &[])?;
    bench.run("the same, ten times too many clients", "full", &large, 660, 0, &[])?;
    Ok(())
}

struct Bench {
    folder: PathBuf,
    seconds: u64,
}

impl Bench {
    /// One row of the table; returns verdicts in a second.
    fn run(
        &self,
        what: &str,
        depth: &str,
        pictures: &[PathBuf],
        clients: u64,
        pause: u64,
        more: &[&str],
    ) -> Result<u64> {
        let service = Service::start(more)?;
        let script = self.folder.join("load.lua");
        fs::write(&script, lua(depth, pictures, pause)?)?;
        self.load(&service, &script, clients, 2)?;
        let (before, counted) = (service.memory().ok_or("it has ended")?, answers(&service)?);
        let said = self.load(&service, &script, clients, self.seconds)?;
        let after = service.memory().ok_or("it has ended")?;
        let answers: Vec<(String, u64)> = answers(&service)?
            .into_iter()
            .map(|(status, count)| {
                let earlier = counted.iter().find(|(one, _)| *one == status).map_or(0, |(_, count)| *count);
                (status, count - earlier)
            })
            .collect();
        let verdicts = answers.iter().find(|(status, _)| status == "200").map_or(0, |(_, count)| *count) / self.seconds;
        let answers: Vec<String> = answers.iter().map(|(status, count)| format!("{count} x {status}")).collect();
        let line = |name: &str| {
            let line = said.lines().find(|line| line.trim_start().starts_with(name)).unwrap_or_default();
            line.split_whitespace().nth(1).unwrap_or("?").to_owned()
        };
        let errors = said.lines().find(|line| line.contains("Socket errors")).unwrap_or_default().trim();
        let answers = answers.join(", ");
        println!(
            "| {what} | {verdicts} | {} | {} | {answers} {errors} | {before} MB, {after} MB |",
            line("50%"),
            line("99%")
        );
        Ok(verdicts)
    }

    fn load(&self, service: &Service, script: &Path, clients: u64, seconds: u64) -> Result<String> {
        let mut wrk = Command::new("wrk");
        wrk.args(["-t1", "--latency", "--timeout", "60s", &format!("-c{clients}"), &format!("-d{seconds}s"), "-s"]);
        let output = wrk.arg(script).arg(format!("http://{}", service.address)).output()?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// What `wrk` sends: the pictures in turn, each client with a pause in milliseconds before every request.
fn lua(depth: &str, pictures: &[PathBuf], pause: u64) -> Result<String> {
    let mut text = String::from("local bodies = {}\n");
    for path in pictures {
        writeln!(text, "bodies[#bodies + 1] = io.open({:?}, 'rb'):read('*a')", path.to_string_lossy())?;
    }
    writeln!(
        text,
        "local turn = 0
function request()
  turn = turn % #bodies + 1
  return wrk.format('POST', '/v1/check?declared=no&depth={depth}', nil, bodies[turn])
end"
    )?;
    if pause > 0 {
        writeln!(text, "function delay() return math.random(0, {}) end", 2 * pause)?;
    }
    Ok(text)
}

/// A picture of about so many bytes, without a label: slopes and noise, as much as it takes.
fn made(folder: &Path, width: u32, height: u32, bytes: usize) -> Result<PathBuf> {
    let mut best = Vec::new();
    for strength in (0..=255_u32).step_by(5) {
        let mut state = 1_u32;
        let picture = RgbImage::from_fn(width, height, |x, y| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = (state >> 24) * strength / 255;
            let level = |slope: u32| u8::try_from((slope + noise).min(255)).unwrap_or(255);
            image::Rgb([level(x * 200 / width), level(y * 200 / height), level((x + y) * 100 / width)])
        });
        best.clear();
        JpegEncoder::new_with_quality(&mut best, 85).write_image(
            &picture,
            width,
            height,
            image::ExtendedColorType::Rgb8,
        )?;
        if best.len() >= bytes {
            break;
        }
    }
    let path = folder.join(format!("{width}x{height}.jpg"));
    fs::write(&path, best)?;
    Ok(path)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    found.retain(|path| path.is_file());
    found.sort();
    found.truncate(200);
    Ok(found)
}

/// Answers of `/v1/check` by status.
fn answers(service: &Service) -> Result<Vec<(String, u64)>> {
    let mut stream = TcpStream::connect(service.address)?;
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    let lines = text.lines().filter(|line| line.starts_with("yanbiao_answers_total{route=\"/v1/check\""));
    let parts = lines.filter_map(|line| {
        let status = line.split("status=\"").nth(1)?.split('"').next()?;
        Some((status.to_owned(), line.rsplit(' ').next()?.parse().ok()?))
    });
    Ok(parts.collect())
}
