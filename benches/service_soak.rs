//! Mixed and hostile traffic for a long time: whole pictures, cut and flipped ones, garbage, broken HTTP, clients that
//! hang up or stall. The service must not crash, answer anything but what it should, or grow.
//!
//! `YANBIAO_MINUTES` minutes (1), pictures of the folders in `YANBIAO_PICTURES` (the samples).

#![expect(clippy::print_stdout, reason = "the table is the result")]

use std::collections::BTreeMap;
#[path = "serving.rs"]
mod serving;

use std::error::Error;
use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use serving::Service;

/// Clients at the same time.
const CLIENTS: u64 = 12;
/// After so long without requests the memory of what was in hand has been given back.
const REST: Duration = Duration::from_secs(15);
const DEPTHS: [&str; 4] = ["metadata", "metadata", "full", "deep"];

fn main() -> Result<(), Box<dyn Error>> {
    let minutes: u64 = std::env::var("YANBIAO_MINUTES").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let folders = std::env::var("YANBIAO_PICTURES")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/samples").to_owned());
    let mut files = Vec::new();
    folders.split(':').for_each(|folder| below(Path::new(folder), &mut files));
    files.sort();
    let service = Service::start(&[])?;
    println!("{} files, {minutes} minutes, {CLIENTS} clients", files.len());
    let answers = Mutex::new(BTreeMap::<String, u64>::new());
    let until = Instant::now() + Duration::from_secs(60 * minutes);
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (files, answers, address) = (&files, &answers, service.address);
            scope.spawn(move || {
                let mut chance = Chance(client + 1);
                while Instant::now() < until {
                    let said = chance.ask(address, files).unwrap_or_else(|error| format!("{:?}", error.kind()));
                    if let Ok(mut answers) = answers.lock() {
                        *answers.entry(said).or_default() += 1;
                    }
                }
            });
        }
        while Instant::now() < until {
            thread::sleep(Duration::from_secs(30).min(until.saturating_duration_since(Instant::now())));
            let seconds = (60 * minutes).saturating_sub(until.saturating_duration_since(Instant::now()).as_secs());
            println!("{:>5.1} minutes: memory {} MB", seconds as f64 / 60.0, service.memory().unwrap_or_default());
        }
    });
    thread::sleep(REST);
    println!("at rest: memory {} MB", service.memory().unwrap_or_default());
    let alive = service.memory().is_some();
    println!("the service {}", if alive { "is alive" } else { "HAS ENDED" });
    for (answer, count) in answers.into_inner()? {
        println!("{count} x {answer}");
    }
    Ok(())
}

/// Which way a client goes: the same for the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound.max(1)
    }

    /// One request, well-behaved or not; says what came of it.
    fn ask(&mut self, address: SocketAddr, files: &[PathBuf]) -> std::io::Result<String> {
        let path = files.get(self.below(files.len())).cloned().unwrap_or_default();
        let mut picture = fs::read(path)?;
        let kind = self.below(10);
        match kind {
            0 => picture.truncate(self.below(picture.len())),
            1 => {
                for _ in 0..8 {
                    let at = self.below(picture.len());
                    let flipped = u8::try_from(self.below(256)).unwrap_or(0);
                    picture.get_mut(at).into_iter().for_each(|byte| *byte ^= flipped);
                }
            }
            _ => {}
        }
        let depth = DEPTHS.get(self.below(DEPTHS.len())).copied().unwrap_or("metadata");
        let route = ["/v1/check", "/v1/check", "/v1/check", "/v1/label", "/v1/compare"][self.below(5)];
        let query = if route == "/v1/label" { "propagator=p&id=i&" } else { "" };
        let head = format!(
            "POST {route}?{query}depth={depth} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            picture.len()
        );
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(90)))?;
        match kind {
            // Hangs up in the middle.
            2 => {
                let half = picture.len() / 2;
                stream.write_all(&[head.as_bytes(), picture.get(..half).unwrap_or_default()].concat())?;
                stream.shutdown(Shutdown::Both)?;
                return Ok("hung up".to_owned());
            }
            // No HTTP at all.
            3 => stream.write_all(picture.get(..picture.len().min(4_096)).unwrap_or_default())?,
            // Stalls for a while.
            4 => {
                stream.write_all(head.as_bytes())?;
                thread::sleep(Duration::from_millis(300));
                stream.write_all(&picture)?;
            }
            _ => drop(stream.write_all(&[head.as_bytes(), &picture].concat())),
        }
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let status =
            answer.split(|byte| *byte == b' ').nth(1).map(|status| String::from_utf8_lossy(status).into_owned());
        Ok(status.unwrap_or_else(|| "closed".to_owned()))
    }
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            below(&path, found);
        } else if entry.metadata().is_ok_and(|data| data.len() > 0 && data.len() < 30 << 20) {
            found.push(path);
        }
    }
}
