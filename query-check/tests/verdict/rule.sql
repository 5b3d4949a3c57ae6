-- WITH goes with a write only while rules make one statement of it.
WITH q AS (SELECT 1) INSERT INTO ledger SELECT 1
# 0A000: WITH cannot be used in a query that is rewritten by rules into multiple queries

INSERT INTO ledger WITH q AS (SELECT 1) SELECT 1
# ok

WITH q AS (SELECT 1) UPDATE ledger SET a = 1
# 0A000: WITH cannot be used in a query that is rewritten by rules into multiple queries

WITH q AS (SELECT 1) DELETE FROM ledger
# ok

WITH q AS (SELECT 1) UPDATE ledger_sum SET a = 1
# ok

WITH q AS (SELECT 1) DELETE FROM ledger_sum
# ok

WITH q AS (SELECT 1) UPDATE ledger_sums SET a = 1
# ok

WITH q AS (SELECT 1) DELETE FROM ledger_sums
# ok

-- A rule's own statement is rewritten in its turn.
WITH q AS (SELECT 1) INSERT INTO entrance VALUES (1)
# 0A000: WITH cannot be used in a query that is rewritten by rules into multiple queries

WITH q AS (SELECT 1) UPDATE entrance SET a = 1
# 0A000: WITH cannot be used in a query that is rewritten by rules into multiple queries

WITH q AS (SELECT 1) DELETE FROM entrance
# ok

INSERT INTO entrance VALUES (1)
# ok

WITH q AS (SELECT 1) INSERT INTO ledger SELECT 1 RETURNING nope
#                                                          ^^^^ 42703: column "nope" does not exist
# 0A000: WITH cannot be used in a query that is rewritten by rules into multiple queries

WITH q AS (DELETE FROM ledger RETURNING a) SELECT 1
# 0A000: cannot perform DELETE RETURNING on relation "ledger"
#   help: You need an unconditional ON DELETE DO INSTEAD rule with a RETURNING clause.

WITH q AS (UPDATE ledger SET a = 1) SELECT 1
# 0A000: multi-statement DO INSTEAD rules are not supported for data-modifying statements in WITH

WITH q AS (DELETE FROM entrance) SELECT 1
# -> ?column? integer

WITH q AS (UPDATE entrance SET a = 1) SELECT 1
# 0A000: conditional DO INSTEAD rules are not supported for data-modifying statements in WITH

INSERT INTO ledger VALUES (1, 2) ON CONFLICT DO NOTHING
# 0A000: INSERT with ON CONFLICT clause cannot be used with table that has INSERT or UPDATE rules

WITH q AS (INSERT INTO entrance VALUES (1)) SELECT 1
# 0A000: multi-statement DO INSTEAD rules are not supported for data-modifying statements in WITH

WITH q AS (DELETE FROM ledger_sum) SELECT 1
# 0A000: DO ALSO rules are not supported for data-modifying statements in WITH

WITH q AS (UPDATE ledger_sums SET a = 1) SELECT 1
# -> ?column? integer

WITH q AS (DELETE FROM ledger) SELECT 1
# -> ?column? integer
