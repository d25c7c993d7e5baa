#!/usr/bin/env python3
"""Makes what an older gateway leaves behind: old_dump.py DIRECTORY [--bad-rows]

A file for each of its tables as COPY ... CSV HEADER writes it (keys, balances, charges), dump.sql with the same rows, and
keys.txt, which no gateway has: family, id and text of every key. Needs the package bcrypt.
"""
import csv
import hashlib
import json
import pathlib
import secrets
import sys

import bcrypt

COST = 12
TABLES = {
    "organizations": "id uuid PRIMARY KEY, name text, slug text, plan_tier text, status text, is_service_account boolean,"
    " created_at timestamptz",
    "users": "id text PRIMARY KEY, email text, org_id uuid, is_active boolean",
    "user_api_keys": "id serial PRIMARY KEY, user_id text, key_name text, key_hash text, key_prefix varchar(7), permissions jsonb,"
    " created_at timestamp, last_used timestamp, expires_at timestamp, is_active boolean",
    "api_keys": "key_id uuid PRIMARY KEY, org_id uuid, name text, key_hash char(64), key_prefix text, scopes text[],"
    " environment text, created_at timestamptz, expires_at timestamptz, revoked_at timestamptz, total_requests bigint",
    "organization_credits": "organization_id uuid PRIMARY KEY, credit_balance bigint, total_credits_purchased bigint,"
    " last_purchase_date timestamp, updated_at timestamp",
    "user_credits": "user_id text PRIMARY KEY, credits_remaining double precision, credits_allocated double precision, tier text",
    "credit_transactions": "id serial PRIMARY KEY, user_id text, provider text, model text, tokens_used integer, cost real,"
    " credits_before real, credits_after real, created_at timestamp",
    "service_usage_log": "id uuid PRIMARY KEY, service_name text, endpoint text, credits_used integer, model_used text,"
    " created_at timestamptz",
}
ACME = "11111111-0000-4000-8000-000000000001"
PRESENTON = "11111111-0000-4000-8000-000000000002"
OWN_KEYS = "22222222-0000-4000-8000-%012d"


def user_key(flavour: str) -> tuple[str, str]:
    key = "uc_" + secrets.token_hex(32)
    hashed = bcrypt.hashpw(key.encode(), bcrypt.gensalt(rounds=COST)).decode()
    return key, flavour + hashed[len("$2b$"):]


def rows() -> tuple[dict[str, list[list[object]]], list[list[str]]]:
    made: dict[str, list[list[object]]] = {
        "organizations": [
            [ACME, "Acme", "acme-old", "Pro", "active", False, "2024-01-01 00:00:00+00"],
            [PRESENTON, "Presenton", "presenton-service", "managed", "active", True, "2024-01-01 00:00:00+00"],
        ],
        "users": [["old-ada@example.org", "old-ada@example.org", ACME, True]],
        "user_api_keys": [],
        "api_keys": [],
        # thousandths of a credit
        "organization_credits": [
            [ACME, 250500, 1000000, "2025-02-01 09:30:00", "2025-03-01 10:00:00"],
            [PRESENTON, 9989000, 10000000, None, "2025-03-01 10:00:00"],
        ],
        "user_credits": [["old-ada@example.org", 37.5, 100, "professional"], ["old-bob", 1e-05, None, None]],
        "credit_transactions": [
            [1, "old-ada@example.org", "openai", "gpt-4", 120, 0.0125, 37.5125, 37.5, "2025-02-28 23:59:59.5"],
            [2, "old-bob", "anthropic", "claude-3", 7, 0.0003, None, None, "2025-03-01 10:00:00"],
        ],
        "service_usage_log": [
            [OWN_KEYS % 11, "presenton-service", "/v1/images/generations", 11000, "dall-e-2", "2025-03-01 10:00:00+00"],
        ],
    }
    keys = []
    for number, flavour in enumerate(["$2a$", "$2b$", "$2y$"] * 2, start=1):
        key, hashed = user_key(flavour)
        user = "old-ada@example.org" if number % 2 else "old-bob"
        permissions = json.dumps(["llm:inference", "llm:models"] if number % 2 else ["*"])
        made["user_api_keys"].append(
            [number, user, f"key {number}", hashed, key[:7], permissions, "2025-03-01 10:00:00", None, None, True]
        )
        keys.append(["user", str(number), key])
    texts = ["pk_live_" + secrets.token_urlsafe(32), "pk_test_" + secrets.token_urlsafe(32), "sk-presenton-service-key-2024"]
    for number, key in enumerate(texts, start=1):
        service = key.startswith("sk-")
        made["api_keys"].append(
            [
                OWN_KEYS % number, PRESENTON if service else ACME, f"own {number}", hashlib.sha256(key.encode()).hexdigest(),
                key[:12], "{llm:inference,llm:models}", None if service else key[3:7], "2025-03-01 10:00:00+00", None, None, 17,
            ]
        )
        keys.append(["service" if service else "organization", OWN_KEYS % number, key])
    return made, keys


def bad_rows() -> dict[str, list[list[object]]]:
    """Each cannot be taken, each for another reason."""
    good = "$2b$12$" + "a" * 53
    at = "2025-03-01 10:00:00"
    return {
        "user_api_keys": [
            [901, "old-eve", "short hash", good[:-1], "uc_0901", '["*"]', at, None, None, True],
            [902, "old-eve", "dear hash", good.replace("$12$", "$31$"), "uc_0902", '["*"]', at, None, None, True],
            [903, "old-eve", "no list", good[:-1] + "b", "uc_0903", '{"llm": true}', at, None, None, True],
            [904, "old-eve", "expired", good[:-1] + "c", "uc_0904", '["*"]', at, None, "2025-04-01 00:00:00", True],
            [905, "old-eve", "too much", good[:-1] + "d", "uc_0905", '["platform:*"]', at, None, None, True],
        ],
        "api_keys": [
            [OWN_KEYS % 906, OWN_KEYS % 0, "nobody's", "a" * 64, "pk_live_a", "{*}", "live", at, None, None, 0],
        ],
    }


def literal(value: object) -> str:
    return "NULL" if value is None else "'" + str(value).replace("'", "''") + "'"


def main(directory: pathlib.Path, with_bad_rows: bool) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    tables, keys = rows()
    if with_bad_rows:
        for table, more in bad_rows().items():
            tables[table] += more
    with open(directory / "dump.sql", "w") as sql:
        for table, columns in TABLES.items():
            names = [column.split()[0] for column in columns.split(", ")]
            with open(directory / f"{table}.csv", "w", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(names)
                writer.writerows([["" if value is None else value for value in row] for row in tables[table]])
            sql.write(f"CREATE TABLE {table} ({columns});\n")
            for row in tables[table]:
                sql.write(f"INSERT INTO {table} VALUES ({', '.join(map(literal, row))});\n")
    (directory / "keys.txt").write_text("".join(" ".join(key) + "\n" for key in keys))


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--bad-rows"]
    if len(arguments) != 1:
        sys.exit(__doc__)
    main(pathlib.Path(arguments[0]), "--bad-rows" in sys.argv)
