-- pairs, next and table.sort give the same order in every process.
local fl = require "fanloop"
local keys = {}
for key in pairs({ b = 1, [3] = 1, a = 1, [1.5] = 1, ["10"] = 1, [-1] = 1, [2] = 1 }) do keys[#keys + 1] = tostring(key) end
assert(table.concat(keys, " ") == "-1 1.5 2 3 10 a b")
local t = { x = 1, y = 2, z = 3 }
for key in pairs(t) do t[key] = nil end
assert(next(t) == nil and next({ q = 1, p = 2 }) == "p" and next({ q = 1, p = 2 }, "p") == "q")
local list = {}
for i = 1, 1000 do list[i] = { key = (i * 7919) % 10, i = i } end
table.sort(list, function(a, b) return a.key < b.key end)
for i = 2, 1000 do
  local a, b = list[i - 1], list[i]
  assert(a.key < b.key or (a.key == b.key and a.i < b.i))
end
local words = { "b", "a", "c" }
table.sort(words)
assert(table.concat(words) == "abc")
assert(tostring({}) == "table" and tostring(print) == "function" and string.format("%s %d", {}, 3) == "table 3")
assert(tostring(setmetatable({}, { __tostring = function() return "mine" end })) == "mine")
return fl.scenario { world = fl.world "kuaishou-2022-core", calendar = { from = "2022-05-01", to = "2022-05-02" } }
