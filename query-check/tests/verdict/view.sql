-- Through views to the tables below, and rules.
insert into entry_view(i) values (1)
# 428C9: cannot insert a non-DEFAULT value into column "id"
#   note: Column "id" is an identity column defined as GENERATED ALWAYS.
#   help: Use OVERRIDING SYSTEM VALUE to override.

insert into entry_view(i) overriding system value values (1)
# ok

insert into entry_view(i) overriding user value values (1)
# ok

insert into entry_view(i) values (default)
# ok

insert into entry_view(i, x) values (default, 1), (1, 2)
# 428C9: cannot insert a non-DEFAULT value into column "id"
#   note: Column "id" is an identity column defined as GENERATED ALWAYS.
#   help: Use OVERRIDING SYSTEM VALUE to override.

insert into entry_view(g) values (1)
# 428C9: cannot insert a non-DEFAULT value into column "g"
#   note: Column "g" is a generated column.

insert into entry_view(g) values (default)
# ok

insert into entry_view(g) select 1
# 428C9: cannot insert a non-DEFAULT value into column "g"
#   note: Column "g" is a generated column.

insert into entry_view(d) values (1)
# ok

insert into entry_view(z) values (1)
# 0A000: cannot insert into column "z" of view "entry_view"
#   note: View columns that are not columns of their base relation are not updatable.

insert into entry_view(z) values (default)
# 0A000: cannot insert into column "z" of view "entry_view"
#   note: View columns that are not columns of their base relation are not updatable.

insert into entry_view(x, y) values (1, 2)
# 42601: multiple assignments to same column "a"

insert into entry_view(x) values (1) returning *
# -> i bigint, d integer, x integer, g integer, n text, y integer, z integer

insert into entry_view values (1)
# 428C9: cannot insert a non-DEFAULT value into column "id"
#   note: Column "id" is an identity column defined as GENERATED ALWAYS.
#   help: Use OVERRIDING SYSTEM VALUE to override.

insert into entry_view values (default, 1, 2)
# ok

insert into entry_view default values
# ok

update entry_view set i = 1
# 428C9: column "id" can only be updated to DEFAULT
#   note: Column "id" is an identity column defined as GENERATED ALWAYS.

update entry_view set i = default
# 428C9: column "id" can only be updated to DEFAULT
#   note: Column "id" is an identity column defined as GENERATED ALWAYS.

update entry_view set g = default, z = default
# 0A000: cannot update column "z" of view "entry_view"
#   note: View columns that are not columns of their base relation are not updatable.

update entry_view set x = 1, y = 2
# 42601: multiple assignments to same column "a"

update entry_view set g = 1
# 428C9: column "g" can only be updated to DEFAULT
#   note: Column "g" is a generated column.

update entry_view set z = 1
# 0A000: cannot update column "z" of view "entry_view"
#   note: View columns that are not columns of their base relation are not updatable.

delete from entry_view
# ok

insert into entry_top(i) values (1)
# 428C9: cannot insert a non-DEFAULT value into column "id"
#   note: Column "id" is an identity column defined as GENERATED ALWAYS.
#   help: Use OVERRIDING SYSTEM VALUE to override.

insert into entry_top(x) values (1)
# ok

insert into entry_top(z) values (1)
# 0A000: cannot insert into column "z" of view "entry_top"
#   note: View columns that are not columns of their base relation are not updatable.

insert into entry_top(g) values (1)
# 428C9: cannot insert a non-DEFAULT value into column "g"
#   note: Column "g" is a generated column.

update entry_top set i = 1
# 428C9: column "id" can only be updated to DEFAULT
#   note: Column "id" is an identity column defined as GENERATED ALWAYS.

insert into entry_log(id, g) values (1, 2)
# ok

insert into entry_log(id, g) values (1, 2) on conflict do nothing
# ok

insert into entry_log(id) values (1) returning id
# -> id bigint

update entry_log set id = 1
# 428C9: column "id" can only be updated to DEFAULT
#   note: Column "id" is an identity column defined as GENERATED ALWAYS.

update entry_log set g = 1
# 428C9: column "g" can only be updated to DEFAULT
#   note: Column "g" is a generated column.

insert into silent values (1, 'a')
# ok

insert into silent values (1, 'a') returning a
# 0A000: cannot perform INSERT RETURNING on relation "silent"
#   help: You need an unconditional ON INSERT DO INSTEAD rule with a RETURNING clause.

insert into silent values (1, 'a') on conflict do nothing
# ok

insert into silent_view values (1, 'a')
# ok

insert into silent_view values (1, 'a') returning a
# 0A000: cannot perform INSERT RETURNING on relation "silent"
#   help: You need an unconditional ON INSERT DO INSTEAD rule with a RETURNING clause.

insert into silent_view values (1, 'a') on conflict do nothing
# ok

insert into picky values (1) returning a
# 0A000: cannot perform INSERT RETURNING on relation "picky"
#   help: You need an unconditional ON INSERT DO INSTEAD rule with a RETURNING clause.

update picky_view set a = 1
# 55000: cannot update view "picky_view"
#   help: To enable updating the view, provide an INSTEAD OF UPDATE trigger or an unconditional ON UPDATE DO INSTEAD rule.

insert into picky_view values (1)
# ok

delete from picky_view
# ok

