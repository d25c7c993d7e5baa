-- Before Check, for every JSON body: refuses what would make servers disagree or the parser suffer, and tells authz what
-- bytes alone do not bound. Everything that can throw runs inside pcall: a Lua error would let the request pass unlooked at.

-- A member that decides price or routing must stand once, in whatever case: some servers take the first, some the last, some any
-- case.
local BILLING = {
  model = true, stream = true, stream_options = true, max_tokens = true, max_completion_tokens = true, max_output_tokens = true,
  n = true, best_of = true, size = true, quality = true, service_tier = true, background = true, previous_response_id = true,
  modalities = true, audio = true, prediction = true, web_search_options = true, tools = true, mcp_servers = true, container = true,
  speed = true, inference_geo = true, conversation = true, prompt = true, context_management = true, input = true,
}

-- Literals without which no body points elsewhere (images, files, audio, server tools): each key and type in JSON is either spelled
-- like this or hides a letter behind an escape, which counts as well.
local POINTERS = {
  "image_url", "input_image", "input_audio", "input_file", "file_id", "file_data", "file_url", '"file"', '"audio"', "video_url", "image_file",
  "web_search", "file_search", "code_interpreter", "computer_use", "image_generation", "mcp", "previous_response_id",
}
local MESSAGES_POINTERS = {'"image"', '"document"', "file_id"}
-- Of earlier answers that the provider keeps: items by their id, and summaries that stand for more than they are long.
local RESPONSES_POINTERS = {'"conversation"', '"item_reference"', '"rs_', '"compaction"'}
local ESCAPED_LETTER = "\\u00[4-7]%x"

-- Tools that the caller runs itself, of Anthropic's without the date of their version; one without a type is the caller's own. Others
-- run at the provider: what they read and how often the model is asked again has no bound here.
local CALLERS_TOOLS = {
  messages = {custom = true, bash = true, text_editor = true, computer = true, memory = true},
  responses = {["function"] = true, custom = true, local_shell = true, apply_patch = true, computer = true, computer_use_preview = true},
}

-- The JSON parser behind this builds a tree: 20 MB of [1,1,..] held a worker for 2.5 s and took 850 MiB.
local LARGE_BYTES = 300000
local VALUES_MAX = 500000

local function too_many_values(s)
  local i, n = 0, 0
  while n <= VALUES_MAX do
    i = find(s, '[",%[{]', i + 1)
    if not i then return false end
    if byte(s, i) == 34 then i = string_end(s, i) end
    n = n + 1
  end
  return true
end

local function has_any(s, literals)
  for i = 1, #literals do
    if find(s, literals[i], 1, true) then return true end
  end
  return false
end

local function points_elsewhere(s, shape)
  return has_any(s, shape == "messages" and MESSAGES_POINTERS or POINTERS) or find(s, ESCAPED_LETTER) ~= nil
    or (shape == "responses" and has_any(s, RESPONSES_POINTERS))
end

-- The kind of a tool as its type says it.
local function kind_of(text, shape)
  return text:match(shape == "messages" and '^"(%l[%l_]-)_?%d*"$' or '^"([%l_]+)"$')
end

-- Whether all tools of an array are run by the caller.
local function callers_tools(s, shape)
  local all = true
  each_element(s, 1, function(first)
    if byte(s, first) ~= 123 then all = false return end
    each_member(s, first, function(key, from, to)
      local kind = folded(key) == "type" and spelled(sub(s, from, to))
      if kind and not CALLERS_TOOLS[shape][kind_of(kind, shape)] then all = false end
    end)
  end)
  return all
end

-- Features that have no price or no bound here. A stored prompt may have tools that nobody here has seen.
local function unmeterable(key, value, shape)
  if value == "null" then return false end
  if key == "modalities" then return not find(value, '^%[%s*"text"%s*%]$') end
  if key == "background" then return value ~= "false" end
  if key == "speed" then return shape ~= "speech" and value ~= '"standard"' end
  if key == "inference_geo" then return value ~= '"global"' end
  if key == "tools" then return CALLERS_TOOLS[shape] ~= nil and not (byte(value, 1) == 91 and callers_tools(value, shape)) end
  if key == "prompt" or key == "context_management" then return shape == "responses" end
  return key == "web_search_options" or key == "audio" or key == "prediction" or key == "mcp_servers" or key == "container"
