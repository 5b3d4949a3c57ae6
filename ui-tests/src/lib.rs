//! Compile-fail and compile-pass cases live in `tests/`; this library is empty.
