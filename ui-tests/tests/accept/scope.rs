//! Stores with a scope, and what is not restricted by it.

use chrono::{DateTime, Utc};
use microcosm_postgres::{Session, store};
use uuid::Uuid;

store! {
    schema "tenants.json";

    model Account = "account" {
        id: Uuid,
        tenant_id: Uuid,
        email: String,
        name: Option<String>,
        country: Option<String>,
        deleted_at: Option<DateTime<Utc>>,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    }

    model Country = "country" { code: String, name: String }

    store Accounts for Account {
        /// Whose accounts.
        scope tenant_id: Uuid;

        create, retrieve, search(name);

        /// A table without the column has no scope.
        fn countries() -> Vec<String> {
            "SELECT name FROM country"
        }

        fn with_total(total: i64) -> Vec<String> {
            "SELECT a.email FROM account a JOIN account_total t USING (tenant_id, id)
              WHERE tenant_id = :tenant_id AND t.invoices > :total"
        }
    }

    /// The operations of a model without the column are as ever.
    store Countries for Country {
        scope tenant_id: Uuid;

        create, retrieve, delete, count;
    }

    /// Another store may see all of them.
    store AllAccounts for Account {
        retrieve, search(name);
    }

    store ByEmail {
        scope email: String;

        fn name() -> Vec<Option<String>> {
            "SELECT name FROM account WHERE email = :email"
        }
    }
}

fn open(session: &Session, tenant: Uuid) -> (Accounts<'_>, Countries<'_>, AllAccounts<'_>, ByEmail<'_>) {
    (
        Accounts::new(session, tenant),
        Countries::new(session, tenant),
        AllAccounts::new(session),
        ByEmail::new(session, "a@b".to_owned()),
    )
}

fn main() {
    let _ = open;
    let _ = NewAccount { email: String::new(), name: None, country: None, deleted_at: None };
}
