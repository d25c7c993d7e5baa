-- After Check, as its metadata says: upstream_model (string) names the model as the provider knows it, inject_usage (boolean) asks
-- for the usage event of a chat stream whose client did not, and takes that event out of the answer again. Text surgery: order of
-- keys, big integers, white space and escapes stay as the client sent them.

-- Sets members of the object at i; every occurrence is replaced, a missing one is appended. An edit is JSON text or a function
-- from the old value's text to JSON text.
local function set(s, i, edits)
  local out, from, seen = {}, 1, {}
  local close, count = each_member(s, i, function(key, first, last)
    local name = folded(key)
    local edit = edits[name]
    if edit then
      out[#out + 1] = sub(s, from, first - 1)
      out[#out + 1] = type(edit) == "function" and edit(sub(s, first, last)) or edit
      from, seen[name] = last + 1, true
    end
  end)
  out[#out + 1] = sub(s, from, close - 1)
  for key, edit in pairs(edits) do
    if not seen[key] then
      out[#out + 1] = (count > 0 and ',"' or '"') .. key .. '":' .. (type(edit) == "function" and edit("{}") or edit)
      count = count + 1
    end
  end
  out[#out + 1] = sub(s, close)
  return concat(out)
end

local function include_usage(old)
  return set(byte(old, 1) == 123 and old or "{}", 1, {include_usage = "true"})
end

local function decision(h)
  return h:streamInfo():dynamicMetadata():get("envoy.filters.http.ext_authz")
end

function envoy_on_request(h)
  local d = decision(h)
  if d == nil or (d.upstream_model == nil and not d.inject_usage) then return end
  local s, b = body_text(h)
  local ok, edited = pcall(function()
    local edits = {}
    if d.upstream_model then edits.model = quoted(d.upstream_model) end
    if d.inject_usage then edits.stream_options = include_usage end
    return set(s, object_start(s), edits)
  end)
  if not ok then return refuse(h, tostring(edited)) end
  b:setBytes(edited)
  if h:headers():get("content-length") then h:headers():replace("content-length", tostring(#edited)) end
end

-- Whether an event is the one that include_usage adds: an empty choices and a usage object at its top level. In strings quotes are
-- escaped, so that only a real member matches; events with both elsewhere stay.
local function usage_only(event)
  if not find(event, '"usage"%s*:%s*{%s*"') or not find(event, '"choices"%s*:%s*%[%s*%]') then return false end
  local empty, some
  local _, at = find(event, "data: *{")
  local ok = at and pcall(each_member, event, at, function(key, first, last)
    local value = sub(event, first, last)
    if key == "choices" then empty = find(value, "^%[%s*%]$") elseif key == "usage" then some = find(value, '^{%s*"') end
  end)
  return ok and empty and some
end

local HELD_MAX = 16384

-- Complete events pass at once; at most the bytes of one unfinished event are held, which the client cannot use either. A longer one
-- passes as it comes. After the loop the last chunk's buffer is still valid, except when trailers end the stream.
local function drop_usage(h)
  h:headers():remove("content-length")
  local held, long, last, out = "", false, nil, ""
  for chunk in h:bodyChunks() do
    local n, keep, at = chunk:length(), {}, 1
    local s = n > 0 and held .. chunk:getBytes(0, n) or held
    while n > 0 do
      local _, e = find(s, "\n\r?\n", at)
      if not e then break end
      local event = sub(s, at, e)
      if long or not usage_only(event) then keep[#keep + 1] = event end
      at, long = e + 1, false
    end
    local before = held
    held = sub(s, at)
    if long or #held > HELD_MAX then
      local k = find(held, "[\r\n]*$")
      keep[#keep + 1], held, long = sub(held, 1, k - 1), sub(held, k), true
    end
    out, last = concat(keep), chunk
    if #out ~= n or before ~= "" then chunk:setBytes(out) end
  end
  if held ~= "" and last and (long or not usage_only(held)) then pcall(last.setBytes, last, out .. held) end
end

function envoy_on_response(h)
  local d = decision(h)
  if d == nil or not d.inject_usage or h:headers():get(":status") ~= "200" then return end
  if find((h:headers():get("content-type") or ""):lower(), "^text/event%-stream") then drop_usage(h) end
end
