//! Notifications: what is heard, in what order, and after the connection was lost.

mod operations;

use futures_util::StreamExt as _;
use microcosm_postgres::{Error, Heard, Listener, Notification};
use operations::session;

async fn notification(listener: &mut Listener) -> Notification {
    match listener.next().await {
        Heard::Notification(notification) => notification,
        Heard::Resumed => panic!("the connection was not lost"),
    }
}

#[tokio::test]
async fn what_is_committed_is_heard_in_order() {
    let (database, session) = session().await;
    let mut listener = database.listen(&["item", "of \"note\""]).await.expect("listening");
    session.notify("item", "first").await.expect("sent");
    let outcome: Result<(), Error> = session
        .transaction(async |tx| {
            tx.notify("item", "never committed").await?;
            Err(Error::NotFound(Box::default()))
        })
        .await;
    outcome.expect_err("rolled back");
    session.notify("someone else's", "").await.expect("sent");
    session
        .transaction(async |tx| {
            tx.notify("of \"note\"", "second").await?;
            tx.notify("item", "").await
        })
        .await
        .expect("committed");
    let mut heard = Vec::new();
    for _ in 0..3 {
        let found = notification(&mut listener).await;
        heard.push((found.channel().to_owned(), found.payload().to_owned()));
    }
    let expected = [("item", "first"), ("of \"note\"", "second"), ("item", "")];
    assert_eq!(heard, expected.map(|(channel, text)| (channel.to_owned(), text.to_owned())));
}

#[tokio::test]
async fn a_listener_survives_the_loss_of_its_connection() {
    let (database, session) = session().await;
    let mut heard = Box::pin(database.listen(&["item"]).await.expect("listening").into_stream());
    session
        .batch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND query LIKE 'LISTEN %'",
        )
        .await
        .expect("ended");
    assert!(matches!(heard.next().await, Some(Heard::Resumed)));
    session.notify("item", "again").await.expect("sent");
    match heard.next().await {
        Some(Heard::Notification(notification)) => assert_eq!(notification.payload(), "again"),
        other => panic!("{other:?}"),
    }
}

/// More than wait for the reader at a time: the server keeps the rest.
#[tokio::test]
async fn a_slow_reader_loses_nothing() {
    let (database, session) = session().await;
    let mut listener = database.listen(&["item"]).await.expect("listening");
    let many = "SELECT pg_notify('item', n::text) FROM generate_series(1, 20000) AS n";
    session.batch(many).await.expect("sent");
    for number in 1..=20_000 {
        assert_eq!(notification(&mut listener).await.payload(), number.to_string());
    }
}

#[tokio::test]
async fn names_that_the_server_would_not_take_are_refused() {
    let (database, session) = session().await;
    for name in ["", "with a \0 in it", &"long".repeat(16)] {
        let outcome = database.listen(&[name]).await.map(drop);
        assert!(matches!(outcome, Err(Error::Misuse(_))), "{outcome:?}");
        let outcome = session.notify(name, "").await;
        assert!(matches!(outcome, Err(Error::Misuse(_))), "{outcome:?}");
    }
}
