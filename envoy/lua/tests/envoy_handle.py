"""A script as Envoy runs it: under LuaJIT, json.lua in front of it, with a stand-in for the handle that Envoy passes in."""
import pathlib

from lupa import luajit21

LUA = pathlib.Path(__file__).resolve().parent.parent


class Body:
    def __init__(self, data):
        self.data = data

    def length(self):
        return len(self.data)

    def getBytes(self, first, count):
        return self.data[int(first):int(first) + int(count)]

    def setBytes(self, data):
        self.data = data


class Script:
    """One script in a Lua state of its own; text is bytes on both sides, as in Envoy."""

    def __init__(self, name):
        self.lua = luajit21.LuaRuntime(encoding=None)
        self.lua.execute((LUA / "json.lua").read_bytes() + (LUA / name).read_bytes())
        # Lua calls methods with the object in front: h:body(true) is h.body(h, true).
        self.handle = self.lua.eval(b"""function(headers, metadata, body, chunks, set, respond)
          local h = {}
          local waits = 0 -- what was asked for before the script waited for the body is gone after it
          function h:headers()
            local born = waits
            local function at(k) if waits ~= born then error("object used outside of proper scope") end return k end
            return {
              get = function(_, k) return headers[at(k)] end,
              getNumValues = function(_, k) return headers[at(k)] and (headers[k .. "#"] or 1) or 0 end,
              replace = function(_, k, v) headers[at(k)] = v end,
              remove = function(_, k) headers[at(k)] = nil end} end
          local function wrap(b) return {
            length = function() return b.length() end,
            getBytes = function(_, i, n) return b.getBytes(i, n) end,
            setBytes = function(_, s) b.setBytes(s) return #s end} end
          function h:body() waits = waits + 1 return wrap(body) end
          function h:bodyChunks() local i = 0 return function() i = i + 1 local c = chunks[i] return c and wrap(c) end end
          function h:streamInfo() return {dynamicMetadata = function() return {
            get = function(_, ns) return metadata[ns] end, set = function(_, ns, k, v) set(ns, k, v) end} end} end
          function h:respond(head, text) respond(head[":status"], text) end
          return h
        end""")

    def run(self, function, headers, decision=None, body=b"", chunks=(), usage=None):
        self.facts, self.response, self.body = {}, None, Body(body)
        self.headers = self.lua.table_from({k.encode(): v.encode() if isinstance(v, str) else v for k, v in headers.items()})
        metadata = self.lua.table()
        if decision is not None:
            metadata[b"envoy.filters.http.ext_authz"] = self._struct(decision)
        if usage is not None:
            metadata[b"llm.usage"] = self._struct(usage)
        self.chunks = [Body(c) for c in chunks]
        handle = self.handle(self.headers, metadata, self.body, self.lua.table_from(self.chunks), self._set, self._respond)
        self.lua.globals()[function.encode()](handle)
        return self

    def answer(self, headers, decision, usage, body):
        """What the script makes of an answer in which this usage was found."""
        return self.run("envoy_on_response", headers, decision, body, usage=usage)

    def _struct(self, members):
        def lua(value):
            if isinstance(value, dict):
                return self._struct(value)
            return value.encode() if isinstance(value, str) else float(value) if type(value) is int else value

        return self.lua.table_from({k.encode(): lua(v) for k, v in members.items()})

    def _set(self, namespace, key, value):
        self.facts[key.decode()] = value.decode() if isinstance(value, bytes) else value

    def _respond(self, status, text):
        self.response = (status.decode(), text.decode())

    def header(self, name):
        value = self.headers[name.encode()]
        return value and value.decode()
