-- Lists go by the table itself: metamethods do not say how long a loop is.
local fl = require "fanloop"
local function refused(f, ...)
  local ok, why = pcall(f, ...)
  assert(not ok, "this must be refused")
  return tostring(why)
end
local function is(list, text)
  assert(table.concat(list, " ") == text, table.concat(list, " "))
end
local t = { 1, 2, 3 }
table.insert(t, 4)
table.insert(t, 1, 0)
table.insert(t, #t + 1, 5)
is(t, "0 1 2 3 4 5")
assert(table.remove(t) == 5 and table.remove(t, 1) == 0 and table.remove(t, 2) == 2 and table.remove(t, #t + 1) == nil)
is(t, "1 3 4")
assert(table.remove({}) == nil and table.remove({}, 0) == nil and table.remove({ [0] = "x" }) == "x")
assert(refused(table.insert, t, 0, 1):find("position out of bounds", 1, true))
assert(refused(table.insert, t, 5, 1):find("position out of bounds", 1, true))
assert(refused(table.insert, t):find("wrong number of arguments", 1, true))
assert(refused(table.remove, t, 5):find("position out of bounds", 1, true))
is(table.move({ 1, 2, 3, 4 }, 2, 4, 1), "2 3 4 4")
is(table.move({ 1, 2, 3, 4 }, 1, 3, 2), "1 1 2 3")
is(table.move({ 1, 2, 3 }, 1, 3, 2, { 0 }), "0 1 2 3")
is(table.move({ 1, 2, 3 }, 3, 1, 9), "1 2 3")
assert(table.move({ 1 }, math.mininteger, math.mininteger, 1)[1] == nil)
assert(refused(table.move, {}, math.mininteger, math.maxinteger, 1):find("too many elements", 1, true))
assert(refused(table.move, {}, -1, math.maxinteger, 1):find("too many elements", 1, true))
assert(refused(table.move, {}, 1, 2, math.maxinteger):find("wrap around", 1, true))
assert(table.concat({ 1, "b", 2.5 }, ", ") == "1, b, 2.5" and table.concat({ 1, 2, 3 }, "-", 2, 3) == "2-3" and table.concat({}) == "")
assert(table.concat({ [math.maxinteger] = "end" }, ",", math.maxinteger) == "" and
  table.concat({ [math.maxinteger] = "end" }, ",", math.maxinteger, math.maxinteger) == "end")
assert(refused(table.concat, { 1, {}, 3 }):find("invalid value (at index 2) in table for 'concat'", 1, true))
assert(select("#", table.unpack({ 1, nil, 3 }, 1, 3)) == 3 and select("#", table.unpack({}, 1, 0)) == 0)
assert(table.unpack({ [math.maxinteger] = 7 }, math.maxinteger, math.maxinteger) == 7)
assert(refused(table.unpack, {}, 1, 1 << 30):find("too many results", 1, true))
assert(refused(table.unpack, {}, math.mininteger, math.maxinteger):find("too many results", 1, true))
-- a class whose instances are lists
local stack = {}
stack.__index = stack
function stack:push(value) table.insert(self, value) end
local s = setmetatable({}, stack)
s:push("a")
s:push("b")
assert(table.remove(s) == "b" and #s == 1)
-- lengths and entries that are made up, and writes that are caught
local huge = setmetatable({ 1, 2 }, { __len = function() return 1 << 53 end, __index = rawlen, __newindex = rawlen })
table.insert(huge, 1, 0)
is(huge, "0 1 2")
assert(table.remove(huge, 1) == 0 and select("#", table.unpack(huge)) == 2)
assert(refused(table.concat, huge, "", 1, 1 << 53):find("at index 3", 1, true))
for _, f in ipairs { table.insert, table.remove, table.concat, table.unpack, table.move } do
  assert(refused(f, "text", 1, 2, 3):find("table expected", 1, true))
end
return fl.scenario { world = fl.world "kuaishou-2022-core", calendar = { from = "2022-05-01", to = "2022-05-02" } }
