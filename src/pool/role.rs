//! Behind PgBouncer, what would be set for a session has to be a setting of the role.

use tokio_postgres::{Client, SimpleQueryMessage};

use crate::error::{Error, Failure};
use crate::settings::Settings;

/// Refuses a connection whose role does not have the settings that each session is to have.
///
/// A session of PgBouncer's in transaction mode is anyone's: what we set there would hold for others,
/// and what holds for us would be whatever others have set.
pub(super) async fn check(client: &Client, settings: &Settings) -> Result<(), Error> {
    for (name, wanted) in settings.of_session() {
        let ask = format!("SELECT setting FROM pg_settings WHERE name = '{name}'");
        let answer = client.simple_query(&ask).await.map_err(Error::of_batch)?;
        let found = answer.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0),
            _ => None,
        });
        if found != Some(wanted.as_str()) {
            return Err(Error::Configuration(Box::new(Failure::new(format!(
                "`{name}` is to be {wanted} in every session, and PgBouncer in transaction mode keeps no \
                 session's settings (it is {} now): `ALTER ROLE \"{}\" SET {name} = {wanted}`, and have \
                 PgBouncer reconnect",
                found.unwrap_or("not known"),
                settings.user,
            )))));
        }
    }
    Ok(())
}
