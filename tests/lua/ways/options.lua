-- The shipped library: closed modules, and options read against defaults.
local fl = require "fanloop"
local rights = require "fanloop.rights"

-- Shipped modules are closed, but can be walked over.
local names = {}
for name, make in pairs(rights) do
  assert(type(make) == "function")
  names[#names + 1] = name
end
assert(table.concat(names, " ") == "trust_buy trust_card")
assert(not pcall(function() return rights.trust_bay end) and not pcall(function() rights.trust_buy = nil end))

-- fl.options: defaults, what has none, and what a constructor takes.
local o = fl.options("mine.own", { b = 5, d = "x", followers = 3 }, { a = 1, b = 2, "c", "d!", "fl.room" })
assert(o.a == 1 and o.b == 5 and o.c == nil and o.d == "x" and o.followers == 3)
assert(next(fl.options("mine.own", nil, {})) == nil)

return fl.scenario { world = fl.world "kuaishou-2022-core", calendar = { from = "2022-05-01", to = "2022-05-02" } }
