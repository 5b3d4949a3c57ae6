//! Test databases that crashed processes left on a server which outlives them.

use tokio::sync::OnceCell;
use tokio_postgres::Client;

use super::database::quoted;
use super::{Server, failed};
use crate::error::Error;
use crate::pool::connect;
use crate::settings::Settings;

/// What a session is called that says: the databases with this process's mark are in use.
const KEEPER: &str = "microcosm-postgres test ";

/// The mark in the names of this process's databases. When it is first asked for on a server that outlives
/// the process, a session is opened that lasts as long as the process does, and the databases are dropped
/// whose mark no such session has any more.
pub(super) async fn mark(server: &Server, admin: &Client) -> Result<&'static str, Error> {
    static MARK: OnceCell<String> = OnceCell::const_new();
    let mark = MARK.get_or_try_init(|| async {
        let mark = format!("{}_{:04x}", std::process::id(), fastrand::u16(..));
        if !server.is_launched() {
            keep(server, &mark).await?;
            sweep(admin).await?;
        }
        Ok(mark)
    });
    mark.await.map(String::as_str)
}

/// Holds a session of that mark until the process ends, whichever way.
async fn keep(server: &Server, mark: &str) -> Result<(), Error> {
    let settings =
        Settings { application_name: format!("{KEEPER}{mark}"), ..server.settings().clone() };
    let (send, ready) = tokio::sync::oneshot::channel();
    // On a thread with a runtime of its own: that of the test at hand ends with the test.
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let Ok(runtime) = runtime else { return };
        runtime.block_on(async {
            let keeper = connect(&settings).await;
            let is_kept = keeper.is_ok();
            if send.send(keeper.as_ref().map(drop).map_err(ToString::to_string)).is_ok() && is_kept
            {
                std::future::pending::<()>().await;
            }
        });
    });
    match ready.await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(message)) => Err(failed(message)),
        Err(_) => Err(failed("the thread that keeps this process's test databases has ended")),
    }
}

/// Drops the databases of this user that carry the mark of a process which is gone.
///
/// A process's session is there before its first database is; those of the same user can be seen.
async fn sweep(admin: &Client) -> Result<(), Error> {
    let left = admin
        .query(
            "SELECT datname FROM (SELECT datname, datdba, \
                substring(datname FROM '_test_db_([0-9]+_[0-9a-f]{4})_[0-9]+$') AS mark FROM pg_database) AS marked \
             WHERE mark IS NOT NULL AND datdba = (SELECT oid FROM pg_roles WHERE rolname = current_user) \
               AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = $1 || mark)",
            &[&KEEPER],
        )
        .await
        .map_err(Error::of_batch)?;
    for row in left {
        let name: String = row.get(0);
        // Another process may be sweeping too.
        let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(&name));
        if let Err(error) = admin.batch_execute(&sql).await {
            tracing::debug!(%error, name, "a test database that was left behind cannot be dropped");
        }
    }
    Ok(())
}
