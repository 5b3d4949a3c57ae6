//! One connection to the server: its prepared statements and what is known of its state.

use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use futures_util::{FutureExt, future};
use tokio::task::AbortHandle;
use tokio_postgres::{Client, CopyInSink};

use crate::columns::{self, Fit};
use crate::error::{Error, Failure, Phase};
use crate::guard::{self, Limits};
use crate::pending::Pending;
use crate::prepared::Prepared;
use crate::prewarm::Used;
use crate::query_log::Actions;
use crate::slots::Slots;
use crate::statement::{Action, Statement};
use crate::unnamed::{self, Unnamed};

/// A connection, its statements by slot, and how deep in transactions it stands.
#[derive(Debug)]
pub(crate) struct Connection {
    client: Client,
    statements: Slots<Prepared>,
    /// 0 outside of transactions, 1 in one, one more for each savepoint; [`LOST`] in one that the server
    /// never began.
    level: AtomicU32,
    /// The `BEGIN` and `SAVEPOINT`s of open levels that travel with the next request, outermost first.
    unsent: Mutex<Vec<(u32, String)>>,
    /// Whether there are any, so that no lock is taken where there are none.
    has_unsent: AtomicBool,
    /// A rollback was sent and its outcome not awaited: whoever uses the connection next must.
    unconfirmed: AtomicBool,
    /// The server or the network ended it. The client learns of that from its task, a little later than
    /// from the error that says so.
    broken: AtomicBool,
    /// The transaction lost against another one, or never reached the server: nothing of it was kept.
    lost: AtomicBool,
    /// What of the transaction may have failed without anyone noticing.
    pending: Pending,
    /// Who is told of actions; usually nobody, and then no lock is taken.
    watcher: Mutex<Option<Actions>>,
    is_watched: AtomicBool,
    limits: Limits,
    /// Where statements are sent unnamed: how they are described.
    unnamed: Option<Unnamed>,
    /// The task that reads and writes.
    task: Option<AbortHandle>,
    /// Where the pool keeps the statements that new connections are to have.
    used: Option<Used>,
}

/// The level of no handle: nothing more may run in the transaction.
const LOST: u32 = u32::MAX;

impl Connection {
    pub(crate) fn new(
        client: Client,
        task: Option<AbortHandle>,
        limits: Limits,
        unnamed: Option<Unnamed>,
        used: Option<Used>,
    ) -> Self {
        Self {
            client,
            statements: Slots::new(),
            level: AtomicU32::new(0),
            unsent: Mutex::new(Vec::new()),
            has_unsent: AtomicBool::new(false),
            unconfirmed: AtomicBool::new(false),
            broken: AtomicBool::new(false),
            lost: AtomicBool::new(false),
            pending: Pending::default(),
            watcher: Mutex::new(None),
            is_watched: AtomicBool::new(false),
            limits,
            unnamed,
            task,
            used,
        }
    }

