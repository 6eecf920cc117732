//! Listening: connections in, within bounds, until the service is asked to stop.

use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use futures_util::future::select;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

use super::jobs;
use super::options::Options;
use super::routes;
use super::service::Service;

/// Time for the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Bytes of the head of a request.
const HEAD_BYTES_MAX: usize = 16 << 10;
/// Threads that talk to clients. They only move bytes.
const TALKING_THREADS: usize = 2;
/// Pause after the system refused a connection, most often because no file descriptor is left.
const REFUSED_PAUSE: Duration = Duration::from_millis(50);

/// Serves until SIGTERM or SIGINT, then lets requests in progress end. `listening` is told the address once
/// connections are taken.
///
/// # Errors
/// When the address cannot be listened at.
pub fn serve(service: Service, listening: impl FnOnce(SocketAddr)) -> io::Result<()> {
    let service = Arc::new(service);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(TALKING_THREADS)
        .max_blocking_threads(service.options.workers.max(1))
        .enable_all()
        .build()?;
    let ended = runtime.block_on(listen(&service, listening));
    // A check that is still running has nobody left to tell.
    runtime.shutdown_background();
    ended
}

async fn listen(service: &Arc<Service>, listening: impl FnOnce(SocketAddr)) -> io::Result<()> {
    let listener = TcpListener::bind(service.options.listen).await?;
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let router = routes::router(service);
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(service.options.connections_max.min(Semaphore::MAX_PERMITS)));
    for _ in 0..service.jobs.as_ref().map_or(0, |jobs| jobs.options.threads) {
        let service = Arc::clone(service);
        std::thread::spawn(move || service.jobs.as_ref().map(|store| jobs::run(&service, store)));
    }
    let follower = Arc::clone(service);
    std::thread::spawn(move || follower.follow_ledger());
    listening(listener.local_addr()?);
    let accepting = async {
        loop {
            // Whoever finds no place here waits in the backlog of the system.
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
            match listener.accept().await {
                Ok((stream, _)) => {
                    let connection = graceful.watch(connection(stream, router.clone(), &service.options));
                    let counted = Arc::clone(service);
                    counted.metrics.connections.inc();
                    tokio::spawn(async move {
                        // What a client does to its connection is no error of ours.
                        let _ = connection.await;
                        counted.metrics.connections.dec();
                        drop(place);
                    });
                }
                Err(_) => tokio::time::sleep(REFUSED_PAUSE).await,
            }
        }
    };
    let (terminated, interrupted) = (pin!(terminate.recv()), pin!(interrupt.recv()));
    select(pin!(accepting), select(terminated, interrupted)).await;
    service.stop();
    drop(listener);
    drop(tokio::time::timeout(service.options.drain_time, graceful.shutdown()).await);
    Ok(())
}

/// A connection with time limits, as the HTTP library takes it.
type Limited = TokioIo<Pin<Box<TimeoutStream<TcpStream>>>>;

/// One connection: HTTP/1.1, a bounded head, and cut off when nothing moves for too long.
fn connection(
    stream: TcpStream,
    router: Router,
    options: &Options,
) -> http1::Connection<Limited, TowerToHyperService<Router>> {
    // Answers are small and written at once; waiting for more to send only delays them.
    drop(stream.set_nodelay(true));
    let mut stream = TimeoutStream::new(stream);
    // While a picture is checked, the connection is read to see whether the client is still there.
    stream.set_read_timeout(Some(options.idle_time.max(options.check_time + Duration::from_secs(5))));
    stream.set_write_timeout(Some(options.idle_time));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_BYTES_MAX.max(1 << 16))
        .serve_connection(TokioIo::new(Box::pin(stream)), TowerToHyperService::new(router))
}
