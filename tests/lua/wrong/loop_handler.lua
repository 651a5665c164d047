local function again() return pcall(again) and pcall(again) end
local function f() pcall(f) pcall(f) end
f()
