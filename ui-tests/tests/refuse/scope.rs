//! What a scope refuses: queries that could leave it, and scopes that are none.

use chrono::{DateTime, Utc};
use microcosm_postgres::store;
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

    model Note = "note" {
        id: i64,
        tenant_id: Uuid,
        account_id: Uuid,
        text: String,
    }

    store Accounts for Account {
        scope tenant_id: Uuid;

        create, delete cascades(invoice, note);

        fn of_country(country: &str) -> Vec<Account> {
            "SELECT * FROM account WHERE country = :country"
        }

        fn totals() -> Vec<AccountTotal> {
            "SELECT a.email, i.total
               FROM account a LEFT JOIN invoice i ON i.account_id = a.id
              WHERE a.tenant_id = :tenant_id"
        }

        fn named(name: Option<&str>) -> Vec<Uuid> {
            "SELECT id FROM account WHERE true { AND tenant_id = :tenant_id AND name = :name }"
        }

        fn of_tenant(tenant_id: Uuid) -> u64 {
            "UPDATE account SET name = NULL WHERE tenant_id = :tenant_id"
        }

        fn give(id: Uuid, to: Uuid) {
            "UPDATE account SET tenant_id = :to WHERE id = :id AND tenant_id = :tenant_id"
        }

        fn template(name: &str, text: &str) {
            "INSERT INTO template (name, text) VALUES (:name, :text)
             ON CONFLICT (name) DO UPDATE SET text = excluded.text"
        }

        fn addresses() -> Vec<String> {
            "SELECT email FROM address"
        }
    }

    store AllAccounts for Account {
        create;
    }

    store Notes for Note {
        scope tenant_id: Uuid;

        upsert_all;
    }

    store Misspelt {
        scope tenant: Uuid;
    }

    store OfAnotherType {
        scope tenant_id: i64;

        fn accounts() -> Vec<String> {
            "SELECT email FROM account WHERE tenant_id = :tenant_id"
        }
    }

    store Borrowed {
        scope email: &str;
    }

    store Absent {
        scope tenant_id: Option<Uuid>;
    }

    store Twofold {
        scope tenant_id: Uuid;
        scope account_id: Uuid;
    }
}

fn main() {}
