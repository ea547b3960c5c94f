\set number :number + 1
\set source random(1, :accounts)
\set target (:source + random(0, :accounts - 2)) % :accounts + 1
\set amount random(1, 10)
-- Both rows in the order of their keys, or two transfers the other way round wait for each other
-- until one is ended; the lower one is the source as often as the target.
\set low least(:source, :target)
\set high greatest(:source, :target)
\set change case when :source = :low then -:amount else :amount end
\startpipeline
BEGIN;
INSERT INTO journal (client, number, source, target, amount)
    VALUES (:client_id, :number, :source, :target, :amount);
UPDATE account SET balance = balance + :change WHERE id = :low;
UPDATE account SET balance = balance - :change WHERE id = :high;
COMMIT;
\endpipeline
