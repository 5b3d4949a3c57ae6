//! A connection to the server of one major, and the rows of a query as text.

use std::error::Error;

use tokio_postgres::{Client, NoTls, SimpleQueryMessage, SimpleQueryRow};

/// The first major whose presence a row's mask records, in bit 0.
const FIRST_MAJOR: u32 = 14;

/// A server of one major.
pub(crate) struct Server {
    pub(crate) major: u32,
    client: Client,
}

impl Server {
    pub(crate) async fn connect(url: &str) -> Result<Self, Box<dyn Error>> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        let mut server = Self { major: 0, client };
        // Types and functions are then printed qualified, whatever the database's settings are.
        server.client.batch_execute("SET search_path = ''").await?;
        let version = server.rows("SHOW server_version_num").await?[0].number("server_version_num");
        server.major = u32::try_from(version / 10_000)?;
        Ok(server)
    }

    /// The bit of this major in a row's mask.
    pub(crate) fn mask(&self) -> u8 {
        1 << (self.major - FIRST_MAJOR)
    }

    pub(crate) async fn rows(&self, sql: &str) -> Result<Vec<Row>, tokio_postgres::Error> {
        let messages = self.client.simple_query(sql).await?;
        Ok(messages
            .into_iter()
            .filter_map(|m| match m {
                SimpleQueryMessage::Row(row) => Some(Row(row)),
                _ => None,
            })
            .collect())
    }
}

/// A row whose values are text.
pub(crate) struct Row(SimpleQueryRow);

impl Row {
    /// A value, or `""` for NULL.
    pub(crate) fn text(&self, column: &str) -> &str {
        self.0.get(column).unwrap_or("")
    }

    /// An integer, or 0 for NULL.
    pub(crate) fn number(&self, column: &str) -> i64 {
        self.text(column).parse().unwrap_or(0)
    }

    /// An identity, or 0 for NULL.
    pub(crate) fn oid(&self, column: &str) -> u32 {
        self.text(column).parse().unwrap_or(0)
    }

    /// A boolean; NULL is `false`.
    pub(crate) fn flag(&self, column: &str) -> bool {
        self.text(column) == "t"
    }

    /// The space-separated parts of an `oidvector`, an `int2vector` or a joined array.
    pub(crate) fn oids(&self, column: &str) -> Vec<u32> {
        self.text(column).split_whitespace().filter_map(|s| s.parse().ok()).collect()
    }
}
