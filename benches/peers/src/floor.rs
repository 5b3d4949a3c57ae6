//! The floor: bytes made beforehand over a socket, and answers read to their end without decoding.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;

pub struct Floor {
    socket: UnixStream,
    buffer: Vec<u8>,
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = (body.len() as u32 + 4).to_be_bytes();
    [&[kind], &length[..], body].concat()
}

impl Floor {
    /// A connection with `sql`, of one bigint, prepared as `name`s say.
    pub fn new(path: &str, user: &str, database: &str, statements: &[(&str, &str)]) -> Self {
        let socket = UnixStream::connect(path).expect("a server");
        let mut floor = Self { socket, buffer: vec![0; 1 << 16] };
        let body = [
            &196_608_u32.to_be_bytes()[..],
            format!("user\0{user}\0database\0{database}\0\0").as_bytes(),
        ]
        .concat();
        // The startup message has no kind.
        floor.call(&message(0, &body)[1..]);
        for (name, sql) in statements {
            let parse = [name.as_bytes(), b"\0", sql.as_bytes(), b"\0\0\0"].concat();
            floor.call(&[message(b'P', &parse), message(b'S', b"")].concat());
        }
        floor
    }

    /// The bytes that run a prepared statement with one bigint.
    pub fn run(name: &str, value: i64) -> Vec<u8> {
        let bind = [
            b"\0",
            name.as_bytes(),
            b"\0\0\x01\0\x01\0\x01\0\0\0\x08",
            &value.to_be_bytes(),
            b"\0\x01\0\x01",
        ]
        .concat();
        let execute = message(b'E', b"\0\0\0\0\0");
        [message(b'B', &bind), execute, message(b'S', b"")].concat()
    }

    /// Sends and reads until the server is ready.
    pub fn call(&mut self, bytes: &[u8]) {
        self.socket.write_all(bytes).expect("sent");
        let mut kept = 0;
        loop {
            let read = self.socket.read(&mut self.buffer[kept..]).expect("an answer");
            assert_ne!(read, 0, "the server hung up");
            let (end, mut at) = (kept + read, 0);
            while end - at >= 5 {
                let kind = self.buffer[at];
                let length: [u8; 4] = self.buffer[at + 1..at + 5].try_into().expect("four");
                let next = at + 1 + u32::from_be_bytes(length) as usize;
                if next > end {
                    break;
                }
                assert_ne!(kind, b'E', "{}", String::from_utf8_lossy(&self.buffer[at..next]));
                if kind == b'Z' {
                    return;
                }
                at = next;
            }
            self.buffer.copy_within(at..end, 0);
            kept = end - at;
        }
    }
}
