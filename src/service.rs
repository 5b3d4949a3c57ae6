//! A service: whose database it is, and what that makes everything's name.

use crate::config::Config;
use crate::error::{Error, Failure};

/// A service, which has a database and a user of its own, named after it.
///
/// ```
/// use microcosm_postgres::Service;
///
/// let service = Service::new("example");
/// assert_eq!(service.database(), "example_db");
/// assert_eq!(service.user(), "example");
/// assert_eq!(service.clone().read_only().user(), "example_ro");
/// // What is tested can never be the production database.
/// assert_eq!(service.testing().database(), "example_test_db");
/// ```
#[derive(Clone, Debug)]
pub struct Service {
    name: String,
    testing: bool,
    read_only: bool,
    config: Config,
}

/// PostgreSQL keeps 63 bytes of a name; the longest one here is `{service}_test_db`, and the
/// databases of single tests add a number to it.
const LONGEST_NAME: usize = 40;

impl Service {
    /// The service of that name: lower-case letters, digits and `_`, beginning with a letter.
    ///
    /// A name that breaks the rule is refused by [`SessionContext::connect`](crate::SessionContext).
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), testing: false, read_only: false, config: Config::default() }
    }

    /// The service under test: its test database, where destructive operations are allowed.
    #[must_use]
    pub fn testing(mut self) -> Self {
        self.testing = true;
        self
    }

    /// The service with its read-only user, every transaction of which is read-only.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// The service with settings that differ from the conventions. The environment overrides them.
    #[must_use]
    pub fn with_config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// The service's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is the service under test.
    pub fn is_testing(&self) -> bool {
        self.testing
    }

    /// Whether it connects with its read-only user.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// The settings given in code.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The database by convention: `{service}_db`, under test `{service}_test_db`.
    pub fn database(&self) -> String {
        let infix = if self.testing { "_test" } else { "" };
        format!("{}{infix}_db", self.name)
    }

    /// The user by convention: `{service}`, read-only `{service}_ro`.
    pub fn user(&self) -> String {
        let suffix = if self.read_only { "_ro" } else { "" };
        format!("{}{suffix}", self.name)
    }

    /// The environment variable of a setting: `EXAMPLE__POSTGRES__HOST`.
    pub fn variable(&self, setting: &str) -> String {
        format!("{}__POSTGRES__{setting}", self.name.to_ascii_uppercase())
    }

    /// The database that tests must not touch.
    pub(crate) fn production_database(&self) -> String {
        format!("{}_db", self.name)
    }

    /// Refuses a name that could not be a part of all those names.
    pub(crate) fn check_name(&self) -> Result<(), Error> {
        let mut letters = self.name.chars();
        let first = letters.next().is_some_and(|c| c.is_ascii_lowercase());
        let rest = letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if first && rest && self.name.len() <= LONGEST_NAME {
            return Ok(());
        }
        Err(Error::Configuration(Box::new(Failure::new(format!(
            "`{}` cannot name a service: use at most {LONGEST_NAME} lower-case letters, digits and `_`, \
             beginning with a letter",
            self.name
        )))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_from_the_service() {
        let service = Service::new("example");
        assert_eq!(
            (service.database().as_str(), service.user().as_str()),
            ("example_db", "example")
        );
        let testing = service.clone().testing();
        assert_eq!(testing.database(), "example_test_db");
        assert_eq!(testing.user(), "example");
        assert_eq!(service.clone().read_only().user(), "example_ro");
        assert_eq!(service.variable("HOST"), "EXAMPLE__POSTGRES__HOST");
    }

    #[test]
    fn names_that_cannot_be_are_refused() {
        for name in ["", "Example", "my-service", "1st", "_x", "a b", "é", &"x".repeat(41)] {
            let error = Service::new(name).check_name().expect_err(name);
            assert!(matches!(error, Error::Configuration(_)), "{name}");
        }
        for name in ["example", "e", "a_1", &"x".repeat(40)] {
            Service::new(name).check_name().expect(name);
        }
    }
}
