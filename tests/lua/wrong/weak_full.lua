-- When memory is short Lua collects in the middle of an instruction.
local mt = {}
local w = setmetatable({}, mt)
mt.__mode = "v"
w[1] = {}
local text = ("x"):rep(25 << 20)
text = nil
text = ("y"):rep(25 << 20)
mt.__mode = nil
