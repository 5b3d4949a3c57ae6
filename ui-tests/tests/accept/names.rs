//! Beside `misspelt_table` and `misspelt_column`: names as they are, qualified, quoted, aliased.
use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    pub model Tag = "tag" { name: String }

    pub model Again = "public.tag" { #[column = "name"] label: String }

    pub model Position = "hr.position" {
        id: i32,
        title: String,
        grade: i32,
        r#order: Option<i32>,
        #[column = "Weird Name"]
        weird: Option<String>,
    }

    pub store TagStore for Tag { create, retrieve, count }

    pub store PositionStore for Position {
        create, retrieve, replace;

        fn weird() -> Vec<Option<String>> { r#"SELECT "Weird Name" FROM hr.position"# }

        fn folded() -> Vec<String> { "SELECT TITLE FROM HR.Position AS p WHERE P.Id > 0" }
    }

    pub store Companies {
        fn id(name: &str) -> Option<Uuid> { "SELECT c.id FROM public.company c WHERE c.name = :name" }
    }
}

fn main() {}
