"""What a JSON answer under /api/v1/llm says of its cost is what is charged."""
import decimal
import json
import pathlib
import random
import unittest

import yaml
from envoy_handle import Script

EDIT = Script("edit.lua")
PRICES = pathlib.Path(__file__).resolve().parents[3] / "prices"
NANO = 10**9
FEES = (1, 33, 250, 9_999, 10_000)
HEADERS = {":status": "200", "content-type": "application/json; charset=utf-8", "content-length": "9"}

# Where envoy.yaml's rules find the counts of a JSON answer.
CHAT = {"input": ["prompt_tokens"], "output": ["completion_tokens"], "cached_input": ["prompt_tokens_details", "cached_tokens"],
        "audio_input": ["prompt_tokens_details", "audio_tokens"], "reasoning": ["completion_tokens_details", "reasoning_tokens"],
        "audio_output": ["completion_tokens_details", "audio_tokens"]}


def told(body, usage, headers=HEADERS, **cost):
    """The answer as the client gets it."""
    price = dict({"provider": "openai", "input": 0, "cached_input": 0, "audio_input": 0, "output": 0, "reasoning": 0, "audio_output": 0,
                  "units": 0, "request": 0, "fixed": False, "hold": 77, "balance": 10 * NANO}, **cost)
    EDIT.answer(headers, {"cost": price}, usage, body.encode())
    return EDIT.body.data.decode()


def metadata(usage, **cost):
    return json.loads(told("{}", usage, **cost), parse_float=decimal.Decimal)["_metadata"]


def nano(usage, **cost):
    return metadata(usage, **cost)["cost_incurred"] * NANO


def found(answer):
    usage = {}
    for name, path in CHAT.items():
        value = answer.get("usage")
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if value is not None:
            usage[name] = value
    return usage


def prices(book):
    """Picocredits by class, as the book's file gives credits a million tokens."""
    for price in yaml.safe_load((PRICES / book).read_text())["models"]:
        tokens = {k: int(decimal.Decimal(v) * 10**6) for k, v in price.get("per_million_tokens", {}).items()}
        own = {"input": tokens.get("input", 0), "output": tokens.get("output", 0)}
        for part, whole in (("cached_input", "input"), ("audio_input", "input"), ("reasoning", "output"), ("audio_output", "output")):
            own[part] = tokens.get(part, own[whole])
        own["request"] = int(decimal.Decimal(price.get("per_request", "0")) * NANO)
        for name in [price["model"], *price.get("aliases", [])]:
            yield name, own


