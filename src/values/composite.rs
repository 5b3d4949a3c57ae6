//! Composite types on the wire: what `#[derive(PgType)]` generates for a struct of several fields uses.

use bytes::{BufMut as _, BytesMut};
use tokio_postgres::types::{Field, FromSql, IsNull, Kind, Type};

use super::{base, end, take, without_domains};
use crate::enumeration::BoxError;

/// A field's name, and which types its Rust type accepts.
type Expected<'e> = (&'e str, fn(&Type) -> bool);

/// Whether `ty` is a composite type of just these fields, in whatever order, each of which its type accepts.
pub fn is_composite(ty: &Type, expected: &[Expected<'_>]) -> bool {
    let Some(fields) = fields(ty) else { return false };
    fields.len() == expected.len()
        && expected.iter().all(|(name, accepts)| {
            let field = fields.iter().find(|field| field.name() == *name);
            field.is_some_and(|field| accepts(&without_domains(field.type_())))
        })
}

fn fields(ty: &Type) -> Option<&[Field]> {
    match base(ty).kind() {
        Kind::Composite(fields) => Some(fields),
        _ => None,
    }
}

/// A value that is read.
pub struct Fields<'t, 'a> {
    fields: &'t [Field],
    values: Vec<Option<&'a [u8]>>,
}

impl<'t, 'a> Fields<'t, 'a> {
    /// Takes the value apart.
    ///
    /// # Errors
    /// When it is none of that type.
    pub fn new(ty: &'t Type, mut raw: &'a [u8]) -> Result<Self, BoxError> {
        let fields = fields(ty).ok_or("no composite type")?;
        let count = usize::try_from(i32::from_be_bytes(take(&mut raw)?))?;
        if count != fields.len() {
            return Err("a composite value with fewer or more fields than its type".into());
        }
        let mut values = Vec::with_capacity(count);
        for _ in 0..count {
            let _oid: [u8; 4] = take(&mut raw)?;
            let length = i32::from_be_bytes(take(&mut raw)?);
            let Ok(length) = usize::try_from(length) else {
                values.push(None);
                continue;
            };
            let (value, rest) = raw.split_at_checked(length).ok_or("a field is cut off")?;
            values.push(Some(value));
            raw = rest;
        }
        end(raw)?;
        Ok(Self { fields, values })
    }

    /// The field of that name.
    ///
    /// # Errors
    /// When there is none, or when it holds what `T` cannot.
    pub fn read<T: FromSql<'a>>(&self, name: &str) -> Result<T, BoxError> {
        let place = self.fields.iter().position(|field| field.name() == name);
        let place = place.ok_or_else(|| format!("no field `{name}`"))?;
        T::from_sql_nullable(base(self.fields[place].type_()), self.values[place])
            .map_err(|error| format!("the field `{name}`: {error}").into())
    }
}

/// A value that is written.
pub struct Writer<'t, 'o> {
    out: &'o mut BytesMut,
    fields: &'t [Field],
}

impl<'t, 'o> Writer<'t, 'o> {
    /// Begins a value of `ty`.
    ///
    /// # Errors
    /// When it is no composite type.
    pub fn new(ty: &'t Type, out: &'o mut BytesMut) -> Result<Self, BoxError> {
        let fields = fields(ty).ok_or("no composite type")?;
        out.put_i32(i32::try_from(fields.len())?);
        Ok(Self { out, fields })
    }

    /// Writes the fields in the order of the type; `write` encodes the one of a name, which it tells apart by
    /// giving nothing for what it does not have.
    ///
    /// # Errors
    /// What encoding a field fails with.
    pub fn write(
        self,
        write: impl Fn(&str, &Type, &mut BytesMut) -> Option<Result<IsNull, BoxError>>,
    ) -> Result<IsNull, BoxError> {
        for field in self.fields {
            self.out.put_u32(field.type_().oid());
            let start = self.out.len();
            self.out.put_i32(-1);
            let written = write(field.name(), base(field.type_()), self.out);
            let written = written.ok_or_else(|| format!("no field `{}`", field.name()))?;
            if let IsNull::No = written? {
                let length = i32::try_from(self.out.len() - start - 4)?;
                self.out[start..start + 4].copy_from_slice(&length.to_be_bytes());
            }
        }
        Ok(IsNull::No)
    }
}