end

-- Unicode characters of a JSON string: an escape is one, and so is a pair of them that stands for one. No raw control character is in
-- JSON that the parser takes, so that one can mark escapes.
local function characters(text)
  local marked = sub(text, 2, -2):gsub("\\(.)", function(c) return c == "u" and "\1" or "x" end)
  marked = marked:gsub("\1[dD][89abAB]%x%x\1[dD][c-fC-F]%x%x", "x"):gsub("\1%x%x%x%x", "x")
  return select(2, marked:gsub("[^\128-\191]", ""))
end

-- How many prompts an array holds, each of which is answered: texts or lists of tokens; numbers are the tokens of one.
local function prompts(s)
  local count, tokens = 0, false
  each_element(s, 1, function(first)
    count = count + 1
    tokens = tokens or not (byte(s, first) == 34 or byte(s, first) == 91)
  end)
  return tokens and 1 or count
end

local function scan(s, shape)
  if #s >= LARGE_BYTES and too_many_values(s) then error("the body has too many values", 0) end
  local seen, counts, problem = {}, {}, nil -- which members stand in the body; what is to be counted; the first that cannot be metered
  local close = each_member(s, object_start(s), function(key, first, last)
    local name = folded(key)
    if BILLING[name] then
      if seen[name] then error("the member " .. name .. " stands twice in the body", 0) end
      if key ~= name then error("the member " .. key .. " must be written " .. name, 0) end
      seen[name] = true
      if unmeterable(name, sub(s, first, last), shape) then problem = problem or name end
      if shape == "speech" and name == "input" and byte(s, first) == 34 then counts.characters = characters(sub(s, first, last)) end
      if shape == "completions" and name == "prompt" and byte(s, first) == 91 then counts.prompts = prompts(sub(s, first, last)) end
    end
  end)
  if find(s, '[^ \t\r\n]', close + 1) then error("text follows the JSON object", 0) end
  return problem, points_elsewhere(s, shape), seen.tools, counts
end

local function shape_of(path)
  return path:match("^/v1/(messages)") or path:match("^/v1/(responses)") or path:match("^/v1/audio/(speech)")
    or path:match("^/v1/(completions)")
end

-- A form's parts, bounded in number, heads and what is read of them; the file between is passed over. Whatever servers could read in two
-- ways is refused. An audio endpoint's model stands in such a form.
local PARTS_MAX, HEAD_MAX, VALUE_MAX = 32, 4096, 256
local FIELDS = {model = true, stream = true, response_format = true}
local AUDIO_FORMS = {transcriptions = true, translations = true}

-- The name of a part's field, and whether it is a file.
local function disposition(head)
  local name, rest, kind
  for line in (head .. "\r\n"):gmatch("(.-)\r\n") do
    local key, value = line:match("^([%w-]+):[ \t]*(.-)[ \t]*$")
    key = key and key:lower() or error("a part of the form has a malformed head", 0)
    if key == "content-disposition" then
      if name then error("a part of the form has two names", 0) end
      name, rest = value:match('^form%-data; name="([^"\\]+)"(.*)$')
    elseif key == "content-type" then
      kind = value:lower()
    elseif key == "content-transfer-encoding" then
      error("a part of the form is encoded", 0)
    end
  end
  if not name or not (rest == "" or find(rest, '^; filename="[^"]*"$') or find(rest, '^; filename="[^"]*"; filename%*=[^;]*$')) then
    error("a part of the form has no name, or says more than that and a filename", 0)
  end
  if rest == "" and kind and not find(kind, "^text/plain$") and not find(kind, "^text/plain; ?charset=utf%-8$") then
    error("a field of the form must be plain text in UTF-8", 0)
  end
  return name, rest ~= ""
end