def fee(price, points):
    """As ByokFee has it: rounded up to the nanocredit."""
    return -(-price * points // 10_000)


class CostTest(unittest.TestCase):
    def test_it_is_the_charge_for_every_chat_of_the_corpus(self):
        book = dict(prices("default-3.yaml"))
        seen = 0
        for case in yaml.safe_load((PRICES / "corpus.yaml").read_text()):
            if case["shape"] != "openai json" or "units" in case:
                continue
            usage = found(json.loads(case["payload"]))
            self.assertEqual(case["cost"], nano(usage, **book[case["model"]]), case["name"])
            for points in FEES:
                self.assertEqual(fee(case["cost"], points), nano(usage, byok=True, fee=points, **book[case["model"]]), case["name"])
            seen += 1
        self.assertGreater(seen, 20)

    def test_a_fee_is_rounded_up_and_exact_below_2_to_the_53(self):
        for points in FEES:
            for price in (0, 1, 9_999, 10_000, 10_001, 20_000, 2**53 - 1):
                self.assertEqual(fee(price, points), nano(None, byok=True, fee=points, hold=price), (price, points))
        r = random.Random(11)
        for _ in range(2000):
            points, price = r.randrange(1, 10_001), r.randrange(2 ** r.randrange(1, 54))
            self.assertEqual(fee(price, points), nano(None, byok=True, fee=points, hold=price), (price, points))

    def test_a_fee_is_paid_from_the_balance(self):
        m = metadata({"input": 1000, "output": 500}, input=1000, output=1000, byok=True, fee=250, balance=100)
        self.assertEqual(decimal.Decimal("0.000000038"), m["cost_incurred"])
        self.assertEqual(decimal.Decimal("0.000000062"), m["credits_remaining"])
        self.assertEqual((True, "openai"), (m["using_byok"], m["byok_provider"]))

    def test_it_is_the_charge_for_every_image_of_the_corpus_with_a_price_of_its_own(self):
        seen = 0
        for case in yaml.safe_load((PRICES / "corpus.yaml").read_text()):
            units = case.get("units", {})
            book = yaml.safe_load((PRICES / ("managed-1.yaml" if case.get("book") else "default-3.yaml")).read_text())
            images = next(m for m in book["models"] if case["model"] in [m["model"], *m.get("aliases", [])]).get("per_image", {})
            if units.get("variant") in images:
                pico = units["count"] * int(decimal.Decimal(images[units["variant"]]) * 10**12)
                self.assertEqual(case["cost"], nano(None, fixed=True, units=pico), case["name"])
                self.assertEqual(fee(case["cost"], 333), nano(None, byok=True, fee=333, fixed=True, units=pico), case["name"])
                seen += 1
        self.assertGreater(seen, 2)

    def test_random_counts_agree_with_exact_sums(self):
        r = random.Random(20261126)
        for _ in range(2000):
            cached, heard, reasoning, spoken = (r.randrange(1000) for _ in range(4))
            usage = {"input": cached + heard + r.randrange(10**6), "cached_input": cached, "audio_input": heard,
                     "output": reasoning + spoken + r.randrange(10**5), "reasoning": reasoning, "audio_output": spoken}
            p = {k: r.randrange(10**8) for k in ("input", "cached_input", "audio_input", "output", "reasoning", "audio_output")}
            pico = ((usage["input"] - cached - heard) * p["input"] + cached * p["cached_input"] + heard * p["audio_input"]
                    + (usage["output"] - reasoning - spoken) * p["output"] + reasoning * p["reasoning"] + spoken * p["audio_output"])
            self.assertEqual(-(-pico // 1000) + 5, nano(usage, request=5, **p))

    def test_a_fixed_price_needs_no_counts(self):
        self.assertEqual(11 * NANO, nano(None, fixed=True, units=11 * 10**12))
        self.assertEqual(11 * NANO + 3, nano({"input": "inf"}, fixed=True, units=11 * 10**12, request=3))

    def test_without_counts_it_is_what_was_held(self):
        for usage in (None, {}, {"input": 1}, {"output": 1}, {"input": "inf", "output": 1}, {"input": 1, "output": -5},
                      {"input": 1.5, "output": 1}, {"input": 1, "output": 1e308}, {"input": 1, "cached_input": 2, "output": 1},
                      {"input": 1, "output": 1, "reasoning": 2}, {"input": True, "output": 1}):
            self.assertEqual(77, nano(usage, input=1000, output=1000), usage)

    def test_what_remains_may_be_less_than_nothing(self):
        m = metadata({"input": 1, "output": 1}, input=1000, output=500, balance=1)
        self.assertEqual(decimal.Decimal("0.000000002"), m["cost_incurred"])
        self.assertEqual(decimal.Decimal("-0.000000001"), m["credits_remaining"])
        self.assertEqual(("openai", False, None), (m["provider_used"], m["using_byok"], m["byok_provider"]))


class AnswerTest(unittest.TestCase):
    def test_with_a_key_of_the_callers_own_nothing_is_charged_and_the_balance_may_be_unknown(self):
        EDIT.answer(HEADERS, {"cost": {"provider": "openrouter", "byok": True}}, {"input": 5, "output": 7}, b"{}")
        self.assertEqual('{"_metadata":{"provider_used":"openrouter","cost_incurred":0,"credits_remaining":null,"using_byok":true,'
                         '"byok_provider":"openrouter"}}', EDIT.body.data.decode())
        EDIT.answer(HEADERS, {"cost": {"provider": "openai", "byok": True, "balance": 2 * NANO}}, {}, b"{}")
        self.assertEqual('{"_metadata":{"provider_used":"openai","cost_incurred":0,"credits_remaining":2,"using_byok":true,'
                         '"byok_provider":"openai"}}', EDIT.body.data.decode())

    def test_the_rest_of_the_answer_stays(self):
        body = '{ "id" : "x",\n"n":9007199254740993,"u":"\\u00e9"}\n'
        answer = told(body, {"input": 1, "output": 1}, balance=12 * NANO)
        self.assertEqual(body[:-2] + ',"_metadata":{"provider_used":"openai","cost_incurred":0,"credits_remaining":12,"using_byok":false,'
                         '"byok_provider":null}}\n', answer)
        self.assertEqual(str(len(answer)), EDIT.header("content-length"))

    def test_a_providers_own_member_of_that_name_is_replaced(self):
        self.assertNotIn("forged", told('{"_metadata":{"cost_incurred":"forged"},"_METADATA":"forged"}', None))

    def test_what_is_no_object_or_no_answer_passes_as_it_is(self):
        for body in ("", "[]", "x", '{"a":'):
            self.assertEqual(body, told(body, None))
        for headers in (dict(HEADERS, **{":status": "500"}), dict(HEADERS, **{"content-type": "text/event-stream"}), {":status": "200"}):
            self.assertEqual("{}", told("{}", None, headers=headers))
