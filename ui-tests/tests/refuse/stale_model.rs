use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "schema.json";

    model Membership = "membership" {
        company_id: Uuid,
        account: String,
        since: chrono::NaiveDate,
    }

    model Position = "hr.position" { id: i32, title: String }

    store MembershipStore for Membership { create, retrieve, delete }
}

async fn retrieve(handle: &microcosm_postgres::Handle, key: &MembershipKey) {
    let _ = MembershipStore::new(handle).retrieve(key).await;
}

fn main() {}
