use microcosm_postgres::{Error, store};

store! {
    schema "schema.json";

    pub model Tag = "tag" { name: String }
}

fn explain(error: &Error) -> bool {
    error.violates(Tag::PKEYS) || error.violates("tag_pkey")
}

fn main() {}
