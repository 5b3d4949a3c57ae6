//! A proxy before the server that counts how often the client waited for it.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use microcosm_postgres::testing::{Server, TestDatabase};
use microcosm_postgres::{Config, Service, SessionContext, SslMode};

/// How often the client spoke after the server had, on all connections.
#[derive(Clone, Default)]
pub struct Turns(Arc<AtomicUsize>);

impl Turns {
    /// The turns that `work` takes.
    pub async fn of<T>(&self, work: impl Future<Output = T>) -> (usize, T) {
        let before = self.0.load(Ordering::SeqCst);
        let outcome = work.await;
        (self.0.load(Ordering::SeqCst) - before, outcome)
    }
}

/// A context on `database` whose connections lead through a proxy, and the proxy's count.
///
/// The count is exact where the test runs on one thread: what the client sends before it waits leaves
/// in one write then.
pub async fn through_proxy(database: &TestDatabase) -> (SessionContext, Turns) {
    through_proxy_with(database, Config::default()).await
}

/// The same, with a configuration.
pub async fn through_proxy_with(
    database: &TestDatabase,
    config: Config,
) -> (SessionContext, Turns) {
    let server = Server::shared().await.expect("a server");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let turns = Turns::default();
    let counted = turns.clone();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let Ok(client) = client else { return };
            match connect(server) {
                Stream::Tcp(stream) => forward(client, stream, &counted),
                #[cfg(unix)]
                Stream::Unix(stream) => forward(client, stream, &counted),
            }
        }
    });
    let service = Service::new("example").with_config(Config {
        host: Some("127.0.0.1".into()),
        port: Some(port),
        database: Some(database.name().to_owned()),
        sslmode: Some(SslMode::Disable),
        ..config
    });
    (SessionContext::connect(&service).await.expect("connected"), turns)
}

/// The two kinds of sockets that a server may listen on.
enum Stream {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(std::os::unix::net::UnixStream),
}

fn connect(server: &Server) -> Stream {
    let (host, port) = (server.host(), server.port());
    #[cfg(unix)]
    if host.starts_with('/') {
        let path = format!("{host}/.s.PGSQL.{port}");
        return Stream::Unix(std::os::unix::net::UnixStream::connect(path).expect("a server"));
    }
    Stream::Tcp(TcpStream::connect((host, port)).expect("a server"))
}

/// One end of a connection.
trait End: Read + Write + Send + Sized + 'static {
    fn another(&self) -> Self;
    fn hang_up(&self);
}

macro_rules! end {
    ($stream:ty) => {
        impl End for $stream {
            fn another(&self) -> Self {
                self.try_clone().expect("another descriptor")
            }

            fn hang_up(&self) {
                let _ = self.shutdown(Shutdown::Both);
            }
        }
    };
}
end!(TcpStream);
#[cfg(unix)]
end!(std::os::unix::net::UnixStream);

/// Copies both ways until either end hangs up.
fn forward<C: End, S: End>(client: C, server: S, turns: &Turns) {
    let server_spoke = Arc::new(AtomicBool::new(true));
    let (to_client, to_server) = (client.another(), server.another());
    let (spoke, turns) = (Arc::clone(&server_spoke), turns.clone());
    std::thread::spawn(move || {
        copy(client, to_server, || {
            if spoke.swap(false, Ordering::SeqCst) {
                turns.0.fetch_add(1, Ordering::SeqCst);
            }
        });
    });
    std::thread::spawn(move || {
        copy(server, to_client, || server_spoke.store(true, Ordering::SeqCst))
    });
}

fn copy<F: End, T: End>(mut from: F, mut to: T, heard: impl Fn()) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        // Before it is passed on: the other side's answer comes after.
        heard();
        if to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    from.hang_up();
    to.hang_up();
}
