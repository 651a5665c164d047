-- Nor can a script try when the collector runs and go on.
local mt = {}
local w = setmetatable({}, mt)
local function turns()
  mt["__mo" .. "de"] = "k"
  w[{}] = 1
  while true do
    local rubbish = {}
  end
end
pcall(turns)
mt.__mode = nil
