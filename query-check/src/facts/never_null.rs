//! A reviewed table: which built-in functions never give NULL.
//!
//! PostgreSQL's catalogs tell what a function does with NULL arguments (`proisstrict`), not whether it gives
//! NULL for others. Functions are named by their C symbol (`prosrc`), which tells `lower(text)` from
//! `lower(anyrange)`; what is not listed counts as able to give NULL. Not listed on purpose are, among many:
//! `array_length` (empty array), `to_char(timestamp)`, `extract(day …)` and `timestamp::time` (infinity),
//! `lower(range)` (empty), `->`, `substring(… from pattern)`, casts from jsonb (JSON null, since 18).

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::catalog::{Catalog, Function, FunctionId};

/// What is known of a function's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Never NULL, whatever the arguments.
    Always,
    /// NULL only when an argument is.
    WhenArgumentsAreNot,
    /// Like that, provided the field named by the first argument is one that even infinity has.
    WhenFieldIsMonotonic,
    /// A set whose members are not NULL.
    Set,
    /// Nothing.
    Unknown,
}

/// What is known of an aggregate's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AggregateVerdict {
    /// Never NULL.
    Always,
    /// Not NULL over at least one row.
    OverRows,
    /// Not NULL over at least one value that is not NULL.
    OverValues,
    /// Nothing.
    Unknown,
}

/// What is known of a window function's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WindowVerdict {
    /// Never NULL.
    Always,
    /// NULL only when an argument is.
    WhenArgumentsAreNot,
    /// The argument's value in the first or last row of the frame.
    FirstOrLast,
    /// The argument's value in a row that may lie outside of the partition.
    Offset,
    /// Nothing.
    Unknown,
}

/// Looks a plain function up.
pub(super) fn function(catalog: &Catalog, id: FunctionId) -> Verdict {
    let Some(found) = builtin(catalog, id) else { return Verdict::Unknown };
    let source = &*found.source;
    if found.returns_set {
        return if SETS.contains(source) { Verdict::Set } else { Verdict::Unknown };
    }
    if ALWAYS.contains(source) {
        return Verdict::Always;
    }
    if FIELDS.contains(source) {
        return Verdict::WhenFieldIsMonotonic;
    }
    // The body of a built-in written in SQL is no symbol; those go by name.
    let symbol = !source.contains(' ');
    if TOTAL.contains(source) || (!symbol && TOTAL_SQL.contains(&found.name)) {
        return Verdict::WhenArgumentsAreNot;
    }
    Verdict::Unknown
}

/// Looks the columns of a set-returning function with several up: whether each can be NULL.
pub(super) fn set_columns(catalog: &Catalog, id: FunctionId) -> Option<&'static [bool]> {
    let found = builtin(catalog, id)?;
    SET_COLUMNS.iter().find(|(source, _)| *source == found.source).map(|(_, columns)| *columns)
}

/// Looks an aggregate up.
pub(super) fn aggregate(catalog: &Catalog, id: FunctionId) -> AggregateVerdict {
    match builtin(catalog, id).map(|found| &*found.name) {
        Some("count" | "regr_count" | "rank" | "dense_rank" | "percent_rank" | "cume_dist") => {
            AggregateVerdict::Always
        }
        Some("array_agg" | "json_agg" | "jsonb_agg" | "json_object_agg" | "jsonb_object_agg") => {
            AggregateVerdict::OverRows
        }
        Some(
            "any_value"
            | "avg"
            | "bit_and"
            | "bit_or"
            | "bit_xor"
            | "bool_and"
            | "bool_or"
            | "every"
            | "max"
            | "min"
            | "mode"
            | "percentile_cont"
            | "percentile_disc"
            | "range_agg"
            | "range_intersect_agg"
            | "stddev_pop"
            | "string_agg"
            | "sum"
            | "var_pop"
            | "xmlagg",
        ) => AggregateVerdict::OverValues,
        _ => AggregateVerdict::Unknown,
    }
}

/// Looks a window function up.
pub(super) fn window(catalog: &Catalog, id: FunctionId) -> WindowVerdict {
    match builtin(catalog, id).map(|found| &*found.name) {
        Some("row_number" | "rank" | "dense_rank" | "percent_rank" | "cume_dist") => {
            WindowVerdict::Always
        }
        Some("ntile") => WindowVerdict::WhenArgumentsAreNot,
        Some("first_value" | "last_value") => WindowVerdict::FirstOrLast,
        Some("lag" | "lead") => WindowVerdict::Offset,
        _ => WindowVerdict::Unknown,
    }
}