-- Calls visit(name, is_file, first, last) for each part.
local function each_part(s, boundary, visit)
  local mark, count = "--" .. boundary, 0
  if sub(s, 1, #mark) ~= mark then error("the form does not begin with its boundary", 0) end
  local i = #mark + 1
  while sub(s, i, i + 1) == "\r\n" do
    count = count + 1
    if count > PARTS_MAX then error("the form has too many parts", 0) end
    local head = find(s, "\r\n\r\n", i, true)
    if not head or head - i > HEAD_MAX then error("a part of the form has no head, or a long one", 0) end
    local stop = find(s, "\r\n" .. mark, head + 4, true) or error("a part of the form has no end", 0)
    local name, is_file = disposition(sub(s, i + 2, head - 1))
    visit(name, is_file, head + 4, stop - 1)
    i = stop + 2 + #mark
  end
  if sub(s, i, i + 1) ~= "--" or find(s, "[^\r\n]", i + 2) then error("the form is malformed", 0) end
end

local function scan_form(s, content_type)
  local boundary = content_type:match('^multipart/form%-data; ?boundary="?([%w\'()+_,./:=?-]+)"?$')
  if not boundary or #boundary > 70 then error("the content type must be multipart/form-data with a boundary and nothing else", 0) end
  local fields = {}
  each_part(s, boundary, function(name, is_file, first, last)
    local field = folded(name):match("^[%a_]+")
    if not FIELDS[field] then return end
    if name ~= field or is_file or fields[field] or last - first >= VALUE_MAX then
      error("the field " .. field .. " must stand once in the form, as a short text", 0)
    end
    fields[field] = sub(s, first, last)
  end)
  return fields
end

-- What of a form decides its price, as a JSON body's members would say it.
local function form(h, content_type)
  if h:headers():getNumValues("content-type") ~= 1 then return refuse(h, "the body must have one content type") end
  local ok, fields = pcall(scan_form, body_text(h), content_type)
  if not ok then return refuse(h, tostring(fields)) end
  local facts = h:streamInfo():dynamicMetadata()
  facts:set("llm.request", "scanned", true)
  facts:set("llm.request", "form", true)
  facts:set("llm.request", "model", fields.model or "")
  local stream = fields.stream
  if stream then facts:set("llm.request", "stream", stream == "true" or (stream ~= "false" and stream)) end
  if fields.response_format then facts:set("llm.request", "response_format", fields.response_format) end
end

-- Methods that no LLM is asked by: what JSON a service takes, and if any, is its own affair. It is held, and bounded, all the same.
local SERVICES_ALONE = {PUT = true, PATCH = true}

-- Whether a body comes whose length and type nobody says. Check sees the headers alone, and would let any amount through to a service.
local function unsaid_to_service(h, path, kind)
  local name = path:match("^/api/v1/([^/]+)/")
  return kind == "" and name and name ~= "llm" and not h:headers():get("content-length") and body_text(h) ~= ""
end

function envoy_on_request(h)
  local path, kind = h:headers():get(":path") or "", h:headers():get("content-type") or ""
  if AUDIO_FORMS[path:match("^/v1/audio/(%a+)")] and find(kind:lower(), "^multipart/") then return form(h, kind) end
  if not find(kind, "^application/json") then
    if unsaid_to_service(h, path, kind) then return refuse(h, "the body must be JSON, sent with content-type: application/json") end
    return
  end
  local s = body_text(h)
  if SERVICES_ALONE[h:headers():get(":method")] then return end
  local ok, problem, elsewhere, tools, counts = pcall(scan, s, shape_of(path))
  if not ok then return refuse(h, tostring(problem)) end
  local facts = h:streamInfo():dynamicMetadata()
  facts:set("llm.request", "scanned", true) -- Envoy lets a request pass whose script failed: Check does not
  if problem then facts:set("llm.request", "unmeterable", problem) end
  if elsewhere then facts:set("llm.request", "refs", true) end
  if tools then facts:set("llm.request", "tools", true) end
  for name, count in pairs(counts) do facts:set("llm.request", name, count) end
end
