//! Beside `enum_labels`: labels by their words, in whatever case, and as written.
use microcosm_postgres::store;

store! {
    schema "schema.json";

    /// By its words.
    pub enum CompanyType = "company_type" { Private, Public, NonProfit }

    #[derive(PartialOrd, Ord)]
    pub enum Written = "public.company_type" {
        Private,
        #[label = "public"]
        Listed,
        /// Gives away what it earns.
        #[label = "non-profit"]
        Charity,
    }
}

fn main() {
    assert_eq!(CompanyType::NonProfit.label(), "non-profit");
    assert_eq!(Written::Listed.label(), "public");
    assert!(Written::Private < Written::Charity);
    let copied = CompanyType::Private;
    assert_eq!(format!("{copied:?}"), "Private");
}
