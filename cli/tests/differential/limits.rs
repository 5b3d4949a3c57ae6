//! Statements at PostgreSQL's limits and one beyond them.

/// Statements with `count` of something, for every count on either side of a limit.
pub(crate) fn statements() -> Vec<String> {
    let mut all = Vec::new();
    for count in [1664, 1665] {
        let ones = vec!["1"; count].join(", ");
        let sums = list(count, |i| format!("employees + {i}"));
        let names = list(count, |i| format!("c{i} integer"));
        all.extend([
            format!("SELECT {ones}"),
            format!("SELECT {ones} FROM company ORDER BY name"),
            format!("SELECT 1 FROM (SELECT {ones}) q"),
            format!("WITH q AS (SELECT {ones}) SELECT 1"),
            format!("SELECT EXISTS (SELECT {ones})"),
            format!("SELECT {ones} UNION SELECT {ones}"),
            format!("SELECT {ones} UNION SELECT {ones} ORDER BY 1"),
            format!("VALUES ({ones}), ({ones})"),
            format!("SELECT * FROM (VALUES ({ones})) q"),
            format!("DELETE FROM company RETURNING {ones}"),
            format!("INSERT INTO company VALUES ({ones})"),
            format!("INSERT INTO company SELECT {ones}"),
            format!("SELECT 1 FROM company ORDER BY {sums}"),
            format!("SELECT 1 IN ({ones}), ARRAY[{ones}], coalesce({ones})"),
            format!("SELECT ROW({ones}) IS NULL"),
            format!("SELECT 1 FROM xmltable('/' PASSING '<a/>' COLUMNS {names})"),
            format!("SELECT 1 FROM json_to_record('1') AS x ({names})"),
            format!("SELECT 1 FROM ROWS FROM ({}) x", list(count, |_| "numbers(1)".to_owned())),
        ]);
    }
    for count in [1600, 1601] {
        let names = list(count, |i| format!("c{i} integer"));
        all.push(format!("SELECT 1 FROM json_to_record('1') AS x ({names})"));
    }
    for count in [100, 101] {
        all.push(format!("SELECT concat({})", vec!["1"; count].join(", ")));
    }
    for count in [31, 32] {
        let keys = list(count, |i| format!("employees + {i}"));
        all.push(format!("SELECT grouping({keys}) FROM company GROUP BY {keys}"));
    }
    all
}

fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(", ")
}
