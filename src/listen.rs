//! `LISTEN` and `NOTIFY`: a stream of notifications that survives the loss of its connection.

use std::time::Duration;

use futures_util::{Stream, stream};
use tokio::sync::mpsc;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Notification};

use crate::context::SessionContext;
use crate::error::{Error, Failure};
use crate::handle::Handle;
use crate::pool;
use crate::settings::Settings;
use crate::statement::{Action, Statement};
use crate::transaction::{Retry, TransactionOptions};

/// The notifications that wait for whoever reads them. When they are that many, no more is read from the
/// server, which keeps them meanwhile.
const WAITING: usize = 1024;

/// The longest name of a channel, in bytes: it is an identifier of the server's.
const LONGEST_CHANNEL: usize = 63;

static NOTIFY: Statement = Statement::new(
    Action { store: "Notify", name: "notify", model: "pg_notify" },
    "SELECT pg_notify($1, $2)",
    const { &[Type::TEXT, Type::TEXT] },
);

/// What a [`Listener`] has to tell.
#[derive(Clone, Debug)]
pub enum Heard {
    /// A transaction that notified has committed.
    Notification(Notification),
    /// The connection was lost, and there is another one now. What was sent in between is lost too:
    /// whoever keeps a state by notifications should read it anew.
    Resumed,
}

/// A connection that listens, outside of the pool. It ends when this is dropped.
///
/// ```no_run
/// use microcosm_postgres::{Error, Heard, SessionContext};
///
/// async fn watch(context: &SessionContext) -> Result<(), Error> {
///     let mut listener = context.listen(&["company_changed"]).await?;
///     loop {
///         match listener.next().await {
///             Heard::Notification(notification) => println!("{}", notification.payload()),
///             Heard::Resumed => println!("something may have been missed"),
///         }
///     }
/// }
/// # let _ = watch;
/// ```
#[derive(Debug)]
pub struct Listener {
    settings: Settings,
    listen: String,
    line: Line,
}

/// The connection of a listener; dropped, it ends.
#[derive(Debug)]
struct Line {
    _client: Client,
    heard: mpsc::Receiver<Notification>,
}

impl SessionContext {
    /// Listens to `channels`, by a connection of its own, from now on.
    ///
    /// # Errors
    /// [`Error::Misuse`] for a name that the server would not take or would cut short;
    /// [`Error::Configuration`] behind PgBouncer, where there is no session to listen in; those of
    /// [`connect`](Self::connect).
    pub async fn listen(&self, channels: &[&str]) -> Result<Listener, Error> {
        self.check_sessions("listening")?;
        let listen: Vec<String> =
            channels.iter().copied().map(command).collect::<Result<_, _>>()?;
        let (settings, listen) = (self.settings().clone(), listen.join("; "));
        let line = open(&settings, &listen).await?;
        Ok(Listener { settings, listen, line })
    }
}

/// The command that listens to `channel`.
fn command(channel: &str) -> Result<String, Error> {
    let reason = if channel.is_empty() {
        "it is empty".to_owned()
    } else if channel.contains('\0') {
        "it holds a zero byte".to_owned()
    } else if channel.len() > LONGEST_CHANNEL {
        format!("it has {} bytes, and {LONGEST_CHANNEL} are the most", channel.len())
    } else {
        return Ok(format!("LISTEN \"{}\"", channel.replace('"', "\"\"")));
    };
    let text = format!("`{channel}` cannot be the name of a channel: {reason}");
    Err(Error::Misuse(Box::new(Failure::new(text))))
}

impl Handle {
    /// Has the server tell all who listen to `channel`, when the transaction commits.
    ///
    /// A payload is text of at most 7,999 bytes. Equal notifications of one transaction are told once.
    ///
    /// # Errors
    /// [`Error::Misuse`] for a name that the server would not take; what the server reports, by domain.
    pub async fn notify(&self, channel: &str, payload: &str) -> Result<(), Error> {
        command(channel)?;
        self.execute(&NOTIFY, &[&channel, &payload]).await.map(|_| ())
    }
}

impl Listener {
    /// Waits for the next thing to be heard.
    ///
    /// When the connection is lost, it is made again, after pauses that double from 100 ms up to 5 s: that
    /// is no error, but [`Heard::Resumed`]. The future may be dropped at any time; nothing is lost by that.
    pub async fn next(&mut self) -> Heard {
        if let Some(notification) = self.line.heard.recv().await {
            return Heard::Notification(notification);
        }
        let pauses = Retry::new(TransactionOptions::new())
            .pauses(Duration::from_millis(100), Duration::from_secs(5));
        let mut attempt = 1;
        loop {
            match open(&self.settings, &self.listen).await {
                Ok(line) => {
                    self.line = line;
                    return Heard::Resumed;
                }
                Err(error) => {
                    tracing::warn!(%error, attempt, "no connection to listen by: again");
                    tokio::time::sleep(pauses.pause(attempt, fastrand::f64())).await;
                    attempt = attempt.saturating_add(1);
                }
            }
        }
    }

    /// All that is heard, as a stream without an end.
    pub fn into_stream(self) -> impl Stream<Item = Heard> + Send {
        stream::unfold(self, async |mut listener| {
            let heard = listener.next().await;
            Some((heard, listener))
        })
    }
}

/// Connects and listens. What is sent once this has returned will be heard.
async fn open(settings: &Settings, listen: &str) -> Result<Line, Error> {
    let (send, heard) = mpsc::channel(WAITING);
    let client = pool::connect_listening(settings, send).await?;
    client.batch_execute(listen).await.map_err(Error::of_batch)?;
    Ok(Line { _client: client, heard })
}
