#!/usr/bin/env python3
"""Makes what an older gateway and its identity provider leave behind: old_dump.py DIRECTORY [--bad-rows] [--mock-keys DIRECTORY]

A file for each table as COPY ... CSV HEADER writes it (keys, balances, charges, keys at providers), dump.sql with the same rows,
encryption-key, with which the keys at providers are encrypted, and keys.txt, which no gateway has: family, id and text of every key.
With --mock-keys the mock of ./quickstart takes the keys at providers: its own are in that directory. Needs the packages bcrypt and
cryptography.
"""
import argparse
import csv
import hashlib
import json
import pathlib
import secrets
import uuid

import bcrypt
from cryptography.fernet import Fernet

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
    "llm_providers": "id uuid PRIMARY KEY, name text, type text, encrypted_api_key text, enabled boolean",
    "service_credentials": "id serial PRIMARY KEY, user_id text, service text, credential_type text, encrypted_value text,"
    " is_active boolean",
    "encrypted_credentials": "id serial PRIMARY KEY, user_id text, organization_id uuid, service text, credential_type text,"
    " encrypted_value text, encrypted_at timestamp",
    "user_entity": "id varchar(36) PRIMARY KEY, email varchar(255), email_verified boolean, enabled boolean, realm_id varchar(255),"
    " username varchar(255)",
    "user_attribute": "name varchar(255), value varchar(255), user_id varchar(36), id varchar(36) PRIMARY KEY, long_value text",
}
ACME = "11111111-0000-4000-8000-000000000001"
PRESENTON = "11111111-0000-4000-8000-000000000002"
OWN_KEYS = "22222222-0000-4000-8000-%012d"
ADA = "33333333-0000-4000-8000-000000000001"
EVE = "33333333-0000-4000-8000-000000000002"


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


class Credentials:
    """Keys at providers as they were encrypted there, once they have been."""

    def __init__(self, mock_keys: pathlib.Path | None) -> None:
        self.encryption_key = Fernet.generate_key()
        self.mock_keys = mock_keys

    def key(self, provider: str, customer: str) -> str:
        """Of the platform if there is no customer."""
        own = (self.mock_keys / f"mock-{provider}-key").read_text() if self.mock_keys else "sk-" + secrets.token_urlsafe(32)
        return own + (f"-of-{customer}" if customer else "")

    def token(self, key: str) -> str:
        return Fernet(self.encryption_key).encrypt(key.encode()).decode()

    def rows(self) -> dict[str, list[list[object]]]:
        return {
            "llm_providers": [[str(uuid.uuid4()), "OpenRouter", "open_router", self.token(self.key("openrouter", "")), True]],
            "service_credentials": [[1, "root", "cloudflare", "api_token", self.token(self.key("cloudflare", "")), True]],
            "encrypted_credentials": [
                [1, None, ACME, "groq", "api_key", self.token(self.key("groq", "acme")), "2025-02-01 09:30:00.25"],
            ],
            "user_entity": [[ADA, "old-ada@example.org", True, True, "realm", "ada"]],
            "user_attribute": self.attributes(ADA, "openai", self.key("openai", "ada")),
        }

    def attributes(self, user: str, provider: str, key: str) -> list[list[object]]:
        values = {
            "key": self.token(key),
            "label": "team account",
            "endpoint": "https://api.openai.com/v1",
            "added_date": "2025-02-01T09:30:00.250000",
            "last_tested": "2025-03-01T10:00:00.123456",
            "test_status": "valid",
        }
        return [self.attribute(user, f"byok_{provider}_{name}", value) for name, value in values.items()]

    @staticmethod
    def attribute(user: str, name: str, value: str) -> list[object]:
        long = len(value) > 255
        return [name, None if long else value, user, str(uuid.uuid4()), value if long else None]

    def bad_rows(self) -> dict[str, list[list[object]]]:
        """Each cannot be taken, each for another reason."""
        other = Fernet(Fernet.generate_key()).encrypt(b"sk-of-nobody").decode()
        return {
            "encrypted_credentials": [
                [901, "old-nobody", None, "openai", "api_key", self.token(self.key("openai", "nobody")), None],
                [902, None, ACME, "unheard-of", "api_key", self.token("sk-of-nobody"), None],
                [903, None, ACME, "openai", "api_key", other, None],
                [904, None, ACME, "openai", "api_key", self.token("sk-two\nlines"), None],
                [905, None, ACME, "openai", "api_key", self.token("sk-" + "x" * 10_000), None],
                [906, None, PRESENTON, "anthropic", "api_key", self.token("AIza-of-another-provider"), None],
            ],
            "user_entity": [[EVE, "old-ada@example.org", False, True, "other realm", "eve"]],
            "user_attribute": self.attributes(EVE, "openai", self.key("openai", "eve")) + [
                self.attribute(ADA, "byok_groq_key", self.token(self.key("groq", "ada"))),
                self.attribute(ADA, "byok_groq_endpoint", "http://169.254.169.254/v1"),
            ],
        }


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


def main(directory: pathlib.Path, with_bad_rows: bool, mock_keys: pathlib.Path | None) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    tables, keys = rows()
    credentials = Credentials(mock_keys)
    tables |= credentials.rows()
    if with_bad_rows:
        for table, more in (bad_rows() | credentials.bad_rows()).items():
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
    (directory / "encryption-key").write_bytes(credentials.encryption_key)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--bad-rows", action="store_true")
    parser.add_argument("--mock-keys", type=pathlib.Path)
    arguments = parser.parse_args()
    main(arguments.directory, arguments.bad_rows, arguments.mock_keys)