    /// Prepares, in one round trip, what other connections of the pool have used.
    pub(crate) async fn warm_up(&self) {
        let Some(used) = &self.used else { return };
        let prepare = async |statement| {
            if self.prepared(statement).await.is_err() {
                // It says so where it is used.
                used.remove(statement);
            }
        };
        future::join_all(used.all().into_iter().map(prepare)).await;
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Whether the last transaction may succeed when it is run again as a whole.
    pub(crate) fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Acquire)
    }

    /// A transaction begins: the last one's fate does not matter any more.
    pub(crate) fn begins(&self) {
        self.lost.store(false, Ordering::Release);
    }

    /// Has `actions` told of each action from now on.
    pub(crate) fn watch(&self, actions: Option<Actions>) {
        self.is_watched.store(actions.is_some(), Ordering::Release);
        *self.watcher.lock().unwrap_or_else(PoisonError::into_inner) = actions;
    }

    /// An action begins.
    pub(crate) fn acts(&self, action: Action) {
        if !self.is_watched.load(Ordering::Acquire) {
            return;
        }
        let watcher = self.watcher.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(actions) = &*watcher {
            actions.lock().unwrap_or_else(PoisonError::into_inner).push(action);
        }
    }

    /// The requests of the transaction whose success nobody has seen.
    pub(crate) fn pending(&self) -> &Pending {
        &self.pending
    }

    /// Nothing of the transaction was kept, and the whole of it may be run again.
    pub(crate) fn lose(&self) {
        self.lost.store(true, Ordering::Release);
    }

    /// Whether requests can still be sent.
    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed() || self.broken.load(Ordering::Acquire)
    }

    /// Never to be used again, and not to be waited for either.
    pub(crate) fn give_up(&self) {
        self.broken.store(true, Ordering::Release);
    }

    /// Refuses to send on a connection that is known to be closed: what was not sent has not run.
    pub(crate) fn check_open(&self) -> Result<(), Error> {
        if self.is_closed() { Err(self.unsent()) } else { Ok(()) }
    }

    #[cold]
    fn unsent(&self) -> Error {
        self.lose();
        Error::Unavailable(Box::new(
            Failure::new(
                "the connection was closed before this was sent: nothing of it ran, and nothing of \
                 its transaction was kept",
            )
            .unsent(),
        ))
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn level(&self) -> u32 {
        self.level.load(Ordering::Acquire)
    }

    /// Moves from level `from` to `to`, unless someone else has moved it meanwhile.
    pub(crate) fn change_level(&self, from: u32, to: u32) -> Result<(), Error> {
        match self.level.compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => Ok(()),
            Err(found) => Err(wrong_level(from, found)),
        }
    }

    /// Moves to `level`, whatever was before.
    pub(crate) fn set_level(&self, level: u32) {
        self.level.store(level, Ordering::Release);
    }

    /// Whether a handle of `level` may use the connection now.
    pub(crate) fn check_level(&self, level: u32) -> Result<(), Error> {
        let found = self.level();
        if found == level { Ok(()) } else { Err(wrong_level(level, found)) }
    }

    /// The prepared statement, from its slot or prepared now.
    pub(crate) async fn prepared(&self, statement: &'static Statement) -> Result<&Prepared, Error> {
        match self.statements.get(statement.slot()) {
            Some(prepared) => Ok(prepared),
            // Once in a connection's life: its future is not for every request to carry.
            None => Box::pin(self.prepare(statement)).await,
        }
    }

    #[cold]
    async fn prepare(&self, statement: &'static Statement) -> Result<&Prepared, Error> {
        let prepared = self.described(statement).await?;
        if let Some(used) = &self.used {
            used.add(statement);
        }
        Ok(self.statements.set(statement.slot(), prepared))
    }

    /// Has the server prepare a statement, so that it gives the columns that it was compiled for.
    pub(crate) async fn described(&self, statement: &'static Statement) -> Result<Prepared, Error> {
        let mut prepared = Prepared::new(self.request(statement, statement.sql()).await?);
        if let Some(wanted) = statement.columns()
            && let Fit::Among(places) =
                prepared.fit(wanted).map_err(|error| error.of(statement.action()))?
        {
            let count = prepared.statement().columns().len();
            let sql = columns::only(statement.sql(), count, &places, wanted);
            prepared = Prepared::adapted(self.request(statement, &sql).await?, sql);
        }
        Ok(prepared)
    }

    /// Has the server prepare `sql`, which is `statement`.
    async fn request(
        &self,
        statement: &'static Statement,
        sql: &str,
    ) -> Result<tokio_postgres::Statement, Error> {
        let request = pin!(self.client.prepare_typed(sql, statement.params()));
        let sent = self.pending.sent();
        let prepared = match &self.unnamed {
            None => self.send(request).await,
            Some(unnamed) => {
                let described = unnamed.describe(self, sql, request).await;
                if described.as_ref().is_err_and(unnamed::is_lookup_lost) {
                    self.give_up();
                    return Err(self.unsent());
                }
                described
            }
        };
        let prepared =
            prepared.map_err(|error| self.failed(error, Phase::Prepare, Some(statement)))?;
        sent.succeeded();
        Ok(prepared)
    }

    /// Whether statements are sent unnamed, so that a prepared one only tells what it is like.
    pub(crate) fn is_unnamed(&self) -> bool {
        self.unnamed.is_some()
    }

    /// Begins a COPY to the server. Where statements are unnamed, that must be in a transaction.
    pub(crate) async fn copy_in(
        &self,
        statement: &'static Statement,
    ) -> Result<CopyInSink<Bytes>, Error> {
        let failed = |phase| move |error| self.failed(error, phase, Some(statement));
        let Some(unnamed) = &self.unnamed else {
            let prepared = self.prepared(statement).await?;
            let sink = self.send(pin!(self.client.copy_in(prepared.statement()))).await;
            return sink.map_err(failed(Phase::Execute));
        };
        let request = pin!(self.client.prepare_typed(statement.sql(), statement.params()));
        let (named, _alone) = unnamed.named(self, request).await.map_err(failed(Phase::Prepare))?;
        self.client.copy_in(&named).await.map_err(failed(Phase::Execute))
    }

    /// Whether the statement is prepared.
    pub(crate) fn is_prepared(&self, statement: &'static Statement) -> bool {
        self.statements.get(statement.slot()).is_some()
    }

    /// Forgets a prepared statement that the server no longer accepts.
    pub(crate) fn forget(&self, statement: &'static Statement, prepared: &Prepared) {
        self.statements.forget(statement.slot(), prepared);
    }

    /// Runs SQL without parameters.
    pub(crate) async fn batch(&self, sql: &str) -> Result<(), Error> {
        self.check_open()?;
        let work = pin!(async {
            let sent = self.pending.sent();
            let outcome = self.send(pin!(self.client.batch_execute(sql))).await;
            outcome.map_err(|error| self.failed(error, Phase::Prepare, None))?;
            sent.succeeded();
            Ok(())
        });
        guard::answered(self, work).await
    }

    /// Awaits `request`, behind the `BEGIN` that has not been sent yet.
    ///
    /// tokio-postgres puts a request on the connection's queue when its future is first polled: the two
    /// are polled one after the other, and leave in one flush.
    pub(crate) async fn send<T>(
        &self,
        request: Pin<&mut impl Future<Output = Result<T, tokio_postgres::Error>>>,
    ) -> Result<T, tokio_postgres::Error> {
        let _gate = match &self.unnamed {
            None => None,
            Some(unnamed) => Some(unnamed.sending().await),
        };
        self.send_alone(request).await
    }

    /// [`send`](Self::send), by who keeps others from sending.
    pub(crate) async fn send_alone<T>(
        &self,
        request: Pin<&mut impl Future<Output = Result<T, tokio_postgres::Error>>>,
    ) -> Result<T, tokio_postgres::Error> {
        if !self.has_unsent.load(Ordering::Acquire) {
            return request.await;
        }
        let begin = self.take_unsent();
        let begin = Box::pin(self.client.batch_execute(&begin));
        let (begun, answer) = future::join(begin, request).await;
        if let Err(error) = begun {
            // The request ran outside of the transaction it was meant for, and may have been kept.
            // Nothing may follow it.
            self.level.store(LOST, Ordering::Release);
            self.broken.store(true, Ordering::Release);
            return Err(error);
        }
        answer
    }

    /// Has `sql`, which opens `level`, travel with the next request.
    pub(crate) fn send_later(&self, level: u32, sql: String) {
        self.lock_unsent().push((level, sql));
        self.has_unsent.store(true, Ordering::Release);
    }

    /// Takes back what opens `level`, if it has not been sent: then the server knows nothing of it.
    pub(crate) fn take_back(&self, level: u32) -> bool {
        let mut unsent = self.lock_unsent();
        let place = unsent.iter().position(|(of, _)| *of == level);
        if let Some(place) = place {
            unsent.truncate(place);
            self.has_unsent.store(place > 0, Ordering::Release);
        }
        place.is_some()
    }

    fn take_unsent(&self) -> String {
        let mut unsent = self.lock_unsent();
        self.has_unsent.store(false, Ordering::Release);
        let texts: Vec<String> = unsent.drain(..).map(|(_, sql)| sql).collect();
        texts.join("; ")
    }

    fn lock_unsent(&self) -> MutexGuard<'_, Vec<(u32, String)>> {
        // Nothing that holds the lock can panic halfway, so a poisoned one is whole.
        self.unsent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The domain error, which may be the last thing that this connection has to say.
    #[cold]
    pub(crate) fn failed(
        &self,
        error: tokio_postgres::Error,
        phase: Phase,
        statement: Option<&Statement>,
    ) -> Error {
        let error = Error::reported(error, phase, statement);
        if matches!(error, Error::Unavailable(_)) {
            self.broken.store(true, Ordering::Release);
        }
        if error.is_retryable() {
            self.lose();
        }
        error
    }

    /// Sends `sql` without waiting for the answer, and goes to `level`.
    ///
    /// This is for `Drop`: tokio-postgres puts a request on the connection's queue when its future is
    /// first polled, and goes on reading the answer after the future is dropped. Requests are answered
    /// in order, so that whatever comes next runs after `sql`.
    pub(crate) fn send_rollback(&self, sql: &str, level: u32) {
        self.unconfirmed.store(true, Ordering::Release);
        self.set_level(level);
        let _ = self.client.batch_execute(sql).now_or_never();
    }

    /// Whether nothing is known against handing the connection to someone else.
    pub(crate) fn is_reusable(&self) -> bool {
        !self.is_closed() && self.level() == 0
    }

    /// Waits until a rollback that was sent and not awaited is over; otherwise, if asked to, makes sure
    /// that there is still a server at the other end.
    pub(crate) async fn confirm(&self, ask: bool) -> Result<(), Error> {
        if self.unconfirmed.load(Ordering::Acquire) {
            // Any answer follows that of the ROLLBACK. A second ROLLBACK outside of a transaction is
            // only a warning, and one inside ends it: either way the state is known afterwards.
            self.batch("ROLLBACK").await?;
            self.unconfirmed.store(false, Ordering::Release);
        } else if ask {
            self.batch("").await?;
        }
        Ok(())
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // The client's end makes the task say goodbye once all answers have come. Where they will
        // not come, it would wait for ever, with the socket open.
        if self.broken.load(Ordering::Acquire)
            && let Some(task) = &self.task
        {
            task.abort();
        }
    }
}

#[cold]
fn wrong_level(wanted: u32, found: u32) -> Error {
    Error::Misuse(Box::new(Failure::new(if found == LOST {
        "the transaction could not be begun, so that nothing more may run in it; return the error of \
         its first statement from the closure"
    } else if found > wanted {
        "this handle has a transaction open in it: use the closure's `tx` there, and wait for its end \
         before using the handle itself again"
    } else {
        "the transaction of this handle is over"
    })))
}
