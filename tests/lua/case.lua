-- Every level catches the overflow below it and goes down again.
local function f()
  pcall(f)
  f()
end
f()
