import json
import os
import random
import re
import unittest

from envoy_handle import Script

EDIT = Script("edit.lua")
SEED = int(os.environ.get("LUA_TEST_SEED", random.randrange(1 << 32)))


def edit(body, **decision):
    body = body if isinstance(body, bytes) else body.encode()
    return EDIT.run("envoy_on_request", {"content-length": str(len(body))}, decision, body)


class RequestTest(unittest.TestCase):
    def edited(self, body, **decision):
        edit(body, **decision)
        self.assertIsNone(EDIT.response, body)
        self.assertEqual(str(EDIT.body.length()), EDIT.header("content-length"))
        return EDIT.body.data.decode()

    def test_nothing_asked_changes_nothing(self):
        self.assertEqual('{"model":"m"}', self.edited('{"model":"m"}', reservation_id="r"))
        EDIT.run("envoy_on_request", {}, None, b"no json")
        self.assertEqual((b"no json", None), (EDIT.body.data, EDIT.response))

    def test_every_other_byte_stays(self):
        self.assertEqual('{ "seed" : 9007199254740993,"model":"p/m","f":1.50e+1,\n"u":"\\u00e9","stream_options":{"include_usage":true}}',
                         self.edited('{ "seed" : 9007199254740993,"model":"m","f":1.50e+1,\n"u":"\\u00e9"}', upstream_model="p/m",
                                     inject_usage=True))

    def test_include_usage_joins_the_options_that_are_there(self):
        for old, new in (("null", '{"include_usage":true}'), ('"x"', '{"include_usage":true}'), ("{}", '{"include_usage":true}'),
                         ('{"include_usage":false}', '{"include_usage":true}'), ('{"a":1}', '{"a":1,"include_usage":true}')):
            self.assertEqual('{"stream_options":%s}' % new, self.edited('{"stream_options":%s}' % old, inject_usage=True))

    def test_every_spelling_of_the_model_is_replaced(self):
        self.assertEqual('{"model":"x","MODEL":"x","mod\\u0065l":"x","a":{"model":"b"}}',
                         self.edited('{"model":"a","MODEL":"b","mod\\u0065l":3,"a":{"model":"b"}}', upstream_model="x"))
        self.assertEqual('{"a":1,"model":"q\\u0022\\u005c\\u000a"}', self.edited('{"a":1}', upstream_model='q"\\\n'))

    def test_a_body_that_cannot_be_edited_is_refused_not_passed(self):
        for body in ("", "[]", "{", '{"a":', '{"a":1', "x"):
            edit(body, upstream_model="m")
            self.assertEqual("400", EDIT.response[0])

    def test_random_bodies_agree_with_python(self):
        print(f"LUA_TEST_SEED={SEED}")
        r = random.Random(SEED)
        for _ in range(500):
            body = {r.choice(["model", "stream_options", "a", "b\"\\", "\u00e9", "n"]): value(r, 3) for _ in range(r.randrange(6))}
            text = json.dumps(body, ensure_ascii=r.random() < 0.5, indent=r.choice([None, 1]))
            want = dict(body, model="up")
            options = body.get("stream_options")
            want["stream_options"] = dict(options if isinstance(options, dict) else {}, include_usage=True)
            self.assertEqual(want, json.loads(self.edited(text, upstream_model="up", inject_usage=True)), text)


def value(r, depth):
    kind = r.randrange(7 if depth else 5)
    if kind == 5:
        return [value(r, depth - 1) for _ in range(r.randrange(4))]
    if kind == 6:
        return {"".join(r.choices('mo"\\{}[],:del', k=3)): value(r, depth - 1) for _ in range(r.randrange(4))}
    return [None, True, r.randrange(-10**18, 10**18), r.random(), "".join(r.choices('"\\{}[],: \n\u00e9\U0001f600a', k=6))][kind]


CHOICE = '{"id":"c","choices":[{"delta":{"content":"\\"choices\\":[] \\"usage\\":{\\"a\\""}}],"usage":null}'
USAGE = '{"id":"c","choices":[],"usage":{"prompt_tokens":1}}'
AZURE = '{"choices":[],"prompt_filter_results":[{"usage":{"a":1}}]}'
VLLM = '{"choices":[{"index":0}],"usage":{"completion_tokens":4}}'
NESTED = '{"choices":[{"choices":[]}],"x":{"usage":{"a":1}}}'
ERROR = '{"error":{"message":"x"}}'


def stream(events, end, last=None):
    return "".join(("" if e.startswith(":") else "data: ") + e + end for e in events[:-1]) + "data: " + events[-1] + (end if last is None else last)


STREAMS = [stream(events, end, last)
           for end in ("\n\n", "\r\n\r\n") for last in (None, "\n", "")
           for events in ([CHOICE, USAGE, "[DONE]"], [AZURE, CHOICE, USAGE, "[DONE]"], [VLLM, VLLM, USAGE, "[DONE]"],
                          [": ping", CHOICE, NESTED, USAGE, ERROR], [CHOICE, USAGE], [CHOICE, "{broken", "[DONE]"])]
HEADERS = {":status": "200", "content-type": "text/event-stream; charset=utf-8", "content-length": "9"}


def without_usage(text):
    """The oracle: splits the whole text after each blank line and leaves the usage events out."""
    events = re.findall(r"(?s).*?\n\r?\n|.+$", text)
    return "".join(e for e in events if USAGE not in e)


def dropped(chunks):
    EDIT.run("envoy_on_response", HEADERS, {"inject_usage": True}, chunks=chunks)
    return b"".join(c.data for c in EDIT.chunks)


class ResponseTest(unittest.TestCase):
    def test_the_usage_event_goes_wherever_the_stream_is_cut(self):
        checked = 0
        for text in STREAMS:
            data, want = text.encode(), without_usage(text).encode()
            for cut in range(len(data) + 1):
                self.assertEqual(want, dropped([data[:cut], data[cut:], b""]), (cut, text))
                checked += 1
            self.assertEqual(want, dropped([data[i:i + 1] for i in range(len(data))]), text)
        print(f"{checked} cuts of {len(STREAMS)} streams")
        self.assertIsNone(EDIT.header("content-length"))

    def test_complete_events_are_not_held_back(self):
        dropped([f"data: {CHOICE}\n\n".encode(), b"data: [DONE]\n\n"])
        self.assertEqual([f"data: {CHOICE}\n\n".encode(), b"data: [DONE]\n\n"], [c.data for c in EDIT.chunks])

    def test_an_event_longer_than_what_may_be_held_passes_as_it_comes(self):
        long = 'data: {"choices":[{"delta":"%s"}]}\n\n' % ("x" * 40_000)
        data = (long + f"data: {USAGE}\n\ndata: [DONE]\n\n").encode()
        for cut in (1, 16_000, 20_000, 39_999, len(long) - 2, len(long) - 1, len(long), len(long) + 9):
            self.assertEqual((long + "data: [DONE]\n\n").encode(), dropped([data[:cut], data[cut:]]), cut)

    def test_other_answers_are_not_touched(self):
        data = f"data: {USAGE}\n\n".encode()
        for headers, decision in ((dict(HEADERS, **{":status": "429"}), {"inject_usage": True}),
                                  (dict(HEADERS, **{"content-type": "application/json"}), {"inject_usage": True}),
                                  (HEADERS, {"inject_usage": False}), (HEADERS, {}), (HEADERS, None)):
            EDIT.run("envoy_on_response", headers, decision, chunks=[data])
            self.assertEqual(data, EDIT.chunks[0].data)
            self.assertEqual("9", EDIT.header("content-length"))


if __name__ == "__main__":
    unittest.main()
