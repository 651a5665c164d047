-- Ways out of the sandbox that must be closed.
local fl = require "fanloop"
local function refused(f, ...)
  local ok, why = pcall(f, ...)
  assert(not ok, "this must be refused")
  return tostring(why)
end
for _, name in ipairs { "io", "os", "debug", "package", "load", "loadstring", "dofile", "loadfile", "rawset", "xpcall", "coroutine",
  "collectgarbage", "_G" } do
  local _ENV <const> = _ENV
  local why = refused(function() return _ENV[name] end)
  assert(why:find("not available", 1, true), why)
end
assert(getmetatable("") == nil and getmetatable(string) == nil and getmetatable(fl) == nil)
assert(getmetatable(fl.brand { id = "x" }) == nil)
refused(function() string.rep = print end)
refused(function() math.floor = nil end)
refused(function() fl.subsidy = nil end)
refused(function() print = nil end)
refused(function() new_global = 1 end)
refused(setmetatable, string, {})
refused(setmetatable, "", {})
refused(setmetatable, {}, { __gc = print })
refused(setmetatable, {}, { __gc = true })
refused(setmetatable, {}, { __mode = "k" })
refused(setmetatable, setmetatable({}, { __metatable = 1 }), {})
refused(string.format, "%p", {})
refused(string.format, "%-5p", {})
assert(string.format("%%p") == "%p")
refused(rawget, string, "rep")
refused(function() return string.dump end)
refused(function() return ("x").dump end)
refused(function() return math.randomseed end)
refused(function() return ("x"):nosuch() end)
refused(function() return fl.brand { id = "x" }.qualty end)
refused(function() fl.brand { id = "x" }.quality = 1 end)
-- _ENV can be replaced, but holds nothing that was not there
local escaped = (function() local _ENV = { pairs = pairs } return pairs end)()
assert(escaped == pairs)
-- errors pass through pcall as values
local ok, why = pcall(error, { code = 5 })
assert(not ok and why.code == 5 and select("#", pcall(error)) == 2)
assert(select(2, pcall(function() local t = nil; return t.x end)):find("sandbox.lua:%d+: attempt to index a nil value"))
-- ordinary metatables work
local class = {}
class.__index = class
function class:twice() return self.n * 2 end
assert(setmetatable({ n = 4 }, class):twice() == 8)
local log = {}
do
  local guard <close> = setmetatable({}, { __close = function() log[1] = "closed" end })
end
assert(log[1] == "closed" and getmetatable(setmetatable({}, class)) == class)
-- helpers
assert(fl.yi(0.5) == 5e7 and fl.wan(3) == 3e4)
assert(fl.add_days("2024-02-28", 2) == "2024-03-01" and fl.days_between("2022-06-01", "2022-06-18") == 17)
assert(fl.weekday("2022-06-18") == 6)
refused(fl.add_days, "2022-02-30", 1)
assert(fl.subsidy { id = "x", budget = 5.5 }.budget == 5.5)
return fl.scenario { world = fl.world "kuaishou-2022-core", calendar = { from = "2022-05-01", to = "2022-05-02" } }
