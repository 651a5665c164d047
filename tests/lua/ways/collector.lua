-- More rubbish than the memory holds, with metatables in it: in loops, in hooks that are over in a few instructions, in large pieces.
local fl = require "fanloop"
local class = {}
class.__index = class
local kept = {}
for i = 1, 200000 do
  local object = setmetatable({ i, {} }, i % 10 == 0 and { __index = class } or class)
  if i % 1000 == 0 then kept[#kept + 1] = object end
end
local piece = ("x"):rep(1 << 10)
for i = 1, 6 do
  local text = piece:rep(16 << 10)
end
-- metamethods may be defined after the metatable was set
local mt = {}
local late = setmetatable({}, mt)
mt.__index = function(_, key) return key end
mt.__call = function() return "called" end
assert(late.name == "name" and late() == "called" and getmetatable(late) == mt)
assert(#kept == 200 and kept[200][1] == 200000)
return fl.scenario {
  world = fl.world("kuaishou-2022-core", { fans = 1000 }),
  calendar = { warmup = 10, from = "2022-05-01", to = "2022-05-31" },
  on_day = function() local text = piece:rep(20 << 10) end,
}
