use microcosm_postgres::{Error, Handle, store};

store! {
    schema "schema.json";

    #[derive(Debug)]
    model Tag = "tag" { name: String }

    store TagStore for Tag { create, retrieve }
}

async fn remove(handle: &Handle) -> Result<(), Error> {
    TagStore::new(handle).delete("old").await
}

fn main() {}