/// The fields EXTRACT has for infinity as well (manual, "EXTRACT, date_part").
pub(super) const MONOTONIC_FIELDS: &[&str] = &["epoch", "year", "decade", "century", "millennium"];

fn builtin(catalog: &Catalog, id: FunctionId) -> Option<&Function> {
    catalog.function(id).filter(|_| id.is_builtin())
}

/// A list of symbols, split when it is first asked.
struct Symbols {
    text: &'static str,
    split: OnceLock<HashSet<&'static str>>,
}

impl Symbols {
    const fn new(text: &'static str) -> Self {
        Self { text, split: OnceLock::new() }
    }

    fn contains(&self, symbol: &str) -> bool {
        self.split.get_or_init(|| self.text.split_ascii_whitespace().collect()).contains(symbol)
    }
}

static ALWAYS: Symbols = Symbols::new(
    "text_concat quote_nullable array_append array_prepend
    json_build_array json_build_array_noargs json_build_object json_build_object_noargs
    jsonb_build_array jsonb_build_array_noargs jsonb_build_object jsonb_build_object_noargs
    pg_num_nulls pg_num_nonnulls range_constructor2 range_constructor3 multirange_constructor0
    now clock_timestamp statement_timestamp timeofday gen_random_uuid uuidv7 drandom
    current_database current_user session_user pgsql_version pg_backend_pid
    pg_current_xact_id pg_current_snapshot pg_current_wal_lsn",
);

static FIELDS: Symbols = Symbols::new(
    "extract_date extract_interval extract_timestamp extract_timestamptz
    interval_part timestamp_part timestamptz_part",
);

static SETS: Symbols = Symbols::new(
    "generate_series_int4 generate_series_step_int4 generate_series_int8
    generate_series_step_int8 generate_series_numeric generate_series_step_numeric
    generate_series_timestamp generate_series_timestamptz generate_series_timestamptz_at_zone
    generate_subscripts generate_subscripts_nodir json_array_elements jsonb_array_elements
    json_object_keys jsonb_object_keys regexp_matches regexp_matches_no_flags
    regexp_split_to_table regexp_split_to_table_no_flags text_to_table jsonb_path_query
    multirange_unnest",
);

const SET_COLUMNS: &[(&str, &[bool])] = &[
    ("json_each", &[false, false]),
    ("jsonb_each", &[false, false]),
    ("json_each_text", &[false, true]),
    ("jsonb_each_text", &[false, true]),
];

static TOTAL_SQL: Symbols = Symbols::new(
    "age anytextcat bit_length integer_pl_date int8pl_inet interval_pl_date
    interval_pl_time interval_pl_timestamp interval_pl_timestamptz interval_pl_timetz log lpad
    quote_literal round rpad textanycat timedate_pl timetzdate_pl trunc",
);

