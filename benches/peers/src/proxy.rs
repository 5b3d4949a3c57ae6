//! A proxy that delivers what it gets half a millisecond later, either way.

use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

const DELAY: Duration = Duration::from_micros(500);

/// Listens in `folder` as a server would.
pub fn start(folder: &Path, server: String) {
    let listener = UnixListener::bind(folder.join(".s.PGSQL.5432")).expect("a socket");
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let server = UnixStream::connect(&server).expect("a server");
            let other = |stream: &UnixStream| stream.try_clone().expect("another descriptor");
            carry(other(&client), other(&server));
            carry(server, client);
        }
    });
}

fn carry(mut from: UnixStream, mut to: UnixStream) {
    let (send, receive) = mpsc::channel::<(Instant, Vec<u8>)>();
    std::thread::spawn(move || {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            if send.send((Instant::now() + DELAY, buffer[..length].to_vec())).is_err() {
                break;
            }
        }
    });
    std::thread::spawn(move || {
        for (due, bytes) in receive {
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&bytes).is_err() {
                return;
            }
        }
        let _ = to.shutdown(std::net::Shutdown::Both);
    });
}
