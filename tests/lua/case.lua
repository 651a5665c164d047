local text = ("a"):rep(10000)
local found = text:find((".-"):rep(30) .. "b")