static TOTAL: Symbols = Symbols::new(
    "
    array_cardinality array_cat array_fill array_fill_with_lower_bounds array_positions
    array_remove array_replace array_reverse array_shuffle array_sample array_sort
    array_sort_order array_sort_order_nulls_first array_to_json array_to_json_pretty
    array_to_text array_to_text_null arraycontained arraycontains arrayoverlap trim_array
    binary_decode binary_encode bit bit_and bit_bit_count bit_or bitcat bitfromint4 bitfromint8
    bitgetbit bitlength bitnot bitoctetlength bitoverlay bitoverlay_no_len bitposition bitsetbit
    bitshiftleft bitshiftright bitsubstr bitsubstr_no_len bittoint4 bittoint8 bitxor varbit
    bool_int4 booltext int4_bool
    bpchar bpchar_name bpcharlen bpcharoctetlen byteaGetBit byteaGetByte byteaSetBit byteaSetByte
    bytea_bit_count bytea_reverse bytea_substr bytea_substr_no_len byteacat bytealike byteanlike
    byteaoctetlen byteaoverlay byteaoverlay_no_len byteapos byteatrim bytealtrim byteartrim
    cash_div_cash cash_div_flt4 cash_div_flt8 cash_div_int2 cash_div_int4 cash_div_int8 cash_mi
    cash_mul_flt4 cash_mul_flt8 cash_mul_int2 cash_mul_int4 cash_mul_int8 cash_numeric cash_pl
    cash_words flt4_mul_cash flt8_mul_cash int2_mul_cash int4_mul_cash int8_mul_cash int4_cash
    int8_cash numeric_cash
    char_bpchar char_text chartoi4 i4tochar text_char
    date_finite date_mi date_mi_interval date_mii date_pl_interval date_pli date_timestamp
    date_timestamptz datetime_timestamp datetimetz_timestamptz
    date_eq_timestamp date_ne_timestamp date_lt_timestamp date_le_timestamp date_gt_timestamp
    date_ge_timestamp date_eq_timestamptz date_ne_timestamptz date_lt_timestamptz
    date_le_timestamptz date_gt_timestamptz date_ge_timestamptz
    dacos dacosd dacosh dasin dasind dasinh datan datan2 datan2d datand datanh dcbrt dceil dcos
    dcosd dcosh dcot dcotd degrees derf derfc dexp dfloor dlog1 dlog10 dpi dpow dround dsign dsin
    dsind dsinh dsqrt dtan dtand dtanh dtrunc radians drandom_normal int4random int8random
    numeric_random
    dtof dtoi2 dtoi4 dtoi8 ftod ftoi2 ftoi4 ftoi8 i2tod i2tof i2toi4 i4tod i4tof i4toi2 i8tod
    i8tof i8tooid int28 int48 int82 int84 oidtoi8 int2_numeric int4_numeric int8_numeric
    float4_numeric float8_numeric numeric_float4 numeric_float8 numeric_int2 numeric_int4
    numeric_int8
    float48div float48mi float48mul float48pl float4abs float4div float4mi float4mul float4pl
    float4um float4up float84div float84mi float84mul float84pl float8abs float8div float8mi
    float8mul float8pl float8um float8up float8_timestamptz
    float4_to_char float8_to_char int4_to_char int8_to_char numeric_to_char
    int24div int24mi int24mul int24pl int28div int28mi int28mul int28pl int2abs int2and int2div
    int2mi int2mod int2mul int2not int2or int2pl int2shl int2shr int2um int2up int2xor int42div
    int42mi int42mul int42pl int48div int48mi int48mul int48pl int4abs int4and int4div int4gcd
    int4lcm int4mi int4mod int4mul int4not int4or int4pl int4shl int4shr int4um int4up int4xor
    int82div int82mi int82mul int82pl int84div int84mi int84mul int84pl int8abs int8and int8div
    int8gcd int8lcm int8mi int8mod int8mul int8not int8or int8pl int8shl int8shr int8um int8up
    int8xor
    numeric numeric_abs numeric_add numeric_ceil numeric_div numeric_div_trunc numeric_exp
    numeric_fac numeric_floor numeric_gcd numeric_lcm numeric_ln numeric_log numeric_mod
    numeric_mul numeric_power numeric_round numeric_sign numeric_sqrt numeric_sub numeric_trunc
    numeric_uminus numeric_uplus width_bucket_array width_bucket_float8 width_bucket_numeric
    hashtext hashtextextended
    inet_abbrev cidr_abbrev inet_same_family inet_set_masklen cidr_set_masklen inet_to_cidr inetand
    inetmi inetmi_int8 inetnot inetor inetpl inet_merge network_broadcast network_family
    network_host network_hostmask network_masklen network_netmask network_network network_overlap
    network_show network_sub network_subeq network_sup network_supeq
    interval_div interval_finite interval_justify_days interval_justify_hours
    interval_justify_interval interval_mi interval_mul interval_pl interval_scale interval_trunc
    interval_um mul_d_interval make_date make_interval make_time make_timestamp make_timestamptz
    make_timestamptz_at_timezone
    json_array_length json_object json_object_two_arg json_strip_nulls json_typeof
    jsonb_array_length jsonb_concat jsonb_contained jsonb_contains jsonb_delete jsonb_delete_array
    jsonb_delete_idx jsonb_delete_path jsonb_exists jsonb_exists_all jsonb_exists_any jsonb_insert
    jsonb_object jsonb_object_two_arg jsonb_path_query_array jsonb_pretty jsonb_set
    jsonb_strip_nulls jsonb_typeof row_to_json row_to_json_pretty to_json to_jsonb
    lower upper initcap casefold ascii chr repeat replace_text translate split_part text_reverse
    text_left text_right lpad rpad btrim btrim1 ltrim ltrim1 rtrim rtrim1 text_substr
    text_substr_no_len textpos textlen textoctetlen textoverlay textoverlay_no_len textcat
    text_starts_with text_concat_ws text_format text_format_nv text_to_array text_to_array_null
    md5_text md5_bytea sha224_bytea sha256_bytea sha384_bytea sha512_bytea crc32_bytea crc32c_bytea
    quote_ident quote_literal to_hex32 to_hex64 to_bin32 to_bin64 to_oct32 to_oct64 parse_ident
    pg_convert pg_convert_from pg_convert_to length_in_encoding unistr unicode_assigned
    unicode_is_normalized unicode_normalize_func to_ascii_default
    like_escape like_escape_bytea similar_to_escape_1 similar_to_escape_2
    textlike textnlike texticlike texticnlike namelike namenlike nameiclike nameicnlike bpcharlike
    bpcharnlike bpchariclike bpcharicnlike textregexeq textregexne texticregexeq texticregexne
    nameregexeq nameregexne nameicregexeq nameicregexne bpcharregexeq bpcharregexne
    bpcharicregexeq bpcharicregexne
    regexp_count regexp_count_no_flags regexp_count_no_start regexp_instr
    regexp_instr_no_endoption regexp_instr_no_flags regexp_instr_no_n regexp_instr_no_start
    regexp_instr_no_subexpr regexp_like regexp_like_no_flags regexp_split_to_array
    regexp_split_to_array_no_flags textregexreplace textregexreplace_noopt
    textregexreplace_extended textregexreplace_extended_no_flags textregexreplace_extended_no_n
    name_bpchar name_text nameconcatoid text_name varchar
    macaddr8_and macaddr8_not macaddr8_or macaddr8_set7bit macaddr8_trunc macaddr8tomacaddr
    macaddr_and macaddr_not macaddr_or macaddr_trunc macaddrtomacaddr8
    multirange_constructor1 multirange_constructor2 multirange_contains_elem multirange_empty
    multirange_intersect multirange_lower_inc multirange_lower_inf multirange_minus
    multirange_union multirange_upper_inc multirange_upper_inf range_adjacent range_after
    range_before range_contained_by range_contains range_contains_elem elem_contained_by_range
    range_empty range_intersect range_lower_inc range_lower_inf range_minus range_overlaps
    range_overleft range_overright range_union range_upper_inc range_upper_inf range_merge
    nextval_oid currval_oid lastval setval_oid setval3_oid
    overlaps_time overlaps_timestamp overlaps_timetz
    pg_advisory_lock_int4 pg_advisory_lock_int8 pg_advisory_lock_shared_int4
    pg_advisory_lock_shared_int8 pg_advisory_xact_lock_int4 pg_advisory_xact_lock_int8
    pg_advisory_xact_lock_shared_int4 pg_advisory_xact_lock_shared_int8 pg_try_advisory_lock_int4
    pg_try_advisory_lock_int8 pg_try_advisory_lock_shared_int4 pg_try_advisory_lock_shared_int8
    pg_try_advisory_xact_lock_int4 pg_try_advisory_xact_lock_int8
    pg_try_advisory_xact_lock_shared_int4 pg_try_advisory_xact_lock_shared_int8
    pg_advisory_unlock_int4 pg_advisory_unlock_int8 pg_advisory_unlock_shared_int4
    pg_advisory_unlock_shared_int8 pg_size_pretty pg_size_pretty_numeric pg_sleep pg_notify
    extract_time extract_timetz time_part timetz_part time_interval time_mi_interval time_mi_time
    time_pl_interval time_scale time_timetz timetz_mi_interval timetz_pl_interval timetz_scale
    timetz_time timetz_zone timetz_izone timestamp_age timestamp_bin timestamp_date
    timestamp_finite timestamp_mi timestamp_mi_interval timestamp_pl_interval timestamp_scale
    timestamp_timestamptz timestamp_trunc timestamp_zone timestamp_izone timestamptz_age
    timestamptz_bin timestamptz_date timestamptz_mi_interval timestamptz_mi_interval_at_zone
    timestamptz_pl_interval timestamptz_pl_interval_at_zone timestamptz_scale
    timestamptz_timestamp timestamptz_trunc timestamptz_trunc_zone timestamptz_zone
    timestamptz_izone to_date to_timestamp
    phraseto_tsquery phraseto_tsquery_byid plainto_tsquery plainto_tsquery_byid to_tsquery
    to_tsquery_byid to_tsvector to_tsvector_byid websearch_to_tsquery websearch_to_tsquery_byid
    ts_match_qv ts_match_tq ts_match_tt ts_match_vq ts_rank_tt ts_rank_ttf ts_rank_wtt ts_rank_wttf
    ts_rankcd_tt ts_rankcd_ttf ts_rankcd_wtt ts_rankcd_wttf ts_headline ts_headline_byid
    ts_headline_opt ts_headline_byid_opt tsquery_and tsquery_not tsquery_numnode tsquery_or
    tsvector_concat tsvector_length tsvector_setweight tsvector_strip tsvector_to_array
",
);
