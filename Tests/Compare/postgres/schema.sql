-- The bank of the comparison, new for every measurement; `accounts` says how many there are.
DROP TABLE IF EXISTS account, journal;

CREATE TABLE account (
    id integer PRIMARY KEY,
    balance bigint NOT NULL CHECK (balance >= 0)
);

-- What was done, and what makes it exactly once: a client that asks again with the same number is
-- refused by the key, and finds its answer here.
CREATE TABLE journal (
    client integer,
    number bigint,
    source integer NOT NULL,
    target integer NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (client, number)
);

INSERT INTO account SELECT number, 1000000 FROM generate_series(1, :accounts) AS number;
ANALYZE account;
