//! Identities of catalog objects within one [`Catalog`](super::Catalog).
//!
//! Built-in objects keep PostgreSQL's own OIDs, which are the same in every database; objects of the
//! snapshot get numbers from [`FIRST_USER_ID`] on, in load order. They never leave the process.

/// The first number given to an object of the snapshot (PostgreSQL's `FirstNormalObjectId`).
pub const FIRST_USER_ID: u32 = 16384;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// Whether the object comes with PostgreSQL itself.
            pub const fn is_builtin(self) -> bool { self.0 < FIRST_USER_ID }
        }
    )*};
}

ids! {
    /// A row of `pg_namespace`.
    SchemaId;
    /// A row of `pg_type`.
    TypeId;
    /// A row of `pg_proc`.
    FunctionId;
    /// A row of `pg_operator`.
    OperatorId;
    /// A row of `pg_class` that can stand in FROM.
    RelationId;
    /// A row of `pg_collation`.
    CollationId;
    /// A row of `pg_opfamily`.
    OpFamilyId;
}

impl SchemaId {
    /// `pg_catalog`.
    pub const PG_CATALOG: Self = Self(11);
}

/// Types the rules name.
#[allow(missing_docs)]
impl TypeId {
    /// No type: what a node that already has a diagnostic is typed as, so that it gives no second one.
    pub const INVALID: Self = Self(0);
    pub const BOOL: Self = Self(16);
    pub const BYTEA: Self = Self(17);
    pub const CHAR: Self = Self(18);
    pub const NAME: Self = Self(19);
    pub const INT8: Self = Self(20);
    pub const INT2: Self = Self(21);
    pub const INT2VECTOR: Self = Self(22);
    pub const INT4: Self = Self(23);
    pub const REGPROC: Self = Self(24);
    pub const TEXT: Self = Self(25);
    pub const OID: Self = Self(26);
    pub const TID: Self = Self(27);
    pub const XID: Self = Self(28);
    pub const XID8: Self = Self(5069);
    pub const CID: Self = Self(29);
    pub const OIDVECTOR: Self = Self(30);
    pub const JSON: Self = Self(114);
    pub const XML: Self = Self(142);
    pub const FLOAT4: Self = Self(700);
    pub const FLOAT8: Self = Self(701);
    pub const UNKNOWN: Self = Self(705);
    pub const MONEY: Self = Self(790);
    pub const BPCHAR: Self = Self(1042);
    pub const VARCHAR: Self = Self(1043);
    pub const DATE: Self = Self(1082);
    pub const TIME: Self = Self(1083);
    pub const TIMESTAMP: Self = Self(1114);
    pub const TIMESTAMPTZ: Self = Self(1184);
    pub const INTERVAL: Self = Self(1186);
    pub const TIMETZ: Self = Self(1266);
    pub const BIT: Self = Self(1560);
    pub const VARBIT: Self = Self(1562);
    pub const NUMERIC: Self = Self(1700);
    pub const REFCURSOR: Self = Self(1790);
    pub const REGCLASS: Self = Self(2205);
    pub const REGTYPE: Self = Self(2206);
    pub const RECORD: Self = Self(2249);
    pub const CSTRING: Self = Self(2275);
    pub const ANY: Self = Self(2276);
    pub const ANYARRAY: Self = Self(2277);
    pub const VOID: Self = Self(2278);
    pub const TRIGGER: Self = Self(2279);
    pub const INTERNAL: Self = Self(2281);
    pub const ANYELEMENT: Self = Self(2283);
    pub const RECORD_ARRAY: Self = Self(2287);
    pub const ANYNONARRAY: Self = Self(2776);
    pub const BOX: Self = Self(603);
    pub const INT4RANGE: Self = Self(3904);
    pub const DATERANGE: Self = Self(3912);
    pub const INT8RANGE: Self = Self(3926);
    pub const UUID: Self = Self(2950);
    pub const ANYENUM: Self = Self(3500);
    pub const JSONB: Self = Self(3802);
    pub const ANYRANGE: Self = Self(3831);
    pub const JSONPATH: Self = Self(4072);
    pub const ANYMULTIRANGE: Self = Self(4537);
    pub const ANYCOMPATIBLEMULTIRANGE: Self = Self(4538);
    pub const ANYCOMPATIBLE: Self = Self(5077);
    pub const ANYCOMPATIBLEARRAY: Self = Self(5078);
    pub const ANYCOMPATIBLENONARRAY: Self = Self(5079);
    pub const ANYCOMPATIBLERANGE: Self = Self(5080);
    pub const TEXT_ARRAY: Self = Self(1009);
    pub const INT4_ARRAY: Self = Self(1007);
}
