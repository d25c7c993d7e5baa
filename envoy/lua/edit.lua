-- After Check, as its metadata says: upstream_model (string) names the model as the provider knows it, inject_usage (boolean) asks
-- for the usage event of a chat stream whose client did not, and takes that event out of the answer again; cost (a struct) has the
-- prices for _metadata in a JSON answer. Text surgery: order of keys, big integers, white space and escapes stay as they were sent.

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

local TOKENS_MAX = 1e9

-- A count of the provider's, 0 if it is absent; nil if it is none.
local function count(usage, name)
  local n = usage[name]
  if n == nil then return 0 end
  return type(n) == "number" and n >= 0 and n <= TOKENS_MAX and n % 1 == 0 and n or nil
end

-- What the tokens cost in picocredits; nil where settlement takes the counts for none. Below 2^53 these sums are exact.
local function tokens_cost(usage, price)
  if usage == nil or usage.input == nil or usage.output == nil then return nil end
  local input, cached, heard = count(usage, "input"), count(usage, "cached_input"), count(usage, "audio_input")
  local output, reasoning, spoken = count(usage, "output"), count(usage, "reasoning"), count(usage, "audio_output")
  if not (input and cached and heard and output and reasoning and spoken) then return nil end
  local read, written = input - cached - heard, output - reasoning - spoken
  if read < 0 or written < 0 then return nil end
  return read * price.input + cached * price.cached_input + heard * price.audio_input
    + written * price.output + reasoning * price.reasoning + spoken * price.audio_output
end

-- What a whole answer costs in nanocredits: as authz-server and the ledger sum it up.
function cost_nanocredits(usage, price)
  local pico = tokens_cost(usage, price) or (price.fixed and 0)
  if not pico then return price.hold end
  pico = pico + price.units
  local rest = pico % 1000
  return (pico - rest) / 1000 + (rest > 0 and 1 or 0) + price.request
end

-- The fee in basis points of a price, rounded up: in two parts, so that it is exact below 2^53.
local function fee(nano, points)
  local rest = nano % 10000
  return (nano - rest) / 10000 * points + math.ceil(rest * points / 10000)
end

-- A number of credits, never with an exponent.
function credits(nano)
  local rest = math.abs(nano) % 1e9
  local whole = (nano < 0 and "-" or "") .. string.format("%.0f", (math.abs(nano) - rest) / 1e9)
  return rest == 0 and whole or whole .. "." .. string.format("%09.0f", rest):gsub("0+$", "")
end

-- With a key of the caller's own nothing is charged but the fee. A balance that nobody had to ask for may be unknown.
local function metadata(usage, price)
  local cost = 0
  if not price.byok then cost = cost_nanocredits(usage, price) elseif price.fee then cost = fee(cost_nanocredits(usage, price), price.fee) end
  local provider = quoted(price.provider)
  return '{"provider_used":' .. provider .. ',"cost_incurred":' .. credits(cost) .. ',"credits_remaining":'
    .. (price.balance and credits(price.balance - cost) or "null") .. ',"using_byok":' .. tostring(price.byok == true)
    .. ',"byok_provider":' .. (price.byok and provider or "null") .. "}"
end

-- An answer that is no JSON object passes as it is.
local function tell_cost(h, price)
  local s, b = body_text(h)
  local usage = h:streamInfo():dynamicMetadata():get("llm.usage")
  local ok, edited = pcall(function() return set(s, object_start(s), {_metadata = metadata(usage, price)}) end)
  if not ok then return end
  b:setBytes(edited)
  if h:headers():get("content-length") then h:headers():replace("content-length", tostring(#edited)) end
end

function envoy_on_response(h)
  local d = decision(h)
  if d == nil or not (d.inject_usage or d.cost) or h:headers():get(":status") ~= "200" then return end
  local kind = (h:headers():get("content-type") or ""):lower()
  if d.inject_usage and find(kind, "^text/event%-stream") then
    drop_usage(h)
  elseif d.cost and find(kind, "^application/json") then
    tell_cost(h, d.cost)
  end
end
