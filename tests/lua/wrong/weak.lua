-- Weak behind setmetatable's back: how many turns it takes hangs on what else is in memory.
local mt = {}
local w = setmetatable({}, mt)
mt.__mode = "v"
w[1] = {}
local turns = 0
while w[1] do
  turns = turns + 1
  local rubbish = { turns }
end
return turns
