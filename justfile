# Commands of the project; `just` lists them.

default:
    @just --list

# Everything main must pass.
ci:
    .ci/run

# Formatting and lints.
lint:
    cargo fmt --all -- --check
    cargo clippy --workspace --all-targets -- -D warnings

# All tests.
test:
    cargo test --workspace

# The tests of stores, through PgBouncer in transaction mode.
pgbouncer:
    cargo test --test pgbouncer

# The example of the README.
quickstart:
    cargo run --example quickstart

# Throughput against hand-written tokio-postgres, sqlx, diesel-async and the byte floor: `ratio` lines.
bench:
    cd benches/peers && cargo build --release --locked
    # Client and server on one core, where the system can: which core each wakes on would be measured otherwise.
    cd benches/peers && $(command -v taskset > /dev/null && echo taskset -c 0) target/release/microcosm-postgres-peers

# The instructions (callgrind) that a client spends on a workload, once: `just instructions microcosm-postgres pk`.
instructions client workload:
    cd benches/peers && cargo build --release --locked
    cd benches/peers && for times in 20 120; do \
        valgrind --tool=callgrind --callgrind-out-file=/dev/null target/release/microcosm-postgres-peers \
            only {{client}} {{workload}} $times 2>&1 | sed -n 's/.*Collected : //p'; \
    done | awk 'NR == 1 { few = $1 } NR == 2 { print ($1 - few) / 100 }'

# What stores of 10, 100 and 500 queries add to a debug `cargo check`.
compile-time:
    cd benches/compile && cargo run -q

# Rewrites the checker's built-in data from a server of each major.
builtins:
    cargo run -q -p microcosm-postgres-generate -- query-check/src/catalog/builtins

# The oracle and the facts on every major: 20,000 random statements each, and facts over random rows.
majors:
    for major in 14 15 16 17 18; do \
        echo "== PostgreSQL $major"; \
        PG_MAJOR=$major DIFFERENTIAL_COUNT=20000 SOUNDNESS_COUNT=1000 cargo test -q -p microcosm-postgres-cli --test differential --test soundness --test isolation -- --nocapture || exit 1; \
    done

# The corpora beside the project, as agreed/total.
corpus:
    CORPUS_LIST=1 cargo test -q -p microcosm-postgres-query-check --test syntax_corpus -- --nocapture
    CORPUS_LIST=1 cargo test -q -p microcosm-postgres-cli --test corpus -- --nocapture

# How long the checker takes, in debug and in release.
speed *arguments:
    cargo run -q -p microcosm-postgres-query-check --example speed -- {{arguments}}
    cargo run -q --release -p microcosm-postgres-query-check --example speed -- {{arguments}}

# What volume costs: bulk against single creates, and the memory of a large stream.
volume:
    cargo run --release --example volume

# A fuzz target of `fuzz/` (parse, check, literal, parts) for some seconds; needs nightly Rust and cargo-fuzz.
fuzz target seconds="300":
    mkdir -p fuzz/corpus/{{target}}
    cp cli/tests/statements/*.sql fuzz/corpus/{{target}}/
    sed -n 's/^ *[A-Z][A-Za-z]* \("[a-z_]*"\) .*/\1/p' query-check/src/syntax/keyword_table.rs > fuzz/corpus/keywords.dict
    cargo +nightly fuzz run {{target}} -- -dict=fuzz/corpus/keywords.dict -max_len=4096 -timeout=10 -max_total_time={{seconds}}
