//! What `store!` writes for the quickstart's `Company` and `Employee`, written by hand: the runtime is
//! tested without the macro, and the macro has something to be compared with.

use microcosm_postgres::__private::{
    Action, BytesMut, Error, FromRow, FromSql, Handle, IsNull, Kind, Row, Statement, ToSql,
    Transaction, Type, Uuid, chrono, column, to_sql_checked,
};

/// How a company is owned: the enum `company_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompanyType {
    Private,
    Public,
}

impl CompanyType {
    fn accepts_type(ty: &Type) -> bool {
        ty.name() == "company_type" && matches!(ty.kind(), Kind::Enum(_))
    }
}

impl ToSql for CompanyType {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        let label = match self {
            Self::Private => "private",
            Self::Public => "public",
        };
        out.extend_from_slice(label.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        Self::accepts_type(ty)
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for CompanyType {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        match raw {
            b"private" => Ok(Self::Private),
            b"public" => Ok(Self::Public),
            _ => Err("a label that enum `company_type` did not have when this was compiled".into()),
        }
    }

    fn accepts(ty: &Type) -> bool {
        Self::accepts_type(ty)
    }
}

/// A company has a unique name.
#[derive(Debug, Clone, PartialEq)]
pub struct Company {
    pub id: Uuid,
    pub name: Option<String>,
    pub kind: Option<CompanyType>,
    pub created_at: chrono::DateTime<chrono::Utc>,
    pub updated_at: chrono::DateTime<chrono::Utc>,
}

impl FromRow for Company {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            id: column(row, 0)?,
            name: column(row, 1)?,
            kind: column(row, 2)?,
            created_at: column(row, 3)?,
            updated_at: column(row, 4)?,
        })
    }
}

/// A company about to be created: what convention does not fill in.
#[derive(Debug, Clone, Default)]
pub struct NewCompany {
    pub name: Option<String>,
    pub kind: Option<CompanyType>,
}

/// The companies.
#[derive(Debug, Clone, Copy)]
pub struct CompanyStore<'a> {
    handle: &'a Handle,
}

const fn company(name: &'static str) -> Action {
    Action { store: "CompanyStore", name, model: "company" }
}

impl<'a> CompanyStore<'a> {
    pub fn new(handle: &'a Handle) -> Self {
        Self { handle }
    }

    pub async fn create(&self, new: NewCompany) -> Result<Company, Error> {
        static STATEMENT: Statement = Statement::new(
            company("create"),
            "INSERT INTO company (id, name, type, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $4) RETURNING id, name, type, created_at, updated_at",
            const { &[Type::UUID, Type::TEXT, Type::UNKNOWN, Type::TIMESTAMPTZ] },
        );
        let (id, now) = (self.handle.new_id(), self.handle.now());
        self.handle.fetch_one(&STATEMENT, &[&id, &new.name, &new.kind, &now]).await
    }

    pub async fn retrieve(&self, id: Uuid) -> Result<Company, Error> {
        static STATEMENT: Statement = Statement::new(
            company("retrieve"),
            "SELECT id, name, type, created_at, updated_at FROM company WHERE id = $1",
            const { &[Type::UUID] },
        );
        self.handle.fetch_one(&STATEMENT, &[&id]).await
    }

    pub async fn delete(&self, id: Uuid) -> Result<(), Error> {
        static STATEMENT: Statement = Statement::new(
            company("delete"),
            "DELETE FROM company WHERE id = $1",
            const { &[Type::UUID] },
        );
        self.handle.execute_one(&STATEMENT, &[&id]).await
    }

    pub async fn count(&self) -> Result<i64, Error> {
        static STATEMENT: Statement =
            Statement::new(company("count"), "SELECT count(*) FROM company", &[]);
        let (count,) = self.handle.fetch_one::<(i64,)>(&STATEMENT, &[]).await?;
        Ok(count)
    }

    pub async fn by_name(&self, name: &str) -> Result<Option<Company>, Error> {
        static STATEMENT: Statement = Statement::new(
            company("by_name"),
            "SELECT id, name, type, created_at, updated_at FROM company WHERE name = $1",
            const { &[Type::TEXT] },
        );
        self.handle.fetch_optional(&STATEMENT, &[&name]).await
    }

    /// A body of several statements is one transaction, or one savepoint within the caller's.
    pub async fn delete_with_employees(&self, id: Uuid) -> Result<(), Error> {
        static FIRST: Statement = Statement::new(
            Action { store: "CompanyStore", name: "delete_with_employees", model: "employee" },
            "DELETE FROM employee WHERE company_id = $1",
            const { &[Type::UUID] },
        );
        static SECOND: Statement = Statement::new(
            company("delete_with_employees"),
            "DELETE FROM company WHERE id = $1",
            const { &[Type::UUID] },
        );
        self.handle
            .transaction(async |tx: &Transaction| {
                tx.execute(&FIRST, &[&id]).await?;
                tx.execute_one(&SECOND, &[&id]).await
            })
            .await
    }
}

/// The employees.
#[derive(Debug, Clone, Copy)]
pub struct EmployeeStore<'a> {
    handle: &'a Handle,
}

impl<'a> EmployeeStore<'a> {
    pub fn new(handle: &'a Handle) -> Self {
        Self { handle }
    }

    pub async fn create(&self, company: Uuid, first: &str, last: &str) -> Result<Uuid, Error> {
        static STATEMENT: Statement = Statement::new(
            Action { store: "EmployeeStore", name: "create", model: "employee" },
            "INSERT INTO employee (id, company_id, first_name, last_name, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $5) RETURNING id",
            const { &[Type::UUID, Type::UUID, Type::TEXT, Type::TEXT, Type::TIMESTAMPTZ] },
        );
        let (id, now) = (self.handle.new_id(), self.handle.now());
        let params: &[&(dyn ToSql + Sync)] = &[&id, &company, &first, &last, &now];
        let (id,) = self.handle.fetch_one::<(Uuid,)>(&STATEMENT, params).await?;
        Ok(id)
    }
}
