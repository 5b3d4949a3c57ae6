//! Written by `UPDATE_EXPECT=1 cargo test -p microcosm-postgres-cli --test explain`: the examples of the pages
//! that `microcosm-postgres explain` shows, ten and more mistakes with a message each.

use microcosm_postgres::store;
use uuid::Uuid;

store! {
    schema "explain.json";

    store Examples {
        fn syntax_error() {
            r#"SELECT id, name, FROM company"#
        }

        fn undefined_table() {
            r#"SELECT * FROM compnay"#
        }

        fn undefined_column() {
            r#"SELECT nme FROM company"#
        }

        fn undefined_function() {
            r#"SELECT name || hired > 10 FROM employee"#
        }

        fn undefined_object() {
            r#"SELECT hired::txt FROM employee"#
        }

        fn undefined_parameter() {
            r#"SELECT * FROM company WHERE name = $0"#
        }

        fn invalid_schema_name() {
            r#"SELECT hrr.initials(name) FROM employee"#
        }

        fn ambiguous_column() {
            r#"SELECT name FROM company JOIN employee ON employee.company_id = company.id"#
        }

        fn ambiguous_function() {
            r#"SELECT '1' + '2'"#
        }

        fn ambiguous_parameter() {
            r#"INSERT INTO membership (company_id, account, role) VALUES (:company, :who, :company)"#
        }

        fn ambiguous_alias() {
            r#"SELECT employee.name FROM employee, hr.employee"#
        }

        fn indeterminate_datatype() {
            r#"SELECT * FROM company WHERE :name IS NULL OR name = 'Acme'"#
        }

        fn collation_mismatch() {
            r#"SELECT name COLLATE "C" < email COLLATE "POSIX" FROM employee"#
        }

        fn duplicate_alias() {
            r#"SELECT 1 FROM employee JOIN employee ON true"#
        }

        fn duplicate_column() {
            r#"INSERT INTO tag (name, name) VALUES ('a', 'b')"#
        }

        fn datatype_mismatch() {
            r#"SELECT name FROM employee WHERE name"#
        }

        fn cannot_coerce() {
            r#"SELECT hired::boolean FROM employee"#
        }

        fn grouping_error() {
            r#"SELECT company_id, name, count(*) FROM employee GROUP BY company_id"#
        }

        fn windowing_error() {
            r#"SELECT name FROM employee WHERE row_number() OVER (ORDER BY hired) = 1"#
        }

        fn invalid_recursion() {
            r#"WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT max(n) + 1 FROM t) SELECT n FROM t"#
        }

        fn invalid_column_reference() {
            r#"SELECT DISTINCT name FROM employee ORDER BY hired"#
        }

        fn wrong_object_type() {
            r#"SELECT lower(name) OVER () FROM employee"#
        }

        fn generated_always() {
            r#"INSERT INTO badge (id, employee_id) VALUES (1, :employee)"#
        }

        fn object_not_in_prerequisite_state() {
            r#"UPDATE headcount SET name = :name WHERE id = :id"#
        }

        fn feature_not_supported() {
            r#"SELECT company_id, count(*) FROM employee GROUP BY company_id FOR UPDATE"#
        }

        fn program_limit_exceeded() {
            r#"SELECT '{{{{{{{1}}}}}}}'::integer[]"#
        }

        fn invalid_name() {
            r#"SELECT 'a..b'::regclass"#
        }

        fn invalid_table_definition() {
            r#"SELECT r.name FROM jsonb_to_record('{}') AS r(name SETOF text)"#
        }

        fn invalid_text_representation() {
            r#"SELECT * FROM company WHERE type = 'privat'"#
        }

        fn invalid_datetime_format() {
            r#"SELECT * FROM employee WHERE hired > 'yesterdy'"#
        }

        fn datetime_field_overflow() {
            r#"SELECT * FROM employee WHERE hired > '2023-02-29'"#
        }

        fn interval_field_overflow() {
            r#"SELECT hired + interval '9999999999 years' FROM employee"#
        }

        fn numeric_value_out_of_range() {
            r#"SELECT * FROM desk WHERE floor = '70000'"#
        }

        fn string_data_right_truncation() {
            r#"SELECT '(Main Street,N1234)'::address"#
        }

        fn string_data_length_mismatch() {
            r#"SELECT '(01)'::flags"#
        }

        fn invalid_parameter_value() {
            r#"SELECT salary::numeric(2000) FROM employee"#
        }

        fn invalid_escape_sequence() {
            r#"SELECT E'caf\u00e'"#
        }

        fn character_not_in_repertoire() {
            r#"SELECT E'caf\xe9'"#
        }

        fn untranslatable_character() {
            r#"SELECT '"\u0000"'::jsonb"#
        }

        fn data_exception() {
            r#"SELECT '[5,1]'::int4range"#
        }

        fn invalid_time_zone_displacement_value() {
            r#"SELECT '2024-01-01 12:00+99'::timestamptz"#
        }

        fn array_subscript_error() {
            r#"SELECT '[2:1]={1}'::integer[]"#
        }

        fn invalid_xml_content() {
            r#"SELECT '<name>Acme</nam>'::xml"#
        }

        fn not_null_violation() {
            r#"SELECT '(Main Street,)'::address"#
        }

        fn rejected() {
            r#"SELECT name FROM employee ORDER BY hired FETCH FIRST NULL ROWS WITH TIES"#
        }

        fn unsupported() {
            r#"SELECT 'reporting'::regrole"#
        }

        fn missing_where() {
            r#"DELETE FROM tag"#
        }

        fn missing_not_null_column(id: Uuid, name: &str) {
            r#"INSERT INTO company (id, name) VALUES (:id, :name)"#
        }

        fn not_dml() {
            r#"TRUNCATE tag"#
        }

        fn null_into_not_null(id: Uuid) {
            r#"UPDATE company SET name = NULL WHERE id = :id"#
        }
    }
}

fn main() {}
