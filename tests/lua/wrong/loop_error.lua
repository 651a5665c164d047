local t = setmetatable({}, { __tostring = function() while true do end end })
pcall(error, t)
error(t)
