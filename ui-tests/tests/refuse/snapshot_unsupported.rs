use microcosm_postgres::{Error, Handle, store};

store! {
    schema "unsupported.json";

    model Tag = "tag" { name: String }

    store TagStore for Tag {
        create, count;

        fn lengths() -> Vec<Length> { "SELECT name, length(name) FROM tag" }
    }
}

async fn count(handle: &Handle) -> Result<i64, Error> {
    let _: Vec<Length> = TagStore::new(handle).lengths().await?;
    TagStore::new(handle).count().await
}

fn main() {}
