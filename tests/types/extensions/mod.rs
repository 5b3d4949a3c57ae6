//! Types of extensions: one by a derive, one by hand-written `FromSql` and `ToSql`, as pgvector's would be.

#![allow(unreachable_pub)]

use std::error::Error as StdError;

use bytes::{BufMut as _, BytesMut};
use microcosm_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use microcosm_postgres::{PgType, store};
use uuid::Uuid;

/// Text that is compared without regard to case.
#[derive(Debug, Clone, PartialEq, PgType)]
#[pg = "citext"]
pub struct Title(pub String);

/// A point of many dimensions: `cube` of the extension of that name.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding(pub Vec<f64>);

/// That the two corners of a cube are one.
const POINT: u32 = 1 << 31;

impl PgType for Embedding {
    const NAME: &'static str = "cube";
}

impl<'a> FromSql<'a> for Embedding {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        let (header, rest) = raw.split_first_chunk::<4>().ok_or("no header")?;
        if u32::from_be_bytes(*header) & POINT == 0 {
            return Err("a cube that is no point".into());
        }
        let (numbers, _) = rest.as_chunks::<8>();
        Ok(Self(numbers.iter().map(|number| f64::from_be_bytes(*number)).collect()))
    }

    fn accepts(ty: &Type) -> bool {
        ty.name() == "cube"
    }
}

impl ToSql for Embedding {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        out.put_u32(POINT | u32::try_from(self.0.len())?);
        self.0.iter().for_each(|number| out.put_f64(*number));
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        ty.name() == "cube"
    }

    to_sql_checked!();
}

store! {
    schema "tests/types/extensions/schema.json";

    #[derive(Debug, Clone, PartialEq)]
    pub model Document = "document" {
        id: Uuid,
        title: Title,
        embedding: Option<Embedding>,
        others: Vec<Embedding>,
    }

    pub store DocumentStore for Document {
        create, retrieve;

        fn by_title(title: &Title) -> Option<Document> {
            "SELECT * FROM document WHERE title = :title"
        }

        /// citext is text as well.
        fn titles(title: &str) -> Vec<String> {
            "SELECT title FROM document WHERE title = :title::citext"
        }

        fn near(to: Embedding) -> Vec<(Title, Option<f64>)> {
            "SELECT title, embedding <-> :to AS distance FROM document
              WHERE embedding IS NOT NULL ORDER BY distance"
        }
    }

    pub store DocumentCopies for Document { create_all -> u64 }
}