insert into frozen values (1)
# when run: 42809: cannot change materialized view "frozen"
#   note: PostgreSQL prepares this statement, and refuses it whenever it is run.
# ok

update frozen set a = 1
# when run: 42809: cannot change materialized view "frozen"
#   note: PostgreSQL prepares this statement, and refuses it whenever it is run.
# ok

delete from frozen
# when run: 42809: cannot change materialized view "frozen"
#   note: PostgreSQL prepares this statement, and refuses it whenever it is run.
# ok

select * from frozen for update
# when run: 42809: cannot lock rows in materialized view "frozen"
#   note: PostgreSQL prepares this statement, and refuses it whenever it is run.
# -> a integer

insert into measure(a, b) values (1, 2)
# 428C9: cannot insert a non-DEFAULT value into column "b"
#   note: Column "b" is an identity column defined as GENERATED ALWAYS.
#   help: Use OVERRIDING SYSTEM VALUE to override.

insert into measure_low(a, b) values (1, 2)
# 428C9: cannot insert a non-DEFAULT value into column "b"
#   note: Column "b" is an identity column defined as GENERATED ALWAYS.
#   help: Use OVERRIDING SYSTEM VALUE to override.

update measure set b = 1
# 428C9: column "b" can only be updated to DEFAULT
#   note: Column "b" is an identity column defined as GENERATED ALWAYS.

with x as (insert into silent values (1,'a')) select 1
# 0A000: DO INSTEAD NOTHING rules are not supported for data-modifying statements in WITH

with x as (insert into picky values (1)) select 1
# -> ?column? integer

with x as (insert into entry_view(i) values (1)) select 1
# 428C9: cannot insert a non-DEFAULT value into column "id"
#   note: Column "id" is an identity column defined as GENERATED ALWAYS.
#   help: Use OVERRIDING SYSTEM VALUE to override.

merge into entry_view using silent on x = silent.a when matched then update set i = 1
# 428C9: column "id" can only be updated to DEFAULT
#   note: Column "id" is an identity column defined as GENERATED ALWAYS.

merge into entry_view using silent on x = silent.a when not matched then insert (i) values (1)
# 428C9: cannot insert a non-DEFAULT value into column "id"
#   note: Column "id" is an identity column defined as GENERATED ALWAYS.
#   help: Use OVERRIDING SYSTEM VALUE to override.

merge into entry_view using silent on x = silent.a when not matched then insert (z) values (1)
# 0A000: cannot merge into column "z" of view "entry_view"
#   note: View columns that are not columns of their base relation are not updatable.

merge into entry_view using silent on x = silent.a when not matched then insert (x) values (1)
# ok

merge into entry_log using silent on entry_log.a = silent.a when not matched then insert (a) values (1)
# ok

merge into entry_log using silent on entry_log.a = silent.a when matched then update set a = 1
# ok

merge into silent using picky on silent.a = picky.a when matched then delete
# 0A000: cannot execute MERGE on relation "silent"
#   note: MERGE is not supported for relations with rules.

merge into frozen using picky on frozen.a = picky.a when matched then delete
# 0A000: cannot execute MERGE on relation "frozen"
#   note: This operation is not supported for materialized views.
# when run: 42809: cannot change materialized view "frozen"
#   note: PostgreSQL prepares this statement, and refuses it whenever it is run.

merge into silent_view using picky on silent_view.a = picky.a when matched then delete
# 0A000: cannot execute MERGE on relation "silent"
#   note: MERGE is not supported for relations with rules.

insert into entry_view(x) values (1) on conflict (i) do update set i = 2
# 428C9: column "id" can only be updated to DEFAULT
#   note: Column "id" is an identity column defined as GENERATED ALWAYS.

insert into entry_view(x) values (1) on conflict (i) do update set x = 2
# ok

insert into entry_view(x) values (1) on conflict (i) do update set z = 2
# 0A000: cannot insert into column "z" of view "entry_view"
#   note: View columns that are not columns of their base relation are not updatable.

insert into entry_view(x) values (1) on conflict (i) do update set x = 2, y = 3
# 42601: multiple assignments to same column "a"

insert into parent(a) values (1)
# ok

insert into child values (1, 2)
# ok

select a, b from child group by a
#         ^ 42803: column "child.b" must appear in the GROUP BY clause or be used in an aggregate function

select tableoid::regclass, * from parent
# -> tableoid regclass, a integer

select * from only parent p
# -> a integer

update parent set b = 1
#                 ^ 42703: column "b" of relation "parent" does not exist

update entry_view set g = default
# 428C9: column "g" can only be updated to DEFAULT
#   note: Column "g" is a generated column.

insert into entry_view(i, x) values (default, 1), (default, 2)
# ok

insert into entry_view(i, x) select 1, 2
# 428C9: cannot insert a non-DEFAULT value into column "id"
#   note: Column "id" is an identity column defined as GENERATED ALWAYS.
#   help: Use OVERRIDING SYSTEM VALUE to override.

update entry_view set d = default
# ok

merge into entry_log using silent on entry_log.a = silent.a when matched then update set a = 1 when not matched then insert (a) values (1)
# 0A000: cannot merge into view "entry_log"
#   note: MERGE is not supported for views with INSTEAD OF triggers for some actions but not all.

merge into entry_log using silent on entry_log.a = silent.a when matched then delete
# ok
