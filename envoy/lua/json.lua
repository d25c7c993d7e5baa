-- A scanner for JSON that was received as text: finds members without building anything. Malformed text is an error("...", 0).
-- Envoy loads this file together with each script that needs it.
local find, byte, sub, concat = string.find, string.byte, string.sub, table.concat

-- The quote that closes the string opened at i.
local function string_end(s, i)
  local j = i
  while true do
    j = find(s, '"', j + 1, true) or error("a string has no end", 0)
    local k = j - 1
    while byte(s, k) == 92 do k = k - 1 end
    if (j - k) % 2 == 1 then return j end
  end
end

-- The last byte of the value that starts at i.
local function value_end(s, i)
  local c = byte(s, i)
  if c == 34 then return string_end(s, i) end
  if c == 123 or c == 91 then
    local depth = 1
    while depth > 0 do
      i = find(s, '["%[%]{}]', i + 1) or error("a value has no end", 0)
      c = byte(s, i)
      if c == 34 then i = string_end(s, i) elseif c == 123 or c == 91 then depth = depth + 1 else depth = depth - 1 end
    end
    return i
  end
  local _, last = find(s, '^[%w+.-]+', i)
  return last or error("a value is missing", 0)
end

-- The first byte from i on that is no white space.
local function skip_space(s, i)
  return find(s, '[^ \t\r\n]', i) or error("the text ends early", 0)
end

-- Where the object starts: after white space and a byte order mark.
local function object_start(s)
  local at = skip_space(s, sub(s, 1, 3) == "\239\187\191" and 4 or 1)
  if byte(s, at) ~= 123 then error("the body must be a JSON object", 0) end
  return at
end

-- A key as it is meant: "\u006dodel" is model. Escapes of letters that no member here has stay as they are.
local FOLDING = {["017f"] = "\197\191", ["212a"] = "\226\132\170"}
local function spelled(key)
  if not find(key, "\\u", 1, true) then return key end
  return (key:gsub("\\u(%x%x%x%x)", function(hex)
    local code = tonumber(hex, 16)
    return code < 128 and string.char(code) or FOLDING[hex:lower()]
  end))
end

-- The member that a server may take a key for: in any case, and under Unicode folding the long s is an s, the Kelvin sign a k.
local function folded(key)
  key = key:lower()
  if not find(key, "[\197\226]") then return key end
  return (key:gsub("\197\191", "s"):gsub("\226\132\170", "k"))
end

-- Calls visit(key, first, last) for each member of the object at i, with the bounds of its value. Returns the closing brace.
local function each_member(s, i, visit)
  i = skip_space(s, i + 1)
  if byte(s, i) == 125 then return i, 0 end
  local count = 0
  while true do
    if byte(s, i) ~= 34 then error("a member has no name", 0) end
    local last = string_end(s, i)
    local key = spelled(sub(s, i + 1, last - 1))
    i = skip_space(s, last + 1)
    if byte(s, i) ~= 58 then error("a colon is missing", 0) end
    i = skip_space(s, i + 1)
    last = value_end(s, i)
    count = count + 1
    visit(key, i, last)
    i = skip_space(s, last + 1)
    local c = byte(s, i)
    if c == 125 then return i, count end
    if c ~= 44 then error("a comma is missing", 0) end
    i = skip_space(s, i + 1)
  end
end

-- Calls visit(first, last) for each element of the array at i.
local function each_element(s, i, visit)
  i = skip_space(s, i + 1)
  if byte(s, i) == 93 then return end
  while true do
    local last = value_end(s, i)
    visit(i, last)
    i = skip_space(s, last + 1)
    local c = byte(s, i)
    if c == 93 then return end
    if c ~= 44 then error("a comma is missing", 0) end
    i = skip_space(s, i + 1)
  end
end

-- The body as a string; waits until all of it is there.
local function body_text(h)
  local b = h:body(true)
  local length = b and b:length() or 0
  return length > 0 and b:getBytes(0, length) or "", b
end

local function quoted(text)
  return '"' .. text:gsub('[%c"\\]', function(c) return string.format("\\u%04x", byte(c)) end) .. '"'
end

-- Envoy's local_reply_config puts the message into the error's shape: 400 invalid_json.
local function refuse(h, message)
  h:respond({[":status"] = "400"}, message)
end
